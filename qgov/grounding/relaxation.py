"""What T1 and T2 take away from a gate: the infidelity that relaxation alone causes while the gate runs.

A qubit that idles for a time t under relaxation and pure dephasing keeps the process fidelity
F = (1 + 2 exp(-t/T2) + exp(-t/T1)) / 4; qubits that relax independently multiply. The gate's average infidelity is then
at least d/(d+1) (1 - product of F) (Abad et al. 2022, DOI 10.1103/PhysRevLett.129.150504; one qubit:
O'Malley et al. 2015, DOI 10.1103/PhysRevApplied.3.044009). Putting T2 = 2 T1 leaves what relaxation alone must take.
All times in seconds. Written with expm1, so that a floor of 1e-9 keeps its digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, expm1

Decay = tuple[float, float]  # T1 and T2 of one qubit


def process_infidelity(time: float, t1: float, t2: float) -> float:
    """1 - F of one idling qubit; T2 above the limit 2 T1 is read as the limit."""
    return (-2 * expm1(-time / min(t2, 2 * t1)) - expm1(-time / t1)) / 4


def floor(time: float, decays: Sequence[Decay]) -> float:
    """The least average gate infidelity of a gate on these qubits."""
    lost = 0.0
    for t1, t2 in decays:
        one = process_infidelity(time, t1, t2)
        lost += one - lost * one
    dimension = 2 ** len(decays)
    return dimension / (dimension + 1) * lost


def relaxation_floor(time: float, t1s: Sequence[float]) -> float:
    """The floor with no dephasing beyond relaxation (T2 = 2 T1), which no qubit can undercut."""
    return floor(time, [(t1, 2 * t1) for t1 in t1s])


def relaxation_floor_uncertainty(time: float, u_time: float, t1s: Sequence[float], u_t1s: Sequence[float]) -> float:
    """Uncertainty of the relaxation floor. Contributions are added, not squared: the same T1 may serve both qubits."""
    dimension = 2 ** len(t1s)
    total = 0.0
    for t1, u_t1 in zip(t1s, u_t1s, strict=True):
        slope = (exp(-time / (2 * t1)) + exp(-time / t1)) / (4 * t1)
        total += slope * (u_time + time / t1 * u_t1)
    return dimension / (dimension + 1) * total
