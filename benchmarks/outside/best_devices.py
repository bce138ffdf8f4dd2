"""The best measurements and channels for a task, found by semidefinite programs over all there are.

No closed form enters: two states are told apart, with and without refusals; unknown states are copied; and they are
stored by a device that measures and prepares, of which a positive partial transpose of its Choi matrix is asked (for
one copy that is exact, for more it bounds from above what the known devices reach).
"""

from __future__ import annotations

import cvxpy
import numpy as np
from oracle_table import SOLVED, Tables
from toqito.perms import symmetric_projection
from toqito.state_opt import state_distinguishability
from toqito.states import mutually_unbiased_basis

TABLES = Tables(__file__, ("toqito", "cvxpy", "numpy"))
EQUATOR = [np.array([1, np.exp(1j * np.pi * k / 4)]) / np.sqrt(2) for k in range(8)]


def discrimination() -> None:
    TABLES.table("discrimination", "toqito state_distinguishability, minimal error, of copies of two states")
    for overlap in (0.1, 0.5, 0.9):
        for first in (0.5, 0.8):
            for copies in (1, 2):
                kets = [np.array([1.0, 0.0]), np.array([overlap, np.sqrt(1 - overlap**2)])]
                kets = [ket if copies == 1 else np.kron(ket, ket) for ket in kets]
                value, _ = state_distinguishability([ket.reshape(-1, 1) for ket in kets], [first, 1 - first])
                TABLES.case(
                    "discrimination", {"overlap": overlap, "first": first, "copies": copies}, float(value), SOLVED
                )


def refusals() -> None:
    TABLES.table(
        "refusing",
        "largest share of right answers among those given, by cvxpy over all measurements that refuse the given share",
    )
    for overlap in (0.3, 0.7):
        for refused in (0.1, 0.25, 0.6, 0.8):
            TABLES.case("refusing", {"overlap": overlap, "refused": refused}, refusing(overlap, refused), SOLVED)


def refusing(overlap: float, refused: float) -> float:
    kets = [np.array([1.0, 0.0]), np.array([overlap, np.sqrt(1 - overlap**2)])]
    states = [np.outer(ket, ket) for ket in kets]
    effects = [cvxpy.Variable((2, 2), symmetric=True) for _ in range(3)]
    right = sum(cvxpy.trace(one @ state) for one, state in zip(effects[:2], states, strict=True)) / 2
    none = cvxpy.trace(effects[2] @ sum(states)) / 2
    rules = [one >> 0 for one in effects] + [sum(effects) == np.eye(2), none == refused]
    problem = cvxpy.Problem(cvxpy.Maximize(right), rules)
    problem.solve(solver=cvxpy.CLARABEL)
    return float(problem.value) / (1 - refused)


def cloning() -> None:
    TABLES.table(
        "cloning",
        "largest mean fidelity of the clones, by cvxpy over all channels, for the states of toqito "
        "mutually_unbiased_basis an icosahedron, or eight of an equator",
    )
    qubits, qutrits = (list(map(np.ravel, mutually_unbiased_basis(levels))) for levels in (2, 3))
    for ensemble, levels, kets, copies, clones in (
        ("six-states", 2, qubits, 1, 2), ("six-states", 2, qubits, 1, 3), ("six-states", 2, DESIGN, 2, 3),
        ("six-states", 3, qutrits, 1, 2), ("equatorial", 2, EQUATOR, 1, 2), ("equatorial", 2, EQUATOR, 1, 3),
    ):  # fmt: skip
        inputs = {"ensemble": ensemble, "dimension": levels, "copies": copies, "clones": clones}
        TABLES.case("cloning", inputs, best_clones(kets, levels, copies, clones), SOLVED)


def best_clones(kets: list[np.ndarray], levels: int, copies: int, clones: int) -> float:
    """Choi matrix J >= 0 of a channel from copies to clones; the fidelity is linear in it."""
    d_in, d_out = levels**copies, levels**clones
    target = np.zeros((d_in * d_out, d_in * d_out), dtype=complex)
    for ket in kets:
        pure, given = np.outer(ket, ket.conj()), np.eye(1)
        for _ in range(copies):
            given = np.kron(given, pure)
        for place in range(clones):
            kept = np.kron(np.kron(np.eye(levels**place), pure), np.eye(levels ** (clones - 1 - place)))
            target += np.kron(given.T, kept) / (len(kets) * clones)
    choi = cvxpy.Variable((d_in * d_out, d_in * d_out), hermitian=True)
    rules = [choi >> 0, cvxpy.partial_trace(choi, (d_in, d_out), 1) == np.eye(d_in)]
    problem = cvxpy.Problem(cvxpy.Maximize(cvxpy.real(cvxpy.trace(choi @ target))), rules)
    problem.solve(solver=cvxpy.CLARABEL)
    return float(problem.value)


def measuring() -> None:
    TABLES.table(
        "measure and prepare",
        "largest mean fidelity, by cvxpy over all channels from the copies to one carrier with a positive "
        "partial transpose",
    )
    qubits, qutrits = (list(map(np.ravel, mutually_unbiased_basis(levels))) for levels in (2, 3))
    for ensemble, levels, kets, copies in (
        ("all", 2, qubits, 1), ("all", 2, DESIGN, 2), ("all", 3, qutrits, 1),
        ("equator", 2, EQUATOR, 1), ("equator", 2, EQUATOR, 2), ("equator", 2, EQUATOR, 3),
        ("four", 2, EQUATOR[::2], 1),
    ):  # fmt: skip
        inputs = {"ensemble": ensemble, "dimension": levels, "copies": copies}
        TABLES.case("measure and prepare", inputs, best_prepared(kets, levels, copies), SOLVED)


def best_prepared(kets: list[np.ndarray], levels: int, copies: int) -> float:
    basis = symmetric_basis(levels, copies)
    d_in = basis.shape[1]
    target = np.zeros((d_in * levels, d_in * levels), dtype=complex)
    for ket in kets:
        many = np.eye(1)[0]
        for _ in range(copies):
            many = np.kron(many, ket)
        given = basis.conj().T @ many
        target += np.kron(np.outer(given, given.conj()).T, np.outer(ket, ket.conj())) / len(kets)
    choi = cvxpy.Variable((d_in * levels, d_in * levels), hermitian=True)
    turned = cvxpy.partial_transpose(choi, (d_in, levels), 1)
    rules = [choi >> 0, turned >> 0, cvxpy.partial_trace(choi, (d_in, levels), 1) == np.eye(d_in)]
    problem = cvxpy.Problem(cvxpy.Maximize(cvxpy.real(cvxpy.trace(choi @ target))), rules)
    problem.solve(solver=cvxpy.CLARABEL)
    return float(problem.value)


def symmetric_basis(levels: int, copies: int) -> np.ndarray:
    if copies == 1:
        return np.eye(levels)
    values, vectors = np.linalg.eigh(symmetric_projection(levels, copies))
    return vectors[:, values > 0.5]


def icosahedron() -> list[np.ndarray]:
    """Twelve states whose mean is that over all up to the fifth power."""
    golden = (1 + np.sqrt(5)) / 2
    points = [point for a in (1, -1) for b in (golden, -golden) for point in ((0, a, b), (a, b, 0), (b, 0, a))]
    kets = []
    for x, y, z in np.array(points) / np.sqrt(1 + golden**2):
        kets.append(np.array([np.sqrt((1 + z) / 2), np.exp(1j * np.arctan2(y, x)) * np.sqrt((1 - z) / 2)]))
    return kets


DESIGN = icosahedron()


if __name__ == "__main__":
    discrimination()
    refusals()
    cloning()
    measuring()
    TABLES.write()
