"""Within which time the law asks for something: who, to whom, how long, and from when the clock runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/deadlines.csv"
COLUMNS = (
    "id", "jurisdiction", "provision", "trigger", "duty_holder", "recipient", "stage", "value", "unit", "clock_start",
    "from", "status", "verification", "source", "note",
)  # fmt: skip
UNITS = ("hour", "day", "working-day", "week", "month", "year")
AT_ONCE = ("undue-delay", "forthwith")
IN_FORCE = "in-force"
STATUSES = (IN_FORCE, "not-yet-applicable", "not-in-force", "proposed")


@dataclass(frozen=True)
class Deadline:
    """One period of the law.

    ``value`` is a whole number of ``unit``; it is None for a duty without undue delay or forthwith, which has no
    number. Only a deadline whose ``status`` is "in-force" can be missed. ``start`` is None where the first day was not
    read, or there is none yet.
    """

    id: str
    jurisdiction: str
    provision: str
    trigger: str
    duty_holder: str
    recipient: str
    stage: str
    value: Decimal | None
    unit: str
    clock_start: str
    start: date | None
    status: str
    verification: str
    source: str
    note: str = ""

    def binds(self, day: date) -> bool | None:
        """Whether the deadline can be missed on a day; None where its first day was not read."""
        if self.status != IN_FORCE:
            return False
        return None if self.start is None else self.start <= day


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_deadlines(resource(TABLE))


def read_deadlines(path: Path) -> tuple[Deadline, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("id",)):
        if not PROVISION.fullmatch(row.text("provision")):
            raise row.refuse("provision", f"{row.text('provision')!r} is not <instrument>:<number>")
        unit, value = row.word("unit", (*UNITS, *AT_ONCE)), row.number("value")
        if (value is None) != (unit in AT_ONCE):
            raise row.refuse("value", f"a period in {unit} has " + ("no number" if unit in AT_ONCE else "a number"))
        if value is not None and (value <= 0 or value != value.to_integral_value()):
            raise row.refuse("value", f"{value} is no whole number above zero")
        found.append(
            Deadline(
                row.text("id"), row.place("jurisdiction", ("EU", "INT")), row.text("provision"), row.text("trigger"),
                row.text("duty_holder"), row.maybe("recipient"), row.text("stage"), value, unit,
                row.text("clock_start"), row.day("from"), row.word("status", STATUSES),
                row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def deadlines_under(provision: str) -> tuple[Deadline, ...]:
    """The deadlines of a provision and of its subparagraphs."""
    return tuple(
        d for d in deadlines() if d.provision == provision or d.provision.startswith((provision + "(", provision + "."))
    )
