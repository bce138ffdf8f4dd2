"""What is found on the way to a mean error: the means themselves, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Quantity

from .exact import decimal_above, decimal_below
from .facts import Interval, interval
from .metric import average_gate_infidelity

# The median of a table that lists its dead pairs as errors of 1 is higher than that of the pairs that work. Of these a
# share (1/2 - d)/(1 - d) lies at or above it where a share d of all is dead: a quarter where it is a third, more than
# any published calibration has.
LEAST_BY_MEDIAN = Fraction(1, 4)


@dataclass(frozen=True)
class Mean:
    """One way to the mean: from the declared value or from the pair rows."""

    interval: Interval
    estimate: Decimal | None
    u: Decimal | None
    declared: bool
    bases: tuple[str | None, ...]
    terms: tuple[str, ...]


@dataclass
class Findings:
    means: list[Mean]
    notes: list[str]
    warnings: list[str]
    claimed: bool = False
    open: bool = False  # something claimed is refuted or unreadable: the mean may be anything


def mean_of(statistic: str, one: Interval, within: Interval) -> Interval:
    """What the mean of errors may be if their statistic lies in an interval; errors lie in the domain.

    The mean is at least the best and at most the worst. At least half of the errors lie at or above the median and
    at least half at or below.
    """
    low, high = one.low, one.high
    if statistic == "best":
        return Interval(low, within.high)
    if statistic == "worst":
        return Interval(within.low, high)
    if statistic == "median":
        least = None if low is None else (low + (within.low or 0)) / 2
        most = None if high is None or within.high is None else (high + within.high) / 2
        return Interval(least, most)
    return one


def declared_statistic(claim: Quantity, within: Interval) -> Interval | None:
    """The best, median or worst that a claim states, in average gate infidelity; None if it states none of them."""
    if claim.statistic not in ("best", "median", "worst"):
        return None
    average = average_gate_infidelity(claim, 2)
    return None if average is None else interval(average, within)


def mean_of_working(statistic: str, one: Interval, within: Interval) -> Interval:
    """What the mean over the pairs that work may be by a declared statistic; dead pairs may count in the median."""
    found = mean_of(statistic, one, within)
    if statistic == "median" and one.low is not None and within.low is not None:
        return Interval(within.low + LEAST_BY_MEDIAN * (one.low - within.low), found.high)
    return found


def of_days(error: Quantity, within: Interval) -> Quantity:
    """The mean error of one gate of which a row gives the best, the median or the worst, as of several runs or days."""
    if error.statistic in (None, "mean") or (found := interval(error, within)) is None:
        return error
    whole = mean_of(error.statistic, found, within)
    return replace(
        error, value=None, standard_uncertainty=None, lower=decimal_below(whole.low), upper=decimal_above(whole.high)
    )
