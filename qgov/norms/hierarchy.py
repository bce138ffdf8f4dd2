"""Which instrument stands above which, as data: a rule that gives way does not reach what the higher one describes.

A rank makes the law milder, so it counts only where its ground was read, and only for entries of the higher instrument
whose text and days were. On a day it becomes a plain condition of the rules that give way, world by world: an item that
may or may not be described by the higher instrument leaves both possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table
from qgov.norms.conditions import Condition, Has, Not, conjunction
from qgov.norms.model import ENTRY, Norm

TABLE = "data/reference/hierarchy.csv"
COLUMNS = tuple("id superior outside inferior basis from until says citation verification source note".split())
BASES = ("lex-superior", "lex-specialis", "own-terms")


@dataclass(frozen=True)
class Rank:
    """One instrument above others: what its entries describe is not for the provisions ``inferior``.

    Entries at or below those of ``outside`` do not count: notes of the higher instrument, or law beside both, may leave
    what they describe to the lower one.
    """

    id: str
    superior: str
    outside: tuple[str, ...]
    inferior: tuple[str, ...]
    basis: str
    starts: date
    ends: date | None
    says: str
    citation: str
    verified: bool

    @property
    def iri(self) -> str:
        return f"{QGOV}rank/{self.id}"

    def holds(self, day: date) -> bool:
        return self.verified and self.starts <= day and (self.ends is None or day <= self.ends)

    def describes(self, entry: Norm) -> bool:
        """Whether an entry is one of those that the rank goes by."""
        left_out = any(f"{entry.provision}.".startswith(f"{provision}.") for provision in self.outside)
        return entry.kind == ENTRY and entry.instrument == self.superior and not left_out

    def above(self, norm: Norm) -> bool:
        return norm.kind != ENTRY and norm.provision in self.inferior


@cache
def ranks() -> tuple[Rank, ...]:
    """The shipped ranks. Raises NormError naming file, line and column."""
    found = []
    for row in read_table(resource(TABLE), COLUMNS, ("id",)):
        first, last = row.interval()
        if first is None:
            raise row.refuse("from", "empty; a rank needs its first day")
        found.append(
            Rank(
                row.text("id"), row.text("superior"), tuple(row.cells["outside"].split()),
                tuple(row.text("inferior").split()), row.word("basis", BASES), first, last,
                row.text("says"), row.text("citation"), row.word("verification", VERIFICATIONS) == "verified",
            )
        )  # fmt: skip
    return tuple(found)


def ranked_on(norms: tuple[Norm, ...], day: date, table: Iterable[Rank] | None = None) -> tuple[Norm, ...]:
    """The norms of a day, each that gives way cut to what no read entry of a higher instrument describes."""
    holding = [rank for rank in (ranks() if table is None else table) if rank.holds(day)]
    described = {
        rank.id: tuple(sorted({n.provision for n in norms if rank.describes(n) and _sure(n, day)})) for rank in holding
    }
    found = []
    for norm in norms:
        for rank in holding:
            if rank.above(norm) and described[rank.id]:
                norm = _beneath(norm, rank, described[rank.id])
        found.append(norm)
    return tuple(found)


def _sure(norm: Norm, day: date) -> bool:
    return norm.verified and norm.in_force(day) is True


@lru_cache(maxsize=4096)
def _beneath(norm: Norm, rank: Rank, described: tuple[str, ...]) -> Norm:
    parts: list[Condition] = [norm.condition, Not(Has("describedBy", described))]
    return replace(
        norm, condition=conjunction(parts), own_condition=norm.own_condition or norm.condition,
        foreclosed_by=(*norm.foreclosed_by, rank.iri),
    )  # fmt: skip
