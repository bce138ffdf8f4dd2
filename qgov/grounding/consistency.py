"""Claims that each leave an interval of one hidden number: which of them cannot be true together.

Intervals of a line that have no common point include two that have none (Helly 1923), so that the smallest inconsistent
set of such claims is a pair. Claims that are bounded by a function of others are judged in ``checks.consistency``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from math import inf

from .estimate import Estimate

AGREE = 1.645  # standard uncertainties of the guard band


@dataclass(frozen=True)
class Hidden:
    """What one claim leaves of a hidden number: a closed interval, guard band included, and the claim's term."""

    term: str
    low: float
    high: float


def clashes(intervals: Iterable[Hidden]) -> list[tuple[Hidden, Hidden]]:
    """The pairs of claims that leave nothing in common, the furthest apart first: the smallest inconsistent sets."""
    apart = [
        (max(one.low, other.low) - min(one.high, other.high), one, other) for one, other in combinations(intervals, 2)
    ]
    return [(one, other) for gap, one, other in sorted(apart, key=lambda entry: -entry[0]) if gap > 0]


def odd_one(pairs: list[tuple[Hidden, Hidden]]) -> str | None:
    """The one claim that stands in every clash, if there are several: without it the others agree."""
    if len(pairs) < 2:
        return None
    common = set.intersection(*({one.term, other.term} for one, other in pairs))
    return common.pop() if len(common) == 1 else None


def guarded(one: Estimate, to: Callable[[float], float], term: str, relative: float = 0.0) -> Hidden | None:
    """What a claim leaves of a hidden number that is a monotone function of it; None where it leaves nothing sure.

    ``relative`` widens a claim without uncertainty by this share of its value.
    """
    share = relative if one.u is None and one.low == one.high else 0.0
    ends = []
    for end, sign in ((one.low, -1), (one.high, 1)):
        if end is None:
            ends.append(None)
            continue
        number = float(end) + sign * AGREE * float(one.u or 0)
        try:
            ends.append(to(number + sign * share * abs(number)))
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
    known = [end for end in ends if end is not None]
    if not known:
        return None
    if len(known) == 2:
        return Hidden(term, min(known), max(known))
    try:
        rising = to(0.75) >= to(0.25)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    open_above = (ends[1] is None) == rising
    return Hidden(term, known[0], inf) if open_above else Hidden(term, -inf, known[0])
