"""A two-qubit gate cannot err less than relaxation makes it err while it runs.

r >= (4/5)(1 - F_a F_b) with F = (1 + 2 exp(-t/T2) + exp(-t/T1)) / 4, r the average gate infidelity, t the gate time.
"""

from __future__ import annotations

from qgov.dossier.model import Item, Pair

from ..assumptions import unstated
from ..estimate import claimed, live_pairs
from ..metric import average_gate_infidelity
from ..metric import needs as metric_needs
from ..model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST
from .check import Check, Judged
from .gate_floor import UNSTATED, FloorVerdict, judge_device, judge_floor, missing


def judge(check: Check, item: Item) -> list[Judged]:
    return _device(check, item) + _pair_rows(check, item)


def _device(check: Check, item: Item) -> list[Judged]:
    error, t1, _t2, time = (claimed(item, term) for term in ("cnotError", "t1", "t2", "twoQubitGateTime"))
    if error is None or (live_pairs(item) and (t1 is None or time is None)):
        return []
    return [judge_device(check, item, "cnotError", 2)]


def judge_row(check: Check, item: Item, pair: Pair) -> FloorVerdict:
    """Judge one row by its own T1s and T2s; a gate time that the row lacks is the device's, if that is its shortest."""
    error = average_gate_infidelity(pair.cnot_error, 2)
    if error is None:
        metric = pair.cnot_error.metric
        return missing(metric_needs(metric), f"{metric} is not the error of one gate", pair.cnot_error.value)
    time = pair.two_qubit_gate_time
    if time is None:
        device = claimed(item, "twoQubitGateTime")
        time = device if device is not None and device.statistic in (None, "best") else None
    found = judge_floor(error, time, pair.t1, pair.t2, ("pairs.t1 of both qubits", "pairs.twoQubitGateTime"))
    needs = unstated(item, check.assumptions) if found.below else ()
    return found.withheld(THEOREM, UNSTATED, needs) if needs else found


def _pair_rows(check: Check, item: Item) -> list[Judged]:
    judged = [(pair, judge_row(check, item, pair)) for pair in live_pairs(item)]
    if not judged:
        return []
    measured = [(pair, found) for pair, found in judged if found.evidence is not None]
    worst = min(measured, key=lambda row: (row[1].margin / row[1].bound, row[0].index), default=(None, None))[0]

    results = []
    rest = []
    for pair, found in judged:
        if found.verdict == REFUTED:
            claim = (ClaimRef(item.id, "pairs.cnotError", pair.index),)
            grounding = check.verdict(REFUTED, claim, **found.numbers())
            results.append(Judged(grounding, found.evidence if pair is worst else None))
        else:
            rest.append((pair, found))
    if rest:
        results.append(_summary(check, item, rest, worst))
    return results


def _summary(check: Check, item: Item, rest: list[tuple[Pair, FloorVerdict]], worst: Pair | None) -> Judged:
    """One grounding for all rows that are not refuted; its numbers are those of the row nearest to its floor."""
    supported = sum(found.verdict == SUPPORTED for _, found in rest)
    counts = {"supported": supported, "undetermined": len(rest) - supported}
    measured = [(pair, found) for pair, found in rest if found.margin is not None]
    numbers = {"kind": MODEL, "unit": "1"}
    reason = f"{supported} of {len(rest)} rows above their relaxation floor"
    if measured:
        pair, found = min(measured, key=lambda row: (row[1].margin / row[1].bound, row[0].index))
        numbers |= {"value": found.value, "bound": found.bound, "margin": found.margin, "side": AT_LEAST}
        numbers["z_score"] = found.z_score
        reason += f"; nearest or lowest: {pair.qubits[0]}-{pair.qubits[1]} (row {pair.index})"
    grounding = check.verdict(
        UNDETERMINED if counts["undetermined"] else SUPPORTED,
        (ClaimRef(item.id, "pairs.cnotError"),),
        needs=tuple(dict.fromkeys(need for _, found in rest for need in found.needs)),
        reason=reason, count=len(rest), counts=counts, **numbers,
    )  # fmt: skip
    return Judged(grounding, next((found.evidence for pair, found in rest if pair is worst), None))


CHECK = Check(
    name="two-qubit-relaxation-floor",
    terms=("cnotError", "twoQubitGateTime", "t1", "t2", "pairs.cnotError"),
    kind=MODEL,
    formula="r >= (4/5)(1 - F_a F_b), F = (1 + 2 exp(-t/T2) + exp(-t/T1))/4; refuted: r + 3u < half of it at T2 = 2 T1",
    tolerance="half of the T1-only floor, and 3 standard uncertainties",
    source="10.1103/PhysRevLett.129.150504",
    judge=judge,
    assumptions=(("sameQubits", "true"), ("errorCorrection", "none"), ("postselection", "none")),
    circuit="relaxation",
)
