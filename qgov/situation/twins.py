"""Entries of two lists of one state that describe the same goods, in the same words.

A national list and Annex I, or an order and the list that took its place, each have an entry for technology of their
own, that names goods by the number of its own list. Who says that technology relates to the goods of one of the numbers
has said so of the other: the goods are the same.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/twin-entries.csv"
COLUMNS = ("entry", "twin", "from", "until", "verification", "source", "note")


def read_twins(path: Path, day: date) -> dict[str, tuple[str, ...]]:
    """The twins of each entry on a day, either way; only what was read counts. Raises NormError."""
    found: dict[str, tuple[str, ...]] = {}
    for row in read_table(path, COLUMNS, ("entry", "twin")):
        pair = row.text("entry"), row.text("twin")
        for column, provision in zip(("entry", "twin"), pair, strict=True):
            if not PROVISION.fullmatch(provision):
                raise row.refuse(column, f"{provision!r} is no <instrument>:<number>")
        if pair[0].partition(":")[0] == pair[1].partition(":")[0]:
            raise row.refuse("twin", "an entry of the same list is no twin")
        start, end = row.interval()
        if row.word("verification", VERIFICATIONS) != "verified" or (start and day < start) or (end and day > end):
            continue
        for one, other in (pair, pair[::-1]):
            found[one] = (*found.get(one, ()), other)
    return found


@lru_cache(maxsize=256)
def twins(day: date) -> dict[str, tuple[str, ...]]:
    """The shipped table on a day."""
    return read_twins(resource(TABLE), day)
