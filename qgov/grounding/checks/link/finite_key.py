"""A session of finite length may give no key although its error rate passes: the satellite of 2017 had 8.1 % and none.

How much key so many sifted bits can give at most is estimated in favour of the claim: both bases give key and test each
other, errors are corrected at the Shannon limit, the phase error is the measured one and five standard deviations of
sampling (security 3e-7, weaker than is usual), and every round is sifted. What this leaves is not reached; less than
nothing is no key.
"""

from __future__ import annotations

from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...exact import decimal_from_float, difference
from ...model import CAPABILITY, MET, NOT_MET, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, judge_threshold
from ..check import Check, Evidence, Judged
from .capacity import binary_entropy
from .empty_pulses import TERMS, empty_share, unread_share
from .words import BASES, bases, protocol

DEVIATIONS = 5.0
SECURITY = 22.0  # bits given up for a security of 3e-7


def longest(rounds: float, qber: float, empty: float = 0.0) -> float:
    """The longest key, in bits, from so many sifted bits with this error rate; negative where there is none.

    ``empty`` is the share of counts that decoy states show to be of empty pulses.
    """
    error = min(max(qber, 0.0), 0.5)
    spread = DEVIATIONS * sqrt(max(error * (1 - error), 1 / rounds) * 4 / rounds)
    return rounds * (unread_share(error, empty, spread) - binary_entropy(error)) - SECURITY


def judge(check: Check, item: Item) -> list[Judged]:
    obtained = stated_word(item, "finiteKeyObtained")
    length = claimed(item, "keyLength")
    if length is None and item.claims.get("finiteKey") is not True and obtained != "true":
        return []
    if bases(item) not in (2, 3) or protocol(item) not in {*BASES, "e91", None}:
        return []
    if length is None and obtained is None and claimed(item, "qber") is None and claimed(item, "rounds") is None:
        return []
    terms = [term for term in ("keyLength", "finiteKey", "qber", "rounds") if term in item.claims]
    claims = tuple(ClaimRef(item.id, term) for term in terms) or (ClaimRef(item.id, "finiteKey"),)
    if obtained in ("none", "false"):
        reason = "a finite key is claimed, and it is stated that none was obtained"
        return [Judged(check.verdict(NOT_MET, claims, reason=reason))]
    found = _inputs(item)
    if found is None or stated_word(item, "postProcessing") == "two-way":
        reason = "an error rate that passes in the limit of infinitely many signals is not yet a finite key"
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=_asked(item)))]
    qber, rounds = found
    empty = empty_share(item)
    most = max(longest(float(count), float(error), empty) for count in rounds for error in qber)
    evidence = _evidence(float(qber[0]))
    if length is not None:
        return [_length(check, claims, estimate(length), most, evidence)]
    numbers = {"value": decimal_from_float(most), "bound": decimal_from_float(0.0), "side": AT_LEAST, "unit": "bit"}
    numbers["margin"] = difference(numbers["value"], numbers["bound"])
    if most <= 0:
        reason = "so few signals with so many errors give no key"
        return [Judged(check.verdict(NOT_MET, claims, reason=reason, **numbers), evidence)]
    if obtained == "true":
        reason = "a finite key was obtained, as declared, and so many signals can give one"
        return [Judged(check.verdict(MET, claims, reason=reason, **numbers), evidence)]
    reason = "so many signals can give a key if enough of them are sifted"
    needs = ("finiteKeyObtained", "keyLength")
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers), evidence)]


def _length(check: Check, claims: tuple[ClaimRef, ...], length: Estimate, most: float, evidence) -> Judged:
    if most <= 0:
        numbers = {"value": length.shown, "bound": decimal_from_float(0.0), "unit": "1"}
        reason = "so few signals with so many errors give no key"
        return Judged(check.verdict(NOT_MET, claims, reason=reason, **numbers), evidence)
    return judge_threshold(
        check, claims, length, most, AT_MOST, unit="1", evidence=evidence,
        met="no longer than so many signals with these errors can give",
        not_met="longer than so many signals with these errors can give",
    )  # fmt: skip


def _inputs(item: Item) -> tuple[list, list] | None:
    """The ends of error rate and rounds that favour the claim, estimates first; None where one is open."""
    qber, rounds = claimed(item, "qber"), claimed(item, "rounds")
    if qber is None or rounds is None:
        return None
    error, count = estimate(qber), estimate(rounds)
    if error.low is None or not 0 <= error.low <= 1 or count.high is None or count.high < 1:
        return None
    low = error.low if error.u is None else max(error.low - 3 * error.u, 0 * error.low)
    return [min(error.shown, 1), low], [count.high]


def _asked(item: Item) -> tuple[str, ...]:
    needs = tuple(term for term in ("qber", "rounds") if claimed(item, term) is None)
    return needs or ("the number of sifted bits and their errors",)


def _evidence(qber: float) -> Evidence | None:
    if not 0 <= qber <= 0.5:
        return None
    return Evidence("key-bases", {"qber": qber, "bases": 2.0}, lambda: qber)


CHECK = Check(
    name="finite-key",
    terms=("keyLength", "finiteKey", "qber", "rounds", "protocol", *TERMS),
    kind=CAPABILITY,
    formula="l <= n (1 - h(Q + 5 sqrt(4 Q (1 - Q)/n)) - h(Q)) - 22",
    tolerance="1.645 standard uncertainties",
    source="10.1038/ncomms1631",
    judge=judge,
    circuit="key-bases",
)
