"""From a batch of rows to result rows: keys are found, those not seen before are judged, results are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from qgov.base.errors import Fault, InputError
from qgov.dossier.read import from_data
from qgov.registers.arrays import Placer
from qgov.registers.batches import Batch
from qgov.registers.days import Days
from qgov.registers.keys import Group, Pattern, Patterns, distinct, key_of, place_facts
from qgov.registers.lenses import Lens
from qgov.registers.patterns import shred
from qgov.registers.store import KeyStore
from qgov.registers.task import Task

UNREADABLE = -1
_EXACT_KEPT = 200_000  # numbers of rows that were grounded one by one, kept for when they come again


@dataclass
class Answered:
    """The results of a batch: for every row the number of its block (below 0: rejected), and what was rejected.

    ``blocks`` are lists of result rows, by number; a row's result rows are those of its block.
    """

    block: np.ndarray
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    keys: int = 0


class Engine:
    """Judges the batches of one register under one task."""

    def __init__(self, task: Task, store: KeyStore | None = None):
        self.task, self.prepared = task, task.prepared()
        self.patterns = Patterns(self.prepared.cuts, Days(self.prepared.laws, self.prepared.cuts))
        self.placer, self.lens = Placer(self.prepared.cuts), Lens(self.prepared.laws, self.prepared.cuts)
        self.store = store or KeyStore(None)
        self.blocks: list[list[tuple]] = []
        self.judged = 0
        self._known: dict[bytes, int] = {}
        self._contents: dict[tuple, int] = {}
        self._exact: dict[tuple, tuple] = {}
        self._refused: set[bytes] = set()

    def answer(self, batch: Batch) -> Answered:
        """The results of a batch, whatever is in it."""
        found = Answered(np.full(batch.rows, UNREADABLE, np.int64))
        groups = batch.groups(self.patterns)
        wanted: dict[bytes, int] = {}
        pending: list[tuple[np.ndarray, np.ndarray, list[bytes]]] = []
        for group in groups:
            one = distinct(group, self.placer, self.patterns, self.lens)
            keys = [
                self._key(self.patterns.by_number[number], days, facts)
                for number, days, facts in zip(
                    group.patterns[one.first].tolist(), one.day_codes[one.first].tolist(), one.facts, strict=True
                )
            ]
            for key, row in zip(keys, group.rows[one.first].tolist(), strict=True):
                if key not in self._known and key not in wanted:
                    wanted[key] = row
            pending.append((group.rows, one.which, keys))
            for place in np.flatnonzero(one.which < 0):
                self._one_by_one(batch, group, int(place), one.day_codes[place].tolist(), wanted, pending, found)
        self._judge(batch, wanted)
        for rows, which, keys in pending:
            numbers = np.array([self._known.get(key, UNREADABLE) for key in keys] or [UNREADABLE], np.int64)
            sure = which >= 0
            found.block[rows[sure]] = numbers[which[sure]]
        for row in np.flatnonzero(found.block < 0):
            if int(row) not in found.faults:
                self._alone(batch, int(row), found)
        found.keys = len(self._known)
        return found

    def _key(self, pattern: Pattern, days: list[int], seen: tuple) -> bytes:
        return key_of(pattern, self.patterns.calendar.lasting(pattern.merging, days, pattern.date), seen)

    def _one_by_one(self, batch: Batch, group: Group, place: int, day_codes, wanted: dict, pending: list,
                    found: Answered) -> None:  # fmt: skip
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
            return
        key = self._key(pattern, day_codes, self.lens.seen(facts, pattern.types))
        if key not in self._known and key not in wanted:
            wanted[key] = row
        pending.append((np.array([row]), np.array([0]), [key]))

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
