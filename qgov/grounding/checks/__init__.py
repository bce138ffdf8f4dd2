"""The checks, by item type. Each lies in a file of its own and is one entry here."""

from __future__ import annotations

from . import (
    metric_conversion,
    one_qubit_floor,
    pair_statistics,
    quantum_volume,
    qubit_count_pairs,
    relaxation_limit,
    two_qubit_floor,
)
from .check import Check, Evidence, Judged

__all__ = ["CHECKS", "Check", "Evidence", "Judged"]

CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumComputer": (
        relaxation_limit.CHECK,
        two_qubit_floor.CHECK,
        one_qubit_floor.CHECK,
        metric_conversion.CHECK,
        quantum_volume.CHECK,
        qubit_count_pairs.CHECK,
        pair_statistics.CHECK,
    ),
}
