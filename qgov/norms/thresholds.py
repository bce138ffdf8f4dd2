"""The numbers that control lists name, in a table of their own, held against the numbers in the shapes.

A number of a norm is written down twice on purpose: once in its shape, which decides, and once in
``data/thresholds.csv``, which was made from the texts apart from the shapes. Where the two differ, one is wrong.
Bounds that no shape holds, since a text was only reported or code computes with them, stand in
``data/thresholds-reported.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, ItemIs, Not, Within
from qgov.norms.model import Norm

if TYPE_CHECKING:
    from qgov.norms.load import NormBook

TABLE = "data/thresholds.csv"
REPORTED = "data/thresholds-reported.csv"
COLUMNS = (
    "provision", "jurisdiction", "item", "term", "operator", "value", "unit", "from", "until", "verification",
    "from_verification", "source", "note",
)  # fmt: skip
KEY = ("provision", "item", "term", "operator", "from")
OPERATORS = ("<", "<=", "=", ">", ">=")
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Threshold:
    """One bound on one measurand in one provision, in the term's canonical unit, from a day to a day (inclusive).

    ``start`` is None where the first day was not read. ``verification`` is that of the bound, ``start_verification``
    that of the first day.
    """

    provision: str
    jurisdiction: str
    item: str
    term: str
    operator: str
    value: Decimal
    unit: str
    start: date | None
    until: date | None = None
    verification: str = "unverified"
    start_verification: str = "unverified"
    source: str = ""
    note: str = ""

    @property
    def place_in_law(self) -> tuple[str, str, str]:
        """What two writings of one threshold have in common, whatever they say of value and days."""
        return self.provision, self.term, self.operator

    def __str__(self) -> str:
        days = f"from {self.start or 'a day not read'}" + (f" until {self.until}" if self.until else "")
        return f"{self.provision}: {self.term} {self.operator} {self.value:f} {self.unit}, {days}"


@dataclass(frozen=True)
class Difference:
    """Where table and shapes disagree: about a ``provision``, in words."""

    provision: str
    words: str

    @property
    def instrument(self) -> str:
        return self.provision.split(":", 1)[0]

    def __str__(self) -> str:
        return self.words


@cache
def threshold_table() -> tuple[Threshold, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_thresholds(resource(TABLE))


@cache
def reported_thresholds() -> tuple[Threshold, ...]:
    """The bounds that no shape holds; the note of each says why. Raises NormError as ``threshold_table`` does."""
    return read_thresholds(resource(REPORTED))


def read_thresholds(path: Path) -> tuple[Threshold, ...]:
    """A table of thresholds: see ``data/README.md`` for its columns."""
    found = []
    for row in read_table(path, COLUMNS, KEY):
        if not PROVISION.fullmatch(row.text("provision")):
            raise row.refuse("provision", f"{row.text('provision')!r} is not <instrument>:<number>")
        value = row.number("value")
        if value is None:
            raise row.refuse("value", "empty; a plain decimal is needed")
        start, until = row.interval()
        found.append(
            Threshold(
                row.text("provision"), row.place("jurisdiction", ("EU", "INT")), row.text("item"), row.text("term"),
                row.word("operator", OPERATORS), value, row.text("unit"), start, until,
                row.word("verification", VERIFICATIONS), row.word("from_verification", VERIFICATIONS),
                row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def thresholds_of(book: NormBook) -> tuple[Threshold, ...]:
    """The numeric bounds in the shapes of a book, pointers left out; days are no thresholds."""
    found = [bound for norm in book.norms if norm.kind != "pointer" for bound in _of_norm(norm)]
    return tuple(sorted(set(found), key=lambda one: (one.place_in_law, str(one.start), one.value)))


def _of_norm(norm: Norm) -> Iterator[Threshold]:
    classes = [leaf.name for leaf in norm.condition.all_leaves if isinstance(leaf, ItemIs)]
    terms = lexicon().terms
    for term, operator, value in _bounds(norm.condition, negated=False):
        known = terms.get(term)
        if known is not None and known.value_kind == "date":
            continue
        yield Threshold(
            norm.provision, norm.jurisdiction, classes[0] if len(classes) == 1 else "", term, operator, value,
            (known.unit or "") if known is not None else "", norm.in_force_from, norm.in_force_until,
            norm.verification, norm.day_verification or norm.verification, norm.origin,
        )  # fmt: skip


def _bounds(condition: Condition, negated: bool) -> Iterator[tuple[str, str, Decimal]]:
    """The bounds of a condition; under a negation each is turned round."""
    if isinstance(condition, Not):
        yield from _bounds(condition.part, not negated)
    elif isinstance(condition, Within):
        named = {
            ">=": condition.min_inclusive, ">": condition.min_exclusive,
            "<=": condition.max_inclusive, "<": condition.max_exclusive,
        }  # fmt: skip
        if condition.min_inclusive is not None and condition.min_inclusive == condition.max_inclusive and not negated:
            named = {**named, ">=": None, "<=": None, "=": condition.min_inclusive}
        for operator, value in named.items():
            if value is not None:
                yield condition.term, _NEGATED[operator] if negated else operator, value
    else:
        for part in getattr(condition, "parts", ()):
            yield from _bounds(part, negated)


def compare(book: NormBook, table: Iterable[Threshold]) -> list[Difference]:
    """Every disagreement between the shapes of a book and a table, both ways.

    A first day that was not read is not compared; neither are items, sources and notes.
    """
    shapes, rows = thresholds_of(book), tuple(table)
    found, told = [], set()
    for shape in shapes:
        alike = [row for row in rows if row.place_in_law == shape.place_in_law]
        if not alike:
            found.append(Difference(shape.provision, f"in a shape, not in the table: {shape}"))
        elif not any(_agree(shape, row) for row in alike):
            told.update(alike)
            said = "; ".join(map(str, alike))
            found.append(Difference(shape.provision, f"the shape says {shape}; the table says {said}"))
    for row in rows:
        alike = [shape for shape in shapes if shape.place_in_law == row.place_in_law]
        if not alike:
            found.append(Difference(row.provision, f"in the table, not in a shape: {row}"))
        elif row not in told and not any(_agree(shape, row) for shape in alike):
            said = "; ".join(map(str, alike))
            found.append(Difference(row.provision, f"the table says {row}; the shape says {said}"))
    return sorted(found, key=lambda one: (one.provision, one.words))


def _agree(shape: Threshold, row: Threshold) -> bool:
    return (
        shape.value == row.value
        and (row.start is None or shape.start == row.start)
        and (row.start is None or shape.until == row.until)
    )
