"""As of when the text of each instrument was read, when it was last looked for, and when that reading goes stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.instruments import TABLE
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

COLUMNS = ("code", "textAsOf", "lastLookedFor", "staleAfter", "verification", "source", "note")


@dataclass(frozen=True)
class InstrumentVintage:
    """The reading of one instrument; ``text_as_of`` is None where no text, or none with a day, was read.

    ``verification`` says what was read: the text or a statement of its issuer ("verified"), what others say of it
    ("secondary"), nothing ("unverified").
    """

    code: str
    text_as_of: date | None
    last_looked_for: date
    stale_after: date
    verification: str
    source: str
    note: str = ""

    def stale(self, day: date) -> bool:
        """Whether the reading is too old to rely on, on a day."""
        return day > self.stale_after


@cache
def instrument_vintages() -> dict[str, InstrumentVintage]:
    """The shipped table by code. Raises NormError naming file, line and column."""
    return read_instrument_vintages(resource(TABLE))


def text_as_of(code: str) -> date | None:
    """The day of the text of an instrument that was read; None where none, or none with a day, was read."""
    vintage = instrument_vintages().get(code)
    return vintage.text_as_of if vintage else None


def read_instrument_vintages(path: Path) -> dict[str, InstrumentVintage]:
    found = {}
    for row in read_table(path, COLUMNS, ("code",)):
        as_of, looked, stale = row.day("textAsOf"), row.day("lastLookedFor"), row.day("staleAfter")
        if looked is None or stale is None:
            raise row.refuse("lastLookedFor" if looked is None else "staleAfter", "empty; a day is needed")
        if stale <= looked:
            raise row.refuse("staleAfter", f"{stale} does not lie after {looked}, the day it was last looked for")
        if as_of is not None and as_of > looked:
            raise row.refuse("textAsOf", f"{as_of} lies after {looked}, the day it was last looked for")
        verification = row.word("verification", VERIFICATIONS)
        if as_of is not None and verification == "unverified":
            raise row.refuse("textAsOf", "a text that was not read has no day as of which it was")
        found[row.text("code")] = InstrumentVintage(
            row.text("code"), as_of, looked, stale, verification, row.text("source"), row.maybe("note")
        )
    return found
