"""Which cells norms tell apart together: a bound on the error of a computer matters only beside its bound on qubits.

Norms read numbers through ranges, and most ranges stand in a conjunction: so many qubits *and* so small an error. Of
facts that lie in one cell each, all that a conjunction asks is whether they are all inside. So what a key keeps of
such facts is this, for every conjunction of ranges that some norm has; of a fact that lies across bounds it keeps how
the ranges change along it, of those in conjunctions that its single cells have not made false already. (A conjunction
with a part that is false is false under every reading; one whose parts are true reads as what is left of it.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, ItemIs, Not, Or, Within
from qgov.registers.law import CONTENT, WORTH, Cuts, Law

Cells = tuple[tuple[tuple[int | None, str], tuple[int, int]], ...]  # as ``keys.place_facts`` has them
_AS_THEY_ARE = (CONTENT, WORTH)
Conjunctions = dict[tuple[tuple[Within, ...], bool], None]  # ranges, and whether their condition fails with them


class Lens:
    """The conjunctions of ranges of some laws."""

    def __init__(self, laws: Iterable[Law], cuts: Cuts):
        self._cuts = cuts
        conditions: dict[int, Condition] = {}
        for law in laws:
            for norm in law.book.norms:
                conditions[id(norm.condition)] = norm.condition
        self._conditions = list(conditions.values())
        self._ranges: Conjunctions | None = None
        self._conjunctions: dict[tuple[str, frozenset[str]], list[tuple[tuple[Within, ...], bool]]] = {}
        self._inside: dict[tuple[Within, int], bool] = {}
        self._kept: dict[tuple, tuple] = {}

    @classmethod
    def of_text(cls, text: str, cuts: Cuts) -> Lens:
        """The lens of these conjunctions alone, for items of the type that they were collected for."""
        found = cls((), cuts)
        found._ranges = {
            (tuple(Within(term, *map(_end, ends)) for term, *ends in ranges), alone): None
            for ranges, alone in json.loads(text)
        }
        return found

    def seen(self, facts: Cells, types: tuple[str, ...]) -> tuple:
        """What norms can tell of these facts; ``types`` are those of the items."""
        key = facts, types
        if key not in self._kept:
            self._kept[key] = self._look(facts, types)
        return self._kept[key]

    def _look(self, facts: Cells, types: tuple[str, ...]) -> tuple:
        told: list[object] = [one for one in facts if one[0][1] in _AS_THEY_ARE]
        owners = {item for (item, term), _ in facts if term not in _AS_THEY_ARE}
        for item in sorted(owners, key=lambda one: (one is None, one or 0)):
            cells = {term: cell for (owner, term), cell in facts if owner == item and term not in _AS_THEY_ARE}
            told.append((item, *self._look_at(cells, "" if item is None else types[item])))
        return tuple(told)

    def _look_at(self, cells: dict[str, tuple[int, int]], kind: str) -> tuple:
        """Of one item: which conjunctions its single cells fulfil; and of each fact that lies across bounds how the
        ranges change along it that still matter, and how many cells it spans. One along which none of them changes is
        as good as in a single cell."""
        of = self._of(kind, frozenset(cells))
        while True:
            across = {term for term, (low, high) in cells.items() if low != high}
            fulfilled, living = [], {term: [] for term in across}
            for ranges, alone in of:
                whole = all(self._is_inside(leaf, cells[leaf.term][0]) for leaf in ranges if leaf.term not in across)
                fulfilled.append(whole)
                for leaf in ranges:
                    if leaf.term in across and (whole or not alone):
                        living[leaf.term].append(leaf)
            spans = [(term, *self._along(living[term], *cells[term])) for term in sorted(across)]
            single = {term: (cells[term][0],) * 2 for term, _, steps in spans if len(steps) == 1}
            if not single:
                return tuple(fulfilled), tuple(spans)
            cells = cells | single

    def _along(self, leaves: list[Within], low: int, high: int) -> tuple[int, tuple]:
        """How many cells there are from one to another, and how some ranges change along them."""
        steps: list[tuple[bool, ...]] = []
        for cell in range(low, high + 1):
            step = tuple(self._is_inside(leaf, cell) for leaf in leaves)
            if not steps or steps[-1] != step:
                steps.append(step)
        return high - low, tuple(steps)

    def _of(self, kind: str, terms: frozenset[str]) -> list[tuple[tuple[Within, ...], bool]]:
        """The ranges of each conjunction that read some of these terms, for items of a type (any, if empty), and
        whether its condition fails with it."""
        key = kind, terms
        if key not in self._conjunctions:
            if self._ranges is None:
                classes = frozenset(lexicon().superclasses(kind)) if kind else None
                found = conjunctions(self._conditions, terms, classes)
            else:
                kept = ((tuple(leaf for leaf in ranges if leaf.term in terms), alone) for ranges, alone in self._ranges)
                found = {one: None for one in kept if one[0]}
            self._conjunctions[key] = list(found)
        return self._conjunctions[key]

    def _is_inside(self, leaf: Within, cell: int) -> bool:
        key = leaf, cell
        if key not in self._inside:
            self._inside[key] = leaf.inside(_point(self._cuts.bounds[leaf.term], cell))
        return self._inside[key]


def _point(bounds: tuple[Decimal, ...], cell: int) -> Decimal:
    """A number in a cell; for an open end one beyond every bound."""
    at, hit = divmod(cell, 2)
    if hit and 0 <= at < len(bounds):
        return bounds[at]
    if at <= 0:
        return bounds[0] - 1
    return bounds[-1] + 1 if at >= len(bounds) else (bounds[at - 1] + bounds[at]) / 2


def conjunctions(
    conditions: Iterable[Condition], terms: frozenset[str], classes: frozenset[str] | None
) -> Conjunctions:
    """The conjunctions of ranges that conditions have of these terms, for items of these classes (any, if None)."""
    found: Conjunctions = {}
    for condition in conditions:
        _collect(condition, terms, classes, found, True)
    return found


def told_in_text(ranges: Conjunctions) -> str:
    """Conjunctions as text that ``Lens.of_text`` reads; those that are alike have one text."""
    said = (
        json.dumps([[[leaf.term, *(None if end is None else str(end) for end in _ends(leaf))] for leaf in one], alone])
        for one, alone in ranges
    )
    return "[" + ", ".join(sorted(said)) + "]"


def _end(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _ends(leaf: Within) -> tuple[Decimal | None, ...]:
    return leaf.min_inclusive, leaf.min_exclusive, leaf.max_inclusive, leaf.max_exclusive


def _collect(
    condition: Condition, terms: frozenset[str], classes: frozenset[str] | None, found: dict, alone: bool
) -> None:
    """The conjunctions of ranges below a condition; ``alone`` says that nothing but conjunctions stands above."""
    if isinstance(condition, Within):
        if condition.term in terms:
            found[(condition,), alone] = None
        return
    parts = condition.parts if isinstance(condition, (And, Or)) else ()
    if isinstance(condition, Not):
        parts = (condition.part,)
    if isinstance(condition, And):
        if classes is not None and any(isinstance(part, ItemIs) and part.name not in classes for part in parts):
            return  # false whatever its other parts are
        ranges = {part: None for part in parts if isinstance(part, Within) and part.term in terms}
        if ranges:
            found[tuple(sorted(ranges, key=repr)), alone] = None
        parts = tuple(part for part in parts if not isinstance(part, Within))
    for part in parts:
        _collect(part, terms, classes, found, alone and isinstance(condition, And))
