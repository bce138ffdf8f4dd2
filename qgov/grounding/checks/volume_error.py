"""Quantum volume against the gate error, by a depolarising estimate that real devices beat.

A model circuit of m qubits has 3 m floor(m/2) two-qubit gates; with F = (1 - 1.25 r)^that, heavy outputs come with
probability 1/2 + F ln2/2, and must exceed 2/3 (Cross et al. 2019). An estimate only: compiled circuits have fewer
gates, and a processor has passed 2^16 with an estimate of 0.64 (Moses et al. 2023, DOI 10.1103/PhysRevX.13.041052).
"""

from __future__ import annotations

from decimal import Decimal
from math import expm1, floor, log

from qgov.dossier.model import Item

from ..estimate import claimed, estimate
from ..metric import average_gate_infidelity
from ..model import MODEL, ClaimRef
from .bound import AT_MOST, Bound, judge_bound
from .check import Check, Evidence, Judged

NEEDED = (2 / 3 - 1 / 2) * 2 / log(2)  # the share F of heavy outputs' bias that must be left
LARGEST = 4096  # qubits; beyond, 2^m is refused elsewhere


def judge(check: Check, item: Item) -> list[Judged]:
    volume, error = claimed(item, "quantumVolume"), claimed(item, "cnotError")
    average = None if error is None else average_gate_infidelity(error, 2)
    if volume is None or average is None or error.statistic == "worst":
        return []
    qubits = _qubits(estimate(volume).shown)
    if qubits is None:
        return []
    most = largest_error(qubits)
    return [judge_bound(
        check, item, (ClaimRef(item.id, "quantumVolume"), ClaimRef(item.id, "cnotError")), estimate(average),
        Bound(most, most, exact=True), AT_MOST, unit="1",
        within="small enough for the quantum volume claimed, by a depolarising estimate",
        beyond="too large for the quantum volume claimed, by a depolarising estimate that real devices beat",
        needs=("heavy-output probability of the test",), evidence=_evidence(),
    )]  # fmt: skip


def gates(qubits: int) -> int:
    """Two-qubit gates of a model circuit, three for each of its blocks."""
    return 3 * qubits * floor(qubits / 2)


def largest_error(qubits: int) -> float:
    """The largest average gate infidelity that leaves two thirds of heavy outputs."""
    return -expm1(log(NEEDED) / gates(qubits)) / 1.25


def _qubits(volume: Decimal) -> int | None:
    """m of a volume 2^m, None for a volume of less than two qubits or of absurdly many."""
    if not 4 <= volume < Decimal(2) ** LARGEST:
        return None
    return int(volume).bit_length() - 1


def _evidence() -> Evidence:
    """Two qubits whose outputs keep just the share of their bias that is needed."""
    from ..heavy_output import heavy_output_probability

    parameters = {"qubits": 2.0, "kept": NEEDED}
    return Evidence("faded-heavy-output", parameters,
                    lambda: NEEDED * heavy_output_probability(2) + (1 - NEEDED) / 2)  # fmt: skip


CHECK = Check(
    name="volume-error",
    terms=("quantumVolume", "cnotError"),
    kind=MODEL,
    formula="1/2 + (1 - 1.25 r)^(3 m floor(m/2)) ln2/2 > 2/3, QV = 2^m",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1103/PhysRevA.100.032328",
    judge=judge,
    circuit="faded-heavy-output",
)
