"""The worst case of a gate beside its mean error, and the decay of a reference sequence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding import ground_item
from qgov.grounding.checks.diamond_error import least, most
from qgov.grounding.checks.interleaved_bound import error_of_decay, systematic

from .builders import computer, only, q

CHECK = "diamond-error"
SAME = {"sameGate": True, "sameQubits": True}


def gate(diamond, error="0.001", assume=SAME, metric="average-gate-infidelity", **words):
    return computer(diamondError=diamond, cnotError=q(error, metric=metric, **words), assume=assume)


@pytest.mark.parametrize(
    "diamond, verdict",
    [
        ("0.00125", "supported"),
        ("0.02", "supported"),
        ("0.14", "supported"),
        ("0.0012", "undetermined"),
        ("0.0006", "refuted"),
        (q("0.0006", "0.0005"), "undetermined"),
        ("0.2", "undetermined"),  # the whole distance, perhaps
        ("0.4", "refuted"),
    ],
)
def test_verdicts(diamond, verdict):
    found = only(gate(diamond), CHECK)
    assert found.verdict == verdict and bool(found.needs) == (verdict == "undetermined")


def test_process_infidelity_is_converted():
    assert only(gate("0.001", "0.001", metric="process-infidelity"), CHECK).verdict == "supported"
    assert only(gate("0.0005", "0.001", metric="process-infidelity"), CHECK).verdict == "refuted"


@pytest.mark.parametrize("metric", ["interleaved-rb", "rb-error-per-clifford"])
def test_a_mean_error_that_is_not_sharp_is_asked_for(metric):
    found = only(gate("0.0005", metric=metric), CHECK)
    assert found.verdict == "undetermined" and "metric average-gate-infidelity" in found.needs[0]


@pytest.mark.parametrize(
    "diamond, verdict", [("0.0005", "refuted"), ("0.00101", "undetermined"), ("0.0013", "supported")]
)
def test_a_mean_error_without_metric_may_be_one_of_the_process(diamond, verdict):
    found = only(gate(q(diamond, "1e-6"), q("0.001", "1e-6").value, metric=None), CHECK)
    assert found.verdict == verdict and ("metric" in str(found.needs)) == (verdict == "undetermined")


def test_one_gate_and_one_statistic():
    assert only(gate("0.0005", assume={}), CHECK).needs == ("sameGate: true", "sameQubits: true")
    assert "equal statistic" in only(gate("0.0005", statistic="median"), CHECK).needs[0]


def test_the_circuit_has_the_mean_error():
    (found,) = [one for one in ground_item(gate("0.02")).groundings if one.check == CHECK]
    assert found.simulated["difference"] < 1e-9


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0.001, 0.5))
def test_both_ends_hold_for_random_gates(seed, size):
    """A unitary error has a closed diamond distance: twice the root of 1 less the square of the distance of the hull."""
    import numpy
    from scipy.linalg import expm

    raw = numpy.random.default_rng(seed).normal(size=(4, 4, 2)) @ [1, 1j]
    unitary = expm(1j * size * (raw + raw.conj().T) / numpy.linalg.norm(raw + raw.conj().T))
    phases = numpy.sort(numpy.angle(numpy.linalg.eigvals(unitary)))
    spread = phases[-1] - phases[0]
    assert spread < numpy.pi
    diamond = numpy.sin(spread / 2)  # half of the diamond distance to the identity
    error = (4 - abs(numpy.trace(unitary)) ** 2 / 4) / 5
    assert least(error) - 1e-12 <= diamond <= most(error) + 1e-12


def test_the_decay_of_the_reference_says_how_much_is_left_open():
    claimed = q("1e-3", metric="interleaved-rb")
    found = only(computer(cnotError=claimed, referenceDecay="0.9947"), "interleaved-bound")
    reference = error_of_decay(0.9947)
    assert reference == pytest.approx(0.75 * 0.0053)
    assert found.verdict == "supported" and found.kind == "theorem" and found.claims[1].term == "referenceDecay"
    assert float(found.bound) == pytest.approx(1e-3 + systematic(1e-3, reference))
    asked = only(computer(cnotError=claimed), "interleaved-bound")
    assert asked.verdict == "undetermined" and asked.needs[0].startswith("referenceDecay")
