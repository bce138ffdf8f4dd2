"""Who reads, and one who must be alone: new readings wait while somebody wants in, so that busy readers starve nobody.

A reading that has begun is never cut off, and whoever reads may begin another reading at any time: it would wait for
itself. What holds readings up is bounded: after ``_HOLD`` seconds those that wait are let in, and then it is tried
again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds that new readings wait for one that goes on, before they are let in for as long.
_HOLD = 2.0


class Gate:
    """Lets in many readers, or one alone."""

    def __init__(self):
        # Condition's own lock may be taken twice by a thread: a reading that nobody ends is ended by the collector of
        # garbage, anywhere in this module. For that reason each change of ``_inside`` is one step.
        self._turn = threading.Condition()
        self._inside: dict[object, int] = {}
        self._wanted = self._alone = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be inside with others; the thread that leaves may be another than the one that entered."""
        mark, thread = object(), threading.get_ident()
        with self._turn:
            while self._alone or (self._wanted and thread not in list(self._inside.values())):
                self._turn.wait()
            self._inside[mark] = thread
        try:
            yield
        finally:
            with self._turn:
                del self._inside[mark]
                if not self._inside:
                    self._turn.notify_all()

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Be inside with nobody else; TimeoutError where somebody has been reading for so many seconds.

        For one thread at a time, as behind a lock on writing.
        """
        until = time.monotonic() + seconds
        with self._turn:
            try:
                while self._inside:
                    self._await_nobody(until, closed=True)
                    self._await_nobody(until, closed=False)
                    if self._inside and time.monotonic() >= until:
                        raise TimeoutError("somebody goes on reading from it")
                self._alone = True
            finally:
                self._wanted = False
                self._turn.notify_all()
        try:
            yield
        finally:
            with self._turn:
                self._alone = False
                self._turn.notify_all()

    def _await_nobody(self, until: float, closed: bool) -> None:
        """Wait for the last reading to end, for ``_HOLD`` at most; in the meantime none begins where it is closed."""
        self._wanted = closed
        if not closed:
            self._turn.notify_all()
        until = min(until, time.monotonic() + _HOLD)
        while self._inside and (left := until - time.monotonic()) > 0:
            self._turn.wait(left)
