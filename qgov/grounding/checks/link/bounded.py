"""Claimed rates against a capacity: what the direct, the divided, the amplified and the noisy path have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...model import SUPPORTED, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .capacity import LN2, transmissivity
from .path import KNOWN, Path, path
from .rates import Rate, asked, modes, rates
from .words import equal_statistic, supposing


@dataclass(frozen=True)
class Capacity:
    """What one use of one mode carries, from the transmissivity and the ``inputs`` (further claims by term)."""

    per_use: Callable[..., float]
    words: str
    inputs: dict[str, Estimate] = field(default_factory=dict)
    spans: float = 1.0
    needs: tuple[str, ...] = ()


def judge_rates(check: Check, item: Item, capacity: Capacity) -> list[Judged]:
    """One verdict for each claimed rate; one question if a rate is claimed and the bound cannot be computed."""
    found, lost = rates(item), path(item)
    missing = asked(item)
    results = [_judge(check, item, capacity, rate, lost) for rate in found] if lost is not None else []
    if lost is None and (found or missing):
        results = [_ask(check, item, (*missing, *KNOWN))]
    elif missing and not found:
        results = [_ask(check, item, missing)]
    return results


def _ask(check: Check, item: Item, needs: tuple[str, ...]) -> Judged:
    terms = [term for term in ("secretKeyRate", "secretKeyPerUse", "keyLength") if claimed(item, term) is not None]
    claims = tuple(ClaimRef(item.id, term) for term in terms)
    shown = estimate(claimed(item, terms[0])).shown
    reason = "a rate is claimed, but not all that bounds it"
    return Judged(check.verdict(UNDETERMINED, claims, value=shown, reason=reason, needs=needs))


def _judge(check: Check, item: Item, capacity: Capacity, rate: Rate, lost: Path) -> Judged:
    side_by_side, needs = modes(item)
    terms = (*rate.terms, *lost.terms, *capacity.inputs)
    claims = tuple(ClaimRef(item.id, term) for term in terms)
    check = supposing(check, *lost.assumptions)

    def most(**values: float) -> float:
        further = {name: values[name] for name in capacity.inputs}
        return rate.uses(values) * side_by_side * capacity.per_use(transmissivity(lost.loss(values)), **further)

    bound = bound_of(most, AT_MOST, rate.inputs | lost.inputs | capacity.inputs)
    if bound is None:
        reason = f"{lost.words} leaves no limit to the rate"
        verdict = SUPPORTED if lost.shown() == 0 else UNDETERMINED
        asking = () if verdict == SUPPORTED else ("claims within their domain",)
        return Judged(check.verdict(verdict, claims, value=rate.claimed.shown, reason=reason, needs=asking))
    loss = f"{lost.shown():.6g} dB ({lost.words})"
    return judge_bound(
        check, item, claims, rate.claimed, bound, AT_MOST, unit=rate.unit,
        within=f"within what {loss} {capacity.words} leaves",
        beyond=f"more than {loss} {capacity.words} leaves",
        needs=(*needs, *rate.needs, *capacity.needs, *equal_statistic(item, *terms)),
        evidence=lost_photon(lost.shown() / capacity.spans) if check.circuit else None,
    )  # fmt: skip


def lost_photon(loss: float) -> Evidence:
    """The capacity of one span as a circuit: -log2 of the probability that a single photon is lost in it."""
    from math import log1p

    share = min(max(transmissivity(min(max(loss, 0.0), 3000.0)), 0.0), 1 - 1e-6)
    return Evidence("lost-photon", {"transmissivity": share}, lambda: -log1p(-share) / LN2)
