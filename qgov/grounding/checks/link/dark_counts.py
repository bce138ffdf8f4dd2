"""Dark counts err half of the time: Q >= (Y0/2)(1 - P)/(Y0 + P - Y0 P), P the probability that a signal is counted.

A slot that holds both may count as the signal, without error. P is at most eta mu for any light, and 1 - exp(-eta mu)
for coherent pulses; eta is the loss of the path times the efficiency of the detectors. Misalignment and stray light add
errors and are left out in favour of the claim. It holds for one sender and one receiver; pairs and middle stations
count coincidences. Nor is a claim refuted which states that counts were sorted out (``postselection``), or that its
dark counts are those of a gate or a clock period of which gating and filtering keep a part (``sameWindow`` false).
"""

from __future__ import annotations

from math import expm1

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .capacity import transmissivity
from .path import KNOWN, Path, path
from .words import SENT, equal_statistic, key_claims, protocol, supposing

FACTORS = ("detectorEfficiency", "meanPhotonNumber")
EVERY_COUNT = (("postselection", "none"), ("sameWindow", "true"))
COHERENT = frozenset({"weak-coherent", "decoy-weak-coherent", "coherent-state"})


def floor(dark: float, signal: float) -> float:
    """The least error rate, from the probabilities that a slot holds a dark count and a counted signal."""
    return dark / 2 * (1 - signal) / (dark + signal - dark * signal) if dark > 0 else 0.0


def counted(photons: float, coherent: bool) -> float:
    """The probability that a signal is counted, from the mean number of photons that reach and fire the detector."""
    return -expm1(-photons) if coherent else min(photons, 1.0)


def judge(check: Check, item: Item) -> list[Judged]:
    dark, qber = claimed(item, "darkCountProbability"), claimed(item, "qber")
    if dark is None or qber is None or protocol(item) not in SENT:
        return []
    claims = (ClaimRef(item.id, "qber"), ClaimRef(item.id, "darkCountProbability"))
    lost, inputs = path(item), {"dark": estimate(dark)}
    missing = tuple(term for term in FACTORS if not _reaches(item, term))
    if lost is None or missing or inputs["dark"].low is None or estimate(qber).low is None:
        reason = "the error that dark counts make depends on how many signals are counted"
        needs = (*missing, *(KNOWN if lost is None else ()))
        return [Judged(check.verdict(UNDETERMINED, claims, value=qber.value, reason=reason,
                                     needs=needs or ("darkCountProbability and qber with a value",)))]  # fmt: skip
    inputs |= lost.inputs | {term: estimate(claimed(item, term)) for term in FACTORS}
    coherent = stated_word(item, "source") in COHERENT

    def least(dark: float, detectorEfficiency: float, meanPhotonNumber: float, **values: float) -> float:
        photons = meanPhotonNumber * detectorEfficiency * transmissivity(lost.loss(values))
        return floor(dark, counted(photons, coherent))

    bound = bound_of(least, AT_LEAST, inputs)
    if bound is None:
        return []
    terms = ("qber", "darkCountProbability", *FACTORS, *lost.terms)
    needs = (*contradicted(item, EVERY_COUNT), *equal_statistic(item, *terms))
    if qber.statistic == "best":
        needs += ("qber with statistic mean",)
    judged = judge_bound(
        supposing(check, *lost.assumptions), item, tuple(ClaimRef(item.id, term) for term in terms), estimate(qber),
        bound, AT_LEAST, unit="1", within="no fewer errors than the dark counts make",
        beyond="fewer errors than the dark counts alone make", needs=needs, evidence=_evidence(bound.value),
    )  # fmt: skip
    return [judged, *_reach(check, item, inputs, bound.favourable, lost)]


def _reach(check: Check, item: Item, inputs: dict[str, Estimate], least: float, lost: Path) -> list[Judged]:
    """A key where dark counts alone exceed what any processing can bear is asked about, whatever error is claimed."""
    keys = key_claims(item)
    if not keys or least <= 1 / 3:
        return []
    claims = tuple(ClaimRef(item.id, term) for term in (keys[0], "darkCountProbability", *FACTORS, *lost.terms))
    reason = "a key is claimed where dark counts outnumber the signals: beyond the reach of the link"
    numbers = {"value": inputs["dark"].shown, "unit": "1", "kind": "model", "assumptions": ()}
    needs = ("darkCountProbability in the time slots that count",)
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]


def _reaches(item: Item, term: str) -> bool:
    quantity = claimed(item, term)
    one = None if quantity is None else estimate(quantity)
    return one is not None and one.high is not None and one.high > 0


def _evidence(least: float) -> Evidence:
    """The mixture of signals without error and dark counts as a depolarising channel over the states of two bases."""
    error = min(max(least, 0.0), 0.5)
    return Evidence("key-bases", {"qber": error, "bases": 2.0}, lambda: error)


CHECK = Check(
    name="dark-count-floor",
    terms=("qber", "darkCountProbability", "detectorEfficiency", "meanPhotonNumber", "channelLoss", "length"),
    kind=THEOREM,
    formula="Q >= (Y0/2)(1 - P)/(Y0 + P - Y0 P), P = 1 - exp(-eta mu) for coherent pulses, else at most eta mu",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.72.012326",
    judge=judge,
    circuit="key-bases",
)
