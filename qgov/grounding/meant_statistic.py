"""What a statistic leaves of a quantity that is no error of a gate: the figure that provisions mean, or one end of it.

A data sheet prints the typical or the guaranteed figure of a band, a lot or a batch; lists of controlled items name
the best that the item does ("noise figure less than 0.015 dB at any frequency", 15 CFR 774 Supp. 1, ECCN 3A901.b.3; a
material "containing" an impurity below a limit, ECCN 3C909). So the best is the figure itself, and a mean, a median or
the worst is an end, beyond which the best may lie as far as it likes. A figure without statistic is the provision's
own. The errors of gates are read by ``means``; no provision compares the quantities that only checks read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .domain import QUBIT_COUNTS

if TYPE_CHECKING:
    from qgov.dossier.model import Quantity

    from .facts import Interval

LEAST, GREATEST, NEITHER = "least", "greatest", "neither"
BEST, WORST = "best", "worst"
# Which end of several figures is the best, in the sense of the provisions that compare them.
MEANT = {
    "baseTemperature": LEAST,
    "isotopicImpurity": LEAST,
    "noiseFigure": LEAST,
    "operatingTemperature": LEAST,
    "testTemperature": LEAST,
    "coolingPower": GREATEST,
    "groupSize": GREATEST,
    "holdTime": GREATEST,
    "logicalQubits": GREATEST,
    "opticalChannels": GREATEST,
    "publicKeySize": GREATEST,
    "symmetricKeyLength": GREATEST,
    "waferDiameter": GREATEST,
    **dict.fromkeys(QUBIT_COUNTS, GREATEST),
    "coolingTemperature": NEITHER,
    "frequencyHigh": NEITHER,
    "frequencyLow": NEITHER,
    "stages": NEITHER,
    "usContent": NEITHER,
}
_SAID = {
    LEAST: "the lowest is meant, which is at most that",
    GREATEST: "the highest is meant, which is at least that",
    NEITHER: "it counts as unknown: give the one number of the item",
}


def meant(term: str, claim: Quantity, found: Interval, within: Interval) -> tuple[Interval, str]:
    """What a claim that leaves ``found`` leaves of the figure that is meant, and what to say of it; "" where it says
    just that figure."""
    way = MEANT.get(term)
    if way is None or claim.statistic is None or (claim.statistic == BEST and way != NEITHER):
        return found, ""
    low = found.low if way == GREATEST else within.low
    high = found.high if way == LEAST else within.high
    return replace(found, low=low, high=high), _SAID[way]


def of_all(claim: Quantity, found: Interval, within: Interval) -> tuple[Interval, Interval]:
    """What one figure of several, of which less is better, leaves of the lowest and of the highest of them."""
    lowest, _ = meant("noiseFigure", claim, found, within)
    exact = claim.statistic in (None, WORST)
    return lowest, found if exact else replace(found, high=within.high)
