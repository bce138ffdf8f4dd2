"""Up to which error rate a key is known to be distilled, by the way the raw key is processed.

One-way: 11.0 % with two bases (Shor and Preskill 2000), 12.6 % with three; 12.4 and 14.1 % with noisy preprocessing
(Renner, Gisin and Kraus 2005); two-way: 20.0 and 27.6 % (Chau 2002). These are rates in the limit of infinitely many
signals: an error rate below one of them does not say that a session gave a key. Decoy states bear more errors where
dark counts of empty pulses make them.
"""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import CAPABILITY, MET, NOT_MET, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, judge_threshold
from ..check import Check, Evidence, Judged
from .capacity import binary_entropy
from .empty_pulses import TERMS, empty_share, unread_share
from .words import BASES, bases, key_claims, protocol

ONE_WAY, NOISY, TWO_WAY = "one-way", "one-way with noisy preprocessing", "two-way"
THRESHOLDS = {
    2: {ONE_WAY: 0.1100, NOISY: 0.124, TWO_WAY: 0.200},
    3: {ONE_WAY: 0.1262, NOISY: 0.141, TWO_WAY: 0.2764},
}
SOURCES = {
    ONE_WAY: "10.1103/PhysRevLett.85.441", NOISY: "10.1103/PhysRevLett.95.080501",
    TWO_WAY: "10.1103/PhysRevA.66.060302",
}  # fmt: skip


def judge(check: Check, item: Item) -> list[Judged]:
    qber, count = claimed(item, "qber"), bases(item)
    if qber is None or count not in THRESHOLDS or protocol(item) not in {*BASES, "e91", None}:
        return []
    if not key_claims(item) and stated_word(item, "postProcessing") is None:
        return []
    claims, one = (ClaimRef(item.id, "qber"),), estimate(qber)
    way, needs = _way(item)
    judged = _judge(check, claims, one, int(count), way)
    if needs and judged.grounding.verdict != MET:
        most = _judge(check, claims, one, int(count), TWO_WAY)
        if most.grounding.verdict == NOT_MET:
            way, needs, judged = TWO_WAY, (), most
    grounding = judged.grounding
    rest = {"value": grounding.value, "bound": grounding.bound, "margin": grounding.margin, "unit": "1"}
    rest |= {"side": grounding.side, "u": grounding.u}
    if grounding.verdict != MET and needs:
        reason = "whether these errors leave a key depends on how the raw key is processed"
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **rest), judged.evidence)]
    if grounding.verdict == NOT_MET and _decoys_leave_a_key(item, one):
        reason = "dark counts of empty pulses make most of these errors, and decoy states leave a key all the same"
        needs = ("gain and errors of the signal pulses",)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **rest), judged.evidence)]
    rest |= {"reason": grounding.reason, "needs": grounding.needs, "source": SOURCES[way]}
    return [Judged(check.verdict(grounding.verdict, claims, **rest), judged.evidence)]


def _judge(check: Check, claims: tuple[ClaimRef, ...], qber: Estimate, count: int, way: str) -> Judged:
    return judge_threshold(
        check, claims, qber, THRESHOLDS[count][way], AT_MOST, unit="1", evidence=_evidence(qber.shown, count),
        met=f"{way} processing of a raw key with these errors gives a key in the limit of infinitely many signals",
        not_met=f"no key is known to come from these errors by {way} processing",
    )  # fmt: skip


def _decoys_leave_a_key(item: Item, qber: Estimate) -> bool:
    low, empty = min(0.5, float(qber.low or 0)), empty_share(item)
    return empty > 0 and unread_share(low, empty) > binary_entropy(low)


def _way(item: Item) -> tuple[str, tuple[str, ...]]:
    """How the raw key is processed, one-way where that is not stated; and what is not stated."""
    way, before = stated_word(item, "postProcessing"), stated_word(item, "preprocessing")
    if way == TWO_WAY:
        return TWO_WAY, ()
    needs = () if way is not None else ("postProcessing",)
    if before == "noisy":
        return NOISY, needs
    return ONE_WAY, (*needs, *(() if before is not None else ("preprocessing",)))


def _evidence(shown: Decimal, count: int) -> Evidence | None:
    """The claimed errors from a depolarising channel, over the states of all bases."""
    error = float(shown)
    if not 0 <= error <= 0.5:
        return None
    return Evidence("key-bases", {"qber": error, "bases": float(count)}, lambda: error)


CHECK = Check(
    name="qber-threshold",
    terms=("qber", "protocol", *TERMS),
    kind=CAPABILITY,
    formula="two bases: one-way 0.1100, noisy 0.124, two-way 0.200; three: 0.1262, 0.141, 0.2764",
    tolerance="1.645 standard uncertainties",
    source=SOURCES[ONE_WAY],
    judge=judge,
    circuit="key-bases",
)
