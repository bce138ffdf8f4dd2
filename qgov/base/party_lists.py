"""The lists of persons under restriction that qgov knows: an identifier for each, its jurisdiction and its law."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qgov.base.errors import NormError
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/party-lists.csv"
_COLUMNS = ("list", "within", "family", "jurisdiction", "source", "label", "citation", "verification")


@dataclass(frozen=True)
class NamedList:
    """One list, or the part ``within`` another that a provision treats apart.

    ``family`` is the official file in which it is published; ``source`` is how that file calls it.
    """

    id: str
    within: str
    family: str
    jurisdiction: str
    source: str
    label: str
    citation: str
    verification: str


@cache
def named_lists() -> dict[str, NamedList]:
    """The table by identifier. Raises NormError where a row names a list that the table lacks."""
    found = {}
    for row in read_table(resource(TABLE), _COLUMNS, ("list",)):
        named = NamedList(
            row.text("list"), row.maybe("within"), row.text("family"), row.text("jurisdiction"), row.maybe("source"),
            row.text("label"), row.text("citation"), row.word("verification", VERIFICATIONS),
        )  # fmt: skip
        found[named.id] = named
    for named in found.values():
        if named.within and named.within not in found:
            raise NormError(f"{TABLE}: {named.id} lies within {named.within}, which the table lacks")
    return found


def with_whole(list_id: str) -> tuple[str, ...]:
    """A list, and the one that it is a part of."""
    whole = named_lists()[list_id].within
    return (list_id, whole) if whole else (list_id,)


def parts_of(list_id: str) -> tuple[str, ...]:
    """The parts of a list that some provision treats apart."""
    return tuple(named.id for named in named_lists().values() if named.within == list_id)


def narrowest(lists: frozenset[str]) -> frozenset[str]:
    """Some lists without those of which a part is among them."""
    return lists - {named_lists()[list_id].within for list_id in lists}
