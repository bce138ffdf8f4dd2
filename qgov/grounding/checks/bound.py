"""One rule for every claimed number against a bound of physics, with the uncertainty of both.

A value within the bound is supported. One beyond it is refuted by a theorem if it lies further beyond than ``Z``
combined standard uncertainties, or, where none states an uncertainty, than a relative tolerance; and only if the claim
states every assumption that the theorem needs. In between it is undetermined, so that a shrinking uncertainty never
turns a supported claim into a refuted one. Sources: JCGM 106:2012 (guard bands), JCGM 100:2008, 5.1.2 (propagation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import hypot, isfinite, isnan

from qgov.dossier.model import Item

from ..assumptions import unstated
from ..estimate import Estimate
from ..exact import decimal_from_float, difference, ratio
from ..model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .check import Check, Evidence, Judged

Z = 3  # combined standard uncertainties beyond a bound before it refutes
MEASURED = 0.10  # relative tolerance of measured quantities that have no uncertainty
DECLARED = 0.02  # the same against an exact constant: a value without uncertainty counts as it is declared
EXACT = 1e-9  # relative tolerance of identities between numbers taken as exact

AT_MOST, AT_LEAST = "at most", "at least"

_UNDEFINED = (ValueError, ZeroDivisionError, OverflowError)


@dataclass(frozen=True)
class Bound:
    """A number that physics computes from other claims: at the estimates, at the ends that favour the claim, and u.

    ``favourable`` is the bound at the most favourable corner of inputs that are given as intervals; ``u`` is how far it
    moves in favour of the claim for each standard uncertainty of the inputs; ``exact`` says that every input is exact
    (a count, a constant), so that the bound has no uncertainty at all; ``stated`` that an input states its uncertainty,
    be it 0; ``opened`` that an input has an end that its claim leaves open.
    """

    value: float
    favourable: float
    u: float = 0.0
    exact: bool = False
    stated: bool = False
    opened: bool = False


def bound_of(function: Callable[..., float], side: str, inputs: Mapping[str, Estimate], **constants) -> Bound | None:
    """The bound ``function`` gives for claimed inputs; None where an input has no number or the function no value.

    ``side`` is AT_MOST where the claim must not exceed the bound (a large bound favours it), AT_LEAST the other way.
    An input that is claimed with one end alone may lie anywhere beyond it: ``favourable`` is then infinite, or the
    most that the function comes to far from that end.
    """
    points = {}
    for name, one in inputs.items():
        if one.shown is None:
            return None
        points[name] = float(one.shown)
    sign = 1 if side == AT_MOST else -1

    def favour(values: Mapping[str, float]) -> float:
        return sign * float(function(**values, **constants))

    opened = {name for name, one in inputs.items() if one.low is None or one.high is None}
    try:
        value = favour(points)
        given = [value, *(favour(corner) for corner in _corners(inputs, frozenset()))]
        us = {name: float(one.u) for name, one in inputs.items() if one.u}
        u = hypot(*(_shift(favour, points, name, u, value) for name, u in us.items()))
    except _UNDEFINED:
        return None
    if not all(isfinite(number) for number in (*given, u)):
        return None
    far = [number for corner in _corners(inputs, opened) if (number := _defined(favour, corner)) is not None]
    best = max(*given, *far)
    stated = any(one.u is not None for one in inputs.values())
    return Bound(sign * value, sign * best, u, exact=not inputs, stated=stated, opened=bool(opened))


def _corners(inputs: Mapping[str, Estimate], opened: Set[str]) -> Iterator[dict[str, float]]:
    """The corners of the inputs; an open end of those in ``opened`` is tried near to it and far away.

    All quantities here are zero or more, and fractions at most 1.
    """
    ends = []
    for name, one in inputs.items():
        shown = float(one.shown)
        found = {float(end) for end in (one.low, one.high, one.shown) if end is not None}
        if name in opened:
            found |= {0.0, shown * 1e-9} if one.low is None else set()
            found |= {max(1.0, shown), shown * 1e3, 1e30} if one.high is None else set()
        ends.append(found)
    return (dict(zip(inputs, corner, strict=True)) for corner in product(*ends))


def _defined(favour: Callable[[Mapping[str, float]], float], values: Mapping[str, float]) -> float | None:
    try:
        number = favour(values)
    except _UNDEFINED:
        return None
    return None if isnan(number) else number


def _shift(
    favour: Callable[[Mapping[str, float]], float], points: dict[str, float], name: str, u: float, value: float
) -> float:
    """How far the bound moves in favour of the claim for each standard uncertainty of one input.

    The most of what up to ``Z`` uncertainties to either side bring, each divided by its number: the slope would be zero
    at a kink and at an extremum. Where the function ends before, its end is taken.
    """

    def at(steps: float) -> float | None:
        return _defined(favour, points | {name: points[name] + steps * u})

    most = 0.0
    for direction in (1, -1):
        reach = _reach(lambda steps, way=direction: at(way * steps) is not None)
        for steps in (reach, *(near for near in (0.5, 1.0, 2.0) if near < reach)):
            number = at(direction * steps)
            if number is not None:
                most = max(most, (number - value) / max(1.0, steps))
    return most


def _reach(defined: Callable[[float], bool]) -> float:
    """The most standard uncertainties, up to ``Z``, that a function is defined for, to one in a thousand."""
    if defined(Z):
        return float(Z)
    low, high = 0.0, float(Z)
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if defined(middle) else (low, middle)
    return low


def judge_bound(
    check: Check,
    item: Item,
    claims: tuple[ClaimRef, ...],
    claimed: Estimate,
    bound: Bound,
    side: str,
    *,
    unit: str,
    within: str,
    beyond: str,
    tolerance: float | None = None,
    needs: tuple[str, ...] = (),
    evidence: Evidence | None = None,
    kind: str | None = None,
) -> Judged:
    """The verdict on a claimed number against a bound.

    ``within`` and ``beyond`` say in words what was found; ``needs`` is asked for besides the assumptions that the
    claim does not state. Only a check of kind theorem refutes; a model leaves what is beyond its bound undetermined.
    Where no ``tolerance`` is given it is 2 % of an exact bound and 10 % of any other.
    """
    kind = kind or check.kind
    tolerance = (DECLARED if bound.exact else MEASURED) if tolerance is None else tolerance
    upper = side == AT_MOST
    # The end of the claim that is the hardest to explain away: its lowest for an upper bound.
    near = claimed.low if upper else claimed.high
    shown = claimed.shown
    limit = decimal_from_float(bound.value)
    numbers = {"value": shown, "bound": limit, "side": side, "unit": unit, "kind": kind}
    if shown is not None:
        numbers["margin"] = difference(limit, shown) if upper else difference(shown, limit)
    if near is None:
        return Judged(check.verdict(SUPPORTED, claims, reason=within, **numbers), evidence)
    number = float(near)
    over = (number - bound.favourable) if upper else (bound.favourable - number)
    u = hypot(float(claimed.u) if claimed.u is not None else 0.0, bound.u)
    if u > 0 and isfinite(u) and isfinite(over):
        numbers["u"] = decimal_from_float(u)
        numbers["z_score"] = ratio(Decimal(repr(-over)), Decimal(repr(u)))
    scale = max(abs(bound.favourable), abs(number)) * EXACT
    if over <= scale:
        beside = (number - bound.value) if upper else (bound.value - number)
        if bound.opened and beside > max(abs(bound.value), abs(number)) * EXACT:
            reason = f"{beyond}, unless what is claimed with one end alone lies far from it"
            asked = ("the claims that have one end alone with both",)
            return Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=asked, **numbers), evidence)
        return Judged(check.verdict(SUPPORTED, claims, reason=within, **numbers), evidence)
    # An uncertainty that is stated as 0 is one: what has none is taken as declared, with the tolerance.
    stated = claimed.u is not None or bound.stated
    far = over > Z * u + scale if stated or u > 0 else over > tolerance * abs(bound.favourable) + scale
    if kind != THEOREM or not far:
        asked = needs if kind == MODEL and far else ("the claims with their uncertainty", *needs)
        return Judged(check.verdict(UNDETERMINED, claims, reason=beyond, needs=asked, **numbers), evidence)
    missing = (*unstated(item, check.assumptions), *needs)
    if missing:
        reason = f"{beyond}, which is impossible only under assumptions that the claim does not state"
        return Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=missing, **numbers), evidence)
    return Judged(check.verdict(REFUTED, claims, reason=beyond, **numbers), evidence)


def judge_threshold(
    check: Check, claims: tuple[ClaimRef, ...], claimed: Estimate, threshold: float, side: str, *, unit: str, met: str,
    not_met: str, evidence: Evidence | None = None,
) -> Judged:  # fmt: skip
    """What a true claim amounts to: met if the whole guarded interval reaches the threshold, not met if none does.

    ``side`` is AT_LEAST where the claim must exceed the threshold (strictly), AT_MOST where it must stay below.
    """
    from ..model import CAPABILITY, MET, NOT_MET

    guard = 1.645 * float(claimed.u) if claimed.u is not None else 0.0
    low = None if claimed.low is None else float(claimed.low) - guard
    high = None if claimed.high is None else float(claimed.high) + guard
    if side == AT_MOST:
        low, high = (None if high is None else -high), (None if low is None else -low)
        threshold = -threshold
    numbers = {"value": claimed.shown, "bound": decimal_from_float(abs(threshold)), "side": side, "unit": unit}
    numbers |= {"kind": CAPABILITY, "u": claimed.u}
    if claimed.shown is not None:
        gap = difference(claimed.shown, decimal_from_float(abs(threshold)))
        numbers["margin"] = gap if side == AT_LEAST else -gap
    if low is not None and low > threshold:
        return Judged(check.verdict(MET, claims, reason=met, **numbers), evidence)
    if high is not None and high <= threshold:
        return Judged(check.verdict(NOT_MET, claims, reason=not_met, **numbers), evidence)
    needs = ("a smaller uncertainty",)
    reason = "the interval holds the threshold"
    return Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers), evidence)
