"""One rule for every claimed number against a bound of physics, with the uncertainty of both.

A value within the bound is supported. One beyond it is refuted by a theorem if it lies further beyond than ``Z``
combined standard uncertainties, or, where nothing has an uncertainty, than a relative tolerance; and only if the claim
states every assumption that the theorem needs. In between it is undetermined, so that a shrinking uncertainty never
turns a supported claim into a refuted one. Sources: JCGM 106:2012 (guard bands), JCGM 100:2008, 5.1.2 (propagation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import hypot, isfinite, sqrt

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


@dataclass(frozen=True)
class Bound:
    """A number that physics computes from other claims: at the estimates, at the ends that favour the claim, and u.

    ``favourable`` is the bound at the most favourable corner of inputs that are given as intervals; ``exact`` says that
    every input is exact (a count, a constant), so that the bound has no uncertainty at all.
    """

    value: float
    favourable: float
    u: float = 0.0
    exact: bool = False


def bound_of(function: Callable[..., float], side: str, inputs: Mapping[str, Estimate], **constants) -> Bound | None:
    """The bound ``function`` gives for claimed inputs; None where an input is open or the function is not defined.

    ``side`` is AT_MOST where the claim must not exceed the bound (a large bound favours it), AT_LEAST the other way.
    """
    points, us, corners = {}, {}, []
    for name, one in inputs.items():
        shown = one.shown
        if shown is None:
            return None
        points[name] = float(shown)
        us[name] = float(one.u) if one.u is not None else 0.0
        corners.append((name, {float(end) for end in (one.low, one.high, shown) if end is not None}))
    try:
        value = float(function(**points, **constants))
        found = [value]
        for ends in product(*(values for _, values in corners)):
            found.append(float(function(**dict(zip((name for name, _ in corners), ends, strict=True)), **constants)))
        variance = 0.0
        for name, u in us.items():
            if u > 0:
                variance += _change(function, points, name, u, constants) ** 2
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    if not all(isfinite(number) for number in (*found, variance)):
        return None
    favourable = max(found) if side == AT_MOST else min(found)
    return Bound(value, favourable, sqrt(variance), exact=not inputs)


def _change(function: Callable[..., float], points: dict[str, float], name: str, u: float, constants) -> float:
    """Half the change of the function over one standard uncertainty to either side, one-sided at the domain's end."""
    values = []
    for step in (u, -u):
        try:
            values.append(float(function(**(points | {name: points[name] + step}), **constants)))
        except (ValueError, ZeroDivisionError, OverflowError):
            values.append(float(function(**points, **constants)))
    return (values[0] - values[1]) / 2


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
    if u > 0:
        numbers["u"] = decimal_from_float(u)
        numbers["z_score"] = ratio(Decimal(repr(-over)), Decimal(repr(u)))
    scale = max(abs(bound.favourable), abs(number)) * EXACT
    if over <= scale:
        return Judged(check.verdict(SUPPORTED, claims, reason=within, **numbers), evidence)
    far = over > Z * u if u > 0 else over > tolerance * abs(bound.favourable) + scale
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
