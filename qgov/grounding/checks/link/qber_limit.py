"""Errors that intercepting and resending every signal explains leave no key: Q < 1/4 with two bases, 1/3 with three.

An eavesdropper who measures each signal in a random basis and sends on what she found makes just these errors, and then
knows the raw key; no processing of it helps. That is so for one photon of two dimensions and two conjugate bases (three
for the six-state protocol) and errors of the whole sifted key. Protocols with a measuring station show errors of
another kind, up to 1/4 without an eavesdropper, and are left out. Where decoys and dark counts are claimed, the errors
of empty pulses are left out of the comparison too.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import THEOREM, ClaimRef
from ..bound import AT_MOST, EXACT, Bound, judge_bound
from ..check import Check, Evidence, Judged
from .empty_pulses import TERMS, empty_share
from .words import BASES, LISTENS_TO_ALL, bases, key_claims, number, protocol, supposing

LIMIT = {2: 1 / 4, 3: 1 / 3}
KNOWN = frozenset({*BASES, "e91", None})
ATTACKED = LISTENS_TO_ALL | {"individual-attacks"}


def judge(check: Check, item: Item) -> list[Judged]:
    qber, keys = claimed(item, "qber"), key_claims(item)
    count = bases(item)
    if qber is None or not keys or protocol(item) not in KNOWN or (number(item, "dimension") or 2) != 2:
        return []
    needs = () if count is not None else ("keyBases",)
    if count is not None and count not in LIMIT:
        return []
    if qber.statistic in ("worst", "median"):
        needs += ("qber with statistic mean or best",)
    limit = LIMIT[int(count)] if count is not None else max(LIMIT.values())
    empty = empty_share(item)
    limit += empty * (0.5 - limit)
    return [
        judge_bound(
            supposing(check, *_excluded(item)), item, (ClaimRef(item.id, "qber"), ClaimRef(item.id, keys[0])),
            estimate(qber), Bound(limit, limit, exact=True), AT_MOST, unit="1",
            within=_within(count, empty), tolerance=EXACT, needs=needs,
            beyond="an eavesdropper who measures and resends every signal makes no more errors, and no key is left",
            evidence=_evidence(int(count or 3)),
        )
    ]  # fmt: skip


def _within(count: float | None, empty: float) -> str:
    others = f", and of dark counts in the {empty:.2g} of all counts that are empty pulses" if empty > 0.01 else ""
    return f"below the errors of intercepting and resending every signal ({count or 3:.0f} bases){others}"


def _excluded(item: Item) -> tuple[tuple[str, str], ...]:
    """What the claim states that keeps the theorem away: errors that are nobody's, or a weaker eavesdropper."""
    model = stated_word(item, "securityModel")
    found = () if model is None or model in ATTACKED else (("securityModel", "unconditional"),)
    for term in ("trustedNoise", "preprocessing"):
        if stated_word(item, term) in ("true", "noisy"):
            found += ((term, "none"),)
    return found


def _evidence(count: int) -> Evidence:
    return Evidence("intercept-resend", {"bases": float(count)}, lambda: (count - 1) / (2 * count))


CHECK = Check(
    name="qber-limit",
    terms=("qber", "secretKeyRate", "secretKeyPerUse", "keyLength", "asymptoticKeyRate", "protocol", *TERMS),
    kind=THEOREM,
    formula="Q <= 1/4 with two conjugate bases, 1/3 with three; decoys with a share v of empty pulses 1/4 + v/4",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.92.217903",
    judge=judge,
    circuit="intercept-resend",
)
