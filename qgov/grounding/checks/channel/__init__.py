"""Channel maps: trace preservation, complete positivity, entanglement-breaking, capacities."""

from __future__ import annotations

from ..check import Check

CHECKS: dict[str, tuple[Check, ...]] = {}
