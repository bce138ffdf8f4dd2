"""The Commerce Country Chart: which reasons for control mark a destination, by edition.

No mark is no clearance: embargoed destinations have none at all, and a destination that is in no row is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.errors import NormError
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

FOLDER = "data/reference/country-chart/us-ear"
COLUMNS = ("place", "name", "kind", "row_of", "marks", "footnotes", "groups", "verification", "source", "note")
GRADED, EMBARGOED, INHERITED = "graded", "embargoed", "inherited"
MARKS = "CB1 CB2 CB3 NP1 NP2 NS1 NS2 MT1 RS1 RS2 FC1 CC1 CC2 CC3 AT1 AT2".split()
GROUPS = ("B", "D:2", "D:3", "D:4")  # those of the Country Groups that country-groups/us-ear does not hold


@dataclass(frozen=True)
class Destination:
    """One destination. ``kind`` is graded (it has marks of its own), embargoed (part 746 says what needs a licence) or
    inherited (governed by the row of ``row_of``). ``marks`` are column names such as ``NS1``; ``footnotes`` numbers.
    """

    place: str
    name: str
    kind: str
    row_of: str
    marks: frozenset[str]
    footnotes: frozenset[str]
    groups: frozenset[str]
    verification: str
    source: str
    note: str = ""


@cache
def country_charts() -> dict[date, dict[str, Destination]]:
    """The shipped editions by day, each by place. Raises NormError naming file, line and column."""
    return {date.fromisoformat(path.stem): read_chart(path) for path in sorted(resource(FOLDER).glob("*.csv"))}


def read_chart(path: Path) -> dict[str, Destination]:
    """One edition; a row that is governed by another also has that row's marks and groups."""
    rows = {}
    for row in read_table(path, COLUMNS, ("place",)):
        place, kind = row.place("place"), row.word("kind", (GRADED, EMBARGOED, INHERITED))
        marks, groups = row.maybe("marks").split(), row.maybe("groups").split()
        for column, words, allowed in (("marks", marks, MARKS), ("groups", groups, GROUPS)):
            for word in words:
                if word not in allowed:
                    raise row.refuse(column, f"{word!r} is none of {', '.join(allowed)}")
        if (kind == INHERITED) != bool(row.maybe("row_of") and not marks):
            raise row.refuse("row_of", "an inherited row names the row that governs it and has no marks of its own")
        if kind == EMBARGOED and marks:
            raise row.refuse("marks", "an embargoed destination has none")
        rows[place] = Destination(
            place, row.text("name"), kind, row.maybe("row_of"), frozenset(marks),
            frozenset(row.maybe("footnotes").split()), frozenset(groups), row.word("verification", VERIFICATIONS),
            row.text("source"), row.maybe("note"),
        )  # fmt: skip
    for destination in rows.values():
        if destination.row_of and destination.row_of not in rows:
            raise NormError(
                f"{path.name}: {destination.place} is governed by the row of {destination.row_of}, which is missing"
            )
    return {
        place: _with_row_of(destination, rows[destination.row_of]) if destination.row_of else destination
        for place, destination in rows.items()
    }


def _with_row_of(destination: Destination, parent: Destination) -> Destination:
    return Destination(
        destination.place, destination.name, destination.kind, destination.row_of, destination.marks | parent.marks,
        destination.footnotes, destination.groups | parent.groups, destination.verification, destination.source,
        destination.note,
    )  # fmt: skip


def edition_on(day: date) -> tuple[date | None, dict[str, Destination]]:
    """The edition that holds on a day, with its destinations by place; (None, {}) before the first one."""
    charts = country_charts()
    editions = [edition for edition in charts if edition <= day]
    return (max(editions), charts[max(editions)]) if editions else (None, {})


def licence_needed(place: str, reason: str, day: date) -> bool | None:
    """Whether a reason for control such as ``NS1`` marks a destination on a day.

    None where it is not told: a day before the first edition, a destination in no row, an embargoed one.
    """
    destination = edition_on(day)[1].get(place)
    if destination is None or destination.kind == EMBARGOED:
        return None
    if reason not in MARKS:
        raise NormError(f"{reason!r} is no column of the country chart; it has {', '.join(MARKS)}")
    return reason in destination.marks
