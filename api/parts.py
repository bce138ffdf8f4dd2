"""What an application is made of beside its routes: store, ledger, processes, keys, log and counters."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from qgov.api.work import Workers
from qgov.service.keys import KeyFile, KeyRing
from qgov.service.logs import make_log
from qgov.service.metrics import Metrics
from qgov.service.processes import Processes
from qgov.service.settings import Settings
from qgov.service.warm import warm

DAY = 86_400


class Parts:
    """Opens what the settings ask for. What ``given`` holds (``store``, ``ledger``, ``queries``, ``log``) is used as it
    is and stays open; all else is closed at the end."""

    def __init__(self, settings: Settings, **given):
        self.settings = settings
        self.log = given.get("log") or make_log("none")
        self.metrics = Metrics()
        self._own: list = []
        try:
            self.store = given.get("store") or self._store()
            self.ledger = given.get("ledger") or self._ledger()
            self.queries = given.get("queries") or self._queries()
            self.keys = self._keys()
            self.tokens = self._tokens()
            self.tracing = self._tracing()
        except BaseException:
            self.close()
            raise
        slots = settings.slots or max(2, os.cpu_count() or 2)
        processes = None
        if settings.deciding:
            processes = Processes(
                settings.deciding, (warm,), settings.decision_deadline, settings.patience, settings.process_memory_mb
            )
        self.metrics.watch(processes, self.queries)
        self.workers = Workers(slots, settings.decision_deadline, settings.patience, processes)

    def close(self) -> None:
        """Close what was opened here, the last first. Doing so twice does nothing."""
        while self._own:
            self._own.pop().close()

    def _store(self):
        settings = self.settings
        if settings.store_url:
            from qgov.store.remote import RemoteStore

            found = RemoteStore(settings.store_url)
        elif settings.data_dir:
            from qgov.store.embedded import EmbeddedStore

            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = EmbeddedStore(settings.folder("store"), purpose="qgov serve")
        else:
            return None
        self._own.append(found)
        from qgov.store.schema import prepare

        prepare(found)
        return found

    def _ledger(self):
        settings = self.settings
        if settings.data_dir is None or not settings.keep_decisions:
            return None
        from qgov.ledger import Ledger

        signer = None
        if settings.signing_key:
            from qgov.reasoning.credential import read_key

            signer = read_key(settings.signing_key)
        found = Ledger(settings.folder("ledger"), signer, checkpoint_file=settings.checkpoint_file)
        self._own.append(found)
        return found

    def _queries(self):
        from qgov.api.sparql import make_pool

        found = make_pool(self.settings, self.store)
        if found is not None:
            self._own.append(found)
        return found

    def _keys(self) -> KeyRing | None:
        if not self.settings.authenticates or self.settings.keys_file is None:
            return None
        return KeyRing(
            KeyFile(self.settings.keys_file),
            lambda error: self.log.error("the file of keys cannot be read: no key is valid", kind=type(error).__name__),
        )

    def _tokens(self):
        if self.settings.oidc_issuer is None:
            return None
        from qgov.service.tokens import Tokens

        return Tokens(self.settings)

    def _tracing(self):
        if self.settings.telemetry_endpoint is None:
            return None
        from qgov.service.tracing import Tracing

        return Tracing(self.settings.telemetry_endpoint)


async def _forget_daily(parts: Parts) -> None:
    from qgov.service.retention import MARK, erase, forget

    mark, days = parts.settings.data_dir / MARK, parts.settings.retention_days
    while True:
        try:
            count = await asyncio.to_thread(forget, parts.ledger, parts.store, days, mark)
            if count:
                parts.log.info("erased what was kept long enough", count=count)
            if await asyncio.to_thread(erase, parts.store, mark):
                parts.log.info("the store was written anew without what was erased")
                if parts.queries is not None:
                    await parts.queries.refresh()
        except Exception as error:
            parts.log.error("what was kept long enough could not be erased", kind=type(error).__name__)
        await asyncio.sleep(DAY)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """From the start of the service to its end: read the law, start the processes; at the end finish what is under
    way, then close. A broken installation fails here, not in an answer."""
    import qgov
    from qgov.api.services import running as services_running

    parts: Parts = app.state.parts
    async with AsyncExitStack() as stack:
        stack.callback(parts.close)
        if parts.tracing is not None:
            stack.push_async_callback(asyncio.to_thread, parts.tracing.stop)
        processes = parts.workers.processes
        starting = [asyncio.to_thread(qgov.load)]
        if processes is not None:
            stack.push_async_callback(processes.stop, parts.settings.shutdown_timeout)
            starting.append(processes.start())
        if parts.queries is not None:
            starting.append(parts.queries.start())
        await asyncio.gather(*starting)
        await stack.enter_async_context(services_running(app))
        if parts.ledger is not None and parts.settings.retention_days is not None:
            task = asyncio.create_task(_forget_daily(parts))
            stack.callback(task.cancel)
        app.state.warmed = True
        parts.log.info("ready", version=qgov.__version__, count=parts.settings.deciding)
        try:
            yield
        finally:
            app.state.warmed = False
            parts.log.info("ending")
