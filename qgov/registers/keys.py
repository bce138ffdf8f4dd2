"""What of a row its result depends on, as a key: rows with equal keys have equal results.

A key is the pattern of the row, the cells of its days, and the cells of the facts that its numbers establish.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.reasoning.pipeline import ground_dossier
from qgov.registers.arrays import Placer, Plan, plan
from qgov.registers.days import Days, setting_of
from qgov.registers.law import CONTENT, VALUE, WORTH, Cuts
from qgov.registers.lenses import Cells, Lens
from qgov.registers.patterns import Slots
from qgov.situation.asked import contract_value
from qgov.situation.de_minimis import ends

DATE = ("date",)
LAST_DAY = "validUntil"


@dataclass
class Pattern:
    """A pattern that was met: its digest, the plan for its numbers, and where its days stand.

    ``pairs`` are the places of days that stand in one object, whose order the reader checks; ``merging`` says how its
    days are merged, ``families`` whether its dossiers have families.
    """

    number: int
    digest: bytes
    plan: Plan
    types: tuple[str, ...]
    date: int | None
    ends: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    days: int
    numbers: int
    merging: int
    families: bool = False


def form_of(pattern: Pattern) -> tuple:
    """What patterns have in common whose rows are placed together."""
    return pattern.plan, pattern.types, pattern.numbers, pattern.days, pattern.date, pattern.ends, pattern.pairs


@dataclass
class Patterns:
    """The patterns that were met, each with a number."""

    cuts: Cuts
    calendar: Days
    known: dict[tuple, Pattern] = field(default_factory=dict)
    by_number: list[Pattern] = field(default_factory=list)

    def of(self, pattern: tuple, slots: Slots, tree: dict) -> Pattern:
        """The pattern's record; ``tree`` is one dossier of it."""
        found = self.known.get(pattern)
        if found is None:
            paths = slots.day_paths
            pairs = tuple(
                (first, second)
                for first in range(len(paths)) for second in range(first + 1, len(paths))
                if paths[first][:-1] == paths[second][:-1] and len(paths[first]) > 1
            )  # fmt: skip
            ends = tuple(place for place, path in enumerate(paths) if path[-1] == LAST_DAY)
            types = tuple(item["type"] if isinstance(item, dict) and isinstance(item.get("type"), str) else ""
                          for item in tree.get("items") or () if isinstance(tree.get("items"), list))  # fmt: skip
            merging, day = self.calendar.merging(setting_of(tree)), paths.index(DATE) if DATE in paths else None
            found = Pattern(
                len(self.by_number), blake2b(repr(pattern).encode(), digest_size=20).digest(),
                plan(tree, slots.number_paths, self.cuts), types, day, ends, pairs, len(paths),
                len(slots.number_paths), merging, merging > 0 and day is not None and CONTENT not in tree["items"][0],
            )  # fmt: skip
            self.known[pattern] = found
            self.by_number.append(found)
        return found


def place_facts(dossier: Dossier, cuts: Cuts) -> tuple[Cells, dict]:
    """The cells of the facts of one dossier, as ``ground_item`` establishes them, in the order of a plan's facts; and
    the facts themselves."""
    grounded: dict[str, dict[str, Fact]] = ground_dossier(dossier, simulate=False).facts
    found = []
    for index, item in enumerate(dossier.items):
        facts = grounded[item.id]
        for term, fact in facts.items():
            if fact.values is None and term in cuts.bounds:
                found.append(((index, term), cuts.place(term, fact.lower, fact.upper)))
        if item.us_content is not None:
            found.append(((index, CONTENT), cuts.place(CONTENT, *ends(item.us_content))))
        if item.value and len(dossier.items) > 1:
            found.append(((index, WORTH), (str(item.value.get("value")), str(item.count))))
    worth = contract_value(dossier, dossier.items[0])
    found.append(((None, VALUE), cuts.place(VALUE, worth.lower, worth.upper)))
    return tuple(sorted(found, key=lambda one: (one[0][0] is None, one[0][0] or 0, one[0][1]))), grounded


def fact_cells(plan: Plan, codes: np.ndarray) -> Cells:
    """One row of codes in the form of ``place_facts``."""
    found = [(fact, (int(codes[2 * at]) - 1, int(codes[2 * at + 1]) - 1)) for at, fact in enumerate(plan.facts)]
    return tuple(sorted(found, key=lambda one: (one[0][0] is None, one[0][0] or 0, one[0][1])))


def key_of(pattern: Pattern, day_codes: tuple, facts: tuple) -> bytes:
    """The digest under which a result is kept."""
    digest = blake2b(pattern.digest, digest_size=16)
    digest.update(repr((day_codes, facts)).encode())
    return digest.digest()


@dataclass
class Group:
    """Rows of a batch whose numbers are placed together: their places in the batch, pattern numbers, slots and days.

    ``numbers`` are floats by row and slot, ``plain`` says by slot whether its floats tell its decimals apart; ``form``
    is one of the patterns, which have their days and facts in the same places.
    """

    plan: Plan
    rows: np.ndarray
    patterns: np.ndarray
    numbers: np.ndarray
    plain: np.ndarray
    days: np.ndarray
    form: Pattern


@dataclass
class Distinct:
    """The different keys of a group: for every row which one (-1: doubtful), for every key a row that has it, the rows'
    day codes, what norms tell of the facts of each of these rows, and the codes of these facts."""

    which: np.ndarray
    first: np.ndarray
    day_codes: np.ndarray
    facts: list[tuple]
    codes: np.ndarray


def distinct(group: Group, placer: Placer, patterns: Patterns, lens: Lens) -> Distinct:
    """The different keys of a group."""
    different, where = np.unique(group.patterns, return_inverse=True)
    merging = np.array([patterns.by_number[number].merging for number in different.tolist()], np.int64)[where]
    day_codes = patterns.calendar.codes(group.days, group.form.date, group.form.ends, group.form.pairs, merging)
    if group.plan.arrays:
        codes, doubt = placer.place(group.plan, group.numbers, group.plain)
    else:
        codes, doubt = np.zeros((len(group.rows), 0), np.uint8), np.ones(len(group.rows), bool)
    sure = np.flatnonzero(~doubt)
    seen, told = _seen(group, codes[sure], lens)
    packed = pack([group.patterns[sure], seen, *(day_codes[sure, at] for at in range(day_codes.shape[1]))], len(sure))
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    found = np.full(len(group.rows), -1, np.int64)
    found[sure] = which.reshape(-1)
    told_of = [told[number] for number in seen[first].tolist()]
    return Distinct(found, sure[first], day_codes, told_of, codes[sure[first]])


def _seen(group: Group, codes: np.ndarray, lens: Lens) -> tuple[np.ndarray, list[tuple]]:
    """For every row the number of what norms tell of its facts, and what that is."""
    packed = pack([codes[:, at] for at in range(codes.shape[1])], len(codes))
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    numbers: dict[tuple, int] = {}
    found = [
        numbers.setdefault(lens.seen(fact_cells(group.plan, codes[row]), group.form.types), len(numbers))
        for row in first.tolist()
    ]  # fmt: skip
    return np.array(found, np.int64)[which.reshape(-1)], list(numbers)


def pack(columns: list[np.ndarray], rows: int) -> np.ndarray:
    """Rows with equal codes in all columns get equal numbers."""
    packed, limit = np.zeros(rows, np.int64), 1
    for column in columns:
        values = column.astype(np.int64)
        width = int(values.max(initial=0)) + 1
        if width == 1:
            continue
        if limit > (1 << 62) // width:
            unique, packed = np.unique(packed, return_inverse=True)
            packed, limit = packed.reshape(-1), len(unique)
        packed = packed * width + values
        limit *= width
    return packed
