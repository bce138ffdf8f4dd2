"""Qubits with a working two-qubit gate are there: a count of qubits below those in the pair rows is understated.

Qubits that work are some of the qubits that are there: no count of some may be larger than the count of all.
"""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

from ..estimate import live_pairs
from ..exact import difference
from ..model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST
from .check import Check, Judged
from .counting import WHOLE, larger_parts, smallest_count


def judge(check: Check, item: Item) -> list[Judged]:
    return _parts(check, item) + _rows(check, item)


def _parts(check: Check, item: Item) -> list[Judged]:
    """The counts of some qubits that exceed the count of all. Counts that agree are not worth a verdict."""
    results = []
    for term, part, whole, surely in larger_parts(item):
        claims = (ClaimRef(item.id, WHOLE), ClaimRef(item.id, term))
        numbers = {"value": part, "bound": whole, "margin": difference(whole, part), "side": AT_MOST, "unit": "1"}
        numbers["formula"] = f"{term} <= {WHOLE}"
        reason = f"{part} {term} are more than the {whole} {WHOLE} of which they are a part"
        if surely:
            results.append(check.verdict(REFUTED, claims, reason=f"{reason}: one is wrong", **numbers))
        else:
            reason += ", within their uncertainty"
            needs = (f"{WHOLE} and {term} without uncertainty",)
            results.append(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))
    return [Judged(grounding) for grounding in results]


def _rows(check: Check, item: Item) -> list[Judged]:
    named = {qubit for pair in live_pairs(item) for qubit in pair.qubits}
    count = smallest_count(item)
    if not named or count is None:
        return []
    shown = Decimal(len(named))
    claims = (*(ClaimRef(item.id, term) for term in count.terms), ClaimRef(item.id, "pairs"))
    numbers = {"value": count.stated, "bound": shown, "margin": difference(count.stated, shown)}
    numbers |= {"side": AT_LEAST, "unit": "1"}
    if count.stated >= shown:
        reason = f"the pair rows name {shown} qubits with a working two-qubit gate"
        return [Judged(check.verdict(SUPPORTED, claims, reason=reason, **numbers))]
    if count.most is None or count.most >= shown:
        reason = f"the pair rows name {shown} qubits with a working two-qubit gate, within the uncertainty of the count"
        needs = ("a count of qubits without uncertainty",)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]
    reason = (
        f"the pair rows name {shown} qubits with a working two-qubit gate, more than the {count.stated} claimed: "
        "the count is understated or rows are wrong"
    )
    return [Judged(check.verdict(REFUTED, claims, reason=reason, **numbers))]


CHECK = Check(
    name="qubit-count-pairs",
    terms=("physicalQubits", "workingQubits", "connectedQubits", "controlledQubits", "pairs"),
    kind=THEOREM,
    formula="qubits named in working pair rows <= smallest count claimed; counts of some qubits <= physicalQubits",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="",
    judge=judge,
)
