"""(d+1)/d r <= e <= sqrt(d (d+1) r): the worst case of a gate, from its mean error r, in dimension d = 4.

The diamond error e is half of the diamond distance to the ideal gate. Stochastic errors reach the lower end, coherent
ones come near the upper (Wallman and Flammia 2014, DOI 10.1088/1367-2630/16/10/103032). Both ends grow with r, so that
the mean, median, best and worst of many gates obey them where both claims give the same of these. Some sources quote
the whole distance, twice the error: above the upper end by no more than that factor a claim is asked about. A mean
error without metric is read as average gate infidelity, and may be a process infidelity: a diamond error that only the
first of these forbids is asked about.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ..estimate import Estimate, claimed, estimate
from ..metric import PROCESS, average_gate_infidelity
from ..model import MODEL, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from .check import Check, Evidence, Judged

DIMENSION = 4
METRIC = "cnotError with metric average-gate-infidelity or process-infidelity"
# Metrics that are the mean error of the one gate; interleaved benchmarking gives it within wide limits only.
SHARP = ("average-gate-infidelity", *sorted(PROCESS))
WHOLE = 2.0  # the whole diamond distance over the diamond error


def least(error: float, d: int = DIMENSION) -> float:
    """The diamond error of a gate whose errors are all stochastic, from its average gate infidelity."""
    return (d + 1) / d * error


def most(error: float, d: int = DIMENSION) -> float:
    """The largest diamond error that an average gate infidelity allows, at most 1."""
    return min(1.0, sqrt(d * (d + 1) * error))


def judge(check: Check, item: Item) -> list[Judged]:
    worst, error = claimed(item, "diamondError"), claimed(item, "cnotError")
    if worst is None or error is None:
        return []
    claims = (ClaimRef(item.id, "diamondError"), ClaimRef(item.id, "cnotError"))
    shown = estimate(worst).shown
    average = average_gate_infidelity(error, 2) if error.metric in (None, *SHARP) else None
    if average is None or worst.statistic != error.statistic:
        reason = "the two claims have different statistics, or the mean error is not known well enough"
        needs = ("diamondError and cnotError with equal statistic",)
        if average is None:
            needs = (METRIC,)
        return [Judged(check.verdict(UNDETERMINED, claims, value=shown, unit="1", reason=reason, needs=needs))]
    one, inputs = estimate(worst), {"error": estimate(average)}
    low, high = bound_of(least, AT_LEAST, inputs), bound_of(most, AT_MOST, inputs)
    if low is None or high is None:
        return []
    rest = {"unit": "1", "within": "the worst case is one that the mean error allows", "evidence": _evidence(inputs)}
    if error.metric is None and (found := _if_of_the_process(check, item, claims, one, inputs, low, rest)) is not None:
        return [found]
    below = judge_bound(check, item, claims, one, low, AT_LEAST, beyond="a worst case better than the mean", **rest)
    if below.grounding.verdict != SUPPORTED:
        return [below]
    above = judge_bound(check, item, claims, one, _whole(high), AT_MOST,
                        beyond="a worst case beyond what so small a mean error allows", **rest)  # fmt: skip
    if above.grounding.verdict != SUPPORTED:
        return [above]
    doubt = judge_bound(check, item, claims, one, high, AT_MOST, kind=MODEL,
                        beyond="a worst case that so small a mean error allows only as the whole distance",
                        needs=("diamondError as half of the diamond distance",), **rest)  # fmt: skip
    return [doubt if doubt.grounding.verdict != SUPPORTED else below]


def _if_of_the_process(check, item, claims, one, inputs, low: Bound, rest: dict) -> Judged | None:
    """The verdict of a mean error without metric at the lower end, None where it lies above it in any metric.

    A process infidelity is itself the least diamond error.
    """
    process = bound_of(lambda error: error, AT_LEAST, inputs)
    words = {"beyond": "a worst case better than the mean"}
    found = judge_bound(check, item, claims, one, process, AT_LEAST, **words, **rest)
    if found.grounding.verdict != SUPPORTED:
        return found
    doubt = judge_bound(check, item, claims, one, low, AT_LEAST, kind=MODEL, needs=(METRIC,), **words, **rest)
    return None if doubt.grounding.verdict == SUPPORTED else doubt


def _whole(bound: Bound) -> Bound:
    return replace(bound, value=WHOLE * bound.value, favourable=WHOLE * bound.favourable, u=WHOLE * bound.u)


def _evidence(inputs: dict[str, Estimate]) -> Evidence | None:
    """A depolarising gate of that mean error: its process infidelity is its diamond error, the lower end."""
    shown = inputs["error"].shown
    process = None if shown is None else least(float(shown))
    if process is None or not 0 <= process <= 1:
        return None
    return Evidence("depolarising", {"process infidelity": process, "qubits": 2.0}, lambda: 4 / 5 * process)


CHECK = Check(
    name="diamond-error",
    terms=("diamondError", "cnotError"),
    kind=THEOREM,
    formula="(d+1)/d r <= diamond error <= sqrt(d (d+1) r), d = 4",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; a factor of 2 at the upper end",
    source="10.1088/1367-2630/16/10/103032",
    judge=judge,
    assumptions=(("sameGate", "true"), ("sameQubits", "true")),
    circuit="depolarising",
)
