"""A path divided by n stations carries no more than its worst span: R <= -log2(1 - eta^(1/(n+1))).

Spans of equal loss are the best division, so that the bound holds for every other one. The stations may measure
(twin-field: one), hold memories, or be trusted. A source of entangled pairs may stand between the ends and divide the
path as a station does, unless the claim says that it is at an end node. A protocol with a measuring station that counts
none is asked about, and never refuted for it.
"""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed
from ...model import MODEL, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST
from ..check import Check, Judged
from .bounded import Capacity, judge_rates
from .capacity import chain_capacity
from .words import AMPLIFIED, MIDDLE, PAIRS, eavesdropper, protocol, source_divides, stations, supposing


def judge(check: Check, item: Item) -> list[Judged]:
    between, needs = stations(item)
    if between is None or stated_word(item, "opticalAmplifiers") in AMPLIFIED:
        return []
    divided = between + source_divides(item, protocol(item) in PAIRS)
    if divided == 0:
        return []
    words = f"with {divided:.6g} station{'s' * (divided != 1)}" + (" or source" if divided > between else "")
    capacity = Capacity(
        lambda eta: chain_capacity(eta, divided), f"{words} between the ends", spans=divided + 1, needs=needs
    )
    return _uncounted(check, item) + judge_rates(supposing(check, *eavesdropper(item)), item, capacity)


def _uncounted(check: Check, item: Item) -> list[Judged]:
    """A protocol that needs a station, on a link that says it has none."""
    count = claimed(item, "intermediateStations")
    if count is None or count.value != 0 or protocol(item) not in MIDDLE:
        return []
    claims = (ClaimRef(item.id, "protocol"), ClaimRef(item.id, "intermediateStations"))
    reason = f"{protocol(item)} has a measuring station between its ends, and none is counted"
    needs = ("intermediateStations: 1, or another protocol",)
    numbers = {"value": Decimal(0), "bound": Decimal(1), "margin": Decimal(-1), "unit": "1", "kind": MODEL}
    numbers["side"] = AT_LEAST
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]


CHECK = Check(
    name="chain-capacity",
    terms=(
        "secretKeyRate", "secretKeyPerUse", "keyLength", "clockRate", "rounds", "duration", "channelLoss", "length",
        "attenuation", "intermediateStations", "protocol",
    ),
    kind=THEOREM,
    formula="R <= -log2(1 - eta^(1/(n+1))) a use and mode, n stations",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/s42005-019-0147-3",
    judge=judge,
    circuit="lost-photon",
)  # fmt: skip
