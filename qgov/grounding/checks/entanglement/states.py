"""States of two qubits and what follows from them: the Werner family, entropies, the Bell expression.

A Werner state is a Bell state of weight V in white noise (Werner 1989, DOI 10.1103/PhysRevA.40.4277). Its Bell fidelity
is F = (1 + 3 V)/4, its concurrence max(0, 2 F - 1), its error rate in equal bases (1 - V)/2, its Bell value at the best
settings 2 sqrt(2) V. All are fractions without unit; entropies are in bits. The functions go on smoothly beyond the
domain where they can, so that a slope at its end is the true one.
"""

from __future__ import annotations

from math import log2, sqrt

TSIRELSON = 2 * sqrt(2)  # DOI 10.1007/BF00417500
LOCAL = 2.0  # DOI 10.1103/PhysRevLett.23.880


def fidelity_of_visibility(visibility: float) -> float:
    return (1 + 3 * visibility) / 4


def visibility_of_fidelity(fidelity: float) -> float:
    return (4 * fidelity - 1) / 3


def error_of_visibility(visibility: float) -> float:
    return (1 - visibility) / 2


def chsh_of_visibility(visibility: float) -> float:
    return TSIRELSON * visibility


def chsh_of_concurrence(concurrence: float) -> float:
    """The largest Bell value of a state of two qubits with this concurrence (DOI 10.1103/PhysRevLett.89.170401)."""
    return 2 * sqrt(1 + concurrence * concurrence)


def chsh_of_fidelity(fidelity: float) -> float:
    """The same from the fully entangled fraction; at or below 1/2 nothing beyond the local bound follows."""
    return chsh_of_concurrence(2 * fidelity - 1) if fidelity > 0.5 else LOCAL


def concurrence_of_fidelity(fidelity: float) -> float:
    return max(0.0, 2 * fidelity - 1)


def fidelity_of_concurrence(concurrence: float) -> float:
    """The largest Bell fidelity of a state with this concurrence (DOI 10.1103/PhysRevA.66.022307)."""
    return (1 + concurrence) / 2


def average_fidelity(fraction: float, dimension: float = 2) -> float:
    """Average fidelity over pure inputs from the entangled fraction (DOI 10.1103/PhysRevA.60.1888)."""
    return (dimension * fraction + 1) / (dimension + 1)


def binary_entropy(share: float) -> float:
    """Entropy in bits of two outcomes; zero at and beyond the ends."""
    if not 0 < share < 1:
        return 0.0
    return -share * log2(share) - (1 - share) * log2(1 - share)


def werner_entropy(fidelity: float) -> float:
    """Entropy in bits of a Werner state with this Bell fidelity."""
    rest = min(1.0, max(0.0, 1 - fidelity))
    return binary_entropy(rest) + rest * log2(3)
