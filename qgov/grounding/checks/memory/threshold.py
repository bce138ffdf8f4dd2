"""A capability whose threshold is itself not one number: met above its highest value, not met below its lowest."""

from __future__ import annotations

from ...estimate import Estimate
from ...model import MET, NOT_MET, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Evidence, Judged


def judge_between(
    check: Check, claims: tuple[ClaimRef, ...], claimed: Estimate, least: float, most: float, *, met: str, not_met: str,
    between: str, needs: tuple[str, ...] = (), evidence: Evidence | None = None,
) -> Judged:  # fmt: skip
    """``needs`` is what would make the threshold one number; without it, a smaller uncertainty is asked for."""
    words = {"unit": "1", "met": met, "not_met": not_met, "evidence": evidence}
    upper = judge_threshold(check, claims, claimed, most, AT_LEAST, **words)
    if upper.grounding.verdict == MET:
        return upper
    lower = judge_threshold(check, claims, claimed, least, AT_LEAST, **words)
    if lower.grounding.verdict == NOT_MET:
        return lower
    if least == most and not needs:
        return upper
    found = upper.grounding
    numbers = {"value": found.value, "bound": found.bound, "margin": found.margin, "side": found.side, "u": found.u}
    asked = needs or ("a smaller uncertainty",)
    return Judged(check.verdict(UNDETERMINED, claims, reason=between, needs=asked, unit="1", **numbers), evidence)


def guarded(one: Estimate) -> tuple[float | None, float | None]:
    """The ends of a claimed quantity with its guard band, as a threshold that depends on it needs them."""
    guard = 1.645 * float(one.u) if one.u is not None else 0.0
    low = None if one.low is None else max(0.0, float(one.low) - guard)
    return low, None if one.high is None else float(one.high) + guard
