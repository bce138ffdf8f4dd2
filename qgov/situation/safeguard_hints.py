"""What is to be said of a safeguard that cannot help where it is relied on. A hint changes no answer."""

from __future__ import annotations

import re

from qgov.base.places import state_of
from qgov.dossier.model import Dossier
from qgov.situation.adequacy import findings_on
from qgov.situation.citations import acts_spelt_out
from qgov.situation.clauses import CLAIMED_IN, NOT_TOLD, OTHER, clauses_named, own_clauses
from qgov.situation.each_recipient import EACH, GROUNDS, in_need, left_out
from qgov.situation.grounds import CONSENT, DEROGATION, derogation, other_consent
from qgov.situation.group_rules import other_approval
from qgov.situation.listings import finding_not_told, issuer_for, other_finding
from qgov.situation.reference import UNION, Reference
from qgov.situation.sides import DATA_ROLES, sides

_DEROGATION = re.compile(r"\bart(?:icle|\.)?\s*49\b|\bderogations?\b", re.IGNORECASE)
_BRITISH_AGREEMENT = re.compile(r"\bIDTA\b|\binternational data transfer agreement\b", re.IGNORECASE)
_BRITISH_CLAUSES = re.compile(rf"{_BRITISH_AGREEMENT.pattern}|\baddendum\b", re.IGNORECASE)
_OF_ANOTHER_HINT = re.compile(
    rf"{_DEROGATION.pattern}|{_BRITISH_CLAUSES.pattern}|\b2001/497|\b2004/915|\b2010/87", re.IGNORECASE
)
_FRAMEWORK = re.compile(r"\bDPF\b|\bdata privacy framework\b|\b2023/1795\b", re.IGNORECASE)
_ADEQUACY, _CLAUSES = "adequacy", "scc"
_SPECIAL = "gdpr:9(2)"
_ON_CONSENT = frozenset({"gdpr:49(1)(a)", "uk-gdpr:49(1)(a)", "ch-fadp:17(1)(a)", "br-lgpd:33(VIII)"})


def safeguard_hints(dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> list[str]:
    """Hints on the safeguards of a dossier whose items are received in these places.

    Regulation (EU) 2016/679, Articles 45, 46 and 49; Implementing Decision (EU) 2023/1795 for certified organisations
    in the United States; the international data transfer agreement of the United Kingdom.
    """
    hints = []
    law = reference.jurisdictions(dossier.origin, dossier.date)
    for number, safeguard in enumerate(dossier.safeguards, 1):
        named = acts_spelt_out(str(safeguard.get("reference") or ""))
        start = f"Safeguard {number} ({safeguard.get('type')}: {safeguard.get('reference') or ''})"
        if safeguard.get("type") == _CLAUSES and _DEROGATION.search(named):
            hints.append(f"{start} names a derogation (Article 49), and is no standard clause; give it as such.")
        if safeguard.get("type") == DEROGATION and derogation(safeguard, dossier) is None:
            hints.append(f"{start} names no ground: give its provision as reference, such as gdpr:49(1)(b).")
        if safeguard.get("type") == DEROGATION and derogation(safeguard, dossier) in _ON_CONSENT:
            hints.append(f"{start} rests on consent: give it as a safeguard of the type {CONSENT}.")
        if safeguard.get("type") == CONSENT and (why := other_consent(safeguard, dossier)) is not None:
            hints.append(f"{start} does not count: {why}.")
        if (why := other_approval(safeguard, dossier)) is not None:
            hints.append(f"{start} does not count: {why}.")
        if _BRITISH_AGREEMENT.search(named) and UNION in law:
            hints.append(f"{start} is a tool of the law of the United Kingdom, and none for a transfer from the Union.")
        if safeguard.get("type") == _CLAUSES and "GB" in law and not _BRITISH_CLAUSES.search(named):
            hints.append(
                f"{start}: clauses of the Union alone are no safeguard for a transfer from the United Kingdom"
                " (uk-gdpr:46(2)(d)); where the addendum of the Information Commissioner adapts them, say so in the"
                " reference: UK Addendum, module 1 to 4."
            )
        if safeguard.get("type") == _CLAUSES and "GB" not in law and not _OF_ANOTHER_HINT.search(named):
            hints.extend(_other_text(start, named, dossier))
        if _FRAMEWORK.search(named) and "US" not in {reference.state_name(place) for place in places}:
            hints.append(f"{start} is for certified organisations in the United States; nobody there receives data.")
        elif safeguard.get("type") == _ADEQUACY and (why := other_finding(safeguard, dossier)) is not None:
            hints.append(f"{start} does not count: {why} (such as gdpr:45(3)).")
        elif safeguard.get("type") == _ADEQUACY and finding_not_told(safeguard, dossier):
            hints.append(
                f"{start} does not say by which list or act the receiver is covered, so that it is not shown to be:"
                " name it, such as EU-US Data Privacy Framework."
            )
    hints.extend(_recipients(dossier))
    if _personal(dossier):
        hints.extend(_kinds_unstated(dossier))
    consents = [row for row in dossier.safeguards if row.get("type") == CONSENT and other_consent(row, dossier) is None]
    special = [item.id for item in dossier.items if item.claims.get("specialCategories") is True]
    codes = [paper.code or "" for paper in dossier.authorisations]
    if consents and special and UNION in law and not any(code.startswith(_SPECIAL) for code in codes):
        named = consents[0].get("reference") or "consent"
        hints.append(
            f"{named} is consent to the transfer, and opens no special categories ({special[0]}): where the persons"
            " expressly agreed to the processing too, give an exception with the code gdpr:9(2)(a) and explicit-consent"
            " among its conditionsMet."
        )
    if _personal(dossier) and not any(party.role in DATA_ROLES for party in dossier.parties):
        hints.append(
            "Personal data are transferred, and no party is said to be controller or processor: which standard clauses"
            " fit and who owes what is not told; give the roles."
        )
    return hints


def _other_text(start: str, named: str, dossier: Dossier) -> list[str]:
    """What is said of clauses that are not, or are not said to be, those of the law of the sender."""
    state = state_of(dossier.origin)
    whose, (ours, code) = clauses_named(named, state), own_clauses(state)
    found = []
    if whose == OTHER:
        found.append(
            f"{start} names other clauses than {ours}, and is no standard clause for a transfer from {state}; clauses"
            " of the parties' own need an authorisation, where that law knows one (such as gdpr:46(3)(a))."
        )
    elif whose == NOT_TOLD and state not in CLAIMED_IN:
        found.append(f"{start} does not say which clauses these are: if they are {ours}, say so in the reference.")
    if code is not None and whose != OTHER and code not in {paper.code for paper in dossier.authorisations}:
        found.append(f"{start} counts where the ground is claimed: give an exception with the code {code}.")
    return found


def _recipients(dossier: Dossier) -> list[str]:
    """What is said of safeguards where more receivers than one need one, or that are for nobody who receives."""
    tools = [(number, row) for number, row in enumerate(dossier.safeguards, 1) if row.get("type") in GROUNDS]
    hints = [
        f"Safeguard {number} ({row['type']}) does not count: {why}."
        for number, row in tools
        if (why := left_out(row, dossier)) is not None
    ]
    needing = [party.id for party in in_need(dossier)] if tools else []
    silent = [number for number, row in tools if not row.get("parties") and EACH not in row.get("conditionsMet", ())]
    if len(needing) > 1 and silent:
        hints.append(
            f"{', '.join(needing)} each need a safeguard, and whose safeguard {', '.join(map(str, silent))} is is not"
            f" said: name its parties, or give {EACH} in conditionsMet where each of them has one."
        )
    return hints


def _kinds_unstated(dossier: Dossier) -> list[str]:
    """Whose kind has to be told: receivers where only those of a kind were found adequate, and a sender who relies on a
    derogation that is not for public authorities (Regulation (EU) 2016/679, Articles 45(1) and 49(3))."""
    issuer = issuer_for(dossier)
    hints = [
        f"The kind of {party.name or party.id} is not stated, and what was found adequate in"
        f" {party.country or dossier.destination} is a part alone ({issuer}): give kind, such as company or university."
        for party in in_need(dossier)
        if party.kind is None and findings_on(issuer, party.country or dossier.destination or "", dossier.date)
    ]
    types = {row.get("type") for row in dossier.safeguards}
    relied = CONSENT in types or any((paper.code or "").startswith("gdpr:49(1)") for paper in dossier.authorisations)
    senders = sides(dossier)
    silent = [
        party for party in (*senders.send, *senders.perhaps_send) if party.kind is None and party.role != "broker"
    ]
    if issuer == "gdpr" and (relied or DEROGATION in types):
        hints.extend(
            f"The kind of {party.name or party.id} is not stated: a public authority in the exercise of its powers"
            " cannot rely on consent, a contract or compelling interests (gdpr:49(3)); give kind."
            for party in silent
        )
    return hints


def _personal(dossier: Dossier) -> bool:
    return dossier.type == "DataTransfer" and any(
        item.claims.get(term) is True for item in dossier.items for term in ("personalData", "specialCategories")
    )
