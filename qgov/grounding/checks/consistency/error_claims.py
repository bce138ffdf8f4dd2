"""The error of a computer's two-qubit gate, as its claims give it: declared, row by row, and as it passed a test.

Where a provision begins below an error, an error overstated escapes it. A declared mean above that of the pair rows by
more than their spread, or rows with which the quantum volume claimed would not be passed, are asked about; the fact
holds both ends in the meantime. Devices pass their volume on their best qubits and beat the depolarising estimate
(Cross et al. 2019, DOI 10.1103/PhysRevA.100.032328), so that only a best pair three times too bad is noted, and nothing
is refuted. Qubits understated are refuted by ``quantum-volume`` and ``qubit-count-pairs``.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate, live_pairs
from ...exact import decimal_from_float
from ...metric import average_gate_infidelity, factor
from ...model import MODEL, SUPPORTED, UNDETERMINED
from ..bound import AT_MOST
from ..check import Check, Judged
from ..volume_error import largest_error
from .sets import alike, judge_set, refs

SLACK = 3.0
LARGEST_VOLUME = 2**4096  # beyond, a quantum volume is refused elsewhere
ROUNDED = 0.01


def judge(check: Check, item: Item) -> list[Judged]:
    return _against_rows(check, item) + _against_volume(check, item) + _one_qubit(check, item)


def _declared(item: Item) -> Estimate | None:
    """The declared mean in average gate infidelity."""
    quantity = claimed(item, "cnotError")
    if quantity is None or quantity.statistic not in (None, "mean"):
        return None
    average = average_gate_infidelity(quantity, 2)
    return None if average is None else estimate(average)


def _rows(item: Item) -> list[float]:
    """The errors of the working pairs in average gate infidelity; none if one of them cannot be converted."""
    found = [average_gate_infidelity(pair.cnot_error, 2) for pair in live_pairs(item)]
    numbers = [None if one is None or one.value is None else float(one.value) for one in found]
    return [] if None in numbers else numbers


def _against_rows(check: Check, item: Item) -> list[Judged]:
    declared, rows = _declared(item), _rows(item)
    if declared is None or declared.value is None or not rows:
        return []
    mean = sum(rows) / len(rows)
    spread = max(sqrt(sum((row - mean) ** 2 for row in rows) / len(rows)), ROUNDED * mean, 3 * float(declared.u or 0))
    gap = float(declared.value) - mean
    if abs(gap) <= spread:
        return []
    side = "above" if gap > 0 else "below"
    reason = (
        f"the mean declared lies {side} the mean of {len(rows)} pair rows by more than their spread of {spread:.3g}: "
        f"it is {'overstated, or pairs that do worse' if gap > 0 else 'understated, or pairs that do better'} were left"
        " out"
    )
    numbers = {"value": declared.value, "bound": decimal_from_float(mean), "unit": "1"}
    numbers["margin"] = decimal_from_float(-abs(gap))
    claims = refs(item, "cnotError", "pairs.cnotError")
    needs = ("pair rows of all working pairs, taken with the declared value",)
    formula = "abs(declared mean - mean of the rows) <= spread of the rows"
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, formula=formula, count=len(rows),
                                 **numbers))]  # fmt: skip


def _against_volume(check: Check, item: Item) -> list[Judged]:
    """The best of the pair rows; of a declared error speaks the check ``volume-error``."""
    volume, rows = claimed(item, "quantumVolume"), _rows(item)
    if volume is None or not rows or stated_word(item, "errorCorrection") not in (None, "none", "false"):
        return []
    passed = estimate(volume).low
    if passed is None or not 4 <= passed < LARGEST_VOLUME:
        return []
    most, best = largest_error(int(passed).bit_length() - 1), min(rows)
    claims = refs(item, "quantumVolume", "pairs.cnotError")
    numbers = {"value": decimal_from_float(best), "bound": decimal_from_float(most), "unit": "1", "count": len(rows)}
    numbers |= {"margin": decimal_from_float(most - best), "side": AT_MOST}
    if best <= SLACK * most:
        reason = "with the best of these errors the quantum volume claimed can be passed"
        return [Judged(check.verdict(SUPPORTED, claims, reason=reason, **numbers))]
    reason = (
        "with these errors the quantum volume claimed would not be passed: they are overstated, or better pairs were "
        "left out, or the volume is wrong"
    )
    needs = ("pair rows of the qubits that passed", "heavy-output probability of the test")
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]


def _one_qubit(check: Check, item: Item) -> list[Judged]:
    """Gates on one qubit err less than those on two; the other way round the two may have been exchanged."""
    both = claimed(item, "oneQubitError"), claimed(item, "cnotError")
    if None in both or not alike(item, "oneQubitError", "cnotError") or None in [factor(one.metric, 2) for one in both]:
        return []
    found = judge_set(
        replace(check, formula="error of gates on one qubit <= error of gates on two"), item, "oneQubitError",
        lambda cnotError: cnotError, ("cnotError",), AT_MOST, unit="1", within="",
        beyond="gates on one qubit are said to err more than gates on two: is one the best, or are they exchanged?",
        needs=("oneQubitError and cnotError of the same qubits, in the same metric",),
    )  # fmt: skip
    return [entry for entry in found if entry.grounding.verdict != SUPPORTED]


CHECK = Check(
    name="error-claims",
    terms=("cnotError", "oneQubitError", "quantumVolume", "pairs.cnotError"),
    kind=MODEL,
    formula="1/2 + F ln(2)/2 > 2/3 with F = (1 - 5 r/4)^(3 m floor(m/2)), m = log2(QV)",
    tolerance="3 times the error of the model; the spread of the pair rows",
    source="10.1103/PhysRevA.100.032328",
    judge=judge,
)
