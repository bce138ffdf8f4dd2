"""Two shot noise units of excess noise break all entanglement, and with it every key: xi < 2 at the channel input.

At the channel output the limit is 2 eta. Keys at long range need far less, about 0.01 to 0.1 (Weedbrook et al. 2012).
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, EXACT, Bound, bound_of, judge_bound
from ..check import Check, Judged
from .capacity import transmissivity
from .path import KNOWN, path
from .words import equal_statistic, key_claims, supposing

LIMIT = 2.0  # shot noise units at the channel input


def judge(check: Check, item: Item) -> list[Judged]:
    noise, keys = claimed(item, "excessNoise"), key_claims(item)
    if noise is None or not keys:
        return []
    terms = ("excessNoise", keys[0])
    bound, lost = Bound(LIMIT, LIMIT, exact=True), None
    reference = stated_word(item, "noiseReferredTo") or "channel-input"
    if reference == "channel-output":
        lost = path(item)
        if lost is None:
            claims = tuple(ClaimRef(item.id, term) for term in terms)
            reason = "noise at the channel output is bounded by twice the transmissivity, which is not known"
            return [Judged(check.verdict(UNDETERMINED, claims, value=noise.value, reason=reason, needs=KNOWN))]
        bound = bound_of(lambda **values: LIMIT * transmissivity(lost.loss(values)), AT_MOST, lost.inputs)
        terms += lost.terms
    if bound is None:
        return []
    check = supposing(check, ("noiseReferredTo", reference), *(lost.assumptions if lost else ()))
    return [
        judge_bound(
            check, item, tuple(ClaimRef(item.id, term) for term in terms), estimate(noise), bound, AT_MOST, unit="SNU",
            within="so much excess noise need not break entanglement",
            beyond="so much excess noise breaks all entanglement, and no key is left",
            tolerance=EXACT, needs=equal_statistic(item, *terms),
        )
    ]  # fmt: skip


CHECK = Check(
    name="excess-noise-limit",
    terms=("excessNoise", "secretKeyRate", "secretKeyPerUse", "keyLength", "asymptoticKeyRate", "channelLoss"),
    kind=THEOREM,
    formula="xi < 2 shot noise units at the channel input (2 eta at the output)",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/RevModPhys.84.621",
    judge=judge,
    assumptions=(("trustedNoise", "none"),),
)
