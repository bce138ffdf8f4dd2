"""Claims that give a circuit, and perhaps its noise: the circuit is simulated within fixed limits of size."""

from __future__ import annotations

from ..check import Check
from . import output

_CHECKS: tuple[Check, ...] = (output.IDEAL, output.NOISY)
CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumComputer": _CHECKS,
    "QuantumAlgorithm": _CHECKS,
    "Software": _CHECKS,
}
