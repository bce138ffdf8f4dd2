"""Logical error, code distance and suppression factor of one code: eps_d = eps_1 / Lambda^((d - 1)/2).

If the factor held from distance 1 on, a bare qubit would err eps_1 = eps_d Lambda^((d-1)/2) in a cycle: no more than
every other time, and no less than one of its two-qubit gates does (Acharya et al. 2024). A model: the factor of large
codes is not that of small ones, and rare bursts of errors put a floor under eps_d.
"""

from __future__ import annotations

from math import exp, log

from qgov.dossier.model import Item

from ..estimate import Estimate, claimed, estimate
from ..metric import average_gate_infidelity
from ..model import MODEL, SUPPORTED, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST, bound_of, judge_bound
from .check import Check, Evidence, Judged

TERMS = ("logicalErrorPerCycle", "errorSuppressionFactor", "codeDistance")
MOST = 0.5  # logical error of a cycle that keeps nothing
FLIP = 0.01


def judge(check: Check, item: Item) -> list[Judged]:
    found = {term: claimed(item, term) for term in TERMS}
    if found["errorSuppressionFactor"] is None:
        return []
    missing = tuple(term for term in TERMS if found[term] is None)
    if missing:
        reason = "without these the suppression factor says nothing of the logical error"
        shown = estimate(found["errorSuppressionFactor"]).shown
        claim = (ClaimRef(item.id, "errorSuppressionFactor"),)
        return [Judged(check.verdict(UNDETERMINED, claim, value=shown, unit="1", reason=reason, needs=missing))]
    error = estimate(found["logicalErrorPerCycle"])
    code = {"factor": estimate(found["errorSuppressionFactor"]), "distance": estimate(found["codeDistance"])}
    claims = tuple(ClaimRef(item.id, term) for term in TERMS)
    most = bound_of(largest, AT_MOST, code)
    if most is None:
        return []
    evidence = Evidence("majority", {"flip": FLIP}, lambda: 3 * FLIP**2 - 2 * FLIP**3)
    words = {"unit": "1", "evidence": evidence, "needs": ("logicalErrorPerCycle at two distances",)}
    above = judge_bound(
        check, item, claims, error, most, AT_MOST, within="what a code with this factor and distance leaves",
        beyond="more than a code with this factor from distance 1 on leaves: other errors, or another factor",
        **words,
    )  # fmt: skip
    gate = _gate(item)
    if above.grounding.verdict != SUPPORTED or gate is None:
        return [above]
    least = bound_of(smallest, AT_LEAST, code | {"gate": gate})
    if least is None:
        return [above]
    return [judge_bound(
        check, item, (*claims, ClaimRef(item.id, "cnotError")), error, least, AT_LEAST,
        within="what a code with this factor and distance leaves of these gates",
        beyond="less than a code with this factor and distance leaves of a single one of these gates", **words,
    )]  # fmt: skip


def largest(factor: float, distance: float) -> float:
    """The logical error per cycle of a code whose bare qubit keeps nothing."""
    return min(MOST, MOST * _suppression(factor, distance))


def smallest(factor: float, distance: float, gate: float) -> float:
    """The logical error per cycle of a code whose bare qubit errs no more than one two-qubit gate."""
    return gate * _suppression(factor, distance)


def _suppression(factor: float, distance: float) -> float:
    """What the distance leaves of the error of a bare qubit."""
    return exp(-(distance - 1) / 2 * log(factor))


def _gate(item: Item) -> Estimate | None:
    error = claimed(item, "cnotError")
    average = None if error is None else average_gate_infidelity(error, 2)
    return None if average is None or error.statistic == "worst" else estimate(average)


CHECK = Check(
    name="error-suppression",
    terms=(*TERMS, "cnotError"),
    kind=MODEL,
    formula="r_CNOT <= eps_d Lambda^((d - 1)/2) <= 1/2",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1038/s41586-024-08449-y",
    judge=judge,
    circuit="majority",
)
