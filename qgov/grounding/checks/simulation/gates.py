"""The gates of qelib1.inc and stdgates.inc that are simulated, each up to its global phase, and their matrices.

Several names of one gate are brought to one. Gates whose controlled form differs between versions of the two files
(cu, cu3) are left out, and so is the control of a gate whose phase does.
Source: OpenQASM 2 (arXiv:1707.03429) and OpenQASM 3 (DOI 10.1145/3505636), their standard gates.
"""

from __future__ import annotations

from cmath import exp
from math import cos, pi, sin, sqrt

from .limits import Refused

Parameters = tuple[float, ...]

_ALIASES = {
    "CX": "cx", "cnot": "cx", "U": "u3", "u": "u3", "u1": "p", "phase": "p", "cu1": "cp", "cphase": "cp", "i": "id",
    "toffoli": "ccx",
}  # fmt: skip
# Canonical name -> qubits, parameters.
SHAPES = {
    "id": (1, 0), "x": (1, 0), "y": (1, 0), "z": (1, 0), "h": (1, 0), "s": (1, 0), "sdg": (1, 0), "t": (1, 0),
    "tdg": (1, 0), "sx": (1, 0), "sxdg": (1, 0), "rx": (1, 1), "ry": (1, 1), "rz": (1, 1), "p": (1, 1), "u2": (1, 2),
    "u3": (1, 3), "cx": (2, 0), "cy": (2, 0), "cz": (2, 0), "ch": (2, 0), "swap": (2, 0), "cp": (2, 1), "crx": (2, 1),
    "cry": (2, 1), "crz": (2, 1), "rxx": (2, 1), "ryy": (2, 1), "rzz": (2, 1), "ccx": (3, 0), "cswap": (3, 0),
}  # fmt: skip
_TWINS = {"s": "sdg", "sdg": "s", "t": "tdg", "tdg": "t", "sx": "sxdg", "sxdg": "sx"}
_CONTROLLED = {
    "x": "cx", "y": "cy", "z": "cz", "h": "ch", "p": "cp", "rx": "crx", "ry": "cry", "rz": "crz", "cx": "ccx",
    "swap": "cswap",
}  # fmt: skip


def canonical(name: str, parameters: Parameters) -> tuple[str, Parameters]:
    """Name and parameters of a standard gate under the one name it has here; KeyError if there is none."""
    if name == "u0" and len(parameters) == 1:
        return "id", ()
    name = _ALIASES.get(name, name)
    count = SHAPES[name][1]
    if len(parameters) != count:
        raise Refused(f"the gate {name} takes {count} parameters, not {len(parameters)}")
    return name, parameters


def named(name: str) -> str | None:
    """The canonical name of a standard gate, None if there is none."""
    name = "id" if name == "u0" else _ALIASES.get(name, name)
    return name if name in SHAPES else None


def inverse(name: str, parameters: Parameters) -> tuple[str, Parameters]:
    if name == "u2":
        phi, lam = parameters
        return name, (pi - lam, -pi - phi)
    if name == "u3":
        theta, phi, lam = parameters
        return name, (-theta, -lam, -phi)
    return _TWINS.get(name, name), tuple(-one for one in parameters)


def controlled(name: str, parameters: Parameters) -> tuple[str, Parameters]:
    if name not in _CONTROLLED:
        raise Refused(f"the control of the gate {name} is not simulated", "the circuit in gates of stdgates.inc")
    return _CONTROLLED[name], parameters


def matrix(name: str, parameters: Parameters):
    """The unitary of a canonical gate, first qubit as the most significant."""
    import numpy as np

    if name in ("cx", "cy", "cz", "ch", "cp", "crx", "cry", "crz", "ccx", "cswap"):
        inner = matrix(name[1:], parameters)
        whole = np.eye(2 * len(inner), dtype=complex)
        whole[len(inner) :, len(inner) :] = inner
        return whole
    if name in ("rxx", "ryy", "rzz"):
        pauli = matrix(name[2], ())
        angle = parameters[0] / 2
        return cos(angle) * np.eye(4) - 1j * sin(angle) * np.kron(pauli, pauli)
    if name == "swap":
        return np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=complex)
    return np.array(_one_qubit(name, parameters), dtype=complex)


def _one_qubit(name: str, parameters: Parameters) -> list[list[complex]]:
    if name in ("rx", "ry", "rz"):
        c, s = cos(parameters[0] / 2), sin(parameters[0] / 2)
        found = {"rx": [[c, -1j * s], [-1j * s, c]], "ry": [[c, -s], [s, c]], "rz": [[c - 1j * s, 0], [0, c + 1j * s]]}
        return found[name]
    if name == "p":
        return [[1, 0], [0, exp(1j * parameters[0])]]
    if name in ("u2", "u3"):
        theta, phi, lam = (pi / 2, *parameters) if name == "u2" else parameters
        c, s = cos(theta / 2), sin(theta / 2)
        return [[c, -exp(1j * lam) * s], [exp(1j * phi) * s, exp(1j * (phi + lam)) * c]]
    r = sqrt(0.5)
    a, b = (1 + 1j) / 2, (1 - 1j) / 2
    return {
        "id": [[1, 0], [0, 1]],
        "x": [[0, 1], [1, 0]],
        "y": [[0, -1j], [1j, 0]],
        "z": [[1, 0], [0, -1]],
        "h": [[r, r], [r, -r]],
        "s": [[1, 0], [0, 1j]],
        "sdg": [[1, 0], [0, -1j]],
        "t": [[1, 0], [0, exp(1j * pi / 4)]],
        "tdg": [[1, 0], [0, exp(-1j * pi / 4)]],
        "sx": [[a, b], [b, a]],
        "sxdg": [[b, a], [a, b]],
    }[name]
