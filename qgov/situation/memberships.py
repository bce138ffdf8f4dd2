"""Groups whose members come and go one by one: parties to treaties, states that a regulation names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/memberships.csv"
COLUMNS = ("group", "place", "from", "until", "verification", "source", "note")


@dataclass(frozen=True)
class GroupMembership:
    """A place's membership of ``<instrument>:<group>`` from a day to a day, both inclusive.

    ``start`` is None where the first day is not known; such a row is never verified.
    ``verification`` is that of the membership and its days together.
    """

    group: str
    place: str
    start: date | None
    until: date | None
    verification: str
    source: str
    note: str = ""

    @property
    def verified(self) -> bool:
        return self.verification == "verified"

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


@cache
def group_memberships() -> tuple[GroupMembership, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_group_memberships(resource(TABLE))


def read_group_memberships(path: Path) -> tuple[GroupMembership, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("group", "place", "from")):
        group = row.text("group")
        if not all(group.partition(":")):
            raise row.refuse("group", f"{group!r} is not <instrument>:<group>")
        start, until = row.interval()
        verification = row.word("verification", VERIFICATIONS)
        if start is None and verification == "verified":
            raise row.refuse(
                "from", "empty in a verified row; a membership whose first day is not known is not verified"
            )
        found.append(
            GroupMembership(
                group, row.place("place"), start, until, verification, row.text("source"), row.maybe("note")
            )
        )
    return tuple(found)


def members_on(group: str, day: date) -> dict[str, bool]:
    """The places that belong, or may belong, to a group on a day, and whether that is verified."""
    found: dict[str, bool] = {}
    for row in _by_group().get(group, ()):
        if row.holds(day):
            found[row.place] = found.get(row.place, False) or row.verified
    return found


@cache
def _by_group() -> dict[str, tuple[GroupMembership, ...]]:
    found: dict[str, list[GroupMembership]] = defaultdict(list)
    for row in group_memberships():
        found[row.group].append(row)
    return {group: tuple(rows) for group, rows in found.items()}
