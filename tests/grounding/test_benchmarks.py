"""Models that relate benchmarks: errors per Clifford, interleaved sequences, quantum volume."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.grounding import ground_item
from qgov.grounding.checks.interleaved_bound import systematic
from qgov.grounding.checks.volume_error import gates, largest_error

from .builders import by_check, computer, only, q, row

CLIFFORD, INTERLEAVED, VOLUME = "clifford-rate", "interleaved-bound", "volume-error"


def clifford(error, single="3e-4"):
    return computer(cnotError=q(error, metric="rb-error-per-clifford"), oneQubitError=single)


def test_an_error_per_clifford_holds_one_qubit_gates():
    good = only(clifford("0.015"), CLIFFORD)
    assert (good.verdict, good.kind) == ("supported", "model")
    assert "about 0.00835" in good.reason and "at most 0.01" in good.reason
    bad = only(clifford("1e-3"), CLIFFORD)
    assert bad.verdict == "undetermined" and "per Clifford" in bad.needs[0]
    assert by_check(computer(cnotError="0.015", oneQubitError="3e-4"), CLIFFORD) == []
    assert by_check(computer(cnotError=q("0.015", metric="rb-error-per-clifford")), CLIFFORD) == []


def test_the_systematic_bound_of_interleaved_benchmarking():
    assert systematic(1e-3, 0.75 * (1 - 0.9947)) == pytest.approx(7e-3, rel=0.02)  # physics: p = 0.9947, r = 1e-3
    assert systematic(1e-3, 0.0) == pytest.approx(0)
    assert systematic(1e-3, 0.75) is None


def interleaved(**rest):
    return computer(cnotError=q("1e-3", metric="interleaved-rb"), **rest)


def test_an_interleaved_error_is_open_by_its_reference():
    model = only(interleaved(oneQubitError="2e-4"), INTERLEAVED)
    assert (model.verdict, model.kind) == ("supported", "model") and "between 0 and" in model.reason
    rows = [row(0, q("3.975e-3", metric="rb-error-per-clifford"))]
    one = computer(rows, cnotError=q("1e-3", metric="interleaved-rb"))
    measured = only(one, INTERLEAVED)
    assert measured.kind == "theorem" and float(measured.bound) == pytest.approx(7.95e-3, rel=0.01)
    assert only(interleaved(), INTERLEAVED).needs == (
        "referenceDecay, or the error per Clifford of the reference sequence",
    )
    assert by_check(computer(cnotError="1e-3"), INTERLEAVED) == []


def test_quantum_volume_and_error_by_a_depolarising_estimate():
    assert gates(16) == 384 and largest_error(16) == pytest.approx(1.52e-3, rel=0.01)
    assert only(computer(quantumVolume=128, cnotError="0.003"), VOLUME).verdict == "supported"
    # passed with 1.83e-3 on 32 ions, which the estimate would fail: 10.1103/PhysRevX.13.041052
    passed = only(computer(quantumVolume=65536, cnotError="1.83e-3", physicalQubits=32), VOLUME)
    assert (passed.verdict, passed.kind, passed.needs) == (
        "undetermined", "model", ("heavy-output probability of the test",),
    )  # fmt: skip
    assert only(computer(quantumVolume=65536, cnotError="0.02"), VOLUME).verdict == "undetermined"
    assert by_check(computer(quantumVolume=2, cnotError="0.02"), VOLUME) == []
    assert by_check(computer(quantumVolume=64), VOLUME) == []
    assert by_check(computer(quantumVolume=64, cnotError=q("0.3", statistic="worst")), VOLUME) == []


def test_circuits_agree():
    items = [clifford("0.015"), interleaved(oneQubitError="2e-4"), computer(quantumVolume=128, cnotError="0.003")]
    for item, check in zip(items, (CLIFFORD, INTERLEAVED, VOLUME), strict=True):
        (found,) = [entry for entry in ground_item(item).groundings if entry.check == check]
        assert found.simulated["difference"] < Decimal("1e-6") and found.circuit
