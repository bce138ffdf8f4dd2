"""What interleaved benchmarking leaves open: the gate's own error lies within E of the number that it gives.

E = min{(d-1)(|p - p_i/p| + 1 - p)/d, 2(d^2-1)(1-p)/(p d^2) + 4 sqrt(1-p) sqrt(d^2-1)/p} with the decay p of the
reference sequence and p_i of the interleaved one (Magesan et al. 2012). With a reference error of 4e-3 a Clifford, an
interleaved error of 1e-3 may be anything up to 8e-3. The decay is read from ``referenceDecay``, or from the reference
error r_C = (d-1)(1-p)/d of pair rows in the metric rb-error-per-clifford, or else supposed to be that of 1.5 such gates
and 8.25 of one qubit.
"""

from __future__ import annotations

from math import sqrt

from qgov.dossier.model import Item

from ..estimate import Estimate, claimed, estimate, live_pairs, positive
from ..exact import decimal_from_float
from ..metric import average_gate_infidelity
from ..model import MODEL, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .check import Check, Evidence, Judged
from .clifford_rate import CNOTS, ONE_QUBIT_GATES, PER_CLIFFORD

DIMENSION = 4


def judge(check: Check, item: Item) -> list[Judged]:
    error = claimed(item, "cnotError")
    if error is None or error.metric != "interleaved-rb":
        return []
    claim, shown = ClaimRef(item.id, "cnotError"), estimate(error).shown
    own = positive(shown)
    if own is None or own >= (DIMENSION - 1) / DIMENSION:
        return []
    measured = [positive(pair.cnot_error.value) for pair in live_pairs(item) if pair.cnot_error.metric == PER_CLIFFORD]
    rows = [row for row in measured if row is not None]
    decay = claimed(item, "referenceDecay")
    kept = None if decay is None else positive(estimate(decay).shown)
    if kept is not None:
        kind, reference = THEOREM, error_of_decay(kept)
        claims, how = (claim, ClaimRef(item.id, "referenceDecay")), "the decay of the reference sequence"
    elif rows:
        kind, reference = THEOREM, sum(rows) / len(rows)
        claims, how = (claim, ClaimRef(item.id, "pairs.cnotError")), "the reference of the pair rows"
    else:
        single = _one_qubit(item)
        kind, reference = MODEL, None if single is None else CNOTS * own + ONE_QUBIT_GATES * single
        claims, how = (claim, ClaimRef(item.id, "oneQubitError")), "a reference of 1.5 such gates and 8.25 of one qubit"
    open_by = None if reference is None else systematic(own, reference)
    if open_by is None:
        reason = "how far the gate's own error may lie from this number follows from the reference sequence"
        needs = ("referenceDecay, or the error per Clifford of the reference sequence",)
        grounding = check.verdict(UNDETERMINED, (claim,), value=shown, unit="1", kind=MODEL, reason=reason, needs=needs)
        return [Judged(grounding, _evidence(own))]
    least, most = max(0.0, own - open_by), min(own + open_by, (DIMENSION - 1) / DIMENSION)
    reason = f"with {how}, the gate's own error lies between {least:.3g} and {most:.3g}"
    numbers = {"value": shown, "bound": decimal_from_float(most), "unit": "1", "kind": kind}
    return [Judged(check.verdict(SUPPORTED, claims, reason=reason, **numbers), _evidence(own))]


def error_of_decay(decay: float, d: int = DIMENSION) -> float:
    """The error per Clifford of a sequence that keeps this share of its signal with each."""
    return (d - 1) * (1 - decay) / d


def systematic(own: float, reference: float, d: int = DIMENSION) -> float | None:
    """E for an interleaved error and the error per Clifford of its reference; None where no decay has such an error."""
    p, ratio = 1 - d / (d - 1) * reference, 1 - d / (d - 1) * own
    if not 0 < p <= 1:
        return None
    near = (d - 1) * (abs(p - ratio) + 1 - p) / d
    far = 2 * (d * d - 1) * (1 - p) / (p * d * d) + 4 * sqrt(1 - p) * sqrt(d * d - 1) / p
    return min(near, far)


def _one_qubit(item: Item) -> float | None:
    quantity = claimed(item, "oneQubitError")
    average = None if quantity is None else average_gate_infidelity(quantity, 1)
    read: Estimate | None = None if average is None else estimate(average)
    return None if read is None else positive(read.shown)


def _evidence(own: float) -> Evidence:
    process = min(5 / 4 * own, 1.0)
    return Evidence("depolarising", {"process infidelity": process, "qubits": 2.0}, lambda: 4 / 5 * process)


CHECK = Check(
    name="interleaved-bound",
    terms=("cnotError", "referenceDecay", "oneQubitError", "pairs.cnotError"),
    kind=THEOREM,
    formula="gate error in [r - E, r + E], E from the decays of the reference and the interleaved sequence",
    tolerance="none: it widens, and refutes nothing",
    source="10.1103/PhysRevLett.109.080505",
    judge=judge,
    circuit="depolarising",
)
