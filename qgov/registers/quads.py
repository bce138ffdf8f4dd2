"""N-Quads: the quads of a dossier stand together, in a graph of their own or with subjects below the dossier's IRI.

The text of a dossier that was parsed serves for all that are equal but for what is taken out of it (``quad_text``); and
most are not even looked at one literal after the other, but told by their mould (``moulds``). A text not seen before is
parsed, and it is checked that it reads as its places say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from qgov.base.errors import InputError
from qgov.base.parse import check_tree, fault, parse_rdf
from qgov.dossier.rdf import from_quads
from qgov.registers import sources
from qgov.registers.batches import Batch, Documents
from qgov.registers.keys import Group, Pattern, Patterns, form_of
from qgov.registers.moulds import UNKNOWN, Fitted, Moulds
from qgov.registers.patterns import _ordinal, shred
from qgov.registers.quad_text import (
    DAY,
    NAME,
    SLOT,
    WINDOW,
    Taken,
    blocks,
    end_of_run,
    is_marked,
    last_start,
    taken_out,
)
from qgov.registers.sources import Read, Span, _Bytes

# What was taken out of an IRI or an id that only begins with it.
_LONGER = re.compile(rb"<\x00[^#>]|<\x00#\x03[^>/]")
_TEXTS_KEPT = 20_000
# The days and numbers that stand in for others while a text is learnt.
_FIRST_DAY, _FIRST_NUMBER = date(1801, 1, 1), 900_000_000
Rows = list[tuple[int, bytes, bytes]]


class Quads(_Bytes):
    """A file of N-Quads, cut between dossiers. Rows are numbered by the line of their first quad."""

    _memory: Memory | None = None

    def spans(self) -> Iterator[Span]:
        position, rest, first = 0, b"", 1
        with self.path.open("rb") as file:
            while True:
                block = file.read(sources.PART_BYTES)
                text = rest + block
                if not text:
                    break
                ended = len(block) < sources.PART_BYTES
                cut = len(text) if ended else last_start(text)
                if cut:
                    yield Span(position, position + cut, first)
                    position += cut
                    first += text.count(b"\n", 0, cut)
                rest = text[cut:]
                if ended:
                    break

    def read(self, span: Span, load: bytes) -> Read:
        if not load.endswith(b"\n"):
            load += b"\n"
        if self._memory is None:
            self._memory = Memory()
        memory = self._memory
        found = even_blocks(load, memory.known, memory.moulds)
        fitted = memory.moulds.gathered()
        if found is None:
            fitted, rows = [], list(blocks(load))
            found = rows, [taken_out(block, key) for _, key, block in rows]
        return Read(QuadBatch(*found, fitted, span.first, self.with_names, memory), [])


class Known:
    """The texts that were met and are known to be of one dossier, with the number of their lines."""

    def __init__(self) -> None:
        self._lines: dict[bytes, int] = {}

    def whole(self, block: bytes, key: bytes, taken: Taken) -> int:
        """The number of lines of a text, if it is that of one dossier to ``blocks`` too; else 0."""
        stem, rest, _, _ = taken
        if stem is not None and rest in self._lines:
            return self._lines[rest]
        lines = block.count(b"\n")
        if block.count(b" " + key + b" .\n") != lines or list(blocks(block)) != [(0, key, block)]:
            return 0
        if stem is not None:
            if len(self._lines) >= _TEXTS_KEPT:
                self._lines.clear()
            self._lines[rest] = lines
        return lines


@dataclass
class Memory:
    """What was learnt of a register: texts of one dossier, moulds, and what texts say."""

    known: Known = field(default_factory=Known)
    moulds: Moulds = field(default_factory=Moulds)
    forms: dict[bytes, Form | None] = field(default_factory=dict)


def even_blocks(text: bytes, known: Known, moulds: Moulds | None = None) -> tuple[Rows, list[Taken | None]] | None:
    """The same as ``blocks``, told by the graphs in which lines end alone, with what is taken out of each; None where
    some line is of another form. What is None instead fits one of the moulds, which have it.

    A triple without a graph whose object is the graph of its neighbours is taken for one of theirs, and a line that is
    no quad for one: so each new form of text is held against ``blocks``. A text of a known form has the same lines.
    """
    marked = is_marked(text)
    if moulds is not None and not marked and b"\\" not in text:
        found = _even_blocks(text, known, moulds, marked)
        # A line may end within a literal, which is none then: moulds do not see it.
        if found is None or found[2] == text.count(b"\n"):
            return found and found[:2]
        moulds.gathered()
    found = _even_blocks(text, known, None, marked)
    return found and found[:2]


def _even_blocks(
    text: bytes, known: Known, moulds: Moulds | None, marked: bool
) -> tuple[Rows, list[Taken | None], int] | None:
    found: Rows = []
    taken: list[Taken | None] = []
    position, line, window, last = 0, 0, WINDOW, b""
    while position < len(text):
        first = text.find(b"\n", position)
        space = text.rfind(b" ", position, max(first - 2, position))
        if first < 0 or space < 0 or text[first - 2 : first] != b" .":
            return None
        close = text[space : first + 1]
        key = close[1:-3]
        if not key or key == last:  # no key is what ``blocks`` calls a text that belongs to nothing
            return None
        at = text.rfind(close, position, position + window)
        end = at + len(close)
        if at < 0 or text.endswith(close, end, text.find(b"\n", end) + 1):
            end = end_of_run(text, close, position, 2 * window)
        block = text[position:end]
        mould = None if moulds is None else moulds.fit(block, key)
        if mould is None:
            one = taken_out(block, key, marked)
            lines = known.whole(block, key, one)
            if not lines:
                return None
            mould = None if moulds is None else moulds.learn(block, key, one)
        if mould is not None:
            mould.fitted.rows.append(len(found))
            one, lines = None, mould.lines
        found.append((line, key, block))
        taken.append(one)
        position, line, window, last = end, line + lines, max(WINDOW, 2 * (end - position)), key
    return found, taken, line


@dataclass
class Form:
    """A text that was learnt: its pattern, which of its literals are the numbers and days of slots, in order, and the
    own id of the one item where it stands in the text itself."""

    pattern: Pattern
    numbers: list[int]
    days: list[int]
    all_days: list[int]
    names: list[int]
    item: bytes | None


class QuadBatch(Batch):
    """Dossiers as blocks of N-Quads, each with what is taken out of it or among those that fit a mould."""

    def __init__(
        self, rows: Rows, taken: list[Taken | None], fitted: list[Fitted], first: int, with_names: bool, memory: Memory
    ):  # fmt: skip
        self.rows = len(rows)
        self.numbers = np.array([first + line for line, _, _ in rows], np.int64)
        self.keys = [key for _, key, _ in rows]
        self._blocks = [block for _, _, block in rows]
        self._taken, self._fitted = taken, fitted
        self._with_names, self._memory = with_names, memory
        self._dates = np.zeros(self.rows, np.int64)
        self._names: list[bytes | None] = [None] * self.rows
        self._items: list[bytes | None] = [None] * self.rows
        self._trees: dict[int, dict] = {}

    def groups(self, patterns: Patterns) -> list[Group]:
        alike: dict[tuple, list[Group]] = defaultdict(list)
        slowly: list[int] = []
        for fitted in self._fitted:
            for group in self._moulded(fitted, patterns, slowly):
                alike[form_of(group.form)].append(group)
        fast: dict[bytes, list[tuple]] = defaultdict(list)
        for row, one in enumerate(self._taken):
            if one is None:
                continue
            stem, rest, values, item = one
            if stem is None:
                slowly.append(row)
            else:
                fast[rest].append((row, stem, values, item))
        for rest, members in fast.items():
            form = self._form(rest, members[0], patterns)
            if form is None:
                slowly += [row for row, *_ in members]
            else:
                alike[form_of(form.pattern)].append(self._group(form, members))
        return [_joined(groups) for groups in alike.values()] + self._slowly(sorted(slowly), patterns)

    def _moulded(self, fitted: Fitted, patterns: Patterns, slowly: list[int]) -> Iterator[Group]:
        """The dossiers of a mould by what their words mean; the others are read slowly."""
        mould, columns, rows = fitted.mould, fitted.read(), np.array(fitted.rows, np.int64)
        said = list(map(mould.words, fitted.pieces))
        if not mould.codes.keys() >= set(said):
            mould.forget()
            for place in np.flatnonzero(columns.good).tolist():
                if said[place] not in mould.codes:
                    mould.teach(said[place], self._meaning(fitted, place, patterns))
        codes = np.array([mould.codes.get(words, UNKNOWN) for words in said], np.int64)
        good = columns.good & (codes >= 0)
        slowly += rows[~good].tolist()
        forms = np.array(mould.shape_of or [0], np.int64)
        numbers = np.array([form.pattern.number for form in mould.forms] or [0], np.int64)
        for shape in np.unique(forms[codes[good]]).tolist():
            at = np.flatnonzero(good & (forms[codes] == shape))
            form = mould.forms[int(codes[at[0]])]
            places, when = mould.columns(form)
            group = Group(
                form.pattern.plan, rows[at], numbers[codes[at]], columns.numbers[np.ix_(at, places)],
                columns.short[places], columns.days[np.ix_(at, when)], form.pattern,
            )  # fmt: skip
            if form.pattern.date is not None:
                self._dates[group.rows] = group.days[:, form.pattern.date]
            yield group
        items = fitted.items if mould.item is not None else [
            mould.forms[code].item if code >= 0 else None for code in codes.tolist()
        ]  # fmt: skip
        for row, stem, item in zip(fitted.rows, fitted.stems, items, strict=True):
            self._names[row], self._items[row] = stem, item

    def _meaning(self, fitted: Fitted, place: int, patterns: Patterns) -> Form | None:
        """What the words of a dossier mean, if what is taken out of it is what its mould says."""
        row, pieces = fitted.rows[place], fitted.pieces[place]
        block, key = self._blocks[row], self.keys[row]
        taken = stem, rest, values, item = taken_out(block, key)
        told = fitted.stems[place], [pieces[at] for at in fitted.mould.slots], fitted.items[place]
        if (stem, values, item) != told or not self._memory.known.whole(block, key, taken):
            return None
        return self._form(rest, (row, stem, values, item), patterns)

    def _form(self, rest: bytes, member: tuple, patterns: Patterns) -> Form | None:
        forms = self._memory.forms
        if rest not in forms:
            forms[rest] = self._learn(rest, member, patterns)
        return forms[rest]

    def _learn(self, rest: bytes, member: tuple, patterns: Patterns) -> Form | None:
        """What the places of a text mean, found by putting a different value into each, the dossier's IRI and the id of
        its item among them; None where that cannot be told, so that every dossier with this text is parsed."""
        row, stem, values, item = member
        block = self._blocks[row]
        if _LONGER.search(rest):
            return None
        marks, kinds = [], []
        for found in SLOT.finditer(block):
            kind = found.lastindex
            start, end = found.span(kind)
            if kind == NAME and self._with_names:
                return None
            mark = _mark(len(kinds), kind, b"integer>" in block[end : end + 50].split(b" ", 1)[0])
            if mark == block[start:end]:
                return None
            marks.append(mark)
            kinds.append(kind)
        if len(kinds) != len(values):
            return None
        named = stem + b"x", None if item is None else item + b"x"
        try:
            quads = parse_rdf(_filled(rest, marks, *named), "nquads")
            real, other = _parsed(block), _tree(quads)
        except InputError:
            return None
        if _beside_another(quads, {mark.decode() for mark in marks}):
            return None
        pattern, slots = shred(real, self._with_names)
        pattern_marked, marked = shred(other, self._with_names)
        own = None if slots.item_id is None else slots.item_id.encode()
        found_names = str(other.get("id")).encode(), None if item is None else str(marked.item_id).encode()
        if pattern != pattern_marked or real.get("id") != stem.decode() or found_names != named:
            return None
        if own != (item or own) or (item is None and marked.item_id != slots.item_id):
            return None
        numbers = [int(number) - _FIRST_NUMBER for number in marked.numbers]
        days = [number - _FIRST_DAY.toordinal() for number in marked.days]
        # A literal that is in no slot and whose change leaves the pattern as it is has no part in it.
        if any(not 0 <= place < len(kinds) for place in (*numbers, *days)):
            return None
        if [float(values[place]) for place in numbers] != [float(number) for number in slots.numbers]:
            return None
        if [_ordinal(values[place].decode()) for place in days] != slots.days:
            return None
        at = {kind: [place for place, one in enumerate(kinds) if one == kind] for kind in (NAME, DAY)}
        kept = own if item is None else None
        return Form(patterns.of(pattern, slots, real), numbers, days, at[DAY], at[NAME], kept)

    def _group(self, form: Form, members: list[tuple]) -> Group:
        rows = np.array([row for row, *_ in members], np.int64)
        texts = [[values[place] for place in form.numbers] for _, _, values, _ in members]
        numbers = np.array(texts or [], object).astype(float).reshape(len(members), len(form.numbers))
        plain = np.array([all(len(row[at]) <= 16 for row in texts) for at in range(len(form.numbers))], bool)
        days = np.array(
            [[_ordinal(values[place].decode()) or 0 for place in form.days] for _, _, values, _ in members], np.int64
        ).reshape(len(members), len(form.days))  # fmt: skip
        one = form.pattern
        if one.date is not None:
            self._dates[rows] = days[:, one.date]
        for row, stem, _, item in members:
            self._names[row], self._items[row] = stem, form.item if item is None else item
        others = [place for place in form.all_days if place not in form.days]
        good = (days > 0).all(axis=1)
        if others or form.names:
            good &= np.array(
                [
                    all(_ordinal(values[place].decode()) for place in others)
                    and all(values[place].strip() for place in form.names)
                    for _, _, values, _ in members
                ], bool,
            )  # fmt: skip
        keep = np.flatnonzero(good)
        which = np.full(len(keep), one.number, np.int64)
        return Group(one.plan, rows[keep], which, numbers[keep], plain, days[keep], one)

    def _slowly(self, rows: Sequence[int], patterns: Patterns) -> list[Group]:
        """The same by parsing every one."""
        trees = {}
        for row in rows:
            try:
                trees[row] = self.tree(row)
                self._names[row] = str(trees[row].get("id")).encode()
            except InputError:
                continue
        known = list(trees)
        inner = Documents(self.numbers[known], list(trees.values()), known, self._with_names)
        found = inner.groups(patterns)
        for group in found:
            group.rows = np.array(known, np.int64)[group.rows]
        for place, row in enumerate(known):
            own = inner._items[place]
            self._dates[row], self._items[row] = inner.dates()[place], None if own is None else own.encode()
        return found

    def tree(self, row: int) -> dict:
        if row not in self._trees:
            self._trees[row] = _parsed(self._blocks[row])
        return self._trees[row]

    def _ids(self) -> tuple[Sequence, Sequence]:
        import pyarrow as pa

        return pa.array(self._names, pa.string()), pa.array(self._items, pa.string())

    def raw(self, row: int) -> object:
        return self._blocks[row].decode("utf-8", "replace")


def _joined(groups: list[Group]) -> Group:
    """Groups of equal form as one."""
    first = groups[0]
    columns = (np.concatenate([getattr(one, name) for one in groups])
               for name in ("rows", "patterns", "numbers", "days"))  # fmt: skip
    rows, patterns, numbers, days = columns
    plain = np.logical_and.reduce([one.plain for one in groups])
    return Group(first.plan, rows, patterns, numbers, plain, days, first.form)


def _filled(rest: bytes, values: list[bytes], stem: bytes, item: bytes | None) -> bytes:
    """A text with these values in the places of those that were taken out of it, with the mark that opens each."""
    between = rest.split(b"\2")
    text = between[0] + b"".join(b'"' + value + piece for value, piece in zip(values, between[1:], strict=True))
    return text.replace(b"\1", b"<urn:qgov:graph>").replace(b"\3", item or b"").replace(b"\0", stem)


def _mark(place: int, kind: int, integer: bool) -> bytes:
    if kind == NAME:
        return b"name"
    if kind == DAY:
        return (_FIRST_DAY + timedelta(days=place)).isoformat().encode()
    return b"%d" % (_FIRST_NUMBER + place) if integer else b"%d.5" % (_FIRST_NUMBER + place)


def _parsed(block: bytes) -> dict:
    return _tree(parse_rdf(block, "nquads"))


def _tree(quads: list) -> dict:
    found = check_tree(from_quads(quads))
    if not isinstance(found, dict):
        raise fault("", "the quads are no dossier", "give one transfer a graph")
    return found


def _beside_another(quads: list, texts: set[str]) -> bool:
    """Whether a literal of these texts is one of several values of a property: they would be one where equal."""
    values = defaultdict(set)
    for quad in quads:
        values[quad.subject, quad.predicate].add(quad.object)
    return any(
        len(found) > 1 and any(getattr(one, "datatype", None) is not None and one.value in texts for one in found)
        for found in values.values()
    )


def spooled(path: str, spool: Path | None) -> Path:
    """TriG or Turtle as N-Quads in ``spool``, quad by quad in the order of the file. InputError for bad syntax."""
    import pyoxigraph as ox

    if spool is None:
        raise fault("", f"{path} must be written as N-Quads first", "give the register as .nq")
    format = ox.RdfFormat.TRIG if path.lower().endswith(".trig") else ox.RdfFormat.TURTLE
    target = spool / "register.nq"
    part = spool / "register.nq.part"
    try:
        with part.open("wb") as out:
            ox.serialize(ox.parse(path=path, format=format), out, format=ox.RdfFormat.N_QUADS)
    except (SyntaxError, ValueError, OSError) as error:
        raise fault("", f"{path} cannot be read: {error}", "correct it there") from None
    part.replace(target)
    return target
