"""Qubits that relax and dephase, by QuTiP's master equation; what thermal baths leave; what noise leaves of a phase.

Relaxation is the jump operator sigma- at the rate 1/T1, pure dephasing sigma_z at half the rate 1/T2 - 1/(2 T1). The
process fidelity is that of the propagator; the Fisher information of a phase is that of the state after local
dephasing, from its eigenvectors.
"""

from __future__ import annotations

import numpy as np
import qutip
from oracle_table import Tables
from scipy.constants import Boltzmann, Planck
from scipy.optimize import minimize
from toqito.states import mutually_unbiased_basis

TABLES = Tables(__file__, ("qutip", "toqito", "numpy", "scipy"))
LOWER = qutip.destroy(2)  # from the excited state |1>


def jumps(t1: float, t2: float) -> list[qutip.Qobj]:
    return [np.sqrt(1 / t1) * LOWER, np.sqrt((1 / t2 - 1 / (2 * t1)) / 2) * qutip.sigmaz()]


def idling(time: float, t1: float, t2: float) -> qutip.Qobj:
    return (time * qutip.liouvillian(0 * qutip.qeye(2), jumps(t1, t2))).expm()


def gates() -> None:
    TABLES.table(
        "idle",
        "1 - qutip process_fidelity of the propagator of qutip liouvillian, multiplied over the qubits to F, "
        "and 1 - (d F + 1)/(d + 1); times in gate times",
    )
    for decays in (
        [(1000, 700)], [(100, 200)], [(50, 20)], [(3, 5)], [(1000, 700), (800, 900)], [(100, 200), (100, 200)],
        [(20, 5), (40, 80)], [(2, 1), (2, 3)],
    ):  # fmt: skip
        kept = np.prod([float(qutip.process_fidelity(idling(1.0, *decay))) for decay in decays])
        levels = 2 ** len(decays)
        TABLES.case("idle", {"decays": decays}, float(1 - (levels * kept + 1) / (levels + 1)))
    TABLES.table("idle pair", "1 - mean fidelity by qutip mesolve of the 60 stabilizer states of two qubits")
    for decays in ([(1000, 700), (800, 900)], [(20, 5), (40, 80)], [(2, 1), (2, 3)]):
        TABLES.case("idle pair", {"decays": decays}, 1 - averaged(decays))


def averaged(decays: list[tuple[float, float]]) -> float:
    """The mean over the 60 stabilizer states of two qubits, 36 of which are products and 24 entangled."""
    one = [qutip.Qobj(np.asarray(ket).reshape(2, 1)) for ket in mutually_unbiased_basis(2)]
    kets = [qutip.tensor(a, b) for a in one for b in one]
    turns = [a * b for a in axes() for b in flips()]
    kets += [qutip.tensor(qutip.qeye(2), turn) * qutip.bell_state("00") for turn in turns]
    both = [qutip.tensor(op, qutip.qeye(2)) for op in jumps(*decays[0])]
    both += [qutip.tensor(qutip.qeye(2), op) for op in jumps(*decays[1])]
    options = {"atol": 1e-13, "rtol": 1e-11, "nsteps": 100000}
    still = 0 * both[0]
    found = [qutip.mesolve(still, qutip.ket2dm(ket), [0, 1], both, options=options).states[-1] for ket in kets]
    return float(np.mean([qutip.expect(qutip.ket2dm(ket), state) for ket, state in zip(kets, found, strict=True)]))


def axes() -> list[qutip.Qobj]:
    """Six rotations, one for each permutation of the axes; with the Pauli operators the Clifford group of a qubit."""
    h, s = (qutip.sigmax() + qutip.sigmaz()) / np.sqrt(2), qutip.Qobj(np.diag([1, 1j]))
    return [qutip.qeye(2), h, s, s * h, h * s, h * s * h]


def flips() -> list[qutip.Qobj]:
    return [qutip.qeye(2), qutip.sigmax(), qutip.sigmay(), qutip.sigmaz()]


def memories() -> None:
    TABLES.table("stored", "mean fidelity by qutip of the states of an ensemble after the storage time")
    poles = [qutip.basis(2, 0), qutip.basis(2, 1)]
    equator = [(poles[0] + np.exp(1j * np.pi * k / 2) * poles[1]).unit() for k in range(4)]
    ensembles = {"uniform": poles + equator, "equatorial": equator, "four-states": poles + equator[::2]}
    for time, t1, t2 in ((1, 1, 1), (1, 5, 10), (1, 100, 3), (0.01, 1, 0.5), (3, 2, 4)):
        channel = idling(time, t1, t2)
        for ensemble, kets in ensembles.items():
            kept = [qutip.expect(qutip.ket2dm(ket), channel(qutip.ket2dm(ket))) for ket in kets]
            TABLES.case("stored", {"time": time, "t1": t1, "t2": t2, "ensemble": ensemble}, float(np.mean(kept)))


def baths() -> None:
    TABLES.table(
        "thermal",
        "excited population of qutip steadystate with the rates n + 1 down and n up of a bath, constants by scipy",
    )
    for frequency, temperature in ((5e9, 0.02), (5e9, 0.05), (5e9, 4.0), (0.3e9, 0.02), (1e6, 300.0), (2e14, 300.0)):
        share = Planck * frequency / (Boltzmann * temperature)
        photons = 1 / np.expm1(share)
        state = qutip.steadystate(qutip.sigmaz(), [np.sqrt(photons + 1) * LOWER, np.sqrt(photons) * LOWER.dag()])
        value = float(qutip.expect(qutip.fock_dm(2, 1), state))
        TABLES.case("thermal", {"frequency": frequency, "temperature": temperature}, value, 8)


def fisher(state: np.ndarray, generator: np.ndarray) -> float:
    values, vectors = np.linalg.eigh(state)
    inside = vectors.conj().T @ generator @ vectors
    total = values[:, None] + values[None, :]
    gap = (values[:, None] - values[None, :]) ** 2
    share = np.divide(gap, total, out=np.zeros_like(gap), where=total > 1e-12)
    return float(2 * (share * np.abs(inside) ** 2).sum())


def dephased(ket: np.ndarray, coherence: float) -> np.ndarray:
    """Every pair of bits that differ in k places keeps the coherence to the power k."""
    numbers = np.arange(len(ket))
    places = np.array([[int(a ^ b).bit_count() for b in numbers] for a in numbers])
    return np.outer(ket, ket.conj()) * coherence**places


def phases() -> None:
    TABLES.table(
        "phase",
        "1/sqrt(Fisher information) of N qubits after local dephasing, of product, GHZ and numerically best states",
        "an achieved uncertainty, below which no bound of qgov may lie",
    )
    for probes in (1, 2, 3, 4):
        ones = np.array([int(number).bit_count() for number in range(2**probes)])
        generator = np.diag(ones.astype(float))
        product = np.ones(2**probes) / np.sqrt(2**probes)
        ghz = np.zeros(2**probes)
        ghz[[0, -1]] = np.sqrt(0.5)
        for time in (0.0, 0.05, 0.3, 1.0):
            found = {"product": product, "ghz": ghz}
            if time and probes > 1:
                found["best"] = best(ones, generator, np.exp(-time))
            for kind, ket in found.items():
                inputs = {"probes": probes, "time": time, "state": kind}
                TABLES.case("phase", inputs, 1 / np.sqrt(fisher(dephased(ket, np.exp(-time)), generator)), 8)


def best(ones: np.ndarray, generator: np.ndarray, coherence: float) -> np.ndarray:
    """Over the real symmetric states, from three starts."""
    probes = int(ones.max())

    def ket(weights: np.ndarray) -> np.ndarray:
        state = weights[ones]
        return state / np.linalg.norm(state)

    def loss(weights: np.ndarray) -> float:
        return -fisher(dephased(ket(weights), coherence), generator)

    starts = [np.random.default_rng(seed).random(probes + 1) for seed in range(3)]
    return ket(min((minimize(loss, start, method="Nelder-Mead") for start in starts), key=lambda found: found.fun).x)


if __name__ == "__main__":
    gates()
    memories()
    baths()
    phases()
    TABLES.write()
