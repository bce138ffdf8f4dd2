"""Whose protection of personal data has been found adequate, by whom, for what, and on which days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table
from qgov.situation.memberships import GroupMembership

TABLE = "data/reference/adequacy.csv"
COLUMNS = ("issuer", "place", "scope", "from", "until", "decision", "verification", "source", "note")
# What a finding covers: everything; organisations of the private sector under the act; those on a public list; business
# operators; everything but immigration control; everything but public security, defence and crime; everything but what
# is left out by name, or is not under the act of the
# place on personal data; an international organisation.
SCOPES = (
    "general", "commercial", "self-certified", "business", "not-immigration", "not-security", "with-exclusions",
    "organisation",
)  # fmt: skip
ORGANISATIONS = ("EPO",)


@dataclass(frozen=True)
class Adequacy:
    """One finding of an ``issuer`` (an instrument code) about a place, from a day to a day, both inclusive.

    ``verification`` is that of the finding and its days together.
    """

    issuer: str
    place: str
    scope: str
    start: date | None
    until: date | None
    decision: str
    verification: str
    source: str
    note: str = ""

    @property
    def membership(self) -> GroupMembership:
        """The finding as membership of the group of places that its issuer found adequate to this extent."""
        group = f"{self.issuer}:adequacy" + ("" if self.scope == "general" else f"-{self.scope}")
        return GroupMembership(group, self.place, self.start, self.until, self.verification, self.source, self.note)

    def holds(self, day: date) -> bool:
        return self.membership.holds(day)


@cache
def adequacy_findings() -> tuple[Adequacy, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_adequacy(resource(TABLE))


def read_adequacy(path: Path) -> tuple[Adequacy, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("issuer", "place", "scope", "from")):
        scope = row.word("scope", SCOPES)
        place = row.place("place", ORGANISATIONS if scope == "organisation" else ())
        start, until = row.interval()
        found.append(
            Adequacy(
                row.text("issuer"), place, scope, start, until, row.text("decision"),
                row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def findings_on(issuer: str, place: str, day: date) -> tuple[Adequacy, ...]:
    """The findings of an issuer about a place that hold on a day; none is no finding, not a refusal."""
    return tuple(finding for finding in _by_place().get((issuer, place), ()) if finding.holds(day))


@cache
def _by_place() -> dict[tuple[str, str], tuple[Adequacy, ...]]:
    found: dict[tuple[str, str], list[Adequacy]] = defaultdict(list)
    for finding in adequacy_findings():
        found[finding.issuer, finding.place].append(finding)
    return {key: tuple(findings) for key, findings in found.items()}
