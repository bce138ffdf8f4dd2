"""One writer at a time, or any number of readers, on the folder of an embedded store; and who it is.

The lock is advisory and the system's own (flock): it ends with the process, however that ends. What the file says of
its holder is there to be read by people and decides nothing.
"""

from __future__ import annotations

import json
import os
import sys
import weakref
from datetime import UTC, datetime
from pathlib import Path

from qgov.store.interface import StoreLocked, StoreUnavailable

NAME = "qgov.lock"
_held: weakref.WeakSet[FolderLock] = weakref.WeakSet()


class FolderLock:
    """Held from the moment it is made until ``release``. Raises StoreLocked with the holder's name."""

    def __init__(self, folder: Path, *, shared: bool, purpose: str = ""):
        self.path = folder / NAME
        self._file: int | None = None
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if not shared:
                raise StoreUnavailable(f"{folder} cannot be written: {error.strerror}; open it for reading") from None
            # A folder that cannot be written may lack the file; then nobody else can be writing here either.
            if not self.path.exists():
                return
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _flock(self._file, shared)
        except BlockingIOError:
            os.close(self._file)
            self._file = None
            raise StoreLocked(
                f"{folder} is in use by {holder(folder) or 'another process'}; "
                "wait until it is closed, or ask the service that holds it"
            ) from None
        _held.add(self)
        if not shared:
            said = {"pid": os.getpid(), "command": purpose or _command(), "since": _now()}
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, json.dumps(said).encode(), 0)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def holder(folder: Path) -> str:
    """Who wrote itself into the lock of a folder last, in words; empty where nobody did."""
    try:
        said = json.loads((folder / NAME).read_bytes())
        return f"process {said['pid']} ({said['command']}, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def in_use(folder: Path) -> str:
    """Who writes to a folder at this moment, in words; empty where nobody does."""
    try:
        lock = FolderLock(folder, shared=True)
    except StoreLocked:
        return holder(folder) or "another process"
    except OSError:
        return ""
    lock.release()
    return ""


def written_by_others(folder: Path) -> bool:
    """Whether a program that knows nothing of our lock has RocksDB's own, which readers do not ask for."""
    try:
        import fcntl

        file = os.open(folder / "LOCK", os.O_RDWR | os.O_CLOEXEC)
    except (ImportError, OSError):
        return False
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False


def _flock(file: int, shared: bool) -> None:
    try:
        import fcntl
    except ImportError:  # elsewhere the store's own lock stands alone
        return
    fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _command() -> str:
    return " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:3]])[:120]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _forked() -> None:
    """A child that was forked would keep the lock alive after its parent's end."""
    for lock in list(_held):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
