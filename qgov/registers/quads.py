"""N-Quads: the quads of a dossier stand together, in a graph of their own or with subjects below the dossier's IRI.

Most dossiers of a register differ in their IRI, their numbers, their days and their names alone. So the text of one
that was parsed serves for all that are equal but for these: their literals are taken out of the text, and only what is
left is looked up. A text not seen before is parsed, and it is checked that it reads as its places say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.base.parse import check_tree, fault, parse_rdf
from qgov.dossier.rdf import from_quads
from qgov.dossier.read import is_iri
from qgov.registers.batches import Batch, Documents
from qgov.registers.keys import Group, Pattern, Patterns, form_of
from qgov.registers.patterns import _ordinal, shred
from qgov.registers.sources import PART_BYTES, Read, Span, _Bytes

_LITERAL = rb'"(?:[^"\\\n]|\\[^\n])*"(?:\^\^<[^>\n]*>|@[A-Za-z0-9-]+)?'
_NODE = rb"(?:<[^>\n]*>|_:[^\s<>]+)"
_OBJECT = rb"(?:" + _NODE + rb"|" + _LITERAL + rb")"
# Runs of lines, in the form that serialisers write: all of one graph; or without a graph, below one IRI.
_IN_GRAPH = re.compile(
    _NODE + rb" <[^>\n]*> " + _OBJECT + rb" (" + _NODE + rb") \.\n"
    rb"(?:" + _NODE + rb" <[^>\n]*> " + _OBJECT + rb" \1 \.\n)*"
)
_BELOW = re.compile(
    rb"<([^>#\n]*)(?:#[^>\n]*)?> <[^>\n]*> " + _OBJECT + rb" \.\n"
    rb"(?:<\1(?:#[^>\n]*)?> <[^>\n]*> " + _OBJECT + rb" \.\n)*"
)
_QUAD = re.compile(rb"\s*(" + _NODE + rb")\s*<[^>\n]*>\s*" + _OBJECT + rb"\s*(" + _NODE + rb")?\s*\.\s*(?:#.*)?$")
_SUBJECT = re.compile(rb"<([^>#\n]*)")
_XSD = rb"\^\^<http://www\.w3\.org/2001/XMLSchema#(?:decimal|integer|double)>"
# The literals of slots, without their closing quotation mark; that they begin with one makes the search quick.
_SLOT = re.compile(
    rb'"(?:(?<=/name> ")([\x20\x21\x23-\x5b\x5d-\x7e]{1,500})(?=" )'
    rb'|(?<!/index> ")(-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,40})?)(?="' + _XSD + rb")"
    rb'|([0-9]{4}-[0-9]{2}-[0-9]{2})(?=" ))'
)
_ITEM = b"/qgov/items> <\0#"
_PLAIN_ID = re.compile(rb"[A-Za-z0-9._-]+")
_IRI = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9._~:/?@!$&'()*+,;=\-]+")
# What was taken out of an IRI or an id that only begins with it.
_LONGER = re.compile(rb"<\x00[^#>]|<\x00#\x03[^>/]")
_NAME, _NUMBER, _DAY = 1, 2, 3
_TEXTS_KEPT = 20_000
_WINDOW = 4096  # bytes in which the end of a dossier is first looked for
Taken = tuple[bytes | None, bytes, list[bytes], bytes | None]
# The days and numbers that stand in for others while a text is learnt.
_FIRST_DAY, _FIRST_NUMBER = date(1801, 1, 1), 900_000_000


def _key_of(line: bytes, last: bytes | None) -> bytes | None:
    """What a line belongs to; a blank node without a graph, and what is no quad, belong to what stood before."""
    found = _QUAD.match(line)
    if found is None:
        return last
    if found.group(2):
        return found.group(2)
    return last if found.group(1).startswith(b"_:") else _SUBJECT.match(found.group(1)).group(1)


def blocks(text: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The quads of one dossier after the other: line of the first, counted from 0, what they belong to, and text."""
    position, line = 0, 0
    last, start, start_line = None, 0, 0
    while position < len(text):
        run = _IN_GRAPH.match(text, position) or _BELOW.match(text, position)
        if run:
            key, end = run.group(1), run.end()
            lines = text.count(b"\n", position, end)
        else:
            end = text.find(b"\n", position) + 1 or len(text)
            key, lines = _key_of(text[position:end], last), 1
        if key is not None and key != last:
            if last is not None:
                yield start_line, last, text[start:position]
            last, start, start_line = key, position, line
        position, line = end, line + lines
    if last is None and text.strip():
        last = b""
    if last is not None:
        yield start_line, last, text[start:]


def even_blocks(text: bytes, known: Known) -> tuple[list[tuple[int, bytes, bytes]], list[Taken]] | None:
    """The same, told by the graphs in which lines end alone, with what is taken out of each; None where some line is of
    another form.

    A triple without a graph whose object is the graph of its neighbours is taken for one of theirs, and a line that is
    no quad for one: so each new form of text is held against ``blocks``. A text of a known form has the same lines.
    """
    found: list[tuple[int, bytes, bytes]] = []
    taken: list[Taken] = []
    position, line, window, last = 0, 0, _WINDOW, b""
    marked = _is_marked(text)
    while position < len(text):
        first = text.find(b"\n", position)
        space = text.rfind(b" ", position, max(first - 2, position))
        if first < 0 or space < 0 or text[first - 2 : first] != b" .":
            return None
        close = text[space : first + 1]
        key = close[1:-3]
        if key == last:
            return None
        end = _end_of_run(text, close, position, window)
        block = text[position:end]
        one = taken_out(block, key, marked)
        lines = known.whole(block, key, one)
        if not lines:
            return None
        found.append((line, key, block))
        taken.append(one)
        position, line, window, last = end, line + lines, max(_WINDOW, 2 * (end - position)), key
    return found, taken


def _end_of_run(text: bytes, close: bytes, position: int, window: int) -> int:
    """The end of the lines from a position on that end in ``close``, as the first does."""
    while True:
        end = text.rfind(close, position, position + window)
        if end >= 0:
            end += len(close)
            if not text.endswith(close, end, text.find(b"\n", end) + 1):
                return end
        window *= 2


def _last_start(text: bytes) -> int:
    """Where the last dossier in a text begins; 0 where it may be the only one."""
    end = text.rfind(b"\n") + 1
    key = None
    while end > 0:
        start = text.rfind(b"\n", 0, end - 1) + 1
        found = _key_of(text[start:end], None)
        if found is not None:
            if key is not None and found != key:
                return end
            key = found
        end = start
    return 0


class Quads(_Bytes):
    """A file of N-Quads, cut between dossiers. Rows are numbered by the line of their first quad."""

    _forms: dict | None = None  # the texts that were learnt
    _known: Known

    def spans(self) -> list[Span]:
        found: list[Span] = []
        position, rest, first = 0, b"", 1
        with self.path.open("rb") as file:
            while True:
                block = file.read(PART_BYTES)
                text = rest + block
                if not text:
                    break
                ended = len(block) < PART_BYTES
                cut = len(text) if ended else _last_start(text)
                if cut:
                    found.append(Span(position, position + cut, first))
                    position += cut
                    first += text.count(b"\n", 0, cut)
                rest = text[cut:]
                if ended:
                    break
        return found

    def read(self, span: Span, load: bytes) -> Read:
        if not load.endswith(b"\n"):
            load += b"\n"
        if self._forms is None:
            self._forms, self._known = {}, Known()
        quick = even_blocks(load, self._known)
        if quick is None:
            rows = list(blocks(load))
            quick = rows, [taken_out(block, key) for _, key, block in rows]
        return Read(QuadBatch(*quick, span.first, self.with_names, self._forms), [])


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
class Form:
    """A text that was learnt: its pattern, and which of its literals are the numbers and days of slots, in order."""

    pattern: Pattern
    numbers: list[int]
    days: list[int]
    all_days: list[int]
    names: list[int]


def taken_out(block: bytes, key: bytes, marked: bool = True) -> Taken:
    """The dossier's IRI, the text without it and without the literals of slots, these literals, and the id of the one
    item, which is taken out too. Given what was taken, the text that is left is of one original alone.

    Without ``marked`` it is known that the marks of what is taken out do not stand in the text itself.
    """
    subject = _SUBJECT.match(block)
    if subject is None or len(block) > limits.MAX_BYTES:
        return None, b"", [], None
    stem = subject.group(1)
    if (marked and _is_marked(block)) or not _plain_iri(stem):
        return None, b"", [], None
    text = block.replace(b"<" + stem, b"<\0")
    if key[1:-1] != stem:
        text = text.replace(b" " + key + b" .\n", b" \1 .\n")
    named, item = text.split(_ITEM, 2), None
    if len(named) == 2:
        item = named[1][: named[1].find(b">")]
        item = item if _PLAIN_ID.fullmatch(item) else None
    if item is not None:
        text = text.replace(b"<\0#" + item, b"<\0#\3").replace(b'/id> "' + item + b'"', b'/id> "\3"')
    parts = _SLOT.split(text)
    literals = zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
    values = [name or number or day for name, number, day in literals]
    return stem, b"\2".join(parts[::4]), values, item


def _is_marked(text: bytes) -> bool:
    return b"\0" in text or b"\1" in text or b"\2" in text or b"\3" in text


class QuadBatch(Batch):
    """Dossiers as blocks of N-Quads."""

    def __init__(
        self, rows: list[tuple[int, bytes, bytes]], taken: list[Taken], first: int, with_names: bool, forms: dict
    ):
        self.rows = len(rows)
        self.numbers = np.array([first + line for line, _, _ in rows], np.int64)
        self.keys = [key for _, key, _ in rows]
        self._blocks = [block for _, _, block in rows]
        self._taken = taken
        self._with_names, self._forms = with_names, forms
        self._dates = np.zeros(self.rows, np.int64)
        self._names: list[str | None] = [None] * self.rows
        self._items: list[str | None] = [None] * self.rows
        self._trees: dict[int, dict] = {}

    def groups(self, patterns: Patterns) -> list[Group]:
        fast: dict[bytes, list[tuple]] = defaultdict(list)
        slowly: list[int] = []
        for row, (stem, rest, values, item) in enumerate(self._taken):
            if stem is None:
                slowly.append(row)
            else:
                fast[rest].append((row, stem, values, item))
        alike: dict[tuple, list[Group]] = defaultdict(list)
        for rest, members in fast.items():
            if rest not in self._forms:
                self._forms[rest] = self._learn(rest, members[0], patterns)
            form = self._forms[rest]
            if form is None:
                slowly += [row for row, *_ in members]
            else:
                alike[form_of(form.pattern)].append(self._group(form, members))
        return [_joined(groups) for groups in alike.values()] + self._slowly(slowly, patterns)

    def _learn(self, rest: bytes, member: tuple, patterns: Patterns) -> Form | None:
        """What the places of a text mean, found by putting a different value into each; None where that cannot be
        told, so that every dossier with this text is parsed."""
        row, stem, values, item = member
        block = self._blocks[row]
        if _LONGER.search(rest):
            return None
        texts, position, kinds = [], 0, []
        for found in _SLOT.finditer(block):
            kind = found.lastindex
            start, end = found.span(kind)
            if kind == _NAME and self._with_names:
                return None
            mark = _mark(len(kinds), kind, b"integer>" in block[end : end + 50].split(b" ", 1)[0])
            if mark == block[start:end]:
                return None
            texts += [block[position:start], mark]
            kinds.append(kind)
            position = end
        if len(kinds) != len(values):
            return None
        marked = b"".join([*texts, block[position:]])
        try:
            real, other = _parsed(block), _parsed(marked)
        except InputError:
            return None
        pattern, slots = shred(real, self._with_names)
        pattern_marked, marks = shred(other, self._with_names)
        if pattern != pattern_marked or real.get("id") != stem.decode() or slots.item_id != marks.item_id:
            return None
        numbers = [int(number) - _FIRST_NUMBER for number in marks.numbers]
        days = [number - _FIRST_DAY.toordinal() for number in marks.days]
        # A literal that is in no slot and whose change leaves the pattern as it is has no part in it.
        if any(not 0 <= place < len(kinds) for place in (*numbers, *days)):
            return None
        if item is not None and slots.item_id != item.decode():
            return None
        if [float(values[place]) for place in numbers] != [float(number) for number in slots.numbers]:
            return None
        if [_ordinal(values[place].decode()) for place in days] != slots.days:
            return None
        at = {kind: [place for place, one in enumerate(kinds) if one == kind] for kind in (_NAME, _DAY)}
        return Form(patterns.of(pattern, slots, real), numbers, days, at[_DAY], at[_NAME])

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
            self._names[row] = stem.decode()
            self._items[row] = None if item is None else item.decode()
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
                self._names[row] = str(trees[row].get("id"))
            except InputError:
                continue
        known = list(trees)
        inner = Documents(self.numbers[known], list(trees.values()), known, self._with_names)
        found = inner.groups(patterns)
        for group in found:
            group.rows = np.array(known, np.int64)[group.rows]
        for place, row in enumerate(known):
            self._dates[row], self._items[row] = inner.dates()[place], inner._items[place]
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


def _plain_iri(stem: bytes) -> bool:
    return _IRI.fullmatch(stem) is not None and is_iri(stem.decode())


def _mark(place: int, kind: int, integer: bool) -> bytes:
    if kind == _NAME:
        return b"name"
    if kind == _DAY:
        return (_FIRST_DAY + timedelta(days=place)).isoformat().encode()
    return b"%d" % (_FIRST_NUMBER + place) if integer else b"%d.5" % (_FIRST_NUMBER + place)


def _parsed(block: bytes) -> dict:
    found = check_tree(from_quads(parse_rdf(block, "nquads")))
    if not isinstance(found, dict):
        raise fault("", "the quads are no dossier", "give one transfer a graph")
    return found


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
