"""Channel maps: trace preservation, complete positivity, entanglement-breaking, capacities."""

from __future__ import annotations

from ..check import Check
from . import capacity, complete_positivity, entanglement_breaking, forms, trace_preservation, usability

CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumChannel": (
        trace_preservation.CHECK,
        complete_positivity.CHECK,
        entanglement_breaking.CHECK,
        capacity.CHECK,
        usability.CHECK,
        forms.CHECK,
    ),
}
