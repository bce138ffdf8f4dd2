"""Provisions of two sovereigns of which one demands what the other forbids, as a table.

A permission of one sovereign beside a prohibition of another is no conflict of duty: whoever does not transfer breaks
neither. What stands here is a duty not to comply, not to disclose or not to take part, and the measure it speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.iri import ancestors
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/conflicts.csv"
COLUMNS = ("id", "duty", "measure", "what", "resolution", "citation", "verification", "source", "note")


@dataclass(frozen=True)
class Incompatible:
    """A duty and the foreign measures that cannot be obeyed together with it; one with ``*`` covers its subparagraphs.

    ``what`` says what the one demands and the other forbids, ``resolution`` the way out that the law offers;
    ``verified`` tells that the texts which make them incompatible were read.
    """

    id: str
    duty: str
    measures: tuple[str, ...]
    what: str
    resolution: str
    citation: str
    verified: bool

    def owes(self, provision: str) -> bool:
        return self.duty == provision

    def opposes(self, provision: str) -> bool:
        below = {f"{above}*" for above in ancestors(provision)}
        return not below.union({provision}).isdisjoint(self.measures)


@cache
def incompatible() -> tuple[Incompatible, ...]:
    """The shipped table, sorted by id. Raises NormError naming file, line and column."""
    return read_incompatible(resource(TABLE))


def read_incompatible(path: Path) -> tuple[Incompatible, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("id",)):
        duty, measures = row.text("duty"), tuple(row.text("measure").split())
        for column, provisions in (("duty", (duty,)), ("measure", measures)):
            for provision in provisions:
                if provision.count(":") != 1 or " " in provision:
                    raise row.refuse(column, f"{provision!r} is no provision; write it as us-ear:746.2(a)")
        if duty in measures:
            raise row.refuse("measure", f"{duty} cannot conflict with itself")
        verified = row.word("verification", VERIFICATIONS) == "verified"
        found.append(
            Incompatible(
                row.text("id"), duty, measures, row.text("what"), row.text("resolution"), row.text("citation"), verified
            )
        )
    return tuple(found)
