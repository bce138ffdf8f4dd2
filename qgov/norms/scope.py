"""What of an instrument is meant to be encoded: the part that bears on transfers of quantum items and data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.iri import ancestors
from qgov.base.resources import resource
from qgov.base.tables import read_table

TABLE = "data/scope.csv"
COLUMNS = ("instrument", "ofWhat", "provisions", "leavesOut")


@dataclass(frozen=True)
class InstrumentScope:
    """The part of an instrument that an encoding of it is to cover: in words, and by provision; and what it leaves."""

    code: str
    of_what: str
    provisions: tuple[str, ...]
    leaves_out: str

    def covered_by(self, rules: frozenset[str]) -> bool:
        """Whether each provision of the scope has a rule, at it or below, and each rule is one of the scope's."""
        above = [set(ancestors(rule)) for rule in rules]
        return all(any(wanted in path for path in above) for wanted in self.provisions) and all(
            not path.isdisjoint(self.provisions) for path in above
        )


@cache
def instrument_scopes() -> dict[str, InstrumentScope]:
    """The shipped table by code. Raises NormError naming file, line and column."""
    return read_instrument_scopes(resource(TABLE))


def read_instrument_scopes(path: Path) -> dict[str, InstrumentScope]:
    found = {}
    for row in read_table(path, COLUMNS, ("instrument",)):
        code = row.text("instrument")
        provisions = tuple(f"{code}:{number}" for number in row.text("provisions").split())
        found[code] = InstrumentScope(code, row.text("ofWhat"), provisions, row.text("leavesOut"))
    return found
