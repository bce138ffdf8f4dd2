"""What follows from a snapshot: one row a pair, the qubits that count, and exact statistics."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

from qgov.dossier.importers.checked import TIME_UNITS
from qgov.dossier.importers.snapshot import GateReading, Reading, Snapshot

# Gates locally equivalent to a C-NOT; rzz stands for one at the angle pi/2 only and is read where nothing else is.
ENTANGLING, FALLBACK = ("cx", "ecr", "cz"), "rzz"
# One physical pulse each, the usual one first; u2 is the one-pulse gate of the oldest snapshots.
ONE_PULSE = ("sx", "u2", "x")
MEAN_DIGITS = 12


def pair_rows(snapshot: Snapshot) -> list[GateReading]:
    """One row for every unordered pair that has a two-qubit gate, in the order of its qubits.

    Both directions of a pair, and two gates on it, are the same interaction with other single-qubit gates around it.
    Chosen is, in this order: a live row, the shorter gate (the native direction needs no extra gates), the lower first
    qubit.
    """
    two = [gate for gate in snapshot.gates if len(gate.qubits) == 2]
    rows = [gate for gate in two if gate.gate in ENTANGLING] or [gate for gate in two if gate.gate == FALLBACK]
    best: dict[tuple[int, ...], GateReading] = {}
    for row in rows:
        key = tuple(sorted(row.qubits))
        if key not in best or _rank(row) < _rank(best[key]):
            best[key] = row
    return [best[key] for key in sorted(best)]


def _rank(row: GateReading) -> tuple:
    missing = row.length is None
    return (not row.live, missing, Fraction(0) if missing else seconds(row.length), row.qubits, row.gate)


def seconds(reading: Reading) -> Fraction:
    """A duration in seconds, exactly."""
    return Fraction(reading.value) * Fraction(TIME_UNITS[reading.unit])


def one_qubit_rows(snapshot: Snapshot) -> list[GateReading]:
    """The rows of the single-qubit gate that is one pulse; empty where the snapshot has none."""
    for name in ONE_PULSE:
        rows = [gate for gate in snapshot.gates if gate.gate == name and len(gate.qubits) == 1]
        if rows:
            return rows
    return []


def working_qubits(snapshot: Snapshot, rows: list[GateReading]) -> set[int] | None:
    """Qubits whose T1 could be measured and that have at least one live two-qubit gate.

    None where there is not one such, as where no pair is live or no T1 is given: then the calibration is missing, which
    says nothing of how many work.
    """
    linked = {qubit for row in rows if row.live for qubit in row.qubits}
    timed = {index for index, qubit in enumerate(snapshot.qubits) if qubit.t1 is not None}
    return linked & timed or None


def connected_qubits(working: set[int], rows: list[GateReading]) -> set[int]:
    """The largest set of working qubits of which any two are joined by a chain of live pairs."""
    neighbours: dict[int, set[int]] = {qubit: set() for qubit in working}
    for row in rows:
        a, b = row.qubits
        if row.live and a in working and b in working:
            neighbours[a].add(b)
            neighbours[b].add(a)
    largest: set[int] = set()
    left = set(working)
    while left:
        reached, edge = set(), {min(left)}
        while edge:
            reached |= edge
            edge = {other for qubit in edge for other in neighbours[qubit]} - reached
        left -= reached
        if len(reached) > len(largest):
            largest = reached
    return largest


def mean(values: Iterable[Decimal]) -> Decimal:
    """The arithmetic mean, computed exactly and rounded half to even to MEAN_DIGITS significant digits."""
    values = list(values)
    exact = sum(map(Fraction, values), Fraction(0)) / len(values)
    with localcontext() as context:
        context.prec = MEAN_DIGITS
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def median(values: Iterable[Decimal]) -> Decimal:
    """The median; of an even count the exact mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    with localcontext() as context:
        context.prec = 100
        return (ordered[middle - 1] + ordered[middle]) / 2


# The longest median of the 69 snapshots that qiskit-ibm-runtime 0.51.0 ships is 160 ns (rochester), but for one file
# whose single-qubit gates (569 ns) and pairs (6.8 us) contradict the errors and T1 beside them.
LONGEST_PULSE = Fraction(400, 10**9)
CORRUPT = "Gate times are left out: single-qubit gates above 400 ns show that the durations of this file are corrupt."


def corrupt_durations(snapshot: Snapshot) -> bool:
    """Whether the snapshot's gate times cannot be those of its gates."""
    lengths = sorted(seconds(row.length) for row in one_qubit_rows(snapshot) if row.live and row.length is not None)
    return bool(lengths) and lengths[len(lengths) // 2] > LONGEST_PULSE
