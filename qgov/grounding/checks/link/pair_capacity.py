"""Entangled pairs are shared no faster than loss allows: the rate of pairs times what each is worth at most.

A pair of fidelity F above 1/2 with a Bell state holds at least 1 - h(F) of entanglement (its relative entropy; the
bound is that of Bell-diagonal states, and no other state of this fidelity holds less). The sum over all pairs is at
most the two-way capacity of the path, which a source or a measuring station between the ends may divide; a source that
is stated to be at an end node does not. It bounds the pairs that both ends registered, not those that a source made.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Judged
from .bounded import lost_photon
from .capacity import binary_entropy, chain_capacity, transmissivity
from .path import KNOWN, path
from .rates import modes
from .words import AMPLIFIED, equal_statistic, source_divides, stations, supposing

REGISTERED = frozenset({"coincidence", "heralded"})


def worth(fidelity: float) -> float:
    """Least relative entropy of entanglement of a pair with this Bell fidelity, in bits."""
    return 1 - binary_entropy(fidelity) if fidelity > 0.5 else 0.0


def judge(check: Check, item: Item) -> list[Judged]:
    pairs, lost = claimed(item, "pairRate"), path(item)
    between, needs = stations(item)
    if pairs is None or between is None or stated_word(item, "opticalAmplifiers") in AMPLIFIED:
        return []
    if lost is None and claimed(item, "length") is None:
        return []
    clock, fidelity = _end(item, "clockRate", "high"), _end(item, "bellFidelity", "low")
    missing = tuple(term for term, one in (("clockRate", clock), ("bellFidelity", fidelity)) if one is None)
    missing += KNOWN if lost is None else ()
    if missing:
        reason = "a rate of pairs is claimed over a path, but not all that bounds it"
        claims = (ClaimRef(item.id, "pairRate"),)
        return [Judged(check.verdict(UNDETERMINED, claims, value=pairs.value, reason=reason, needs=missing))]
    side_by_side, unsaid = modes(item)
    divided = between + source_divides(item, True)
    source = "with a source between the ends" if divided > between else "with the source at one end"
    word = stated_word(item, "postselection")
    counted = ("postselection", word if word in REGISTERED else "coincidence")

    def most(clock: float, fidelity: float, **values: float) -> float:
        capacity = chain_capacity(transmissivity(lost.loss(values)), divided)
        return clock * side_by_side * capacity / worth(fidelity)

    bound = bound_of(most, AT_MOST, {"clock": clock, "fidelity": fidelity} | lost.inputs)
    if bound is None:
        return []
    terms = ("pairRate", "clockRate", "bellFidelity", *lost.terms)
    return [
        judge_bound(
            supposing(check, counted, *lost.assumptions), item, tuple(ClaimRef(item.id, term) for term in terms),
            estimate(pairs), bound, AT_MOST, unit="Hz",
            within=f"no more pairs than {lost.shown():.6g} dB leave {source}",
            beyond=f"more pairs than {lost.shown():.6g} dB leave, even {source}",
            needs=(*unsaid, *needs, *equal_statistic(item, *terms)),
            evidence=lost_photon(lost.shown() / (divided + 1)),
        )
    ]  # fmt: skip


def _end(item: Item, term: str, end: str) -> Estimate | None:
    quantity = claimed(item, term)
    one = None if quantity is None else estimate(quantity)
    return one if one is not None and getattr(one, end) is not None else None


CHECK = Check(
    name="pair-rate-capacity",
    terms=("pairRate", "clockRate", "bellFidelity", "channelLoss", "length", "attenuation", "intermediateStations"),
    kind=THEOREM,
    formula="pair rate x (1 - h(F)) <= -log2(1 - eta^(1/(n+2))) x clock x modes, n stations and a source between",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/s42005-019-0147-3",
    judge=judge,
    circuit="lost-photon",
)
