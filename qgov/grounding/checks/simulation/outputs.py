"""The numbers that a simulated state gives: probabilities of outcomes, heavy outputs, fidelity, Bell quantities."""

from __future__ import annotations

from math import sqrt

from .limits import Refused


def probabilities(state, qubits: int):
    """Of all outcomes of all qubits, from a state vector or a density matrix."""
    import numpy as np

    found = np.abs(state) ** 2 if state.ndim == 1 else np.real(np.diagonal(state))
    return np.clip(found, 0, None).reshape((2,) * qubits)


def of_bits(found, bits: tuple[int, ...]):
    """The distribution of the classical bits, the first bit as the most significant."""
    import numpy as np

    rest = tuple(axis for axis in range(found.ndim) if axis not in bits)
    kept = [axis for axis in range(found.ndim) if axis in bits]
    return np.transpose(found.sum(axis=rest), [kept.index(bit) for bit in bits]).reshape(-1)


def outcome_probability(distribution, outcomes: tuple[str, ...]) -> float:
    return float(sum(distribution[int(one, 2)] for one in set(outcomes)))


def heavy_probability(distribution, ideal) -> float:
    """Probability of the outputs that are more probable than the median without noise."""
    import numpy as np

    # A tie with the median is decided without the noise of floating point.
    return float(distribution[ideal > np.median(ideal) + 1e-12].sum())


def fidelity(state, ideal) -> float:
    """Probability with which the state passes for the pure ideal one."""
    import numpy as np

    return float(np.abs(np.vdot(ideal, state)) ** 2 if state.ndim == 1 else np.real(ideal.conj() @ state @ ideal))


def pair(state, wires: tuple[int, ...], qubits: int):
    """The density matrix of the two qubits that are read."""
    import numpy as np

    if len(wires) != 2:
        raise Refused(f"a Bell quantity of {len(wires)} qubits that are read", "a circuit that reads two qubits")
    rest = [axis for axis in range(qubits) if axis not in wires]
    if state.ndim == 1:
        turned = np.transpose(state.reshape((2,) * qubits), [*wires, *rest]).reshape(4, -1)
        return turned @ turned.conj().T
    order = [*wires, *rest]
    turned = np.transpose(state.reshape((2,) * (2 * qubits)), [*order, *(axis + qubits for axis in order)])
    size = 2 ** len(rest)
    return np.trace(turned.reshape(4, size, 4, size), axis1=1, axis2=3)


def correlations(state):
    """The matrix of the correlations of Pauli X, Y and Z on two qubits."""
    import numpy as np

    from .gates import matrix

    paulis = [matrix(name, ()) for name in ("x", "y", "z")]
    return np.array([[np.real(np.trace(state @ np.kron(a, b))) for b in paulis] for a in paulis])


def largest_chsh(state) -> float:
    """The largest CHSH value over all settings: twice the root of the two largest squared singular values."""
    import numpy as np

    values = np.linalg.svd(correlations(state), compute_uv=False)
    return 2 * sqrt(values[0] ** 2 + values[1] ** 2)


def best_bell_fidelity(state) -> float:
    """The largest fidelity with any maximally entangled state: the fully entangled fraction.

    It is the largest eigenvalue of the real part of the state in the magic basis.
    """
    import numpy as np

    r = sqrt(0.5)
    magic = r * np.array([[1, 0, 0, 1], [-1j, 0, 0, 1j], [0, -1j, -1j, 0], [0, 1, -1, 0]])  # rows: bras
    return float(np.linalg.eigvalsh(np.real(magic @ state @ magic.conj().T))[-1])
