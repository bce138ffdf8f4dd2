"""A mean, median, best or worst that is declared beside the pair rows should be theirs. It may be of another day: no
refutation, but a question.
"""

from __future__ import annotations

from fractions import Fraction

from qgov.dossier.model import Item

from ..estimate import claimed, estimate, live_pairs
from ..exact import decimal_of, difference, ratio
from ..metric import average_gate_infidelity
from ..model import MODEL, SUPPORTED, UNDETERMINED, ClaimRef
from .check import Check, Judged

RELATIVE = Fraction(1, 100)
Z = 3


def judge(check: Check, item: Item) -> list[Judged]:
    declared = claimed(item, "cnotError")
    rows = [average_gate_infidelity(pair.cnot_error, 2) for pair in live_pairs(item)]
    average = average_gate_infidelity(declared, 2) if declared is not None else None
    if average is None or average.value is None or not rows or any(row is None or row.value is None for row in rows):
        return []
    name = declared.statistic or "mean"
    own = statistic(name, [Fraction(row.value) for row in rows])
    if own is None:
        return []
    bound = decimal_of(own)
    gap = abs(Fraction(average.value) - own)
    u = estimate(average).u
    numbers = {"value": average.value, "bound": bound, "margin": -abs(difference(average.value, bound)), "unit": "1"}
    if u:
        numbers["z_score"] = -ratio(decimal_of(gap), u)
    claims = (ClaimRef(item.id, "cnotError"), ClaimRef(item.id, "pairs.cnotError"))
    if gap <= RELATIVE * own or (u is not None and gap <= Z * Fraction(u)):
        reason = f"the {name} declared agrees with the {name} of {len(rows)} pair rows"
        return [Judged(check.verdict(SUPPORTED, claims, reason=reason, count=len(rows), **numbers))]
    reason = f"the {name} declared is {average.value}, the {name} of {len(rows)} pair rows is {bound:.6g}"
    needs = ("pair rows of all working pairs, taken with the declared value",)
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, count=len(rows), **numbers))]


def statistic(name: str, values: list[Fraction]) -> Fraction | None:
    """The statistic of the values, exactly; of errors, the best is the smallest. None if the name is not known."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return {
        "mean": sum(ordered) / len(ordered),
        "median": ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2,
        "best": ordered[0],
        "worst": ordered[-1],
    }.get(name)


CHECK = Check(
    name="pair-statistics",
    terms=("cnotError", "pairs.cnotError"),
    kind=MODEL,
    formula="declared statistic = the same statistic of the pair rows",
    tolerance="1 %, and 3 standard uncertainties",
    source="",
    judge=judge,
)
