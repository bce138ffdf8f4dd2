"""P <= (1 + sqrt(1 - 4 p0 p1 s^2)) / 2: two states that overlap are not told apart with certainty.

Helstrom 1969 (DOI 10.1007/BF01007479), for pure states with overlap s and priors p0, p1; n copies have the overlap s^n.
Who may refuse to answer errs less: at equal priors and a share Q of refusals the answers given are right with
probability (1 + sqrt(1 - ((s - Q)/(1 - Q))^2)) / 2 at most, and always from Q = s on (Chefles and Barnett 1998, DOI
10.1080/09500349808230919).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import asin, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import contrary, number_of, read, read_input, refs, whole


def helstrom(overlap: float, first: float = 0.5, refused: float = 0.0, copies: float = 1.0) -> float:
    """The largest share of right answers among those given, for the prior of the first state."""
    joint = min(1.0, abs(overlap)) ** copies
    if refused <= 0:
        return (1 + sqrt(max(0.0, 1 - 4 * first * (1 - first) * joint**2))) / 2
    if refused >= joint:
        return 1.0
    return (1 + sqrt(1 - ((joint - refused) / (1 - refused)) ** 2)) / 2


def judge(check: Check, item: Item) -> list[Judged]:
    one, overlap = read(item, "successProbability"), read_input(item, "stateOverlap")
    if one is None or overlap is None:
        return []
    claims = refs(item, "successProbability", "stateOverlap")
    first, refused, needs = _circumstances(item)
    if needs:
        reason = "the best probability depends on the priors and on refusals"
        return [Judged(check.verdict(UNDETERMINED, claims, value=one.shown, unit="1", reason=reason, needs=needs))]
    inputs = {"overlap": overlap}
    if whole(item, "inputCopies") is not None:
        inputs["copies"] = whole(item, "inputCopies")
        claims += refs(item, "inputCopies")
    bound = bound_of(helstrom, AT_MOST, inputs, first=first, refused=refused)
    if bound is None:
        return []
    copies = float(inputs["copies"].shown) if "copies" in inputs else 1.0
    check = replace(check, assumptions=tuple((term, _as_stated(item, term)) for term, _ in check.assumptions))
    return [judge_bound(
        check, item, claims, one, bound, AT_MOST, unit="1", within="so often the two states can be told apart",
        beyond="no measurement tells the two states apart so often",
        needs=contrary(item, "postselection", "conditional", "other"),
        evidence=_evidence(min(1.0, max(0.0, float(overlap.shown))) ** copies, first),
    )]  # fmt: skip


def _circumstances(item: Item) -> tuple[float, float, tuple[str, ...]]:
    """Prior of the first state, share of refusals, and what is missing to know either."""
    needs = []
    priors = item.assumptions.get("priors")
    numbers = priors.value if priors is not None and isinstance(priors.value, tuple) else ()
    refused = number_of(item, "inconclusiveRate")
    if priors is None:
        needs.append("priors of the two states, such as [0.5, 0.5]")
    elif not _are_two_shares(numbers):
        needs.append("priors: two numbers that add up to 1")
    if refused is None:
        needs.append("inconclusiveRate: 0")
    elif not 0 <= refused < 1:
        needs.append("inconclusiveRate: at least 0 and below 1")
    elif refused > 0 and not needs and numbers[0] != numbers[1]:
        needs.append("inconclusiveRate: 0, or equal priors")
    return (float(numbers[0]) if not needs else 0.5), refused or 0.0, tuple(needs)


def _are_two_shares(numbers: tuple) -> bool:
    if len(numbers) != 2 or not all(isinstance(number, Decimal) and number.is_finite() for number in numbers):
        return False
    return all(0 <= number <= 1 for number in numbers) and abs(sum(numbers) - 1) <= Decimal("0.001")


def _as_stated(item: Item, term: str) -> str:
    word = stated_word(item, term) or "stated"
    return "none" if word in ("none", "false") else word


def _evidence(overlap: float, first: float) -> Evidence:
    """Two states of a qubit, measured in the basis that is best for the priors; without refusals."""
    angle = asin(min(1.0, overlap))
    return Evidence("state-discrimination", {"overlap angle": angle, "prior": first},
                    lambda: helstrom(overlap, first))  # fmt: skip


CHECK = Check(
    name="state-discrimination",
    terms=("successProbability", "stateOverlap", "inputCopies", "priors", "inconclusiveRate"),
    kind=THEOREM,
    formula="P <= (1 + sqrt(1 - 4 p0 p1 s^2)) / 2",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1007/BF01007479",
    judge=judge,
    assumptions=(("priors", "stated"), ("inconclusiveRate", "0")),
    circuit="state-discrimination",
)
