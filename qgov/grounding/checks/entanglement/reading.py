"""How the checks of this family read claims, and what two of them share: identities, contradicting statements.

Everything judged here goes through ``bound.judge_bound``; an identity is a bound on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import hypot

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, REFUTED, SUPPORTED, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Judged

AGREE = 1.645  # combined standard uncertainties within which two claims of one number agree
ROUNDED = 0.01  # relative difference of two rounded numbers of unknown uncertainty
FAR_POSTSELECTION = ("conditional", "coincidence", "other")


def read(item: Item, term: str) -> Estimate | None:
    """The claim as it is judged: an end that it leaves open stays open."""
    quantity = claimed(item, term)
    return None if quantity is None else estimate(quantity)


def read_input(item: Item, term: str, low: str = "0", high: str | None = "1") -> Estimate | None:
    """The claim as an input of a bound: an open end is the end of the term's domain; None where that is open too."""
    one = read(item, term)
    if one is None:
        return None
    first = Decimal(low) if one.low is None else one.low
    last = one.high if one.high is not None else None if high is None else Decimal(high)
    return None if last is None else replace(one, low=first, high=last)


def whole(item: Item, term: str) -> Estimate | None:
    """A count as an input of a bound."""
    return read_input(item, term, "1", None)


def refs(item: Item, *terms: str) -> tuple[ClaimRef, ...]:
    return tuple(ClaimRef(item.id, term) for term in terms)


def alike(item: Item, *terms: str) -> bool:
    """Whether the claims have one statistic; a claim that states none gives the mean."""
    return len({(item.quantity(term).statistic or "mean") for term in terms}) == 1


def apart(check: Check, item: Item, *terms: str) -> Judged:
    """Different statistics, such as the best fidelity and the mean visibility, are not held against each other."""
    reason = f"{' and '.join(terms)} have different statistics and cannot be compared"
    needs = (f"{' and '.join(terms)} with equal statistic",)
    return Judged(check.verdict(UNDETERMINED, refs(item, *terms), reason=reason, needs=needs))


def contrary(item: Item, term: str, *words: str, wanted: str = "none") -> tuple[str, ...]:
    """What to ask for where the item states one of the words, under which the theorem does not hold."""
    stated = stated_word(item, term)
    return (f"{term}: {wanted} (stated: {stated})",) if stated in words else ()


def averaged(item: Item, term: str) -> tuple[str, ...]:
    """What to ask for where the best of several fidelities is claimed, while the limit is one of the average."""
    return (f"{term} averaged over inputs (stated: best)",) if item.quantity(term).statistic == "best" else ()


def number_of(item: Item, term: str) -> float | None:
    """A numerical assumption; none and false are zero."""
    assumption = item.assumptions.get(term)
    if assumption is None:
        return None
    if isinstance(assumption.value, Decimal):
        return float(assumption.value) if assumption.value.is_finite() else None
    return 0.0 if stated_word(item, term) in ("none", "false") else None


def judge_identity(
    check: Check, item: Item, claims: tuple[ClaimRef, ...], one: Estimate, function: Callable[..., float],
    inputs: Mapping[str, Estimate], *, agree: str, differ: str, **rest,
) -> list[Judged]:  # fmt: skip
    """A claimed number that must equal what others give: a bound from both sides, with a band in which they agree."""
    found = []
    for side in (AT_MOST, AT_LEAST):
        bound = bound_of(function, side, inputs)
        if bound is None:
            return []
        found.append(judge_bound(check, item, claims, one, bound, side, within=agree, beyond=differ, **rest))
    verdicts = [judged.grounding.verdict for judged in found]
    worst = next((judged for judged in found if judged.grounding.verdict == REFUTED), None)
    worst = worst or next((judged for judged in found if judged.grounding.verdict == UNDETERMINED), found[0])
    if REFUTED in verdicts or UNDETERMINED not in verdicts or not _agree(one, bound):
        return [worst]
    return [Judged(replace(worst.grounding, verdict=SUPPORTED, reason=agree, needs=()), worst.evidence)]


def _agree(one: Estimate, bound: Bound) -> bool:
    if one.shown is None:
        return False
    gap = abs(float(one.shown) - bound.value)
    u = hypot(float(one.u or 0), bound.u)
    return gap <= (AGREE * u if u > 0 else ROUNDED * abs(bound.value))


def judge_twice(
    check: Check, item: Item, claims: tuple[ClaimRef, ...], one: Estimate, hard: Bound, usual: Bound, side: str, *,
    needs: tuple[str, ...] = (), usually: str, asks: tuple[str, ...], **rest,
) -> Judged:  # fmt: skip
    """A bound that always holds, and a tighter one that holds under what ``asks`` names: beyond the tighter one alone
    a claim is undetermined.
    """
    first = judge_bound(check, item, claims, one, hard, side, needs=needs, **rest)
    if first.grounding.verdict != SUPPORTED:
        return first
    rest |= {"beyond": usually, "kind": MODEL}
    second = judge_bound(check, item, claims, one, usual, side, needs=asks, **rest)
    return second if second.grounding.verdict != SUPPORTED else first
