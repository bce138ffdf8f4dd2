"""From a batch of rows to result rows: keys are found, those not seen before are judged, results are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from qgov.base.errors import Fault, InputError
from qgov.dossier.read import from_data
from qgov.registers.arrays import Placer, Plan
from qgov.registers.batches import Batch
from qgov.registers.days import Days
from qgov.registers.families import Families, Family
from qgov.registers.keys import Group, Pattern, Patterns, distinct, fact_cells, key_of, place_facts
from qgov.registers.lenses import Cells, Lens
from qgov.registers.patterns import shred
from qgov.registers.store import KeyStore
from qgov.registers.task import Task

UNREADABLE = -1
FAMILY = ("family",)
_EXACT_KEPT = 200_000  # numbers of rows that were grounded one by one, kept for when they come again


@dataclass
class Answered:
    """The results of a batch: for every row the number of its block (below 0: rejected), and what was rejected.

    ``blocks`` are lists of result rows, by number; a row's result rows are those of its block.
    """

    block: np.ndarray
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    keys: int = 0


@dataclass
class Met:
    """Rows that no norm can tell apart: one of them, their pattern, the codes of their days, what norms tell of their
    facts, and these facts, as codes of a plan or as cells."""

    row: int
    pattern: Pattern
    days: tuple[int, ...]
    seen: tuple
    plan: Plan | None
    facts: np.ndarray | Cells
    level: tuple = field(init=False)
    family: tuple = field(init=False)

    def __post_init__(self):
        self.level = self.pattern.number, self.days, self.seen
        self.family = self.level[:2]

    def cells(self) -> Cells:
        return self.facts if self.plan is None else fact_cells(self.plan, self.facts)


class Engine:
    """Judges the batches of one register under one task."""

    def __init__(self, task: Task, store: KeyStore | None = None):
        self.task, self.prepared = task, task.prepared()
        self.store = store or KeyStore(None)
        self.patterns = Patterns(self.prepared.cuts, Days(self.prepared.laws, self.prepared.cuts, self.store))
        self.placer, self.lens = Placer(self.prepared.cuts), Lens(self.prepared.laws, self.prepared.cuts)
        self.families = Families(self.prepared.laws, self.prepared.cuts, self.patterns.calendar)
        self.blocks: list[list[tuple]] = []
        self.judged = 0
        self._known: dict[bytes, int] = {}
        self._keys: dict[tuple, bytes] = {}
        self._families: dict[tuple, Family | None] = {}
        self._contents: dict[tuple, int] = {}
        self._exact: dict[tuple, tuple] = {}
        self._refused: set[bytes] = set()

    def answer(self, batch: Batch) -> Answered:
        """The results of a batch, whatever is in it."""
        found = Answered(np.full(batch.rows, UNREADABLE, np.int64))
        met: list[tuple[np.ndarray, np.ndarray, list[Met]]] = []
        for group in batch.groups(self.patterns):
            one = distinct(group, self.placer, self.patterns, self.lens)
            rows = one.first.tolist()
            members = zip(
                group.rows[rows].tolist(), group.patterns[rows].tolist(), one.day_codes[rows].tolist(), one.facts,
                one.codes, strict=True,
            )  # fmt: skip
            met.append((group.rows, one.which, [
                Met(row, self.patterns.by_number[number], tuple(days), seen, group.plan, codes)
                for row, number, days, seen, codes in members
            ]))  # fmt: skip
            for place in np.flatnonzero(one.which < 0):
                alone = self._one_by_one(batch, group, int(place), tuple(one.day_codes[place].tolist()), found)
                if alone is not None:
                    met.append((group.rows[place : place + 1], np.array([0]), [alone]))
        new = {one.level: one for _, _, members in met for one in members if one.level not in self._keys}
        self._find_families(batch, new)
        wanted: dict[bytes, int] = {}
        for level, one in new.items():
            key = self._keys[level] = self._key(one)
            if key not in self._known:
                wanted.setdefault(key, one.row)
        self._judge(batch, wanted)
        for rows, which, members in met:
            numbers = [self._known.get(self._keys[one.level], UNREADABLE) for one in members]
            sure = which >= 0
            found.block[rows[sure]] = np.array(numbers or [UNREADABLE], np.int64)[which[sure]]
        for row in np.flatnonzero(found.block < 0):
            if int(row) not in found.faults:
                self._alone(batch, int(row), found)
        found.keys = len(self._known)
        return found

    def _key(self, one: Met) -> bytes:
        """The key of rows: by what their family's norms tell apart, or by all that any norm does."""
        pattern = one.pattern
        days, seen = self.patterns.calendar.lasting(pattern.merging, one.days, pattern.date), one.seen
        family = self._families.get(one.family) if pattern.families else None
        if family is not None:
            days, seen = (family.sense, *days[1:]), family.lens.seen(one.cells(), pattern.types)
        return key_of(pattern, days, seen)

    def _find_families(self, batch: Batch, new: dict[tuple, Met]) -> None:
        """The families of new rows, found here or by another process; None where a dossier cannot be read."""
        wanted: dict[bytes, Met] = {}
        for one in new.values():
            if one.pattern.families and one.family not in self._families:
                days = self.patterns.calendar.lasting(one.pattern.merging, one.days, one.pattern.date)
                wanted.setdefault(key_of(one.pattern, days, FAMILY), one)

        def work(key: bytes) -> list[tuple] | None:
            try:
                return [self.families.look(from_data(batch.tree(wanted[key].row)), wanted[key].pattern.number)]
            except InputError:
                return None

        for key, block in self.store.fill(wanted, work):
            self._families[wanted[key].family] = None if block is None else self.families.family(*block[0])

    def _one_by_one(
        self, batch: Batch, group: Group, place: int, day_codes: tuple[int, ...], found: Answered
    ) -> Met | None:
        """A row whose numbers are grounded by themselves; the cells of its facts make its key."""
        row = int(group.rows[place])
        try:
            tree = batch.tree(row)
            pattern = self.patterns.by_number[int(group.patterns[place])]
            _, slots = shred(tree, self.prepared.with_names)
            numbers = (pattern.number, *map(str, slots.numbers))
            facts = self._exact.get(numbers)
            if facts is None:
                facts, _ = place_facts(from_data(tree), self.prepared.cuts)
                if len(self._exact) >= _EXACT_KEPT:
                    self._exact.clear()
                self._exact[numbers] = facts
        except InputError as error:
            found.faults[row] = list(error.faults)
            return None
        return Met(row, pattern, day_codes, self.lens.seen(facts, pattern.types), None, facts)

    def _judge(self, batch: Batch, wanted: dict[bytes, int]) -> None:
        """Judge what was not judged before, here or by another process; a key whose dossier cannot be read stays
        without a result."""
        wanted = {key: row for key, row in wanted.items() if key not in self._refused}

        def work(key: bytes) -> list[tuple] | None:
            try:
                dossier = from_data(batch.tree(wanted[key]))
            except InputError:
                self._refused.add(key)
                return None
            self.judged += 1
            return self._without_own_id(batch, wanted[key], self.task.rows(dossier))

        for key, block in self.store.fill(wanted, work):
            if block is not None:
                self._known[key] = self._number(block)

    def _number(self, block: list[tuple]) -> int:
        """Blocks of equal content are one."""
        content = tuple(map(tuple, block))
        if content not in self._contents:
            self._contents[content] = len(self.blocks)
            self.blocks.append([tuple(row) for row in block])
        return self._contents[content]

    @staticmethod
    def _without_own_id(batch: Batch, row: int, result: list[tuple]) -> list[tuple]:
        """The result rows with an empty id for the one item whose id is no part of the key."""
        if batch.ids[1][row].as_py() is None:
            return result
        return [("", *one[1:]) for one in result]

    def _alone(self, batch: Batch, row: int, found: Answered) -> None:
        """A row that no key speaks of: its faults, or its own result."""
        try:
            dossier = from_data(batch.tree(row))
        except InputError as error:
            found.faults[row] = list(error.faults)
            return
        self.judged += 1
        found.block[row] = self._number(self._without_own_id(batch, row, self.task.rows(dossier)))
