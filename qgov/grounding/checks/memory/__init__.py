"""Quantum memories: storage, fidelity, efficiency."""

from __future__ import annotations

from ..check import Check

CHECKS: dict[str, tuple[Check, ...]] = {}
