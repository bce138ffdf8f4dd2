"""Kills (-9) of the service during screenings: each job goes on when it starts again, and ends with the same bytes.

    python benchmarks/kills_jobs.py [COUNT]

A real service is given a register; after a random time it is killed with all that it holds, started again, and so on
until it was killed so often while a job was unfinished. A job that gets done is compared with what ``qgov screen``
makes of the register without a kill, and the next one is sent; the last is let finish. Beside the jobs decisions are
asked for: each that was answered must be found again with its bytes, and the ledger must verify at the end.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = json.loads((ROOT / "data" / "dossiers" / "2026-us-in-boston-headline.json").read_text("utf-8"))
ROWS, NOTE = 2400, "x" * 30_000  # some 80 MB, which are cut into ten parts
LONGEST = 6.0  # seconds until a kill; a service takes some of them to start its job


def _process():
    spec = importlib.util.spec_from_file_location("qgov_tests_process", ROOT / "tests" / "api" / "process.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Process


def register() -> bytes:
    """Dossiers a line; every fourth has another destination, every hundredth cannot be read."""
    rows = []
    for number in range(ROWS):
        place = ("IN", "CN", "DE", "JP")[number % 4]
        row = DOSSIER | {"id": f"urn:example:{number}", "note": NOTE, "destination": place}
        rows.append(json.dumps(row | ({"date": "no day"} if number % 100 == 99 else {})))
    return "\n".join(rows).encode() + b"\n"


def kill_jobs(count: int, folder: Path, seed: int = 1, tell=print) -> dict:
    """Kill a service ``count`` times during jobs and say what came of it: ``kills``, ``jobs`` that were done, ``other``
    (those of them whose bytes were not those of an undisturbed run), ``failed``, ``decisions`` that were answered,
    ``lost`` (those of them that were not found again), ``holds`` (the ledger) and ``slowestStart`` (seconds until the
    service answered again, law and all)."""
    from qgov.client import Client
    from qgov.ledger import verify
    from qgov.registers.run import run
    from qgov.registers.task import LawOptions, Task

    chance, rows = random.Random(seed), register()  # noqa: S311 (no secret)
    (folder / "register.ndjson").write_bytes(rows)
    run(str(folder / "register.ndjson"), str(folder / "undisturbed.parquet"), Task((LawOptions(),)), kept=False)
    wanted = hashlib.sha256((folder / "undisturbed.parquet").read_bytes()).hexdigest()
    answered: dict[str, bytes] = {}
    found = {"kills": 0, "jobs": 0, "other": 0, "failed": 0, "decisions": 0, "lost": 0, "slowestStart": 0.0}
    unfinished, number = None, 0

    def settle(client, job) -> None:
        if job.state == "done":
            content = b"".join(client.results_as("parquet", job.id))
            found["other"] += hashlib.sha256(content).hexdigest() != wanted
        found["jobs" if job.state == "done" else "failed"] += 1
        tell(f"  job {job.state} after {found['kills']} kills {job.data.get('faults', '')}")

    with _process()(folder) as service:
        while True:
            with Client(service.address) as client:
                found["lost"] += sum(client.transport.ask("GET", at).body != body for at, body in answered.items())
                if unfinished is not None and (job := client.job(unfinished)).state not in ("queued", "running"):
                    settle(client, job)
                    unfinished = None
                if unfinished is None and found["kills"] < count:
                    unfinished = client.screen(rows, "application/x-ndjson", idempotency_key=f"job-{number}").id
                    number += 1
                if found["kills"] >= count:
                    if unfinished is not None:
                        settle(client, client.wait(unfinished, every=0.2, seconds=600))
                    break
                until = time.monotonic() + chance.uniform(0.0, LONGEST)
                while time.monotonic() < until:
                    day = f"2026-{1 + len(answered) // 28 % 12:02}-{1 + len(answered) % 28:02}"
                    body = json.dumps(DOSSIER | {"date": day, "id": f"urn:example:{len(answered)}"}).encode()
                    headers = {"Content-Type": "application/json"}
                    answer = client.transport._once("POST", "/v1/decisions?simulate=false", body, headers)
                    if answer.status == 200:
                        answered[answer.headers["location"]] = answer.body
                during = client.job(unfinished).state in ("queued", "running")
            service.kill()
            found["kills"] += during
            begun = time.perf_counter()
            service.start()
            found["slowestStart"] = round(max(found["slowestStart"], time.perf_counter() - begun), 2)
        service.kill()
    found["decisions"], found["holds"] = len(answered), verify(service.data / "ledger").holds
    return found


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = kill_jobs(count, Path(folder))
    print(json.dumps(found))
    return 0 if sound(found, count) else 1


def sound(found: dict, count: int) -> bool:
    """Whether nothing was lost, and the kills were there to lose it."""
    return bool(found["kills"] == count and found["jobs"] and found["holds"]) and not (
        found["other"] or found["failed"] or found["lost"]
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
