"""The PennyLane circuits of sensors, random number generators, cold qubits and codes; at most four wires.

See ``qgov.grounding.circuits`` for the form.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import asin, atan, atan2, exp, log2, sqrt

from ...circuits import _drawing, _node, _pennylane


def generator_spread(parameters: dict[str, float]) -> tuple[float, str]:
    """1/sqrt(F) with F = 4 Var(sum Z/2), the Fisher information of a product or of a GHZ state of the probes."""
    qml = _pennylane()
    probes, entangled = round(parameters["probes"]), parameters["entangled"] > 0.5

    def circuit():
        if entangled:
            qml.Hadamard(wires=0)
            for wire in range(1, probes):
                qml.CNOT(wires=(wire - 1, wire))
        else:
            for wire in range(probes):
                qml.Hadamard(wires=wire)
        return qml.var(qml.sum(*(0.5 * qml.PauliZ(wire) for wire in range(probes))))

    node = _node(circuit, probes, "default.qubit")
    note = "value = 1/sqrt(4 variance of half the sum of Z)"
    return 1 / sqrt(4 * float(node())), _drawing(node, parameters, note=note)


def uniform_outcome(parameters: dict[str, float]) -> tuple[float, str]:
    """Min-entropy in bits of reading out qubits that are each in an even superposition."""
    qml = _pennylane()
    qubits = round(parameters["qubits"])

    def circuit():
        for wire in range(qubits):
            qml.Hadamard(wires=wire)
        return qml.probs(wires=range(qubits))

    node = _node(circuit, qubits, "default.qubit")
    note = "value = -log2 of the largest probability"
    return -log2(float(max(node()))), _drawing(node, parameters, note=note)


def bell_randomness(parameters: dict[str, float]) -> tuple[float, str]:
    """Guessing probability of one outcome in the state that violates CHSH by S and hides the least.

    cos(a)|00> + sin(a)|11> with sin 2a = sqrt(S^2/4 - 1). The value is the probability minus the shortfall of the
    simulated S, so that it agrees with the formula only if the state violates the inequality as much as it should.
    """
    qml = _pennylane()
    overlap = sqrt(parameters["chsh"] ** 2 / 4 - 1)
    turn = atan(overlap)

    def state() -> None:
        qml.RY(asin(min(1.0, overlap)), wires=0)
        qml.CNOT(wires=(0, 1))

    def outcome():
        state()
        return qml.probs(wires=0)

    def correlation(first: str, sign: int):
        def circuit():
            state()
            if first == "X":
                qml.Hadamard(wires=0)
            qml.RY(-sign * turn, wires=1)
            return qml.expval(qml.PauliZ(0) @ qml.PauliZ(1))

        return float(_node(circuit, 2, "default.qubit")())

    terms = {(first, sign): correlation(first, sign) for first, sign in product("ZX", (1, -1))}
    violation = terms["Z", 1] + terms["Z", -1] + terms["X", 1] - terms["X", -1]
    node = _node(outcome, 2, "default.qubit")
    note = f"value = largest probability of wire 0; the four settings give S = {violation:.9g}"
    return float(max(node())) - (parameters["chsh"] - violation), _drawing(node, parameters, note=note)


def thermal_qubit(parameters: dict[str, float]) -> tuple[float, str]:
    """Excited population of a qubit at h f = x k T: half of the entangled pair that purifies its thermal state."""
    qml = _pennylane()

    def circuit():
        qml.RY(2 * atan2(exp(-parameters["energy"] / 2), 1.0), wires=0)
        qml.CNOT(wires=(0, 1))
        return qml.probs(wires=1)

    node = _node(circuit, 2)
    note = "energy = h f/(k T); value = probability of 1 on the second wire"
    return float(node()[1]), _drawing(node, parameters, note=note)


def assignment(parameters: dict[str, float]) -> tuple[float, str]:
    """Mean assignment error of a perfect readout of qubits prepared in 0 and in 1 from a state that is 1 at times."""
    qml = _pennylane()

    def node_for(prepared: int):
        def circuit():
            qml.BitFlip(parameters["excited"], wires=0)
            if prepared:
                qml.PauliX(wires=0)
            return qml.probs(wires=0)

        return _node(circuit, 1)

    wrong = sum(float(node_for(prepared)()[1 - prepared]) for prepared in (0, 1)) / 2
    note = "value = probability of the other outcome, mean over both preparations"
    return wrong, _drawing(node_for(1), parameters, note=note)


def majority(parameters: dict[str, float]) -> tuple[float, str]:
    """Logical error of three qubits that copy one, each flipped at times and read by majority."""
    qml = _pennylane()

    def circuit():
        for wire in (1, 2):
            qml.CNOT(wires=(0, wire))
        for wire in range(3):
            qml.BitFlip(parameters["flip"], wires=wire)
        return qml.probs(wires=range(3))

    node = _node(circuit, 3)
    wrong = sum(float(share) for index, share in enumerate(node()) if index.bit_count() >= 2)
    return wrong, _drawing(node, parameters, note="value = probability of two ones or more")


def detecting_code(parameters: dict[str, float]) -> tuple[float, str]:
    """Share of the Pauli errors on single qubits that four qubits notice which hold two logical ones.

    The code [[4, 2, 2]] has just the qubits that the Singleton bound asks of distance 2, and notices every error. The
    parameter turns the error out of the code word: at pi each is a whole flip.
    """
    qml = _pennylane()
    turns = {"X": qml.RX, "Y": qml.RY, "Z": qml.RZ}

    def node_for(error: str, wire: int):
        def circuit():
            qml.Hadamard(wires=0)
            for target in (1, 2, 3):
                qml.CNOT(wires=(0, target))
            turns[error](parameters["turn"], wires=wire)
            return [qml.expval(qml.prod(*(pauli(on) for on in range(4)))) for pauli in (qml.PauliX, qml.PauliZ)]

        return _node(circuit, 4, "default.qubit")

    cases = list(product("XYZ", range(4)))
    noticed = sum((1 - min(float(one) for one in node_for(*case)())) / 2 for case in cases) / len(cases)
    note = f"value = probability that XXXX or ZZZZ is found negative, mean over {len(cases)} errors"
    return noticed, _drawing(node_for(*cases[-1]), parameters, note=note)


def faded_heavy_output(parameters: dict[str, float]) -> tuple[float, str]:
    """Heavy-output probability of the fixed model circuit whose outputs keep a share of their bias."""
    from ...heavy_output import heavy_output_probability, model_circuit

    qml = _pennylane()
    qubits, kept = round(parameters["qubits"]), parameters["kept"]
    ideal = heavy_output_probability(qubits)

    def circuit():
        for wires, unitary in model_circuit(qubits):
            qml.QubitUnitary(unitary, wires=wires)
        return qml.probs(wires=range(qubits))

    node = _node(circuit, qubits, "default.qubit")
    probabilities = node()
    median = sorted(float(one) for one in probabilities)[2**qubits // 2 - 1]
    mixed = [kept * float(one) + (1 - kept) / 2**qubits for one in probabilities]
    heavy = sum(one for one, bare in zip(mixed, probabilities, strict=True) if float(bare) > median)
    note = f"value = probability of the heavy outputs; without fading {ideal:.9g}"
    return heavy, _drawing(node, parameters, note=note)


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "generator-spread": generator_spread,
    "uniform-outcome": uniform_outcome,
    "bell-randomness": bell_randomness,
    "thermal-qubit": thermal_qubit,
    "assignment": assignment,
    "majority": majority,
    "detecting-code": detecting_code,
    "faded-heavy-output": faded_heavy_output,
}
