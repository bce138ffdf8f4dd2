"""Decisions are made in processes, or in worker threads: so many at once, and each within a deadline."""

from __future__ import annotations

import asyncio
import ctypes
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from qgov.api.door.problem import Problem
from qgov.service.processes import Busy, Ended, Late, Processes

T = TypeVar("T")
_STEP = 0.02


class OutOfTime(BaseException):
    """Raised inside a worker past its deadline; no Exception, so that no room takes it for a fault of its own."""


class Workers:
    """``slots`` jobs at once; who waits longer than ``patience`` seconds for one is turned away.

    A slot stays taken until its thread has really ended, so that abandoned work never piles up. ``processes``, once
    started, take the calls of ``call`` instead; ``run`` keeps to threads.
    """

    def __init__(self, slots: int, deadline: float, patience: float = 2.0, processes: Processes | None = None):
        self.deadline, self.patience, self.processes = deadline, patience, processes
        self._free = threading.BoundedSemaphore(slots)

    async def call(self, function: Callable[..., T], *arguments: object) -> T:
        """What a function at the top of a module of qgov returns, worked out in a process where there are any.

        Arguments and result are plain data: text, bytes, numbers, None, lists (tuples come back as lists), dicts.
        Errors are those of ``run``; where the process itself ends, Problem 500.
        """
        if self.processes is None or not self.processes.started:
            return await self.run(partial(function, *arguments))
        try:
            return await self.processes.call(function, *arguments)
        except Busy:
            raise _busy() from None
        except Late:
            raise _too_late(self.deadline) from None
        except Ended:
            raise Problem(
                500, "the process that worked on this ended; nothing was decided",
                "send less at once; if it happens again, report it with the version that /healthz gives",
            ) from None  # fmt: skip

    async def run(self, job: Callable[[], T]) -> T:
        """The result of a job; its own exception; Problem 503 without a free slot, 504 past the deadline."""
        await self._slot()
        loop = asyncio.get_running_loop()
        future: asyncio.Future = loop.create_future()
        # Whoever sets its event first gives the slot back: the worker when it ends in time, else the reaper.
        lock, late, done = threading.Lock(), threading.Event(), threading.Event()

        def settle(result: T | None, error: BaseException | None) -> None:
            if not future.done():
                future.set_exception(error) if error is not None else future.set_result(result)

        def work() -> None:
            result, error = None, None
            try:
                result = job()
            except Exception as fault:
                error = fault
            except BaseException as fault:
                error = RuntimeError(type(fault).__name__)
            with lock:
                done.set()
                if late.is_set():
                    return
                self._free.release()
            with suppress(RuntimeError):  # the loop may have ended while the job ran
                loop.call_soon_threadsafe(settle, result, error)

        thread = threading.Thread(target=work, name="qgov-decision", daemon=True)
        thread.start()
        try:
            return await asyncio.wait_for(future, self.deadline)
        except TimeoutError:
            with lock:
                late.set()
                abandoned = not done.is_set()
            if abandoned:
                threading.Thread(target=self._reap, args=(thread,), name="qgov-reaper", daemon=True).start()
            raise _too_late(self.deadline) from None

    def _reap(self, thread: threading.Thread) -> None:
        while thread.is_alive():
            _interrupt(thread)
            thread.join(0.1)
        self._free.release()

    async def _slot(self) -> None:
        until = time.monotonic() + self.patience
        while not self._free.acquire(blocking=False):
            if time.monotonic() >= until:
                raise _busy()
            await asyncio.sleep(_STEP)


def _busy() -> Problem:
    return Problem(503, "every worker is busy", "try again shortly", headers={"Retry-After": "5"})


def _too_late(deadline: float) -> Problem:
    return Problem(
        504, f"no decision was reached within {deadline:g} seconds; nothing was decided",
        "split the dossier, or ask with simulate=false",
    )  # fmt: skip


def _interrupt(thread: threading.Thread) -> None:
    """Have a thread end at its next step, but never amid an import, which would leave a library half loaded."""
    if thread.ident is not None and not _importing(thread.ident):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(OutOfTime))


def _importing(ident: int) -> bool:
    frame = sys._current_frames().get(ident)
    while frame is not None:
        if "importlib" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False
