"""A channel is completely positive: its Choi matrix has no negative eigenvalue, its parameter lies in its range.

Kraus operators are so by their form. The trace norm of a Choi state equals its trace only if nothing is negative; a
tenth of the weight in negative eigenvalues is left to the noise of a reconstruction that was not made positive.
"""

from __future__ import annotations

from math import isfinite

from qgov.dossier.model import Item

from ...estimate import Estimate
from ...exact import decimal_from_float
from ...model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, EXACT, Bound, judge_bound
from ..check import Check, Judged
from .matrices import ChannelMap, Unreadable, claimed_map
from .models import convention_need, named_model
from .spectra import trace_norm

NEGATIVE = 0.2  # relative excess of the trace norm: twice the weight in negative eigenvalues


def judge(check: Check, item: Item) -> list[Judged]:
    return _matrix(check, item) + _parameter(check, item)


def _matrix(check: Check, item: Item) -> list[Judged]:
    found = claimed_map(item)
    if found is None:
        return []
    claims = (ClaimRef(item.id, found.term),)
    if isinstance(found, Unreadable):
        return [Judged(check.verdict(UNDETERMINED, claims, reason=found.reason, needs=found.needs))]
    norm = trace_norm(found)
    if not isfinite(norm):
        if found.term == "choi":
            reason = "the Choi matrix has no positive trace: no channel has such a one"
            return [Judged(check.verdict(REFUTED, claims, reason=reason))]
        reason, needs = "all Kraus operators are zero", ("Kraus operators that are not all zero",)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs))]
    return [judge_bound(
        check, item, claims, _estimate(norm, found), Bound(1.0, 1.0, exact=True), AT_MOST, unit="1", tolerance=NEGATIVE,
        within="Kraus operators make a map completely positive" if found.term == "kraus"
        else "no eigenvalue of the Choi matrix is negative",
        beyond="the Choi matrix has negative eigenvalues, or is not Hermitian: it would give negative probabilities",
        needs=(),
    )]  # fmt: skip


def _estimate(norm: float, found: ChannelMap) -> Estimate:
    slack = max(1e-8, 2 * found.size**0.5 * found.state_allowance)
    return Estimate(*(decimal_from_float(end) for end in (norm, norm - slack, norm + slack)), None)


def _parameter(check: Check, item: Item) -> list[Judged]:
    named = named_model(item)
    if named is None or named.model == "identity":
        return []
    if not named.readings:
        claims = (ClaimRef(item.id, "model"),)
        reason = f"the model {named.model} has no parameter that can be read"
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=(named.need,)))]
    reading = max(named.readings, key=lambda one: one.convention.most)
    if not isfinite(reading.convention.most):
        return []
    most = reading.convention.most
    found = judge_bound(
        check, item, (ClaimRef(item.id, "parameter"),), reading.parameter, Bound(most, most, exact=True), AT_MOST,
        unit="1", tolerance=EXACT, within=f"in the range of the {reading.convention.word} of the model {named.model}",
        beyond=f"no channel of the model {named.model} has a {reading.convention.word} so large",
    )  # fmt: skip
    smallest = min(one.convention.most for one in named.readings)
    shown = reading.parameter.shown
    if found.grounding.verdict == SUPPORTED and shown is not None and float(shown) > smallest * (1 + EXACT):
        reason = "the parameter is possible under one convention and not under another"
        return [Judged(check.verdict(UNDETERMINED, found.grounding.claims, value=shown, unit="1", reason=reason,
                                     needs=(convention_need(named),)))]  # fmt: skip
    return [found]


CHECK = Check(
    name="complete-positivity",
    terms=("kraus", "choi", "model", "parameter", "parameterConvention"),
    kind=THEOREM,
    formula="J >= 0, so that ||J||_1 = tr J; parameter in the range of its model",
    tolerance="rounding of the entries; 20 % of the trace norm of a Choi matrix, which may be measured; 3 standard "
    "uncertainties of a parameter",
    source="10.1016/0024-3795(75)90075-0",
    judge=judge,
)
