"""Decisions that come in at the same time are kept together: one write and one fsync for all that wait.

A thread keeps what waits and begins again with what came meanwhile. That costs a request no thread of its own, and as
many share a write as the disk is slow.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

MOST = 256  # kept at once
_LOG = logging.getLogger("qgov.api.decisions.together")
W, R = TypeVar("W"), TypeVar("R")


class Together(Generic[W, R]):
    """``write`` takes what waits and gives for each its result or its error; it is called in one thread alone."""

    def __init__(self, write: Callable[[list[W]], list[R | Exception]]):
        self._write, self._changed = write, threading.Condition()
        self._waiting: list[tuple[W, asyncio.Future]] = []
        self._thread: threading.Thread | None = None
        self._ended = False

    async def put(self, wanted: W) -> R:
        """The result for what is wanted, once it is written; its error. RuntimeError after ``close``."""
        future = asyncio.get_running_loop().create_future()
        with self._changed:
            if self._ended:
                raise RuntimeError("nothing is kept any more")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="qgov-keeping", daemon=True)
                self._thread.start()
            self._waiting.append((wanted, future))
            self._changed.notify()
        return await future

    def close(self) -> None:
        """End after everything that waits is written."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            try:
                found: list[R | Exception] = self._write([wanted for wanted, _ in batch])
            except Exception as error:
                _LOG.error("decisions could not be kept: %s", type(error).__name__)
                found = [error] * len(batch)
            loops: dict[asyncio.AbstractEventLoop, list] = {}
            for (_, future), result in zip(batch, found, strict=True):
                loops.setdefault(future.get_loop(), []).append((future, result))
            for loop, settled in loops.items():
                with suppress(RuntimeError):  # it ended meanwhile, and nobody waits
                    loop.call_soon_threadsafe(_settle, settled)

    def _next(self) -> list[tuple[W, asyncio.Future]]:
        with self._changed:
            while not self._waiting and not self._ended:
                self._changed.wait()
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            return batch


def _settle(settled: list) -> None:
    for future, result in settled:
        if future.done():  # whoever asked has gone
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
