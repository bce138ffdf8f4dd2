"""No gate errs more than a theorem allows, and few that are for sale err by a fifth: such a number may be a fidelity.

The average fidelity of a gate is F_avg = (d F_process + 1)/(d + 1) with F_process >= 0 (Nielsen 2002, DOI
10.1016/S0375-9601(02)01272-0). So r = 1 - F_avg is at most d/(d+1): 4/5 for two qubits, 2/3 for one.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item, Quantity

from ..estimate import claimed, estimate, live_pairs
from ..exact import decimal_of, difference
from ..facts import GUARD
from ..metric import average_gate_infidelity
from ..model import REFUTED, ClaimRef
from .bound import AT_MOST
from .check import Check, Judged

NIELSEN = "10.1016/S0375-9601(02)01272-0"
UNUSUAL = Decimal("0.2")
_BELOW_ALL = Decimal("0.5")  # no ceiling is as low
GATE_ERRORS = (("cnotError", 2), ("oneQubitError", 1))


def ceiling(qubits: int) -> Fraction:
    """The largest average gate infidelity of any gate on so many qubits."""
    return Fraction(2**qubits, 2**qubits + 1)


def above_ceiling(error: Quantity, qubits: int) -> bool:
    """Whether all that the error allows, guard band included, lies above the ceiling."""
    average = average_gate_infidelity(error, qubits)
    return average is not None and _above(average, ceiling(qubits))


def is_dead(error: Quantity) -> bool:
    """Whether this is the mark of a dead gate among the worst of a device, as in rows of pairs, and no measurement."""
    return error.statistic == "worst" and error.value == 1 and error.lower is None and error.upper is None


def beyond(check: Check, error: Quantity, claim: ClaimRef, qubits: int) -> Judged:
    """The refutation of an error above its ceiling."""
    return _refuted(check, estimate(average_gate_infidelity(error, qubits)).shown, claim, qubits)


def process_beyond(check: Check, item: Item) -> list[Judged]:
    """The refutation of a process infidelity above 1."""
    process = claimed(item, "processInfidelity")
    if process is None or not _above(process, Fraction(1)):
        return []
    reason = "a process infidelity is at most 1"
    claim = (ClaimRef(item.id, "processInfidelity"),)
    numbers = _numbers(estimate(process).shown, Decimal(1))
    return [Judged(check.verdict(REFUTED, claim, reason=reason, formula="e <= 1", **numbers))]


def unusual(item: Item) -> list[str]:
    """Warnings of errors that are possible, but so large that a fidelity may have been written for an error."""
    warnings = []
    for term, qubits in GATE_ERRORS:
        error = claimed(item, term)
        shown = None if error is None else _unusual(error, qubits)
        if shown is not None:
            warnings.append(f"{term} of {item.id}: an error of {shown:.6g} is unusually large; is it a fidelity?")
    found = [_unusual(pair.cnot_error, 2) for pair in live_pairs(item)]
    rows = [shown for shown in found if shown is not None]
    if rows:
        where = f"{len(rows)} of {len(found)} pair rows of {item.id}"
        warnings.append(f"{where}: an error of {max(rows):.6g} is unusually large; is it a fidelity?")
    return warnings


def _unusual(error: Quantity, qubits: int) -> Decimal | None:
    average = average_gate_infidelity(error, qubits)
    if average is None or _above(average, ceiling(qubits)):
        return None
    shown = estimate(average).shown
    return shown if shown >= UNUSUAL else None


def _above(average: Quantity, limit: Fraction) -> bool:
    read = estimate(average)
    if read.low is None or (read.low <= _BELOW_ALL and not read.u):
        return False
    return Fraction(read.low) - GUARD * Fraction(read.u or 0) > limit


def _refuted(check: Check, shown: Decimal, claim: ClaimRef, qubits: int) -> Judged:
    limit = ceiling(qubits)
    reason = f"no gate on {qubits} qubit{'s' * (qubits > 1)} has an average gate infidelity above {limit}"
    reason += "; is it a fidelity?" if shown <= 1 else ""
    numbers = _numbers(shown, decimal_of(limit))
    return Judged(check.verdict(REFUTED, (claim,), reason=reason, formula="r <= d/(d+1), d = 2^n", **numbers))


def _numbers(shown: Decimal, bound: Decimal) -> dict:
    return {
        "value": shown, "bound": bound, "margin": difference(bound, shown), "side": AT_MOST, "unit": "1",
        "assumptions": (),
        "source": NIELSEN,
    }  # fmt: skip
