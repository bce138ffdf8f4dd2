"""The text of N-Quads: where the quads of one dossier begin and end, and what of a text is this dossier's own.

Most dossiers of a register differ in their IRI, their numbers, their days and their names alone. These are *taken out*
of a text; what is left is equal for dossiers that say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qgov.base import limits
from qgov.dossier.read import is_iri
from qgov.registers.patterns import _kinds

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
NAME_FORM = rb"[\x20\x21\x23-\x5b\x5d-\x7e]{1,500}"
NUMBER_FORM = rb"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,40})?"
DAY_FORM = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"
NUMBER_END = rb"\^\^<http://www\.w3\.org/2001/XMLSchema#(?:decimal|integer|double)>"
# The literals of slots, without their closing quotation mark; that they begin with one makes the search quick.
SLOT = re.compile(
    rb'"(?:(?<=/name> ")(' + NAME_FORM + rb')(?=" )'
    rb'|(?<!/index> ")(' + NUMBER_FORM + rb')(?="' + NUMBER_END + rb")"
    rb"|(" + DAY_FORM + rb')(?=" ))'
)
NAME, NUMBER, DAY = 1, 2, 3
_ITEM = b"/qgov/items> <\0#"
_PLAIN_ID = re.compile(rb"[A-Za-z0-9._-]+")
_IRI_END = rb"[A-Za-z0-9._~:/?@!$&'()*+,;=\-]+"
_IRI = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:" + _IRI_END)
URN = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:(?!//)" + _IRI_END)  # no authority that could be wrong
_BLANK = re.compile(rb"_:[A-Za-z0-9]+")
WINDOW = 4096  # bytes in which the end of a dossier is first looked for

# The dossier's IRI (None: nothing is taken out), what is left, the literals of slots, and the id of the one item.
Taken = tuple[bytes | None, bytes, list[bytes], bytes | None]
NOTHING: Taken = (None, b"", [], None)


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


def last_start(text: bytes) -> int:
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


def end_of_run(text: bytes, close: bytes, position: int, window: int) -> int:
    """The end of the lines from a position on that end in ``close``, as the first does."""
    while True:
        end = text.rfind(close, position, position + window)
        if end >= 0:
            end += len(close)
            if not text.endswith(close, end, text.find(b"\n", end) + 1):
                return end
        window *= 2


def taken_out(block: bytes, key: bytes, marked: bool = True) -> Taken:
    """The dossier's IRI, the text without it and without the literals of slots, these literals, and the id of the one
    item, which is taken out too. Given what was taken, the text that is left is of one original alone.

    Nothing is taken out where the parser could refuse it. Without ``marked`` it is known that the marks of what is
    taken out do not stand in the text itself.
    """
    subject = _SUBJECT.match(block)
    if subject is None or len(block) > limits.MAX_BYTES:
        return NOTHING
    stem = subject.group(1)
    if (marked and is_marked(block)) or not plain_iri(stem):
        return NOTHING
    text = block.replace(b"<" + stem, b"<\0")
    if stem not in (key, key[1:-1]):
        if not plain_graph(key):
            return NOTHING
        text = text.replace(b" " + key + b" .\n", b" \1 .\n")
    named, item = text.split(_ITEM, 2), None
    if len(named) == 2:
        item = named[1][: named[1].find(b">")]
        item = item if plain_id(item) else None
    if item is not None:
        text = text.replace(b"<\0#" + item, b"<\0#\3").replace(b'/id> "' + item + b'"', b'/id> "\3"')
    parts = SLOT.split(text)
    literals = zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
    values = [name or number or day for name, number, day in literals]
    return stem, b"\2".join(parts[::4]), values, item


def is_marked(text: bytes) -> bool:
    """Whether the marks of what is taken out stand in a text themselves."""
    return b"\0" in text or b"\1" in text or b"\2" in text or b"\3" in text


def subject_of(text: bytes) -> bytes:
    """The IRI of the first subject up to its fragment; empty where there is none."""
    found = _SUBJECT.match(text)
    return found.group(1) if found else b""


def plain_iri(stem: bytes) -> bool:
    """Whether this may be the IRI of a dossier, in characters that stand for themselves."""
    return URN.fullmatch(stem) is not None or (_IRI.fullmatch(stem) is not None and is_iri(stem.decode()))


def plain_graph(key: bytes) -> bool:
    """Whether the parser reads this as the name of a graph, whatever stands elsewhere."""
    if key.startswith(b"_:"):
        return _BLANK.fullmatch(key) is not None
    return key[:1] == b"<" and key[-1:] == b">" and plain_iri(key[1:-1])


def plain_id(item: bytes) -> bool:
    """Whether an item may go by this id beside any party and any part of a dossier."""
    return _PLAIN_ID.fullmatch(item) is not None and item not in _parts()


@cache
def _parts() -> frozenset[bytes]:
    return frozenset(part.encode() for part in _kinds()[2])
