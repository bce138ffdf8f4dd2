"""States of two and three qubits: what QuTiP and toqito find of concurrence, Bell value, fidelity and entropies.

The largest Bell value of a state is 2 sqrt(u + v), u and v the two largest eigenvalues of T^T T for the correlation
matrix T (Horodecki 1995); its largest overlap with a maximally entangled state is the largest eigenvalue of the real
part of the state in the magic basis (Bennett et al. 1996). Both are built from QuTiP's operators.
"""

from __future__ import annotations

import numpy as np
import qutip
from oracle_table import SOLVED, Tables
from toqito.nonlocal_games import XORGame
from toqito.state_opt import bell_inequality_max
from toqito.state_props import concurrence, is_ppt, negativity
from toqito.states import bell, isotropic

TABLES = Tables(__file__, ("qutip", "toqito", "numpy"))
PAULIS = (qutip.sigmax(), qutip.sigmay(), qutip.sigmaz())
MAGIC = np.array([bell(0)[:, 0], 1j * bell(1)[:, 0], 1j * bell(2)[:, 0], bell(3)[:, 0]])


def largest_chsh(state: qutip.Qobj) -> float:
    table = np.array([[qutip.expect(qutip.tensor(a, b), state) for b in PAULIS] for a in PAULIS])
    return float(2 * np.sqrt(np.sort(np.linalg.eigvalsh(table.T @ table))[-2:].sum()))


def largest_bell_fidelity(state: qutip.Qobj) -> float:
    turned = MAGIC.conj() @ state.full() @ MAGIC.T
    return float(np.linalg.eigvalsh(turned.real)[-1])


def found(state: qutip.Qobj) -> dict:
    matrix = state.full()
    return {
        "concurrence": max(0.0, float(concurrence(matrix))), "chsh": largest_chsh(state),
        "fidelity": largest_bell_fidelity(state), "negativity": float(negativity(matrix)), "ppt": bool(is_ppt(matrix)),
    }  # fmt: skip


def random_states() -> None:
    TABLES.table(
        "random",
        "toqito concurrence, negativity, is_ppt; Bell value and Bell fidelity by qutip expect, of qutip "
        "rand_dm of every rank, mixed with the singlet",
    )
    singlet = qutip.Qobj(np.outer(bell(3), bell(3)), dims=[[2, 2]] * 2)
    for rank in (1, 2, 3, 4):
        for seed in range(8):
            state = qutip.rand_dm([2, 2], rank=rank, seed=100 * rank + seed)
            weight = (0.0, 0.3, 0.6, 0.9)[seed % 4]
            mixed = (1 - weight) * state + weight * singlet
            TABLES.case("random", {"rank": rank, "seed": seed, "singlet": weight}, found(mixed))


def werner_states() -> None:
    TABLES.table(
        "werner",
        "of toqito isotropic(2, V): the same, the entropy by qutip entropy_vn, the error rate by measuring "
        "both halves in the Z and the X basis",
    )
    equal = qutip.tensor(PAULIS[2], PAULIS[2]), qutip.tensor(PAULIS[0], PAULIS[0])
    for visibility in (0.0, 0.2, 0.33, 0.34, 0.5, 0.7, 0.71, 0.9, 0.99, 1.0):
        state = qutip.Qobj(isotropic(2, visibility), dims=[[2, 2]] * 2)
        errors = [(1 - qutip.expect(one, state)) / 2 for one in equal]
        rest = {"entropy": float(qutip.entropy_vn(state, 2)), "qber": float(np.mean(errors))}
        TABLES.case("werner", {"visibility": visibility}, found(state) | rest)


def shared() -> None:
    TABLES.table("shared qubit", "the same of the two pairs AB and AC of pure states of three qubits by qutip rand_ket")
    kets = [qutip.rand_ket([2, 2, 2], seed=seed) for seed in range(12)]
    kets += [qutip.w_state(3), qutip.ghz_state(3), qutip.tensor(qutip.bell_state("00"), qutip.basis(2, 0))]
    for place, ket in enumerate(kets):
        pairs = [found(qutip.ket2dm(ket).ptrace(kept)) for kept in ((0, 1), (0, 2))]
        value = {key: [pair[key] for pair in pairs] for key in ("concurrence", "chsh", "fidelity")}
        TABLES.case("shared qubit", {"state": place}, value)


def chsh_game() -> None:
    TABLES.table(
        "chsh",
        "8 (w - 1/2) for the value w of toqito XORGame; toqito bell_inequality_max in full correlators",
    )
    game = XORGame(np.full((2, 2), 0.25), np.array([[0, 0], [0, 1]]))
    correlators = np.array([[0, 0, 0], [0, 1, 1], [0, 1, -1]])
    for kind, word in (("classical", "classical"), ("quantum", "quantum")):
        won = game.classical_value() if kind == "classical" else game.quantum_value()
        other = bell_inequality_max(correlators, [2, 2, 2, 2], "fc", word)
        TABLES.case("chsh", {"players": kind}, {"game": 8 * (float(won) - 0.5), "inequality": float(other)}, SOLVED)


if __name__ == "__main__":
    random_states()
    werner_states()
    shared()
    chsh_game()
    TABLES.write()
