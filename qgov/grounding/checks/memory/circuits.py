"""The PennyLane circuits that corroborate the formulas of this family; see ``qgov.grounding.circuits`` for the form."""

from __future__ import annotations

from collections.abc import Callable
from math import acos, expm1, sqrt

from ...circuits import _drawing, _node, _pennylane, _relax

_POLES, _EQUATOR = (0, 1), (2, 3, 4, 5)  # of the six states: z, then x and y


def _prepare(state: int, wire: int) -> None:
    """One of the six eigenstates of the Pauli operators."""
    qml = _pennylane()
    if state % 2:
        qml.PauliX(wires=wire)
    if state >= 2:
        qml.Hadamard(wires=wire)
    if state >= 4:
        qml.S(wires=wire)


def _fidelity(between: Callable[[], None], wires: int, output: int = 0):
    """A function from the input state to the node that gives its fidelity, and the node to draw."""
    qml = _pennylane()

    def node_for(state: int):
        def circuit():
            _prepare(state, 0)
            between()
            qml.adjoint(_prepare)(state, output)
            return qml.probs(wires=output)

        return _node(circuit, wires)

    return node_for


def _average(node_for, share: float) -> float:
    """The fidelity averaged over the six states, with a share of weight on the poles."""
    pole, equator = (
        sum(float(node_for(state)()[0]) for state in states) / len(states) for states in (_POLES, _EQUATOR)
    )
    return share * pole + (1 - share) * equator


def stored_qubit(parameters: dict[str, float]) -> tuple[float, str]:
    """Average fidelity of qubits that relax for one storage time."""
    node_for = _fidelity(lambda: _relax(1.0, parameters["t1"], parameters["t2"], 0), 1)
    note = "value = probability of 0, mean over six states with the pole share"
    return _average(node_for, parameters["pole share"]), _drawing(node_for(5), parameters, note=note)


def measure_and_prepare(parameters: dict[str, float]) -> tuple[float, str]:
    """Average fidelity of a device that measures in one basis and prepares what it saw."""
    qml = _pennylane()

    def device():
        qml.CNOT(wires=(0, 1))  # the record of the measurement
        qml.CNOT(wires=(1, 2))  # the new qubit, prepared from it

    node_for = _fidelity(device, 3, output=2)
    note = "value = probability of 0 on wire 2, mean over six states with the pole share"
    return _average(node_for, parameters["pole share"]), _drawing(node_for(5), parameters, note=note)


def two_copies(parameters: dict[str, float]) -> tuple[float, str]:
    """Average fidelity of one of the two copies that the universal cloner makes (Buzek and Hillery 1996)."""
    qml = _pennylane()
    # The cloner's blank pair: sqrt(2/3)|00> + sqrt(1/6)(|01> + |11>), made by three rotations and two C-NOTs.
    angles = (acos(1 / sqrt(5)), acos(sqrt(5) / 3), acos(2 / sqrt(5)))

    def device():
        qml.RY(angles[0], wires=1)
        qml.CNOT(wires=(1, 2))
        qml.RY(angles[1], wires=2)
        qml.CNOT(wires=(2, 1))
        qml.RY(angles[2], wires=1)
        for wires in ((0, 1), (0, 2), (1, 0), (2, 0)):
            qml.CNOT(wires=wires)

    node_for = _fidelity(device, 3, output=1)
    note = "value = probability of 0 on wire 1, mean over six states"
    return _average(node_for, 1 / 3), _drawing(node_for(5), parameters, note=note)


def kept_excitation(parameters: dict[str, float]) -> tuple[float, str]:
    """Probability that an excitation is still there after the storage time, in lifetimes."""
    qml = _pennylane()

    def circuit():
        qml.PauliX(wires=0)
        qml.AmplitudeDamping(-expm1(-parameters["storage time"]), wires=0)
        return qml.probs(wires=0)

    node = _node(circuit, 1)
    return float(node()[1]), _drawing(node, parameters, " lifetimes", "value = probability of 1")


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "stored-qubit": stored_qubit,
    "measure-and-prepare": measure_and_prepare,
    "two-copies": two_copies,
    "kept-excitation": kept_excitation,
}
