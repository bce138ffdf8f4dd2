"""Redaction: payloads erased for a reason that stays, by an entry that the chain keeps.

The order makes it safe to crash anywhere: what is meant goes into ``redacting-*.json``, the entry into the chain, the
segments are written anew without the payloads, and the intention goes. What opens the ledger next finishes it.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from qgov.base.errors import BROKEN
from qgov.base.parse import fault
from qgov.ledger import reading
from qgov.ledger.entry import OWN_KINDS, REDACTION, Entry, LedgerError, bare_line, prepare
from qgov.ledger.segments import Segment, segments, sync_folder, write_whole

if TYPE_CHECKING:
    from qgov.ledger.ledger import Ledger

_INTENTIONS = "redacting-*.json"
_MAX_TEXT = 2000
Span = tuple[int, int]


def redact(ledger: Ledger, seqs: Iterable[int], reason: str, by: str) -> tuple[Entry, ...]:
    """Erase the payloads and salts of entries. Gives the entries that say so, one a tenant, with ``reason`` and ``by``.

    Raises InputError where a number has no entry, one that is erased already, or one of the ledger's own kinds (who
    erased what must stay); LedgerError where the disk does not take it. All or none of the numbers are erased.
    """
    wanted = sorted(set(seqs))
    _words("reason", reason), _words("by", by)
    if not wanted:
        raise fault("", "no entry is named", "give the numbers of entries")
    with ledger.exclusive():
        for seq in (wanted[0], wanted[-1]):
            if not 0 < seq <= ledger.head.seq:
                raise fault("", f"there is no entry {seq}", f"entries 1 to {ledger.head.seq} exist")
        tenants: dict[str, list[int]] = {}
        missing = set(wanted)
        for entry in reading.entries(ledger.path, after=wanted[0] - 1, among=segments(ledger.path)):
            if entry.seq not in missing:
                continue
            if entry.kind in OWN_KINDS:
                raise fault("", f"entry {entry.seq} is a {entry.kind} of the ledger itself and stays", "leave it out")
            if entry.payload is None:
                raise fault("", f"entry {entry.seq} is redacted already", "leave it out")
            tenants.setdefault(entry.tenant, []).append(entry.seq)
            missing.discard(entry.seq)
            if not missing:
                break
    return _carry_out(ledger, tenants, reason, by)


def retain(ledger: Ledger, days: int, by: str, tenant: str | None = None) -> tuple[Entry, ...]:
    """Erase the payloads of all entries older than ``days`` (of one tenant, if named), and what was set aside before.

    Gives the entries that say so, none where nothing is that old. The age counts from the entry's own time, which never
    goes back, so that a wrong clock erases nothing early. Raises as ``redact`` does.
    """
    if days < 0:
        raise fault("", "a number of days is not negative", "give 0 or more")
    _words("by", by)
    limit = ledger.now().astimezone(UTC) - timedelta(days=days)
    before = limit.isoformat(timespec="microseconds").replace("+00:00", "Z")
    tenants: dict[str, list[int]] = {}
    for entry in reading.entries(ledger.path):
        if entry.time >= before:
            break
        if entry.payload is not None and entry.kind not in OWN_KINDS and tenant in (None, entry.tenant):
            tenants.setdefault(entry.tenant, []).append(entry.seq)
    for kept in (ledger.path / "set-aside").glob("*"):
        if time.time() - kept.stat().st_mtime > days * 86400:
            kept.unlink()
    return _carry_out(ledger, tenants, f"kept for {days} days", by) if tenants else ()


def redacted_spans(entry: Entry) -> list[Span]:
    """The numbers that a redaction names, as spans. Raises ValueError where they are none."""
    try:
        spans = [(int(first["@decimal"]), int(last["@decimal"])) for first, last in entry.payload["redacted"]]
        told = isinstance(entry.payload["reason"], str) and isinstance(entry.payload["by"], str)
    except (KeyError, TypeError, ValueError):
        told = False
    if not told:
        raise ValueError("the redaction does not say which entries, why and by whom")
    if not all(0 < first <= last < entry.seq for first, last in spans):
        raise ValueError("the redaction names entries that do not come before it")
    return spans


def finish(ledger: Ledger) -> None:
    """Carry out redactions that were written down and interrupted, and forget those only meant. Needs the lock."""
    for part in ledger.path.glob("*.tmp"):  # what a crash left of a segment half written anew
        part.unlink()
    for path in sorted(ledger.path.glob(_INTENTIONS)):
        try:
            meant = json.loads(path.read_bytes())
            numbers = {seq for first, last in meant["spans"] for seq in range(first, last + 1)}
            seq, digest = meant["seq"], meant["hash"]
        except (ValueError, KeyError, TypeError):
            raise LedgerError(f"{path} is damaged; run qgov audit verify, and remove it if the ledger holds") from None
        entry = reading.entry(ledger.path, seq, segments(ledger.path))
        if entry is not None and entry.hash == digest:
            for segment in _touched(ledger, numbers):
                write_whole(segment.path, _without(segment, numbers))
            ledger.forget()
        path.unlink()
        sync_folder(ledger.path)


def _carry_out(ledger: Ledger, tenants: dict[str, list[int]], reason: str, by: str) -> tuple[Entry, ...]:
    batch = [
        prepare(REDACTION, tenant, {"redacted": spans(seqs), "reason": reason, "by": by}, own=True)
        for tenant, seqs in sorted(tenants.items())
    ]
    everything = sorted(seq for seqs in tenants.values() for seq in seqs)
    with ledger.exclusive():
        entries, content = ledger.seal(batch)
        meant = {"seq": entries[-1].seq, "hash": entries[-1].hash, "spans": spans(everything)}
        intention = ledger.path / _INTENTIONS.replace("*", str(entries[-1].seq))
        try:
            write_whole(intention, json.dumps(meant).encode())
            ledger.write(entries, content)
        except (OSError, LedgerError) as error:
            intention.unlink(missing_ok=True)
            raise LedgerError(f"nothing was redacted: {error}") from None
    try:
        _erase(ledger, set(everything))
        intention.unlink(missing_ok=True)  # another process may have finished it
        sync_folder(ledger.path)
    except OSError as error:
        raise LedgerError(
            f"the redaction is entry {entries[-1].seq}, but erasing failed ({error.strerror}); opening the ledger "
            "anew finishes it"
        ) from None
    return tuple(entries)


def _erase(ledger: Ledger, numbers: set[int]) -> None:
    """Segment by segment, so that appends come between."""
    with ledger.exclusive():
        paths = [segment.path for segment in _touched(ledger, numbers)]
    for path in paths:
        with ledger.exclusive():
            segment = next(one for one in segments(ledger.path) if one.path == path)
            write_whole(path, _without(segment, numbers))
            ledger.forget()


def _touched(ledger: Ledger, numbers: set[int]) -> list[Segment]:
    found = segments(ledger.path)
    ends = [segment.first for segment in found[1:]] + [ledger.head.seq + 1]
    ordered = sorted(numbers)
    return [
        segment for segment, end in zip(found, ends, strict=True)
        if bisect_left(ordered, segment.first) < bisect_left(ordered, end)
    ]  # fmt: skip


def _without(segment: Segment, numbers: set[int]) -> Iterator[bytes]:
    for seq, line in reading.numbered(segment):
        yield bare_line(reading.sound(line, seq)) if seq in numbers else line


def spans(seqs: list[int]) -> list[list[int]]:
    """Sorted numbers as spans of first and last."""
    runs = [[seq for _, seq in run] for _, run in groupby(enumerate(seqs), lambda pair: pair[1] - pair[0])]
    return [[run[0], run[-1]] for run in runs]


def _words(name: str, text: str) -> None:
    if not isinstance(text, str) or not text.strip() or len(text) > _MAX_TEXT or BROKEN.search(text):
        raise fault("", f"{name} is missing or unusable", f"plain text of at most {_MAX_TEXT} characters")


def folder_has_intention(folder: Path) -> bool:
    """Whether a redaction was begun and not finished."""
    return any(folder.glob(_INTENTIONS))
