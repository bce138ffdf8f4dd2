"""Which certificates count where an item is received, and up to which level, by the arrangements on recognition.

No row for an issuer or for who relies on the certificate is no recognition; a row that was not verified leaves it open.
"""

from __future__ import annotations

import re
from datetime import date

from qgov.base.places import state_of
from qgov.dossier.model import Item
from qgov.situation.recognition import Recognition, parts_in
from qgov.situation.reference import UNION, Reference

EUCC = "eucc"
# How a certificate may call the scheme of an arrangement.
_NAMES = {"eucc": EUCC, "ccra": "ccra", "sog-is": "sog-is", "sogis": "sog-is"}
_LEVEL = re.compile(r"EAL\s?([1-7])")
_COLLABORATIVE = re.compile(r"EAL([1-7]) under a collaborative")
_BY_DOMAIN = re.compile(r"EAL([1-7]) in the domains")
_PROFILE = re.compile(r"\bcPP\b|collaborative protection profile", re.IGNORECASE)


def certificates_recognised(
    item: Item, places: tuple[str, ...], day: date, reference: Reference
) -> tuple[frozenset[str], frozenset[str]]:
    """What of an item's valid certificates counts in every place, as ``<scheme>`` and ``<scheme>:<level counted>``:
    certainly, and perhaps."""
    certain: set[str] = set()
    perhaps: set[str] = set()
    for certificate in item.certificates:
        start, end, scheme = (certificate.get(key) for key in ("validFrom", "validUntil", "scheme"))
        arrangement = _NAMES.get((scheme or "").lower())
        if arrangement is None or not (start and end and start <= day <= end):
            continue
        found = [_counts(certificate, arrangement, place, day, reference) for place in places]
        if not found or None in found:
            continue
        levels = {level for level, _ in found}
        counted = {scheme, *(f"{scheme}:{level}" for level in levels if len(levels) == 1 and level)}
        (certain if all(sure for _, sure in found) else perhaps).update(counted)
    return frozenset(certain), frozenset(perhaps - certain)


def certificates_perhaps_on_file(item: Item, day: date) -> frozenset[str]:
    """What may be on file of certificates whose first or last day is not stated, in the words of
    ``certificates_on_file``."""
    found: set[str] = set()
    for certificate in item.certificates:
        start, end, scheme = (certificate.get(key) for key in ("validFrom", "validUntil", "scheme"))
        if scheme and not (start and end) and not (start and day < start) and not (end and end < day):
            found.add(scheme)
            found.update(f"{scheme}:{certificate[key]}" for key in ("level", "profile") if certificate.get(key))
    return frozenset(found)


def _counts(
    certificate: dict, arrangement: str, place: str, day: date, reference: Reference
) -> tuple[str, bool] | None:
    """The level up to which a certificate counts in a place, and whether that is certain; None where it does not."""
    issuer = certificate.get("issuedIn")
    if arrangement == EUCC:
        # Article 44 of the scheme: nothing issued outside the Union counts as its certificate without an agreement.
        if not reference.in_union(place, day) or (issuer is not None and not reference.in_union(issuer, day)):
            return None
        rows = [row for row in parts_in(EUCC, UNION, day) if row.issues]
        return (certificate.get("level") or "", _verified(rows)) if rows else None
    relying = parts_in(arrangement, state_of(place), day)
    issuing = [row for row in parts_in(arrangement, state_of(issuer), day) if row.issues] if issuer else []
    if not relying or (issuer is not None and not issuing):
        return None
    level, sure = _ceiling(certificate, (issuing or relying)[0])
    return level, sure and bool(issuing) and _verified([*relying, *issuing])


def _ceiling(certificate: dict, issuer: Recognition) -> tuple[str, bool]:
    """The level that counts: the certificate's own, cut at what the arrangement lets its issuer attest.

    A higher level that depends on a technical domain is not certain: a certificate does not state its domain.
    """
    stated = _LEVEL.search(certificate.get("level") or "")
    ceiling = _LEVEL.search(issuer.recognises_up_to)
    if stated is None or ceiling is None:
        return "", False
    level, top, sure = int(stated.group(1)), int(ceiling.group(1)), True
    collaborative = _COLLABORATIVE.search(issuer.recognises_up_to)
    if collaborative and _PROFILE.search(certificate.get("profile") or ""):
        top = int(collaborative.group(1))
    elif level > top and _BY_DOMAIN.search(issuer.recognises_up_to):
        sure = False
    return f"EAL{min(level, top)}", sure


def _verified(rows: list[Recognition]) -> bool:
    return all(row.verification == "verified" for row in rows)
