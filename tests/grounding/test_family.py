"""However many claims an item makes, one in a hundred honest items is refuted by chance at most."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.grounding.checks.check import Judged
from qgov.grounding.family import comparisons, k_refute, weakened
from qgov.grounding.model import ClaimRef, Grounding

from .builders import STATED, by_check, computer, only, q, row


def found(verdict="refuted", z="-3.2", kind="theorem", check="a", index=None, count=None, **rest):
    z_score = None if z is None else Decimal(z)
    claims = (ClaimRef("x", "pairs.cnotError", index),)
    return Judged(Grounding(check, kind, verdict, claims, z_score=z_score, reason="beyond", count=count, **rest))


def verdicts(entries):
    return [entry.grounding.verdict for entries_of_check in weakened(entries) for entry in entries_of_check]


def test_the_level_grows_with_the_number_of_claims():
    assert k_refute(0) == k_refute(1) == k_refute(7) == 3
    assert float(k_refute(30)) == pytest.approx(3.4029, abs=1e-4)
    assert float(k_refute(1000)) == pytest.approx(4.2649, abs=1e-4)


def test_alone_three_uncertainties_refute_and_among_thirty_they_do_not():
    assert verdicts([[found()]]) == ["refuted"]
    others = [[found("supported", "5", check=f"c{number}")] for number in range(29)]
    weak = weakened([[found()], *others])[0][0].grounding
    assert weak.verdict == "undetermined" and weak.needs and "of 30 claims judged together" in weak.reason
    assert verdicts([[found(z="-3.5")], *others])[0] == "refuted"


def test_models_and_capabilities_and_claims_without_uncertainty_do_not_count():
    others = [[found("supported", "5", kind="model")], [found("met", "5", kind="capability")], [found("supported", None)]]
    assert comparisons(entry.grounding for entries in others for entry in entries) == 0
    assert verdicts([[found()], *others * 50])[0] == "refuted"


def test_a_refutation_without_uncertainty_stays():
    others = [[found("supported", "5", check=f"c{number}")] for number in range(99)]
    assert verdicts([[found(z=None)], *others])[0] == "refuted"


def test_nothing_becomes_stronger():
    entries = [[found("undetermined", "-9")], [found("supported", "-9")], [found("not-met", "-9", kind="capability")]]
    assert verdicts(entries) == ["undetermined", "supported", "not-met"]


def test_rows_that_refute_no_more_join_the_others():
    summary = found("supported", "4", kind="model", count=200, counts={"supported": 200, "undetermined": 0})
    (entries,) = weakened([[found(index=3), found(index=4, z="-9"), summary]])
    assert [entry.grounding.verdict for entry in entries] == ["refuted", "undetermined"]
    whole = entries[1].grounding
    assert whole.count == 201 and whole.counts == {"supported": 200, "undetermined": 1} and whole.needs


def rows_below_their_floor(count):
    """One pair at 3.1 uncertainties below half of its floor, among honest ones that state an uncertainty."""
    floor = Decimal("0.001996")  # half of what 500 ns take at T1 = 100 us
    low = row(0, q(floor - Decimal("3.1e-4"), "1e-4"))
    return [low, *(row(2 * index, q("0.01", "1e-4")) for index in range(1, count))]


def test_a_row_of_many():
    alone = computer(rows_below_their_floor(1), STATED)
    assert only(alone, "two-qubit-relaxation-floor").verdict == "refuted"
    many = only(computer(rows_below_their_floor(100), STATED), "two-qubit-relaxation-floor")
    assert many.verdict == "undetermined" and many.count == 100


def test_an_item_as_a_whole():
    item = computer(t1=q("100e-6", "1e-6"), t2=q("207e-6", "1e-6"), assume=STATED)
    (verdict,) = by_check(item, "relaxation-limit")
    assert verdict.verdict == "refuted" and -verdict.z_score > 3
