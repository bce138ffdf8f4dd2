"""A channel loses no probability: sum of K-dagger K = I, or the Choi state has the uniform marginal on the input.

What gives more output than it was given is no operation at all, whatever the claim assumes. What gives less may be one
branch of an operation, so that it contradicts only a claim that the map keeps probability. Matrices from a measurement
carry its noise: a Choi matrix is held against the bound with the tolerance of measured quantities. Kraus operators are
computed, so that only the rounding of their digits lies between them and the bound: they contradict it beyond all that
this can change, and where it would have to change more than a hundredth, more digits are asked for.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...exact import decimal_from_float
from ...model import SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, MEASURED, Bound, judge_bound
from ..check import Check, Judged
from ..consistency.sets import ROUNDED
from .matrices import EXACT, ChannelMap, Unreadable, claimed_map
from .spectra import kept_range

_ONE = Bound(1.0, 1.0, exact=True)


def judge(check: Check, item: Item) -> list[Judged]:
    found = claimed_map(item)
    if found is None:
        return []
    claims = (ClaimRef(item.id, found.term),)
    if isinstance(found, Unreadable):
        return [Judged(check.verdict(UNDETERMINED, claims, reason=found.reason, needs=found.needs, assumptions=()))]
    least, most = kept_range(found)
    if not (isfinite(least) and isfinite(most)):
        return [Judged(check.verdict(UNDETERMINED, claims, reason="the matrix is no finite map", needs=(found.term,)))]
    return [_judged(check, item, found, claims, least, most)]


def _judged(check: Check, item: Item, found: ChannelMap, claims: tuple, least: float, most: float) -> Judged:
    slack = max(EXACT, found.kept_allowance)
    agreed = ROUNDED if found.term == "kraus" else inf
    tolerance = MEASURED if found.term == "choi" else EXACT
    note = f" ({found.note})" if found.note else ""
    branch = stated_word(item, "tracePreserving") in ("none", "false")
    rest = {"unit": "1", "tolerance": tolerance, "needs": ()}
    free = replace(check, assumptions=())
    gain = judge_bound(
        free, item, claims, _estimate(most, slack), _ONE, AT_MOST,
        within="no input yields more output than it was" + (", as one branch of an operation" if branch else "") + note,
        beyond="some input yields more output than there was input, which no operation does" + note, **rest,
    )  # fmt: skip
    if gain.grounding.verdict != SUPPORTED or (branch and most - 1 <= agreed):
        return gain
    if most - 1 > agreed:
        return _rounded(gain)
    loss = judge_bound(
        check, item, claims, _estimate(least, slack), _ONE, AT_LEAST,
        within="every input yields an output: the map keeps probability" + note,
        beyond="some input yields no output, so that the map does not keep probability" + note, **rest,
    )  # fmt: skip
    return _rounded(loss) if loss.grounding.verdict == SUPPORTED and 1 - least > agreed else loss


def _rounded(found: Judged) -> Judged:
    """A map that keeps probability only if the rounding of its entries changed much."""
    reason = "the map does not keep probability as it is given, but might before its entries were rounded"
    needs = ("kraus with more digits",)
    return replace(found, grounding=replace(found.grounding, verdict=UNDETERMINED, reason=reason, needs=needs))


def _estimate(number: float, slack: float) -> Estimate:
    return Estimate(*(decimal_from_float(end) for end in (number, number - slack, number + slack)), None)


CHECK = Check(
    name="trace-preservation",
    terms=("kraus", "choi"),
    kind=THEOREM,
    formula="sum of K^dagger K = I, tr_out J = I/d_in",
    tolerance="what rounding of the entries can change, at least 1e-8; 10 % of a Choi matrix, which may be measured",
    source="10.1016/0024-3795(75)90075-0",
    judge=judge,
    assumptions=(("tracePreserving", "true"),),
)
