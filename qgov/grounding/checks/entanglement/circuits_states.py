"""Circuits of shared states: Bell values, overlaps, the partial transpose.

White noise of visibility V on one half of a Bell pair is the depolarising channel; PennyLane's
``DepolarizingChannel(p)`` has p = the total Pauli error, so that p = 3 (1 - V)/4.
"""

from __future__ import annotations

from collections.abc import Callable
from math import asin, atan, pi

from ...circuits import _drawing, _node, _pennylane


def bell(first: int, second: int, visibility: float = 1.0) -> None:
    """A Bell pair whose second half went through white noise."""
    qml = _pennylane()
    qml.Hadamard(wires=first)
    qml.CNOT(wires=(first, second))
    noise(second, visibility)


def noise(wire: int, visibility: float) -> None:
    if visibility < 1:
        _pennylane().DepolarizingChannel(3 * (1 - visibility) / 4, wires=wire)


def to_bell_basis(first: int, second: int) -> None:
    qml = _pennylane()
    qml.CNOT(wires=(first, second))
    qml.Hadamard(wires=first)


def _correlations(prepare: Callable[[], None], first: tuple[float, float], second: tuple[float, float]):
    """S = E(a, b) + E(a, b') + E(a', b) - E(a', b') for settings in the plane of Z and X; and one of the four nodes."""
    qml = _pennylane()

    def node_for(left: float, right: float):
        def circuit():
            prepare()
            qml.RY(-left, wires=0)
            qml.RY(-right, wires=1)
            return qml.expval(qml.PauliZ(0) @ qml.PauliZ(1))

        return _node(circuit, 2)

    nodes = [node_for(left, right) for left in first for right in second]
    values = [float(node()) for node in nodes]
    return values[0] + values[1] + values[2] - values[3], nodes[0]


def chsh(parameters: dict[str, float]) -> tuple[float, str]:
    """S of a Bell pair in white noise at the best settings: 2 sqrt(2) V."""
    value, node = _correlations(lambda: bell(0, 1, parameters["visibility"]), (0.0, pi / 2), (pi / 4, -pi / 4))
    return value, _drawing(node, parameters, note="value = S over four settings; the first is drawn")


def pure(concurrence: float) -> None:
    """cos t |00> + sin t |11> with sin 2 t = C."""
    qml = _pennylane()
    qml.RY(asin(concurrence), wires=0)
    qml.CNOT(wires=(0, 1))


def chsh_pure_state(parameters: dict[str, float]) -> tuple[float, str]:
    """S of a pure state at its best settings: 2 sqrt(1 + C^2)."""
    concurrence = parameters["concurrence"]
    tilt = atan(concurrence)
    value, node = _correlations(lambda: pure(concurrence), (0.0, pi / 2), (tilt, -tilt))
    return value, _drawing(node, parameters, note="value = S over four settings; the first is drawn")


def bell_overlap(
    prepare: Callable[[], None], wires: int, pair: tuple[int, int], parameters: dict[str, float],
    device: str = "default.mixed",
) -> tuple[float, str]:  # fmt: skip
    """Overlap of two of the wires with the Bell state, and the circuit."""
    qml = _pennylane()

    def circuit():
        prepare()
        to_bell_basis(*pair)
        return qml.probs(wires=pair)

    node = _node(circuit, wires, device)
    return float(node()[0]), _drawing(node, parameters, note="value = probability of both zeros in the Bell basis")


def pure_state_fidelity(parameters: dict[str, float]) -> tuple[float, str]:
    """Bell fidelity of a pure state: (1 + C)/2."""
    return bell_overlap(lambda: pure(parameters["concurrence"]), 2, (0, 1), parameters)


def werner_state(parameters: dict[str, float]) -> tuple[float, str]:
    """Bell fidelity of a Werner state: (1 + 3 V)/4."""
    return bell_overlap(lambda: bell(0, 1, parameters["visibility"]), 2, (0, 1), parameters)


def partial_transpose(parameters: dict[str, float]) -> tuple[float, str]:
    """Least eigenvalue of the partial transpose of a Werner state: 1/2 - F."""
    import numpy as np

    qml = _pennylane()

    def circuit():
        bell(0, 1, parameters["visibility"])
        return qml.density_matrix(wires=(0, 1))

    node = _node(circuit, 2)
    state = np.asarray(node()).reshape(2, 2, 2, 2).transpose(0, 3, 2, 1).reshape(4, 4)
    note = "value = least eigenvalue of the state with the second qubit transposed"
    return float(np.linalg.eigvalsh(state)[0]), _drawing(node, parameters, note=note)
