"""The heavy-output probability of a small quantum-volume circuit, by plain linear algebra without a simulator.

A model circuit of n qubits has n layers; each permutes the qubits at random and puts a random SU(4) gate on every
neighbouring two (Cross et al. 2019, DOI 10.1103/PhysRevA.100.032328). Heavy outputs are those more probable than the
median. The seed is fixed: the circuit documents the definition and is the same every time.
"""

from __future__ import annotations

from functools import lru_cache

SEED = 4


@lru_cache(maxsize=4)
def model_circuit(qubits: int) -> tuple:
    """The gates of the circuit in order: (the two wires, the 4 x 4 matrix)."""
    import numpy as np

    random = np.random.default_rng(SEED)
    gates = []
    for _ in range(qubits):
        order = random.permutation(qubits)
        for first in range(0, qubits - 1, 2):
            gaussian = random.normal(size=(4, 4)) + 1j * random.normal(size=(4, 4))
            unitary, triangle = np.linalg.qr(gaussian)
            unitary = unitary * (np.diag(triangle) / abs(np.diag(triangle)))
            unitary = unitary / np.linalg.det(unitary) ** 0.25
            gates.append(((int(order[first]), int(order[first + 1])), unitary))
    return tuple(gates)


def heavy_share(probabilities) -> float:
    import numpy as np

    return float(probabilities[probabilities > np.median(probabilities)].sum())


@lru_cache(maxsize=4)
def heavy_output_probability(qubits: int) -> float:
    import numpy as np

    state = np.zeros((2,) * qubits, dtype=complex)
    state[(0,) * qubits] = 1
    for (first, second), unitary in model_circuit(qubits):
        state = np.tensordot(unitary.reshape(2, 2, 2, 2), state, axes=((2, 3), (first, second)))
        state = np.moveaxis(state, (0, 1), (first, second))
    return heavy_share((abs(state) ** 2).reshape(-1))
