"""What requests share beside the routes: kept decisions, idempotency keys, remembered answers and jobs.

They are made when first asked for, or when the service starts, from what ``app.state`` holds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path

from fastapi import FastAPI, Request

from qgov.api.decisions.idempotency import Keys
from qgov.api.decisions.judging import Made, graphed
from qgov.api.decisions.records import Records
from qgov.api.decisions.remembered import Remembered
from qgov.api.door.problem import Problem
from qgov.api.jobs.run import Jobs

_LOCK = threading.RLock()


class Services:
    """The shared parts of one application."""

    def __init__(self, app: FastAPI):
        self.state = app.state

    @property
    def folder(self) -> Path | None:
        """Where the service keeps its own data; None where it keeps nothing."""
        settings = getattr(self.state, "settings", None)
        folder = getattr(settings, "data_dir", None)
        return None if folder is None else Path(folder) / "api"

    @cached_property
    def records(self) -> Records | None:
        """The kept decisions; None where there is no ledger."""
        ledger = getattr(self.state, "ledger", None)
        settings = getattr(self.state, "settings", None)
        if ledger is None or not getattr(settings, "keep_decisions", True):
            return None
        return Records(ledger, self._made(), getattr(self.state, "store", None))

    @cached_property
    def keys(self) -> Keys:
        folder = self._made()
        return Keys(None if folder is None else folder / "idempotency.sqlite")

    @cached_property
    def remembered(self) -> Remembered[Made]:
        return Remembered()

    @cached_property
    def jobs(self) -> Jobs:
        folder = self._made()
        return Jobs(None if folder is None else folder / "jobs", getattr(self.state, "ledger", None))

    def _made(self) -> Path | None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder

    def start(self, make: Callable[..., dict]) -> None:
        """Open what is kept and go on with what was interrupted. ``make`` has graphs made for the store."""
        with _LOCK:
            self.keys  # noqa: B018 - opened
            records = self.records
            self.jobs.start()
        if records is not None and records.following is not None:
            records.following.make = make
            records.following.start()

    def close(self) -> None:
        for name in ("jobs", "keys", "records"):
            part = self.__dict__.pop(name, None)
            if part is not None:
                part.close()


def services(request: Request) -> Services:
    """The shared parts of the application that serves a request."""
    return of(request.app)


def of(app: FastAPI) -> Services:
    with _LOCK:
        found = getattr(app.state, "services", None)
        if found is None:
            found = app.state.services = Services(app)
        return found


def records(request: Request) -> Records:
    """The kept decisions; Problem 404 where the service keeps none."""
    with _LOCK:
        found = services(request).records
    if found is None:
        raise Problem(404, "this service keeps no decisions", "run it with a data_dir, or keep the answers yourself")
    return found


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """From the start of the service to its end."""
    found, loop = of(app), asyncio.get_running_loop()

    def make(*arguments) -> dict:
        return asyncio.run_coroutine_threadsafe(app.state.parts.workers.call(graphed, *arguments), loop).result()

    found.start(make)
    try:
        yield
    finally:
        following = None if found.records is None else found.records.following
        if following is not None:
            await asyncio.to_thread(following.close)  # it may wait for this loop
        found.close()
