"""The PennyLane circuits that corroborate the closed forms: one for each kind of formula, none above four wires.

Each function takes the parameters of its formula and returns the simulated value and the circuit as text. Relaxation is
amplitude damping followed by phase damping, which exists for every T2 <= 2 T1; callers cap T2, and times are in units
of the gate time (of T1 for the coherence), so that no channel is asked for a parameter that it does not have.
PennyLane is imported when the first circuit runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import expm1, sqrt

DECIMALS = 8  # of the parameters in a drawing; gates lose as little as 1e-6


@lru_cache(maxsize=1)
def _pennylane():
    import pennylane

    return pennylane


def _node(function: Callable, wires: int, device: str = "default.mixed"):
    qml = _pennylane()
    return qml.QNode(function, qml.device(device, wires=wires), interface=None, diff_method=None)


def _drawing(node, parameters: dict[str, float], unit: str = "", note: str = "") -> str:
    table = "\n".join(f"{name} = {value:.12g}{unit}" for name, value in parameters.items())
    circuit = _pennylane().draw(node, decimals=DECIMALS, max_length=120, show_matrices=False)()
    return "\n".join(part for part in (circuit, table, note) if part)


def _relax(time: float, t1: float, t2: float, wire: int) -> None:
    qml = _pennylane()
    qml.AmplitudeDamping(-expm1(-time / t1), wires=wire)
    qml.PhaseDamping(max(0.0, -expm1(time / t1 - 2 * time / t2)), wires=wire)


def coherence(parameters: dict[str, float]) -> tuple[float, str]:
    """<X> of |+> after relaxing for a time: exp(-time/T2)."""
    qml = _pennylane()

    def circuit():
        qml.Hadamard(wires=0)
        _relax(parameters["time"], parameters["t1"], parameters["t2"], 0)
        return qml.expval(qml.PauliX(0))

    node = _node(circuit, 1)
    return float(node()), _drawing(node, parameters, " T1")


def relaxation(parameters: dict[str, float]) -> tuple[float, str]:
    """Average gate infidelity of idling for one gate time, from the Choi state: Bell pairs with one half relaxed."""
    qml = _pennylane()
    qubits = len(parameters) // 2

    def circuit():
        for qubit in range(qubits):
            qml.Hadamard(wires=2 * qubit)
            qml.CNOT(wires=(2 * qubit, 2 * qubit + 1))
        for qubit, name in enumerate("ab"[:qubits]):
            _relax(1.0, parameters[f"t1 {name}"], parameters[f"t2 {name}"], 2 * qubit)
        for qubit in range(qubits):
            qml.CNOT(wires=(2 * qubit, 2 * qubit + 1))
            qml.Hadamard(wires=2 * qubit)
        return qml.probs(wires=range(2 * qubits))

    node = _node(circuit, 2 * qubits)
    kept = float(node()[0])
    share = f"value = {2**qubits}/{2**qubits + 1} (1 - probability of all zeros)"
    return 2**qubits / (2**qubits + 1) * (1 - kept), _drawing(node, parameters, " gate times", share)


def depolarising(parameters: dict[str, float]) -> tuple[float, str]:
    """Average infidelity of depolarised gates over the states of mutually unbiased bases: 6 of one qubit, 20 of two.

    PennyLane's ``DepolarizingChannel(p)`` has p = the total Pauli error; on two qubits each gets 1 - sqrt(1 - e).
    """
    qml = _pennylane()
    qubits = round(parameters["qubits"])
    error = parameters["process infidelity"]
    each = error if qubits == 1 else error / (1 + sqrt(1 - error))

    def prepare(basis: int, label: int) -> None:
        for wire in range(qubits):
            if label >> wire & 1:
                qml.PauliX(wires=wire)
        if basis:
            for wire in range(qubits):
                qml.Hadamard(wires=wire)
        if basis == 2:
            for wire in range(qubits):
                qml.S(wires=wire)
        if basis > 2:  # the two entangled bases of two qubits
            qml.CZ(wires=(0, 1))
            qml.SX(wires=basis - 3)

    def node_for(basis: int, label: int):
        def circuit():
            prepare(basis, label)
            for wire in range(qubits):
                qml.DepolarizingChannel(each, wires=wire)
            qml.adjoint(prepare)(basis, label)
            return qml.probs(wires=range(qubits))

        return _node(circuit, qubits)

    cases = [(basis, label) for basis in range(2**qubits + 1) for label in range(2**qubits)]
    kept = sum(float(node_for(*case)()[0]) for case in cases) / len(cases)
    note = f"value = 1 - probability of all zeros, mean over {len(cases)} states of {2**qubits + 1} unbiased bases"
    return 1 - kept, _drawing(node_for(*cases[-1]), parameters, note=note)


def heavy_output(parameters: dict[str, float]) -> tuple[float, str]:
    """Heavy-output probability of the fixed model circuit."""
    from .heavy_output import heavy_share, model_circuit

    qml = _pennylane()
    qubits = round(parameters["qubits"])

    def circuit():
        for wires, unitary in model_circuit(qubits):
            qml.QubitUnitary(unitary, wires=wires)
        return qml.probs(wires=range(qubits))

    node = _node(circuit, qubits, "default.qubit")
    note = "value = probability of the outputs more probable than the median"
    return heavy_share(node()), _drawing(node, parameters, note=note)


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "coherence": coherence,
    "relaxation": relaxation,
    "depolarising": depolarising,
    "heavy-output": heavy_output,
}
