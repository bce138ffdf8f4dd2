"""The UK Sanctions List (Foreign, Commonwealth and Development Office; XML and CSV)."""

from __future__ import annotations

from qgov.base.parse import csv_records, fault, xml_records
from qgov.base.places import code_of
from qgov.situation.screening.model import BODY, OTHER, PERSON, ListedEntry, birth_of, clean, day_of, unique

FAMILY, LABEL = "uk-sanctions-list", "UK Sanctions List"
COLUMN = "Unique ID"
_KINDS = {"individual": PERSON, "entity": BODY}
_FREEZE = "asset freeze"
# The order in which the parts of a name are said: the sixth holds the family name, or the whole name of a body.
_PARTS = (1, 2, 3, 4, 5, 6)


def read_xml(data: bytes) -> tuple[str, tuple[ListedEntry, ...]]:
    """Version and entries of the XML file."""
    entries, version = [], ""
    for tag, element in xml_records(data, frozenset({"Designation", "DateGenerated"})):
        if tag == "Designation":
            entries.append(_entry(element))
        elif tag == "DateGenerated":
            version = version or clean(element.text)
    return version, tuple(entries)


def _entry(element) -> ListedEntry:
    def texts(name: str) -> list[str]:
        return [clean(part.text) for part in element.iter(name) if clean(part.text)]

    names = [
        clean(part.findtext("Name")) or clean(" ".join(part.findtext(f"Name{n}") or "" for n in _PARTS))
        for group in element.iter("Names") for part in group.iter("Name") if len(part)
    ]  # fmt: skip
    return _built(
        next(iter(texts("UniqueID")), ""), [*names, *texts("NameNonLatinScript")],
        next(iter(texts("IndividualEntityShip")), ""), texts("SanctionsImposed"),
        [*texts("Nationality"), *texts("AddressCountry")], texts("DOB"), texts("DateDesignated"), texts("RegimeName"),
    )  # fmt: skip


def read_csv(data: bytes) -> tuple[str, tuple[ListedEntry, ...]]:
    """Version and entries of the CSV file: one row a name of a designation."""
    above, rows = csv_records(data, ",", COLUMN)
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        identifier = clean(row.get(COLUMN))
        if not identifier:
            raise fault("", f"a row lacks its {COLUMN}", "give the file as it was published: no row is left out unsaid")
        found.setdefault(identifier, []).append(row)
    return clean(above), tuple(_from_rows(identifier, rows) for identifier, rows in found.items())


def _from_rows(identifier: str, rows: list[dict[str, str]]) -> ListedEntry:
    def texts(name: str) -> list[str]:
        return [clean(row.get(name)) for row in rows if clean(row.get(name))]

    names = [clean(" ".join(row.get(f"Name {n}") or "" for n in _PARTS)) for row in rows]
    return _built(
        identifier, [*names, *texts("Name non-latin script")], next(iter(texts("Designation Type")), ""),
        texts("Sanctions Imposed"), [*texts("Nationality(/ies)"), *texts("Address Country")], texts("D.O.B"),
        texts("Date Designated"), texts("Regime Name"),
    )  # fmt: skip


def _built(identifier, names, kind, imposed, places, births, days, regimes) -> ListedEntry:
    named = unique(names)
    if not identifier or not named:
        raise fault("", f"the designation {identifier or '?'} has no name or no number", "give the file as published")
    frozen = any(_FREEZE in measure.lower() for measure in imposed)
    lists = {"uk-sanctions-list"} | ({"uk-asset-freeze"} if frozen else set())
    return ListedEntry(
        id=identifier, names=named, kind=_KINDS.get(kind.lower(), OTHER), lists=frozenset(lists),
        open_lists=frozenset() if imposed else frozenset({"uk-asset-freeze"}),
        countries=frozenset(filter(None, map(code_of, places))), births=unique(map(birth_of, births)),
        start=min(filter(None, map(day_of, days)), default=None), reference=", ".join(unique(regimes)),
    )  # fmt: skip
