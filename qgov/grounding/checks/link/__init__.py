"""Links and keys: repeaterless and chain bounds, key rates and thresholds, free space, amplified links."""

from __future__ import annotations

from ..check import Check

CHECKS: dict[str, tuple[Check, ...]] = {}
