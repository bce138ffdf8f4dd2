"""One claim judged against a function of others: the set is that claim and those, none of which can be left out.

The verdicts are those of ``bound``. Two claims that agree within their rounding are supported here although one lies a
little beyond what the other gives, and a slack says how far definitions are known to differ between sources.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import hypot

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...model import REFUTED, SUPPORTED, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, EXACT, MEASURED, Bound, bound_of, judge_bound
from ..check import Check, Judged

AGREE = 1.645  # combined standard uncertainties within which two claims of one number agree
ROUNDED = 0.01  # relative difference of two rounded numbers of unknown rounding


def read(item: Item, *terms: str) -> dict[str, Estimate] | None:
    """The estimates of all these claims, None unless every one is given with a number."""
    found = {}
    for term in terms:
        quantity = claimed(item, term)
        if quantity is None:
            return None
        found[term] = estimate(quantity)
    return found


def refs(item: Item, *terms: str) -> tuple[ClaimRef, ...]:
    return tuple(ClaimRef(item.id, term) for term in terms)


def alike(item: Item, *terms: str) -> bool:
    """Whether the claims have one statistic; a claim that states none gives the mean."""
    return len({item.quantity(term).statistic or "mean" for term in terms}) == 1


def judge_set(
    check: Check, item: Item, left: str, function: Callable[..., float], rights: tuple[str, ...], side: str, *,
    slack: float = 1.0, agree: float = ROUNDED, constants: dict[str, float] | None = None, within: str, beyond: str,
    **rest,
) -> list[Judged]:  # fmt: skip
    """Judge the claim ``left`` against ``function`` of the claims ``rights``; nothing unless all of them are given.

    Within ``agree`` (relative) or 1.645 u of the bound it is supported; it is refuted only if it would be against a
    bound ``slack`` times further away.
    """
    one, inputs = read(item, left), read(item, *rights)
    if one is None or inputs is None:
        return []
    bound = bound_of(function, side, inputs, **(constants or {}))
    if bound is None:
        return []
    claims = refs(item, left, *rights)

    def against(limit: Bound, **more) -> Judged:
        words = {"within": within, "beyond": beyond}
        return judge_bound(check, item, claims, one[left], limit, side, **(words | rest | more))

    found = against(bound)
    if found.grounding.verdict == SUPPORTED:
        return [found]
    u = hypot(float(one[left].u or 0), bound.u)
    if against(_further(bound, side, 1 + agree, AGREE * u)).grounding.verdict == SUPPORTED:
        grounding = replace(found.grounding, verdict=SUPPORTED, reason=within, needs=())
        return [replace(found, grounding=grounding)]
    if found.grounding.verdict != REFUTED:
        return [found]
    slack = max(slack, 1 + MEASURED) if _mixed([one[left], *inputs.values()]) else slack
    if against(_further(bound, side, slack), tolerance=EXACT).grounding.verdict != REFUTED:
        reason = f"{beyond}, by less than the factor {slack:g} by which sources and roundings are known to differ"
        needs = ("the claims of one session or state, all with their uncertainty",)
        grounding = replace(found.grounding, verdict=UNDETERMINED, reason=reason, needs=needs)
        return [replace(found, grounding=grounding)]
    return [found]


def _mixed(claims: list[Estimate]) -> bool:
    """Whether some claims have an uncertainty and some say nothing of theirs, which then is not zero."""
    points = [one for one in claims if one.u is None and one.low == one.high]
    return bool(points) and any(one.u is not None for one in claims)


def _further(bound: Bound, side: str, factor: float, shift: float = 0.0) -> Bound:
    """The bound moved away from the claims that it catches."""
    if side == AT_MOST:
        return replace(bound, favourable=bound.favourable + max(abs(bound.favourable) * (factor - 1), shift))
    moved = bound.favourable - max(abs(bound.favourable) * (1 - 1 / factor), shift)
    return replace(bound, favourable=moved)


def judge_equal(
    check: Check, item: Item, left: str, function: Callable[..., float], rights: tuple[str, ...], **rest
) -> list[Judged]:
    """A claim that must equal what the others give, judged on the side on which it deviates."""
    found = [judged for side in (AT_MOST, AT_LEAST) for judged in
             judge_set(check, item, left, function, rights, side, **rest)]  # fmt: skip
    return [] if len(found) < 2 else [worst(found)]


def worst(found: list[Judged]) -> Judged:
    """The finding with the gravest verdict, the first of several."""
    order = {REFUTED: 0, UNDETERMINED: 1}
    return min(found, key=lambda judged: order.get(judged.grounding.verdict, 2))


def smallest(found: list[Judged]) -> list[Judged]:
    """The findings without the refuted sets that contain a refuted set: the smaller one says it all."""
    refuted = [set(judged.grounding.claims) for judged in found if judged.grounding.verdict == REFUTED]
    return [
        judged
        for judged in found
        if judged.grounding.verdict != REFUTED or not any(one < set(judged.grounding.claims) for one in refuted)
    ]
