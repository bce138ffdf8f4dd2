"""Lists of like rows in JSON text, decoded straight to typed rows: for tables too large to be values one by one.

The second place that parses untrusted text, beside ``parse``, which reads whatever this one does not vouch for: what is
given back here lies within the same bounds, and everything around the tables has gone through ``parse`` itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from qgov.base import limits, parse

# Digits alike, and most of what stands in no number left out: that only joins what is to be searched.
_FOLD = bytes.maketrans(b"123456789.E", b"0000000000e")
_LEFT_OUT = b'+-"{}: \t\r\n' + bytes(range(ord("g"), ord("z") + 1)) + bytes(range(ord("F"), ord("Z") + 1))
# More digits than any number may have, and exponents that may be too large for a float; most texts have none at all.
_LONG_NUMBER, _EXPONENT, _LONG_EXPONENT = b"0" * (limits.MAX_DIGITS + 1), b"0e", b"0e000"
_SPACED_COLONS = (b" :", b"\t:", b"\r:", b"\n:")
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*")
_DECIMALS = json.JSONDecoder(parse_float=Decimal)
_TEXTS = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True)
class Table:
    """The rows of a list, with numbers as floats and ints, and the text that they stand in.

    Where a key stands twice in one object, its last value is that of the row: the number of keys tells.
    """

    rows: list
    text: bytes

    def most_keys(self) -> int:
        """At least the number of keys that stand in the text, quickly."""
        return self.text.count(b":")

    def keys(self) -> int:
        """At least the number of keys that stand in the text; more only where text begins with a colon, or the like."""
        if any(mark in self.text for mark in _SPACED_COLONS):
            return self.most_keys()
        return self.text.count(b'":')


class TableReader:
    """Reads the lists under ``key`` apart that objects in the list ``holders`` of a JSON object have.

    ``row`` is the type of their rows, a msgspec structure; a row that is not of this type is not read here.
    """

    def __init__(self, holders: str, key: str, row: type):
        holder = msgspec.defstruct("Holder", [(key, msgspec.Raw | msgspec.UnsetType, msgspec.UNSET)])
        self._holders, self._key = holders, key
        self._whole = msgspec.json.Decoder(msgspec.defstruct("Whole", [(holders, list[holder])]))
        self._rows = msgspec.json.Decoder(list[row])

    def read(self, data: bytes) -> tuple[object, list[Table]] | None:
        """The value of a JSON text with all these lists left empty, and the lists as tables, in their order.

        The value is parsed and checked as by ``parse.parse_data``, with its InputError; a table is plain ASCII without
        escapes, in which every number has a float other than 0 unless it is 0; its words are unchecked, and whether a
        key stands twice. None where the text is anything else: ``parse.parse_data`` then says what is wrong, if
        anything is.
        """
        if len(data) > limits.MAX_BYTES or not _bounded(data):
            return None
        pieces, tables, end = [], [], 0
        try:
            for text in self._texts(data):
                start = self._place(data, text, end)
                if start < 0 or not text.isascii() or b"\\" in text or b"\x7f" in text:
                    return None
                pieces += (data[end:start], b"[]")
                end = start + len(text)
                tables.append(Table(self._rows.decode(text), text))
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None
        return parse.parse_data(b"".join([*pieces, data[end:]]), format=parse.JSON), tables

    def _texts(self, data: bytes) -> list[bytes]:
        found = (getattr(holder, self._key) for holder in getattr(self._whole.decode(data), self._holders))
        return [bytes(text) for text in found if text is not msgspec.UNSET]

    def _place(self, data: bytes, text: bytes, start: int) -> int:
        """Where the text stands under the key, from ``start`` on; -1 if nowhere, as where the key has escapes."""
        quoted = f'"{self._key}"'.encode()
        while (start := data.find(quoted, start)) >= 0:
            start += len(quoted)
            colon = _COLON.match(data, start)
            if colon and data.startswith(text, colon.end()):
                return colon.end()
        return -1


def exact_rows(text: bytes, rows: Iterable[int]) -> list:
    """Some rows of the text of a Table with decimals, as every other reader has them: no number there is too long."""
    texts = _TEXTS.decode(text)
    return [_DECIMALS.decode(bytes(texts[row]).decode("ascii")) for row in rows]


def _bounded(data: bytes) -> bool:
    """Whether the text surely holds no number beyond the bounds, and not more values than a dossier may."""
    folded = data.translate(_FOLD, _LEFT_OUT)
    if _LONG_NUMBER in folded or (_EXPONENT in folded and _LONG_EXPONENT in folded):
        return False
    return len(data) <= limits.MAX_NODES or 1 + sum(map(data.count, (b"[", b"{", b","))) <= limits.MAX_NODES
