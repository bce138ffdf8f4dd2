"""The last entry of a ledger, found on the disk; a line that a crash cut off is completed or set aside."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from qgov.ledger.entry import START, LedgerError, read_entry
from qgov.ledger.segments import Segment, segments, tail, write_whole


@dataclass(frozen=True)
class Head:
    """The last entry: its number, hash and time; of an empty ledger 0, the hash before the first entry, and nothing."""

    seq: int = 0
    hash: str = START
    time: str = ""


@dataclass(frozen=True)
class Found:
    """The head, the segment to write to (None in an empty folder), and what was done to the end: ``kept`` is a line
    that was completed, ``aside`` what a recovery entry tells of one that was not."""

    head: Head
    last: Segment | None
    kept: str = ""
    aside: dict | None = None


def find_head(folder: Path) -> Found:
    """Find the last entry, after mending the end if a crash cut it off. Needs the lock.

    Raises LedgerError where more than the last line is damaged.
    """
    found = segments(folder)
    if not found:
        return Found(Head(), None)
    last = found[-1]
    whole, rest, at = tail(last.path, last.size)
    head = _head(whole, last) if whole else _before(found[:-1])
    if last.first > head.seq + 1:
        raise LedgerError(f"entries {head.seq + 1} to {last.first - 1} are missing; run qgov audit verify")
    if not rest:
        return Found(head, last)
    handle = os.open(last.path, os.O_RDWR | os.O_CLOEXEC)
    try:
        complete = _complete(rest, head)
        if complete is not None:
            # Nothing but the newline is missing: it may have been acknowledged, so it stays.
            os.pwrite(handle, b"\n", last.size)
            os.fsync(handle)
            return Found(complete, last, kept=f"entry {complete.seq} lacked its newline alone and was kept")
        aside = _set_aside(folder, last, rest, at)
        os.ftruncate(handle, at)
        os.fsync(handle)
        return Found(head, last, aside=aside)
    finally:
        os.close(handle)


def _complete(rest: bytes, head: Head) -> Head | None:
    try:
        entry = read_entry(rest + b"\n")
    except ValueError:
        return None
    follows = (entry.seq, entry.previous) == (head.seq + 1, head.hash)
    return Head(entry.seq, entry.hash, entry.time) if follows else None


def _set_aside(folder: Path, segment: Segment, rest: bytes, at: int) -> dict:
    digest = sha256(rest).hexdigest()
    kept = folder / "set-aside" / f"{segment.path.stem}-{at}-{digest[:12]}"
    kept.parent.mkdir(exist_ok=True, mode=0o700)
    write_whole(kept, rest)
    return {"setAside": f"set-aside/{kept.name}", "bytes": len(rest), "sha256": digest}


def _before(found: list[Segment]) -> Head:
    """The last entry of the segments before one that holds no whole line."""
    if not found:
        return Head()
    whole, rest, _ = tail(found[-1].path, found[-1].size)
    if rest or not whole:
        raise LedgerError(f"{found[-1].path.name} is cut off in the middle of the ledger; run qgov audit verify")
    return _head(whole, found[-1])


def _head(line: bytes, segment: Segment) -> Head:
    try:
        entry = read_entry(line)
    except ValueError as error:
        why = f"the last entry in {segment.path.name} is damaged: {error}; run qgov audit verify"
        raise LedgerError(why) from None
    return Head(entry.seq, entry.hash, entry.time)
