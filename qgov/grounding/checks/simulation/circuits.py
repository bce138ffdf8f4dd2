"""The PennyLane circuit of a claim: its gates as PennyLane's, its noise as a PennyLane noise model.

It corroborates the numbers of ``state.py``; what is computed from the state is computed here by another formula.
Sources: R. Horodecki et al. (DOI 10.1016/0375-9601(95)00214-N) for the largest CHSH value, and for the fully entangled
fraction (1 + s1 + s2 -+ s3)/4 from the singular values of the correlation matrix (DOI 10.1103/PhysRevA.54.1838).
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from ...circuits import DECIMALS, _pennylane
from .noise import PAIRWISE, READOUT, THERMAL
from .written import Placed, Written, decode

LARGEST_DRAWING = 60  # gates; a longer circuit is told in words
_NAMES = {
    "id": "Identity", "x": "PauliX", "y": "PauliY", "z": "PauliZ", "h": "Hadamard", "s": "S", "t": "T", "sx": "SX",
    "rx": "RX", "ry": "RY", "rz": "RZ", "p": "PhaseShift", "u2": "U2", "u3": "U3", "cx": "CNOT", "cy": "CY",
    "cz": "CZ", "ch": "CH", "swap": "SWAP", "cp": "ControlledPhaseShift", "crx": "CRX", "cry": "CRY", "crz": "CRZ",
    "rxx": "IsingXX", "ryy": "IsingYY", "rzz": "IsingZZ", "ccx": "Toffoli", "cswap": "CSWAP",
}  # fmt: skip
_CHANNELS = {
    "depolarizing": "DepolarizingChannel", "amplitude-damping": "AmplitudeDamping", "phase-damping": "PhaseDamping",
    "bit-flip": "BitFlip", "phase-flip": "PhaseFlip", READOUT: "BitFlip",
}  # fmt: skip


def _name(name: str) -> str:
    """PennyLane's name of a gate."""
    return f"Adjoint({_NAMES[name.removesuffix('dg')]})" if name.endswith("dg") else _NAMES[name]


def _gate(name: str, parameters: tuple[float, ...], wires: tuple[int, ...]):
    qml = _pennylane()
    if name.endswith("dg"):
        return qml.adjoint(getattr(qml, _NAMES[name.removesuffix("dg")])(wires=wires[0]))
    return getattr(qml, _NAMES[name])(*parameters, wires=wires)


def _channel(placed: Placed, wires) -> None:
    import numpy as np

    qml = _pennylane()
    process, numbers = placed.channel.process, placed.channel.numbers
    if process == THERMAL:
        t1, t2, time, excited = numbers
        # Times in units of T1, so that the channel's own limits on small numbers are not met.
        qml.ThermalRelaxationError(excited, 1.0, t2 / t1, time / t1, wires=wires)
    elif process == PAIRWISE:
        # Written as matrices: a Pauli operator of PennyLane that is made here would join the circuit.
        paulis = [np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]
        weights = [1 - numbers[0], *[numbers[0] / 15] * 15]
        pairs = [np.kron(a, b) for a in paulis for b in paulis]
        operators = [sqrt(weight) * pair for weight, pair in zip(weights, pairs, strict=True)]
        qml.QubitChannel(operators, wires=wires)
    else:
        getattr(qml, _CHANNELS[process])(numbers[0], wires=wires)


def _noise_model(written: Written):
    """PennyLane's noise model: one condition and one rule for each row, in their order."""
    qml = _pennylane()
    known = {_name(name): name for name in {gate.name for gate in written.gates}}

    def rule(placed: Placed):
        def meets(op) -> bool:
            name = known.get(op.name)
            return name is not None and (placed.gates is None or name in placed.gates)

        def act(op, **_) -> None:
            wires = [wire for wire in op.wires if placed.wires is None or wire in placed.wires]
            if placed.channel.process != PAIRWISE:
                for wire in wires:
                    _channel(placed, wire)
            elif len(op.wires) == len(wires) == 2:
                _channel(placed, wires)

        return qml.BooleanFn(meets), act

    return qml.NoiseModel(dict(rule(placed) for placed in written.noise if placed.channel.process != READOUT))


def _node(written: Written, measure: Callable, noisy: bool, readout: bool):
    qml = _pennylane()

    def circuit():
        for gate in written.gates:
            _gate(gate.name, gate.parameters, gate.wires)
        if noisy and readout:
            for placed in written.noise:
                if placed.channel.process == READOUT:
                    for wire in written.bits:
                        if placed.wires is None or wire in placed.wires:
                            _channel(placed, wire)
        return measure()

    device = qml.device("default.mixed" if noisy else "default.qubit", wires=written.qubits)
    node = qml.QNode(circuit, device, interface=None, diff_method=None)
    gate_noise = any(placed.channel.process != READOUT for placed in written.noise)
    # At the level "user" PennyLane would first take inverses apart, and the noise after them would be lost.
    return qml.add_noise(node, _noise_model(written), level="top") if noisy and gate_noise else node


def claimed_circuit(parameters: dict[str, float]) -> tuple[float, str]:
    """The number that the parameters name (see ``written.py``), and the circuit as text."""
    import numpy as np

    qml = _pennylane()
    written = decode(parameters)
    noisy, every = bool(written.noise), range(written.qubits)
    bits = written.bits

    def correlations():
        paulis = (qml.PauliX, qml.PauliY, qml.PauliZ)
        return [qml.expval(a(bits[0]) @ b(bits[1])) for a in paulis for b in paulis]

    if written.term == "circuitFidelity":
        ideal = _node(written, qml.state, False, False)
        # Without noise there is one state, and only its norm is left to see.
        node = _node(written, lambda: qml.density_matrix(wires=every), True, readout=False) if noisy else ideal
        value = _fidelity(np.asarray(node()), np.asarray(ideal())) if noisy else float(np.linalg.norm(ideal()))
    elif written.term in ("chsh", "bellFidelity"):
        node = _node(written, correlations, noisy, readout=False)
        found = np.array(node(), dtype=float).reshape(3, 3)
        value = _chsh(found) if written.term == "chsh" else _entangled_fraction(found)
    else:
        node = _node(written, lambda: qml.probs(wires=bits), noisy, readout=True)
        found = np.asarray(node())
        if written.term == "heavyOutputProbability":
            ideal = np.asarray(_node(written, lambda: qml.probs(wires=bits), False, False)())
            value = float(found[ideal > np.median(ideal) + 1e-12].sum())
        else:
            value = float(sum(found[int(text, 2)] for text in written.outcomes))
    return value, _drawing(node, written)


def _fidelity(state, ideal) -> float:
    import numpy as np

    return float(np.real(np.trace(state @ np.outer(ideal, ideal.conj()))))


def _chsh(found) -> float:
    import numpy as np

    values = np.sort(np.linalg.eigvalsh(found.T @ found))
    return 2 * sqrt(max(0.0, float(values[1] + values[2])))


def _entangled_fraction(found) -> float:
    import numpy as np

    s = np.linalg.svd(found, compute_uv=False)
    return float((1 + s[0] + s[1] - np.sign(np.linalg.det(found)) * s[2]) / 4)


def _where(placed: Placed) -> str:
    if placed.channel.process == READOUT:
        return "at readout"
    return "after " + ("any gate" if placed.gates is None else ", ".join(sorted(placed.gates)))


def _drawing(node, written: Written) -> str:
    noise = "\n".join(
        f"{placed.channel.process} = " + ", ".join(f"{number:.12g}" for number in placed.channel.numbers)
        + f" {_where(placed)}"
        for placed in written.noise
    )  # fmt: skip
    if len(written.gates) > LARGEST_DRAWING:
        circuit = f"{len(written.gates)} gates on {written.qubits} qubits"
    else:
        circuit = _pennylane().draw(node, decimals=DECIMALS, max_length=120, show_matrices=False)()
    note = f"value = {written.term}" + (f" of {', '.join(written.outcomes[:16])}" if written.outcomes else "")
    return "\n".join(part for part in (circuit, noise, note) if part)


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {"claimed-circuit": claimed_circuit}
