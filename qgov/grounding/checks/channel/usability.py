"""Does anything arrive at all? A lossy line never breaks entanglement, even where no photon passes in a lifetime.

In the time of operation at least one signal must arrive, transmissivity x clock rate x duration >= 1, and the bound on
secret bits of a line without stations, -log2(1 - eta) per use, must allow one bit.
"""

from __future__ import annotations

from decimal import Decimal
from math import log, log1p

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...exact import decimal_from_float
from ...model import CAPABILITY, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Judged
from .models import named_model

_JUST = 1 - 1e-12  # the threshold itself counts as reached


def judge(check: Check, item: Item) -> list[Judged]:
    named = named_model(item)
    if named is None or named.model not in ("pure-loss", "thermal-loss") or not named.readings:
        return []
    rate, time = claimed(item, "clockRate"), claimed(item, "duration")
    term = named.readings[0].term
    claims = (ClaimRef(item.id, term), ClaimRef(item.id, "clockRate"), ClaimRef(item.id, "duration"))
    missing = tuple(name for name, one in (("clockRate", rate), ("duration", time)) if one is None)
    if missing:
        if len(missing) == 2:
            return []
        return [Judged(check.verdict(UNDETERMINED, claims, reason="how many signals are sent is not known",
                                     needs=missing))]  # fmt: skip
    ends = [_range(one) for one in (estimate(rate), estimate(time))]
    if any(low is None or high is None for low, high in ends):
        return [Judged(check.verdict(UNDETERMINED, claims, reason="clock rate or duration has an open end",
                                     needs=("clockRate and duration with both ends",)))]  # fmt: skip
    low, high = (ends[0][side] * ends[1][side] for side in (0, 1))
    etas = [reading.at(end) for reading in named.readings for end in _range(reading.parameter) if end is not None]
    if len(etas) < 2 * len(named.readings):
        return [Judged(check.verdict(UNDETERMINED, claims, reason="the loss has an open end", needs=(term,)))]
    least, most = _events(min(etas), low), _events(max(etas), high)
    shown = _events(named.readings[0].canonical, float(estimate(rate).shown) * float(estimate(time).shown))
    value = Estimate(*(_decimal(number) for number in (shown, least, most)), None)
    return [judge_threshold(
        check, claims, value, _JUST, AT_LEAST, unit="1",
        met="signals arrive, and secret bits are possible, within the time of operation",
        not_met="within the time of operation not one signal arrives or not one secret bit is possible",
    )]  # fmt: skip


def _events(eta: float, sent: float) -> float:
    """Signals that arrive, or secret bits that the line allows, whichever are fewer."""
    bits = -log1p(-eta) / log(2) if eta < 1 else float("inf")
    return min(eta, bits) * sent


def _range(one: Estimate) -> tuple[float | None, float | None]:
    guard = 1.645 * float(one.u) if one.u is not None else 0.0
    return (None if one.low is None else max(0.0, float(one.low) - guard),
            None if one.high is None else float(one.high) + guard)  # fmt: skip


def _decimal(number: float) -> Decimal:
    return decimal_from_float(min(number, 1e300))


CHECK = Check(
    name="channel-usability",
    terms=("model", "parameter", "channelLoss", "clockRate", "duration"),
    kind=CAPABILITY,
    formula="eta f T >= 1 and -log2(1 - eta) f T >= 1",
    tolerance="1.645 standard uncertainties",
    source="10.1038/ncomms15043",
    judge=judge,
)
