"""The workers that answer queries: forked in advance, killed at the deadline, replaced at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import threading
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from qgov.store.interface import StoreError
from qgov.store.worker.answer import BAD, BUSY, LATE, UNACCEPTABLE, QueryAnswer, QueryRefused
from qgov.store.worker.cache import AnswerCache
from qgov.store.worker.frames import LAST, OK, Head, packed
from qgov.store.worker.guard import Outline, check_query
from qgov.store.worker.process import Gone, Nursery, Worker
from qgov.store.worker.run import GRAPHS, RESULTS
from qgov.store.worker.source import Snapshots
from qgov.store.worker.walls import Isolation, isolation

outline_of = lru_cache(maxsize=512)(check_query)


class QueryPool:
    """Answers queries in processes of their own. Use it from one event loop at a time, and ``close`` it at the end.

    ``source``: None for the shipped graphs in memory, the path of an N-Quads file to be held in memory, the folder of a
    store on disk that nobody writes, or ``Snapshots`` of one that is written. ``deadline`` is the seconds that a query
    may take, ``memory_mb`` what it may use beyond the graphs, ``patience`` the seconds that it waits for a worker,
    ``waiting`` how many may wait, ``cache_bytes`` what is kept of answers given (0: nothing is).
    """

    def __init__(
        self,
        source: Path | str | Snapshots | None = None,
        *,
        workers: int = 2,
        deadline: float = 5.0,
        memory_mb: int = 1024,
        patience: float = 2.0,
        waiting: int = 256,
        cache_bytes: int = 32 << 20,
    ):
        self.workers, self.deadline, self.memory_mb = workers, deadline, memory_mb
        self.patience, self.waiting = patience, waiting
        self._snapshots = source if isinstance(source, Snapshots) else None
        path = Path(source).absolute() if isinstance(source, str | Path) else None
        self._folder = str(path) if path is not None and path.is_dir() else None
        self._file = str(path) if path is not None and self._folder is None else None
        self._cache = AnswerCache(cache_bytes)
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future] = deque()
        self._all: set[Worker] = set()
        self._nursery: Nursery | None = None
        self._born: deque[Worker] = deque()
        self._ordered = 0
        self._lock = threading.Lock()
        self.killed = 0
        self._closed = False

    @property
    def isolation(self) -> Isolation:
        """What keeps the workers apart."""
        return isolation()

    @property
    def ready(self) -> bool:
        """Whether there is a worker that could answer."""
        return bool(self._all) and not self._closed

    @property
    def pids(self) -> tuple[int, ...]:
        """The process numbers of the workers, for those who watch them."""
        return tuple(sorted(worker.pid for worker in self._all))

    async def start(self) -> None:
        """Have all workers ready; QueryRefused 503 where the platform has none. ``answer`` does it when needed."""
        births = [self._order() for _ in range(self.workers - len(self._all) - self._ordered)]
        await asyncio.gather(*births)
        self._collect()

    async def answer(
        self,
        query: str,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
        visible_graph_prefixes: Iterable[str] | None = None,
        media_type: str,
        max_rows: int = 10_000,
        max_bytes: int = 10_000_000,
    ) -> QueryAnswer:
        """The whole answer in a media type; QueryRefused where there is none.

        The data set is what the two lists of graphs name, else what the query's FROM names, else all visible graphs as
        default graph and as named graphs; in any case only what is visible. ``visible_graph_prefixes`` holds whole
        names of graphs and, with a final slash, beginnings of names; None shows everything.
        """
        outline = outline_of(query)
        fitting = RESULTS if outline.form in ("SELECT", "ASK") else GRAPHS
        if media_type not in fitting:
            raise QueryRefused(UNACCEPTABLE, "not acceptable", f"{outline.form} gives one of {', '.join(fitting)}")
        default, named = _dataset(outline, tuple(default_graphs), tuple(named_graphs))
        visible = None if visible_graph_prefixes is None else tuple(visible_graph_prefixes)
        leased = None if self._snapshots is None else await self._lease()
        try:
            head = Head(
                outline.form, media_type, default, named, visible, max_rows, max_bytes, int(self.deadline) + 1,
                self._folder if leased is None else str(leased),
            )  # fmt: skip
            key = (head, query)
            if not outline.volatile and (known := self._cache.get(key)) is not None:
                return QueryAnswer(known, media_type, True)
            body = await self._ask(packed(head), query.encode())
        finally:
            if leased is not None:
                self._snapshots.give_back(leased)
        if not outline.volatile:
            self._cache.put(key, body, 4 * len(query))
        return QueryAnswer(body, media_type)

    async def _lease(self) -> Path:
        try:
            return self._snapshots.lease_now() or await self._snapshots.lease()
        except (OSError, StoreError) as error:
            detail = f"the store cannot be read now: {error}"
            raise QueryRefused(BUSY, "store not readable", detail, 10) from None

    async def refresh(self) -> None:
        """Read from the store as it is now, and let go of older snapshots that nobody reads."""
        if self._snapshots is not None:
            await asyncio.sleep(self._snapshots.freshness)
            self._snapshots.give_back(await self._lease())

    def close(self) -> None:
        """End all workers and the process they come from."""
        self._closed = True
        with self._lock:
            for worker in list(self._all):
                self._drop(worker)
            self._collect()
            if self._nursery is not None:
                self._nursery.close()
                self._nursery = None
        if self._snapshots is not None:
            self._snapshots.close()

    async def _ask(self, head: bytes, text: bytes) -> bytes:
        worker = self._take() or await self._acquire()
        try:
            status, body = await worker.exchange(head, text, self.deadline)
        except Gone:
            self._replace(worker)
            return await self._ask(head, text)
        except TimeoutError:
            self._replace(worker)
            detail = f"the query took longer than {self.deadline:g} seconds; ask for less at once"
            raise QueryRefused(LATE, "deadline passed", detail) from None
        except (OSError, EOFError):
            self._replace(worker)
            detail = "it needs more memory than it may have, or the engine cannot evaluate it; ask for less at once"
            raise QueryRefused(BAD, "the query ended its worker", detail) from None
        except BaseException:  # the request was given up: what the worker is doing is nobody's
            self._replace(worker)
            raise
        if status & LAST:
            self._replace(worker)
        else:
            self._release(worker)
        if status & ~LAST != OK:
            title, detail = json.loads(body)
            raise QueryRefused(status & ~LAST, title, detail)
        return body

    def _take(self) -> Worker | None:
        """An idle worker, where all are there and nothing is to be done first."""
        if self._idle and len(self._all) == self.workers and not self._closed:
            return self._idle.popleft()
        return None

    async def _acquire(self) -> Worker:
        if self._closed:
            raise QueryRefused(BUSY, "shutting down", "the service is about to end", 5)
        self._collect()
        if len(self._all) + self._ordered < self.workers:
            if self._all:
                self._order()
            else:
                await self.start()
        if self._idle:
            return self._idle.popleft()
        if len(self._waiting) >= self.waiting:
            raise QueryRefused(BUSY, "too many queries", "more queries wait than may wait; send it again later", 2)
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(self.patience):
                worker = await place
        except TimeoutError:
            if place.done() and not place.cancelled():  # it came free at the same moment
                return place.result()
            raise QueryRefused(BUSY, "no worker is free", "all are busy with other queries; send it again", 1) from None
        except BaseException:
            if place.done() and not place.cancelled():
                self._release(place.result())
            raise
        return worker

    def _release(self, worker: Worker) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    def _replace(self, worker: Worker) -> None:
        """Kill a worker and have another in its place."""
        self.killed += 1
        self._drop(worker)
        if not self._closed:
            self._order()

    def _drop(self, worker: Worker) -> None:
        self._all.discard(worker)
        with contextlib.suppress(ValueError):
            self._idle.remove(worker)
        worker.kill()

    def _order(self) -> asyncio.Future:
        """Have a worker made beside the event loop; it is taken up whatever becomes of who ordered it."""
        self._ordered += 1
        birth = asyncio.get_running_loop().run_in_executor(None, self._bear)
        birth.add_done_callback(self._born_or_not)
        return birth

    def _born_or_not(self, birth: asyncio.Future) -> None:
        if not birth.cancelled():
            birth.exception()  # whoever waits for a worker is told when the patience ends
        self._collect()

    def _collect(self) -> None:
        """Take up the workers that were made since."""
        while self._born:
            worker = self._born.popleft()
            if self._closed or len(self._all) >= self.workers:
                worker.kill()
            else:
                self._all.add(worker)
                self._release(worker)

    def _bear(self) -> None:
        with self._lock:
            try:
                if not self._closed:
                    self._born.append(self._spawn())
            finally:
                self._ordered -= 1

    def _spawn(self) -> Worker:
        for _ in range(2):
            nursery = self._nursery
            try:
                if nursery is None:
                    disk = self._snapshots is not None or self._folder is not None
                    self._nursery = nursery = Nursery(self._folder or self._file, disk, self.memory_mb)
                return nursery.fork()
            except (OSError, EOFError, subprocess.SubprocessError):
                if nursery is not None:
                    nursery.close()
                self._nursery = None
        raise QueryRefused(BUSY, "no worker can be started", "the operator finds why with qgov doctor", 30)


def _dataset(outline: Outline, default: tuple[str, ...], named: tuple[str, ...]) -> tuple:
    """The graphs asked for: the protocol's, else the query's own, else none in particular."""
    if default or named:
        return default, named
    if outline.has_dataset:
        return outline.default_graphs, outline.named_graphs
    return None, None
