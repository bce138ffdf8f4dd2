"""The key that errors leave of a long sifted key: 1 - 2 h(Q) with two bases, one-way and without preprocessing.

With three bases it is 1 - h(Q) - Q - (1 - Q) h((1 - 3Q/2)/(1 - Q)). Both suppose the same errors in all bases; unequal
errors, noisy preprocessing or messages both ways can leave more, so that more is not impossible, and asked about.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import MODEL, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .capacity import binary_entropy
from .empty_pulses import TERMS, empty_share, unread_share
from .words import BASES, bases, protocol


def two_bases(qber: float, empty: float = 0.0) -> float:
    """Secret bits a sifted bit, BB84, with a share of counts from empty pulses; 0 where there is no key."""
    error = min(qber, 0.5)
    return max(0.0, unread_share(error, empty) - binary_entropy(error))


def three_bases(qber: float) -> float:
    """Secret bits a sifted bit, six states."""
    error = min(qber, 0.5)
    return max(0.0, 1 - binary_entropy(error) - error - (1 - error) * binary_entropy((1 - 1.5 * error) / (1 - error)))


def judge(check: Check, item: Item) -> list[Judged]:
    rate, qber, count = claimed(item, "asymptoticKeyRate"), claimed(item, "qber"), bases(item)
    if rate is None or qber is None or count not in (2, 3) or protocol(item) not in {*BASES, None}:
        return []
    if stated_word(item, "postProcessing") == "two-way" or stated_word(item, "preprocessing") == "noisy":
        return []
    one = estimate(qber)
    if one.low is None or not 0 <= one.low <= 1:
        return []
    constants = {"empty": empty_share(item)} if count == 2 else {}
    bound = bound_of(two_bases if count == 2 else three_bases, AT_MOST, {"qber": one}, **constants)
    if bound is None:
        return []
    return [
        judge_bound(
            check, item, (ClaimRef(item.id, "asymptoticKeyRate"), ClaimRef(item.id, "qber")), estimate(rate), bound,
            AT_MOST, unit="bit", within="no more key than one-way processing leaves of equal errors",
            beyond="more key than one-way processing leaves of equal errors",
            needs=("the error rate of each basis", "postProcessing", "preprocessing"),
            evidence=_evidence(float(one.shown), int(count)),
        )
    ]  # fmt: skip


def _evidence(qber: float, count: int) -> Evidence | None:
    if not 0 <= qber <= 0.5:
        return None
    return Evidence("key-bases", {"qber": qber, "bases": float(count)}, lambda: qber)


CHECK = Check(
    name="asymptotic-key-rate",
    terms=("asymptoticKeyRate", "qber", "protocol", *TERMS),
    kind=MODEL,
    formula="r = 1 - 2 h(Q); six states: 1 - h(Q) - Q - (1 - Q) h((1 - 3Q/2)/(1 - Q))",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.85.441",
    judge=judge,
    circuit="key-bases",
)
