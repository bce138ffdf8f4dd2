"""Whether a paper on adequacy is about a finding that the law of the sender has made on a place of receipt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from qgov.base.kept import KEPT_DOSSIERS, Kept
from qgov.base.places import state_of, states_named
from qgov.dossier.model import Dossier
from qgov.situation.adequacy import Adequacy, adequacy_findings
from qgov.situation.citations import acts_spelt_out
from qgov.situation.memberships import members_on

LISTED = "self-certified"
"""The scope of findings on those alone who stand on a list: none stood on it before the first finding on that list, be
it of the Union; the laws that followed took over the list as it was."""
_ISSUERS = {
    "GB": "uk-gdpr", "CH": "ch-fadp", "BR": "br-lgpd", "JP": "jp-appi", "CN": "cn-pipl", "KR": "kr-pipa",
}  # fmt: skip
_CLAIMED = frozenset({LISTED, "commercial"})
"""The scopes of findings of which a receiver has a part only by a list, or an act, that the paper has to name."""
_UNION, _KEEPS = "gdpr", "uk-gdpr"
_NUMBER = re.compile(r"\b(?:19|20)\d\d/\d{1,4}\b")
_ACT = re.compile(r"\b(?:decision|regulations?|s\.?i\.?|adequacy)\b[^\d]{0,20}|\(e[uc]\)\s*", re.I)
_EC = re.compile(r"\d{4}/\d{1,4}/e[uc]\b", re.I)
_NOT = re.compile(
    r"\b(?:without|no|not(?:\s+(?:in|on|under|for))?|except|excluding|lacks|lacking)\s+(?:the\s+)?$", re.I
)


class Mark(NamedTuple):
    """A finding that a text names: of an issuer on a place, by number where it has one. Of an act that is in no table
    the number alone is known, and of a text that only says what it is not, nothing."""

    issuer: str | None = None
    place: str | None = None
    number: str | None = None


# The frameworks for organisations in the United States by the names they go by: Implementing Decisions (EU) 2016/1250
# and 2023/1795, S.I. 2023/1028, and the Swiss finding of 2024; of the one of 2000 (2000/520/EC) no law that is read
# here has kept anything (C-362/14).
_SHIELD = Mark(_UNION, "US", "2016/1250")
_NAMES = {
    Mark(_UNION, "US", "2023/1795"): re.compile(r"\be\.?u\.?\s*[-–/]?\s*u\.?s\.?\b(?!\s*privacy\s+shield)", re.I),
    _SHIELD: re.compile(r"(?<!swiss-u\.s\. )(?<!swiss-us )\bprivacy\s+shield\b", re.I),
    Mark("uk-gdpr", "US", "2023/1028"): re.compile(
        r"\buk\s+extension\b|\bu\.?k\.?\s*[-–/]\s*u\.?s\.?\b|\bdata\s+bridge\b", re.I
    ),
    Mark("ch-fadp", "US"): re.compile(r"\bswiss\s*[-–/]?\s*u\.?s\.?\b(?!\.?\s*privacy\s+shield)", re.I),
    Mark(): re.compile(r"\bsafe\s+harbou?r\b|\bswiss\s*[-–/]?\s*u\.?s\.?\s*privacy\s+shield\b", re.I),
}
_FRAMEWORK = re.compile(r"\bDPF\b|\bdata\s*privacy\s*framework\b", re.I)
# Schemes, standards and acts under which no law that is read here has found anybody adequate.
_NO_FINDINGS = re.compile(
    r"\b(?:cbpr|prp|apec|hipaa|hitrust|fedramp|soc[\s-]?[123]|nist|pci[\s-]?dss|ccpa|cpra|trust-?arc|trust-?e|truste"
    r"|europrivacy|csa[\s-]star|cyber essentials|tisax|iso(?:/iec)?[\s-]*\d{4,5}|c5)\b"
    r"|\bcross[\s-]border privacy rules\b|\bprivacy (?:seal|mark)\b",
    re.I,
)
# The act to which the finding on Canada is tied, by its name.
_CANADIAN = re.compile(r"\bpipeda\b|personal information protection and electronic documents act", re.I)


def other_finding(safeguard: Mapping, dossier: Dossier) -> str | None:
    """Why a paper on adequacy is about no finding that holds for this transfer; None where it may be.

    A finding binds under the law of its issuer alone, from its first day on and while it stands (Regulation (EU)
    2016/679, Article 45(1), (3), (5); S.I. 2023/1028; Data Protection Ordinance of Switzerland, Annex 1). A text that
    names none, but another scheme or a place where nobody receives, is about none of them; whether one that names
    nothing known is enough, ``finding_not_told`` says.
    """
    issuer, named = issuer_for(dossier), acts_spelt_out(str(safeguard.get("reference") or ""))
    about = _findings_about(dossier)
    ours = [finding for finding in about if finding.issuer == issuer]
    marks = _marks(named)
    if marks and not any(_is_on(mark, finding) for mark in marks for finding in ours):
        whose = f"the law of {state_of(dossier.origin)}"
        return f"it names no finding of {whose} on a place of receipt that stands on the day"
    if not marks and (scheme := _NO_FINDINGS.search(named)):
        return f"it names {scheme.group()}, under which the law of {state_of(dossier.origin)} has found nobody adequate"
    about_others = _states(named, dossier)
    if not marks and about_others and not about_others & _places(dossier):
        return f"it is about {', '.join(sorted(about_others))}, where nobody receives"
    signed = safeguard.get("date")
    listed = [f for f in ours if f.scope == LISTED and (not marks or any(_is_on(mark, f) for mark in marks))]
    if signed is not None and listed and len(listed) == len(ours):
        opened = min(_since(f) for f in about if f.scope == LISTED)
        if signed < opened:
            return f"it is of {signed}, and nobody stood on the list of the framework before {opened}"
    return None


def finding_not_told(safeguard: Mapping, dossier: Dossier) -> bool:
    """Whether a paper on adequacy has a text that does not tell which finding it is about, where nobody is covered but
    by the list or act of a finding: who is said to be covered is then not shown to be. No text is read as declared."""
    named = acts_spelt_out(str(safeguard.get("reference") or ""))
    ours = [finding for finding in _findings_about(dossier) if finding.issuer == issuer_for(dossier)]
    if not named.strip() or _marks(named) or any(f.scope not in _CLAIMED for f in ours):
        return False
    return not _states(named, dossier) and not _CANADIAN.search(named)


def issuer_for(dossier: Dossier) -> str:
    """The instrument under which findings are made for who sends from the origin."""
    return _ISSUERS.get(state_of(dossier.origin), _UNION)


def _findings_on_places(dossier: Dossier) -> tuple[Adequacy, ...]:
    places = _places(dossier)
    return tuple(f for f in adequacy_findings() if f.place in places and f.holds(dossier.date))


_findings_about = Kept(_findings_on_places, most=KEPT_DOSSIERS)


def _places(dossier: Dossier) -> frozenset[str]:
    stored = (place for item in dossier.items for place in _listed(item.claims.get("storedIn")))
    named = (dossier.destination, *(party.country for party in dossier.parties), *stored)
    return frozenset(place for name in named if name for place in (name, state_of(name)))


def _states(text: str, dossier: Dossier) -> frozenset[str]:
    """The states that a text names, but for those under the law of the sender, whose finding it may name by them."""
    under = {state_of(place) for place in members_on("gdpr:eea", dossier.date)}
    return states_named(text) - {state_of(dossier.origin)} - (under if issuer_for(dossier) == _UNION else set())


def _listed(claim: object) -> tuple[str, ...]:
    return claim if isinstance(claim, tuple) else (claim,) if isinstance(claim, str) else ()


def _marks(text: str) -> set[Mark]:
    """The findings that a text names; where it only says which ones it is not about, one that is no finding."""
    marks: set[Mark] = set()
    denied = named = False
    for found in _NUMBER.finditer(text):
        owners = _by_number().get(found.group(), frozenset())
        is_act = _EC.match(text, found.start()) or any(act.end() == found.start() for act in _ACT.finditer(text))
        if _NOT.search(text[: found.start()]):
            denied = True
        elif owners or is_act:
            marks |= owners or {Mark(number=found.group())}
    for mark, pattern in _NAMES.items():
        for found in pattern.finditer(text):
            named = True
            if _NOT.search(text[: found.start()]):
                denied = True
            else:
                marks.add(mark)
    if not named and _FRAMEWORK.search(text):
        marks |= {mark for mark in _NAMES if mark.issuer is not None and mark != _SHIELD}
    return marks or ({Mark()} if denied else set())


@cache
def _by_number() -> dict[str, frozenset[Mark]]:
    """The findings that go by a number."""
    found: dict[str, set[Mark]] = defaultdict(set)
    for finding in adequacy_findings():
        for number in _NUMBER.findall(finding.decision):
            found[number].add(Mark(finding.issuer, finding.place, number))
    return {number: frozenset(marks) for number, marks in found.items()}


def _is_on(mark: Mark, finding: Adequacy) -> bool:
    """Whether a mark is the finding: by its number, or as one of which no number is known, such as those of the Union
    that the United Kingdom kept (Data Protection Act 2018, Schedule 21, paragraph 5)."""
    numbers = _NUMBER.findall(finding.decision)
    if mark.place is None:
        return mark.number is not None and not numbers
    kept = mark.issuer == _UNION and finding.issuer == _KEEPS and not numbers
    return (
        mark.place == finding.place
        and (mark.issuer == finding.issuer or kept)
        and (mark.number is None or not numbers or mark.number in numbers)
    )


def _since(finding: Adequacy) -> date:
    return finding.start or date.min
