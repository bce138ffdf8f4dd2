"""Which arrangements let a certificate count abroad: who takes part, in what role, and up to which assurance level.

An arrangement that is not in the table recognises nothing that is known: absence is not recognition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/recognition.csv"
COLUMNS = (
    "arrangement", "party", "role", "recognises_up_to", "scope", "from", "until", "verification", "source", "note",
)  # fmt: skip
# Issuers: their certificates count with every participant. Consumers recognise and issue none.
ISSUERS = ("authorising", "qualified-authorising", "issuing")
ROLES = (
    *ISSUERS, "consuming", "third-country", "accreditation-body", "metrology-institute", "national-scheme", "standard",
)  # fmt: skip
ANYONE = "*"


@dataclass(frozen=True)
class Recognition:
    """A party's part in an arrangement. ``recognises_up_to`` and ``scope`` are words of the arrangement.

    ``start`` is None where the first day is not known. ``party`` is a place, ``EU``, or ``*`` for any.
    """

    arrangement: str
    party: str
    role: str
    recognises_up_to: str
    scope: str
    start: date | None
    until: date | None
    verification: str
    source: str
    note: str = ""

    @property
    def issues(self) -> bool:
        """Whether certificates of this party count under the arrangement."""
        return self.role in ISSUERS

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


@cache
def recognitions() -> tuple[Recognition, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_recognitions(resource(TABLE))


def read_recognitions(path: Path) -> tuple[Recognition, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("arrangement", "party", "role")):
        start, until = row.interval()
        found.append(
            Recognition(
                row.text("arrangement"), row.place("party", ("EU", ANYONE)), row.word("role", ROLES),
                row.text("recognises_up_to"), row.text("scope"), start, until,
                row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def parts_in(arrangement: str, party: str, day: date) -> tuple[Recognition, ...]:
    """A party's parts in an arrangement on a day; none where the table has none."""
    return tuple(r for r in recognitions() if (r.arrangement, r.party) == (arrangement, party) and r.holds(day))
