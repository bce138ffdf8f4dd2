"""Free space spreads every beam: of the light of one telescope another catches no more than diffraction lets through.

Between two openings of areas A_t and A_r at distance L the transmissivities of all spatial modes add up to the product
of Fresnel numbers D = A_t A_r/(lambda L)^2, so that none exceeds min(1, D); with round openings of diameters d_t and
d_r, D = (pi d_t d_r/(4 lambda L))^2. In the far field the best mode comes close to it. Air, pointing and optics only
take more away (Pirandola 2021, DOI 10.1103/PhysRevResearch.3.013279, for this limit in quantum links). A mirror or lens
on the way evades it, which a claim must rule out; and a loss is often quoted without the spreading of the beam.
"""

from __future__ import annotations

from math import log10, pi

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Judged
from .words import equal_statistic, stations

TELESCOPES = ("transmitterAperture", "receiverAperture", "wavelength", "length")
FREE = (("medium", "free-space"),)


def diffraction_loss(transmitterAperture: float, receiverAperture: float, wavelength: float, length: float) -> float:
    """The least loss in dB between two round openings; all lengths in metres. 0 where the near field lets all through.

    ValueError for a length that is not positive.
    """
    if min(transmitterAperture, receiverAperture, wavelength, length) <= 0:
        raise ValueError("a diameter, wavelength or distance that is not positive")
    root = pi * transmitterAperture * receiverAperture / (4 * wavelength * length)
    return max(0.0, -20 * log10(root))


def telescopes(item: Item) -> dict[str, Estimate] | None:
    """The claims that give the least loss by diffraction, None unless all of them are given with both ends."""
    found = {}
    for term in TELESCOPES:
        quantity = claimed(item, term)
        one = None if quantity is None else estimate(quantity)
        if one is None or one.low is None or one.high is None or one.low <= 0:
            return None
        found[term] = one
    return found


def judge(check: Check, item: Item) -> list[Judged]:
    loss, inputs = claimed(item, "channelLoss"), telescopes(item)
    if loss is None or stated_word(item, "medium") not in (None, "free-space"):
        return []
    given = [term for term in TELESCOPES[:3] if claimed(item, term) is not None]
    if inputs is None:
        if not {"transmitterAperture", "receiverAperture"} & set(given):
            return []
        claims = tuple(ClaimRef(item.id, term) for term in ("channelLoss", *given))
        reason = "how far the beam spreads follows from both openings, the wavelength and the distance"
        missing = tuple(term for term in TELESCOPES if claimed(item, term) is None)
        needs = missing or (f"{', '.join(TELESCOPES)} with a value above zero",)
        return [Judged(check.verdict(UNDETERMINED, claims, value=loss.value, unit="dB", reason=reason, needs=needs))]
    bound = bound_of(diffraction_loss, AT_LEAST, inputs)
    if bound is None:
        return []
    terms = ("channelLoss", *TELESCOPES)
    between, unsaid = stations(item)
    needs = tuple(f"{need}: 0" for need in unsaid)
    if between != 0 and not unsaid:
        needs = ("intermediateStations: 0, as mirrors and lenses on the way gather the beam",)
    return [judge_bound(
        check, item, tuple(ClaimRef(item.id, term) for term in terms), estimate(loss), bound, AT_LEAST, unit="dB",
        within="no less loss than the spreading of the beam makes", needs=(*needs, *equal_statistic(item, *terms)),
        beyond="less loss than the spreading of the beam alone makes",
    )]  # fmt: skip


CHECK = Check(
    name="diffraction-loss",
    terms=("channelLoss", *TELESCOPES, "intermediateStations"),
    kind=THEOREM,
    formula="loss >= -20 log10(pi d_t d_r/(4 lambda L)) dB, at least 0",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevResearch.3.013279",
    judge=judge,
    assumptions=(*FREE, ("lossIncludesDiffraction", "true"), ("memoryNode", "none")),
)
