"""Moulds: the text of a dossier between its literals, with its IRI and the id of its item left open.

Dossiers of one kind have one mould, whatever their literals are, and hundreds of thousands of them are told to fit by
comparing bytes. A mould says of each literal whether it is a number, a day or a name of a slot, the id of the item, or
a *word*; what a dossier of the mould means depends on its words alone. ``taken_out`` finds the same in it, which is
how a mould comes about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from qgov.registers.keys import form_of
from qgov.registers.patterns import _ordinal
from qgov.registers.quad_text import (
    DAY,
    DAY_FORM,
    NAME,
    NAME_FORM,
    NUMBER,
    NUMBER_END,
    NUMBER_FORM,
    URN,
    Taken,
    plain_graph,
    plain_id,
    plain_iri,
    subject_of,
)

if TYPE_CHECKING:
    from qgov.registers.quads import Form

_ID = 4  # the id of the item, beside the kinds of slots
_ABREAST = 12  # moulds of one number of literals that are tried
_WORDS_KEPT = 20_000
_DAYS_KEPT = 100_000
UNKNOWN = -1  # words whose meaning cannot be told without parsing
_NUMBER, _DAY, _NAME = (re.compile(form).fullmatch for form in (NUMBER_FORM, DAY_FORM, NAME_FORM))
_URN = URN.fullmatch
_NUMBER_END = re.compile(NUMBER_END).match
_LINKS = re.compile(rb"<([^\0>][^>]*)")
_NODES = re.compile(rb"<\0#([^\3][^>]*)")


class _Days(dict):
    """Day numbers by their text, 0 for a day that is none."""

    def __missing__(self, text: bytes) -> int:
        if len(self) >= _DAYS_KEPT:
            self.clear()
        found = self[text] = (_ordinal(text.decode()) or 0) if _DAY(text) else 0
        return found


_days = _Days()


class Mould:
    """One mould, the dossiers of the text at hand that fit it, and what its words were found to mean: the number of a
    form by words (``UNKNOWN`` where only parsing tells), the forms, and of each the number of its shape.
    """

    def __init__(self, block: bytes, key: bytes, taken: Taken):
        stem, _, _, item = taken
        pieces = block.split(b'"')
        text = b'"'.join(pieces[::2]).replace(b"<" + stem, b"<\0")
        self.in_own_graph = key[1:-1] == stem
        if not self.in_own_graph:
            text = text.replace(b" " + key + b" .\n", b" \1 .\n")
        if item is not None:
            text = text.replace(b"<\0#" + item, b"<\0#\3")
        self.text, self.size, self.lines = text, len(pieces), block.count(b"\n")
        self.kinds = [_kind(pieces, place, item) for place in range(1, self.size, 2)]
        self.numbers, self.days, self.names, ids, words = (
            [2 * at + 1 for at, kind in enumerate(self.kinds) if kind == one] for one in (NUMBER, DAY, NAME, _ID, 0)
        )
        self.item = ids[0] if ids else None
        self._other_ids = ids[1:]
        others = range(1, self.size, 2)
        self._word_ids = [at for at in others if at not in ids and pieces[at - 1].endswith(b"/id> ")]
        self.words: Callable = itemgetter(*words) if words else lambda _: ()
        self.slots = sorted(self.numbers + self.days + self.names)
        # What is left of a text is another one where an IRI of its own, or one of another node, happens to be longer.
        self._links, self._nodes = _starts(_LINKS.findall(text)), _starts(_NODES.findall(text))
        self._parts = text.split(b"\3")
        self._fixed = len(text) - text.count(b"\0") - text.count(b"\1") - text.count(b"\3")
        self._stems, self._graphs, self._ids = text.count(b"\0"), text.count(b"\1"), text.count(b"\3")
        self.codes: dict[object, int] = {}
        self.forms: list = []
        self.shape_of: list[int] = []
        self._shapes: dict[tuple, int] = {}
        self.fitted = Fitted(self)

    @staticmethod
    def of(block: bytes, key: bytes, taken: Taken) -> Mould | None:
        """The mould of a dossier in a graph from which something was taken; None where it would not find the same."""
        stem, _, values, item = taken
        if stem is None or b"\\" in block or key[:1] not in (b"<", b"_"):
            return None
        found = Mould(block, key, taken)
        pieces = block.split(b'"')
        own = found.size % 2 == 1 and (item is None) == (found.item is None)
        if not own or [pieces[place] for place in found.slots] != values:
            return None
        return found if found.fits(pieces, b'"'.join(pieces[::2]), key) else None

    def fits(self, pieces: list[bytes], between: bytes, key: bytes) -> bool:
        """Whether a text in a graph, cut at its quotation marks, is of this mould; ``between`` is what stands outside
        of its literals. If so it is one of the dossiers at hand, whose row is to be added."""
        item = None if self.item is None else pieces[self.item]
        if self.in_own_graph:
            stem, length = key[1:-1], self._fixed
        else:
            stem, length = subject_of(between), self._fixed + self._graphs * len(key)
        length += self._stems * len(stem)
        if item is not None:
            length += self._ids * len(item)
        if length != len(between):
            return False
        text = self.text if item is None else item.join(self._parts)
        if not self.in_own_graph:
            text = text.replace(b"\1", key)
        if text.replace(b"\0", stem) != between or b">" in stem or (item is not None and b">" in item):
            return False
        if not self.in_own_graph and (not plain_graph(key) or key.startswith(b"<" + stem)):
            return False
        fitted = self.fitted
        fitted.pieces.append(pieces)
        fitted.stems.append(stem)
        fitted.items.append(item)
        return True

    def plain(self, stems: list[bytes], items: list[bytes | None], pieces: list[list[bytes]]) -> np.ndarray:
        """Of which dossiers the names are such that ``taken_out`` finds them in the same places."""
        good = np.ones(len(stems), bool)
        if not all(map(_URN, stems)) or not self._links.isdisjoint(stems):
            good &= [plain_iri(stem) and stem not in self._links for stem in stems]
        if self.item is None:
            return good
        if not all(map(plain_id, items)) or not self._nodes.isdisjoint(items):
            good &= [plain_id(item) and item not in self._nodes for item in items]
        for place in self._other_ids:
            good &= [one[place] == item for one, item in zip(pieces, items, strict=True)]
        for place in self._word_ids:
            good &= [one[place] != item for one, item in zip(pieces, items, strict=True)]
        return good

    def teach(self, words: object, form: Form | None) -> None:
        """Keep what words mean."""
        if form is None:
            self.codes[words] = UNKNOWN
            return
        self.codes[words] = len(self.forms)
        self.forms.append(form)
        shape = form_of(form.pattern), tuple(form.numbers), tuple(form.days)
        self.shape_of.append(self._shapes.setdefault(shape, len(self._shapes)))

    def forget(self) -> None:
        """Forget what words mean where there are too many."""
        if len(self.codes) > _WORDS_KEPT:
            self.codes, self.forms, self.shape_of, self._shapes = {}, [], [], {}

    def columns(self, form: Form) -> tuple[list[int], list[int]]:
        """The columns of numbers and of days in which the slots of a form are."""
        return (
            [self.numbers.index(self.slots[place]) for place in form.numbers],
            [self.days.index(self.slots[place]) for place in form.days],
        )


@dataclass
class Columns:
    """By dossier the numbers, the day numbers, and whether all literals of slots are such; by number whether all its
    texts are so short that floats tell them apart."""

    numbers: np.ndarray
    short: np.ndarray
    days: np.ndarray
    good: np.ndarray


def _starts(texts: list[bytes]) -> frozenset[bytes]:
    """Everything that one of these texts begins with."""
    return frozenset(text[:end] for text in texts for end in range(len(text) + 1))


@dataclass
class Fitted:
    """The dossiers of a text that fit a mould: their rows, their pieces between quotation marks, their IRIs, and the
    ids of their items."""

    mould: Mould
    rows: list[int] = field(default_factory=list)
    pieces: list[list[bytes]] = field(default_factory=list)
    stems: list[bytes] = field(default_factory=list)
    items: list[bytes | None] = field(default_factory=list)

    def read(self) -> Columns:
        """The literals of slots of the dossiers at hand."""
        rows, mould = len(self.rows), self.mould
        good = mould.plain(self.stems, self.items, self.pieces)
        numbers, short = np.zeros((rows, len(mould.numbers))), np.zeros(len(mould.numbers), bool)
        for at, place in enumerate(mould.numbers):
            values = [pieces[place] for pieces in self.pieces]
            if not all(map(_NUMBER, values)):
                fine = [_NUMBER(value) is not None for value in values]
                good &= fine
                values = [value if one else b"0" for value, one in zip(values, fine, strict=True)]
            numbers[:, at] = list(map(float, values))
            short[at] = max(map(len, values)) <= 16
        days = np.zeros((rows, len(mould.days)), np.int64)
        for at, place in enumerate(mould.days):
            days[:, at] = [_days[pieces[place]] for pieces in self.pieces]
        good &= (days > 0).all(axis=1)
        for place in mould.names:
            good &= [
                _NAME(pieces[place]) is not None and b"<" not in pieces[place] and not pieces[place].isspace()
                for pieces in self.pieces
            ]  # fmt: skip
        return Columns(numbers, short, days, good)


def _kind(pieces: list[bytes], place: int, item: bytes | None) -> int:
    """What a literal is, as ``SLOT`` would have it; 0 for a word."""
    before, value, after = pieces[place - 1], pieces[place], pieces[place + 1] if place + 1 < len(pieces) else b""
    if item is not None and value == item and before.endswith(b"/id> "):
        return _ID
    if before.endswith(b"/name> ") and after.startswith(b" ") and _NAME(value):
        return NAME
    if not before.endswith(b"/index> ") and _NUMBER_END(after) and _NUMBER(value):
        return NUMBER
    return DAY if after.startswith(b" ") and _DAY(value) else 0


@dataclass
class Moulds:
    """The moulds that were met, those that fitted last first."""

    by_size: dict[int, list[Mould]] = field(default_factory=dict)

    def fit(self, block: bytes, key: bytes) -> Mould | None:
        """The mould of a text in a graph without escapes, which is added to its dossiers."""
        pieces = block.split(b'"')
        known = self.by_size.get(len(pieces))
        if known is None:
            return None
        between = b'"'.join(pieces[::2])
        for at, mould in enumerate(known):
            if mould.fits(pieces, between, key):
                if at:
                    known.insert(at // 2, known.pop(at))
                return mould
        return None

    def learn(self, block: bytes, key: bytes, taken: Taken) -> Mould | None:
        """The mould of a text that none fits, which then is its dossier."""
        found = Mould.of(block, key, taken)
        if found is not None:
            known = self.by_size.setdefault(found.size, [])
            if len(known) >= _ABREAST:
                return None
            known.append(found)
        return found

    def gathered(self) -> list[Fitted]:
        """The dossiers that fitted since this was asked last."""
        found = []
        for known in self.by_size.values():
            for mould in known:
                if mould.fitted.rows:
                    found.append(mould.fitted)
                mould.fitted = Fitted(mould)
        return found
