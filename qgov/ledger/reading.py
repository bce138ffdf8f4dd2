"""Entries read back while others write: whole lines alone, each sound in itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from qgov.ledger.entry import MAX_LINE, Entry, LedgerError, read_entry
from qgov.ledger.segments import Segment, lines, snapshot

_NEAR = 128 * 1024  # bytes of a segment that are read in order
_HEAD = 1024
# Before its number a line has nothing but words and hashes of the ledger's own.
_NUMBER = re.compile(rb'\{"hash":"[^"]*","header":\{(?:"[a-z]+":"[^"]*",)+"seq":([0-9]{1,18}),')


def entries(
    folder: Path,
    *,
    tenant: str | None = None,
    kind: str | None = None,
    after: int = 0,
    among: list[Segment] | None = None,
) -> Iterator[Entry]:
    """The entries after a number, in order, as they stood at the call. Raises LedgerError at one that is not sound.

    ``among``: the segments, for a caller that holds the lock; by default what a snapshot shows.
    """
    found = snapshot(folder) if among is None else among
    begin = max((number for number, segment in enumerate(found) if segment.first <= after + 1), default=0)
    seq = found[begin].first - 1 if begin else 0
    for segment in found[begin:]:
        if segment.first != seq + 1:
            raise LedgerError(f"entry {seq + 1} is not before {segment.path.name}; run qgov audit verify")
        for seq, line in numbered(segment):
            if seq > after:
                entry = sound(line, seq)
                if tenant in (None, entry.tenant) and kind in (None, entry.kind):
                    yield entry


def numbered(segment: Segment, near: int = 0) -> Iterator[tuple[int, bytes]]:
    """The whole lines of a segment, with the numbers that belong to their places; from shortly before the entry with
    the number ``near``."""
    with segment.path.open("rb") as handle:
        status = os.fstat(handle.fileno())
        # A redaction may have written it anew since: the same entries, some of them shorter.
        size = segment.size if status.st_ino == segment.inode else status.st_size
        start, first = _before(handle, size, near) if near > segment.first else (0, segment.first)
        handle.seek(start)
        for seq, line in enumerate(lines(handle, size - start), first or segment.first):
            if line.endswith(b"\n"):
                yield seq, line


def _before(handle, size: int, seq: int) -> tuple[int, int]:
    """Where a line begins that is at most ``_NEAR`` before that of a number, and its own number; 0, 0 for the first."""
    low, high, number = 0, size, 0
    while high - low > _NEAR:
        middle = (low + high) // 2
        handle.seek(middle - 1)
        handle.readline(MAX_LINE)
        start = handle.tell()
        match = _NUMBER.match(handle.read(_HEAD)) if start < high else None
        if start < high and match is None:  # a line that is none: whoever reads in order says so
            return 0, 0
        if match is None or int(match[1]) > seq:
            high = middle
        else:
            low, number = start, int(match[1])
    return low, number


def sound(line: bytes, seq: int) -> Entry:
    """The entry in a line, at the place of a number. Raises LedgerError where it is not sound."""
    try:
        entry = read_entry(line)
    except ValueError as error:
        raise LedgerError(f"entry {seq} is damaged: {error}; run qgov audit verify") from None
    if entry.seq != seq:
        raise LedgerError(f"entry {entry.seq} stands where {seq} belongs; run qgov audit verify")
    return entry


def entry(folder: Path, seq: int, among: list[Segment] | None = None) -> Entry | None:
    """The entry with a number; None if there is none."""
    held = [segment for segment in (snapshot(folder) if among is None else among) if segment.first <= seq]
    return next((sound(line, seq) for at, line in numbered(held[-1], seq) if at == seq), None) if held else None


def latest(folder: Path, count: int, tenant: str | None = None) -> list[Entry]:
    """The last entries, in order; of one tenant if named. Reads no more segments than it takes."""
    found: list[Entry] = []
    for segment in reversed(snapshot(folder)):
        if len(found) >= count:
            break
        read = [sound(line, seq) for seq, line in numbered(segment)]
        found = [entry for entry in read if tenant in (None, entry.tenant)] + found
    return found[-count:] if count else []


def with_receipt(folder: Path, receipt_hash: str) -> Iterator[Entry]:
    """The entries that were made for a receipt, by the SHA-256 of it that its decision shows."""
    return (found for found in entries(folder) if found.holds_receipt(receipt_hash))
