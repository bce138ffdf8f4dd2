"""The United States Consolidated Screening List (International Trade Administration, one JSON file of all agencies)."""

from __future__ import annotations

import csv
import re
from functools import cache

from qgov.base.parse import fault, pointer
from qgov.base.party_lists import NamedList, named_lists, with_whole
from qgov.base.resources import resource
from qgov.situation.screening.model import BODY, OTHER, PERSON, ListedEntry, birth_of, clean, day_of, unique

FAMILY, LABEL = "us-csl", "Consolidated Screening List of the United States"
_KINDS = {"individual": PERSON, "entity": BODY}
_ALL_ITEMS = re.compile(r"all items subject to the EAR", re.IGNORECASE)
_WHOLE = "give the whole file as it is published for download, no answer of the search interface"
_LIMITED = re.compile(r"except|excluding|other than|unless", re.IGNORECASE)


@cache
def identifiers() -> frozenset[str]:
    """The identifiers of 15 CFR 744.8(a)(1), as files print them, in capitals."""
    with resource("data/reference/sdn-identifiers.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["identifier"] for row in csv.DictReader(handle))


def is_csl(data: object) -> bool:
    return isinstance(data, dict) and isinstance(data.get("results"), list)


def read_csl(data: dict) -> tuple[str, tuple[ListedEntry, ...]]:
    """Version and entries. Raises InputError where an entry has no known source, or the file is one page of an answer:
    nothing is left out unsaid."""
    _check_whole(data)
    entries = []
    for index, row in enumerate(data["results"]):
        where = pointer("/results", index)
        if not isinstance(row, dict):
            raise fault(where, "an entry must be an object", "give the file as it was published")
        if not _empty([value for key, value in row.items() if key != "id"]):
            entries.append(_entry(row, where))
    stamp = clean(data.get("search_performed_at"))
    used = data.get("sources_used")
    stamps = [clean(row.get("source_last_updated")) for row in used or () if isinstance(row, dict)]
    return stamp or max(stamps, default=""), tuple(entries)


def _check_whole(data: dict) -> None:
    """The search interface answers with a page of at most 50 of its ``total`` entries, from ``offset`` on."""
    counts = {key: data[key] for key in ("total", "offset") if data.get(key) is not None}
    for key, value in counts.items():
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value):
            raise fault(pointer("", key), f"{key} is no whole number", _WHOLE)
    if offset := int(counts.get("offset", 0)):
        raise fault("/offset", f"this is a page of the list, which begins at entry {offset}", _WHOLE)
    if (total := int(counts.get("total", 0))) > len(data["results"]):
        raise fault("/total", f"this is a page of the list: {len(data['results'])} of {total} entries", _WHOLE)


def _empty(value: object) -> bool:
    """Whether a value says nothing, however deep."""
    if isinstance(value, (dict, list)):
        return all(map(_empty, value.values() if isinstance(value, dict) else value))
    return value is None or value == ""


def _whole_lists() -> list[NamedList]:
    return [named for named in named_lists().values() if named.family == FAMILY and not named.within]


def _entry(row: dict, where: str) -> ListedEntry:
    source, name = clean(row.get("source")), clean(row.get("name"))
    named = max((n for n in _whole_lists() if n.source in source), key=lambda n: len(n.source), default=None)
    if named is None or not name:
        raise fault(
            where, f"an entry of an unknown list {source!r}" if name else "an entry lacks a name",
            "known: " + ", ".join(n.source for n in _whole_lists()),
        )  # fmt: skip
    certain, possible = _parts(named.id, row, where)
    requirement = clean(row.get("license_requirement"))
    return ListedEntry(
        id=clean(row.get("id")) or name, lists=frozenset(certain), open_lists=frozenset(possible),
        names=unique([name, *_texts(row, "alt_names", where)]), kind=_KINDS.get(clean(row.get("type")).lower(), OTHER),
        countries=frozenset(_countries(row)), births=unique(_births(row, where)),
        start=day_of(clean(row.get("start_date"))), end=day_of(clean(row.get("end_date"))),
        requirement=requirement, reference=clean(row.get("federal_register_notice")),
    )  # fmt: skip


def _parts(list_id: str, row: dict, where: str) -> tuple[list[str], list[str]]:
    """The list of an entry, and the parts of it that provisions treat apart: certain ones and open ones."""
    certain, possible = list(with_whole(list_id)), []
    if list_id == "us-entity-list":
        said = clean(row.get("license_requirement"))
        if _ALL_ITEMS.search(said) and not _LIMITED.search(said):
            certain.append("us-entity-list-all-items")
        elif not said:
            possible.append("us-entity-list-all-items")
    elif list_id == "us-sdn":
        programmes = {clean(program).upper().strip("[]") for program in _texts(row, "programs", where)}
        if programmes & identifiers():
            certain.append("us-sdn-744.8")
        elif not programmes:
            possible.append("us-sdn-744.8")
    return certain, possible


def _texts(row: dict, key: str, where: str) -> list[str]:
    """A list of texts, or one text that holds several behind semicolons. Raises InputError where it is neither."""
    value = row.get(key)
    values = value if isinstance(value, list) else [value]
    if not all(text is None or isinstance(text, str) for text in values):
        raise fault(pointer(where, key), f"{key} is no list of texts", "give the file as it was published")
    return [clean(part) for text in values if text is not None for part in text.split(";") if clean(part)]


def _countries(row: dict):
    addresses = row.get("addresses") if isinstance(row.get("addresses"), list) else []
    found = [address.get("country") for address in addresses if isinstance(address, dict)]
    for key in ("nationalities", "citizenships", "country"):
        value = row.get(key)
        found += value if isinstance(value, list) else [value]
    return (code for code in map(clean, found) if re.fullmatch("[A-Z]{2}", code))


def _births(row: dict, where: str):
    for text in _texts(row, "dates_of_birth", where):
        yield from (birth_of(part) for part in re.split(r"\bto\b", text))
