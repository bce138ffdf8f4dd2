"""What is made of entangled pairs, carried out in QuTiP.

Swapping, distillation, dense coding and teleportation run on density matrices of Werner and random Bell-diagonal
pairs. Entropies of a key are those of the eavesdropper who holds the purification.
"""

from __future__ import annotations

import numpy as np
import qutip
from oracle_table import Tables
from qutip.core import gates
from scipy.optimize import minimize_scalar
from toqito.states import bell, isotropic, mutually_unbiased_basis

TABLES = Tables(__file__, ("qutip", "toqito", "numpy", "scipy"))
X, Z, ONE = qutip.sigmax(), qutip.sigmaz(), qutip.qeye(2)
CORRECTIONS = (ONE, Z, X, X * Z)  # for the Bell states of toqito, in its order
PAIR = [[2, 2]] * 2


def projector(which: int) -> qutip.Qobj:
    return qutip.Qobj(np.outer(bell(which), bell(which)), dims=PAIR)


def werner(visibility: float) -> qutip.Qobj:
    return qutip.Qobj(isotropic(2, visibility), dims=PAIR)


def diagonal(weights) -> qutip.Qobj:
    return sum(float(weight) * projector(which) for which, weight in enumerate(weights))


def fidelity(state: qutip.Qobj) -> float:
    return float(qutip.expect(projector(0), state))


def joined(left: qutip.Qobj, right: qutip.Qobj, swap: float = 1.0) -> qutip.Qobj:
    """Bell measurement of the inner qubits, preceded by white noise of weight 1 - ``swap``, and the correction."""
    four = qutip.tensor(left, right)
    out = 0
    for which, correction in enumerate(CORRECTIONS):
        effect = swap * projector(which) + (1 - swap) / 4 * qutip.tensor(ONE, ONE)
        kept = (qutip.tensor(ONE, effect, ONE) * four).ptrace((0, 3))
        turn = qutip.tensor(ONE, correction)
        out += turn * kept * turn.dag()
    return out


def swapping() -> None:
    TABLES.table(
        "swapping",
        "fidelity by qutip of a chain joined by Bell measurements, of Werner links (visibility) or of random "
        "Bell-diagonal ones (weights)",
    )
    for visibility, swap in ((1.0, 1.0), (0.95, 1.0), (0.9, 0.97), (0.6, 0.8)):
        link = chain = werner(visibility)
        for links in (2, 3, 4):
            chain = joined(chain, link, swap)
            TABLES.case("swapping", {"visibility": visibility, "swap": swap, "links": links}, fidelity(chain))
    rng = np.random.default_rng(7)
    for most in (0.6, 0.75, 0.9, 0.98):
        for kind in ("one kind", "random"):
            rest = (1 - most) * (np.array([1, 0, 0]) if kind == "one kind" else rng.dirichlet([1, 1, 1]))
            link = chain = diagonal([most, *rest])
            for links in (2, 3):
                chain = joined(chain, link)
                TABLES.case("swapping", {"weights": [most, *rest], "links": links}, fidelity(chain))


def distillation() -> None:
    TABLES.table(
        "distillation",
        "fidelity by qutip after CNOTs at both ends of two pairs, kept where the second pair gives equal "
        "results; pairs of the weights of the Bell states",
    )
    cnot = gates.cnot()
    both = qutip.tensor(cnot, cnot).permute([0, 2, 1, 3])  # control and target of Alice, of Bob -> pair by pair
    equal = sum(qutip.tensor(qutip.fock_dm(2, bit), qutip.fock_dm(2, bit)) for bit in (0, 1))
    for most in (0.4, 0.5, 0.55, 0.7, 0.85, 0.99):
        third = (1 - most) / 3
        for kind, weights in (("werner", [most, third, third, third]), ("one kind", [most, 0, 1 - most, 0])):
            four = both * qutip.tensor(diagonal(weights), diagonal(weights)) * both.dag()
            kept = (qutip.tensor(ONE, ONE, equal) * four).ptrace((0, 1))
            TABLES.case("distillation", {"kind": kind, "fidelity": most}, fidelity(kept / kept.tr()))


def dense_coding() -> None:
    TABLES.table(
        "dense coding",
        "Holevo quantity by qutip entropy_vn of the four messages over a Werner pair, or one bit",
    )
    for most in (0.25, 0.5, 0.7, 0.8108, 0.9, 0.99, 1.0):
        pair = werner((4 * most - 1) / 3)
        sent = [qutip.tensor(one, ONE) * pair * qutip.tensor(one, ONE).dag() for one in CORRECTIONS]
        mean = sum(sent) / 4
        held = qutip.entropy_vn(mean, 2) - sum(qutip.entropy_vn(one, 2) for one in sent) / 4
        TABLES.case("dense coding", {"fidelity": most}, max(1.0, float(held)))


def teleportation() -> None:
    TABLES.table("teleportation", "mean fidelity by qutip of six states teleported over a pair")
    kets = [qutip.Qobj(np.asarray(ket).reshape(2, 1)) for ket in mutually_unbiased_basis(2)]
    rng = np.random.default_rng(3)
    for most in (0.3, 0.5, 0.8, 0.97, 1.0):
        for kind in ("werner", "random"):
            rest = (1 - most) * (np.ones(3) / 3 if kind == "werner" else rng.dirichlet([1, 1, 1]))
            total = 0.0
            for ket in kets:
                three = qutip.tensor(qutip.ket2dm(ket), diagonal([most, *rest]))
                for which, turn in enumerate(CORRECTIONS):
                    out = (qutip.tensor(projector(which), ONE) * three).ptrace(2)
                    total += float(qutip.expect(qutip.ket2dm(ket), turn * out * turn.dag()))
            TABLES.case("teleportation", {"fidelity": most}, total / len(kets))


def keys() -> None:
    """Key of Devetak and Winter: Alice's bit given Bob's, less what the holder of the purification knows of it."""
    TABLES.table(
        "key",
        "1 - h(Q) - Holevo quantity of the eavesdropper, by qutip entropy_vn; two bases: least over the Bell-"
        "diagonal states with equal errors in both",
    )
    for qber in (0.001, 0.02, 0.05, 0.09, 0.11, 0.126):
        spread = minimize_scalar(lambda both, q=qber: devetak_winter([1 - 2 * q + both, q - both, q - both, both]),
                                 bounds=(0, qber), method="bounded", options={"xatol": 1e-9})  # fmt: skip
        TABLES.case("key", {"bases": 2, "qber": qber}, max(0.0, float(spread.fun)), 9)
        six = devetak_winter([1 - 1.5 * qber, qber / 2, qber / 2, qber / 2])
        TABLES.case("key", {"bases": 3, "qber": qber}, max(0.0, six))
    TABLES.table(
        "device-independent key",
        "the same of two Bell states of weights (1 +- sqrt((S/2)^2 - 1))/2, whose largest Bell value is S, "
        "and an error rate of its own",
    )
    for chsh in (2.1, 2.4, 2.7, 2.8):
        weight = (1 + np.sqrt((chsh / 2) ** 2 - 1)) / 2
        known = holevo_of_eve([weight, 1 - weight, 0, 0])
        for qber in (0.0, 0.02, 0.06):
            value = 1 - float(qutip.entropy_vn(qutip.Qobj(np.diag([qber, 1 - qber])), 2)) - known
            TABLES.case("device-independent key", {"chsh": chsh, "qber": qber}, max(0.0, value))


def holevo_of_eve(weights) -> float:
    """What the purification of a Bell-diagonal pair tells about Alice's result in the Z basis."""
    ket = sum(np.sqrt(max(0.0, weight)) * np.kron(bell(which)[:, 0], np.eye(4)[which]) for which, weight in
              enumerate(weights))  # fmt: skip
    whole = qutip.ket2dm(qutip.Qobj(ket.reshape(-1, 1), dims=[[2, 2, 4], [1]]))
    left = [(qutip.tensor(qutip.fock_dm(2, bit), ONE, qutip.qeye(4)) * whole).ptrace(2) for bit in (0, 1)]
    mean = qutip.entropy_vn(left[0] + left[1], 2)
    return float(mean - sum(one.tr().real * qutip.entropy_vn(one / one.tr(), 2) for one in left))


def devetak_winter(weights) -> float:
    pair = diagonal(weights)
    table = [[float(qutip.expect(qutip.tensor(qutip.fock_dm(2, a), qutip.fock_dm(2, b)), pair)) for b in (0, 1)]
             for a in (0, 1)]  # fmt: skip
    error = min(1.0, table[0][1] + table[1][0])
    return 1 - float(qutip.entropy_vn(qutip.Qobj(np.diag([error, 1 - error])), 2)) - holevo_of_eve(weights)


if __name__ == "__main__":
    swapping()
    distillation()
    dense_coding()
    teleportation()
    keys()
    TABLES.write()
