"""The PennyLane circuits that corroborate the formulas of this family; see ``qgov.grounding.circuits`` for the form.

PennyLane's ``DepolarizingChannel(p)`` has p = the total Pauli error, as the canonical parameter here; ``PhaseFlip`` and
``BitFlip`` have the flip probability.
"""

from __future__ import annotations

from collections.abc import Callable
from math import asin, sqrt

from ...circuits import _drawing, _node, _pennylane

_MODELS = {
    "depolarizing": "DepolarizingChannel",
    "dephasing": "PhaseFlip",
    "bit-flip": "BitFlip",
    "amplitude-damping": "AmplitudeDamping",
}


def _through(parameters: dict[str, float], wire: int) -> None:
    """Apply the channel that the parameters name, or the Kraus operators that they hold."""
    import numpy as np

    qml = _pennylane()
    for model, gate in _MODELS.items():
        if model in parameters:
            getattr(qml, gate)(min(1.0, max(0.0, parameters[model])), wires=wire)
            return
    count = len({name.split()[0] for name in parameters})

    def entry(k: int, row: int, column: int) -> complex:
        name = f"k{k} {row}{column}"
        return complex(parameters[f"{name} re"], parameters[f"{name} im"])

    operators = [np.array([[entry(k, row, column) for column in (0, 1)] for row in (0, 1)]) for k in range(count)]
    qml.QubitChannel(operators, wires=wire)


def bell_half_through_channel(parameters: dict[str, float]) -> tuple[float, str]:
    """The least eigenvalue of the partial transpose, after half a Bell pair went through the channel."""
    import numpy as np

    qml = _pennylane()

    def circuit():
        qml.Hadamard(wires=0)
        qml.CNOT(wires=(0, 1))
        _through(parameters, 1)
        return qml.density_matrix(wires=(0, 1))

    node = _node(circuit, 2)
    turned = np.asarray(node()).reshape(2, 2, 2, 2).transpose(0, 3, 2, 1).reshape(4, 4)
    note = "value = least eigenvalue of the partial transpose"
    return float(np.linalg.eigvalsh(turned)[0]), _drawing(node, parameters, note=note)


def coherent_information(parameters: dict[str, float]) -> tuple[float, str]:
    """Entropy of the output less that of output and reference, in bits, for a pair with a share of excited states."""
    import numpy as np

    qml = _pennylane()
    angle = 2 * asin(sqrt(min(1.0, max(0.0, parameters["excited"]))))

    def circuit():
        qml.RY(angle, wires=0)
        qml.CNOT(wires=(0, 1))
        _through(parameters, 1)
        return qml.density_matrix(wires=(0, 1))

    node = _node(circuit, 2)
    state = np.asarray(node())
    output = np.trace(state.reshape(2, 2, 2, 2), axis1=0, axis2=2)
    note = "value = S(output) - S(output and reference), in bits"
    return _entropy(output) - _entropy(state), _drawing(node, parameters, note=note)


def _entropy(state) -> float:
    import numpy as np

    values = np.linalg.eigvalsh(state)
    values = values[values > 1e-15]
    return float(-np.sum(values * np.log2(values)))


CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "bell-half-through-channel": bell_half_through_channel,
    "coherent-information": coherent_information,
}
