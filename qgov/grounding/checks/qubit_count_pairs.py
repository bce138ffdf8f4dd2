"""Qubits with a working two-qubit gate are there: a count of qubits below those in the pair rows is understated."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

from ..estimate import live_pairs
from ..exact import difference
from ..model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .check import Check, Judged
from .counting import smallest_count


def judge(check: Check, item: Item) -> list[Judged]:
    named = {qubit for pair in live_pairs(item) for qubit in pair.qubits}
    count = smallest_count(item)
    if not named or count is None:
        return []
    shown = Decimal(len(named))
    claims = (*(ClaimRef(item.id, term) for term in count.terms), ClaimRef(item.id, "pairs"))
    numbers = {"value": count.stated, "bound": shown, "margin": difference(count.stated, shown), "unit": "1"}
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
    formula="qubits named in working pair rows <= smallest count claimed",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="",
    judge=judge,
)
