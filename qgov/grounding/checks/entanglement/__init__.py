"""Bell tests, states, teleportation, swapping, distillation, cloning, discrimination, capacities of states."""

from __future__ import annotations

from ..check import Check
from . import (
    bell_violation,
    chsh_concurrence,
    chsh_fidelity,
    cloning,
    correlation_matrix,
    dense_coding,
    discrimination,
    distillation,
    distillation_yield,
    entangled,
    fidelity_concurrence,
    fidelity_conversion,
    holevo,
    linear_optics,
    monogamy,
    signalling,
    swapping,
    teleportation_bound,
    teleportation_thresholds,
    tsirelson,
    werner,
)

_BELL = (tsirelson.CHECK, bell_violation.CHECK)
_STATE = (
    *_BELL, chsh_concurrence.CHECK, chsh_fidelity.CHECK, fidelity_concurrence.CHECK, werner.CHECK, entangled.CHECK,
    monogamy.CHECK,
)  # fmt: skip
_DISTILLATION = (distillation.CHECK, distillation_yield.CHECK)
_TELEPORTATION = (
    teleportation_bound.CHECK, teleportation_thresholds.CLASSICAL, teleportation_thresholds.SECURE,
    fidelity_conversion.CHECK,
)  # fmt: skip
_MESSAGES = (signalling.CHECK, holevo.CHECK, dense_coding.CHECK, discrimination.CHECK)
_LINK = (*_STATE, correlation_matrix.CHECK, swapping.CHECK, *_DISTILLATION, linear_optics.CHECK, *_MESSAGES)

CHECKS: dict[str, tuple[Check, ...]] = {
    "EntanglementSource": _LINK,
    "EntanglementLink": _LINK,
    "QuantumRepeater": (*_LINK, cloning.CHECK),
    "Teleporter": (*_STATE, swapping.CHECK, linear_optics.CHECK, *_TELEPORTATION, cloning.CHECK, *_MESSAGES),
    "QuantumCloner": (cloning.CHECK, discrimination.CHECK),
    "QkdSystem": (*_STATE, linear_optics.CHECK, *_MESSAGES),
    "QkdLink": (*_STATE, swapping.CHECK, linear_optics.CHECK, *_MESSAGES),
    "QuantumChannel": _MESSAGES,
    "QuantumMeasurementComponent": (linear_optics.CHECK, discrimination.CHECK),
    "QuantumSensor": (discrimination.CHECK,),
    "RandomNumberGenerator": _BELL,
    "PhotonicCircuit": (linear_optics.CHECK, discrimination.CHECK),
}
