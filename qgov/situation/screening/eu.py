"""The consolidated list of financial sanctions of the European Union (files of version 1.1, XML and CSV)."""

from __future__ import annotations

from qgov.base.parse import csv_records, fault, xml_records
from qgov.situation.screening.model import BODY, OTHER, PERSON, ListedEntry, birth_of, clean, day_of, unique

FAMILY, LABEL = "eu-fsf", "consolidated list of financial sanctions of the European Union"
COLUMN = "Entity_LogicalId"
_KINDS = {"person": PERSON, "p": PERSON, "enterprise": BODY, "e": BODY}
_UKRAINE = "UKR"


def read_xml(data: bytes) -> tuple[str, tuple[ListedEntry, ...]]:
    """Version and entries of the XML file."""
    entries, version = [], ""
    for tag, element in xml_records(data, frozenset({"sanctionEntity"})):
        if tag == "sanctionEntity":
            entries.append(_entry(element))
        else:
            version = version or clean(element.get("generationDate"))
    return version, tuple(entries)


def _entry(element) -> ListedEntry:
    identifier = clean(element.get("euReferenceNumber")) or clean(element.get("logicalId"))
    names = unique(_whole(alias) for alias in element.iter("nameAlias"))
    if not identifier or not names:
        raise fault("", f"the entry {identifier or '?'} has no name or no number", "give the file as it was published")
    subject = element.find("subjectType")
    regulations = list(element.iter("regulation"))
    programmes = {clean(regulation.get("programme")) for regulation in regulations}
    codes = [part.get("countryIso2Code") for tag in ("citizenship", "address") for part in element.iter(tag)]
    births = [birth_of(part.get("birthdate") or "-".join(filter(None, (part.get("year"),))))
              for part in element.iter("birthdate")]  # fmt: skip
    days = [clean(element.get("designationDate")), *(clean(r.get("entryIntoForceDate")) for r in regulations)]
    return ListedEntry(
        id=identifier, names=names, kind=_KINDS.get(clean(subject.get("code") if subject is not None else ""), OTHER),
        lists=_lists(programmes), countries=frozenset(code for code in map(clean, codes) if len(code) == 2),
        births=unique(births), start=min(filter(None, map(day_of, days)), default=None),
        reference=", ".join(unique(clean(r.get("numberTitle")) for r in regulations)),
    )  # fmt: skip


def _lists(programmes: set[str]) -> frozenset[str]:
    return frozenset({"eu-financial-sanctions"} | ({"eu-financial-sanctions-ukr"} if _UKRAINE in programmes else set()))


def _whole(alias) -> str:
    parts = (alias.get(key) for key in ("firstName", "middleName", "lastName"))
    return clean(alias.get("wholeName")) or clean(" ".join(filter(None, parts)))


def read_csv(data: bytes) -> tuple[str, tuple[ListedEntry, ...]]:
    """Version and entries of the CSV file: one row a name, address, birth or paper of an entity."""
    _, rows = csv_records(data, ";", COLUMN)
    entities: dict[str, dict[str, list[str]]] = {}
    version = ""
    for row in rows:
        version = version or clean(row.get("fileGenerationDate"))
        number = clean(row.get(COLUMN))
        if not number:
            raise fault("", f"a row lacks its {COLUMN}", "give the file as it was published: no row is left out unsaid")
        found = entities.setdefault(number, {})
        for column, value in row.items():
            if clean(value):
                found.setdefault(column, []).append(clean(value))
        parts = (row.get(f"NameAlias_{part}Name") for part in ("First", "Middle", "Last"))
        name = clean(row.get("NameAlias_WholeName")) or clean(" ".join(filter(None, parts)))
        found.setdefault("name", []).append(name)
    return version, tuple(_from_rows(number, rows) for number, rows in entities.items())


def _from_rows(number: str, columns: dict[str, list[str]]) -> ListedEntry:
    def first(*names: str) -> str:
        return next((columns[name][0] for name in names if columns.get(name)), "")

    names = unique(columns["name"])
    if not names:
        raise fault("", f"the entity {number} has no name", "give the file as it was published")
    codes = [code for c in ("Citizenship_CountryIso2Code", "Address_CountryIso2Code") for code in columns.get(c, ())]
    births = [birth_of(text) for c in ("BirthDate_BirthDate", "BirthDate_Year") for text in columns.get(c, ())]
    days = [*columns.get("Entity_DesignationDate", ()), *columns.get("Entity_Regulation_EntryIntoForceDate", ())]
    kind = first("Entity_SubjectType", "Entity_SubjectType_ClassificationCode").lower()
    return ListedEntry(
        id=first("Entity_EU_ReferenceNumber") or number, names=names, kind=_KINDS.get(kind, OTHER),
        lists=_lists(set(columns.get("Entity_Regulation_Programme", ()))),
        countries=frozenset(code for code in codes if len(code) == 2), births=unique(births),
        start=min(filter(None, map(day_of, days)), default=None),
        reference=", ".join(unique(columns.get("Entity_Regulation_NumberTitle", ()))),
    )  # fmt: skip
