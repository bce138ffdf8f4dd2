"""Keys from untrusted devices: none without a Bell violation, and how much one leaves.

Correlations with S <= 2 have a local model, so that an eavesdropper who built the devices knows every result: a key is
then impossible. Above, r = 1 - h(Q) - h((1 + sqrt((S/2)^2 - 1))/2) (Acin et al. 2007), zero from Q = 7.15 % on for a
Werner state; random key bases and noisy preprocessing do better, so that this formula refutes nothing.
"""

from __future__ import annotations

from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, THEOREM, ClaimRef
from ..bound import AT_LEAST, AT_MOST, EXACT, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .capacity import binary_entropy
from .words import equal_statistic, key_claims, protocol

LARGEST = sqrt(8)


def key_of(chsh: float, qber: float) -> float:
    """Secret bits a key round, 0 where the formula gives none."""
    half = min(max(chsh, 2.0), LARGEST) / 2
    return max(0.0, 1 - binary_entropy(min(qber, 0.5)) - binary_entropy((1 + sqrt(half * half - 1)) / 2))


def judge(check: Check, item: Item) -> list[Judged]:
    chsh, keys = claimed(item, "chsh"), key_claims(item)
    certified = stated_word(item, "certification")
    if chsh is None or not keys or "device-independent" not in (protocol(item), certified):
        return []
    if certified not in (None, "device-independent"):
        return []
    one = estimate(chsh)
    needs = ("chsh with statistic mean or best",) if chsh.statistic in ("worst", "median") else ()
    violated = judge_bound(
        check, item, (ClaimRef(item.id, "chsh"), ClaimRef(item.id, keys[0])), one, Bound(2.0, 2.0, exact=True),
        AT_LEAST, unit="1", within="correlations beyond local models", tolerance=EXACT, needs=needs,
        beyond="the correlations have a local model, and no device-independent key is left", evidence=_evidence(one),
    )  # fmt: skip
    return [violated, *_rate(check, item, one)]


def _rate(check: Check, item: Item, chsh: Estimate) -> list[Judged]:
    rate, qber = claimed(item, "asymptoticKeyRate"), claimed(item, "qber")
    if rate is None or qber is None or chsh.high is None:
        return []
    one = estimate(qber)
    bound = bound_of(key_of, AT_MOST, {"chsh": chsh, "qber": one}) if one.low is not None else None
    if bound is None:
        return []
    claims = tuple(ClaimRef(item.id, term) for term in ("asymptoticKeyRate", "chsh", "qber"))
    return [
        judge_bound(
            check, item, claims, estimate(rate), bound, AT_MOST, unit="bit", kind=MODEL,
            within="no more key than one key basis without preprocessing leaves",
            beyond="more key than one key basis without preprocessing leaves",
            needs=("keyBases", "preprocessing", *equal_statistic(item, "chsh", "qber")),
        )
    ]  # fmt: skip


def _evidence(chsh: Estimate) -> Evidence | None:
    """The claimed value from a noisy Bell pair at the settings that suit it best."""
    value = min(max(float(chsh.shown), 0.0), LARGEST)
    return Evidence("key-chsh", {"visibility": value / LARGEST}, lambda: value)


CHECK = Check(
    name="device-independent-key",
    terms=("chsh", "qber", "asymptoticKeyRate", "secretKeyRate", "secretKeyPerUse", "keyLength", "protocol"),
    kind=THEOREM,
    formula="a key needs S > 2; r = 1 - h(Q) - h((1 + sqrt((S/2)^2 - 1))/2)",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.98.230501",
    judge=judge,
    circuit="key-chsh",
)
