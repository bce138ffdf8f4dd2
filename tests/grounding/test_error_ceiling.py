"""No gate errs more than d/(d+1); a fidelity written for an error does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .builders import by_check, computer, ground, only, q, row

CHECK = "metric-conversion"


def refuted(item):
    return [found for found in by_check(item, CHECK) if found.verdict == "refuted"]


@pytest.mark.parametrize("metric", [None, "average-gate-infidelity", "interleaved-rb", "process-infidelity"])
@pytest.mark.parametrize(
    "term, bound", [("cnotError", Decimal("0.8")), ("oneQubitError", Decimal("0." + "6" * 39 + "7"))]
)
def test_the_bound_is_exact(metric, term, bound):
    scale = 1 if metric != "process-infidelity" else Decimal("1.25") if term == "cnotError" else Decimal("1.5")
    at = {"cnotError": Decimal("0.8"), "oneQubitError": Decimal("0.6666666666")}[term] * scale
    assert refuted(computer(**{term: q(at, metric=metric)})) == []
    (found,) = refuted(computer(**{term: q(at + Decimal("1e-9"), metric=metric)}))
    assert (found.kind, found.bound, found.assumptions) == ("theorem", bound, ())
    assert found.source == "10.1016/S0375-9601(02)01272-0" and found.margin < 0


def test_a_fidelity_in_the_field_of_the_error_counts_as_unknown():
    found = ground(computer(cnotError="0.999"))
    for term in ("cnotError", "meanCnotInfidelity"):
        assert not found.facts[term].known and not found.facts[term].possibly_absent
    assert any("metric-conversion" in warning for warning in found.warnings)
    assert "is it a fidelity?" in only(computer(cnotError="0.999"), CHECK).reason


def test_uncertainty_and_bounds_are_given_their_room():
    assert refuted(computer(cnotError=q("0.9", "0.1"))) == []
    assert refuted(computer(cnotError=q("0.9", "0.05")))
    assert refuted(computer(cnotError=q(lower="0.7", upper="0.99"))) == []
    assert refuted(computer(cnotError=q(upper="0.99"))) == []
    assert refuted(computer(cnotError=q(lower="0.81")))


def test_what_cannot_be_converted_is_not_judged():
    assert refuted(computer(cnotError=q("0.999", metric="rb-error-per-clifford"))) == []


def test_a_process_infidelity_is_at_most_one():
    assert refuted(computer(processInfidelity="1")) == []
    (found,) = refuted(computer(processInfidelity="1.001"))
    assert found.bound == 1 and found.claims[0].term == "processInfidelity"


def test_rows_are_judged_one_by_one_and_dead_rows_are_not():
    rows = [row(0, "0.999"), row(1, "0.01"), row(2, "1"), row(3, q("0.99", metric="average-gate-infidelity"))]
    item = computer(rows)
    assert [(found.claims[0].term, found.claims[0].index) for found in refuted(item)] == [
        ("pairs.cnotError", 0), ("pairs.cnotError", 3),
    ]  # fmt: skip
    fact = ground(item).facts["meanCnotInfidelity"]
    assert fact.estimate is None and fact.lower < Decimal("0.01")


def test_rows_that_are_all_fidelities_leave_nothing():
    assert not ground(computer([row(0, "0.999"), row(1, "0.998")])).facts["meanCnotInfidelity"].known


@pytest.mark.parametrize("error, warned", [("0.19", False), ("0.2", True), ("0.8", True), ("0.81", False)])
def test_large_errors_are_warned_of(error, warned):
    for item in (computer(cnotError=error), computer([row(0, error)])):
        assert any("unusually large" in warning for warning in ground(item).warnings) == warned


def test_the_warning_names_the_error():
    warnings = ground(computer(cnotError=q("0.5", metric="process-infidelity"))).warnings
    assert "cnotError of qpu: an error of 0.4 is unusually large; is it a fidelity?" in warnings


def test_the_mark_of_a_dead_gate_is_no_error():
    worst = only(computer(cnotError=q("1", statistic="worst")), CHECK)
    assert worst.verdict == "undetermined" and worst.needs == ("the worst error among the gates that work",)
    assert refuted(computer(cnotError=q("1", statistic="mean")))
    assert refuted(computer(cnotError=q("0.99", statistic="worst")))
    fact = ground(computer(cnotError=q("1", statistic="worst"))).facts["meanCnotInfidelity"]
    assert fact.lower is None or fact.lower == 0
