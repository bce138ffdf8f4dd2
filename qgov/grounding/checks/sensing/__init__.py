"""Sensors, random number generators and cryogenics."""

from __future__ import annotations

from ..check import Check
from . import (
    base_temperature,
    bell_randomness,
    carnot,
    clock,
    heisenberg_limit,
    min_entropy,
    noisy_heisenberg,
    random_rate,
    standard_quantum_limit,
)

_COOLER = (carnot.CHECK, base_temperature.CHECK)

CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumSensor": (heisenberg_limit.CHECK, standard_quantum_limit.CHECK, noisy_heisenberg.CHECK, clock.CHECK),
    "RandomNumberGenerator": (min_entropy.CHECK, random_rate.CHECK, bell_randomness.CHECK),
    "CryogenicCooler": _COOLER,
    "PulseTubeCryocooler": _COOLER,
}
