"""Fuzz the HTTP interface by its own OpenAPI document: schemathesis in all phases against a real server process.

    python benchmarks/fuzz_api.py --examples 300            some 5,000 cases and more; for the night
    python benchmarks/fuzz_api.py --examples 5 --phases examples,fuzzing

The document is the service's own but for what makes the phase ``coverage`` endless: an item has some 200 terms, of
which each run takes a few, chosen by the seed; and the length of free text, which the tool would fill up, is left out.
What a run sends is what the whole document allows, and forbids.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PHASES = "examples,coverage,fuzzing,stateful"
TERMS = 6  # of an item, in one run
_LONG = 1000
# A schema cannot say everything: that a place exists, that a unit fits, that Turtle is Turtle. Refusals of what only
# the schema allows are right where they are problem documents with the status 422 (or 400, of a query in SPARQL).
# And DELETE cancels a job that still runs, which then tells that it is cancelled; only a finished one is gone.
_CONFIG = """
hooks = {hooks}
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 406, 409, 410, 415, 422, 429, {more} "5xx"]
[[operations]]
include-name = "GET /v1/jobs/{{id}}"
checks.use_after_free.enabled = false
"""
_SERVE = """
import sys
from pathlib import Path
import uvicorn
from qgov.api.app import create_app
from qgov.api.server import listen
from qgov.service.settings import Settings
most = {name: 1_000_000 for name in ("rate", "burst", "address_rate", "address_burst", "concurrency")}
settings = Settings(data_dir=Path(sys.argv[1]), **most)
with listen("127.0.0.1", 0) as socket:
    print(socket.getsockname()[1], flush=True)
    config = uvicorn.Config(create_app(settings), access_log=False, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket])
"""


@contextmanager
def served(folder: Path):
    """A service in a process of its own, with data in a folder; its address."""
    environment = os.environ | {"QGOV_CACHE": str(folder / "cache"), "PYTHONPATH": ""}
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _SERVE, str(folder / "data")], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=10).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def narrowed(document: dict, seed: int, terms: int = TERMS) -> dict:
    """The document with items of a few terms, and without the lists of papers that nest further."""
    chosen = json.loads(json.dumps(document))
    schemas, pick = chosen["components"]["schemas"], random.Random(seed)  # noqa: S311
    item = schemas["Item"]
    names = sorted(set(item["properties"]) - {"id", "type"})
    kept = {"id", "type", *pick.sample(names, terms)}
    item["properties"] = {name: item["properties"][name] for name in sorted(kept)}
    dossier = schemas["Dossier"]
    optional = sorted(set(dossier["properties"]) - set(dossier["required"]) - {"id"})
    wanted = {*dossier["required"], "id", *pick.sample(optional, 3)}
    dossier["properties"] = {name: dossier["properties"][name] for name in dossier["properties"] if name in wanted}
    _unbounded(chosen)
    used: set[str] = set()
    waiting = [value for path in chosen["paths"].values() for value in path.values()]
    while waiting:
        text = json.dumps(waiting.pop())
        for name in schemas:
            if name not in used and f"#/components/schemas/{name}" in text:
                used.add(name)
                waiting.append(schemas[name])
    chosen["components"]["schemas"] = {name: schemas[name] for name in schemas if name in used}
    return chosen


def _unbounded(node: object) -> None:
    if isinstance(node, dict):
        if node.get("maxLength", 0) > _LONG:
            node.pop("maxLength")
        for child in node.values():
            _unbounded(child)
    elif isinstance(node, list):
        for child in node:
            _unbounded(child)


def fuzz(
    folder: Path, *, examples: int, seed: int, phases: str = PHASES, seconds: int | None = None, more: tuple = (),
    capture: bool = False,
) -> subprocess.CompletedProcess:
    """One run of schemathesis against a service of its own; the exit code is 0 where it found nothing."""
    with served(folder) as address:
        with urllib.request.urlopen(f"{address}/openapi.json", timeout=60) as answer:  # noqa: S310
            document = json.load(answer)
        file = folder / "openapi.json"
        file.write_text(json.dumps(narrowed(document, seed)), encoding="utf-8")
        config = folder / "schemathesis.toml"
        hooks = json.dumps(str(Path(__file__).with_name("fuzz_hooks.py")))
        config.write_text(_CONFIG.format(hooks=hooks, more="400,"), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run", str(file),
            "--url", address,
            "--phases", phases, "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure",
            "--suppress-health-check", "all", "--warnings", "off", "--no-color",
            *(() if seconds is None else ("--max-time", str(seconds))), *more,
        ]  # fmt: skip
        return subprocess.run(command, cwd=folder, capture_output=capture, text=True)  # noqa: S603


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=300, help="cases an operation and phase")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default=PHASES)
    parser.add_argument("--seconds", type=int, help="at most so long")
    arguments, more = parser.parse_known_args()
    folder = Path(tempfile.mkdtemp(prefix="qgov-fuzz-"))
    try:
        done = fuzz(folder, examples=arguments.examples, seed=arguments.seed, phases=arguments.phases,
                    seconds=arguments.seconds, more=tuple(more))  # fmt: skip
        return done.returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
