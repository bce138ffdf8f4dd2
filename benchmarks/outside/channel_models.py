"""Named channel models: where they break entanglement and what they carry, from their maps in QuTiP and toqito.

The models are built by toqito in its own parameters; capacities are entropies by QuTiP of what a purified input leaves
behind, maximised over the inputs that reach the maximum.
"""

from __future__ import annotations

import numpy as np
import qutip
from oracle_table import Tables
from scipy.optimize import minimize_scalar
from toqito.channel_ops import kraus_to_choi
from toqito.channels import amplitude_damping, bitflip, dephasing, depolarizing, phase_damping
from toqito.state_props import is_ppt

TABLES = Tables(__file__, ("qutip", "toqito", "numpy", "scipy"))


def choi_of(kraus: list[np.ndarray]) -> np.ndarray:
    return kraus_to_choi([[one, one] for one in kraus])


def paulis(weights: list[float]) -> list[np.ndarray]:
    operators = (qutip.qeye(2), qutip.sigmax(), qutip.sigmay(), qutip.sigmaz())
    return [np.sqrt(weight) * one.full() for weight, one in zip(weights, operators, strict=True)]


def flips(p: float) -> np.ndarray:
    return choi_of(paulis([1 - p, 0, 0, p]))


def pauli_errors(p: float) -> np.ndarray:
    return choi_of(paulis([1 - p, p / 3, p / 3, p / 3]))


# model and convention: the Choi matrix by a parameter, and a grid of parameters on both sides of every border
_SHARES = (0.0, 0.05, 0.25, 0.45, 0.49, 0.5, 0.51, 0.55, 0.65, 0.68, 0.9, 1.0)
MAPS = {
    ("depolarizing", "mixing-probability"): (lambda p: depolarizing(2, 1 - p), _SHARES),
    ("depolarizing", "pauli-probability"): (pauli_errors, _SHARES),
    ("dephasing", "mixing-probability"): (lambda p: dephasing(2, 1 - p), _SHARES),
    ("dephasing", "coherence-loss"): (lambda p: flips(p / 2), (*_SHARES, 1.1, 1.6, 2.0)),
    ("dephasing", "phase-damping"): (lambda p: choi_of(phase_damping(gamma=p)), _SHARES),
    ("dephasing", "pauli-probability"): (flips, _SHARES),
    ("bit-flip", "pauli-probability"): (lambda p: choi_of(bitflip(prob=p)), _SHARES),
    ("amplitude-damping", "damping-probability"): (lambda p: choi_of(amplitude_damping(gamma=p)), _SHARES),
    ("amplitude-damping", "transmissivity"): (lambda p: choi_of(amplitude_damping(gamma=1 - p)), _SHARES),
}


def models() -> None:
    TABLES.table(
        "models",
        "Choi matrix and is_ppt of the toqito channel of that model and parameter, or of Pauli operators by qutip",
    )
    for (model, convention), (build, grid) in MAPS.items():
        for p in grid:
            choi = build(p)
            inputs = {"model": model, "convention": convention, "parameter": p, "choi": choi}
            TABLES.case("models", inputs, {"ppt": bool(is_ppt(choi / 2))})


def left_behind(kraus: list[np.ndarray], excited: float) -> tuple[float, float, float]:
    """Entropies of the input, the output and the purified input with the output, for a diagonal input."""
    ket = np.sqrt(1 - excited) * np.array([1, 0, 0, 0]) + np.sqrt(excited) * np.array([0, 0, 0, 1])
    size = kraus[0].shape[0]
    joint = qutip.Qobj(np.zeros((2 * size, 2 * size)), dims=[[2, size]] * 2)
    for one in kraus:
        out = qutip.Qobj(np.kron(np.eye(2), one) @ ket, dims=[[2, size], [1]])
        joint += out * out.dag()
    return tuple(float(qutip.entropy_vn(one, 2)) for one in (joint.ptrace(0), joint.ptrace(1), joint))


def coherent(kraus: list[np.ndarray], excited: float) -> float:
    _, out, joint = left_behind(kraus, excited)
    return out - joint


def mutual(kraus: list[np.ndarray], excited: float) -> float:
    before, out, joint = left_behind(kraus, excited)
    return before + out - joint


def highest(function, kraus: list[np.ndarray]) -> float:
    found = minimize_scalar(lambda share: -function(kraus, share), bounds=(0, 1), method="bounded",
                            options={"xatol": 1e-10})  # fmt: skip
    return max(0.0, -float(found.fun))


def erasing(p: float) -> list[np.ndarray]:
    keep = np.sqrt(1 - p) * np.eye(3, 2)
    lost = [np.sqrt(p) * np.outer([0, 0, 1], row) for row in np.eye(2)]
    return [keep, *lost]


def capacities() -> None:
    TABLES.table(
        "quantum capacity",
        "largest coherent information, by qutip entropy_vn, over inputs diagonal in the energy basis; of "
        "degradable channels that is the quantum capacity",
    )
    TABLES.table(
        "entanglement-assisted",
        "largest mutual information, by qutip entropy_vn, over the same inputs; in bits",
    )
    for p in (0.02, 0.1, 0.2, 0.35, 0.45):
        for model, kraus in (
            ("amplitude-damping", amplitude_damping(gamma=p)), ("dephasing", paulis([1 - p, 0, 0, p])),
            ("erasure", erasing(p)), ("bit-flip", paulis([1 - p, p, 0, 0])),
            ("depolarizing", paulis([1 - p, p / 3, p / 3, p / 3])),
        ):  # fmt: skip
            inputs = {"model": model, "parameter": p}
            if model != "depolarizing":  # whose capacity is not known: qgov bounds it
                TABLES.case("quantum capacity", inputs, highest(coherent, kraus), 9)
            TABLES.case("entanglement-assisted", inputs, highest(mutual, kraus), 9)
    TABLES.table(
        "hashing",
        "coherent information of the depolarising channel at the uniform input: what is achieved",
        "an achieved rate, below which no bound of qgov may lie",
    )
    for p in (0.01, 0.05, 0.1, 0.15, 0.18):
        value = coherent(paulis([1 - p, p / 3, p / 3, p / 3]), 0.5)
        TABLES.case("hashing", {"model": "depolarizing", "parameter": p}, value)
    TABLES.table(
        "two-way",
        "qutip entropy_relative of the Choi state to the Bell-diagonal state on the border of the separable ones",
    )
    border = qutip.Qobj(pauli_errors(0.5) / 2)
    for p in (0.05, 0.1, 0.3, 0.45):
        value = float(qutip.entropy_relative(qutip.Qobj(pauli_errors(p) / 2), border, base=2))
        TABLES.case("two-way", {"model": "depolarizing", "parameter": p}, value)


if __name__ == "__main__":
    models()
    capacities()
    TABLES.write()
