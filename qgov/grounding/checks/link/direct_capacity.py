"""No key is made faster over an undivided path than its loss allows: R <= -log2(1 - eta) for each use of each mode.

The bound is on the channel between the ends, whatever the detectors; it holds for every protocol without a station, and
not for twin-field keys or links by way of a memory, which are held against the bound of a divided path. Pairs from a
source that may stand in the middle are held against that one too, unless the claim says that it is at an end node.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM
from ..check import Check, Judged
from .bounded import Capacity, judge_rates
from .capacity import loss_capacity
from .words import AMPLIFIED, PAIRS, eavesdropper, protocol, source_divides, stations, supposing


def judge(check: Check, item: Item) -> list[Judged]:
    between, needs = stations(item)
    if between != 0 or stated_word(item, "opticalAmplifiers") in AMPLIFIED:
        return []
    if source_divides(item, protocol(item) in PAIRS):
        return []
    capacity = Capacity(loss_capacity, "without a station", needs=tuple(f"{need}: 0" for need in needs))
    return judge_rates(supposing(check, *eavesdropper(item)), item, capacity)


CHECK = Check(
    name="direct-link-capacity",
    terms=(
        "secretKeyRate", "secretKeyPerUse", "keyLength", "clockRate", "rounds", "duration", "channelLoss", "length",
        "attenuation", "intermediateStations", "protocol",
    ),
    kind=THEOREM,
    formula="R <= -log2(1 - eta) a use and mode, eta = 10^(-loss/10)",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/ncomms15043",
    judge=judge,
    assumptions=(("memoryNode", "none"),),
    circuit="lost-photon",
)  # fmt: skip
