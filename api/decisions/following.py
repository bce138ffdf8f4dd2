"""The store follows the ledger: a decision is kept once the ledger has it; its graphs can be asked about soon after.

To make graphs and to write them takes longer than to decide what was decided before. So they come after the answer, and
while requests come in they take a share of the time alone. What a service that was killed had not put is put when it
next starts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from qgov.api.decisions.judging import Made, graphed
from qgov.api.door.problem import Problem

_LOG = logging.getLogger("qgov.api.decisions.following")
_SHARE, _LATELY = 4.0, 0.5  # while a decision came in so many seconds ago, rest so many times as long as one took


class Following:
    """Puts the graphs of the decisions that ``records`` has into ``store``.

    ``make`` is ``qgov.api.decisions.judging.graphed``, or has it done in a process.
    """

    def __init__(self, records, store, make: Callable[..., dict] = graphed):
        self.records, self.store, self.make = records, store, make
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._tried, self._asked = 0, 0.0

    def start(self) -> None:
        """Follow from now on, and put what is missing, in a thread."""
        self._woken.set()
        self._thread = threading.Thread(target=self._run, name="qgov-following", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the decision at hand."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def put(self, tenant: str, made: Made) -> None:
        """Put the graphs of a decision that was just kept, at once where they are made."""
        self._asked = time.monotonic()
        if self.records.is_stored(tenant, made.id):
            return
        if made.graphs is None:
            self._woken.set()
            return
        from qgov.store.decisions import Record, keep

        try:
            keep(self.store, Record(tenant, made.id, made.graphs))
        except Exception as error:
            _failed(error)
            return
        self.records.stored(tenant, made.id)

    def put_missing(self) -> int:
        """Put the graphs that the store lacks; how many decisions that were.

        What fails is tried when the service next starts. A decision that would be another one today, since law or
        program have changed, is left out: the ledger has it.
        """
        done = 0
        while not self._ended.is_set() and (row := self.records.unstored(self._tried)):
            began = time.monotonic()
            self._tried, tenant, id = row
            try:
                done += self._put_anew(tenant, id)
            except Problem:  # redacted
                pass
            except Exception as error:
                _failed(error)
                continue
            self.records.stored(tenant, id)
            if time.monotonic() - self._asked < _LATELY:
                self._ended.wait(_SHARE * (time.monotonic() - began))
        return done

    def _put_anew(self, tenant: str, id: str) -> bool:
        """Whether the graphs of a decision were put; Problem 410 where it was redacted, also meanwhile."""
        from qgov.api.decisions.records import dossier_json
        from qgov.store.decisions import Record, is_kept, keep, remove_decision

        if is_kept(self.store, tenant, id):
            return False
        payload = self.records.payload(tenant, id)
        dossier = dossier_json(self.records.receipt(payload)["dossier"])
        made = self.make(dossier, payload["at"], payload["simulate"], payload.get("explain", True), tenant)
        if made["receipt"] != payload["receipt"]:
            return False
        keep(self.store, Record(tenant, id, made["graphs"]))
        try:
            self.records.payload(tenant, id)
        except Problem:
            remove_decision(self.store, tenant, id)
            raise
        return True

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.wait()
            self._woken.clear()
            self.put_missing()


def _failed(error: Exception) -> None:
    _LOG.error("the graphs of a decision could not be stored: %s", type(error).__name__)
