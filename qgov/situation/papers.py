"""What is on file on the day of the transfer: licences, exceptions relied on, safeguards and certificates."""

from __future__ import annotations

from datetime import date

from qgov.dossier.model import Authorisation, Dossier, Item
from qgov.situation.recipients import RECEIVING
from qgov.situation.reference import Reference

_PRIVILEGES = ("exception", "general-authorisation")


def licensed_provisions(
    dossier: Dossier, reference: Reference, places: tuple[str, ...]
) -> tuple[frozenset[str], list[str]]:
    """The provisions that a licence valid on the day covers, for these places of receipt and these recipients."""
    found: set[str] = set()
    notes: list[str] = []
    for licence in dossier.authorisations:
        if licence.type != "licence":
            continue
        why_not = _not_valid(licence, dossier, reference, places)
        name = f"licence {licence.code}" if licence.code else "a licence"
        if why_not:
            notes.append(f"{name[0].upper()}{name[1:]} does not count: {why_not}.")
        else:
            found.update(licence.covers)
            if not licence.destinations:
                notes.append(f"{name[0].upper()}{name[1:]} names no destinations; read as unrestricted, as declared.")
    return frozenset(found), notes


def _not_valid(licence: Authorisation, dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> str | None:
    if not licence.covers:
        return "it says not what it covers (covers)"
    if licence.valid_from is None or licence.valid_until is None:
        return "validFrom and validUntil are needed to show that it is valid on the day"
    if not licence.valid_from <= dossier.date <= licence.valid_until:
        return f"it is valid from {licence.valid_from} until {licence.valid_until}, the transfer is on {dossier.date}"
    for place in places:
        if licence.destinations and not {place, *reference.belongs_to(place)} & set(licence.destinations):
            return f"it names the destinations {', '.join(licence.destinations)}, not {place}"
    if licence.parties:
        missing = [p.id for p in dossier.parties if p.role in RECEIVING and p.id not in licence.parties]
        if missing:
            return f"it does not name the recipient {', '.join(missing)}"
    return None


def claimed_privileges(dossier: Dossier) -> frozenset[str]:
    """The codes of the exceptions and general authorisations that the parties rely on, valid on the day."""
    return frozenset(
        held.code
        for held in dossier.authorisations
        if held.type in _PRIVILEGES and held.code and _on_day(held.valid_from, held.valid_until, dossier.date)
    )


def safeguards_on_file(dossier: Dossier) -> frozenset[str]:
    """The types of the safeguards that stand on the day; of standard clauses also the module, as ``scc-module-2``."""
    found: set[str] = set()
    for safeguard in dossier.safeguards:
        kind = safeguard.get("type")
        if not kind or not _on_day(safeguard.get("date"), None, dossier.date):
            continue
        found.add(kind)
        if kind == "scc" and safeguard.get("module") is not None:
            found.add(f"scc-module-{safeguard['module']}")
    return frozenset(found)


def conditions_on_file(dossier: Dossier, code: str | None) -> frozenset[str]:
    """The conditions of use that are shown: by the authorisation of this code, and by safeguards.

    A safeguard shows the condition that its type names, such as an impact assessment, and those it says are met.
    """
    met = set(safeguards_on_file(dossier))
    for safeguard in dossier.safeguards:
        if _on_day(safeguard.get("date"), None, dossier.date):
            met.update(safeguard.get("conditionsMet", ()))
    for held in dossier.authorisations:
        if code is not None and held.code == code and held.type in _PRIVILEGES:
            if _on_day(held.valid_from, held.valid_until, dossier.date):
                met.update(held.conditions_met)
    return frozenset(met)


def certificates_on_file(item: Item, day: date) -> frozenset[str]:
    """The certificates of an item that are valid on the day, as ``<scheme>``, ``<scheme>:<level>`` and
    ``<scheme>:<profile>``; one without both days is not shown to be valid."""
    found: set[str] = set()
    for certificate in item.certificates:
        start, end, scheme = (certificate.get(key) for key in ("validFrom", "validUntil", "scheme"))
        if scheme and start and end and start <= day <= end:
            found.add(scheme)
            found.update(f"{scheme}:{certificate[key]}" for key in ("level", "profile") if certificate.get(key))
    return frozenset(found)


def _on_day(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)
