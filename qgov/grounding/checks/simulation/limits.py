"""What a claimed circuit may cost: counted before any memory is taken, so that a hostile text is cheap to refuse."""

from __future__ import annotations

MAX_DECLARED = 1024  # qubits that a text may declare; those that no gate touches and nothing reads cost nothing
MAX_QUBITS = 20  # in use, without noise: a state vector of 2^20 amplitudes
MAX_MIXED = 8  # in use, with noise: a density matrix of 4^8 entries
MAX_GATES = 4096  # after gate definitions and loops are written out
MAX_STEPS = 20_000  # statements met while they are written out, with those that do nothing
MAX_NESTED = 32  # gate definitions or loops inside one another
MAX_WORK = 2**26  # gates x entries of the state, over all runs that one claim asks for
MAX_ROWS = 64  # rows of a noise model


class Refused(Exception):
    """Why a circuit or a noise model was not simulated, and what would help."""

    def __init__(self, reason: str, *needs: str):
        super().__init__(reason)
        self.reason, self.needs = reason, needs


def affordable(gates: int, qubits: int, mixed: bool, runs: int = 1) -> None:
    """Refused if the simulation is larger than the limits."""
    most, kind = (MAX_MIXED, "with noise") if mixed else (MAX_QUBITS, "without noise")
    if qubits > most:
        reason = f"the circuit uses {qubits} qubits; at most {most} are simulated {kind}"
        raise Refused(reason, f"a circuit of at most {most} qubits")
    work = gates * runs * (4 if mixed else 2) ** qubits
    if work > MAX_WORK:
        raise Refused(
            f"{gates} operations on {qubits} qubits {kind} in {runs} runs cost {work}; at most {MAX_WORK} are spent",
            "a shorter circuit, or one on fewer qubits",
        )
