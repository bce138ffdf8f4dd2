"""What a memory must beat: relaxation of what is stored, measurement and preparation, cloning, a loop of fibre.

Measure and prepare, n copies of a d-level state: (n+1)/(n+d) over all states (Massar and Popescu 1995,
DOI 10.1103/PhysRevLett.74.1259); over one great circle of a qubit 1/2 + 2^-(n+1) sum sqrt(C(n,l) C(n,l+1)) (Derka,
Buzek and Ekert 1998, DOI 10.1103/PhysRevLett.80.1571). Weak laser pulses: averaged over the photon number, and a cheat
who may stay silent answers only the brightest pulses (Specht et al. 2011, DOI 10.1038/nature09997). Times in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb, exp, expm1, inf, sqrt

UNIFORM = frozenset({"uniform", "six-states"})
CIRCLE = frozenset({"equatorial", "four-states"})
_MOST_PHOTONS = 400  # pulses of a quarter of this on average are classical light, whose bar is 1 for every purpose

FIBRE_LOSS = 0.09  # dB/km, of the best hollow-core fibre (Petrovich et al. 2025, DOI 10.1038/s41566-025-01747-5)
FIBRE_SPEED = 2e5  # km/s, of silica: with the loss of the other kind, a loop that no real one beats


def stored_fidelities(time: float, t1: float, t2: float, law: str = "exponential") -> tuple[float, float]:
    """Fidelity of the poles (basis states, averaged) and of the equator (superpositions) of a qubit after a time."""
    coherence = exp(-((time / t2) ** 2)) if law == "gaussian" else exp(-time / t2)
    return (1 + exp(-time / t1)) / 2, (1 + coherence) / 2


def stored_fidelity(time: float, t1: float, t2: float, ensemble: str | None, law: str = "exponential") -> float:
    """The largest average fidelity over an ensemble; over the best of all where the ensemble is not known.

    Over all states it is (2 F_process + 1)/3 with F_process = (1 + 2 e^(-t/T2) + e^(-t/T1))/4.
    """
    pole, equator = stored_fidelities(time, t1, t2, law)
    if ensemble in UNIFORM:
        return (pole + 2 * equator) / 3
    if ensemble == "equatorial":
        return equator
    if ensemble == "four-states":
        return max((pole + equator) / 2, equator)
    return max(pole, equator)


def copies_bar(photons: int, levels: int) -> float:
    """The best average fidelity of measuring n copies of any state and preparing it anew."""
    return (photons + 1) / (photons + levels)


def circle_bar(photons: int) -> float:
    """The same for qubits of one great circle."""
    overlap = sum(sqrt(comb(photons, one) * comb(photons, one + 1)) for one in range(photons))
    return 0.5 + overlap / 2 ** (photons + 1)


def four_states_bar(photons: int) -> float:
    """An upper bound for the four states of two bases, which several photons may tell apart without error."""
    return 0.75 if photons == 1 else 1.0


def pulse_bar(mean: float, efficiency: float, bar: Callable[[int], float]) -> float:
    """The best fidelity of a cheat who measures laser pulses and answers a share ``efficiency`` of those with light.

    Least first, the cheat leaves out pulses of few photons: with N the number up to which all may be left out,
    F = (bar(N) Gamma + sum over n > N of P(n) bar(n)) / ((1 - P(0)) efficiency).
    """
    if mean <= 0 or efficiency <= 0 or mean > _MOST_PHOTONS / 4:
        return 1.0
    answered = left = -expm1(-mean) * min(1.0, efficiency)
    probability, found = exp(-mean), []
    for photons in range(1, _MOST_PHOTONS):
        probability *= mean / photons
        found.append((photons, probability))
        if photons > mean and probability < 1e-9 * answered:
            break
    total = 0.0
    for photons, probability in reversed(found):
        share = min(left, probability)
        total += share * bar(photons)
        left -= share
        if left <= 0:
            break
    return min(1.0, total / (answered - max(left, 0.0))) if answered > max(left, 0.0) else 1.0


def clone_bar(levels: int) -> float:
    """The fidelity of two equal copies of any state: above it no one else can hold a copy as good."""
    return 0.5 + 1 / (levels + 1)


CIRCLE_CLONE = 0.5 + 1 / sqrt(8)  # of states of one great circle (Bruss et al. 2000, 10.1103/PhysRevA.62.012302)


def fibre_efficiency(time: float) -> float:
    """What a loop of the best fibre gives back after a time."""
    return 10 ** (-FIBRE_LOSS * FIBRE_SPEED * max(time, 0.0) / 10) if time < inf else 0.0
