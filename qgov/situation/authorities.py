"""Which jurisdiction an authority that issues licences belongs to, and under which of its laws it issues them.

A licence is an act of the law of one jurisdiction; no authority licenses what the law of another forbids. Of several
authorities of one state each licenses under its own instruments alone, unless one of these takes the paper of another
for its own, as the Export Administration Regulations do for Iran (15 CFR 742.8(a), 746.7(a)).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.instruments import instrument_codes
from qgov.base.iri import ancestors
from qgov.base.places import name_of
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, TableRow, read_table

TABLE = "data/reference/licensing-authorities.csv"
COLUMNS = ("jurisdiction", "name", "aliases", "licenses", "verification", "source", "note")
_SEPARATOR = ";"
WHOLE_LAWS = ("national-law", "sanctions")
"""What stands before the code of a state where a provision means its law, or its sanctions, as a whole."""
_NONE = "none"
_FOR_PLACE = "@"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class LicensingAuthority:
    """An authority of a jurisdiction, by its name and the short or other names that papers give it.

    ``licenses`` are the instruments or provisions under which it licenses, one with ``@`` and a place for transfers
    that are received there alone; empty where it is the authority for all of its jurisdiction.
    """

    jurisdiction: str
    name: str
    aliases: tuple[str, ...]
    verification: str
    source: str
    note: str = ""
    licenses: tuple[str, ...] = ()

    def may_license(self, provision: str, places: tuple[str, ...]) -> bool:
        """Whether it licenses under a provision what is received in these places."""
        above = {*ancestors(provision), provision.partition(":")[0]}
        for stated in self.licenses:
            law, _, place = stated.partition(_FOR_PLACE)
            if law in above and (not place or set(places) == {place}):
                return True
        return not self.licenses


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
                place, name, aliases, row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
                _licenses(row),
            )
        )  # fmt: skip
    return tuple(found)


def _licenses(row: TableRow) -> tuple[str, ...]:
    stated = row.maybe("licenses")
    found = tuple(law.strip() for law in stated.split(_SEPARATOR)) if stated else ()
    for law in found if found != (_NONE,) else ():
        instrument, _, number = law.partition(_FOR_PLACE)[0].partition(":")
        if instrument not in instrument_codes() and not (instrument in WHOLE_LAWS and number):
            raise row.refuse("licenses", f"{law!r} is no instrument known here; one is {_NONE}, alone")
        if _FOR_PLACE in law and name_of(law.partition(_FOR_PLACE)[2]) is None:
            raise row.refuse("licenses", f"{law!r} names no place after {_FOR_PLACE}")
    return found


def authorities_named(stated: str) -> tuple[LicensingAuthority, ...]:
    """The authorities that a text names, in any case and with other words around."""
    text = _words(stated)
    return tuple(
        authority
        for authority in licensing_authorities()
        if any(_words(name) in text for name in (authority.name, *authority.aliases))
    )


def jurisdictions_of_authority(stated: str) -> frozenset[str]:
    """The jurisdictions whose authorities a text names, in any case and with other words around; none if it names no
    known one."""
    return frozenset(authority.jurisdiction for authority in authorities_named(stated))


def _words(text: str) -> str:
    """The words of a text between blanks, so that a name is found as whole words alone."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
