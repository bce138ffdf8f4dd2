"""S12, S13, S14: what is too large, too deep or no number is refused; each limit alone is what refuses it.

Every case is read twice: as it stands, and with the limit raised in the test, when it is let in.
"""

from __future__ import annotations

import gzip
from decimal import Decimal
from importlib import import_module

import pytest

from qgov.base import limits, parse
from qgov.base.errors import InputError
from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item
from qgov.verifier import verify

BYTES = limits.MAX_BYTES
# In the place of limits that only a large text reaches.
LOWERED = {"MAX_LIST_BYTES": 100_000, "MAX_NODES": 1000, "MAX_YAML_BYTES": 1000, "MAX_ITEMS": 3}
GATES = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'


def ghz(qubits: int) -> str:
    return GATES + f"qubit[{qubits}] q; h q[0]; for int i in [0:{qubits - 2}] {{ cx q[i], q[i + 1]; }}\n"


def json_of(value: str) -> str:
    return '{"a": ' + value + "}"


def dossier_of(items: int) -> dict:
    technologies = [{"id": f"item-{number}", "type": "Technology"} for number in range(items)]
    return {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE", "items": technologies}


CASES = {
    "bytes of JSON": ("MAX_BYTES", 10**9, lambda: parse.parse_data(b" " * BYTES + b"{}", format="json")),
    "bytes of YAML": ("MAX_YAML_BYTES", 10**9, lambda: parse.parse_data("a: [" + "x, " * 1000 + "]", format="yaml")),
    "depth of JSON": ("MAX_DEPTH", 300, lambda: parse.parse_data("[" * 65 + "]" * 65, format="json")),
    "depth of YAML": ("MAX_DEPTH", 300, lambda: parse.parse_data("[" * 65 + "]" * 65, format="yaml")),
    "depth of a program's data": ("MAX_DEPTH", 300, lambda: parse.check_tree(nested(65))),
    "values": ("MAX_NODES", 10**9, lambda: parse.parse_data("[" + "0," * 1000 + "0]", format="json")),
    "items": ("MAX_ITEMS", 4, lambda: read_dossier(dossier_of(4))),
    "a text": ("MAX_STRING", 10**9, lambda: parse.parse_data(json_of(f'"{"x" * 65_537}"'), format="json")),
    "digits": ("MAX_DIGITS", 10**6, lambda: parse.parse_data(json_of("0." + "1" * 41), format="json")),
    "an exponent": ("MAX_EXPONENT", 10**3, lambda: parse.parse_data(json_of("1e400"), format="json")),
    "an exponent below": ("MAX_EXPONENT", 10**3, lambda: parse.parse_data(json_of("1e-400"), format="json")),
    "bytes of a list": ("MAX_LIST_BYTES", 10**9, lambda: list(parse.xml_records(b"<l>" + b" " * LOWERED["MAX_LIST_BYTES"] + b"</l>", frozenset()))),
    "depth of a list": ("MAX_DEPTH", 300, lambda: list(parse.xml_records(b"<a>" * 65 + b"</a>" * 65, frozenset()))),
    "a text of a list": ("MAX_STRING", 10**9, lambda: list(parse.xml_records(b"<l><r>" + b"x" * 65_537 + b"</r></l>", frozenset({"r"})))),
    "bytes of a circuit": ("MAX_QASM_BYTES", 10**9, lambda: parse.parse_qasm(GATES + "qubit q;\n" + "//" + "x" * 65_537)),
    "a statement of a circuit": ("MAX_QASM_STATEMENT", 10**9, lambda: parse.parse_qasm(GATES + "qubit " + "q" * 3000 + ";")),
}  # fmt: skip


def nested(depth: int) -> list:
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize("name", CASES)
def test_a_limit_refuses_and_nothing_else_would(name, monkeypatch):
    limit, raised, read = CASES[name]
    monkeypatch.setattr(limits, limit, LOWERED.get(limit, getattr(limits, limit)))
    with pytest.raises(InputError):
        read()
    monkeypatch.setattr(limits, limit, raised)
    if limit == "MAX_BYTES":
        monkeypatch.setattr(parse.decode, "__defaults__", (raised,))
    read()


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" * 1_000_000, "0." + "0" * 1_000_000 + "1", "1e999999999"],
)
def test_what_is_no_number_here_is_refused(text):
    """A float, or an int of the standard library, would take each: as infinite, as zero, or for a long time."""
    with pytest.raises(InputError):
        parse.parse_data(json_of(text), format="json")


def test_minus_zero_is_zero_and_exactness_is_kept():
    assert str(parse.parse_data(json_of("-0.0"), format="json")["a"] + 0) == "0.0"
    assert parse.parse_data(json_of("0.1"), format="json") == {"a": Decimal("0.1")}


def test_a_packed_receipt_is_unpacked_up_to_a_limit(monkeypatch):
    bomb = gzip.compress(b" " * 3_000_000, 9)
    assert len(bomb) < 10_000 and len(verify.unpack(bomb)) == 3_000_000
    monkeypatch.setattr(verify, "MAX_BYTES", 1_000_000)
    with pytest.raises(verify.Unreadable, match="too large"):
        verify.unpack(bomb)


def grounded(**claims) -> list:
    data = {
        "id": "urn:example:t", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE",
        "items": [{"id": "qpu", "type": "QuantumComputer", **claims}],
    }  # fmt: skip
    (item,) = read_dossier(data).items
    return [one for one in ground_item(item, simulate=False).groundings if one.check == "ideal-circuit"]


def test_a_circuit_too_large_to_simulate_takes_no_memory(monkeypatch):
    """Thirty qubits are 2^30 amplitudes, 16 GiB: counted, and never made. The limit taken away, it would be begun."""
    run = import_module("qgov.grounding.checks.simulation.run")
    begun: list[int] = []

    def begin(program):
        begun.append(program.qubits)
        raise run.Refused("begun")

    monkeypatch.setattr(run.state, "pure", begin)
    (found,) = grounded(circuit=ghz(30), circuitFidelity=1, circuitNoise="none")
    assert found.verdict == "undetermined" and "30 qubits; at most 20" in found.reason and begun == []
    monkeypatch.setattr(run, "affordable", lambda *_, **__: None)
    run._ideal.cache_clear()
    grounded(circuit=ghz(30), circuitFidelity=1, circuitNoise="none")
    run._ideal.cache_clear()
    assert begun == [30]


MARKED = "a: !!python/object/apply:builtins.open [{marker!r}, 'w']"


@pytest.mark.parametrize(
    "text",
    [MARKED, "a: !!python/object/new:builtins.open [{marker!r}, 'w']", "!!python/object/apply:os.mkdir [{marker!r}]"],
)
def test_yaml_runs_nothing(text, tmp_path):
    """The same text by the library's unsafe loader leaves a mark."""
    import yaml

    marker = tmp_path / "executed"
    text = text.format(marker=str(marker))
    with pytest.raises(InputError, match="tags are not accepted"):
        parse.parse_data(text, format="yaml")
    assert not marker.exists()
    yaml.unsafe_load(text)
    assert marker.exists()
