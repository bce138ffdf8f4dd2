"""The error of a gate that interleaved benchmarking leaves possible, as an exact interval.

A sequence with the gate interleaved gives a number r; the gate's own error lies in [r - E, r + E] (Magesan et al. 2012,
DOI 10.1103/PhysRevLett.109.080505), with the decay p of the reference sequence, p_i of the interleaved one and d = 4:
E = min{(d-1)(|p - p_i/p| + 1 - p)/d, 2(d^2-1)(1-p)/(p d^2) + 4 sqrt(1-p) sqrt(d^2-1)/p}. Without p nothing is known of
the gate. r - E and r + E rise with r and E falls with p, so that the ends of the claims give those of the interval.
"""

from __future__ import annotations

from fractions import Fraction

from qgov.dossier.model import Item

from .estimate import claimed
from .exact import root_above
from .facts import Interval, Refuted, interval
from .metric import INTERLEAVED

__all__ = ["INTERLEAVED", "decay_of", "gate_interval"]

D = 4
MOST = Fraction(D - 1, D)  # the error at which nothing of the signal is kept
_UNIT = Interval(Fraction(0), Fraction(1))


def decay_of(item: Item, refuted: Refuted) -> Fraction | None:
    """The least that the decay of the reference sequence may be; None if it is not claimed, or refuted."""
    decay = claimed(item, "referenceDecay")
    if decay is None or ("referenceDecay", None) in refuted:
        return None
    found = interval(decay, _UNIT)
    return None if found is None or not found.low else found.low


def gate_interval(number: Interval, decay: Fraction | None) -> Interval | None:
    """What is left of the gate's own error by an interleaved number in [0, 1]; None if that may be all."""
    if decay is None or number.low is None or number.high is None or number.high > MOST:
        return None
    low = number.low - systematic_above(number.low, decay)
    return Interval(max(low, Fraction(0)), min(number.high + systematic_above(number.high, decay), MOST))


def systematic_above(own: Fraction, decay: Fraction) -> Fraction:
    """E of an interleaved number, rounded up to 40 digits."""
    lost = 1 - decay
    near = MOST * (abs(decay - (1 - own / MOST)) + lost)
    far = 2 * (D * D - 1) * lost / (decay * D * D) + 4 * root_above(lost * (D * D - 1)) / decay
    return min(near, far)
