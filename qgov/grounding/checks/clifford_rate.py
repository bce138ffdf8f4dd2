"""An error per two-qubit Clifford holds about 1.5 C-NOTs and 8.25 one-qubit gates: what one C-NOT may then have.

r_CNOT = (r_C - 8.25 r_1)/1.5, compiler dependent (Magesan et al. 2012, DOI 10.1103/PhysRevA.85.042311): a model. Where
the one-qubit gates alone would take more than the whole, the two claims are not of one device and one compiler.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ..estimate import claimed, estimate, positive
from ..metric import average_gate_infidelity
from ..model import MODEL, ClaimRef
from .bound import AT_LEAST, bound_of, judge_bound
from .check import Check, Evidence, Judged

PER_CLIFFORD = "rb-error-per-clifford"
CNOTS, ONE_QUBIT_GATES = 1.5, 8.25  # in the mean two-qubit Clifford


def judge(check: Check, item: Item) -> list[Judged]:
    error, single = claimed(item, "cnotError"), claimed(item, "oneQubitError")
    if error is None or single is None or error.metric != PER_CLIFFORD:
        return []  # metric-conversion asks for what is missing
    average = average_gate_infidelity(single, 1)
    bound = None
    if average is not None:
        bound = bound_of(one_qubit_part, AT_LEAST, {"oneQubitError": estimate(average)})
    if bound is None:
        return []
    read = estimate(error)
    whole = positive(read.shown) or 0.0
    left = max(0.0, whole - bound.value) / CNOTS
    return [judge_bound(
        check, item, (ClaimRef(item.id, "cnotError"), ClaimRef(item.id, "oneQubitError")), read, bound, AT_LEAST,
        unit="1", within=f"leaves one C-NOT an error of about {left:.3g}, and at most {whole / CNOTS:.3g}",
        beyond="less than the one-qubit gates of a Clifford alone would take",
        needs=("two-qubit and one-qubit gates per Clifford of the compiler",), evidence=_evidence(left),
    )]  # fmt: skip


def one_qubit_part(oneQubitError: float) -> float:
    """What the one-qubit gates of a two-qubit Clifford take, as average infidelity."""
    return ONE_QUBIT_GATES * oneQubitError


def _evidence(cnot: float) -> Evidence:
    """The C-NOT that is left, as a depolarised gate."""
    process = min(5 / 4 * cnot, 1.0)
    return Evidence("depolarising", {"process infidelity": process, "qubits": 2.0}, lambda: 4 / 5 * process)


CHECK = Check(
    name="clifford-rate",
    terms=("cnotError", "oneQubitError"),
    kind=MODEL,
    formula="r_C >= 8.25 r_1; r_CNOT = (r_C - 8.25 r_1)/1.5 <= r_C/1.5",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1103/PhysRevA.85.042311",
    judge=judge,
    circuit="depolarising",
)
