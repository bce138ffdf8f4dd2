"""Does the memory give back more than a loop of fibre of the same delay? If not, a delay line serves as well.

10 us are 2 km of fibre and at least 0.18 dB. The loop gives the light back at a fixed time only; a memory below this
bar may still be worth having for being read on demand, which no number of a claim shows.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from ...model import CAPABILITY, ClaimRef
from ..check import Check, Judged
from .bars import fibre_efficiency
from .threshold import guarded, judge_between


def judge(check: Check, item: Item) -> list[Judged]:
    stored, efficiency = claimed(item, "storageTime"), claimed(item, "efficiency")
    if stored is None or efficiency is None or item.claims.get("inputState") == "matter-qubit":
        return []
    low, high = guarded(estimate(stored))
    least = 0.0 if high is None else fibre_efficiency(high)
    most = 1.0 if low is None else fibre_efficiency(low)
    return [judge_between(
        check, (ClaimRef(item.id, "efficiency"), ClaimRef(item.id, "storageTime")), estimate(efficiency), least, most,
        met="gives back more than a loop of the best fibre of the same delay",
        not_met="gives back no more than a loop of the best fibre of the same delay, which has no readout on demand",
        between="the delay of the loop is not known well enough",
    )]  # fmt: skip


CHECK = Check(
    name="memory-delay-line",
    terms=("efficiency", "storageTime", "inputState"),
    kind=CAPABILITY,
    formula="efficiency > 10^(-0.09 dB/km x 200000 km/s x t / 10 dB)",
    tolerance="1.645 standard uncertainties",
    source="10.1038/s41566-025-01747-5",
    judge=judge,
)
