"""One claimed number against a bound of others: open ends, kinks and domains' ends, an uncertainty stated as nothing."""

from __future__ import annotations

from decimal import Decimal
from math import inf, log2, sqrt

import pytest

from qgov.dossier.model import Item
from qgov.grounding.checks.bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from qgov.grounding.checks.check import Check
from qgov.grounding.estimate import estimate

from .builders import q

CHECK = Check("example", ("one",), "theorem", "", "", "", lambda check, item: [])


def verdict(claim, bound: Bound, side: str = AT_MOST) -> str:
    found = judge_bound(
        CHECK, Item("x", "QuantumComputer", claims={}), (), estimate(claim), bound, side, unit="1",
        within="within", beyond="beyond",
    )  # fmt: skip
    assert (found.grounding.verdict == "undetermined") == bool(found.grounding.needs)
    return found.grounding.verdict


def of(function, side: str, **claims) -> Bound:
    return bound_of(function, side, {name: estimate(claim) for name, claim in claims.items()})


def fold(x: float) -> float:
    """A function with a kink, defined for fractions alone."""
    if not 0 <= x <= 1:
        raise ValueError("a fraction")
    return abs(2 * x - 1)


@pytest.mark.parametrize(
    "end, side, favourable",
    [({"lower": 4}, AT_MOST, inf), ({"upper": 4}, AT_MOST, 16), ({"upper": 4}, AT_LEAST, 0),
     ({"lower": 4}, AT_LEAST, 16), ({"value": 5, "lower": 4}, AT_MOST, inf), ({"lower": 3, "upper": 4}, AT_MOST, 16)],
)  # fmt: skip
def test_an_open_end_lies_anywhere_beyond(end, side, favourable):
    found = of(lambda x: x * x, side, x=q(**end))
    assert found.favourable == pytest.approx(favourable) or (favourable == inf and found.favourable > 1e50)
    assert found.opened == ("lower" not in end or "upper" not in end)


def test_a_fraction_ends_at_one():
    assert of(fold, AT_MOST, x=q(lower="0.7")).favourable == 1
    assert of(fold, AT_MOST, x=q(upper="0.6")).favourable == 1
    assert of(fold, AT_MOST, x=q(lower="0.6", upper="0.7")).favourable == pytest.approx(0.4)


def test_what_only_an_open_end_explains_is_asked_about():
    """A clock of 1 MHz or more: 2 Mbit/s may come of it, 0.5 Mbit/s does in any case; from 1 MHz or less none does."""
    faster, slower = (of(lambda x: x, AT_MOST, x=q(**{end: "1e6"})) for end in ("lower", "upper"))
    assert [verdict(q(rate), faster) for rate in ("0.5e6", "2e6", "1e30")] == ["supported"] + ["undetermined"] * 2
    assert [verdict(q(rate), slower) for rate in ("0.5e6", "2e6")] == ["supported", "refuted"]


def test_a_kink_is_no_place_without_uncertainty():
    found = of(fold, AT_MOST, x=q("0.5", "0.125"))
    assert found.value == 0 and found.u == pytest.approx(0.25)
    assert verdict(q("0.6", "0.005"), found) == "undetermined" and verdict(q("0.8", "0.005"), found) == "refuted"


def test_the_most_of_three_uncertainties_counts():
    """|2F - 1| at 0.55(15): the slope gives 0.1 + 3 x 0.3, and the other side of the kink no more."""
    assert of(fold, AT_MOST, x=q("0.55", "0.15")).u == pytest.approx(0.3)
    assert of(lambda x: max(0.0, 1 - x), AT_MOST, x=q("2", "0.5")).u == pytest.approx(0.5 / 3, rel=1e-3)


@pytest.mark.parametrize("u", ["0.4", "1", "30"])
def test_beyond_the_end_of_a_domain_its_end_is_taken(u):
    """At 0.9, at most 0.1 to the upper end and 0.9 to the lower: the bound reaches 1 from 0.8, in any case."""
    found = of(fold, AT_MOST, x=q("0.9", u))
    assert 0.2 / 3 <= found.u <= 0.21 and found.value + 3 * found.u >= 1 - 1e-3


def test_a_linear_bound_has_the_uncertainty_of_its_inputs():
    found = of(lambda a, b: 2 * a - b, AT_LEAST, a=q(3, "0.2"), b=q(1, "0.3"))
    assert found.u == pytest.approx(0.5) and not found.exact and found.stated


def test_only_what_favours_the_claim_counts():
    steep = {"x": q("0.5", "0.1")}
    assert of(lambda x: 1 / x, AT_MOST, **steep).u == pytest.approx((1 / 0.2 - 2) / 3)
    assert of(lambda x: 1 / x, AT_LEAST, **steep).u == pytest.approx(2 - 1 / 0.6)


def test_an_uncertainty_stated_as_nothing_is_no_softer_than_a_tiny_one():
    exact, vague = Bound(1.0, 1.0, exact=True), of(lambda x: x, AT_MOST, x=q("1"))
    for bound in (exact, vague):
        assert verdict(q("1.015"), bound) == "undetermined"
        assert verdict(q("1.015", "1e-6"), bound) == verdict(q("1.015", 0), bound) == "refuted"
        assert verdict(q("1", 0), bound) == "supported"
    assert verdict(q("1.05"), of(lambda x: x, AT_MOST, x=q("1", 0))) == "refuted"
    assert verdict(q("1.05"), vague) == "undetermined"


@pytest.mark.parametrize("rate", ["0.53", "0.6", "1", "5"])
def test_a_shrinking_uncertainty_never_jumps(rate):
    """From a wide uncertainty to none: supported or undetermined first, then refuted and so it stays."""

    def capacity(loss: float) -> float:
        return -log2(1 - 10 ** (-loss / 10))

    found = [verdict(q(rate), of(capacity, AT_MOST, loss=q("5.2", Decimal(f"{4 * 0.7**step:.6g}"))))
             for step in range(40)]  # fmt: skip
    assert found == sorted(found, key=["undetermined", "refuted"].index) and "refuted" in found


def test_a_bound_that_moves_without_end_refutes_nothing():
    assert verdict(q("1e300"), Bound(1.0, 1.0, inf)) == "undetermined"
    assert verdict(q("5e307"), Bound(1.0, 1.0, 1e308)) == "undetermined"


def test_nothing_is_bound_by_what_has_no_number_or_no_value():
    assert of(sqrt, AT_MOST, x=q(u=1)) is None
    assert of(fold, AT_MOST, x=q(2)) is None
    assert of(lambda x: 1 / x, AT_MOST, x=q(0)) is None
    assert of(lambda x: 1e308 * x * 10, AT_MOST, x=q(1)) is None
