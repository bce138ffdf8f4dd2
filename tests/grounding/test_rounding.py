"""A percentage has as many digits as it was given with, and what rounding explains is not refuted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.read import from_data
from qgov.grounding import ground_item
from qgov.grounding.checks.ceiling import ceiling
from qgov.grounding.domain import domain
from qgov.grounding.rounding import half_digit, rounded, rounded_item

from .builders import STATED, by_check, computer, q, row
from .consistency.links import given


@pytest.mark.parametrize(
    ("value", "unit", "half"),
    [("0.1", "%", "0.0005"), ("99.9", "%", "0.0005"), ("99", "%", "0.005"), ("0.001", "", "0.0005"),
     ("0.00750", "", "0.000005"), ("0.97", "", "0.005"), ("0.05", "percent", "0.00005"), ("7.5E-3", "", "0.00005")],
)  # fmt: skip
def test_half_of_the_last_digit(value, unit, half):
    factor = Decimal("0.01") if unit in ("%", "percent") else 1
    quantity = q(Decimal(value) * factor, given=f"{value} {unit}".strip())
    assert half_digit(quantity, True) == Decimal(half)


@pytest.mark.parametrize(
    "quantity",
    [q("0.5"), q("0.5", given=""), q("0.5", given="half"), q("0.5", given="0.4"), q("1", given="1"),
     q("0", given="0.0"), q("0.5", given="0.5 %"), q("0.5", given="0.5 us"), q("0.5", given="0.5 of all"),
     q("0.5", given="0.5", lower="0.4"), q(upper="0.5", given="0.5"), q("NaN", given="NaN"), q("0.5", "NaN", given="0.5")],
)  # fmt: skip
def test_no_digits_no_rounding(quantity):
    assert half_digit(quantity, True) is None
    assert rounded(quantity, True) is quantity


def test_only_fractions_and_percentages_are_rounded():
    assert half_digit(q("0.5", given="0.5"), False) is None
    assert half_digit(q("0.5", given="50 %"), False) == Decimal("0.005")


def test_an_uncertainty_or_ends_hold_the_rounding_already():
    for stated in (given("0.001", u="0.0001"), given("0.9", u="0")):
        assert rounded(stated, True) is stated
    ends = rounded(given("99.9", "%"), True)
    assert (ends.lower, ends.upper, ends.standard_uncertainty) == (Decimal("0.9985"), Decimal("0.9995"), None)
    assert rounded(given("0.01"), True).lower == Decimal("0.005")


def test_the_item_is_the_same_where_nothing_is_rounded():
    item = computer([row(0, "0.01")], cnotError="0.01", t1="1e-4")
    assert rounded_item(item, domain) is item
    claims = {"cnotError": (given("0.1"), q("0.2"))}
    assert rounded_item(computer(**claims), domain).claims["cnotError"][1] == q("0.2")


def test_what_rounding_explains_is_not_refuted():
    """Half of the floor of this row is 0.0011: 0.001 is below, but 0.0014 would be written 0.001 too."""
    times = {"t1": "100e-6", "t2": "200e-6", "time": "275e-9"}
    exact = by_check(computer([row(0, q("0.001"), **times)], STATED), "two-qubit-relaxation-floor")
    assert [grounding.verdict for grounding in exact] == ["refuted"]
    (quoted,) = by_check(computer([row(0, given("0.1", "%"), **times)], STATED), "two-qubit-relaxation-floor")
    assert quoted.verdict == "undetermined" and "rounds to" in quoted.reason and quoted.needs
    digits = by_check(computer([row(0, given("0.100", "%"), **times)], STATED), "two-qubit-relaxation-floor")
    assert [grounding.verdict for grounding in digits] == ["refuted"]


def test_a_claim_far_beyond_stays_refuted():
    assert float(ceiling(2)) == 0.8
    (found,) = by_check(computer(cnotError=given("0.9")), "metric-conversion")
    assert found.verdict == "refuted"
    (near,) = by_check(computer(cnotError=given("0.83")), "metric-conversion")
    assert near.verdict == "refuted"
    assert by_check(computer(cnotError=given("0.803")), "metric-conversion")[0].verdict == "refuted"
    assert by_check(computer(cnotError=given("0.804")), "metric-conversion")[0].verdict == "refuted"


def test_two_metrics_of_one_gate():
    def both(error, process):
        item = computer(assume=STATED, cnotError=error, processInfidelity=process)
        return [found.verdict for found in by_check(item, "metric-conversion") if len(found.claims) == 2]

    assert both(q("0.007", "1e-5"), q("0.0085", "1e-5")) == ["refuted"]
    for digits in ("0.007", "0.0070", "0.00700"):
        assert both(given(digits, u="1e-5"), given("0.0085", u="1e-5")) == ["refuted"]
    assert both(given("0.007"), given("0.0085", u="1e-5")) == ["undetermined"]


def test_as_a_dossier_says_it():
    def verdict(error):
        item = {
            "id": "qpu", "type": "QuantumComputer", "sameQubits": True, "errorCorrection": "none",
            "postselection": "none", "cnotError": error, "twoQubitGateTime": {"value": 275, "unit": "ns"},
            "t1": {"value": 100, "unit": "us", "statistic": "best"},
        }  # fmt: skip
        dossier = from_data({"id": "urn:example:r", "type": "Export", "date": "2026-03-02", "origin": "US",
                             "destination": "DE", "items": [item]})  # fmt: skip
        found = ground_item(dossier.items[0], simulate=False).groundings
        return next(one.verdict for one in found if one.check == "two-qubit-relaxation-floor")

    assert verdict({"value": Decimal("0.1"), "unit": "%"}) == verdict(Decimal("0.001")) == "undetermined"
    assert verdict({"value": Decimal("0.1000"), "unit": "%"}) == verdict(Decimal("0.001000")) == "refuted"


def test_a_row_that_rounding_explains_joins_the_others():
    times = {"t1": "100e-6", "t2": "200e-6", "time": "275e-9"}
    rows = [row(0, given("0.1", "%"), **times), row(2, "0.01", **times)]
    (found,) = by_check(computer(rows, STATED), "two-qubit-relaxation-floor")
    assert found.verdict == "undetermined" and found.count == 2
    assert found.counts == {"supported": 1, "undetermined": 1} and "rounding" in found.reason
