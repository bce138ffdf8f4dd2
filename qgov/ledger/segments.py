"""The files of a ledger: segments, the lock between processes, and writing that is on the disk when it returns."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qgov.ledger.entry import MAX_LINE, LedgerError

_NAME = re.compile(r"segment-([0-9]{12})\.jsonl")
_BLOCK = 64 * 1024


@dataclass(frozen=True)
class Segment:
    """A segment as it stood at one moment: number of its first entry, bytes, and which file it was."""

    path: Path
    first: int
    size: int
    inode: int

    def open(self):
        """The file, if it still is the one that was seen; None where a redaction has written it anew."""
        handle = self.path.open("rb")
        if os.fstat(handle.fileno()).st_ino != self.inode:
            handle.close()
            return None
        return handle


def segment_path(folder: Path, first: int) -> Path:
    return folder / f"segment-{first:012}.jsonl"


def segments(folder: Path) -> list[Segment]:
    """The segments of a ledger in order."""
    found = []
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match:
            status = path.stat()
            found.append(Segment(path, int(match[1]), status.st_size, status.st_ino))
    return sorted(found, key=lambda segment: segment.first)


def snapshot(folder: Path) -> list[Segment]:
    """The segments at a moment at which nobody is writing. Raises LedgerError where there is no ledger."""
    try:
        with locked(folder, write=False):
            return segments(folder)
    except OSError as error:
        raise LedgerError(f"{folder} is no ledger that can be read: {error.strerror}") from None


@contextmanager
def locked(folder: Path, write: bool = True) -> Iterator[None]:
    """Hold the ledger's lock: alone to write, with other readers to read. A folder without a lock file that cannot be
    written (a copy on a read-only disk) is read without one."""
    import fcntl

    path = folder / "lock"
    try:
        handle = os.open(path, (os.O_RDWR | os.O_CREAT if write else os.O_RDONLY) | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        if write or not folder.is_dir():
            raise
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if write else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def lines(handle, size: int) -> Iterator[bytes]:
    """The lines within the first ``size`` bytes of a file, each with its newline; the last may lack it."""
    while size > 0:
        line = handle.readline(min(size, MAX_LINE))
        if not line:
            return
        size -= len(line)
        yield line


def tail(path: Path, size: int) -> tuple[bytes, bytes, int]:
    """The last whole line among the first ``size`` bytes (empty if there is none), what follows it without a newline,
    and where that begins."""
    with path.open("rb") as handle:
        start, content = size, b""
        while start > 0 and content.count(b"\n") < 2 and len(content) < 2 * MAX_LINE:
            start = max(0, start - max(_BLOCK, len(content)))
            handle.seek(start)
            content = handle.read(size - start)
    end = content.rfind(b"\n") + 1
    if start and not end:
        raise LedgerError(f"{path.name} ends with {len(content)} bytes that are no line; run qgov audit verify")
    whole = content[content.rfind(b"\n", 0, max(end - 1, 0)) + 1 : end]
    return whole, content[end:], start + end


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes | Iterator[bytes]) -> None:
    """Write a file so that after a crash it is the old one or the new one; it is on the disk when this returns."""
    part = path.with_name(path.name + ".tmp")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
