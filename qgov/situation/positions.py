"""What authorities have said of quantum key distribution and post-quantum cryptography, and the days they set.

None of it is a norm that decides a transfer; what binds, binds only those it is addressed to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/positions.csv"
COLUMNS = (
    "id", "authority", "jurisdiction", "topic", "position", "addressee", "published", "milestone", "binding",
    "verification", "source", "note",
)  # fmt: skip
# Quantum key distribution; post-quantum cryptography.
TOPICS = ("qkd", "pqc")
# How far it binds: those addressed, as policy or standard; nobody, as guidance, recommendation, statement or draft.
BINDING = ("policy", "standard", "guidance", "recommendation", "statement", "draft")


@dataclass(frozen=True)
class Position:
    """One position of an authority, in our words, from the day it was published.

    ``milestone`` is the last day by which it asks for something; a year alone is its last day, and the note says so.
    """

    id: str
    authority: str
    jurisdiction: str
    topic: str
    position: str
    addressee: str
    published: date | None
    milestone: date | None
    binding: str
    verification: str
    source: str
    note: str = ""


@cache
def positions() -> tuple[Position, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_positions(resource(TABLE))


def read_positions(path: Path) -> tuple[Position, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("id",)):
        published, milestone = row.day("published"), row.day("milestone")
        if published and milestone and milestone < published:
            raise row.refuse("milestone", f"{milestone} lies before the day of publication {published}")
        found.append(
            Position(
                row.text("id"), row.text("authority"), row.place("jurisdiction", ("EU", "INT")),
                row.word("topic", TOPICS), row.text("position"), row.text("addressee"), published, milestone,
                row.word("binding", BINDING), row.word("verification", VERIFICATIONS), row.text("source"),
                row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def positions_on(topic: str, jurisdictions: frozenset[str], day: date) -> tuple[Position, ...]:
    """The positions on a topic that these jurisdictions' authorities had published by a day."""
    return tuple(
        position
        for position in positions()
        if position.topic == topic
        and position.jurisdiction in jurisdictions
        and (position.published is None or position.published <= day)
    )
