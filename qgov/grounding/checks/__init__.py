"""The checks, by item type. Each lies in a file of its own and is one entry here."""

from __future__ import annotations

from collections import defaultdict

from . import (
    channel,
    clifford_rate,
    consistency,
    diamond_error,
    entanglement,
    error_suppression,
    interleaved_bound,
    link,
    logical_lifetime,
    logical_qubits,
    memory,
    metric_conversion,
    one_qubit_floor,
    pair_statistics,
    quantum_volume,
    qubit_count_pairs,
    readout_floor,
    relaxation_limit,
    sensing,
    simulation,
    thermal_population,
    two_qubit_floor,
    volume_error,
)
from .check import Check, Evidence, Judged

__all__ = ["CHECKS", "Check", "Evidence", "Judged"]

_PROCESSOR: dict[str, tuple[Check, ...]] = {
    "QuantumComputer": (
        relaxation_limit.CHECK,
        two_qubit_floor.CHECK,
        one_qubit_floor.CHECK,
        metric_conversion.CHECK,
        quantum_volume.CHECK,
        qubit_count_pairs.CHECK,
        pair_statistics.CHECK,
        clifford_rate.CHECK,
        interleaved_bound.CHECK,
        volume_error.CHECK,
        readout_floor.CHECK,
        thermal_population.CHECK,
        logical_qubits.CHECK,
        error_suppression.CHECK,
        logical_lifetime.CHECK,
        diamond_error.CHECK,
    ),
    "QuantumMemory": (logical_lifetime.CHECK,),
}


def _registry() -> dict[str, tuple[Check, ...]]:
    found: dict[str, tuple[Check, ...]] = defaultdict(tuple)
    rooms = (entanglement, channel, link, memory, sensing, simulation, consistency)
    for family in (_PROCESSOR, *(room.CHECKS for room in rooms)):
        for item_type, checks in family.items():
            found[item_type] += checks
    return dict(found)


CHECKS: dict[str, tuple[Check, ...]] = _registry()
