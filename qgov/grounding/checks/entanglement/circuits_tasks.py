"""Circuits of tasks: teleportation, swapping, Bell measurements, distillation, cloning, discrimination, coding."""

from __future__ import annotations

from math import atan2, cos, log2, pi, sin, sqrt

from ...circuits import _drawing, _node, _pennylane
from .circuits_states import bell, bell_overlap, noise, pure, to_bell_basis


def teleportation(parameters: dict[str, float]) -> tuple[float, str]:
    """Mean fidelity of six states teleported over a Werner pair: (2 F + 1)/3. Corrections are controlled gates."""
    qml = _pennylane()

    def prepare(label: int) -> None:
        if label % 2:
            qml.PauliX(wires=0)
        if label > 1:
            qml.Hadamard(wires=0)
        if label > 3:
            qml.S(wires=0)

    def undo(label: int) -> None:
        if label > 3:
            qml.adjoint(qml.S(wires=2))
        if label > 1:
            qml.Hadamard(wires=2)
        if label % 2:
            qml.PauliX(wires=2)

    def node_for(label: int):
        def circuit():
            prepare(label)
            bell(1, 2, parameters["visibility"])
            to_bell_basis(0, 1)
            qml.CNOT(wires=(1, 2))
            qml.CZ(wires=(0, 2))
            undo(label)
            return qml.probs(wires=2)

        return _node(circuit, 3)

    nodes = [node_for(label) for label in range(6)]
    value = sum(float(node()[0]) for node in nodes) / 6
    return value, _drawing(nodes[-1], parameters, note="value = probability of zero, mean over six states")


def entanglement_swapping(parameters: dict[str, float]) -> tuple[float, str]:
    """Bell fidelity after two links are joined by a noisy Bell state measurement: (1 + 3 V^2 V_swap)/4."""
    qml = _pennylane()
    visibility = parameters["link visibility"]

    def prepare():
        bell(0, 1, visibility)
        bell(3, 2, visibility)
        noise(1, parameters["swap visibility"])
        to_bell_basis(1, 2)
        qml.CNOT(wires=(2, 3))
        qml.CZ(wires=(1, 3))

    return bell_overlap(prepare, 4, (0, 3), parameters)


def linear_optics_bell_measurement(parameters: dict[str, float]) -> tuple[float, str]:
    """Share of Bell states that a beam splitter and photon counting tell: 1/2.

    Two photons, each with a qubit for its path and one for its polarisation, in a state that is the same when they are
    exchanged; the beam splitter is a Hadamard gate on both paths. Detectors see how many photons of which polarisation
    left by which path; a pattern that one Bell state alone gives tells that state.
    """
    import numpy as np

    qml = _pennylane()
    root = 1 / sqrt(2)
    states = (((0, 0), (1, 1), root), ((0, 0), (1, 1), -root), ((0, 1), (1, 0), root), ((0, 1), (1, 0), -root))

    def symmetric(one: tuple[int, int], two: tuple[int, int], weight: float):
        vector = np.zeros((2, 2, 2, 2))
        for (left, right), share in ((one, root), (two, weight)):
            vector[0, left, 1, right] += share * root
            vector[1, right, 0, left] += share * root
        return vector.reshape(-1)

    def node_for(state):
        def circuit():
            qml.StatePrep(symmetric(*state), wires=range(4))
            qml.Hadamard(wires=0)
            qml.Hadamard(wires=2)
            return qml.probs(wires=range(4))

        return _node(circuit, 4, "default.qubit")

    nodes = [node_for(state) for state in states]
    patterns: dict[tuple, list[float]] = {}
    for which, node in enumerate(nodes):
        for index, probability in enumerate(node()):
            bits = [index >> shift & 1 for shift in (3, 2, 1, 0)]
            pattern = tuple(sorted((tuple(bits[:2]), tuple(bits[2:]))))
            patterns.setdefault(pattern, [0.0] * 4)[which] += float(probability)
    told = sum(sum(shares) for shares in patterns.values() if sum(share > 1e-9 for share in shares) == 1)
    note = "wires: path and polarisation of two photons; value = share of runs whose pattern tells the Bell state"
    return told / 4, _drawing(nodes[-1], parameters, note=note)


def distillation(parameters: dict[str, float]) -> tuple[float, str]:
    """Bell fidelity of the pair that is kept when two Werner pairs are compared and their parities agree."""
    qml = _pennylane()

    def circuit():
        bell(0, 1, parameters["visibility"])
        bell(2, 3, parameters["visibility"])
        qml.CNOT(wires=(0, 2))
        qml.CNOT(wires=(1, 3))
        to_bell_basis(0, 1)
        return qml.probs(wires=range(4))

    node = _node(circuit, 4)
    found = node().reshape(2, 2, 2, 2)
    alike = found[:, :, 0, 0] + found[:, :, 1, 1]
    note = "value = probability of zeros on the first pair, given equal bits on the second"
    return float(alike[0, 0] / alike.sum()), _drawing(node, parameters, note=note)


def cloning(parameters: dict[str, float]) -> tuple[float, str]:
    """Overlap of a reference with the clones of its partner in the cloner of Buzek and Hillery: 3/4 for each of two."""
    import numpy as np

    qml = _pennylane()

    def prepare():
        qml.StatePrep(np.array([2, 1, 1, 0]) / sqrt(6), wires=(2, 3))
        bell(0, 1)
        for wires in ((1, 2), (1, 3), (2, 1), (3, 1)):
            qml.CNOT(wires=wires)

    (first, _), (second, drawing) = (
        bell_overlap(prepare, 4, (0, clone), parameters, "default.qubit") for clone in (2, 3)
    )
    return (first + second) / 2, drawing


def state_discrimination(parameters: dict[str, float]) -> tuple[float, str]:
    """Share of right answers of the best measurement on two states: (1 + sqrt(1 - 4 p0 p1 s^2))/2."""
    qml = _pennylane()
    angle, prior = parameters["overlap angle"], parameters["prior"]
    lean = pi / 2 - angle  # between the states on the Bloch sphere, halved on either side of the Z axis
    best = atan2(sin(lean), (2 * prior - 1) * cos(lean))  # direction of p0 r0 - p1 r1, from the Z axis

    def node_for(which: int):
        def circuit():
            qml.RY(lean if which == 0 else -lean, wires=0)
            qml.RY(-best, wires=0)
            return qml.probs(wires=0)

        return _node(circuit, 1)

    nodes = (node_for(0), node_for(1))
    value = prior * float(nodes[0]()[0]) + (1 - prior) * float(nodes[1]()[1])
    return value, _drawing(nodes[0], parameters, note="value = share of right answers; the first state is drawn")


def no_signalling(parameters: dict[str, float]) -> tuple[float, str]:
    """How far the mean result at one end of an entangled pair moves when the setting at the other end is turned: 0."""
    qml = _pennylane()

    def node_for(setting: str):
        def circuit():
            pure(0.8)
            qml.RY(-parameters[setting], wires=0)
            qml.CNOT(wires=(0, 2))  # the result is written down
            return qml.expval(qml.PauliZ(1))

        return _node(circuit, 3)

    nodes = [node_for(setting) for setting in ("first angle", "second angle")]
    note = "value = change of the expectation of Z at the far end between two settings; the first is drawn"
    return abs(float(nodes[0]()) - float(nodes[1]())), _drawing(nodes[0], parameters, note=note)


def dense_coding(parameters: dict[str, float]) -> tuple[float, str]:
    """Bits that four messages bring over a Werner pair: two less the entropy of what the receiver finds."""
    qml = _pennylane()

    def node_for(message: int):
        def circuit():
            bell(0, 1, parameters["visibility"])
            if message & 1:
                qml.PauliX(wires=0)
            if message & 2:
                qml.PauliZ(wires=0)
            to_bell_basis(0, 1)
            return qml.probs(wires=(0, 1))

        return _node(circuit, 2)

    nodes = [node_for(message) for message in range(4)]
    entropies = [-sum(share * log2(share) for share in map(float, node()) if share > 1e-15) for node in nodes]
    return 2 - sum(entropies) / 4, _drawing(nodes[-1], parameters, note="value = 2 - entropy of the outcomes in bits")
