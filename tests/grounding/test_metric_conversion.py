from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding.metric import average_gate_infidelity, factor

from .builders import STATED, by_check, computer, only, q, row

CHECK = "metric-conversion"
ORDER = ["supported", "undetermined", "refuted"]


@given(digits=st.integers(0, 10**12), places=st.integers(0, 30))
def test_two_qubit_conversion_is_exact(digits, places):
    error = Decimal(digits).scaleb(-places)
    for metric in ("process-infidelity", "pauli-error"):
        converted = average_gate_infidelity(q(error, u=error, lower=error, metric=metric), 2)
        assert Fraction(converted.value) == Fraction(error) * 4 / 5
        assert converted.standard_uncertainty == converted.lower == converted.value


def test_one_qubit_conversion_is_two_thirds_to_forty_digits():
    assert average_gate_infidelity(q("0.03", metric="pauli-error"), 1).value == Decimal("0.02")
    third = average_gate_infidelity(q("0.01", metric="pauli-error"), 1).value
    assert third == Decimal("0.00" + "6" * 39 + "7")


@pytest.mark.parametrize("metric", [None, "average-gate-infidelity", "interleaved-rb"])
def test_what_is_average_gate_infidelity_stays(metric):
    error = q("0.01", metric=metric)
    assert average_gate_infidelity(error, 2) is error


@pytest.mark.parametrize("metric", ["rb-error-per-clifford", "xeb-error-per-cycle", "something-else"])
def test_what_holds_more_than_the_gate_has_no_factor(metric):
    assert factor(metric, 2) is None and average_gate_infidelity(q("0.01", metric=metric), 1) is None


def test_no_metric_stated_no_verdict():
    assert by_check(computer(cnotError="0.01"), CHECK) == []


@pytest.mark.parametrize("metric", ["average-gate-infidelity", "process-infidelity", "pauli-error"])
def test_convertible_metrics_are_supported(metric):
    found = only(computer(cnotError=q("0.01", metric=metric)), CHECK)
    assert (found.verdict, found.kind) == ("supported", "theorem")


def test_the_converted_value_is_told():
    assert (
        "0.008 average gate infidelity (x 4/5)"
        in only(computer(cnotError=q("0.01", metric="process-infidelity")), CHECK).reason
    )
    one = only(computer(oneQubitError=q("0.003", metric="pauli-error")), CHECK)
    assert "0.002 average gate infidelity (x 2/3)" in one.reason


def test_interleaved_benchmarking_names_the_bound_that_is_left_out():
    found = only(computer(cnotError=q("0.01", metric="interleaved-rb")), CHECK)
    assert found.verdict == "undetermined" and found.needs == ("referenceDecay",)
    assert found.source == "10.1103/PhysRevLett.109.080505" and "only up to the systematic bound" in found.reason
    known = computer(cnotError=q("0.01", metric="interleaved-rb"), referenceDecay="0.99")
    assert {one.verdict for one in by_check(known, CHECK)} == {"supported"}


def test_error_per_clifford_needs_the_compilers_counts():
    found = only(computer(cnotError=q("0.015", metric="rb-error-per-clifford")), CHECK)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert "gates per Clifford" in found.needs[0] and "at most 0.01" in found.reason


def test_error_per_cycle_needs_the_one_qubit_part():
    found = only(computer(cnotError=q("0.015", metric="xeb-error-per-cycle")), CHECK)
    assert found.verdict == "undetermined" and "one-qubit part" in found.needs[0]


def test_rows_are_counted():
    rows = [row(0, q("0.01", metric="pauli-error")), row(2, q("0.01", metric="xeb-error-per-cycle")), row(4, "0.01")]
    found = only(computer(rows), CHECK)
    assert found.verdict == "undetermined"
    assert found.count == 2 and found.counts == {"supported": 1, "undetermined": 1}


# two metrics of one gate


def both(error, process, assume=STATED):
    item = computer(cnotError=error, processInfidelity=process, assume=assume)
    return next(found for found in by_check(item, CHECK) if len(found.claims) == 2)


def test_four_fifths_agree():
    assert both("0.008", "0.01").verdict == "supported"
    assert both(q("0.01", metric="process-infidelity"), "0.01").verdict == "supported"


def test_one_percent_may_be_rounding():
    assert both("0.00808", "0.01").verdict == "supported"
    assert both("0.0081", "0.01").verdict == "refuted"


def test_a_contradiction_refutes_both():
    found = both("0.01", "0.01")
    assert (found.verdict, found.kind) == ("refuted", "theorem")
    assert {claim.term for claim in found.claims} == {"cnotError", "processInfidelity"}
    assert found.margin == Decimal("-0.002")


@pytest.mark.parametrize(
    "error, verdict", [("0.008", "supported"), ("0.009", "supported"), ("0.01", "supported"), ("0.0103", "refuted"),
                       ("0.0077", "refuted")]
)  # fmt: skip
def test_a_gate_that_leaks_lies_between(error, verdict):
    found = both(q(error, "1e-5"), q("0.01", "1e-5"), STATED | {"tracePreserving": False})
    assert found.verdict == verdict
    assert (both(q(error, "1e-5"), q("0.01", "1e-5")).verdict == "supported") == (error == "0.008")


@pytest.mark.parametrize("gone", ["sameGate", "sameQubits"])
def test_unless_it_may_be_another_gate(gone):
    found = both("0.01", "0.01", {term: word for term, word in STATED.items() if term != gone})
    assert found.verdict == "undetermined" and found.needs == (f"{gone}: true",)


def test_statistics_are_kept_apart():
    found = both(q("0.01", statistic="median"), q("0.01", statistic="mean"))
    assert found.verdict == "undetermined" and found.needs == ("equal statistic",)


@pytest.mark.parametrize(
    "u, verdict", [("2e-3", "supported"), ("1e-3", "undetermined"), ("6.7e-4", "undetermined"), ("6.6e-4", "refuted")]
)
def test_uncertainty_of_both(u, verdict):
    assert both(q("0.01", u), q("0.01", "0")).verdict == verdict


def test_bounds_contradict_if_they_do_not_meet():
    assert both(q(lower="0.009", upper="0.01"), q("0.01")).verdict == "refuted"
    assert both(q(lower="0.007", upper="0.01"), q("0.01")).verdict == "supported"


def test_no_identity_without_a_convertible_metric():
    item = computer(cnotError=q("0.01", metric="rb-error-per-clifford"), processInfidelity="0.5", assume=STATED)
    assert only(item, CHECK).verdict == "undetermined"


@given(
    error=st.integers(1, 1000), process=st.integers(1, 1000), u=st.integers(1, 200),
    shrink=st.lists(st.floats(0.8, 0.999), max_size=20),
)  # fmt: skip
def test_shrinking_uncertainty_passes_undetermined(error, process, u, shrink):
    verdicts = []
    for share in [1.0, *shrink]:
        u *= share
        verdicts.append(both(q(error / 1000, u / 1000), q(process / 1000, u / 1000)).verdict)
    assert verdicts == sorted(verdicts, key=ORDER.index)
    steps = set(itertools.pairwise(verdicts))
    assert ("supported", "refuted") not in steps


@pytest.mark.parametrize(("term", "most"), [("cnotError", "4/5"), ("oneQubitError", "2/3")])
def test_a_number_that_needs_no_conversion_is_shown_to_be_possible_and_no_more(term, most):
    found = only(computer(**{term: q("0.3", metric="average-gate-infidelity")}), "metric-conversion")
    assert found.verdict == "supported" and found.reason == f"at most {most}, as for any gate; no more is shown"
