"""Channel maps as matrices: what QuTiP and toqito find of random and chosen ones.

Random channels of two to four levels, from QuTiP's generator and from isometries; measurements followed by a
preparation; maps that are not completely positive or do not keep probability; mixtures on both sides of the border
of entanglement. All Choi matrices have the input first and the trace of the input's dimension.
"""

from __future__ import annotations

from math import log2

import numpy as np
import qutip
from oracle_table import SOLVED, Tables
from qutip.core import gates
from toqito.channel_metrics import completely_bounded_trace_norm
from toqito.channel_ops import kraus_to_choi
from toqito.channel_props import is_completely_positive, is_trace_preserving
from toqito.channels import partial_transpose, realignment
from toqito.matrix_props import trace_norm
from toqito.state_props import in_separable_ball, is_ppt
from toqito.states import mutually_unbiased_basis

TABLES = Tables(__file__, ("qutip", "toqito", "numpy"))


def isometry(d_in: int, d_out: int, rank: int, seed: int) -> list[np.ndarray]:
    """Kraus operators cut out of a random unitary."""
    unitary = qutip.rand_unitary(d_out * rank, seed=seed).full()[:, :d_in]
    return [unitary[d_out * k : d_out * (k + 1)] for k in range(rank)]


def measured(d_in: int, d_out: int, seed: int) -> list[np.ndarray]:
    """Measurement in a random basis, and for each outcome a random pure state."""
    basis = qutip.rand_unitary(d_in, seed=seed).full()
    return [np.outer(qutip.rand_ket(d_out, seed=seed + k + 1).full()[:, 0], basis[:, k].conj()) for k in range(d_in)]


def choi_of(kraus: list[np.ndarray]) -> np.ndarray:
    """toqito wants pairs of a left and a right operator; its Choi matrix has the input first."""
    return kraus_to_choi([[one, one] for one in kraus])


def swap_choi(levels: int) -> np.ndarray:
    """The Choi matrix of transposition."""
    return sum(np.kron(np.outer(i, j), np.outer(j, i)) for i in np.eye(levels) for j in np.eye(levels))


def found(choi: np.ndarray, d_in: int, d_out: int) -> dict:
    state = choi / np.trace(choi).real
    turned = qutip.partial_transpose(qutip.Qobj(state, dims=[[d_in, d_out]] * 2), [0, 1])
    return {
        "completely positive": bool(is_completely_positive(choi)),
        "trace preserving": bool(is_trace_preserving(choi, dim=[d_in, d_out])),
        "least of the partial transpose": float(turned.eigenenergies()[0]),
        "ppt": bool(is_ppt(state, 2, [d_in, d_out])),
        "trace norm": float(trace_norm(state)),
        "realigned norm": float(trace_norm(realignment(state, [[d_in, d_out]] * 2))),
        "in the separable ball": bool(in_separable_ball(state)),
    }


def kraus_maps() -> None:
    TABLES.table(
        "kraus",
        "toqito is_completely_positive, is_trace_preserving, is_ppt, realignment, in_separable_ball; qutip "
        "partial_transpose; of the Choi matrix by toqito kraus_to_choi",
    )
    lists = []
    for d_in, d_out, rank in ((2, 2, 1), (2, 2, 2), (2, 2, 3), (2, 2, 4), (2, 3, 2), (3, 2, 3), (3, 3, 2), (3, 3, 5),
                              (4, 4, 3), (2, 4, 4)):  # fmt: skip
        lists += [(d_in, d_out, isometry(d_in, d_out, rank, seed)) for seed in (1, 2)]
    lists += [(d_in, d_out, measured(d_in, d_out, 10 * d_in + d_out)) for d_in in (2, 3) for d_out in (2, 3)]
    lists += [(2, 2, [0.8 * one for one in isometry(2, 2, 2, 5)]), (2, 2, [1.2 * one for one in isometry(2, 2, 2, 6)])]
    for d_in, d_out, kraus in lists:
        TABLES.case("kraus", {"d_in": d_in, "d_out": d_out, "kraus": kraus}, found(choi_of(kraus), d_in, d_out))


def choi_maps() -> None:
    TABLES.table(
        "choi",
        "the same of a Choi matrix by qutip rand_super_bcsz, mixed with the uniform channel or with transposition",
    )
    for levels in (2, 3):
        uniform, turned = np.eye(levels**2) / levels, swap_choi(levels)
        for seed, rank in ((1, 2), (2, levels**2)):
            choi = qutip.rand_super_bcsz(levels, rank=rank, superrep="choi", seed=seed).full()
            for weight in (0.0, 0.3, 0.5, 0.6, 0.7, 0.9):
                mixed = (1 - weight) * choi + weight * uniform
                TABLES.case("choi", {"d_in": levels, "d_out": levels, "choi": mixed}, found(mixed, levels, levels))
            for weight in (0.05, 0.4, 1.0):
                mixed = (1 - weight) * choi + weight * turned
                TABLES.case("choi", {"d_in": levels, "d_out": levels, "choi": mixed}, found(mixed, levels, levels))


def two_qubit_stabilizer_states() -> list[np.ndarray]:
    """All 60, by the gates that generate the Clifford group; like the unbiased bases they average as all states do."""
    h, s, cnot = (gate.full() for gate in (gates.hadamard_transform(), gates.s_gate(), gates.cnot()))
    one = np.eye(2)
    generators = [np.kron(h, one), np.kron(one, h), np.kron(s, one), np.kron(one, s), cnot]
    found, fresh = {}, [np.eye(4, dtype=complex)[0]]
    while fresh:
        ket = fresh.pop()
        key = tuple(np.round(np.outer(ket, ket.conj()).reshape(-1), 6) + 0)
        if key not in found:
            found[key] = ket
            fresh += [gate @ ket for gate in generators]
    return list(found.values())


def average_fidelity(kraus: list[np.ndarray], levels: int) -> float:
    """Over a set of states whose mean is that over all pure states."""
    kets = two_qubit_stabilizer_states() if levels == 4 else [
        np.asarray(ket).reshape(-1) for ket in mutually_unbiased_basis(levels)]  # fmt: skip
    return float(np.mean([sum(abs(ket.conj() @ one @ ket) ** 2 for one in kraus) for ket in kets]))


def fidelities() -> None:
    TABLES.table(
        "fidelities",
        "qutip process_fidelity of Kraus operators; the mean fidelity over the states of toqito "
        "mutually_unbiased_basis, or over the 60 stabilizer states of two qubits",
    )
    for levels, seed in ((2, 1), (2, 2), (3, 3), (4, 4), (5, 5)):
        for angle in (0.02, 0.3, 1.0):
            bent = (1j * angle * qutip.rand_herm(levels, seed=seed)).expm().full()
            kraus = [np.sqrt(0.9) * bent, *(np.sqrt(0.1) * one for one in isometry(levels, levels, 2, seed))]
            process = qutip.process_fidelity([qutip.Qobj(one) for one in kraus])
            value = {"process": float(process), "average": average_fidelity(kraus, levels)}
            TABLES.case("fidelities", {"levels": levels}, value)


def transposed() -> None:
    TABLES.table(
        "transposed",
        "log2 of toqito completely_bounded_trace_norm of the map followed by transposition",
        "qgov uses an upper bound of that norm, which is reached by covariant channels",
    )
    for levels, rank, seed in ((2, 1, 1), (2, 2, 2), (2, 3, 3), (2, 4, 4), (3, 2, 5)):
        kraus = isometry(levels, levels, rank, seed)
        norm = completely_bounded_trace_norm(partial_transpose(choi_of(kraus), [1], [levels, levels]))
        TABLES.case("transposed", {"d_in": levels, "d_out": levels, "kraus": kraus}, log2(norm), SOLVED)
    for p in (0.05, 0.2, 0.4):
        paulis = [qutip.qeye(2), qutip.sigmax(), qutip.sigmay(), qutip.sigmaz()]
        weights = [1 - p, p / 3, p / 3, p / 3]
        kraus = [np.sqrt(weight) * one.full() for weight, one in zip(weights, paulis, strict=True)]
        norm = completely_bounded_trace_norm(partial_transpose(choi_of(kraus), [1], [2, 2]))
        TABLES.case("transposed", {"d_in": 2, "d_out": 2, "kraus": kraus, "covariant": True}, log2(norm), SOLVED)


if __name__ == "__main__":
    kraus_maps()
    choi_maps()
    fidelities()
    transposed()
    TABLES.write()
