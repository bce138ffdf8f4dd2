"""S <= 2 sqrt(2): no Bell test of Clauser, Horne, Shimony and Holt gives more, whatever the state and the settings.

The theorem is about all runs. Results that are left out depending on the settings can imitate any value up to 4
(Cabello 2002, DOI 10.1103/PhysRevLett.88.060403; Gerhardt et al. 2011, DOI 10.1103/PhysRevLett.107.170404), so that
only a claim which states that all runs count is refuted. A value without uncertainty but with a number of trials has
that of counting, and that of its rounding: S = 2.83 is quoted for 2.8276 as well.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, Bound, judge_bound
from ..check import Check, Evidence, Judged
from .reading import FAR_POSTSELECTION, contrary, number_of, read, refs
from .states import TSIRELSON, chsh_of_visibility

MOST_ROUNDING = Decimal("0.005")  # S is quoted with two digits at least; data formats drop a zero at the end


def counted(item: Item) -> Estimate | None:
    """The claimed S. Without uncertainty of its own it has that of its trials, u^2 = (16 - S^2) / trials: a quarter of
    them go to each setting, where a correlation E has the variance (1 - E^2) / n and |E| = S / 4.
    """
    one, trials = read(item, "chsh"), read(item, "trials")
    if one is None or one.u is not None or trials is None or one.value is None or one.low != one.value:
        return one
    runs, square = trials.low, 16 - one.value * one.value
    if runs is None or runs < 1 or square <= 0:
        return one
    return replace(one, u=(square / runs).sqrt())


def _least_rounding_to(one: Estimate) -> Estimate:
    """The estimate with the least S that rounds to the digits given as its low end."""
    half = min(Decimal((0, (5,), one.value.as_tuple().exponent - 1)), MOST_ROUNDING)
    return replace(one, low=one.value - half)


def judge(check: Check, item: Item) -> list[Judged]:
    one = counted(item)
    if one is None:
        return []
    if one.u is not None and read(item, "chsh").u is None and one.value > TSIRELSON:
        one = _least_rounding_to(one)
    return [judge_bound(
        check, item, refs(item, "chsh"), one, Bound(TSIRELSON, TSIRELSON, exact=True), AT_MOST, unit="1",
        within="S lies within 2 sqrt(2), the most that quantum theory allows",
        beyond="S lies above 2 sqrt(2), the most that quantum theory allows",
        needs=_beside(item), evidence=evidence(one.shown),
    )]  # fmt: skip


def _beside(item: Item) -> tuple[str, ...]:
    """All runs must count, by statement; and another inequality, of more levels, has another limit."""
    needs = contrary(item, "postselection", *FAR_POSTSELECTION)
    if stated_word(item, "postselection") is None:
        needs = ("postselection: none or heralded",)
    levels = number_of(item, "dimension")
    if levels is not None and levels > 2:
        needs = (*needs, f"dimension: 2 (stated: {levels:g})")
    return needs


def evidence(chsh: Decimal | None) -> Evidence | None:
    """The Werner state with the claimed S, or the Bell state where that is impossible, at the best settings."""
    if chsh is None:
        return None
    visibility = min(1.0, max(0.0, float(chsh) / TSIRELSON))
    return Evidence("chsh", {"visibility": visibility}, lambda: chsh_of_visibility(visibility))


CHECK = Check(
    name="tsirelson-bound",
    terms=("chsh", "trials", "postselection"),
    kind=THEOREM,
    formula="S <= 2 sqrt(2)",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1007/BF00417500",
    judge=judge,
    circuit="chsh",
)
