"""A sifted signal of d dimensions gives at most log2 d secret bits: one bit for a qubit."""

from __future__ import annotations

from math import log2

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from ...model import THEOREM, ClaimRef
from ..bound import AT_MOST, EXACT, Bound, judge_bound
from ..check import Check, Judged
from .words import MIDDLE, PAIRS, QUADRATURES, SENT, number, protocol


def judge(check: Check, item: Item) -> list[Judged]:
    rate, word = claimed(item, "asymptoticKeyRate"), protocol(item)
    if rate is None or word in QUADRATURES:
        return []
    dimension = number(item, "dimension")
    needs = () if dimension is not None or word in SENT | PAIRS | MIDDLE else ("dimension",)
    if dimension is not None and dimension < 2:
        return []
    most = log2(dimension or 2)
    return [
        judge_bound(
            check, item, (ClaimRef(item.id, "asymptoticKeyRate"),), estimate(rate), Bound(most, most, exact=True),
            AT_MOST, unit="bit", within=f"a signal of {dimension or 2:.6g} dimensions holds {most:.6g} bits",
            beyond=f"a signal of {dimension or 2:.6g} dimensions holds no more than {most:.6g} bits",
            tolerance=EXACT, needs=needs,
        )
    ]  # fmt: skip


CHECK = Check(
    name="sifted-key-limit",
    terms=("asymptoticKeyRate", "protocol"),
    kind=THEOREM,
    formula="r <= log2 d a sifted signal",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.69.2881",
    judge=judge,
)
