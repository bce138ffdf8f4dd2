"""What is to be said of a safeguard that cannot help where it is relied on. A hint changes no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qgov.dossier.model import Dossier
from qgov.situation.reference import UNION, Reference
from qgov.situation.sides import DATA_ROLES

_DEROGATION = re.compile(r"\bart(?:icle|\.)?\s*49\b|\bderogations?\b", re.IGNORECASE)
_BRITISH_AGREEMENT = re.compile(r"\bIDTA\b|\binternational data transfer agreement\b", re.IGNORECASE)
_BRITISH_CLAUSES = re.compile(rf"{_BRITISH_AGREEMENT.pattern}|\baddendum\b", re.IGNORECASE)
_FRAMEWORK = re.compile(r"\bDPF\b|\bdata privacy framework\b|\b2023/1795\b", re.IGNORECASE)
_CLAUSES, _DEROGATION_TYPE = "scc", "derogation"
_SPECIAL = "gdpr:9(2)"
_PROVISION = re.compile(r"[a-z0-9-]+:[^\s:]+")


def safeguard_hints(dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> list[str]:
    """Hints on the safeguards of a dossier whose items are received in these places.

    Regulation (EU) 2016/679, Articles 45, 46 and 49; Implementing Decision (EU) 2023/1795 for certified organisations
    in the United States; the international data transfer agreement of the United Kingdom.
    """
    hints = []
    law = reference.jurisdictions(dossier.origin, dossier.date)
    for number, safeguard in enumerate(dossier.safeguards, 1):
        named = str(safeguard.get("reference") or "")
        start = f"Safeguard {number} ({safeguard.get('type')}: {named})"
        if safeguard.get("type") == _CLAUSES and _DEROGATION.search(named):
            hints.append(f"{start} names a derogation (Article 49), and is no standard clause; give it as such.")
        if safeguard.get("type") == _DEROGATION_TYPE and derogation(safeguard) is None:
            hints.append(f"{start} names no ground: give its provision as reference, such as gdpr:49(1)(b).")
        if _BRITISH_AGREEMENT.search(named) and UNION in law:
            hints.append(f"{start} is a tool of the law of the United Kingdom, and none for a transfer from the Union.")
        if safeguard.get("type") == _CLAUSES and "GB" in law and not _BRITISH_CLAUSES.search(named):
            hints.append(
                f"{start}: clauses of the Union alone are no safeguard for a transfer from the United Kingdom"
                " (uk-gdpr:46(2)(d)); where the addendum of the Information Commissioner adapts them, say so in the"
                " reference: UK Addendum, module 1 to 4."
            )
        if _FRAMEWORK.search(named) and "US" not in {reference.state_name(place) for place in places}:
            hints.append(f"{start} is for certified organisations in the United States; nobody there receives data.")
    consents = [s for s in dossier.safeguards if s.get("type") == "consent"]
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


def derogation(safeguard: Mapping) -> str | None:
    """The provision that a derogation rests on, as its reference names it (``gdpr:49(1)(b)``); None without one."""
    reference = safeguard.get("reference")
    named = safeguard.get("type") == _DEROGATION_TYPE and _PROVISION.fullmatch(str(reference or "").strip())
    return named.group() if named else None


def _personal(dossier: Dossier) -> bool:
    return dossier.type == "DataTransfer" and any(
        item.claims.get(term) is True for item in dossier.items for term in ("personalData", "specialCategories")
    )
