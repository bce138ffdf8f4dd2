"""Decisions that are kept: each in the ledger before it is answered, found again by tenant and id.

Beside the ledger lie an index (SQLite, made anew from the ledger where it is behind) and the norms documents that
receipts share, each named by its hash. Neither holds party data; what is redacted in the ledger is gone here too.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import secrets
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from qgov.api.decisions.document import unpacked
from qgov.api.decisions.following import Following
from qgov.api.decisions.judging import Made, norms_key
from qgov.api.decisions.together import Together
from qgov.api.door.problem import Problem
from qgov.base.errors import InputError
from qgov.ledger import Entry, LedgerError, prepare

KIND = "decision"
_AT_ONCE = 1000  # entries read at a time when the index is made anew
_LOGGED = 1000  # decisions in the log of the index before it is written out
_LOG = logging.getLogger("qgov.api.decisions.records")


def new_id() -> str:
    """32 hexadecimal digits, of which the first 12 are the time in milliseconds, so that ids sort by time."""
    return f"{int(time.time() * 1000):012x}{secrets.token_hex(10)}"


@dataclass(frozen=True)
class Wanted:
    """A decision that a tenant is to have kept; ``request`` names the request that asked for it, so that it can be
    found by that."""

    tenant: str
    made: Made
    request: str | None = None


class Records:
    """The decisions that a ledger holds. ``folder`` is where index and norms documents lie; None: in memory.

    ``store`` is where their graphs are put for queries. A decision has one id however often it is made; each time is an
    entry of the ledger.
    """

    def __init__(self, ledger, folder: Path | None = None, store=None):
        self.ledger, self.folder = ledger, folder
        self._norms: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._unnoted: list[Entry] = []
        self._logged, self._writing_out = 0, None
        if folder is not None:
            (folder / "norms").mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._open_index()
        except sqlite3.DatabaseError as error:
            _LOG.error("the index of decisions is damaged and is made anew: %s", error)
            self._drop_index()
            self._open_index()
        self.following = None if store is None else Following(self, store)
        self._together: Together[Wanted, Entry] = Together(self.keep_all)

    def _open_index(self) -> None:
        path = ":memory:" if self.folder is None else self.folder / "decisions.sqlite"
        self._index = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._index.execute("pragma journal_mode=wal")
        self._index.execute("pragma synchronous=normal")  # what a power cut takes the ledger has
        self._index.execute("pragma wal_autocheckpoint=0")  # ``_write_out`` does it, and nobody waits
        self._index.execute(
            "create table if not exists decisions (seq integer primary key, tenant text, id text, request text,"
            " time text, outcome text, as_of text, first integer, stored integer)"
        )
        self._index.execute("create index if not exists by_id on decisions (tenant, id)")
        self._index.execute("create index if not exists by_request on decisions (tenant, request)")
        self._index.execute("create index if not exists by_first on decisions (tenant, first, seq)")
        self._index.execute("create index if not exists by_stored on decisions (stored) where stored = 0")
        last = self._index.execute("select seq, tenant, time from decisions order by seq desc limit 1").fetchone()
        if last is not None:
            entry = self.ledger.entry(last[0]) if last[0] <= self.ledger.head.seq else None
            if entry is None or (entry.tenant, entry.time) != last[1:]:
                raise sqlite3.DatabaseError("it is of another ledger")
        self._catch_up()

    def _drop_index(self) -> None:
        self._index.close()
        for path in self.folder.glob("decisions.sqlite*"):
            path.unlink()

    def _catch_up(self) -> None:
        """Read into the index what the ledger has beyond it."""
        last = self._index.execute("select max(seq) from decisions").fetchone()[0] or 0
        while last < self.ledger.head.seq and (entries := list(self.ledger.entries(after=last, limit=_AT_ONCE))):
            self._index.execute("begin")
            for entry in entries:
                if entry.kind == KIND and entry.payload is not None and "id" in entry.payload:
                    self._note(entry, entry.payload)
            self._index.execute("commit")
            last = entries[-1].seq

    def _note(self, entry, payload: dict) -> None:
        known = self._index.execute(
            "select 1 from decisions where tenant = ? and id = ? limit 1", (entry.tenant, payload["id"])
        ).fetchone()
        row = (entry.seq, entry.tenant, payload["id"], payload.get("request"), entry.time, payload["outcome"],
               payload["asOf"], known is None, known is not None)  # fmt: skip
        self._index.execute("insert or replace into decisions values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _note_all(self, entries: list[Entry]) -> None:
        """Put entries into the index, and before them those that it did not take earlier."""
        self._unnoted += entries
        self._index.execute("begin")
        try:
            for entry in self._unnoted:
                self._note(entry, entry.payload)
            self._index.execute("commit")
        except BaseException:
            self._index.execute("rollback")
            raise
        self._logged += len(self._unnoted)
        self._unnoted = []
        idle = self._writing_out is None or not self._writing_out.is_alive()
        if self.folder is not None and self._logged >= _LOGGED and idle:
            self._logged = 0
            self._writing_out = threading.Thread(target=self._write_out, name="qgov-index", daemon=True)
            self._writing_out.start()

    def _write_out(self) -> None:
        """Put what the index has logged into its file, by a connection of its own: nobody waits for the disk."""
        with suppress(sqlite3.Error):  # it stays in the log, where it is read as well
            other = sqlite3.connect(self.folder / "decisions.sqlite", isolation_level=None)
            try:
                other.execute("pragma wal_checkpoint(passive)")
            finally:
                other.close()

    async def keep(self, tenant: str, made: Made, request: str | None = None) -> Entry:
        """``keep_all`` for one decision, together with those that come in at the same time; its entry or its error."""
        return await self._together.put(Wanted(tenant, made, request))

    def keep_all(self, wanted: list[Wanted]) -> list[Entry | Exception]:
        """Append decisions to the ledger; when this returns they are on the disk. For each the ledger's entry, or a
        LedgerError where it could not be written: then there is no decision. LedgerError for all where the index
        takes none of them: the ledger has them, and the index gets them before the next one.

        The store follows (``qgov.api.decisions.following``).
        """
        found: list[Entry | Exception | None] = [None] * len(wanted)
        prepared = {}
        for place, one in enumerate(wanted):
            payload = {"id": one.made.id, **one.made.kept} | ({} if one.request is None else {"request": one.request})
            try:
                self._keep_norms(one.made)
                prepared[place] = prepare(KIND, one.tenant, payload)
            except OSError as error:
                found[place] = LedgerError("the norms that the decision rests on could not be kept")
                found[place].__cause__ = error
            except (InputError, RuntimeError) as error:
                found[place] = error
        try:
            entries = self.ledger.append_all(list(prepared.values()))
        except LedgerError as error:
            return [error if one is None else one for one in found]
        try:
            with self._lock:
                self._note_all(entries)
        except sqlite3.Error as error:
            raise LedgerError("the index of decisions cannot be written") from error
        for place, entry in zip(prepared, entries, strict=True):
            found[place] = entry
        return found

    def unstored(self, after: int, most: int = 1) -> list[tuple[int, str, str]]:
        """Entry, tenant and id of the first decisions behind an entry whose graphs the store does not have."""
        with self._lock:
            return self._index.execute(
                "select seq, tenant, id from decisions where stored = 0 and seq > ? order by seq limit ?", (after, most)
            ).fetchall()

    def is_stored(self, tenant: str, id: str) -> bool:
        """Whether the store is known to have the graphs of a decision."""
        with self._lock:
            found = "select count(*) from decisions where tenant = ? and id = ? and stored = 0"
            return self._index.execute(found, (tenant, id)).fetchone()[0] == 0

    def stored(self, decisions: list[tuple[str, str]]) -> None:
        """Note that the store has the graphs of decisions (tenant and id), or need not have them."""
        with self._lock:
            self._index.execute("begin")
            self._index.executemany(
                "update decisions set stored = 1 where tenant = ? and id = ? and stored = 0", decisions
            )
            self._index.execute("commit")

    def asked(self, tenant: str, request: str) -> str | None:
        """The id of the decision that a request led to."""
        with self._lock:
            found = self._index.execute(
                "select id from decisions where tenant = ? and request = ?", (tenant, request)
            ).fetchone()
        return None if found is None else found[0]

    def page(self, tenant: str, after: int, limit: int) -> tuple[list[dict], int | None]:
        """The tenant's decisions after an entry of the ledger, in the order in which they were first made, and the
        cursor of the next page if there is one."""
        with self._lock:
            found = self._index.execute(
                "select id, seq, time, outcome, as_of from decisions where tenant = ? and first = 1 and seq > ?"
                " order by seq limit ?",
                (tenant, after, limit + 1),
            ).fetchall()
        rows = [
            {"id": id, "entry": seq, "time": moment, "outcome": outcome, "asOf": as_of}
            for id, seq, moment, outcome, as_of in found[:limit]
        ]
        return rows, rows[-1]["entry"] if len(found) > limit else None

    def count(self, tenant: str) -> int:
        with self._lock:
            return self._index.execute(
                "select count(*) from decisions where tenant = ? and first = 1", (tenant,)
            ).fetchone()[0]

    def payload(self, tenant: str, id: str) -> dict:
        """What was kept. Problem 404 where there is no such decision of the tenant, 410 where it was redacted."""
        with self._lock:
            found = self._index.execute(
                "select seq from decisions where tenant = ? and id = ? order by seq desc", (tenant, id)
            ).fetchall()
        if not found:
            raise Problem(404, "no decision has this id", "see /v1/decisions for those that are kept")
        for (seq,) in found:
            entry = self.ledger.entry(seq)
            if entry is None or entry.tenant != tenant:
                raise RuntimeError("the ledger lacks an entry that the index names")
            if entry.payload is not None:
                return entry.payload
        raise Problem(
            410, "the content of this decision was redacted", "the ledger still proves that it was made, and when"
        )

    def receipt(self, payload: dict) -> dict:
        """The full receipt, as ``qgov verify`` reads it."""
        return unpacked(payload["document"]) | {"norms": self._read_norms(payload["norms"]) | {"day": payload["asOf"]}}

    def _keep_norms(self, made: Made) -> None:
        key = made.kept["norms"]
        if key in self._norms or (self.folder is not None and (self.folder / "norms" / f"{key}.json.gz").exists()):
            return
        from qgov.norms import norm_book
        from qgov.norms.notation import norms_document
        from qgov.reasoning.receipt import canonical_receipt

        document = norms_document(norm_book(), date.fromisoformat(made.kept["asOf"]))
        if norms_key(document) != key:
            raise RuntimeError("the norms of a decision are not those of this program")
        document.pop("day")
        packed = gzip.compress(canonical_receipt(document), mtime=0)
        if self.folder is None:
            self._norms[key] = packed
        else:
            write_whole(self.folder / "norms" / f"{key}.json.gz", packed)

    def _read_norms(self, key: str) -> dict:
        packed = self._norms.get(key)
        if packed is None:
            packed = (self.folder / "norms" / f"{key}.json.gz").read_bytes()
        return json.loads(gzip.decompress(packed))

    def close(self) -> None:
        self._together.close()
        if self.following is not None:
            self.following.close()
        if self._writing_out is not None:
            self._writing_out.join()
        self._index.close()


def answer_of(payload: dict, receipt: dict, all_findings: bool) -> dict:
    """The decision as JSON, from what was kept."""
    from qgov.reasoning.decision import DISCLAIMER, plain

    content = plain(_numbers(receipt["decision"]))
    if not all_findings:
        shown = {int(number) for number in payload["shown"].split()}
        content["findings"] = [finding for number, finding in enumerate(content["findings"]) if number in shown]
    return {**content, "receipt": receipt["receipt"], "disclaimer": DISCLAIMER}


def _numbers(value: object) -> object:
    if isinstance(value, dict):
        if set(value) == {"@decimal"}:
            return Decimal(value["@decimal"])
        return {key: _numbers(child) for key, child in value.items()}
    return [_numbers(child) for child in value] if isinstance(value, list) else value


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is whole or not there; on the disk when this returns."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
