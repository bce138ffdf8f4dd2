"""How much key or entanglement loss leaves: the two-way capacities that bound every protocol.

A mode that keeps the share eta of its light carries at most -log2(1 - eta) secret bits or entangled pairs, whatever the
two ends agree in public (Pirandola et al. 2017, DOI 10.1038/ncomms15043). A path divided by n stations carries what its
worst span does, at best -log2(1 - eta^(1/(n+1))) (Pirandola 2019, DOI 10.1038/s42005-019-0147-3). Losses in dB, noise
in shot noise units, results in bits a use and mode.
"""

from __future__ import annotations

from math import log, log1p, log2

LN2 = log(2)


def transmissivity(loss: float) -> float:
    """The share of the light that a loss in dB leaves."""
    return 10 ** (-loss / 10)


def loss_capacity(eta: float) -> float:
    """Secret bits a use of a pure-loss mode; ValueError at eta >= 1, where there is no limit."""
    return -log1p(-eta) / LN2


def chain_capacity(eta: float, stations: float) -> float:
    """The same with ``stations`` between the ends that divide the loss equally, which is the best division."""
    return loss_capacity(eta ** (1 / (stations + 1)))


def thermal_capacity(eta: float, noise: float) -> float:
    """The upper bound for a lossy mode with excess noise referred to the channel input.

    The channel mixes the mode with a thermal state of N = eta noise / (2 (1 - eta)) photons; the bound is
    -log2((1 - eta) eta^N) - g(N), and zero where the channel breaks entanglement (noise >= 2) or nothing arrives.
    """
    if noise >= 2 or eta == 0:
        return 0.0
    photons = eta * noise / (2 * (1 - eta))
    return max(0.0, loss_capacity(eta) - photons * log2(eta) - entropy_of_thermal_state(photons))


def entropy_of_thermal_state(photons: float) -> float:
    """g(N) = (N + 1) log2(N + 1) - N log2 N, in bits."""
    if photons <= 0:
        return 0.0
    return (photons + 1) * log1p(photons) / LN2 - photons * log2(photons)


def binary_entropy(share: float) -> float:
    """h(x) in bits, 0 at both ends."""
    if not 0 < share < 1:
        return 0.0
    return -share * log2(share) - (1 - share) * log1p(-share) / LN2
