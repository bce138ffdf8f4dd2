"""What was judged already, shared by the processes of one run and kept for runs to come.

A SQLite file for each law (norms, tables, law date, program), since results hold under one law alone: who takes a key
judges it, the others wait for the result. A process that dies leaves its keys to the others.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from qgov.grounding.cache import folder as circuits

_AT_ONCE = 16  # keys that one process takes at a time
_STALE = 30.0  # seconds after which a key that was taken and not judged is taken again
_WAIT = 0.02

_LAWS_KEPT = 8  # files in the cache; the oldest go
Work = Callable[[bytes], list[tuple] | None]


def cache_file(law: str) -> Path | None:
    """The file of a law in the user's cache; None where there can be none."""
    folder = circuits().parent / "registers"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder / f"{law}.sqlite"
        found.touch()
        others = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime)[:-_LAWS_KEPT]
        for old in others:
            for path in (old, Path(f"{old}-wal"), Path(f"{old}-shm")):
                path.unlink(missing_ok=True)
    except OSError:
        return None
    return found


class KeyStore:
    """Results by key. Without a path every key is judged here."""

    def __init__(self, path: str | None):
        self._path, self._base, self._owner = path, None, None

    def _open(self) -> sqlite3.Connection:
        if self._base is None or self._owner != os.getpid():
            self._base, self._owner = sqlite3.connect(self._path, timeout=60, isolation_level=None), os.getpid()
            self._base.execute("pragma journal_mode=wal")
            self._base.execute("pragma synchronous=normal")
            self._base.execute("create table if not exists keys (key blob primary key, block text, taken real, by int)")
        return self._base

    def fill(self, keys: dict[bytes, object], work: Work) -> Iterator[tuple[bytes, list[tuple] | None]]:
        """Every key with its result: read, or judged by ``work``; None where ``work`` finds that there is none."""
        if self._path is None:
            for key in keys:
                yield key, work(key)
            return
        base = self._open()
        waiting = list(keys)
        while waiting:
            left = []
            for key, block in self._read(base, waiting, left):
                yield key, block
            mine = self._take(base, left)
            for key in mine:
                block = work(key)
                base.execute("update keys set block = ? where key = ?", (json.dumps(block, ensure_ascii=False), key))
                yield key, block
            taken = set(mine)
            waiting = [key for key in left if key not in taken]
            if waiting and not mine:
                time.sleep(_WAIT)

    @staticmethod
    def _read(base: sqlite3.Connection, keys: list[bytes], left: list[bytes]) -> Iterator:
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ",".join("?" * len(some))
            found = dict(
                base.execute(f"select key, block from keys where block is not null and key in ({marks})", some)  # noqa: S608
            )
            for key in some:
                if key in found:
                    block = json.loads(found[key])
                    yield key, None if block is None else [tuple(row) for row in block]
                else:
                    left.append(key)

    @staticmethod
    def _take(base: sqlite3.Connection, keys: list[bytes]) -> list[bytes]:
        """Some keys that nobody else is judging."""
        now, mine = time.time(), []
        base.execute("begin immediate")
        try:
            for key in keys:
                if len(mine) >= _AT_ONCE:
                    break
                row = base.execute("select block, taken, by from keys where key = ?", (key,)).fetchone()
                if row is None:
                    base.execute("insert into keys values (?, null, ?, ?)", (key, now, os.getpid()))
                elif row[0] is None and (now - row[1] > _STALE or not _alive(row[2])):
                    base.execute("update keys set taken = ?, by = ? where key = ?", (now, os.getpid(), key))
                else:
                    continue
                mine.append(key)
        finally:
            base.execute("commit")
        return mine


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()
