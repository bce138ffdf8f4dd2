"""Pair rows read as columns are those that the ordinary reader reads, and what it refuses is no column."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.dossier.columns import read_columns, read_lines
from qgov.dossier.read import read_dossier

from .tables import Maker, Number, text


def same(number: float, exact: Decimal | None) -> bool:
    return math.isnan(number) if exact is None else math.isclose(number, exact, rel_tol=1e-14, abs_tol=0)


def compare(line: bytes) -> bool:
    """Whether the line is read as columns; then they are what the ordinary reader reads, which may refuse nothing."""
    found = read_columns(line)
    if found is None:
        return False
    dossier, columns = read_dossier(line, "", "json"), found[1]
    assert found[0].id == dossier.id and len(found[0].items) == len(dossier.items)
    assert set(columns) == {index for index, item in enumerate(dossier.items) if item.pairs or index in columns}
    for index, item in enumerate(dossier.items):
        assert found[0].items[index].claims == item.claims
        assert found[0].items[index].assumptions == item.assumptions
        if index in columns:
            read = columns[index]
            assert len(read) == len(item.pairs)
            named: dict[int, str] = {}
            for at, pair in enumerate(item.pairs):
                assert bool(read.dead[at]) == pair.dead
                for end in (0, 1):
                    assert named.setdefault(int(read.qubits[end][at]), pair.qubits[end]) == pair.qubits[end]
                error = pair.cnot_error
                if error is not None:
                    assert read.error.metrics[read.error.metric[at]] == error.metric
                    (exact,) = read.exact_errors([at])
                    assert (exact.value, exact.given) == (error.value, error.given)
                for numbers, quantity in (
                    (read.error, error), (read.time, pair.two_qubit_gate_time), *zip(read.t1, pair.t1, strict=True),
                    *zip(read.t2, pair.t2, strict=True),
                ):  # fmt: skip
                    assert same(numbers.value[at], quantity and quantity.value)
                    assert same(numbers.u[at], quantity and quantity.standard_uncertainty)
            assert len(set(named.values())) == len(named)
    return True


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_plain_tables(seed, rows):
    assert compare(Maker(seed).dossier(rows).encode())


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_hostile_tables(seed, rows):
    """Nothing is read as columns that the ordinary reader refuses: ``compare`` lets its fault through."""
    compare(Maker(seed, odd=0.1).dossier(rows).encode("utf-8", "surrogatepass"))


_PIECES = [b"", *(bytes([byte]) for byte in b'0159.eE+-"{}[],: atn\\\x00\x1f\x7f\xc3')]


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1), st.data())
def test_text_with_a_byte_gone_wrong(seed, data):
    """Of what is no longer JSON, or holds another number or name, as little is read that the reader refuses."""
    line = bytearray(Maker(seed).dossier(2).encode())
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(line) - 1))
        piece = data.draw(st.sampled_from(_PIECES))
        line[at : at + data.draw(st.integers(0, 1))] = piece
    compare(bytes(line))


@settings(max_examples=100)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=8), st.sampled_from([0.0, 0.02, 0.1]))
def test_tables_together_are_read_as_each_alone(seeds, odd):
    lines = [Maker(seed, odd).dossier(3).encode("utf-8", "surrogatepass") for seed in seeds]
    together = list(read_lines(lines))
    assert len(together) == len(lines)
    for line, read in zip(lines, together, strict=True):
        alone = read_columns(line)
        assert (read is None) == (alone is None)
        if alone is None:
            continue
        assert read[0] == alone[0] and set(read[1]) == set(alone[1])
        for index, columns in alone[1].items():
            mine = read[1][index]
            assert (mine.text, mine.dead.tolist()) == (columns.text, columns.dead.tolist())
            for left, right in (
                (mine.error, columns.error), (mine.time, columns.time), *zip(mine.t1, columns.t1, strict=True),
                *zip(mine.t2, columns.t2, strict=True),
            ):  # fmt: skip
                assert left.value.tobytes() == right.value.tobytes() and left.u.tobytes() == right.u.tobytes()
                assert [left.metrics[at] for at in left.metric] == [right.metrics[at] for at in right.metric]


def test_hostile_tables_are_of_both_kinds():
    refused = read = 0
    for seed in range(200):
        line = Maker(seed, odd=0.1).dossier(2).encode("utf-8", "surrogatepass")
        read += compare(line)
        try:
            read_dossier(line, "", "json")
        except InputError:
            refused += 1
    assert refused > 50 and read > 20


def one(pairs: str, rest: str = "") -> bytes:
    item = f'{{"id":"q","type":"QuantumComputer","pairs":{pairs}{rest}}}'
    return (f'{{"id":"urn:example:x","type":"Export","date":"2026-05-04","origin":"US","destination":"IN",'
            f'"items":[{item}]}}').encode()  # fmt: skip


ROW = '{"qubits":[0,1],"cnotError":0.01,"t1":[1e-4,null]}'


@pytest.mark.parametrize(
    "pairs",
    [
        ROW,
        f"[{ROW}, {ROW[:-1]}, \"cnotError\": 0.02}}]",
        f"[{ROW[:-1]}, \"cnotError\" : 0.02}}]",
        f'[{ROW[:-1]}, "note": "a\\u202eb"}}]',
        f'[{ROW[:-1]}, "note": "a\x7fb"}}]',
        f'[{ROW[:-1]}, "note": ""}}]',
        f'[{ROW[:-1]}, "note": "{"x" * (limits.MAX_STRING + 1)}"}}]',
        '[{"qubits":[0,1],"cnotError":0.' + "0" * 30 + "1" * 41 + "}]",
        '[{"qubits":[0,1],"cnotError":1.00000000000000000000000000001}]',
        '[{"qubits":[0,1],"cnotError":0.99999999999999999999999999999}]',
        '[{"qubits":[0,1],"cnotError":1e-400}]',
        '[{"qubits":[0,1],"twoQubitGateTime":0}]',
        '[{"qubits":[0,1],"twoQubitGateTime":null}]',
        '[{"qubits":[0,1],"t1":[true,1e-4]}]',
        '[{"qubits":[0,1],"t1":[1e-4,1e-4,1e-4]}]',
        '[{"qubits":[0,1],"t1":[1e-4]}]',
        '[{"qubits":[0,1,2]}]',
        '[{"qubits":[0,1.0]}]',
        '[{"qubits":["a","a"]}]',
        '[{"cnotError":0.01}]',
        '[{"qubits":[0,1],"cnotError":{"value":0.01,"unit":"1","unit":"1"}}]',
        '[{"qubits":[0,1],"cnotError":{"value":0.01,"unit":null}}]',
        '[{"qubits":[0,1],"cnotError":{"value":0.01,"coverageFactor":0.99999999999999999999}}]',
        '[{"qubits":[0,1],"cnotError":{"value":0.01,"coverageFactor":10.0000000000000000001}}]',
        '[{"qubits":[0,1],"cnotError":{"value":0.01,"measuredOn":"2026-02-30"}}]',
        '[{"qubits":[0,1],"t1":[1e-4,1e-4]}' + "]" * 3,
        "[" * 200_000,
        "[[]]",
        "null",
    ],
)  # fmt: skip
def test_what_is_left_to_the_ordinary_reader(pairs):
    assert read_columns(one(pairs)) is None


def test_what_stands_beside_the_rows_counts_too():
    plain = f"[{ROW}]"
    assert compare(one(plain)) and compare(one(plain, ',"note":"a : b, and \\" pairs"'))
    assert read_columns(one(plain, f',"pairs":{plain}')) is None
    assert read_columns(one(plain, ',"note":"\\u202e"')) is None
    assert read_columns(one(plain, ',"note":1')) is None
    assert read_columns(one(plain).replace(b"urn:example:x", b"x")) is None
    assert read_columns(one(plain).replace(b'"id":"urn:example:x",', b"")) is None  # its name is that of the content
    assert read_columns(one(plain)[:-1]) is None and read_columns(b"[]") is None and read_columns(b"\xff") is None


@pytest.mark.parametrize(
    "row",
    [
        '{"qubits":["a","b"],"note":"12:19:24: calibrated","gate":""}',
        '{"qubits":[3000000000,1],"t2":[null,null],"gate":"cz"}',
        '{"qubits":[-1,"1"],"t1":[{"value":120,"unit":"us"},0.0001],"t2":[1E-4,{"value":0.0001}]}',
        '{"t1":[null,{"coverageFactor":1,"uncertainty":0.1e-4,"value":1e-4,"source":"a: b"}],"qubits":["01",1]}',
        '{"qubits":[0,1],"cnotError":{"value":1}}',
        '{"qubits" : [0, 1], "cnotError" : {"value" : 1e-3, "uncertainty" : 0}}',
        '{"qubits":[0,1],"cnotError":0,"twoQubitGateTime":{"value":123456789012345678901234567890e-37}}',
        '{"qubits":[0,1],"cnotError":{"value":0.5,"unit":"%","metric":"process-infidelity","note":"of the sheet"}}',
    ],
)  # fmt: skip
def test_rows_of_every_kind_are_read(row):
    assert compare(one(f"[{row}]")) and compare(one(f"[{row},{ROW},{row}]"))


def test_large_tables_are_refused_as_ever():
    """A dossier may hold so many values in all, and a table is no way around that."""
    rows = limits.MAX_NODES // 4
    line = one("[" + ",".join(['{"qubits":[0,1]}'] * rows) + "]")
    assert len(line) < limits.MAX_BYTES and read_columns(line) is None
    with pytest.raises(InputError, match="too large"):
        read_dossier(line, "", "json")
    fewer = one("[" + ",".join(['{"qubits":[0,1]}'] * (rows // 2)) + "]")
    assert len(read_columns(fewer)[1][0]) == rows // 2


def test_units_words_and_digits():
    error = {"value": Number("0.10"), "unit": "%", "uncertainty": Number("0.02"), "coverageFactor": Number("2")}
    row = {"qubits": ["a", "b"], "cnotError": error | {"metric": "pauli-error"}}
    read = read_columns(one(text([row, row | {"cnotError": Number("1.0")}])))[1][0]
    assert read.error.value[0] == pytest.approx(1e-3) and read.error.u[0] == pytest.approx(1e-4)
    (exact,) = read.exact_errors([0])
    assert exact.given == "0.10 %" and exact.value == Decimal("0.0010")
    assert read.error.metrics[read.error.metric[0]] == "pauli-error" and read.dead.tolist() == [False, True]
