"""The law that a register is held against, and where it cuts numbers and days.

Norms read a number through bounds alone, and reference tables change on days alone. So the outcome of a line does not
depend on a number or a day but on the cell in which it lies: below, at or above each bound; between two days on which
something changes. Lines that agree in all cells, and in every word, have the same outcome.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from qgov.lexicon import lexicon
from qgov.lexicon.terms import ontology_files
from qgov.norms import NormBook, norm_book
from qgov.norms.conditions import Within
from qgov.norms.hierarchy import ranks
from qgov.situation import Reference, reference
from qgov.situation.de_minimis import LEVEL, LEVEL_E
from qgov.situation.recognition import recognitions
from qgov.situation.safeguards import NEW_CLAUSES
from qgov.situation.screening import PartyList

# Numbers that no norm bounds but a derivation of the situation compares: the share of United States content.
CONTENT = "usContent"
VALUE = "contractValueEur"
WORTH = "value"  # of one item among several: which of them count together is for the lists to say
_CONTENT_BOUNDS = (Decimal(0), LEVEL_E, LEVEL)
_ONE = timedelta(days=1)
_READ_ON = frozenset({"text_as_of"})


@dataclass(frozen=True)
class Law:
    """Norms, tables and lists, and the law date: ``at`` is None where every transfer is judged by its own day."""

    book: NormBook
    tables: Reference
    at: date | None = None
    lists: tuple[PartyList, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """What the answers rest on, by hash: norms, tables, law date, lists and the program."""
        from qgov import __version__

        digest = hashlib.sha256()
        parts = [__version__, program_sha256(), self.book.sha256, str(self.at)]
        parts += sorted(norm.iri for norm in self.book.norms)
        parts += [f"{one.family} {one.sha256}" for one in self.lists]
        for part in parts:
            digest.update(part.encode() + b"\0")
        return digest.hexdigest()


@cache
def program_sha256() -> str:
    """The hash of the program and its lexicon: results that were kept are those of the same program alone."""
    import qgov

    digest = hashlib.sha256()
    for path in [*sorted(Path(qgov.__file__).parent.rglob("*.py")), *ontology_files()]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def law(
    at: date | None = None, lists: tuple[PartyList, ...] = (), extra: Iterable[Path] = (), without: Iterable[str] = ()
) -> Law:
    """The shipped law, with the norms of some Turtle files and without some provisions.

    A provision leaves with its subparagraphs, an instrument with all of its provisions, and so does whatever refers to
    nothing else any more. Raises InputError for a provision that is none, and with every fault of the files.
    """
    from qgov.norms.amend import amended
    from qgov.norms.drafts import read_draft

    drafts, without = tuple(map(read_draft, extra)), tuple(without)
    book = amended(drafts, without) if drafts or without else norm_book()
    return Law(book, reference(), at, lists)


@dataclass(frozen=True)
class Cuts:
    """Where one or several laws cut numbers and days.

    ``bounds``: by fact, the sorted bounds, ends of its domain included. ``days``: the day numbers on which something in
    norms or tables begins to be otherwise. ``other_days``: the same for days that a dossier gives beside its own.
    """

    bounds: dict[str, tuple[Decimal, ...]]
    days: tuple[int, ...]
    other_days: tuple[int, ...]

    def place(self, term: str, lower: Decimal | None, upper: Decimal | None) -> tuple[int, int]:
        """In which cells the ends of an interval lie: 2 i in the gap before bound i, 2 i + 1 at it; open ends at the
        far sides."""
        bounds = self.bounds[term]
        low = -1 if lower is None else _cell(bounds, lower)
        high = 2 * len(bounds) + 1 if upper is None else _cell(bounds, upper)
        return low, high


def _cell(bounds: tuple, value: Decimal) -> int:
    at = bisect_left(bounds, value)
    return 2 * at + (at < len(bounds) and bounds[at] == value)


def cuts(laws: Iterable[Law]) -> Cuts:
    """The cuts of all these laws together."""
    laws, terms = tuple(laws), lexicon().terms
    found: dict[str, set[Decimal]] = {VALUE: set(), CONTENT: set(_CONTENT_BOUNDS)}
    days: set[date] = set()
    for one in laws:
        for norm in one.book.norms:
            days.update(filter(None, (norm.in_force_from, _after(norm.in_force_until), norm.earliest, norm.latest)))
            for leaf in norm.condition.all_leaves:
                if isinstance(leaf, Within):
                    found.setdefault(leaf.term, set()).update(leaf.bounds())
        days |= _table_days(one.tables) | _table_days(ranks())
        for party_list in one.lists:
            for entry in party_list.entries:
                days.update(filter(None, (entry.start, _after(entry.end))))
    for term, bounds in found.items():
        known = terms.get(term)
        bounds.update(end for end in ((known.minimum, known.maximum) if known else ()) if end is not None)
    employed = {int(bound) for term, bounds in found.items() if lexicon().is_day(term) for bound in bounds}
    other = employed | {day + 1 for day in employed} | {NEW_CLAUSES.toordinal()}
    return Cuts(
        {term: tuple(sorted(bounds)) for term, bounds in found.items() if not lexicon().is_day(term)},
        tuple(sorted({day.toordinal() for day in days} | other)), tuple(sorted(other)),
    )  # fmt: skip


def by_cells(one: Law, days: tuple[int, ...]) -> Law:
    """The same law, worked out once for all days between two cuts: there norms and tables are the same."""
    book, tables = object.__new__(_BookByCells), object.__new__(_TablesByCells)
    book.__dict__.update(one.book.__dict__, _days=days, _by_day={}, _same={})
    tables.__dict__.update(one.tables.__dict__, _days=days, _groups={})
    return replace(one, book=book, tables=tables)


def _first_day(days: tuple[int, ...], day: date) -> date:
    """The first day of the cell in which a day lies; before the first cut one day for all."""
    at = bisect_right(days, day.toordinal())
    return date.fromordinal(days[at - 1] if at else max(1, days[0] - 1)) if days else day


class _BookByCells(NormBook):
    def in_force(self, day: date) -> tuple:
        return super().in_force(_first_day(self._days, day))


class _TablesByCells(Reference):
    def groups_of(self, place: str, day: date) -> tuple[frozenset[str], frozenset[str]]:
        return super().groups_of(place, _first_day(self._days, day))


def _after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + _ONE


def _table_days(tables: object) -> set[date]:
    """Every day on which something in reference tables begins to be otherwise: the days they name, and the days
    after these, since a table's last day is inclusive. A day that was only read on is not left out: it costs a cut."""
    found: set[date] = set()

    def visit(value: object) -> None:
        if isinstance(value, date):
            found.update({value, _after(value) or value})
        elif isinstance(value, dict):
            for pair in value.items():
                visit(pair)
        elif isinstance(value, (list, tuple, set, frozenset)):
            for child in value:
                visit(child)
        elif is_dataclass(value):
            for one in fields(value):
                if not one.name.startswith("_") and one.name not in _READ_ON:
                    visit(getattr(value, one.name))

    visit(tables)
    visit(recognitions())
    return found
