"""Which certificates are on file, and which count where an item is received, up to which level, by the arrangements on
recognition.

No row for an issuer or for who relies on the certificate is no recognition; a row that was not verified leaves it open.
"""

from __future__ import annotations

import re
from datetime import date

from qgov.base.dates import months_after
from qgov.base.places import state_of
from qgov.dossier.model import Item
from qgov.situation.recognition import Recognition, parts_in
from qgov.situation.reference import UNION, Reference

EUCC = "eucc"
# The longest validity of a certificate of the scheme that no authority approved (Implementing Regulation (EU) 2024/482,
# Article 12(2) and (3)); approval is no fact of a dossier.
EUCC_YEARS = 5
# How a certificate may call the scheme of an arrangement.
_NAMES = {"eucc": EUCC, "ccra": "ccra", "sog-is": "sog-is", "sogis": "sog-is"}
# The same schemes by other names, as norms read them: the European scheme by its act, and certificates of the Common
# Criteria of which the arrangement is not named.
_CALLED = (
    (re.compile(r"^\W*eucc\b|\beuropean common criteria|\b2024/482\b", re.IGNORECASE), "EUCC"),
    (re.compile(r"^\W*ccra\b|\bcommon[\s-]criteria recognition arrangement\b", re.IGNORECASE), "CCRA"),
    (re.compile(r"^\W*sog-?is\b", re.IGNORECASE), "SOG-IS"),
    (re.compile(r"\bcommon[\s-]criteria\b|\b15408\b|^\W*cc\b", re.IGNORECASE), "common-criteria"),
)


def scheme_of(certificate: dict) -> str | None:
    """The scheme of a certificate by the word that norms read, whatever the case and name it is written in; one that is
    not known as it stands."""
    said = (certificate.get("scheme") or "").strip()
    return next((word for named, word in _CALLED if named.search(said)), said or None)


def unknown_schemes(item: Item) -> list[str]:
    """What is said of certificates under the Common Criteria of which the arrangement is not told."""
    return [
        f"The certificate of {item.id} under {certificate['scheme']} does not say whether it is one of the EUCC, SOG-IS"
        " or CCRA: give that as its scheme."
        for certificate in item.certificates
        if scheme_of(certificate) == "common-criteria"
    ]


_LEVEL = re.compile(r"EAL\s?([1-7])")
_COLLABORATIVE = re.compile(r"EAL([1-7]) under a collaborative")
_BY_DOMAIN = re.compile(r"EAL([1-7]) in the domains")
_PROFILE = re.compile(r"\bcPP\b|collaborative protection profile", re.IGNORECASE)
_STATED_DEPTH = re.compile(r"AVA_VAN\W?([1-5])", re.IGNORECASE)
_PACKAGE = re.compile(r"EAL\s?([1-7])", re.IGNORECASE)
_AUGMENTED = re.compile(r"\+|augment", re.IGNORECASE)
# The vulnerability analysis in each package of the Common Criteria, read in 3.1 R5 Part 3 (2017-04), Table 1 and 8.3 to
# 8.9. Part 5 of CC:2022 (CCMB-2022-11-005), to which the packages moved, was not read; they are taken to be the same.
_DEPTH_OF_PACKAGE = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 5, 7: 5}
# What a certificate covers by its level alone (Implementing Regulation (EU) 2024/482, Article 4(2) and (3)).
_DEPTHS_OF_LEVEL = {"substantial": (1, 2), "high": (3, 4, 5)}


def shown_until(certificate: dict) -> date | None:
    """The last day on which a certificate is shown to be valid: the one it states, or the last that its scheme allows
    by itself. After that one whether it is still valid is open."""
    start, end = certificate.get("validFrom"), certificate.get("validUntil")
    if start is None or end is None or (scheme_of(certificate) or "").lower() != EUCC:
        return end
    return min(end, months_after(start, 12 * EUCC_YEARS))


def certificates_recognised(
    item: Item, places: tuple[str, ...], day: date, reference: Reference
) -> tuple[frozenset[str], frozenset[str]]:
    """What of an item's valid certificates counts in every place, as ``<scheme>`` and ``<scheme>:<level counted>``:
    certainly, and perhaps."""
    certain: set[str] = set()
    perhaps: set[str] = set()
    for certificate in item.certificates:
        start, end = (certificate.get(key) for key in ("validFrom", "validUntil"))
        scheme = scheme_of(certificate)
        arrangement = _NAMES.get((scheme or "").lower())
        if arrangement is None or not (start and end and start <= day <= end):
            continue
        found = [_counts(certificate, arrangement, place, day, reference) for place in places]
        if not found or None in found:
            continue
        levels = {level for level, _ in found}
        counted = {scheme, *(f"{scheme}:{level}" for level in levels if len(levels) == 1 and level)}
        sure = day <= shown_until(certificate) and all(sure for _, sure in found)
        (certain if sure else perhaps).update(counted)
    return frozenset(certain), frozenset(perhaps - certain)


def vulnerability_analysis(certificate: dict) -> tuple[frozenset[str], frozenset[str]]:
    """How deep the vulnerability analysis of a certificate went, as ``AVA_VAN.<n>``: certainly, and perhaps, from what
    its level says: the component by name, a package of the Common Criteria, or a level of assurance.

    A package that is augmented without saying by what may hold any deeper analysis.
    """
    level = certificate.get("level") or ""
    package = _PACKAGE.search(level)
    stated = [int(depth) for depth in _STATED_DEPTH.findall(level)]
    least = max([*stated, *([_DEPTH_OF_PACKAGE[int(package.group(1))]] if package else [])], default=0)
    if not least:
        words = {depth for word, depths in _DEPTHS_OF_LEVEL.items() if word in level.lower() for depth in depths}
        return frozenset(), frozenset(f"AVA_VAN.{depth}" for depth in words)
    deepest = 5 if package and not stated and _AUGMENTED.search(level) else least
    depths = [f"AVA_VAN.{depth}" for depth in range(least, deepest + 1)]
    return (frozenset(depths), frozenset()) if len(depths) == 1 else (frozenset(), frozenset(depths))


def certificates_perhaps_on_file(item: Item, day: date) -> frozenset[str]:
    """What may be on file of certificates whose first or last day is not stated, or that run for longer than their
    scheme lets them by itself, in the words of ``certificates_on_file``; and how deep the vulnerability analysis of one
    that is valid may have gone."""
    found: set[str] = set()
    for certificate in item.certificates:
        start, end = (certificate.get(key) for key in ("validFrom", "validUntil"))
        scheme = scheme_of(certificate)
        untold = not (start and end) or shown_until(certificate) < day
        if not scheme or (start and day < start) or (end and end < day):
            continue
        certain, perhaps = vulnerability_analysis(certificate)
        found.update(f"{scheme}:{depth}" for depth in perhaps)
        if untold:
            found.add(scheme)
            found.update(f"{scheme}:{certificate[key]}" for key in ("level", "profile") if certificate.get(key))
            found.update(f"{scheme}:{depth}" for depth in certain)
    return frozenset(found)


def certificates_by_place(item: Item, day: date, reference: Reference) -> tuple[frozenset[str], frozenset[str]]:
    """Of an item's certificates, as ``<scheme>:in-union`` and ``<scheme>:outside-union``, where they were issued:
    certainly, and perhaps, where the place or the days of a certificate are not stated."""
    certain: set[str] = set()
    perhaps: set[str] = set()
    for certificate in item.certificates:
        start, end = (certificate.get(key) for key in ("validFrom", "validUntil"))
        scheme = scheme_of(certificate)
        if not scheme or (start and day < start) or (end and end < day):
            continue
        issuer = certificate.get("issuedIn")
        words = ("in-union", "outside-union") if issuer is None else (_side(issuer, day, reference),)
        sure = issuer is not None and start and end and day <= shown_until(certificate)
        (certain if sure else perhaps).update(f"{scheme}:{word}" for word in words)
    return frozenset(certain), frozenset(perhaps - certain)


def _side(issuer: str, day: date, reference: Reference) -> str:
    return "in-union" if reference.in_union(issuer, day) else "outside-union"


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


def certificates_on_file(item: Item, day: date) -> frozenset[str]:
    """The certificates of an item that are valid on the day, as ``<scheme>``, ``<scheme>:<level>``,
    ``<scheme>:<profile>`` and ``<scheme>:AVA_VAN.<n>``; one without both days, or past the longest term of its scheme,
    is not shown to be valid."""
    found: set[str] = set()
    for certificate in item.certificates:
        start, end = (certificate.get(key) for key in ("validFrom", "validUntil"))
        scheme = scheme_of(certificate)
        if scheme and start and end and start <= day <= shown_until(certificate):
            found.add(scheme)
            found.update(f"{scheme}:{certificate[key]}" for key in ("level", "profile") if certificate.get(key))
            found.update(f"{scheme}:{depth}" for depth in vulnerability_analysis(certificate)[0])
    return frozenset(found)
