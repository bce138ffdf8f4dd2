"""The grounds that consent and derogations rest on by what they cite, under the law of who sends."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qgov.dossier.model import Dossier
from qgov.situation.citations import Citation, citations, laws_named
from qgov.situation.listings import issuer_for

CONSENT, DEROGATION = "consent", "derogation"
# Where the law of who sends makes consent to the transfer a ground of it. Article 39 of the law of China asks for
# consent besides, and no ground of its Article 38 rests on it.
_CONSENT_GROUNDS = {
    "gdpr": ("49", "1", "a"),
    "uk-gdpr": ("49", "1", "a"),
    "ch-fadp": ("17", "1", "a"),
    "br-lgpd": ("33", "VIII"),
    "jp-appi": ("28", "1"),
}
_DEROGATIONS = {"gdpr": "49", "uk-gdpr": "49", "ch-fadp": "17", "br-lgpd": "33"}
"""The article of each law whose points are derogations, so that an article alone tells which law is meant."""
_PROVISION = re.compile(r"[a-z0-9-]+:[^\s:]+")
# Consent to something else than a transfer, by the words for it: to storage on a device and to messages (Directive
# 2002/58/EC, Articles 5(3) and 13).
_OTHER_CONSENT = re.compile(
    r"\bcookies?\b|\bnewsletters?\b|\be-?privacy\b|\bmarketing\b|\badvertis\w*|\b2002/58\b|\bpecr\b|\bt(?:t|d)ddsg\b"
    r"|\bttdsg\b",
    re.IGNORECASE,
)


def derogation(safeguard: Mapping, dossier: Dossier) -> str | None:
    """The provision that a derogation rests on, by its code (``gdpr:49(1)(b)``); None where it names none.

    A code is taken as it stands. Other ways to cite are read as the article on derogations of the law of the sender,
    if the text names no other law and one point alone; what stands without a point is none (Article 49(1)), but for
    the second subparagraph.
    """
    reference = " ".join(str(safeguard.get("reference") or "").split())
    if safeguard.get("type") != DEROGATION or not reference:
        return None
    ours, found = issuer_for(dossier), citations(reference)
    if _PROVISION.fullmatch(reference):
        whole = [cited for cited in found if cited.laws & _DEROGATIONS.keys() and len(cited.parts) > 2]
        return _code(next(iter(whole[0].laws)), whole[0]) if whole else reference
    told = {
        _code(ours, cited)
        for cited in found
        if cited.parts[0] == _DEROGATIONS.get(ours) and _may_be_of(cited.laws, ours)
        and (len(cited.parts) > (1 if ours == "br-lgpd" else 2) or cited.second)
    }  # fmt: skip
    return told.pop() if len(told) == 1 else None


def other_consent(safeguard: Mapping, dossier: Dossier) -> str | None:
    """Why a consent is none to the transfer under the law of the sender; None where it may be, or where no ground of
    that law rests on consent.

    Regulation (EU) 2016/679, Article 49(1)(a): explicit consent to the proposed transfer is another one than consent
    to the processing (Articles 6(1)(a), 7 and 9(2)(a)). A text that cites nothing is believed as declared.
    """
    ours, named = issuer_for(dossier), str(safeguard.get("reference") or "")
    ground = _CONSENT_GROUNDS.get(ours)
    if ground is None or not named:
        return None
    text, code = f"{named} is no consent to the transfer", f"{ours}:{ground[0]}" + "".join(f"({p})" for p in ground[1:])
    cited = citations(named)
    if any(_may_be_of(one.laws, ours) and _within(one.parts, ground) for one in cited):
        return None
    laws = laws_named(named)
    if cited or (laws and ours not in laws) or _OTHER_CONSENT.search(named):
        return f"{text} ({code})"
    return None


def _may_be_of(laws: frozenset[str], ours: str) -> bool:
    return not laws or ours in laws


def _within(parts: tuple[str, ...], ground: tuple[str, ...]) -> bool:
    """Whether what is cited is the ground, a part of it or what stands above it."""
    shorter = min(len(parts), len(ground))
    return parts[:shorter] == ground[:shorter]


def _code(law: str, cited: Citation) -> str:
    return f"{law}:{cited.parts[0]}" + "".join(f"({part})" for part in cited.parts[1:])
