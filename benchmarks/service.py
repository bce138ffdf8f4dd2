"""Load the service from the same machine: decisions and SPARQL queries, beside other servers on the same queries.

    python benchmarks/service.py                                   decisions, then queries, some two minutes
    python benchmarks/service.py --only decisions --rate 200       decisions at a fixed rate, with a ledger and a store
    python benchmarks/service.py --rdflib-endpoint venv/bin/python an interpreter that has rdflib-endpoint, to compare
    python benchmarks/service.py --soak 30                         mixed load for so many minutes: does memory grow?

Client and servers share the processors that the machine has. The client is one process that writes HTTP/1.1 on open
connections. Every decision is of another dossier: once with ids and notes that differ, as with an exporter's repeated
orders, which are decided alike, and once with numbers that differ too. Queries are asked once with the same text and
once with a text that is new each time (a comment differs), since the service remembers answers. Servers are compared
where they give the same rows, and not where they do not: rdflib-endpoint reads no default-graph-uri, so it is given the
graph of the norms alone. Beside rates it prints the processor time that a request takes in each of the server's
processes, which other programs on the machine disturb least, and what stands against the targets: 0.40 of oxigraph, 4
times rdflib-endpoint, 200 decisions a second with a p99 below 50 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
DOSSIERS = sorted((ROOT / "data" / "dossiers").glob("*.json"))
NORMS = "https://w3id.org/qgov/graph/norms"
QUERIES = {
    "norms of a provision": "PREFIX qgov: <https://w3id.org/qgov/> SELECT ?n ?from WHERE "
    '{ ?n qgov:provision "us-ear:4A906.a.2" ; qgov:inForceFrom ?from }',
    "norms in force": "PREFIX qgov: <https://w3id.org/qgov/> SELECT ?p ?from WHERE "
    "{ ?n qgov:provision ?p ; qgov:inForceFrom ?from } ORDER BY ?from LIMIT 100",
}
WARM = 30.0  # seconds
# The modules that a service's processes run, as their command lines show them.
_PARTS = {"deciding": "qgov.service.nursery", "queries": "qgov.store.worker.nursery", "jobs": "qgov.api.jobs.process"}
_PATIENCE = 120  # seconds until a request counts as never answered
_LIMITS = ("rate", "burst", "address_rate", "address_burst", "concurrency")
_RDFLIB = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
app = SparqlEndpoint(graph=graph, path="/sparql", enable_update=False)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="error")
"""


class Connection:
    """One HTTP/1.1 connection that is kept open."""

    def __init__(self, port: int):
        self.port = port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body; once more on a new connection where the server has closed one that lay idle."""
        try:
            return await self._ask(request)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            await self.open()
            return await self._ask(request)

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        if length:
            return status, await self.reader.readexactly(int(length[1]))
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return status, body

    def close(self) -> None:
        self.writer.close()


def post(path: str, body: bytes, kind: str = "application/json", accept: str = "application/json") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nAccept: {accept}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def ask(path: str, query: str, graph: str = NORMS) -> bytes:
    target = f"{path}?{urlencode({'query': query, 'default-graph-uri': graph})}"
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


async def closed(port: int, requests, seconds: float, connections: int) -> dict:
    """So many connections, each of which asks again as soon as it is answered."""
    took, statuses, until = [], {}, time.perf_counter() + seconds

    async def one() -> None:
        connection = Connection(port)
        await connection.open()
        while (begun := time.perf_counter()) < until:
            status, _ = await connection.ask(next(requests))
            took.append(time.perf_counter() - begun)
            statuses[status] = statuses.get(status, 0) + 1
        connection.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return summary(took, statuses, time.perf_counter() - begun)


async def paced(port: int, requests, seconds: float, rate: float, connections: int = 64) -> dict:
    """Requests at a fixed rate, whether or not earlier ones are answered; time counts from when each was due."""
    took, statuses = [], {}
    idle: asyncio.Queue = asyncio.Queue()
    for _ in range(connections):
        connection = Connection(port)
        await connection.open()
        idle.put_nowait(connection)

    async def one(due: float, request: bytes) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                connection = await idle.get()
                status, _ = await connection.ask(request)
        except TimeoutError:
            raise SystemExit(f"a request was not answered within {_PATIENCE} seconds: {request[:200]!r}") from None
        idle.put_nowait(connection)
        took.append(time.perf_counter() - due)
        statuses[status] = statuses.get(status, 0) + 1

    begun = time.perf_counter()
    tasks = []
    for number in range(int(seconds * rate)):
        due = begun + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.ensure_future(one(due, next(requests))))
    await asyncio.gather(*tasks)
    found = summary(took, statuses, time.perf_counter() - begun)
    while not idle.empty():
        idle.get_nowait().close()
    return found


def summary(took: list[float], statuses: dict, seconds: float) -> dict:
    ordered = sorted(took) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 2)

    return {
        "requests": len(took), "perSecond": round(len(took) / seconds, 1), "p50ms": at(0.50), "p95ms": at(0.95),
        "p99ms": at(0.99), "statuses": dict(sorted(statuses.items())),
    }  # fmt: skip


def dossiers(seed: int = 1, query: str = "", other: bool = False):
    """Requests to decide, each of another dossier: the worked ones in turn, with another id and note each time, and
    where ``other``, with other numbers too, so that no two are decided alike."""
    texts, number = [json.loads(path.read_text("utf-8")) for path in DOSSIERS], 0
    while True:
        number += 1
        dossier = json.loads(json.dumps(texts[number % len(texts)]))
        dossier["id"] = f"urn:example:load:{seed}:{number}"
        for item in dossier["items"]:
            item["note"] = f"load {number}"
            for key, claim in item.items() if other else ():
                if isinstance(claim, dict) and isinstance(claim.get("value"), float):
                    claim["value"] = round(claim["value"] * (1 + number * 1e-6), 9)
                elif isinstance(claim, float):
                    item[key] = round(claim * (1 + number * 1e-6), 9)
        yield post("/v1/decisions" + query, json.dumps(dossier).encode())


def queries(path: str, text: str, fresh: bool):
    number = 0
    while True:
        number += 1
        yield ask(path, f"{text} # {number}" if fresh else text)


def tree(pid: int) -> list[int]:
    """A process and all that descend from it, whichever of its threads started them."""
    children = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += file.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return [pid, *(one for child in children for one in tree(int(child)))]


def processor_seconds(pids: list[int]) -> dict[int, float]:
    found = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        # Its own time, and that of children that have ended: processes are replaced while the load lasts.
        found[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return found


def memory(pid: int) -> dict[str, float]:
    """Memory of a service's processes in MB, what they share counted once (Pss): by part of the service what is
    anonymous, which nobody but its process frees, and as "files" what is mapped from files, which the system may drop
    at any time and reads again where it is asked for."""
    found: dict[str, float] = {}
    for one in tree(pid):
        try:
            command = Path(f"/proc/{one}/cmdline").read_bytes().decode(errors="replace")
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        part = next((name for name, module in _PARTS.items() if module in command), "service")
        sizes = {name: int(size) / 1024 for name, size in re.findall(r"^Pss_(\w+):\s+(\d+)", text, re.MULTILINE)}
        found[part] = found.get(part, 0.0) + sizes["Anon"]
        found["files"] = found.get("files", 0.0) + sizes["File"] + sizes["Shmem"]
    return found


@contextmanager
def started(command: list[str], port: int, path: str = "/", environment: dict | None = None):
    """A server in a process of its own, from when it answers."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {})})  # noqa: S603
    try:
        asyncio.run(_answers(port, path, process))
        yield process
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _answers(port: int, path: str, process) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    for _ in range(900):
        if process.poll() is not None:
            raise SystemExit("a server did not start")
        try:
            connection = Connection(port)
            await connection.open()
            status, _ = await connection.ask(request)
            connection.close()
            if status < 500:
                return
        except (OSError, asyncio.IncompleteReadError):
            pass
        await asyncio.sleep(0.1)
    raise SystemExit("a server does not answer")


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def service(folder: Path, *options: str, keep: bool = True):
    port = free_port()
    most = [word for name in _LIMITS for word in ("--set", f"{name}=1000000")]
    data = ["--data-dir", str(folder / "data")] if keep else []
    command = [
        sys.executable,
        "-m",
        "qgov",
        "serve",
        "--port",
        str(port),
        "--set",
        "log_format=none",
        *data,
        *most,
        *options,
    ]
    with started(command, port, "/readyz", {"QGOV_CACHE": str(folder / "cache")}) as process:
        yield process, port


def measured(name: str, process, run) -> dict:
    before, own = processor_seconds(tree(process.pid)), time.process_time()
    found = asyncio.run(run)
    own, count = time.process_time() - own, max(1, found["requests"])
    used = {pid: used - before.get(pid, 0.0) for pid, used in processor_seconds(tree(process.pid)).items()}
    found["processorMsPerRequest"] = round(sum(used.values()) / count * 1000, 3)
    shares = sorted((round(seconds / count * 1000, 3) for seconds in used.values()), reverse=True)
    found |= {"ofEachProcess": [share for share in shares if share >= 0.001], "client": round(own / count * 1000, 3)}
    print(f"{name}: {json.dumps(found)}", flush=True)
    return found


def decisions(folder: Path, seconds: float, connections: int, rate: float, options: list[str]) -> None:
    for keep, query in ((True, ""), (False, ""), (True, "?explain=false"), (False, "?explain=false")):
        kept = "ledger and store" if keep else "nothing kept"
        with service(folder / f"{keep}{len(query)}", *options, keep=keep) as (process, port):
            new = closed(port, dossiers(1, query, other=True), seconds, connections)
            measured(f"decisions{query}, {kept}, each with other numbers", process, new)
            # Each of the processes that decide meets each dossier before it writes the next one like it.
            asyncio.run(closed(port, dossiers(0, query), WARM, connections))
            again = closed(port, dossiers(2, query), seconds, connections)
            measured(f"decisions{query}, {kept}, with other ids and notes", process, again)
            if rate:
                at_rate = paced(port, dossiers(3, query), seconds, rate)
                measured(f"decisions{query}, {kept}, with other ids and notes, {rate:g}/s", process, at_rate)


def sparql(folder: Path, seconds: float, connections: int, rdflib: str | None) -> None:
    import pyoxigraph as ox

    from qgov.store.shipped import shipped_triples

    data = folder / "graphs.nq"
    quads = (
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph))
        for graph, triples in shipped_triples().items() for t in triples
    )  # fmt: skip
    ox.serialize(quads, str(data), format=ox.RdfFormat.N_QUADS)
    norms = folder / "norms.nt"
    ox.serialize(shipped_triples()[NORMS], str(norms), format=ox.RdfFormat.N_TRIPLES)
    rates: dict[str, dict[str, float]] = {}
    rows: dict[str, dict[str, list]] = {}

    def each(name: str, process, port: int, path: str) -> None:
        for title, text in QUERIES.items():
            rows.setdefault(title, {})[name] = asyncio.run(answered(port, ask(path, text)))
            for fresh in (False, True):
                which = f"{title}, {'a new text each time' if fresh else 'the same text'}"
                asyncio.run(closed(port, queries(path, text, fresh), 1, connections))
                found = measured(
                    f"{name}: {which}", process, closed(port, queries(path, text, fresh), seconds, connections)
                )
                rates.setdefault(which, {})[name] = found["perSecond"]

    with service(folder / "sparql", keep=True) as (process, port):
        each("qgov", process, port, "/sparql")
    binary, port = Path(sys.executable).with_name("oxigraph"), free_port()
    if binary.exists():
        subprocess.run([binary, "load", "--location", folder / "ox", "--file", data], check=True, capture_output=True)  # noqa: S603
        command = [str(binary), "serve-read-only", "--location", str(folder / "ox"), "--bind", f"127.0.0.1:{port}"]
        with started(command, port) as process:
            each("oxigraph", process, port, "/query")
    if rdflib:
        port = free_port()
        with started([rdflib, "-c", _RDFLIB, str(norms), str(port)], port, "/sparql") as process:
            each("rdflib-endpoint", process, port, "/sparql")
    for which, found in rates.items():
        given = rows[which.partition(",")[0]]
        shares = [
            f"{found['qgov'] / rate:.2f} of {name}" if given[name] == given["qgov"] else f"{name} gives other rows"
            for name, rate in found.items() if name != "qgov" and rate
        ]  # fmt: skip
        print(f"{which}: {found['qgov']} a second, {len(given['qgov'])} rows, " + ", ".join(shares), flush=True)


async def answered(port: int, request: bytes) -> list:
    """The days that the rows of an answer hold, in its order; of equals another server may give others first."""
    connection = Connection(port)
    await connection.open()
    status, body = await connection.ask(request)
    connection.close()
    if status != 200:
        raise SystemExit(f"a server answers a query with {status}")
    return [row["from"]["value"] for row in json.loads(body)["results"]["bindings"]]


def soak(folder: Path, minutes: float, rate: float, options: list[str]) -> None:
    """Mixed load at a steady rate; memory of all processes every ten seconds, and how fast it grows in the second half.

    In the first the caches of answers fill, which have bounds of their own.
    """
    marks: list[tuple[float, dict[str, float]]] = []
    with service(folder / "soak", *options) as (process, port):

        async def run() -> dict:
            texts = list(QUERIES.values())
            made = dossiers(3)
            asked = [queries("/sparql", text, True) for text in texts]

            def mixed():
                number = 0
                while True:
                    number += 1
                    yield next(made) if number % 4 == 0 else next(asked[number % len(asked)])

            async def watch() -> None:
                begun = time.monotonic()
                while True:
                    marks.append(((time.monotonic() - begun) / 3600, memory(process.pid)))
                    await asyncio.sleep(10)

            watching = asyncio.ensure_future(watch())
            found = await paced(port, mixed(), minutes * 60, rate)
            watching.cancel()
            return found

        measured(f"soak of {minutes:g} minutes", process, run())
        stored = sum(file.stat().st_size for file in (folder / "soak" / "data" / "store").glob("*.sst"))
    second = marks[len(marks) // 2 :]
    if len(second) > 2:
        for part in sorted({part for _, sizes in second for part in sizes} - {"files"}):
            shown(f"anonymous memory, {part}", second, (part,))
        shown("anonymous memory, all processes", second, set().union(*(sizes for _, sizes in second)) - {"files"})
        shown("mapped from files, all processes", second, ("files",))
    print(f"the store's files at the end: {stored / 1e6:.0f} MB")
    every = (sum(size for part, size in sizes.items() if part != "files") for _, sizes in marks)
    print("samples of anonymous memory (MB):", " ".join(f"{size:.0f}" for size in every))


def shown(title: str, marks: list[tuple[float, dict[str, float]]], parts) -> None:
    """Print how much some parts took over a time (hours and MB), and how fast that grew."""
    sizes = [sum(found.get(part, 0.0) for part in parts) for _, found in marks]
    slope = statistics.linear_regression([hours for hours, _ in marks], sizes).slope
    print(f"{title}, second half: {sizes[0]:.1f} MB, then {sizes[-1]:.1f} MB; {slope:+.1f} MB an hour")


def access(tries: int) -> None:
    """How long a wrong secret and an unknown id take to be refused: medians in microseconds, tried in turn."""
    from qgov.service.keys import KeyFile, KeyRing

    folder = Path(tempfile.mkdtemp(prefix="qgov-keys-"))
    file = KeyFile(folder / "keys.json")
    for _ in range(20):
        key, text = file.add("acme", ["read"])
    ring, took = KeyRing(file), {"a wrong secret": [], "an unknown id": [], "the right key": []}
    given = {
        "a wrong secret": f"qgov_{key.id}_{'x' * 43}", "an unknown id": f"qgov_{'0' * 12}_{'x' * 43}",
        "the right key": text,
    }  # fmt: skip
    for _ in range(tries):
        for name, value in given.items():
            begun = time.perf_counter_ns()
            ring.caller(value)
            took[name].append(time.perf_counter_ns() - begun)
    shutil.rmtree(folder)
    medians = {name: statistics.median(times) / 1000 for name, times in took.items()}
    apart = abs(medians["a wrong secret"] / medians["an unknown id"] - 1)
    print(f"{tries} tries: {json.dumps(medians)}; wrong secret and unknown id differ by {apart:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("decisions", "sparql", "access"))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument(
        "--rate", type=float, default=0, help="also at this many decisions a second (of the soak: requests)"
    )
    parser.add_argument("--rdflib-endpoint", metavar="PYTHON")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument(
        "--set", action="append", default=[], help="a setting of the service, as `qgov serve --set` takes it"
    )
    given = parser.parse_args()
    options = [word for text in given.set for word in ("--set", text)]
    folder = Path(tempfile.mkdtemp(prefix="qgov-load-"))
    try:
        print(f"{os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}", flush=True)
        if given.soak:
            soak(folder, given.soak, given.rate or 8, options)
            return
        if given.only in (None, "access"):
            access(20_000)
        if given.only in (None, "decisions"):
            decisions(folder, given.seconds, given.connections, given.rate, options)
        if given.only in (None, "sparql"):
            sparql(folder, given.seconds, given.connections, given.rdflib_endpoint)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
