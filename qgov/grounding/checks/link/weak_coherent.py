"""Only pulses of one photon make a key from attenuated laser light: at most mu exp(-mu) <= 1/e bits a pulse.

This is no limit to sources of single photons, which have been shown to exceed it, nor to keys coded in quadratures or
made by interference at a middle station: a rate above it does not come from weak coherent pulses by BB84 or six states.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import CAPABILITY, NOT_MET, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_threshold
from ..check import Check, Evidence, Judged
from .rates import modes, rates
from .words import protocol

WEAK = frozenset({"weak-coherent", "decoy-weak-coherent"})
CODED = frozenset({"bb84", "decoy-bb84", "six-state"})


def judge(check: Check, item: Item) -> list[Judged]:
    word, source = protocol(item), stated_word(item, "source")
    if word not in CODED or not (source in WEAK or (source is None and word == "decoy-bb84")):
        return []
    photons, (side_by_side, needs) = _photons(item), modes(item)
    results = []
    for rate in rates(item):
        bound = bound_of(
            lambda rate=rate, **values: rate.uses(values) * side_by_side * photons * exp(-photons), AT_MOST, rate.inputs
        )
        if bound is None or bound.favourable <= 0:
            continue
        claims = tuple(ClaimRef(item.id, term) for term in rate.terms)
        judged = judge_threshold(
            check, claims, rate.claimed, bound.favourable, AT_MOST, unit=rate.unit, evidence=_evidence(photons),
            met="no more key than the pulses of one photon can make",
            not_met="more key than the pulses of one photon can make: not from weak coherent pulses",
        )  # fmt: skip
        if judged.grounding.verdict == NOT_MET and needs:
            reason = "more key than the pulses of one photon can make in one mode"
            open_ = replace(judged.grounding, verdict=UNDETERMINED, reason=reason, needs=needs)
            judged = replace(judged, grounding=open_)
        results.append(judged)
    return results


def _photons(item: Item) -> float:
    """The mean photon number that gives most pulses of one photon among those that the claim allows; 1 if none."""
    quantity = claimed(item, "meanPhotonNumber")
    one = None if quantity is None else estimate(quantity)
    if one is None or one.high is None or one.high <= 0:
        return 1.0
    low, high = 0.0 if one.low is None else float(one.low), float(one.high)
    spread = 3 * float(one.u or 0)
    return min(max(1.0, low - spread), high + spread)


def _evidence(photons: float) -> Evidence:
    """The photon number of a coherent pulse, counted: the probability of exactly one."""
    return Evidence("one-photon", {"mean photon number": photons}, lambda: photons * exp(-photons))


CHECK = Check(
    name="weak-coherent-limit",
    terms=("secretKeyPerUse", "secretKeyRate", "clockRate", "meanPhotonNumber", "protocol"),
    kind=CAPABILITY,
    formula="R <= mu exp(-mu) <= 1/e a pulse",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevLett.94.230504",
    judge=judge,
    circuit="one-photon",
)
