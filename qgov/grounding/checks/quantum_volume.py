"""Quantum volume 2^n is passed by square circuits of n qubits, so that it shows n qubits in use: log2(QV) <= qubits.

A volume that is written in full is a power of two by its definition; another number measures something else. Error
correction changes nothing in that: a code makes fewer qubits of many, never more.
"""

from __future__ import annotations

from decimal import Context, Decimal

from qgov.dossier.model import Item

from ..estimate import claimed, estimate
from ..exact import difference
from ..model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST
from .check import Check, Evidence, Judged
from .counting import Z, smallest_count

_SHOWN_UP_TO = 64  # qubits; 2 to the power of more is no number for people
_EXACT_UP_TO = 4096  # qubits; beyond, logarithms of 60 digits decide


def judge(check: Check, item: Item) -> list[Judged]:
    volume = claimed(item, "quantumVolume")
    if volume is None:
        return []
    claim = ClaimRef(item.id, "quantumVolume")
    read = estimate(volume)
    shown = read.shown
    if read.high is not None and read.high < 1:
        reason = "a quantum volume is at least 1"
        numbers = {"value": shown, "bound": Decimal(1), "margin": difference(shown, Decimal(1)), "unit": "1"}
        numbers["side"] = AT_LEAST
        return [Judged(check.verdict(REFUTED, (claim,), reason=reason, **numbers))]
    count = smallest_count(item)
    if count is None:
        reason = "no count of qubits is claimed that the quantum volume could exceed"
        needs = ("physicalQubits or another count of qubits",)
        grounding = check.verdict(UNDETERMINED, (claim,), value=shown, unit="1", reason=reason, needs=needs)
        return [Judged(grounding, _evidence(shown))]
    claims = (claim, *(ClaimRef(item.id, term) for term in count.terms))
    numbers = {"value": shown, "unit": "1"}
    if 0 <= count.stated <= _SHOWN_UP_TO:
        numbers["bound"] = _power(count.stated)
        numbers |= {"margin": difference(numbers["bound"], shown), "side": AT_MOST}
    least = read.low if read.u is None else read.value - Z * read.u

    def result(verdict: str, reason: str, needs: tuple[str, ...] = ()) -> list[Judged]:
        return [Judged(check.verdict(verdict, claims, reason=reason, needs=needs, **numbers), _evidence(shown))]

    exact = read.low == read.high == shown and not read.u and 1 <= shown <= 2**_SHOWN_UP_TO
    if exact and not _exceeds(shown, count.stated) and not _power_of_two(shown):
        reason = f"a quantum volume is a power of two, and {shown} is none: it may be another measure"
        return result(UNDETERMINED, reason, ("quantumVolume as 2 to the power of the width that was passed",))
    if not _exceeds(shown, count.stated):
        return result(SUPPORTED, f"log2 of the quantum volume is at most {count.stated}, the qubits claimed")
    if least is None or count.most is None or not _exceeds(least, count.most):
        reason = "log2 of the quantum volume exceeds the qubits claimed, within their uncertainty"
        return result(UNDETERMINED, reason, ("quantumVolume and the count of qubits without uncertainty",))
    return result(REFUTED, f"log2 of the quantum volume exceeds {count.stated}, the qubits claimed: one is wrong")


def _power(qubits: Decimal) -> Decimal | None:
    return Decimal(2 ** int(qubits)) if 0 <= qubits <= _EXACT_UP_TO else None


def _power_of_two(volume: Decimal) -> bool:
    return volume == volume.to_integral_value() and int(volume) & (int(volume) - 1) == 0


def _exceeds(volume: Decimal, qubits: Decimal) -> bool:
    """Whether the volume is above 2 to the whole number of qubits."""
    power = _power(qubits)
    if power is not None:
        return volume > power
    if volume <= 1 or qubits < 0:
        return qubits < 0
    context = Context(prec=60)
    return context.divide(context.ln(volume), context.ln(Decimal(2))) > int(qubits)


def _evidence(volume: Decimal) -> Evidence:
    from ..heavy_output import heavy_output_probability

    qubits = 2 if volume < 8 else 3
    return Evidence("heavy-output", {"qubits": float(qubits)}, lambda: heavy_output_probability(qubits))


CHECK = Check(
    name="quantum-volume",
    terms=("quantumVolume", "physicalQubits", "workingQubits", "connectedQubits", "controlledQubits"),
    kind=THEOREM,
    formula="log2(QV) <= qubits, QV >= 1",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.100.032328",
    judge=judge,
    circuit="heavy-output",
)
