"""Quantum memories: storage, fidelity, efficiency."""

from __future__ import annotations

from .. import relaxation_limit
from ..check import Check
from . import classical_bar, cloning, delay_line, efficiency, relaxation, time_bandwidth

CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumMemory": (
        relaxation_limit.CHECK,
        relaxation.CHECK,
        classical_bar.CHECK,
        cloning.CHECK,
        efficiency.CHECK,
        delay_line.CHECK,
        time_bandwidth.CHECK,
    ),
}
