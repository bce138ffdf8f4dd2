"""The store follows the ledger: a decision is kept once the ledger has it; its graphs can be asked about soon after.

To write graphs takes longer than to decide what was decided before. So they come after the answer: one by one while
decisions come in, with rests that are the longer the more there are, and else many at once. What a service that was
killed had not put is put when it next starts.
"""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from qgov.api.decisions.judging import Made, graphed
from qgov.api.door.problem import Problem

_LOG = logging.getLogger("qgov.api.decisions.following")
_SPAN = 1.0  # seconds over which decisions are counted; from one on there is a rest behind each that is written
_REST, _MOST_REST = 0.2, 19.0  # of that many times what one took: for each decision that was counted, and at most
_MOST, _TEXT = 32, 2_000_000  # decisions and characters that are written at once


@dataclass
class _Batch:
    """Decisions (tenant and id) of which the graphs are written at once; ``settled`` are those that the store has then,
    or need not have."""

    graphs: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    settled: list[tuple[str, str]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(text) for graphs in self.graphs.values() for text in graphs.values())


class Following:
    """Puts the graphs of the decisions that ``records`` has into ``store``.

    ``make`` is ``qgov.api.decisions.judging.graphed``, or has it done in a process.
    """

    def __init__(self, records, store, make: Callable[..., dict] = graphed):
        self.records, self.store, self.make = records, store, make
        self._woken, self._ended, self._writing = threading.Event(), threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._tried, self._asked, self._counted = 0, 0.0, 0.0

    def start(self) -> None:
        """Follow from now on, and put what is missing, in a thread."""
        self._woken.set()
        self._thread = threading.Thread(target=self._run, name="qgov-following", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the decisions at hand."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    async def put(self, tenant: str, made: Made) -> None:
        """Put the graphs of a decision that was just kept: before this returns where they are made, else soon."""
        self._counted = self._lately + 1
        self._asked = time.monotonic()
        if made.graphs is None:
            self._woken.set()
        elif not self.records.is_stored(tenant, made.id):
            await asyncio.to_thread(self._put, tenant, made)

    def put_missing(self) -> int:
        """Put the graphs that the store lacks; how many decisions that were.

        What fails is tried when the service next starts. A decision that would be another one today, since law or
        program have changed, is left out: the ledger has it.
        """
        done = 0
        while not self._ended.is_set():
            rows = self.records.unstored(self._tried, 1 if self._lately >= 1 else _MOST)
            if not rows:
                break
            began = time.monotonic()
            batch = self._made_anew(rows)
            done += self._written(batch)
            self.records.stored(batch.settled)
            if (lately := self._lately) >= 1:
                self._ended.wait(min(_MOST_REST, _REST * lately) * (time.monotonic() - began))
        return done

    @property
    def _lately(self) -> float:
        """How many decisions came in just now: those of long ago count less and less."""
        return self._counted * math.exp((self._asked - time.monotonic()) / _SPAN)

    def _put(self, tenant: str, made: Made) -> None:
        from qgov.store.decisions import Record, keep

        try:
            with self._writing:
                keep(self.store, Record(tenant, made.id, made.graphs))
        except Exception as error:
            _failed(error)
            return
        self.records.stored([(tenant, made.id)])

    def _made_anew(self, rows: list[tuple[int, str, str]]) -> _Batch:
        """The graphs of as many of these decisions, from the first, as are written at once."""
        batch = _Batch()
        for seq, tenant, id in rows:
            self._tried = seq
            try:
                if (graphs := self._graphs(tenant, id)) is not None:
                    batch.graphs[tenant, id] = graphs
            except Problem:  # redacted
                pass
            except Exception as error:
                _failed(error)
                continue
            batch.settled.append((tenant, id))
            if batch.size > _TEXT or self._lately >= 1 or self._ended.is_set():
                break
        return batch

    def _graphs(self, tenant: str, id: str) -> dict[str, str] | None:
        """The graphs of a decision; None where the store has them or they would be others today. Problem 410 where it
        was redacted."""
        from qgov.store.decisions import is_kept

        if is_kept(self.store, tenant, id):
            return None
        payload = self.records.payload(tenant, id)
        made = self.make(payload["document"], payload["at"], payload["simulate"], payload.get("explain", True), tenant)
        return made["graphs"] if made["receipt"] == payload["receipt"] else None

    def _written(self, batch: _Batch) -> int:
        """Write the graphs of a batch; how many decisions the store has then that it had not."""
        from qgov.store.decisions import is_kept

        try:
            with self._writing:
                put = [one for one in batch.graphs if not is_kept(self.store, *one)]
                if put:
                    self.store.add_text(_merged([batch.graphs[one] for one in put]))
            return sum(not self._redacted(*one) for one in put)
        except Exception as error:
            _failed(error)
            batch.settled = [one for one in batch.settled if one not in batch.graphs]
            return 0

    def _redacted(self, tenant: str, id: str) -> bool:
        """Whether a decision was redacted while it was put; then it is removed again."""
        from qgov.store.decisions import remove_decision

        try:
            self.records.payload(tenant, id)
        except Problem:
            remove_decision(self.store, tenant, id)
            return True
        return False

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.wait()
            self._woken.clear()
            self.put_missing()


def _merged(decisions: list[dict[str, str]]) -> dict[str, str]:
    """The graphs of several decisions, the lists of decisions last: with a store that has no transactions, what no list
    has is not kept."""
    own: dict[str, str] = {}
    lists: dict[str, str] = {}
    for graphs in decisions:
        *parts, listed = graphs
        own |= {graph: graphs[graph] for graph in parts}
        lists[listed] = lists.get(listed, "") + graphs[listed]
    return own | lists


def _failed(error: Exception) -> None:
    _LOG.error("the graphs of a decision could not be stored: %s", type(error).__name__)
