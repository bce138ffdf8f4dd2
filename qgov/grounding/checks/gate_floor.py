"""The rule that the one-qubit and two-qubit relaxation floors share.

Measured on 5 700 pairs of real devices, the floor with T1 and T2 is undercut by 10 % of honest rows (T2 over-charges
slow noise that gates echo away; T1, T2 and gates are timed hours apart) and half of the T1-only floor by fewer than
0.1 %. So an error below half of the T1-only floor is refuted, one between that and the full floor is undetermined.
A gate that takes more than 2 % of T1 is rare among real ones, and one device in 69 shipped gate times that were wrong
by an order of magnitude: there an error is refuted only below a tenth of the floor. A T2 far above 2 T1 cannot be true
beside it: fits of T1 that failed are shipped so, and where one of the two is wrong no floor refutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import sqrt

from qgov.dossier.model import Item, Quantity

from ..assumptions import unstated
from ..estimate import claimed, estimate, is_readable, positive
from ..exact import decimal_from_float, difference
from ..metric import average_gate_infidelity
from ..metric import needs as metric_needs
from ..model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..relaxation import Decay, floor, relaxation_floor, relaxation_floor_uncertainty
from .bound import AT_LEAST
from .check import Check, Evidence, Judged
from .relaxation_limit import TOLERANCE

SHARE = 0.5
LONG = 0.02
SHARE_OF_LONG = 0.1
Z = 3
UNSTATED = "that is impossible only under assumptions that the claim does not state"
VOID = 1e6  # T1 of a million gate times or more, as of trapped ions: relaxation says nothing about the gate


@dataclass(frozen=True)
class FloorVerdict:
    """``below`` marks an error under half of the T1-only floor, before assumptions are asked for."""

    verdict: str
    kind: str
    reason: str
    value: Decimal | None = None
    bound: Decimal | None = None
    margin: Decimal | None = None
    z_score: Decimal | None = None
    needs: tuple[str, ...] = ()
    evidence: Evidence | None = None
    below: bool = False

    def numbers(self) -> dict:
        return {
            "kind": self.kind, "value": self.value, "bound": self.bound, "margin": self.margin,
            "side": "" if self.bound is None else AT_LEAST, "z_score": self.z_score, "needs": self.needs,
            "reason": self.reason, "unit": "1",
        }  # fmt: skip

    def withheld(self, kind: str, reason: str, needs: tuple[str, ...]) -> FloorVerdict:
        """The same finding where it may not refute."""
        return replace(self, verdict=UNDETERMINED, kind=kind, reason=f"{self.reason}; {reason}", needs=needs)


def missing(needs: tuple[str, ...], reason: str, value: Decimal | None = None) -> FloorVerdict:
    return FloorVerdict(UNDETERMINED, MODEL, reason, value=value, needs=needs)


def judge_floor(
    error: Quantity,
    time: Quantity | None,
    t1s: tuple[Quantity | None, ...],
    t2s: tuple[Quantity | None, ...],
    needs: tuple[str, ...] = ("t1", "gate time"),
) -> FloorVerdict:
    """Judge an error (average gate infidelity) of a gate on as many qubits as there are T1s.

    ``needs`` names what is asked for when T1 or the gate time is missing.
    """
    claim = estimate(error)
    duration = positive(_high(time, least=True))
    ends = [_high(t1) for t1 in t1s]
    if any(end is not None and end.is_infinite() for end in ends):
        return _void(claim.shown)
    highs = [positive(end) for end in ends]
    if duration is None or None in highs:
        asked = tuple(need for need, gone in zip(needs, (None in highs, duration is None), strict=True) if gone)
        return missing(asked, "without these there is no relaxation floor", claim.shown)

    t1_floor = relaxation_floor(duration, highs)
    decays, complete = _decays(highs, t2s)
    full_floor = floor(duration, decays)
    if claim.high is None:
        return FloorVerdict(SUPPORTED, MODEL, "only a lower end is claimed: no floor contradicts it", value=claim.low)

    high = float(claim.high)
    share, words = (SHARE_OF_LONG, "a tenth") if duration > LONG * min(highs) else (SHARE, "half")
    u = sqrt(float(claim.u or 0) ** 2 + (share * _u_floor(time, duration, t1s, highs)) ** 2)
    if high + Z * u < share * t1_floor:
        reason = f"below {words} of what relaxation alone takes: error, T1 and gate time cannot all be true"
        evidence = _evidence(duration, [(t1, 2 * t1) for t1 in highs])
        if broken := _broken(highs, t2s):
            reason = f"{reason}; but {broken} cannot be true either: one of the two is wrong"
            found = _measured(UNDETERMINED, MODEL, reason, claim.high, share * t1_floor, u, evidence)
            return replace(found, needs=("t1 and t2 of that qubit, measured again",))
        return _measured(REFUTED, THEOREM, reason, claim.high, share * t1_floor, u, evidence, below=True)
    if all(t1 >= VOID * duration for t1 in highs):
        return _void(claim.shown)
    evidence = _evidence(duration, decays)
    against = "T1 and T2" if complete else "T1 alone, as T2 is not given on every qubit"
    if high >= full_floor:
        return _measured(SUPPORTED, MODEL, f"above the floor from {against}", claim.high, full_floor, u, evidence)
    return replace(
        _measured(UNDETERMINED, MODEL, f"below the floor from {against}, which honest devices undercut too",
                  claim.high, full_floor, u, evidence),
        needs=("t1, t2 and error of the same qubits taken together",),
    )  # fmt: skip


def judge_device(check: Check, item: Item, term: str, qubits: int) -> Judged:
    """Judge an error that is claimed for the whole device, of gates on one or two qubits.

    The longest T1 with the shortest gate gives a floor for every gate of the device, so only those can refute an error
    of whatever statistic. T2 is used if it has the statistic of T1.
    """
    gate_time = "twoQubitGateTime" if qubits == 2 else "oneQubitGateTime"
    error, t1, t2 = claimed(item, term), item.quantity("t1"), claimed(item, "t2")
    time = claimed(item, gate_time)
    converted = average_gate_infidelity(error, qubits)
    if t1 is not None and t2 is not None and t1.statistic != t2.statistic:
        t2 = None
    if converted is None:
        found = missing(metric_needs(error.metric), f"{error.metric} is not the error of one gate", error.value)
    else:
        found = judge_floor(converted, time, (t1,) * qubits, (t2,) * qubits, ("t1", gate_time))
    if found.below:
        found = _allowed(check, item, found, t1.statistic, time.statistic, gate_time)
    elif found.verdict == UNDETERMINED and found.bound is not None and t1.statistic != "best":
        found = found.withheld(MODEL, f"T1 is {t1.statistic or 'of no stated statistic'}", _better(gate_time, qubits))
    return Judged(check.verdict(found.verdict, (ClaimRef(item.id, term),), **found.numbers()), found.evidence)


def _allowed(
    check: Check, item: Item, found: FloorVerdict, t1_statistic: str | None, time_statistic: str | None, gate_time: str
) -> FloorVerdict:
    """The finding as it may stand: a refutation needs the best T1, the shortest gate and the stated assumptions."""
    if t1_statistic != "best" or time_statistic not in (None, "best"):
        reason = "a floor for the device needs its longest T1 and its shortest gate"
        return found.withheld(MODEL, reason, _better(gate_time, 2 if gate_time == "twoQubitGateTime" else 1))
    needs = unstated(item, check.assumptions)
    return found.withheld(THEOREM, UNSTATED, needs) if needs else found


def _better(gate_time: str, qubits: int) -> tuple[str, ...]:
    rows = ("pairs with cnotError, twoQubitGateTime and t1 on each row",) if qubits == 2 else ()
    return (*rows, "t1 with statistic best", f"{gate_time} with statistic best or none stated")


def _void(value: Decimal | None) -> FloorVerdict:
    return missing((), "T1 is a million gate times or more: relaxation does not bound this gate", value)


def _high(quantity: Quantity | None, least: bool = False) -> Decimal | None:
    """The end of a time that favours the claim: the longest T1, T2, or (``least``) the shortest gate."""
    if quantity is None:
        return None
    if not is_readable(quantity):
        return quantity.value if quantity.value is not None and quantity.value.is_infinite() else None
    read = estimate(quantity)
    return read.low if least else read.high


def _broken(t1s: list[float], t2s: tuple[Quantity | None, ...]) -> str:
    """T1 and T2 of a qubit whose T2 is above 2 T1 by more than the tolerance; nothing if there is none."""
    for t1, t2 in zip(t1s, t2s, strict=True):
        low = None if t2 is None or not is_readable(t2) else positive(estimate(t2).low)
        if low is not None and low > float(TOLERANCE) * 2 * t1:
            return f"T2 {low:.6g} s beside T1 {t1:.6g} s"
    return ""


def _decays(t1s: list[float], t2s: tuple[Quantity | None, ...]) -> tuple[list[Decay], bool]:
    """T1 and T2 by qubit; a T2 that is missing is put at its limit, and the second answer is then False."""
    given = [positive(_high(t2)) for t2 in t2s]
    decays = [(t1, 2 * t1 if t2 is None else min(t2, 2 * t1)) for t1, t2 in zip(t1s, given, strict=True)]
    return decays, None not in given


def _u_floor(time: Quantity, duration: float, t1s: tuple[Quantity | None, ...], highs: list[float]) -> float:
    u_t1s = [float(estimate(t1).u or 0) for t1 in t1s]
    return relaxation_floor_uncertainty(duration, float(estimate(time).u or 0), highs, u_t1s)


def _measured(
    verdict: str, kind: str, reason: str, value: Decimal, bound: float, u: float, evidence: Evidence, below=False
) -> FloorVerdict:
    limit = decimal_from_float(bound)
    z = decimal_from_float((float(value) - bound) / u, 6) if u else None
    return FloorVerdict(verdict, kind, reason, value, limit, difference(value, limit), z, (), evidence, below)


def _evidence(time: float, decays: list[Decay]) -> Evidence:
    """The floor as a circuit. Only the ratios to the gate time matter; they are capped, where exp(-t/T) is 0 or 1."""
    ratios = {}
    for name, (t1, t2) in zip("ab", decays, strict=False):
        ratios[f"t1 {name}"] = min(max(t1 / time, 1e-3), 1e12)
        ratios[f"t2 {name}"] = min(max(t2 / time, 1e-3), 2 * ratios[f"t1 {name}"])
    capped = [(ratios[f"t1 {name}"], ratios[f"t2 {name}"]) for name, _ in zip("ab", decays, strict=False)]
    return Evidence("relaxation", ratios, lambda: floor(1.0, capped))
