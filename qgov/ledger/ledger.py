"""The ledger open for writing: entries on the disk before they are acknowledged, from many threads and processes."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from qgov.ledger import reading
from qgov.ledger.checkpoints import append_checkpoint
from qgov.ledger.entry import RECOVERY, Entry, LedgerError, Prepared, prepare, seal
from qgov.ledger.head import Head, find_head
from qgov.ledger.segments import locked, segment_path, segments, sync_folder

SEGMENT_BYTES = 8 * 1024 * 1024  # appends wait while a redaction writes one segment anew
_log = logging.getLogger("qgov.ledger")


@dataclass
class _Waiting:
    prepared: Prepared
    entry: Entry | None = None
    error: BaseException | None = None
    done: bool = False
    ready: threading.Event = field(default_factory=threading.Event)  # it is done, or its thread is to write


@dataclass
class _Open:
    """The segment that is written to, as this process left it."""

    path: Path
    handle: int
    inode: int
    size: int = field(default=0)


class Ledger:
    """A ledger in a folder, made if it is not there; several threads and processes may append at once.

    ``signer`` (an Ed25519 key, as ``qgov.reasoning.credential.read_key`` gives it) signs a checkpoint every
    ``checkpoint_every`` entries and on ``close``, into ``checkpoint_file``: by default ``checkpoints.jsonl`` in the
    folder; one on another machine also shows that the end was cut off. ``clock`` gives the time (aware, by default the
    system's). Opening sets aside a last line that a crash cut off (``recovered`` tells it) and carries out a redaction
    that was interrupted. Raises LedgerError where the folder cannot be written or the last entry is damaged.
    """

    def __init__(
        self,
        path: Path | str,
        signer=None,
        *,
        checkpoint_file: Path | str | None = None,
        checkpoint_every: int = 1000,
        segment_bytes: int = SEGMENT_BYTES,
        clock: Callable[[], datetime] | None = None,
    ):
        self.path = Path(path)
        self.recovered: tuple[str, ...] = ()
        self.head = Head()
        self._signer, self._every, self._segment_bytes = signer, checkpoint_every, segment_bytes
        self._checkpoints = Path(checkpoint_file) if checkpoint_file else self.path / "checkpoints.jsonl"
        self._checkpointed = 0
        self._first: str | None = None
        self._clock = clock or (lambda: datetime.now(UTC))
        self._turn, self._queue_lock = threading.Lock(), threading.Lock()
        self._queue: list[_Waiting] = []
        self._writing = False
        self._open: _Open | None = None
        self._known = False
        self._closed = False
        try:
            if not self.path.is_dir():
                self.path.mkdir(parents=True, mode=0o700)
                sync_folder(self.path.parent)
            if not os.access(self.path, os.W_OK):
                raise PermissionError(13, "the folder is read-only")
            from qgov.ledger.redaction import finish

            with self.exclusive():
                finish(self)
        except OSError as error:
            raise LedgerError(f"the ledger {self.path} cannot be opened to write: {error.strerror}") from None

    def append(self, kind: str, tenant: str, payload: dict) -> Entry:
        """Append an entry; it is on the disk when this returns.

        Appends that wait at the same time share one write and one fsync. Raises InputError for a payload that is no
        JSON object, and LedgerError where the disk does not take it: then nothing was acknowledged and nothing is left.
        """
        (entry,) = self.append_all([prepare(kind, tenant, payload)])
        return entry

    def append_all(self, prepared: list[Prepared]) -> list[Entry]:
        """Append entries that ``prepare`` wrote, all of them or none, as ``append`` does one. Raises LedgerError."""
        if not prepared:
            return []
        # They go out by the same write, since they come into the queue at once: the first stands for all.
        waiting = [_Waiting(one) for one in prepared]
        first = waiting[0]
        with self._queue_lock:
            self._queue += waiting
            writes, self._writing = not self._writing, True
        if not writes:
            first.ready.wait()
        if not first.done:
            self._lead()
        if first.error is not None:
            raise LedgerError(f"the entry was not kept: {first.error}") from first.error
        return [one.entry for one in waiting]

    def entries(
        self, tenant: str | None = None, after: int | None = None, limit: int | None = None, kind: str | None = None
    ) -> Iterator[Entry]:
        """Entries in order, after a number, at most ``limit``; of one tenant and one kind if named."""
        return islice(reading.entries(self.path, tenant=tenant, kind=kind, after=after or 0), limit)

    def entry(self, seq: int) -> Entry | None:
        """The entry with a number; None if there is none."""
        return reading.entry(self.path, seq)

    def verify(self, **options):
        """What ``qgov.ledger.verify`` finds in this ledger, by its own checkpoints as well."""
        from qgov.ledger.check import verify

        own = (self._checkpoints,) if self._checkpoints.exists() else ()
        return verify(self.path, **{"checkpoints": own, **options})

    def redact(self, seqs, reason: str, by: str) -> tuple[Entry, ...]:
        """Erase the payloads of entries for a reason; see ``qgov.ledger.redaction.redact``."""
        from qgov.ledger.redaction import redact

        return redact(self, seqs, reason, by)

    def retain(self, days: int, by: str, tenant: str | None = None) -> tuple[Entry, ...]:
        """Erase the payloads of entries older than some days; see ``qgov.ledger.redaction.retain``."""
        from qgov.ledger.redaction import retain

        return retain(self, days, by, tenant)

    def now(self) -> datetime:
        return self._clock()

    def checkpoint(self) -> dict | None:
        """Write a checkpoint of the last entry to the checkpoint file; None while the ledger is empty."""
        with self.exclusive():
            return self._checkpoint()

    def close(self) -> None:
        """Write a last checkpoint if there is a signer, and give the files back."""
        if self._closed:
            return
        if self._signer is not None and self.head.seq:
            self._checkpoint_if_due(1)
        with self._turn:
            self._forget()
            self._closed = True

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    # What follows is for the modules of this package: it needs the lock.

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Nobody else writes, in this process or another, and ``head`` is the last entry."""
        with self._turn:
            if self._closed:
                raise LedgerError("the ledger is closed")
            with locked(self.path):
                if not self._unchanged():
                    self._find_head()
                yield

    def seal(self, batch: list[Prepared]) -> tuple[list[Entry], bytes]:
        """The entries that come next, and their lines."""
        seq, previous, last = self.head.seq, self.head.hash, self.head.time
        moment = self._clock().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        time, clock = (moment, None) if moment >= last else (last, moment)
        found, written = [], []
        for prepared in batch:
            seq += 1
            entry, line = seal(prepared, seq, previous, time, clock)
            previous = entry.hash
            found.append(entry)
            written.append(line)
        return found, b"".join(written)

    def write(self, entries: list[Entry], content: bytes) -> None:
        """Put sealed entries on the disk, or leave nothing of them. Raises LedgerError."""
        try:
            if self._open is None or (self._open.size and self._open.size >= self._segment_bytes):
                self._begin(entries[0].seq)
            current = self._open
            view = memoryview(content)
            while view:
                view = view[os.write(current.handle, view) :]
            os.fsync(current.handle)
        except OSError as error:
            self._take_back()
            raise LedgerError(f"the ledger {self.path} cannot be written: {error.strerror}") from error
        current.size += len(content)
        self.head = Head(entries[-1].seq, entries[-1].hash, entries[-1].time)

    def forget(self) -> None:
        """Read the end of the ledger anew before the next write."""
        self._forget()

    def _lead(self) -> None:
        """Write for all that wait by now; then one of those that came meanwhile does."""
        with self._queue_lock:
            batch, self._queue = self._queue, []
        try:
            self._commit(batch)
        finally:
            with self._queue_lock:
                if self._queue:
                    self._queue[0].ready.set()
                else:
                    self._writing = False

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            with self.exclusive():
                entries, content = self.seal([waiting.prepared for waiting in batch])
                self.write(entries, content)
            for waiting, entry in zip(batch, entries, strict=True):
                waiting.entry = entry
        except BaseException as error:
            for waiting in batch:
                waiting.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            for waiting in batch:
                waiting.done = True
                waiting.ready.set()
        if self._signer is not None:
            self._checkpoint_if_due(self._every)

    def _checkpoint_if_due(self, every: int) -> None:
        if self.head.seq - self._checkpointed < every:
            return
        try:
            with self.exclusive():
                self._checkpoint()
        except (OSError, LedgerError) as error:  # the entries are safe without it
            _log.error("no checkpoint could be written to %s: %s", self._checkpoints, error)

    def _checkpoint(self) -> dict | None:
        if not self.head.seq:
            return None
        if self._first is None:
            first = reading.entry(self.path, 1, segments(self.path))
            if first is None:
                raise LedgerError("entry 1 is missing; run qgov audit verify")
            self._first = first.hash
        found = append_checkpoint(
            self._checkpoints, self._first, self.head.seq, self.head.hash, self.now().astimezone(UTC), self._signer
        )
        self._checkpointed = self.head.seq
        return found

    def _unchanged(self) -> bool:
        """Whether nobody has written since this process did."""
        if not self._known:
            return False
        current, following = self._open, segment_path(self.path, self.head.seq + 1)
        if current is None:
            return not following.exists()
        try:
            status = os.stat(current.path)
        except FileNotFoundError:
            return False
        same = (status.st_ino, status.st_size) == (current.inode, current.size)
        return same and (current.path == following or not following.exists())

    def _forget(self) -> None:
        if self._open is not None:
            os.close(self._open.handle)
        self._open, self._known = None, False

    def _begin(self, first: int) -> None:
        self._forget()
        path = segment_path(self.path, first)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        sync_folder(self.path)
        self._open, self._known = _Open(path, handle, os.fstat(handle).st_ino), True

    def _take_back(self) -> None:
        """Cut off what a failed write left behind; what even this leaves is set aside before the next write."""
        try:
            if self._open is not None:
                os.ftruncate(self._open.handle, self._open.size)
                os.fsync(self._open.handle)
        except OSError as error:
            _log.error("the ledger could not be cut back after a failed write: %s", error)
        self._forget()

    def _find_head(self) -> None:
        """Read the last entry from the disk, and tell in the ledger what was set aside."""
        self._forget()
        found = find_head(self.path)
        self.head = found.head
        if found.last is not None:
            handle = os.open(found.last.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            status = os.fstat(handle)
            self._open = _Open(found.last.path, handle, status.st_ino, status.st_size)
        self._known = True
        if found.kept:
            self._told(found.kept)
        if found.aside is not None:
            self._told(f"a line that was cut off after entry {self.head.seq} was set aside: {found.aside['setAside']}")
            entries, content = self.seal([prepare(RECOVERY, "", found.aside, own=True)])
            self.write(entries, content)

    def _told(self, text: str) -> None:
        self.recovered += (text,)
        _log.warning("%s: %s", self.path, text)
