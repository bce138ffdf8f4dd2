"""Randomness that a Bell violation alone certifies: no more bits than the violation S leaves to hide.

S certifies f = 1 - log2(1 + sqrt(2 - S^2/4)) bits of min-entropy in one outcome (Pironio et al. 2010). Over many trials
entropy accumulates faster (Liu et al. 2018, DOI 10.1038/s41586-018-0559-3, has more than f), and both outcomes count.
What no certificate from S can exceed: devices that mix local behaviour with the largest violation show S as well, and
are random in the share q = (S - 2)/(2 sqrt2 - 2) of trials only. A certificate from another inequality, or from all
statistics, is not one from S: correlations that hardly violate this one certify up to two bits (Acin, Massar and
Pironio 2012, DOI 10.1103/PhysRevLett.108.100402). More than q bits an outcome is therefore refuted where the claim
states ``"method": "chsh"`` of its entropy, and else asked about. With S <= 2 it is refuted, and so
is any rate or number of bits that is called device-independent.
"""

from __future__ import annotations

from dataclasses import replace
from math import log2, sqrt

from qgov.dossier.model import Item, Quantity

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate, positive
from ...model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged

LOCAL, TSIRELSON = 2.0, 2 * sqrt(2)
ROUNDED = 0.005  # half of the last digit of an S that is quoted with two
FROM_S = "minEntropyPerSample with method: chsh, if the certificate rests on S alone"
BITS = {"secretKeyRate": "bit/s", "keyLength": "1"}
TOLERANCE = 0.02  # relative; S and entropies are computed from the same counts


def judge(check: Check, item: Item) -> list[Judged]:
    entropy, violation = claimed(item, "minEntropyPerSample"), claimed(item, "chsh")
    stated = stated_word(item, "certification")
    if entropy is None:
        return _bits_at_all(check, item)
    if stated not in (None, "device-independent") or (stated is None and violation is None):
        return []
    read = estimate(entropy)
    if violation is None:
        return [_ask(check, item, "minEntropyPerSample", read, "bit")]
    claims = (ClaimRef(item.id, "minEntropyPerSample"), ClaimRef(item.id, "chsh"))
    bell = {"chsh": estimate(violation)}
    certified = bound_of(certified_bits, AT_MOST, bell)
    most = bound_of(most_bits, AT_MOST, bell, outcomes=_outcomes(item))
    if certified is None or most is None:
        return []
    if bell["chsh"].u is None and bell["chsh"].high is not None:  # S = 2.00 is quoted for 2.002 as well
        rounded = most_bits(float(bell["chsh"].high) + ROUNDED, _outcomes(item))
        most = replace(most, favourable=max(most.favourable, rounded))
    evidence = _evidence(bell["chsh"])
    words = {"unit": "bit", "tolerance": TOLERANCE, "evidence": evidence}
    safe = judge_bound(
        check, item, claims, read, certified, AT_MOST, kind=MODEL,
        within="no more bits than this violation certifies in every trial",
        beyond="more bits than this violation certifies in every trial, which only many trials together allow",
        needs=("the certificate: by which bound, from how many trials, of one outcome or of both",), **words,
    )  # fmt: skip
    wide = judge_bound(
        check, item, claims, read, most, AT_MOST, within="no more bits than devices with this violation can have",
        beyond="more bits than devices with this violation need have: the violation does not certify them",
        needs=() if violates_nothing(bell["chsh"]) or _from_s_alone(entropy) else (FROM_S,), **words,
    )  # fmt: skip
    if safe.grounding.verdict == SUPPORTED:
        return [safe]
    return [wide if wide.grounding.verdict in (REFUTED, UNDETERMINED) else safe]


def _ask(check: Check, item: Item, term: str, read: Estimate, unit: str) -> Judged:
    reason = "randomness certified by a Bell violation, which is not claimed"
    claims = (ClaimRef(item.id, term),)
    return Judged(check.verdict(UNDETERMINED, claims, value=read.shown, unit=unit, reason=reason, needs=("chsh",)))


def _bits_at_all(check: Check, item: Item) -> list[Judged]:
    """Device-independent bits without a number of them for each sample: there must be a violation."""
    term = next((term for term in BITS if claimed(item, term) is not None), None)
    if term is None or stated_word(item, "certification") != "device-independent":
        return []
    read, violation = estimate(claimed(item, term)), claimed(item, "chsh")
    if read.low is None or read.low <= 0:
        return []
    if violation is None:
        return [_ask(check, item, term, read, BITS[term])]
    bell = estimate(violation)
    return [judge_bound(
        check, item, (ClaimRef(item.id, term), ClaimRef(item.id, "chsh")), bell, Bound(LOCAL, LOCAL, exact=True),
        AT_LEAST, unit="1", within="the violation leaves room for certified bits",
        beyond="local devices show this S: no violation, no certificate", evidence=_evidence(bell),
    )]  # fmt: skip


def _from_s_alone(entropy: Quantity) -> bool:
    """Whether the claim says that its entropy was computed from S and nothing else."""
    return (entropy.method or "").strip().lower() == "chsh"


def violates_nothing(violation: Estimate) -> bool:
    """Whether local devices show this S, so that neither it nor the statistics behind it certify anything."""
    return violation.high is not None and float(violation.high) <= LOCAL


def certified_bits(chsh: float) -> float:
    """Min-entropy of one outcome that the violation certifies, in bits."""
    return -log2(guess(chsh))


def guess(chsh: float) -> float:
    """The largest probability with which one outcome can be guessed."""
    inside = min(max(chsh, LOCAL), TSIRELSON)
    return (1 + sqrt(max(0.0, 2 - inside**2 / 4))) / 2


def most_bits(chsh: float, outcomes: float) -> float:
    """The most bits of entropy a trial that devices with this violation are sure to have, whoever made them."""
    share = (min(max(chsh, LOCAL), TSIRELSON) - LOCAL) / (TSIRELSON - LOCAL)
    return share * min(2.0, log2(outcomes))


def _outcomes(item: Item) -> float:
    """Outcomes of a trial that count, four (both sides) unless fewer are claimed."""
    outcomes = claimed(item, "outcomes")
    return min(4.0, max(1.0, (outcomes and positive(estimate(outcomes).shown)) or 4.0))


def _evidence(violation: Estimate) -> Evidence | None:
    if violation.shown is None:
        return None
    # Rounded, as near the largest violation the formula is as steep as a square root at zero.
    inside = min(float(f"{min(max(float(violation.shown), LOCAL), TSIRELSON):.9g}"), TSIRELSON)
    return Evidence("bell-randomness", {"chsh": inside}, lambda: guess(inside))


CHECK = Check(
    name="bell-randomness",
    terms=("minEntropyPerSample", "secretKeyRate", "keyLength", "chsh", "outcomes"),
    kind=THEOREM,
    formula="bits <= (S - 2)/(2 sqrt2 - 2) x min(2, log2(outcomes)); in every trial 1 - log2(1 + sqrt(2 - S^2/4))",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/nature09008",
    judge=judge,
    assumptions=(("certification", "device-independent"),),
    circuit="bell-randomness",
)
