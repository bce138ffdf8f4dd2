"""Counts of pulses in which nothing was sent: half of them err, and yet all of them are secret.

Decoy states tell how many counts come from empty pulses, so that their errors are no eavesdropper's: of a share v of
such counts the others err with e = (Q - v/2)/(1 - v), and the key is v + (1 - v)(1 - h(e)) - h(Q) a sifted bit (Lim et
al. 2014, DOI 10.1103/PhysRevA.89.022307, eq. 1). Near the reach of a link, where dark counts outnumber signals, this
leaves a key at error rates that no other BB84 bears.
"""

from __future__ import annotations

from math import exp, expm1

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from .capacity import binary_entropy, transmissivity
from .words import protocol

_FACTORS = ("darkCountProbability", "meanPhotonNumber", "detectorEfficiency")
TERMS = (*_FACTORS, "channelLoss", "length", "attenuation")


def empty_share(item: Item) -> float:
    """The largest share of empty pulses in the counts; 0 where decoys, dark counts or the signal are not claimed."""
    if protocol(item) != "decoy-bb84":
        return 0.0
    quantities, loss = [claimed(item, term) for term in _FACTORS], _largest_loss(item)
    if None in quantities or loss is None:
        return 0.0
    dark, photons, efficiency = (estimate(quantity) for quantity in quantities)
    if dark.high is None or photons.low is None or efficiency.low is None:
        return 0.0
    high, low = min(1.0, max(0.0, float(dark.high))), max(0.0, float(photons.low))
    counted = -expm1(-low * max(0.0, float(efficiency.low)) * transmissivity(loss))
    gain = high + counted - high * counted
    return high * exp(-low) / gain if gain > 0 else 0.0


def errors_of_others(qber: float, empty: float) -> float:
    """The error rate of the counts that are not from empty pulses, whose errors come first."""
    share = min(empty, 2 * qber)
    return (qber - share / 2) / (1 - share) if share < 1 else 0.0


def unread_share(qber: float, empty: float, spread: float = 0.0) -> float:
    """What of a sifted bit the eavesdropper does not know; ``spread`` is added to the phase error of the others."""
    share = min(empty, 2 * qber)
    phase = min(errors_of_others(qber, empty) + spread, 0.5)
    return share + (1 - share) * (1 - binary_entropy(phase))


def _largest_loss(item: Item) -> float | None:
    loss, length, attenuation = (claimed(item, term) for term in ("channelLoss", "length", "attenuation"))
    if loss is not None:
        high = estimate(loss).high
        return None if high is None else float(high)
    if length is None or attenuation is None:
        return None
    ends = estimate(length).high, estimate(attenuation).high
    return None if None in ends else float(ends[0]) / 1000 * float(ends[1])
