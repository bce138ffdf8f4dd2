"""Screenings as jobs: each in a process of its own that can be killed, and gone on with after any crash.

A job is a folder: ``job.json`` (what is asked and its state, written by the service alone), the register, what
``qgov screen`` makes of it, ``progress.json`` and, written last by the process, ``outcome.json``.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from qgov.api.decisions.records import write_whole
from qgov.api.door.problem import Problem

QUEUED, RUNNING, DONE, FAILED, CANCELLED = STATES = ("queued", "running", "done", "failed", "cancelled")
RESULT = "result.parquet"
ATTEMPTS = 3
KEPT_DAYS = 7
MAX_WAITING = 20
_LOG = logging.getLogger("qgov.api.jobs.routes")
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "QGOV_CACHE", "VIRTUAL_ENV", "PYTHONPATH")


class Jobs:
    """The jobs of all tenants. ``folder`` None: in a folder that goes with the service.

    ``running`` jobs are worked on at once, each by ``workers`` processes; a tenant may have ``waiting`` unfinished.
    """

    def __init__(
        self, folder: Path | None, ledger=None, *, running: int = 1, workers: int = 1, waiting: int = MAX_WAITING
    ):  # fmt: skip
        self._temporary = None if folder is not None else tempfile.TemporaryDirectory(prefix="qgov-jobs-")
        self.folder = folder or Path(self._temporary.name)
        self.ledger, self._count, self._workers, self._waiting = ledger, running, workers, waiting
        self._lock = threading.Condition()
        self._jobs: dict[tuple[str, str], dict] = {}
        self._processes: dict[tuple[str, str], subprocess.Popen] = {}
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.incoming = self.folder / "incoming"
        shutil.rmtree(self.incoming, ignore_errors=True)  # uploads that a crash cut off
        self.incoming.mkdir(parents=True, mode=0o700)
        self._read()

    def _read(self) -> None:
        for path in sorted(self.folder.glob("t-*/*/job.json")):
            job = json.loads(path.read_text("utf-8"))
            self._jobs[job["tenant"], job["id"]] = job
        self._purge()

    def start(self) -> None:
        """Go on with what is unfinished."""
        with self._lock:
            if not self._threads and any(job["state"] in (QUEUED, RUNNING) for job in self._jobs.values()):
                self._begin()

    def _begin(self) -> None:
        for number in range(self._count):
            thread = threading.Thread(target=self._work, name=f"qgov-jobs-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def place(self, tenant: str, id: str) -> Path:
        """The folder of a job."""
        return self.folder / f"t-{quote(tenant, safe='')}" / id

    def room(self, tenant: str) -> None:
        """Problem 429 where a tenant has as many unfinished jobs as it may."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job["tenant"] == tenant]
            if sum(job["state"] in (QUEUED, RUNNING) for job in mine) >= self._waiting:
                raise Problem(
                    429, f"{self._waiting} jobs are unfinished", "wait for one of them, or cancel one",
                    headers={"Retry-After": "30"},
                )  # fmt: skip

    def submit(self, tenant: str, id: str, upload: Path, suffix: str, about: dict, mapping: bytes | None) -> dict:
        """Queue the register in a file, which is moved; when this returns the job outlasts a crash."""
        with self._lock:
            self._purge()
            self.room(tenant)
            place = self.place(tenant, id)
            place.mkdir(parents=True, mode=0o700)
            upload.replace(place / f"register{suffix}")
            if mapping is not None:
                write_whole(place / "mapping.json", mapping)
            job = {
                "id": id, "tenant": tenant, "state": QUEUED, "created": now(), "started": None, "finished": None,
                "suffix": suffix, "mapping": mapping is not None, "attempts": 0, **about,
            }  # fmt: skip
            self._write(job)
            for folder in (place.parent, self.folder):  # the new names themselves
                handle = os.open(folder, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
            self._jobs[tenant, id] = job
            if not self._threads:
                self._begin()
            self._lock.notify_all()
            return dict(job)

    def get(self, tenant: str, id: str) -> dict:
        """A job with its progress; Problem 404 where the tenant has none of that id."""
        with self._lock:
            job = self._jobs.get((tenant, id))
            if job is None:
                raise Problem(404, "no job has this id", "see /v1/jobs; finished jobs go after some days")
            return job | {"progress": self._progress(job)}

    def page(self, tenant: str, after: str | None, limit: int) -> tuple[list[dict], str | None, int]:
        """The tenant's jobs after a cursor, oldest first, the cursor of the next page, and how many there are."""
        with self._lock:
            every = sorted(id for owner, id in self._jobs if owner == tenant)
            rest = [id for id in every if after is None or id > after]
            rows = [self.get(tenant, id) for id in rest[:limit]]
        return rows, rest[limit - 1] if len(rest) > limit else None, len(every)

    def cancel(self, tenant: str, id: str) -> dict | None:
        """Cancel an unfinished job and give it; remove a finished one and give None."""
        with self._lock:
            job = self._jobs.get((tenant, id))
            if job is None:
                self.get(tenant, id)
            if job["state"] not in (QUEUED, RUNNING):
                del self._jobs[tenant, id]
                shutil.rmtree(self.place(tenant, id), ignore_errors=True)
                return None
            self._change(job, state=CANCELLED, finished=now())
            process = self._processes.get((tenant, id))
        if process is not None:
            _kill(process)
        else:
            self._clean(job)
        return self.get(tenant, id)

    def close(self) -> None:
        """End the processes; what is unfinished goes on when the service starts again."""
        with self._lock:
            self._closing = True
            processes = list(self._processes.values())
            self._lock.notify_all()
        for process in processes:
            _kill(process)
        for thread in self._threads:
            thread.join(10)
        if self._temporary is not None:
            self._temporary.cleanup()

    def _progress(self, job: dict) -> dict:
        empty = {"parts": 0, "of": 0, "rows": 0, "rejected": 0}
        with suppress(OSError, ValueError):
            return json.loads((self.place(job["tenant"], job["id"]) / "progress.json").read_text("utf-8"))
        return empty

    def _write(self, job: dict) -> None:
        write_whole(self.place(job["tenant"], job["id"]) / "job.json", json.dumps(job).encode())

    def _change(self, job: dict, **changes) -> None:
        job.update(changes)
        self._write(job)

    def _next(self) -> dict | None:
        """The oldest waiting job of the tenant that has the fewest running."""
        busy = [owner for owner, _ in self._processes]
        waiting = [
            job for key, job in self._jobs.items()
            if job["state"] in (QUEUED, RUNNING) and key not in self._processes
        ]  # fmt: skip
        return min(waiting, key=lambda job: (busy.count(job["tenant"]), job["id"]), default=None)

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._closing and (job := self._next()) is None:
                    self._lock.wait()
                if self._closing:
                    return
                key = job["tenant"], job["id"]
                try:
                    if job["state"] == QUEUED:
                        self._change(job, state=RUNNING, started=now())
                    process = self._processes[key] = self._spawn(self.place(*key))
                except OSError as error:
                    _LOG.error("a job could not be started: %s", error.strerror)
                    job.update(state=FAILED, finished=now(), faults=[_fault("the job could not be started")])
                    continue
            process.wait()
            with self._lock:
                del self._processes[key]
                if self._closing:
                    return
                try:
                    self._ended(job)
                except OSError as error:
                    _LOG.error("the end of a job could not be written: %s", error.strerror)
                    job.update(state=FAILED, finished=now(), faults=[_fault("the end of the job could not be written")])

    def _spawn(self, place: Path) -> subprocess.Popen:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        with (place / "stderr").open("ab") as errors:
            return subprocess.Popen(  # noqa: S603 - the program itself, with paths of its own
                [sys.executable, "-m", "qgov.api.jobs.process", str(place), str(self._workers), str(os.getpid())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=environment,
                start_new_session=True, cwd=Path(__file__).resolve().parents[2],
            )  # fmt: skip

    def _ended(self, job: dict) -> None:
        if job["state"] == CANCELLED:
            return self._clean(job)
        place = self.place(job["tenant"], job["id"])
        try:
            outcome = json.loads((place / "outcome.json").read_text("utf-8"))
        except (OSError, ValueError):
            self._change(job, attempts=job["attempts"] + 1)
            if job["attempts"] >= ATTEMPTS:
                many = f"the process that screened the register ended {ATTEMPTS} times before it was done"
                self._change(job, state=FAILED, finished=now(), faults=[_fault(many)])
            return None
        if outcome["state"] == DONE and self.ledger is not None:
            about = {name: job[name] for name in ("id", "at", "register")}
            try:
                self.ledger.append("screening", job["tenant"], {**about, "result": outcome["result"]})
            except (RuntimeError, ValueError) as error:  # no result leaves that the ledger does not know of
                _LOG.error("a screening could not be written into the ledger: %s", type(error).__name__)
                outcome = {"state": FAILED, "faults": [_fault("the ledger did not take it; nothing was answered")]}
        return self._change(job, finished=now(), **outcome)

    def _clean(self, job: dict) -> None:
        """Let go of the data of a cancelled job; that it was cancelled stays."""
        for path in self.place(job["tenant"], job["id"]).iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != "job.json":
                path.unlink(missing_ok=True)

    def _purge(self) -> None:
        limit = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds")
        for key, job in list(self._jobs.items()):
            if job["finished"] is not None and job["finished"] < limit:
                del self._jobs[key]
                shutil.rmtree(self.place(*key), ignore_errors=True)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _fault(message: str) -> dict:
    return {"pointer": "", "message": message, "remedy": "send the register again, in smaller pieces"}


def _kill(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
