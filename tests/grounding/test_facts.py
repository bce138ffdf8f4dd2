from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.dossier.model import Item
from qgov.grounding import ground_item
from qgov.grounding.exact import decimal_above, decimal_below, decimal_of, root_above

from .builders import STATED, computer, ground, q

DECIMALS = st.decimals(min_value="0.000001", max_value="0.5", places=12)


def fact(term, claim, **rest):
    return ground(computer(**{term: claim}, **rest)).facts[term]


@given(value=DECIMALS, u=DECIMALS)
def test_the_guard_band_is_exactly_1_645_u(value, u):
    found = fact("cnotError", q(value, u))
    assert found.lower == max(0, value - Decimal("1.645") * u)
    assert found.upper == min(1, value + Decimal("1.645") * u)
    assert not found.as_declared and found.estimate == value and found.standard_uncertainty == u


def test_the_guard_band_has_more_digits_than_the_default_context():
    found = fact("cnotError", q("0.1234567890123456789012345678901", "0.0100000000000000000000000000001"))
    assert found.lower == Decimal("0.1070067890123456789012345678899355")
    assert found.upper == Decimal("0.1399067890123456789012345678902645")


def test_a_value_alone_is_a_point_as_declared():
    found = fact("cnotError", q("7.5e-3", basis="measured"))
    assert found.lower == found.upper == Decimal("0.0075")
    assert found.as_declared and found.known and found.basis == "measured"
    assert found.derived_from == ("cnotError",)


def test_no_uncertainty_is_not_an_uncertainty_of_zero():
    assert not fact("cnotError", q("7.5e-3", "0")).as_declared


def test_bounds_are_used_as_given():
    found = fact("cnotError", q("0.01", lower="0.005", upper="0.02"))
    assert (found.lower, found.upper, found.as_declared) == (Decimal("0.005"), Decimal("0.02"), False)


def test_a_missing_bound_is_the_end_of_the_domain():
    assert fact("cnotError", q(upper="0.02")).lower == 0
    assert fact("cnotError", q(lower="0.02")).upper == 1
    assert fact("t1", q(lower="1e-5")).upper is None


@pytest.mark.parametrize(
    "claim", [q("1.5"), q("-0.1"), q(lower="0.3", upper="0.2"), q("NaN"), q("1E+999"), q("0.1", "-1")]
)
def test_what_leaves_nothing_possible_is_unknown(claim):
    found = ground(computer(cnotError=claim))
    for term in ("cnotError", "meanCnotInfidelity"):
        assert not found.facts[term].known
        assert (found.facts[term].lower, found.facts[term].upper) == (0, 1)
        assert not found.facts[term].possibly_absent
    assert any("cnotError" in warning for warning in found.warnings)


def test_counts_are_cut_to_whole_numbers():
    found = fact("physicalQubits", q(100, 2))
    assert (found.lower, found.upper, found.integer) == (97, 103, True)
    assert not fact("physicalQubits", q("99.5", "0.1")).known
    assert not fact("physicalQubits", q("99.5")).known
    assert fact("physicalQubits", q(lower="33.2", upper="40.9")).lower == 34


def test_a_refuted_claim_is_unknown_and_warned_of():
    item = computer(t1="100e-6", t2="900e-6", assume=STATED)
    found = ground(item)
    for term in ("t1", "t2"):
        assert not found.facts[term].known and found.facts[term].lower == 0 and found.facts[term].upper is None
        assert any(term in warning and "relaxation-limit" in warning for warning in found.warnings)


def test_an_undetermined_claim_keeps_its_fact():
    assert fact("t2", q("900e-6"), t1="100e-6").known


def test_words_flags_and_dates():
    item = Item("x", "QkdLink", claims={"protocol": "bb84", "finiteKey": True, "measuredOn": date(2026, 3, 2),
                                        "length": q("1000"), "nodes": ("a", "b")})  # fmt: skip
    found = ground(item)
    assert found.groundings == ()
    assert found.facts["protocol"].values == {"bb84"}
    assert found.facts["finiteKey"].values == {"true"}
    assert found.facts["measuredOn"].values == {"2026-03-02"}
    assert found.facts["length"].lower == 1000
    assert "nodes" not in found.facts and "operationalQubits" not in found.facts


def test_a_list_of_quantities_is_their_hull():
    item = Item("x", "ParametricAmplifier", claims={"noiseFigure": (q("0.1", "0.01"), q("0.3"))})
    found = ground(item).facts["noiseFigure"]
    assert (found.lower, found.upper) == (Decimal("0.08355"), Decimal("0.3"))
    assert found.as_declared and found.notes


def test_the_domain_is_injected():
    item = computer(cnotError=q("0.1", "0.1"), t1="1")
    found = ground_item(item, False, domain=lambda term: (Decimal("0.05"), Decimal("0.2")), is_count=lambda term: False)
    assert (found.facts["cnotError"].lower, found.facts["cnotError"].upper) == (Decimal("0.05"), Decimal("0.2"))
    assert not found.facts["t1"].known


@given(top=st.integers(-(10**9), 10**9), bottom=st.integers(1, 10**6))
def test_decimals_of_fractions_round_outward(top, bottom):
    number = Fraction(top, bottom)
    assert Fraction(decimal_below(number)) <= number <= Fraction(decimal_above(number))
    assert abs(Fraction(decimal_of(number)) - number) <= abs(number) * Fraction(1, 10**39)


@given(square=st.fractions(min_value=0, max_value=10**6))
def test_roots_round_up(square):
    root = root_above(square)
    assert root * root >= square
    assert root == 0 or (root * (1 - Fraction(1, 10**38))) ** 2 < square
