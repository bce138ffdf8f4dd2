"""What a channel can carry at most: closed forms and proven upper bounds of its capacities, per use.

Erasure, dephasing: Bennett et al. 1997, DOI 10.1103/PhysRevLett.78.3217. Amplitude damping: Giovannetti and Fazio 2005,
DOI 10.1103/PhysRevA.71.032314. Degradable channels: Devetak and Shor 2005, DOI 10.1007/s00220-005-1317-6. Two-way
assisted, and lossy modes of light: Pirandola et al. 2017, DOI 10.1038/ncomms15043. Depolarising: the relative entropy
of entanglement of its Choi state (same), no cloning (1 - 4p); classical: King 2003, DOI 10.1109/TIT.2002.806153;
entanglement-assisted: Bennett et al. 1999, DOI 10.1103/PhysRevLett.83.3081. Unassisted loss: Wolf et al. 2007,
DOI 10.1103/PhysRevLett.98.130501. Two-way assisted damping: the squashed entanglement (Takeoka et al. 2014, DOI
10.1109/TIT.2014.2330313), with half of what is lost given to the eavesdropper: the coherent information of damping by
g/2. Probabilities are cut to [0, 1] by the caller; infinity means no bound.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log2

NONE, FORWARD, TWO_WAY, ENTANGLED = "none", "forward-classical", "two-way-classical", "entanglement"
ASSISTANCE = (NONE, FORWARD, TWO_WAY, ENTANGLED)
QUBITS, BITS, KEY = "qubitsPerUse", "classicalBitsPerUse", "secretKeyPerUse"


def entropy(p: float) -> float:
    """Binary entropy in bits."""
    return 0.0 if p <= 0 or p >= 1 else -p * log2(p) - (1 - p) * log2(1 - p)


def thermal_entropy(photons: float) -> float:
    """Entropy in bits of a mode with a mean number of thermal photons."""
    return 0.0 if photons <= 0 else (photons + 1) * log2(photons + 1) - photons * log2(photons)


def largest(function: Callable[[float], float]) -> tuple[float, float]:
    """The place and the height of the maximum of a concave function on [0, 1]."""
    low, high = 0.0, 1.0
    for _ in range(90):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if function(left) < function(right):
            low = left
        else:
            high = right
    place = (low + high) / 2
    return place, function(place)


def depolarizing(p: float, claim: str, help_: str) -> float:
    """``p`` is the total probability of a Pauli error."""
    assisted = 2 - entropy(p) - p * log2(3)
    two_way = 1 - entropy(p) if p < 0.5 else 0.0
    if claim == BITS:
        return 1 - entropy(2 * p / 3) if help_ == NONE else assisted
    if claim == KEY:
        return two_way
    return {TWO_WAY: two_way, ENTANGLED: assisted / 2}.get(help_, max(0.0, min(two_way, 1 - 4 * p)))


def dephasing(flip: float, claim: str, help_: str) -> float:
    """Dephasing or bit flips with a total flip probability; the two differ by a change of basis."""
    free = 1 - entropy(flip)
    if claim == BITS:
        return 1.0 if help_ == NONE else 1 + free
    return (1 + free) / 2 if claim == QUBITS and help_ == ENTANGLED else free


def damping_optimum(gamma: float) -> tuple[float, float]:
    """The best share of excited states through amplitude damping, and the coherent information that it gives."""
    if gamma >= 0.5:
        return 0.0, 0.0
    return largest(lambda q: entropy((1 - gamma) * q) - entropy(gamma * q))


def amplitude_damping(gamma: float, claim: str, help_: str) -> float:
    """``gamma`` is the probability that an excitation is lost."""
    _, assisted = largest(lambda q: entropy(q) + entropy((1 - gamma) * q) - entropy(gamma * q))
    two_way = max(0.0, largest(lambda q: entropy((1 - gamma / 2) * q) - entropy(gamma / 2 * q))[1])
    if claim == BITS:
        return min(1.0, assisted) if help_ == NONE else assisted
    if claim == KEY:
        return two_way
    return {TWO_WAY: two_way, ENTANGLED: assisted / 2}.get(help_, max(0.0, damping_optimum(gamma)[1]))


def erasure(lost: float, claim: str, help_: str) -> float:
    """``lost`` is the probability that the state is replaced by a flag."""
    kept = 1 - lost
    if claim == BITS:
        return kept if help_ == NONE else 2 * kept
    if claim == KEY or help_ in (TWO_WAY, ENTANGLED):
        return kept
    return max(0.0, 1 - 2 * lost)


def pure_loss(eta: float, claim: str, help_: str) -> float:
    """One mode of light of unlimited energy through a transmissivity."""
    if claim == BITS or (claim == QUBITS and help_ == ENTANGLED) or eta >= 1:
        return inf
    if claim == KEY or help_ == TWO_WAY:
        return -log2(1 - eta)
    return max(0.0, log2(eta / (1 - eta))) if eta > 0 else 0.0


def thermal_loss(eta: float, photons: float, claim: str, help_: str) -> float:
    """One mode mixed with ``photons`` thermal photons; the two-way bound serves without help too."""
    if claim == BITS or (claim == QUBITS and help_ == ENTANGLED) or eta >= 1:
        return inf
    if eta <= 0 or photons >= eta / (1 - eta):
        return 0.0
    two_way = max(0.0, -log2(1 - eta) - photons * log2(eta) - thermal_entropy(photons))
    return min(two_way, pure_loss(eta, claim, help_))


def thermal_photons(eta: float, excess_at_input: float) -> float:
    """Thermal photons of the environment that make an excess noise (shot noise units) as referred to the input."""
    return eta * excess_at_input / (2 * (1 - eta)) if eta < 1 else inf


MODELS: dict[str, Callable[[float, str, str], float]] = {
    "depolarizing": depolarizing, "dephasing": dephasing, "bit-flip": dephasing,
    "amplitude-damping": amplitude_damping, "erasure": erasure, "pure-loss": pure_loss,
}  # fmt: skip
SOURCES = {
    "depolarizing": "10.1038/ncomms15043", "dephasing": "10.1103/PhysRevLett.78.3217",
    "bit-flip": "10.1103/PhysRevLett.78.3217", "amplitude-damping": "10.1103/PhysRevA.71.032314",
    "erasure": "10.1103/PhysRevLett.78.3217", "pure-loss": "10.1038/ncomms15043",
    "thermal-loss": "10.1038/ncomms15043", "identity": "10.1103/PhysRevLett.83.3081",
}  # fmt: skip


def noiseless(levels: int, claim: str, help_: str) -> float:
    """A channel that changes nothing, on carriers of so many levels (Holevo; dense coding doubles the bits)."""
    whole = log2(levels)
    return 2 * whole if claim == BITS and help_ != NONE else whole
