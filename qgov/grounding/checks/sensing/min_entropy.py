"""A sample of m outcomes holds at most log2 m bits: whoever guesses at random is right once in m."""

from __future__ import annotations

from math import log2

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate, positive
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged

ROUNDING = 0.005  # relative; entropies are quoted to three digits


def judge(check: Check, item: Item) -> list[Judged]:
    entropy, outcomes = claimed(item, "minEntropyPerSample"), claimed(item, "outcomes")
    if entropy is None:
        return []
    claim = ClaimRef(item.id, "minEntropyPerSample")
    bound = None if outcomes is None else bound_of(most_bits, AT_MOST, {"outcomes": estimate(outcomes)})
    if bound is None:
        reason = "how many outcomes a sample has is not claimed"
        numbers = {"value": estimate(entropy).shown, "unit": "bit"}
        grounding = check.verdict(UNDETERMINED, (claim,), reason=reason, needs=("outcomes",), **numbers)
        return [Judged(grounding)]
    return [judge_bound(
        check, item, (claim, ClaimRef(item.id, "outcomes")), estimate(entropy), bound, AT_MOST, unit="bit",
        within="no more bits than a sample of so many outcomes holds",
        beyond="more bits than a sample of so many outcomes can hold",
        tolerance=ROUNDING, evidence=even_outcomes(estimate(outcomes)),
    )]  # fmt: skip


def most_bits(outcomes: float) -> float:
    """The largest min-entropy of one sample, in bits."""
    return log2(outcomes)


def even_outcomes(outcomes: Estimate) -> Evidence:
    """The largest number of qubits up to four whose outcomes the sample holds, each qubit in an even superposition."""
    qubits = min(max(int(log2(positive(outcomes.shown) or 2.0)), 1), 4)
    return Evidence("uniform-outcome", {"qubits": float(qubits)}, lambda: most_bits(2**qubits))


CHECK = Check(
    name="min-entropy",
    terms=("minEntropyPerSample", "outcomes"),
    kind=THEOREM,
    formula="min-entropy of a sample <= log2(outcomes)",
    tolerance="0.5 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/nature09008",
    judge=judge,
    circuit="uniform-outcome",
)
