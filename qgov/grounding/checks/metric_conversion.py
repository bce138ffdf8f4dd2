"""Error metrics turned into average gate infidelity, and two metrics of one gate held against each other.

Process infidelity and average gate infidelity of the same gate are one number twice: r = d/(d+1) e. If both are claimed
and disagree, they cannot both be true. A gate that leaks a share L of what enters it has r = (d e + L)/(d + 1) with
L <= e (Wood and Gambetta 2018, DOI 10.1103/PhysRevA.97.032306), anything from d/(d+1) e to e: where the claim states
that the map does not keep probability, only what lies outside is refuted. An error above the largest that any gate can
have is not true alone.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item, Quantity

from ..assumptions import stated_word, unstated
from ..estimate import claimed, estimate, live_pairs, times
from ..exact import decimal_of, difference, ratio
from ..metric import INTERLEAVED, PROCESS, average_gate_infidelity, factor
from ..metric import needs as metric_needs
from ..model import MODEL, REFUTED, SUPPORTED, UNDETERMINED, ClaimRef
from .ceiling import GATE_ERRORS, NIELSEN, above_ceiling, beyond, ceiling, is_dead, process_beyond
from .check import Check, Evidence, Judged

RELATIVE = Decimal("0.01")  # two rounded numbers of unknown rounding may differ by so much
AGREE, CONTRADICT = Decimal("1.645"), Decimal(3)
CLIFFORD = "10.1103/PhysRevA.85.042311"  # 1.5 C-NOT gates in the mean two-qubit Clifford
MAGESAN = "10.1103/PhysRevLett.109.080505"  # interleaved benchmarking
IDENTITY = (("sameGate", "true"), ("sameQubits", "true"))


def judge(check: Check, item: Item) -> list[Judged]:
    results = []
    for term, qubits in GATE_ERRORS:
        error = claimed(item, term)
        if error is not None and is_dead(error):
            results.append(_dead(check, error, ClaimRef(item.id, term)))
        elif error is not None and above_ceiling(error, qubits):
            results.append(beyond(check, error, ClaimRef(item.id, term), qubits))
        elif error is not None and error.metric is not None:
            results.append(_one(check, item, error, (ClaimRef(item.id, term),), qubits))
    return results + process_beyond(check, item) + _pair_rows(check, item) + _identity(check, item)


def _dead(check: Check, error: Quantity, claim: ClaimRef) -> Judged:
    reason = "an error of exactly 1 is how tables write a gate that does not work: it measures none"
    needs = ("the worst error among the gates that work",)
    numbers = {"value": error.value, "unit": "1", "assumptions": ()}
    return Judged(check.verdict(UNDETERMINED, (claim,), kind=MODEL, reason=reason, needs=needs, **numbers))


def _one(check: Check, item: Item, error: Quantity, claims: tuple[ClaimRef, ...], qubits: int, **rest) -> Judged:
    shown = estimate(error).shown
    scale = factor(error.metric, qubits)
    rest |= {"value": shown, "unit": "1", "assumptions": ()}
    if scale is None:
        reason = f"{error.metric} is not the error of one gate" + _guess(error, qubits)
        source = CLIFFORD if error.metric == "rb-error-per-clifford" else check.source
        return Judged(check.verdict(UNDETERMINED, claims, kind=MODEL, reason=reason, source=source,
                                    needs=metric_needs(error.metric), **rest))  # fmt: skip
    if error.metric == INTERLEAVED:
        reason = (
            "is the gate's average gate infidelity only up to the systematic bound of interleaved benchmarking, which "
            "needs the decay of the reference sequence"
        )
        asks = () if qubits == 2 and claimed(item, "referenceDecay") is not None else ("referenceDecay",)
        verdict = UNDETERMINED if asks else SUPPORTED
        return Judged(check.verdict(verdict, claims, reason=reason, needs=asks, source=MAGESAN, **rest))
    if error.metric not in PROCESS:
        reason = f"at most {ceiling(qubits)}, as for any gate; no more is shown"
        return Judged(check.verdict(SUPPORTED, claims, reason=reason, **rest))
    average = decimal_of(Fraction(shown) * scale)
    reason = f"{shown} {error.metric} is {average:.12g} average gate infidelity (x {scale})"
    return Judged(check.verdict(SUPPORTED, claims, reason=reason, **rest), _evidence(shown, qubits))


def _guess(error: Quantity, qubits: int) -> str:
    shown = estimate(error).shown
    if error.metric != "rb-error-per-clifford" or qubits != 2:
        return ""
    return f"; with 1.5 C-NOT gates a Clifford it would be at most {ratio(shown, Decimal('1.5'), 3)}"


def _evidence(process_infidelity: Decimal, qubits: int) -> Evidence | None:
    error = float(process_infidelity)
    if not 0 <= error <= 1:
        return None
    parameters = {"process infidelity": error, "qubits": float(qubits)}
    return Evidence("depolarising", parameters, lambda: 2**qubits / (2**qubits + 1) * error)


def _pair_rows(check: Check, item: Item) -> list[Judged]:
    possible, results = [], []
    for pair in live_pairs(item):
        if above_ceiling(pair.cnot_error, 2):
            results.append(beyond(check, pair.cnot_error, ClaimRef(item.id, "pairs.cnotError", pair.index), 2))
        else:
            possible.append(pair)
    rows = [pair for pair in possible if pair.cnot_error.metric is not None]
    if not rows:
        return results
    open_rows = [pair for pair in rows if factor(pair.cnot_error.metric, 2) is None]
    counts = {"supported": len(rows) - len(open_rows), "undetermined": len(open_rows)}
    shown = next(iter(open_rows or [pair for pair in rows if pair.cnot_error.metric in PROCESS] or rows))
    claims = (ClaimRef(item.id, "pairs.cnotError"),)
    return [*results, _one(check, item, shown.cnot_error, claims, 2, count=len(rows), counts=counts)]


def _identity(check: Check, item: Item) -> list[Judged]:
    """cnotError against processInfidelity, both of the two-qubit gate."""
    error, process = claimed(item, "cnotError"), claimed(item, "processInfidelity")
    average = average_gate_infidelity(error, 2) if error is not None else None
    if average is None or process is None or error.metric == INTERLEAVED:
        return []
    claims = (ClaimRef(item.id, "cnotError"), ClaimRef(item.id, "processInfidelity"))
    implied = times(process, Fraction(4, 5))
    left, right = estimate(average), estimate(implied)
    numbers = {"value": left.shown, "bound": right.shown, "unit": "1"}
    numbers["margin"] = -abs(difference(left.shown, right.shown))

    def result(verdict: str, reason: str, needs: tuple[str, ...] = ()) -> list[Judged]:
        grounding = check.verdict(verdict, claims, reason=reason, needs=needs, formula="r = (4/5) e", **numbers)
        return [Judged(grounding, _evidence(estimate(process).shown, 2))]

    if error.statistic != process.statistic:
        return result(UNDETERMINED, "the two claims have different statistics", ("equal statistic",))
    distance, z = _distance(average, implied)
    if z is not None:
        numbers["z_score"] = -z
    if distance == "none":
        return result(SUPPORTED, "average gate infidelity is 4/5 of process infidelity, as it must be")
    if distance != "none" and _leaks(item, average, process):
        reason = "average gate infidelity lies between 4/5 of process infidelity and all of it, as of a gate that leaks"
        return result(SUPPORTED, reason)
    if distance == "slight":
        reason = "the two claims differ by more than their uncertainty suggests"
        return result(UNDETERMINED, reason, ("uncertainty of both",))
    needs = unstated(item, check.assumptions)
    if needs:
        reason = "the two claims contradict each other if they are about the same gate, which is not stated"
        return result(UNDETERMINED, reason, needs)
    return result(REFUTED, "average gate infidelity is not 4/5 of process infidelity, so they cannot both be true")


def _leaks(item: Item, average: Quantity, process: Quantity) -> bool:
    """Whether the claim states leakage, and that explains the average infidelity: at most that of the process."""
    if stated_word(item, "tracePreserving") not in ("none", "false"):
        return False
    one, two = estimate(average), estimate(process)
    above = one.shown > two.shown * Decimal("0.8")
    return above and (one.shown <= two.shown or _distance(average, process)[0] == "none")


def _distance(left: Quantity, right: Quantity) -> tuple[str, Decimal | None]:
    """How far two claims of one number are apart: "none", "slight", "clear"; and the z score if there is one."""
    one, two = estimate(left), estimate(right)
    if any(claim.value is None or (claim.low, claim.high) != (claim.value, claim.value) for claim in (one, two)):
        apart = _above(one.low, two.high) or _above(two.low, one.high)
        return ("clear" if apart else "none"), None
    gap = abs(difference(one.value, two.value))
    rounding = gap <= RELATIVE * max(abs(one.value), abs(two.value))
    square = (one.u or Decimal(0)) ** 2 + (two.u or Decimal(0)) ** 2
    z = ratio(gap, square.sqrt()) if square else None
    if one.u is None or two.u is None:
        if rounding or gap * gap <= AGREE * AGREE * square:
            return "none", z
        return ("clear" if gap * gap > CONTRADICT * CONTRADICT * square else "slight"), z
    if gap * gap <= AGREE * AGREE * square:
        return "none", z
    return ("clear" if gap * gap > CONTRADICT * CONTRADICT * square else "slight"), z


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


CHECK = Check(
    name="metric-conversion",
    terms=("cnotError", "oneQubitError", "processInfidelity", "pairs.cnotError"),
    kind="theorem",
    formula="average gate infidelity = d/(d+1) process infidelity <= d/(d+1), d = 2^n",
    tolerance="exact; between two claims 1 % without uncertainty, else 3 standard uncertainties",
    source=NIELSEN,
    judge=judge,
    assumptions=IDENTITY,
    circuit="depolarising",
)
