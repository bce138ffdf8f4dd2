"""The codes of the instruments that qgov knows: what stands before the colon of a provision."""

from __future__ import annotations

import csv
from functools import cache

from qgov.base.resources import resource

TABLE = "data/reference/instrument-vintage.csv"


@cache
def instrument_codes() -> frozenset[str]:
    """The codes in the table of instruments, encoded or pointed to."""
    with resource(TABLE).open(encoding="utf-8", newline="") as handle:
        return frozenset(row["code"] for row in csv.DictReader(handle))
