"""Lossy modes of light, by QuTiP in the number basis: what half of a squeezed pair keeps of its entanglement.

The reverse coherent information of a two-mode squeezed state with one mode sent is an achieved rate of key and pairs a
use (Garcia-Patron et al. 2009); with growing energy it tends to the capacity of pure loss.
"""

from __future__ import annotations

from math import comb

import numpy as np
import qutip
from oracle_table import Tables

TABLES = Tables(__file__, ("qutip", "numpy"))
LEVELS = 14  # photon numbers kept in each mode; the states used have 1e-6 of their weight beyond


def squeezed(photons: float) -> np.ndarray:
    ratio = photons / (1 + photons)
    weights = ratio ** np.arange(LEVELS)
    return np.diag(np.sqrt(weights / weights.sum()))


def through_loss(pair: np.ndarray, eta: float) -> qutip.Qobj:
    """Each number of lost photons is one Kraus operator of the sent mode."""
    joint = qutip.Qobj(np.zeros((LEVELS**2, LEVELS**2)), dims=[[LEVELS, LEVELS]] * 2)
    for lost in range(LEVELS):
        kraus = np.zeros((LEVELS, LEVELS))
        for sent in range(lost, LEVELS):
            kraus[sent - lost, sent] = np.sqrt(comb(sent, lost) * eta ** (sent - lost) * (1 - eta) ** lost)
        ket = qutip.Qobj((pair @ kraus.T).reshape(-1, 1), dims=[[LEVELS, LEVELS], [1, 1]])
        joint += ket * ket.dag()
    return joint


def rates() -> None:
    TABLES.table(
        "pure loss",
        "qutip entropy_vn of the mode kept, less that of both, for two-mode squeezed light with so many photons a mode",
        "an achieved rate at finite energy, below which no bound of qgov may lie",
    )
    for eta in (0.9, 0.5, 0.1, 0.01):
        for photons in (0.05, 0.2, 0.5):
            joint = through_loss(squeezed(photons), eta)
            value = qutip.entropy_vn(joint.ptrace(0), 2) - qutip.entropy_vn(joint, 2)
            TABLES.case("pure loss", {"transmissivity": eta, "photons": photons}, float(value), 9)


if __name__ == "__main__":
    rates()
    TABLES.write()
