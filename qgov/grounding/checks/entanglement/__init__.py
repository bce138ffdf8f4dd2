"""Bell tests, states, teleportation, swapping, distillation, cloning, discrimination, capacities of states."""

from __future__ import annotations

from ..check import Check

CHECKS: dict[str, tuple[Check, ...]] = {}
