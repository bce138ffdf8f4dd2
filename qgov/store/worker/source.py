"""Where workers read from while the service writes: folders that are snapshots of the store, made when needed.

A store that is written may not be opened a second time, so the writer makes a snapshot (hard links to files that never
change; measured 0.07 to 0.13 s) and workers open that for reading. A query sees everything that was committed at least
``freshness`` seconds before it came; while nothing is written, it sees everything.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Written(Protocol):
    """A store on disk that this process writes."""

    @property
    def generation(self) -> int:
        """A number that grows with every change."""
        ...

    def snapshot(self, folder: Path) -> None:
        """Write a copy into a folder that is not there yet."""
        ...


class Snapshots:
    """The snapshots of one store, each in a folder of its own; at most one is made at a time."""

    def __init__(
        self, store: Written, folder: Path, freshness: float = 1.0, clock: Callable[[], float] = time.monotonic
    ):
        self.store, self.freshness, self._clock = store, freshness, clock
        self.folder = Path(folder).absolute()  # workers stand elsewhere
        self._generation: int | None = None
        self._made, self._number = 0.0, 0
        self._current: Path | None = None
        self._old: list[Path] = []
        self._leases: Counter[Path] = Counter()
        self._making: asyncio.Task | None = None
        shutil.rmtree(self.folder, ignore_errors=True)

    async def lease(self) -> Path:
        """The folder to read now, which stays until it is given back: the last snapshot while the store is as it was
        or the snapshot is fresh enough, else a new one. Raises OSError or StoreError where none can be made."""
        if (found := self.lease_now()) is not None:
            return found
        asked = self.store.generation
        while self._stale() and (self._generation is None or self._generation < asked):
            # One that has ended must not be waited for: that gives nobody else a turn, and nothing would change.
            if self._making is None or self._making.done():
                self._making = asyncio.create_task(self._make())
                self._making.add_done_callback(_told)
            await asyncio.shield(self._making)
        self._leases[self._current] += 1
        return self._current

    def lease_now(self) -> Path | None:
        """As ``lease``, where no snapshot must be made; else None."""
        if self._stale() and (self._generation is None or self._generation < self.store.generation):
            return None
        self._leases[self._current] += 1
        return self._current

    def give_back(self, folder: Path) -> None:
        """Let go of a folder; what nobody reads any more is removed."""
        self._leases[folder] -= 1
        if not self._old:
            return
        for old in [old for old in self._old if not self._leases[old]]:
            self._old.remove(old)
            del self._leases[old]
            shutil.rmtree(old, ignore_errors=True)

    def _stale(self) -> bool:
        if self._current is None:
            return True
        return self.store.generation != self._generation and self._clock() - self._made >= self.freshness

    async def _make(self) -> None:
        generation, started = self.store.generation, self._clock()
        self._number += 1
        target = self.folder / f"{self._number:08d}"
        self.folder.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(self.store.snapshot, target)
        if self._current is not None:
            self._old.append(self._current)
        self._generation, self._made, self._current = generation, started, target

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _told(task: asyncio.Task) -> None:
    """An error is told to whoever waits; where nobody does any more it is no fault of the program."""
    if not task.cancelled():
        task.exception()
