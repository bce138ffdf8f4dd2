"""Idempotency-Key: a request that is sent again is answered again, not done again.

What is answered stands for a day, in a file where the service keeps data. A key that was under way when the service was
killed is taken up again: what it had already done is found by the id that it was given before anything was done.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import sqlite3
import threading
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from qgov.api.door.problem import Problem
from qgov.base.errors import Fault, InputError

HEADER = "Idempotency-Key"
HOURS = 24
MAX_IN_MEMORY = 20_000
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_PURGE = 600.0
_LOG = logging.getLogger("qgov.api.decisions.idempotency")


@dataclass(frozen=True)
class Reply:
    """An answer as it was given."""

    status: int
    headers: dict[str, str]
    body: bytes
    media_type: str

    def response(self) -> Response:
        return Response(self.body, self.status, self.headers, media_type=self.media_type)


def key_of(request: Request) -> str | None:
    """The key of a request; Problem 400 where it is given twice or has other than 1 to 255 visible ASCII characters."""
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        raise Problem(400, "the Idempotency-Key is unusable", "give one, of 1 to 255 visible ASCII characters")
    return given[0]


class Keys:
    """The keys of the last day. ``path`` None: in memory."""

    def __init__(self, path: Path | None = None, hours: float = HOURS, clock: Callable[[], float] = time.time):
        self._seconds, self._clock, self._boot = hours * 3600, clock, secrets.token_hex(8)
        self._durable, self._lock, self._purged = path is not None, threading.Lock(), 0.0
        self._base = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._base.execute("pragma journal_mode=wal")
        self._base.execute("pragma synchronous=full")
        self._base.execute(
            "create table if not exists keys (tenant text, operation text, key text, fingerprint text, id text,"
            " boot text, created real, answer blob, about text, primary key (tenant, operation, key))"
        )
        self._base.execute("create index if not exists by_time on keys (created)")

    async def once(
        self, tenant: str, operation: str, key: str, fingerprint: str, id: str,
        do: Callable[[str], Awaitable[Reply]], recover: Callable[[str], Awaitable[Reply | None]],
    ) -> Reply:  # fmt: skip
        """The answer that the key has had, else that of ``do(id)``, which is then kept.

        ``recover`` is asked first where a service that was killed had begun: it gives the answer if the work with that
        id was done. Problem 422 where the key had another content, 409 while the first request is under way. Refusals
        are not kept: the key is free again.
        """
        where = (tenant, operation, key)
        try:
            begun = await asyncio.to_thread(self._begin, where, fingerprint, id)
        except sqlite3.OperationalError as error:
            _LOG.error("a key could not be kept: %s", error)
            raise Problem(
                507, "the key could not be kept; nothing was done", "try again when the disk has room"
            ) from None
        if isinstance(begun, Reply):
            return begun
        id, crashed = begun
        try:
            reply = (await recover(id) if crashed else None) or await do(id)
        except (Problem, InputError):
            await asyncio.to_thread(self._release, where)
            raise
        except Exception:
            # It is not known how far it came: the next request with this key finds out.
            await asyncio.to_thread(self._abandon, where)
            raise
        try:
            await asyncio.to_thread(self._finish, where, reply)
        except sqlite3.OperationalError as error:
            # It was done, so it is answered; the key stays taken until the next start finds what was done.
            _LOG.error("an answer could not be kept for its key: %s", error)
        return reply

    def _begin(self, where: tuple, fingerprint: str, id: str) -> Reply | tuple[str, bool]:
        with self._lock:
            self._purge()
            found = self._base.execute(
                "select fingerprint, id, boot, answer, about from keys where tenant = ? and operation = ? and key = ?",
                where,
            ).fetchone()
            if found is None:
                if not self._durable and self._base.execute("select count(*) from keys").fetchone()[0] >= MAX_IN_MEMORY:
                    raise Problem(
                        503, "no more keys fit into memory", "leave out the key, or run the service with a data_dir",
                        headers={"Retry-After": "3600"},
                    )  # fmt: skip
                row = (*where, fingerprint, id, self._boot, self._clock())
                self._base.execute("insert into keys values (?, ?, ?, ?, ?, ?, ?, null, null)", row)
                return id, False
            if found[0] != fingerprint:
                raise Problem(
                    422, "the Idempotency-Key was used with another content",
                    faults=[Fault("", f"{HEADER} stands for another request", "take a new key for a new request")],
                )  # fmt: skip
            if found[3] is not None:
                about = json.loads(found[4])
                headers = {**about["headers"], "Idempotency-Replayed": "true"}
                return Reply(about["status"], headers, zlib.decompress(found[3]), about["type"])
            if found[2] == self._boot:
                raise Problem(
                    409, "a request with this Idempotency-Key is under way", "send it again when that is answered",
                    headers={"Retry-After": "1"},
                )  # fmt: skip
            self._base.execute(
                "update keys set boot = ? where tenant = ? and operation = ? and key = ?", (self._boot, *where)
            )
            return found[1], True

    def _finish(self, where: tuple, reply: Reply) -> None:
        about = json.dumps({"status": reply.status, "headers": reply.headers, "type": reply.media_type})
        with self._lock:
            self._base.execute(
                "update keys set answer = ?, about = ? where tenant = ? and operation = ? and key = ?",
                (zlib.compress(reply.body, 5), about, *where),
            )

    def _release(self, where: tuple) -> None:
        with self._lock:
            self._base.execute("delete from keys where tenant = ? and operation = ? and key = ?", where)

    def _abandon(self, where: tuple) -> None:
        with self._lock:
            self._base.execute("update keys set boot = '' where tenant = ? and operation = ? and key = ?", where)

    def _purge(self) -> None:
        now = self._clock()
        if now - self._purged >= min(_PURGE, self._seconds):
            self._purged = now
            self._base.execute("delete from keys where created < ?", (now - self._seconds,))

    def close(self) -> None:
        with self._lock:
            self._base.close()
