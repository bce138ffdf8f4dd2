"""Where an instrument is no law though it is the law of the state: parts of the state to which it does not extend."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/instrument-extent.csv"
COLUMNS = ("instrument", "place", "verification", "source", "note")


@cache
def places_outside() -> dict[str, frozenset[str]]:
    """By instrument the places to which it does not extend. Raises NormError naming file, line and column."""
    return read_places_outside(resource(TABLE))


def read_places_outside(path: Path) -> dict[str, frozenset[str]]:
    """The verified rows of a table: a place that is not shown to be outside is inside."""
    found: dict[str, frozenset[str]] = {}
    for row in read_table(path, COLUMNS, ("instrument", "place")):
        instrument, place = row.text("instrument"), row.place("place")
        row.text("source")
        if row.word("verification", VERIFICATIONS) == "verified":
            found[instrument] = found.get(instrument, frozenset()) | {place}
    return found
