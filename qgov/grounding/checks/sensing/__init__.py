"""Sensors, random number generators and cryogenics."""

from __future__ import annotations

from ..check import Check

CHECKS: dict[str, tuple[Check, ...]] = {}
