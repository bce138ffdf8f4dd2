"""What holds for all tests: which random cases are drawn, and what is kept in memory.

``make test`` draws the same random cases whenever the tests are the same, so that what it says is said of the change at
hand; ``make search`` draws others every time, and what it finds becomes a test.
"""

from __future__ import annotations

import gc
import threading
import time

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_collection_finish(session) -> None:
    """What is collected stays for the whole run: the garbage collector need not look at it again and again. Tests that
    bound the processor time of hostile input then measure the program and not the size of the suite."""
    gc.collect()
    gc.freeze()


class Watched:
    """The workers for queries while a test runs.

    ``kills``: of each that was ended, the seconds since it was given its query. ``starved``: the seconds for which this
    process could not run although it was to, so that a bound on time can be as narrow as the machine is idle. ``spent``:
    the processor time of this process, in which the workers' is not counted.
    """

    def __init__(self):
        self.kills: list[float] = []
        self.starved, self._begun, self._done = 0.0, time.process_time(), threading.Event()
        self._witness = threading.Thread(target=self._wait, daemon=True)
        self._witness.start()

    def _wait(self) -> None:
        """Sleep for a moment again and again; what it takes longer is what others took."""
        moment = 0.01
        while not self._done.is_set():
            asleep = time.monotonic()
            time.sleep(moment)
            self.starved += max(0.0, time.monotonic() - asleep - moment)

    @property
    def spent(self) -> float:
        return time.process_time() - self._begun

    def end(self) -> None:
        self._done.set()
        self._witness.join()


@pytest.fixture
def watched(monkeypatch):
    from qgov.store.worker.process import Worker

    found, begun, exchange, kill = Watched(), {}, Worker.exchange, Worker.kill

    async def exchanged(worker, head, text, seconds):
        begun[worker] = time.monotonic()
        return await exchange(worker, head, text, seconds)

    def killed(worker) -> None:
        kill(worker)
        if worker in begun:
            found.kills.append(time.monotonic() - begun.pop(worker))

    monkeypatch.setattr(Worker, "exchange", exchanged)
    monkeypatch.setattr(Worker, "kill", killed)
    yield found
    found.end()
