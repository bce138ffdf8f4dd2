"""The process of one job: ``python -m qgov.api.jobs.process FOLDER WORKERS PARENT``.

It ends with the service that began it, waits until no other process works in the folder, and writes ``outcome.json``
last. It goes on where an earlier one was killed, and ends with the same bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from qgov.api.jobs.run import DONE, FAILED, RESULT
from qgov.base.errors import InputError

MEMORY = 8 * 1024**3  # of addresses, which the columns' library reserves freely
_EVERY = 0.25
_WATCH = 0.5


def main(folder: str, workers: str, parent: str) -> int:
    place = Path(folder)
    threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()
    lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)
    if (place / "outcome.json").exists():
        return 0
    try:
        outcome = _screened(place, json.loads((place / "job.json").read_text("utf-8")), int(workers))
    except InputError as error:
        hidden = f"{place}{os.sep}"
        faults = [{k: v.replace(hidden, "") for k, v in fault.to_dict().items()} for fault in error.faults]
        outcome = {"state": FAILED, "faults": faults}
    except MemoryError:
        outcome = {"state": FAILED, "faults": [_fault("the register takes more memory than a job may have")]}
    except OSError as error:
        outcome = {"state": FAILED, "faults": [_fault(f"a file could not be read or written: {error.strerror}")]}
    except Exception as error:
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        print(f"{type(error).__name__} at {where}", file=sys.stderr)
        outcome = {"state": FAILED, "faults": [_fault("the program failed")]}
    _written(place / "outcome.json", outcome)
    return 0


def _screened(place: Path, job: dict, workers: int) -> dict:
    from qgov.registers.page import summary_page
    from qgov.registers.run import OtherRun, run
    from qgov.registers.task import LawOptions, Task

    told = 0.0

    def progress(parts: int, of: int, rows: int, rejected: int) -> None:
        nonlocal told
        if parts == of or time.monotonic() - told > _EVERY:
            told = time.monotonic()
            _written(place / "progress.json", {"parts": parts, "of": of, "rows": rows, "rejected": rejected})

    mapping = str(place / "mapping.json") if job["mapping"] else None
    # Keys are not shared through the cache: what one tenant's register made known is nothing to another's.
    given = str(place / f"register{job['suffix']}"), str(place / RESULT), Task((LawOptions(job["at"]),))
    options = {"mapping": mapping, "workers": workers, "kept": False, "progress": progress}
    try:
        found = run(*given, **options)
    except OtherRun:  # the service came back with other law: nothing was answered yet, so all of it is by that law
        found = run(*given, **options, fresh=True)
    (place / "summary.html").write_text(summary_page(found.summary), encoding="utf-8")
    with (place / RESULT).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    result = {
        "rows": found.rows, "results": found.results, "rejected": found.rejected, "sha256": digest,
        "law": found.summary["law"],
    }  # fmt: skip
    return {"state": DONE, "result": result}


def _fault(message: str) -> dict:
    return {"pointer": "", "message": message, "remedy": "send it again; if that does not help, report it"}


def _written(path: Path, content: dict) -> None:
    part = path.with_name(path.name + ".tmp")
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _watch(parent: int) -> None:
    """End with the service, which may have been killed; the processes of a pool end with this one."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    with suppress(OSError):
        os.killpg(0, 9)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
