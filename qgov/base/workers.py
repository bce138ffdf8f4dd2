"""Processes that share work: they end with the one that began them, and leave Ctrl-C to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

_WATCH = 0.5  # seconds between two looks at whether the parent is still there


def follow(parent: int) -> None:
    """In a new process: end with the parent, which may have been killed, and not by its Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


@contextmanager
def shared(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of so many processes; what goes wrong, Ctrl-C included, ends them at once."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, initializer=follow, initargs=(os.getpid(),))
    try:
        yield pool
    except BaseException:
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
