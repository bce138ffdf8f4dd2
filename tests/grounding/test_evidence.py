"""Circuits corroborate, are kept on disk, and are not needed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qgov.dossier.model import Item
from qgov.grounding import cache, circuits, evidence, ground_item
from qgov.grounding.checks import CHECKS

from .builders import STATED, computer, q, row

FULL = computer(
    [row(0, "0.02"), row(2, "0.006"), row(4, "1e-5"), row(6, "2e-5")],
    computingModel="circuit", physicalQubits=8, quantumVolume=16,
    cnotError=q("0.01", metric="process-infidelity"), processInfidelity="0.01",
    oneQubitError=q("3e-4", metric="pauli-error"), oneQubitGateTime="35e-9",
    t1="100e-6", t2="80e-6", twoQubitGateTime="500e-9", assume=STATED,
    readoutError="0.02", frequency="5e9", operatingTemperature="0.02", thermalPopulation="0.01", logicalQubits=1,
    codeDistance=2, errorSuppressionFactor=2, logicalErrorPerCycle="0.05", logicalLifetime="90e-6", physicalT2="80e-6",
    diamondError="0.02",
)  # fmt: skip
IN_OTHER_METRICS = tuple(
    computer(cnotError=q("0.01", metric=metric), oneQubitError="3e-4")
    for metric in ("rb-error-per-clifford", "interleaved-rb")
)
CLAIMED = {"circuit": "OPENQASM 3.0; qubit[2] q; h q[0]; cx q[0], q[1];", "circuitFidelity": "0.95"}
FLIPS = ({"process": "bit-flip", "probability": q("0.02")},)
OF_CIRCUITS = (computer(**CLAIMED), computer(**CLAIMED, noiseModel=FLIPS))


def test_every_check_with_a_circuit_runs_it():
    found = [grounding for item in (FULL, *IN_OTHER_METRICS, *OF_CIRCUITS) for grounding in ground_item(item).groundings]
    simulated = {grounding.check for grounding in found if grounding.simulated}
    assert simulated == {check.name for check in CHECKS["QuantumComputer"] if check.circuit}
    for grounding in found:
        assert (grounding.circuit is None) == (grounding.simulated is None)
        if grounding.simulated:
            assert grounding.simulated["difference"] < Decimal("1e-6")
            assert grounding.simulated["engine"].startswith("pennylane ")


@pytest.mark.parametrize(
    "value, formula, one",
    [
        (1 + 9e-7, 1.0, True),
        (1 + 2e-6, 1.0, False),
        (2e-7 * (1 + 9e-7), 2e-7, True),
        (2e-7 * 1.01, 2e-7, False),  # within 1e-6, and one per cent off
        (100 + 9e-7, 100.0, True),
        (100 + 2e-6, 100.0, False),
        (5e-13, 0.0, True),
        (5e-12, 0.0, False),
        (float("nan"), 1.0, False),
    ],
)
def test_a_small_number_agrees_to_a_part_of_itself(value, formula, one):
    assert evidence.agree(value, formula) is one


def test_a_threshold_left_open_keeps_its_circuit():
    (found,) = [
        grounding
        for grounding in ground_item(
            Item("it", "EntanglementLink", claims={"bellFidelity": q("0.51", "0.02")})
        ).groundings
        if grounding.check == "entangled"
    ]
    assert (
        found.verdict == "undetermined" and found.simulated and found.side == "at least" and found.u == Decimal("0.02")
    )


def test_one_row_stands_for_all():
    rows = [found for found in ground_item(FULL).groundings if found.claims[0].term == "pairs.cnotError"]
    floors = [found for found in rows if found.check == "two-qubit-relaxation-floor"]
    assert [found.claims[0].index for found in floors if found.simulated] == [4]


def test_verdicts_and_facts_do_not_depend_on_the_simulator():
    with_circuits, without = ground_item(FULL), ground_item(FULL, simulate=False)
    assert with_circuits.facts == without.facts and with_circuits.warnings == without.warnings
    bare = tuple(replace(found, circuit=None, simulated=None) for found in with_circuits.groundings)
    assert bare == without.groundings


def wrong(parameters):
    return 0.123, "a circuit"


def broken(parameters):
    raise ValueError("no such channel")


@pytest.mark.parametrize("fault", [wrong, broken])
def test_an_engine_fault_withdraws_the_verdict_and_revives_no_claim(fault, monkeypatch):
    monkeypatch.setitem(circuits.CIRCUITS, "relaxation", fault)
    found = ground_item(FULL)
    floors = [grounding for grounding in found.groundings if grounding.check == "two-qubit-relaxation-floor"]
    assert {grounding.verdict for grounding in floors} == {"undetermined"}
    assert all(grounding.reason.startswith("engine fault") for grounding in floors)
    assert found.facts == ground_item(FULL, simulate=False).facts
    assert any("engine fault" in warning for warning in found.warnings)


def test_a_second_run_reads_the_disk(monkeypatch, own_cache):
    first = ground_item(FULL)
    assert len(list(own_cache.glob("*.json"))) >= 5
    evidence.simulate.cache_clear()
    for name in circuits.CIRCUITS:
        monkeypatch.setitem(circuits.CIRCUITS, name, broken)
    assert ground_item(FULL) == first


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"value": 1}', '{"key": "x", "value": 0.1, "circuit": "c"}', "\x00", "[" * 30000]
)
def test_damaged_entries_are_run_again(damage, own_cache):
    first = ground_item(FULL)
    for entry in own_cache.glob("*.json"):
        entry.write_text(damage)
    evidence.simulate.cache_clear()
    assert ground_item(FULL) == first


def test_an_entry_with_a_wrong_value_is_no_engine_fault(own_cache):
    first = ground_item(FULL)
    for entry in own_cache.glob("*.json"):
        entry.write_text(json.dumps(json.loads(entry.read_text()) | {"value": 0.5}))
    evidence.simulate.cache_clear()
    assert ground_item(FULL) == first


def test_a_cache_that_cannot_be_written_is_no_cache(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("QGOV_CACHE", str(blocked / "below"))
    assert all("engine fault" not in found.reason for found in ground_item(FULL).groundings)


def test_large_entries_are_not_read(own_cache):
    cache.store("key", 0.5, "c" * cache.LARGEST_ENTRY)
    assert cache.load("key") is None
    cache.store("key", 0.5, "c")
    assert cache.load("key") == (0.5, "c")


def test_the_key_binds_check_parameters_and_version():
    keys = {
        cache.key("a", {"x": 1.0, "y": 2.0}, "1"),
        cache.key("a", {"y": 2.0, "x": 1.0 + 1e-15}, "1"),
        cache.key("b", {"x": 1.0, "y": 2.0}, "1"),
        cache.key("a", {"x": 1.1, "y": 2.0}, "1"),
        cache.key("a", {"x": 1.0, "y": 2.0}, "2"),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "platform, variable, tail",
    [("linux", "XDG_CACHE_HOME", "qgov/circuits"), ("win32", "LOCALAPPDATA", "qgov/circuits")],
)
def test_the_users_cache_folder(platform, variable, tail, monkeypatch, tmp_path):
    monkeypatch.delenv("QGOV_CACHE")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.folder() == tmp_path / tail


def test_pennylane_is_loaded_only_to_run_a_circuit():
    """Neither importing, nor closed forms, nor evidence from the disk load the simulator."""
    script = (
        "import sys\n"
        "from tests.grounding.test_evidence import FULL, ground_item\n"
        "heavy = lambda: 'pennylane' in sys.modules\n"
        "ground_item(FULL, simulate=False); assert not heavy() and 'numpy' not in sys.modules\n"
        "ground_item(FULL); print(heavy())\n"
    )
    root = Path(__file__).parents[2]
    ran = [subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True) for _ in range(2)]
    assert [run.stdout.strip() for run in ran] == ["True", "False"], [run.stderr for run in ran]


def test_drawings_show_their_parameters():
    for grounding in ground_item(FULL).groundings:
        if grounding.check == "two-qubit-relaxation-floor" and grounding.circuit:
            assert "AmplitudeDamping(0.00498752)" in grounding.circuit and "t1 a = 200 gate times" in grounding.circuit
