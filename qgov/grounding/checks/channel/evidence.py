"""The circuits that corroborate the closed forms of channels: half a Bell pair goes through, and its state is read."""

from __future__ import annotations

from math import isfinite

from ..check import Evidence
from . import capacities
from .matrices import ChannelMap
from .models import QUBIT_MODELS, Reading
from .spectra import canonical_kraus, least_transposed

BELL = "bell-half-through-channel"
COHERENT = "coherent-information"


def model_transposed(model: str, x: float) -> float:
    """The least eigenvalue of the partial transpose of the Choi state of a qubit model."""
    if model == "depolarizing":
        return 0.5 - max(1 - x, x / 3)
    if model == "amplitude-damping":
        return -(1 - x) / 2
    return -abs(1 - 2 * x) / 2  # dephasing, bit-flip


def by_model(reading: Reading) -> Evidence | None:
    """The model at the claimed parameter; pure loss by its restriction to the vacuum and one photon."""
    model, x = reading.model, reading.canonical
    if model == "pure-loss":
        model, x = "amplitude-damping", 1 - x
    if model not in QUBIT_MODELS or not isfinite(x):
        return None
    return Evidence(BELL, {model: x}, lambda: model_transposed(model, x))


def by_kraus(found: ChannelMap) -> Evidence | None:
    """A claimed map of a qubit to a qubit, made exactly trace preserving."""
    if (found.d_in, found.d_out) != (2, 2):
        return None
    operators = canonical_kraus(found)
    if operators is None or not 1 <= len(operators) <= 4:
        return None
    parameters = {}
    for number, operator in enumerate(operators):
        for row in range(2):
            for column in range(2):
                entry = complex(operator[row, column])
                parameters[f"k{number} {row}{column} re"] = entry.real
                parameters[f"k{number} {row}{column} im"] = entry.imag
    return Evidence(BELL, parameters, lambda: _transposed_of(operators))


def _transposed_of(operators: list) -> float:
    import numpy as np

    columns = [operator.T.reshape(-1) for operator in operators]
    return least_transposed(sum(np.outer(column, column.conj()) for column in columns) / 2, 2, 2)


def of_capacity(model: str, x: float) -> Evidence | None:
    """The coherent information of a qubit model: the unassisted capacity, for depolarising its hashing bound."""
    if model not in QUBIT_MODELS:
        return None
    excited = capacities.damping_optimum(x)[0] if model == "amplitude-damping" else 0.5
    return Evidence(COHERENT, {model: x, "excited": excited}, lambda: coherent_information(model, x, excited))


def coherent_information(model: str, x: float, excited: float) -> float:
    """Entropy of the output less that of output and reference, for a share of excited states at the input."""
    from math import log2

    h = capacities.entropy
    if model == "amplitude-damping":
        return h((1 - x) * excited) - h(x * excited)
    return 1 - h(x) - (x * log2(3) if model == "depolarizing" else 0.0)
