"""A readout that is wrong more often than right would be read the other way round; and a hot qubit is read wrongly.

Models both. The mean assignment error (p01 + p10)/2 of a readout that is used as it should be is at most 1/2. A qubit
that starts out excited with probability p is prepared wrongly as often, in 0 as in 1, which an assignment error that is
not corrected for preparation includes. And one that is read for a time t_m decays before the middle of it with
probability 1 - exp(-t_m/(2 T1)), which errs in half of the cases (Walter et al. 2017 for such budgets, DOI
10.1103/PhysRevApplied.7.054020). Weighting the early signal or hiding the excited state in another level does better.
"""

from __future__ import annotations

from decimal import Decimal
from math import expm1

from qgov.dossier.model import Item

from ..assumptions import stated_word
from ..estimate import Estimate, claimed, estimate, positive
from ..model import MODEL, SUPPORTED, ClaimRef
from .bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from .check import Check, Evidence, Judged


def judge(check: Check, item: Item) -> list[Judged]:
    error = claimed(item, "readoutError")
    if error is None:
        return []
    read, claim = estimate(error), ClaimRef(item.id, "readoutError")
    half = judge_bound(
        check, item, (claim,), read, Bound(0.5, 0.5, exact=True), AT_MOST, unit="1",
        within="more often right than wrong",
        beyond="more often wrong than right: relabelled it would be less; is it a fidelity?",
        needs=("readoutError as an error, not as a fidelity",), evidence=_evidence(read.shown),
    )  # fmt: skip
    if half.grounding.verdict != SUPPORTED:
        return [half]
    return [*_prepared(check, item, claim, read), *_decayed(check, item, claim, read)] or [half]


def decay_error(readoutTime: float, t1: float) -> float:
    """Mean assignment error by relaxation before the middle of a readout; both times in seconds."""
    if t1 <= 0:
        raise ValueError("a relaxation time that is not positive")
    return -expm1(-readoutTime / (2 * t1)) / 2


def _decayed(check: Check, item: Item, claim: ClaimRef, read: Estimate) -> list[Judged]:
    time, t1 = claimed(item, "readoutTime"), claimed(item, "t1")
    if time is None or t1 is None:
        return []
    bound = bound_of(decay_error, AT_LEAST, {"readoutTime": estimate(time), "t1": estimate(t1)})
    if bound is None:
        return []
    apart = len({claimed(item, term).statistic for term in ("readoutError", "t1")}) > 1
    return [judge_bound(
        check, item, (claim, ClaimRef(item.id, "readoutTime"), ClaimRef(item.id, "t1")), read, bound, AT_LEAST,
        unit="1", within="at least the share of qubits that relax before the middle of the readout",
        beyond="less than the share of qubits that relax before the middle of the readout",
        needs=(*(("readoutError and t1 with equal statistic",) if apart else ()), "how the signal is weighted in time"),
    )]  # fmt: skip


def _prepared(check: Check, item: Item, claim: ClaimRef, read: Estimate) -> list[Judged]:
    population = claimed(item, "thermalPopulation")
    if population is None or not _never_reset(item):
        return []
    prepared = estimate(population)
    bound = bound_of(lambda excited: excited, AT_LEAST, {"excited": prepared})
    if bound is None:
        return []
    return [judge_bound(
        check, item, (claim, ClaimRef(item.id, "thermalPopulation")), read, bound, AT_LEAST, unit="1",
        within="at least the share of qubits that start out wrong",
        beyond="less than the share of qubits that start out wrong, without a reset",
        needs=("whether the error is corrected for preparation",), evidence=_evidence(prepared.shown),
    )]  # fmt: skip


def _never_reset(item: Item) -> bool:
    return stated_word(item, "activeReset") in ("none", "false")


def _evidence(share: Decimal | None) -> Evidence:
    excited = min(positive(share) or 0.0, 1.0)
    return Evidence("assignment", {"excited": excited}, lambda: excited)


CHECK = Check(
    name="readout-floor",
    terms=("readoutError", "thermalPopulation", "readoutTime", "t1"),
    kind=MODEL,
    formula="thermal population, without reset, and (1 - exp(-t/(2 T1)))/2 <= readout error <= 1/2",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1103/PhysRevApplied.10.034040",
    judge=judge,
    circuit="assignment",
)
