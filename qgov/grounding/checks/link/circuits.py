"""The PennyLane circuits that corroborate the formulas of links and keys; see ``qgov.grounding.circuits`` for the form.

Channels and states of qubits run on mixed states; a coherent pulse is a Gaussian state of light whose photons are
counted.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log2, pi, sqrt

from ...circuits import _drawing, _node, _pennylane


def lost_photon(parameters: dict[str, float]) -> tuple[float, str]:
    """Capacity of a lossy mode, -log2 of the probability that a single photon does not arrive."""
    qml = _pennylane()

    def circuit():
        qml.PauliX(wires=0)
        qml.AmplitudeDamping(1 - parameters["transmissivity"], wires=0)
        return qml.probs(wires=0)

    node = _node(circuit, 1)
    return -log2(float(node()[0])), _drawing(node, parameters, note="value = -log2 of the probability of no photon")


def _prepare(basis: int, bit: int) -> None:
    """A state of the computational basis, or of the one or two conjugate to it."""
    qml = _pennylane()
    if bit:
        qml.PauliX(wires=0)
    if basis:
        qml.Hadamard(wires=0)
    if basis == 2:
        qml.S(wires=0)


def _errors(attack: Callable[[int], None], bases: int, attacks: int, wires: int):
    """The mean error over all states and all choices of the attack, and the last of the circuits."""
    qml = _pennylane()

    def node_for(basis: int, bit: int, choice: int):
        def circuit():
            _prepare(basis, bit)
            attack(choice)
            qml.adjoint(_prepare)(basis, 0)
            return qml.probs(wires=0)

        return _node(circuit, wires)

    cases = [(basis, bit, choice) for basis in range(bases) for bit in (0, 1) for choice in range(attacks)]
    wrong = sum(float(node_for(*case)()[1 - case[1]]) for case in cases) / len(cases)
    return wrong, node_for(*cases[-1])


def key_bases(parameters: dict[str, float]) -> tuple[float, str]:
    """Error rate of the states of two or three conjugate bases through a depolarising channel made to have it."""
    qml = _pennylane()

    def channel(choice: int) -> None:
        qml.DepolarizingChannel(1.5 * parameters["qber"], wires=0)

    bases = round(parameters["bases"])
    wrong, node = _errors(channel, bases, 1, 1)
    return wrong, _drawing(node, parameters, note=f"value = mean error over the {2 * bases} states of {bases} bases")


def intercept_resend(parameters: dict[str, float]) -> tuple[float, str]:
    """Error rate behind an eavesdropper who measures each signal in a random basis and resends what she found."""
    qml = _pennylane()
    bases = round(parameters["bases"])

    def measure(choice: int) -> None:
        qml.adjoint(_prepare)(choice, 0)
        qml.CNOT(wires=(0, 1))
        _prepare(choice, 0)

    wrong, node = _errors(measure, bases, bases, 2)
    note = f"value = mean error over {2 * bases} states and {bases} bases of the eavesdropper (wire 1)"
    return wrong, _drawing(node, parameters, note=note)


def key_chsh(parameters: dict[str, float]) -> tuple[float, str]:
    """CHSH value of a Bell pair of a given visibility at the best four settings."""
    qml = _pennylane()

    def node_for(left: float, right: float):
        def circuit():
            qml.Hadamard(wires=0)
            qml.CNOT(wires=(0, 1))
            qml.DepolarizingChannel(0.75 * (1 - parameters["visibility"]), wires=0)
            qml.RY(-left, wires=0)
            qml.RY(-right, wires=1)
            return qml.expval(qml.PauliZ(0) @ qml.PauliZ(1))

        return _node(circuit, 2)

    settings = [(0, pi / 4, 1), (0, -pi / 4, 1), (pi / 2, pi / 4, 1), (pi / 2, -pi / 4, -1)]
    value = sum(sign * float(node_for(left, right)()) for left, right, sign in settings)
    note = "value = sum over four settings, the last of them negative"
    return value, _drawing(node_for(*settings[-1][:2]), parameters, note=note)


def one_photon(parameters: dict[str, float]) -> tuple[float, str]:
    """Probability that a coherent pulse holds exactly one photon."""
    qml = _pennylane()

    def circuit():
        qml.Displacement(sqrt(parameters["mean photon number"]), 0.0, wires=0)
        return qml.expval(qml.FockStateProjector([1], wires=0))

    node = _node(circuit, 1, "default.gaussian")
    return float(node()), _drawing(node, parameters, note="value = probability of one photon")


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "lost-photon": lost_photon,
    "key-bases": key_bases,
    "intercept-resend": intercept_resend,
    "key-chsh": key_chsh,
    "one-photon": one_photon,
}
