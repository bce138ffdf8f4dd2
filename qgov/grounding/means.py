"""What is found on the way to a mean error: the means themselves, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .facts import Interval


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
