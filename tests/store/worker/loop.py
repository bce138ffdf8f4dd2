"""An event loop in a thread, so that plain tests can ask a pool as the service does."""

from __future__ import annotations

import asyncio
import threading

from qgov.store.worker import QueryPool

JSON = "application/sparql-results+json"


class Asking:
    """A pool and the loop that it is asked from."""

    def __init__(self, source=None, **options):
        self.pool = QueryPool(source, **options)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.run(self.pool.start())

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(90)

    def ask(self, query: str, media_type: str = JSON, **options):
        return self.run(self.pool.answer(query, media_type=media_type, **options))

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.pool.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
