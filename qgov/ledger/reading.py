"""Entries read back while others write: whole lines alone, each sound in itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from qgov.ledger.entry import Entry, LedgerError, read_entry
from qgov.ledger.segments import Segment, lines, snapshot


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


def numbered(segment: Segment) -> Iterator[tuple[int, bytes]]:
    """The whole lines of a segment, with the numbers that belong to their places."""
    with segment.path.open("rb") as handle:
        status = os.fstat(handle.fileno())
        # A redaction may have written it anew since: the same entries, some of them shorter.
        size = segment.size if status.st_ino == segment.inode else status.st_size
        for seq, line in enumerate(lines(handle, size), segment.first):
            if line.endswith(b"\n"):
                yield seq, line


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
    found = next(entries(folder, after=max(seq, 1) - 1, among=among), None)
    return found if found is not None and found.seq == seq else None


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
