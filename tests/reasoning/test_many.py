"""Many dossiers at once are answered as each would be alone: by arrays, by the ordinary way, over processes."""

from __future__ import annotations

import io
import json
import multiprocessing
import subprocess
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.base import limits
from qgov.cli import main
from qgov.grounding.bulk_columns import unanswered
from qgov.lexicon import lexicon
from qgov.reasoning import many
from qgov.reasoning.many import ground_lines, ground_many

from ..dossier.tables import Maker, Number, text


def lines(seeds, odd=0.0, rows=4) -> list[bytes]:
    return [Maker(seed, odd).dossier(rows).encode("utf-8", "surrogatepass") for seed in seeds]


def alone(number: int, line: bytes) -> dict:
    return many._alone(number, line).to_dict()


def same(mine: dict, other: dict) -> None:
    """Equal, with the ends of the mean error to the digits that are given."""
    ends = [[item["facts"].pop("meanCnotInfidelity", [0, 0]) for item in one.get("items", ())] for one in (mine, other)]
    assert mine == other
    for left, right in zip(*ends, strict=True):
        assert left == pytest.approx(right, rel=10.0 ** (1 - many.DIGITS), abs=0)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=4), st.integers(0, 8), st.sampled_from([0.0, 0.01, 0.1])
)
def test_every_answer_is_that_of_the_dossier_alone(seeds, rows, odd):
    given_lines = list(enumerate(lines(seeds, odd, rows), 1))
    for (number, line), answer in zip(given_lines, ground_lines(given_lines), strict=True):
        same(answer.to_dict(), alone(number, line))


def test_most_plain_devices_need_no_other_way(monkeypatch):
    """And of every verdict there is one, or agreement would say little."""
    singly = []
    real = many._alone
    monkeypatch.setattr(many, "_alone", lambda number, line: singly.append(number) or real(number, line))
    answers = ground_lines(list(enumerate(lines(range(150)), 1)))
    assert len(singly) < 75
    seen = {
        (check, verdict)
        for answer in answers
        if answer.line not in singly
        for item in answer.items
        for check, counts in item["checks"].items()
        for verdict in counts
    }
    assert seen >= {
        ("two-qubit-relaxation-floor", "refuted"), ("two-qubit-relaxation-floor", "supported"),
        ("two-qubit-relaxation-floor", "undetermined"), ("relaxation-limit", "supported"),
        ("relaxation-limit", "undetermined"), ("pair-statistics", "supported"), ("pair-statistics", "undetermined"),
        ("qubit-count-pairs", "refuted"), ("qubit-count-pairs", "supported"), ("metric-conversion", "supported"),
        ("metric-conversion", "undetermined"), ("error-claims", "undetermined"),
    }  # fmt: skip


def test_every_check_of_the_columns_is_known_to_the_arrays():
    """A new check that reads errors, gate times, counts or pair rows of computers has to be named in bulk_columns."""
    assert unanswered() == ()


def test_a_check_that_the_arrays_do_not_know_sends_every_device_the_ordinary_way(monkeypatch):
    monkeypatch.setattr("qgov.grounding.bulk_columns.unanswered", lambda: ("new",))
    line = lines([3])[0]
    assert ground_lines([(1, line)]) == [many._alone(1, line)]


def device(**claims) -> bytes:
    row = {"qubits": [0, 1], "cnotError": Number("0.01"), "twoQubitGateTime": Number("3e-7"),
           "t1": [Number("1e-4"), Number("1e-4")], "t2": [Number("1e-4"), Number("1e-4")]}  # fmt: skip
    item = {
        "id": "qpu",
        "type": "QuantumComputer",
        "sameQubits": True,
        "postselection": "none",
        "errorCorrection": "none",
    }
    whole = {"id": "urn:example:device", "type": "Export", "date": "2026-05-04", "origin": "US", "destination": "IN"}
    return text(whole | {"items": [item | {"pairs": [row]} | claims]}).encode()


@pytest.mark.parametrize(
    "claims, check",
    [
        ({"t1": Number("1e-4"), "t2": Number("3e-4"), "dynamicalDecoupling": "none"}, "relaxation-limit"),
        ({"cnotError": {"value": Number("0.01"), "lower": Number("0.001")}}, "error-claims"),
        ({"cnotError": Number("0.9")}, "metric-conversion"),
        ({"physicalQubits": Number("3"), "workingQubits": Number("5")}, "qubit-count-pairs"),
        ({"cnotError": Number("1e-5"), "twoQubitGateTime": Number("5e-7"), "t1": Number("1e-4"), "pairs": []},
         "two-qubit-relaxation-floor"),
        ({"oneQubitError": Number("0.9")}, "metric-conversion"),
    ],
)  # fmt: skip
def test_no_check_of_the_whole_device_is_lost(claims, check):
    (answer,) = ground_lines([(1, device(**claims))])
    same(answer.to_dict(), alone(1, device(**claims)))
    if check != "error-claims":
        assert check in answer.items[0]["checks"], answer


CAPABILITIES = {
    "QkdLink": {"protocol": "bb84", "qber": 0.15, "secretKeyRate": 10, "keyBases": 2, "postProcessing": "two-way"},
    "EntanglementLink": {"chsh": 2.6},
    "QuantumMemory": {"fidelity": 0.99, "efficiency": 0.85, "inputState": "single-photon"},
    "Teleporter": {"fidelity": 0.6, "inputEnsemble": "uniform"},
    "QuantumChannel": {"model": "depolarizing", "parameter": 0.9, "parameterConvention": "mixing-probability"},
    "QuantumSensor": {"probes": 1000, "repetitions": 100, "phaseUncertainty": 0.001},
}


def every_type() -> list[str]:
    return sorted(lexicon().item_types())


@pytest.mark.parametrize("kind", every_type())
def test_every_type_of_item_has_an_answer(kind):
    """With the verdicts of capabilities among them, where it has one."""
    whole = {"id": "urn:example:one", "type": "Export", "date": "2026-05-04", "origin": "US", "destination": "IN"}
    line = json.dumps(whole | {"items": [{"id": "it", "type": kind} | CAPABILITIES.get(kind, {})]}).encode()
    (answer,) = ground_many(io.BytesIO(line))
    said = answer.to_dict()
    assert "faults" not in said, said
    counted = [verdict for checks in said["items"][0]["checks"].values() for verdict in checks]
    assert {verdict for verdict, number in said["verdicts"].items() if number} == set(counted)
    if kind in CAPABILITIES:
        assert {"met", "not-met"} & set(counted), said


def test_hostile_lines_are_named_and_stop_nobody():
    good, long = device(), b'{"note":"' + b"x" * (limits.MAX_BYTES + 1) + b'"}'
    million = b'{"items":[{"pairs":[' + b",".join([b'{"qubits":[0,1]}'] * 1_000_000) + b"]}]}"
    bad = [
        good.replace(b"0.01", b"NaN"), good.replace(b'"t1":', b'"cnotError":0.02,"t1":'),
        good.replace(b'"t1":', b'"t7":'), good.replace(b"0.01", b"1e999"), good.replace(b"0.01", b"9" * 50),
        good.replace(b"0.01", b"1.5"), b"[" * 100_000, b"\xff\xfe", b"null", b"[]", b"{", long, million,
        good.replace(b"3e-7", b"-3e-7"), good.replace(b"[0,1]", b"[0,0]"), good + good, b"id: yaml",
    ]  # fmt: skip
    stream = io.BytesIO(b"\n".join(line for wrong in bad for line in (wrong, b"", good)))
    answers = [answer.to_dict() for answer in ground_many(stream)]
    assert [answer["line"] for answer in answers] == [n for at in range(len(bad)) for n in (3 * at + 1, 3 * at + 3)]
    assert all(answer["faults"] for answer in answers[::2]) and all("id" in answer for answer in answers[1::2])
    pointers = [answer["faults"][0]["pointer"] for answer in answers[::2]]
    assert pointers[:4] == ["/items/0/pairs/0/cnotError"] * 2 + ["/items/0/pairs/0/t7", "/items/0/pairs/0/cnotError"]
    assert pointers[13:15] == ["/items/0/pairs/0/twoQubitGateTime", "/items/0/pairs/0/qubits"]
    assert "bytes accepted" in answers[2 * bad.index(million)]["faults"][0]["message"]


def test_processes_answer_in_order_and_alike(monkeypatch):
    stream = b"\n".join(lines(range(60), 0.02))
    one = [answer.to_dict() for answer in ground_many(io.BytesIO(stream))]
    monkeypatch.setattr(many, "CHUNK", 20_000)
    assert [answer.to_dict() for answer in ground_many(io.BytesIO(stream), 2)] == one
    assert [answer["line"] for answer in one] == list(range(1, 61))


def test_a_reader_who_stops_leaves_no_process_behind(monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 2_000)
    answers = ground_many(io.BytesIO(b"\n".join([device()] * 200)), 2)
    assert next(answers).dossier == "urn:example:device"
    answers.close()
    assert not multiprocessing.active_children()


class Endless(io.RawIOBase):
    """A stream of so many devices, none of which is held."""

    def __init__(self, line: bytes, number: int):
        self.left, self.line = number, line + b"\n"

    def readline(self, limit: int = -1) -> bytes:
        self.left -= 1
        return self.line if self.left >= 0 else b""


def test_memory_does_not_grow_with_the_number_of_dossiers(monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 100_000)
    line = Maker(2).dossier(40).encode()

    def peak(number: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in ground_many(Endless(line, number))) == number
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(20)  # words of the lexicon are read once
    few, more = peak(100), peak(600)
    assert more < 1.3 * few and more < 20e6


def test_command_line(tmp_path, capsys):
    clear, refuted = device(), device(pairs=[{
        "qubits": [0, 1], "cnotError": Number("1e-5"), "twoQubitGateTime": Number("5e-7"),
        "t1": [Number("1e-4")] * 2, "t2": [Number("1e-4")] * 2,
    }])  # fmt: skip
    path = tmp_path / "devices.jsonl"
    for wanted, content in ((0, [clear]), (1, [clear, refuted]), (2, [b"{", refuted]), (2, [])):
        path.write_bytes(b"\n".join(content))
        assert main(["ground", "--many", "--workers", "1", str(path)]) == wanted
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == len(content)
    path.write_bytes(b"\n".join([refuted, b'{"id":"x"}']))
    assert main(["ground", "--many", str(path), "-o", str(tmp_path / "out.jsonl")]) == 2
    err = capsys.readouterr().err
    assert "line 2: " in err and "2 dossiers: 1 with refuted claims, 1 unreadable" in err
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert first["verdicts"]["refuted"] == 1 and first["items"][0]["rows"] == [0] and second["faults"]
    for wrong in (["--format", "svg"], ["--input-format", "yaml"]):
        assert main(["ground", "--many", str(path), *wrong]) == 2
    assert main(["ground", "--many", str(tmp_path / "none.jsonl")]) == 2


def test_standard_input():
    found = subprocess.run([sys.executable, "-m", "qgov", "ground", "--many", "-"], input=device() + b"\n" + device(),
                           capture_output=True, timeout=120)  # fmt: skip
    assert found.returncode == 0 and len(found.stdout.splitlines()) == 2
