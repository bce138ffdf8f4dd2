"""Error metrics of a gate, and which of them can be turned into average gate infidelity.

With d = 2^n for an n-qubit gate, average gate infidelity = d/(d+1) x process infidelity: 4/5 for two qubits, 2/3 for
one (Horodecki 1999, DOI 10.1103/PhysRevA.60.1888; Nielsen 2002, DOI 10.1016/S0375-9601(02)01272-0). The Pauli error is
the process infidelity of the twirled gate. An error per Clifford or per cycle holds other gates too, and cannot be
converted without knowing them.
"""

from __future__ import annotations

from fractions import Fraction

from qgov.dossier.model import Quantity

from .estimate import times

AVERAGE, INTERLEAVED = "average-gate-infidelity", "interleaved-rb"
AS_IS = frozenset({AVERAGE, INTERLEAVED})
PROCESS = frozenset({"process-infidelity", "pauli-error"})
NEEDS = {
    "rb-error-per-clifford": (
        "two-qubit and one-qubit gates per Clifford of the compiler",
        "one-qubit error of the same run",
    ),
    "xeb-error-per-cycle": ("one-qubit part of the cycle", "two-qubit gates per cycle"),
}


def factor(metric: str | None, qubits: int) -> Fraction | None:
    """The factor to average gate infidelity, None where there is none. A metric not stated is the provision's own."""
    if metric is None or metric in AS_IS:
        return Fraction(1)
    if metric in PROCESS:
        dimension = 2**qubits
        return Fraction(dimension, dimension + 1)
    return None


def needs(metric: str | None) -> tuple[str, ...]:
    """What is missing to convert a metric that has no factor."""
    return NEEDS.get(metric or "", ("metric average-gate-infidelity",))


def average_gate_infidelity(error: Quantity, qubits: int) -> Quantity | None:
    """The error in average gate infidelity, exactly; None if its metric cannot be converted."""
    scale = factor(error.metric, qubits)
    return None if scale is None else error if scale == 1 else times(error, scale)
