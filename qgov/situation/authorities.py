"""Which jurisdiction an authority that issues licences belongs to.

A licence is an act of the law of one jurisdiction; no authority licenses what the law of another forbids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/licensing-authorities.csv"
COLUMNS = ("jurisdiction", "name", "aliases", "verification", "source", "note")
_SEPARATOR = ";"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class LicensingAuthority:
    """An authority of a jurisdiction, by its name and the short or other names that papers give it."""

    jurisdiction: str
    name: str
    aliases: tuple[str, ...]
    verification: str
    source: str
    note: str = ""


@cache
def licensing_authorities() -> tuple[LicensingAuthority, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_licensing_authorities(resource(TABLE))


def read_licensing_authorities(path: Path) -> tuple[LicensingAuthority, ...]:
    """The authorities of a table, in which no name stands for authorities of two jurisdictions."""
    found = []
    owner: dict[str, str] = {}
    for row in read_table(path, COLUMNS, ("jurisdiction", "name")):
        place, name = row.place("jurisdiction"), row.text("name")
        stated = row.maybe("aliases")
        aliases = tuple(alias.strip() for alias in stated.split(_SEPARATOR)) if stated else ()
        for column, word in (("name", name), *(("aliases", alias) for alias in aliases)):
            key = _words(word)
            if not key.strip():
                raise row.refuse(column, f"{word!r} is no name; separate names by {_SEPARATOR}")
            if owner.setdefault(key, place) != place:
                raise row.refuse(column, f"{word!r} stands for an authority of {owner[key]} already")
        found.append(
            LicensingAuthority(
                place, name, aliases, row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note")
            )
        )
    return tuple(found)


def jurisdictions_of_authority(stated: str) -> frozenset[str]:
    """The jurisdictions whose authorities a text names, in any case and with other words around; none if it names no
    known one."""
    text = _words(stated)
    return frozenset(
        authority.jurisdiction
        for authority in licensing_authorities()
        if any(_words(name) in text for name in (authority.name, *authority.aliases))
    )


def _words(text: str) -> str:
    """The words of a text between blanks, so that a name is found as whole words alone."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
