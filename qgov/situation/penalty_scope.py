"""Which penalties a breach of a norm may bring: the link between what binds and what sanctions it."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import read_table
from qgov.situation.penalties import Penalty, penalties

TABLE = "data/reference/penalty-scope.csv"
COLUMNS = ("penalty", "breach_of")


@cache
def penalty_scope() -> dict[str, tuple[str, ...]]:
    """For each penalty the provisions, or whole instruments, whose breach it sanctions. Raises NormError."""
    return read_penalty_scope(resource(TABLE), frozenset(penalty.id for penalty in penalties()))


def read_penalty_scope(path: Path, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_table(path, COLUMNS, COLUMNS):
        penalty, breach = row.text("penalty"), row.text("breach_of")
        if penalty not in known:
            raise row.refuse("penalty", f"{penalty!r} is not in the table of penalties")
        if ":" in breach and not PROVISION.fullmatch(breach):
            raise row.refuse("breach_of", f"{breach!r} is neither <instrument>:<number> nor an instrument")
        found[penalty] = (*found.get(penalty, ()), breach)
    return found


@lru_cache(maxsize=4096)
def penalties_for(provision: str, day: date) -> tuple[Penalty, ...]:
    """The penalties that a breach of a provision may bring on a day; those whose first day was not read included."""
    scope = penalty_scope()
    return tuple(
        penalty
        for penalty in penalties()
        if penalty.holds(day) is not False and any(_under(provision, breach) for breach in scope.get(penalty.id, ()))
    )


def _under(provision: str, breach: str) -> bool:
    """Whether a provision is the one whose breach is sanctioned, a part of it, or of the instrument named."""
    if ":" not in breach:
        return provision.split(":", 1)[0] == breach
    return provision == breach or provision.startswith((breach + "(", breach + "."))
