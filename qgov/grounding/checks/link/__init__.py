"""Links and keys: what loss leaves of a rate, what errors leave of a key, and how much a finite session can give."""

from __future__ import annotations

from ..check import Check
from . import (
    amplified_capacity,
    asymptotic_rate,
    chain_capacity,
    dark_counts,
    decoy_rate,
    device_independent,
    diffraction,
    direct_capacity,
    excess_noise,
    finite_key,
    pair_capacity,
    qber_limit,
    qber_threshold,
    sifted_key,
    thermal_capacity,
    weak_coherent,
)

_KEY = (
    direct_capacity.CHECK,
    chain_capacity.CHECK,
    amplified_capacity.CHECK,
    thermal_capacity.CHECK,
    excess_noise.CHECK,
    qber_limit.CHECK,
    qber_threshold.CHECK,
    sifted_key.CHECK,
    asymptotic_rate.CHECK,
    finite_key.CHECK,
    dark_counts.CHECK,
    decoy_rate.CHECK,
    weak_coherent.CHECK,
    device_independent.CHECK,
    diffraction.CHECK,
)

CHECKS: dict[str, tuple[Check, ...]] = {
    "QkdSystem": _KEY,
    "QkdLink": _KEY,
    "EntanglementLink": (pair_capacity.CHECK,),
}
