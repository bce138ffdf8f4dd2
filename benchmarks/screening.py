"""Registers of 1,000 to a million lines through ``qgov screen``, with all norms: time, rate and memory.

    python benchmarks/screening.py [lines ...]

Each size is screened twice, as a command of its own: first with an empty cache of keys, so that every pattern is judged
anew, then again. Beside columns: N-Quads against the bare parser on the same file; the cost of judging with 30 and with
300 norms; and a SHACL engine (the package ``shacl``, the fastest exact one that was found) on the same lines as points
under the same norms, whose verdicts must be the same. Times are wall times, of one run on this machine; what else runs
on it is in them, and less in the processor time of all processes, which stands beside. Memory is that of all processes
together, what they share counted once, as it was at most when looked at twice a second.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import screening_register as registers

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUADS, POINTS, LAWS = (100_000, 300_000), 1000, 400
LOOK = 0.5  # seconds between two looks at memory
FEW = ("de-awv",)
MANY = ("us-ear", "eu-dual-use", "uk-dual-use", "uk-eco")


@dataclass(frozen=True)
class Cost:
    """Seconds of one run of the command, of the processors in all its processes, and MB of these together."""

    seconds: float
    processor: float
    memory: float


def command(register: Path, out: Path, cache: Path, *options: str) -> Cost:
    """What one run of the command takes."""
    start, most = time.perf_counter(), 0.0
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "qgov", "screen", str(register), "--out", str(out), *options],
        env=os.environ | {"QGOV_CACHE": str(cache / "circuits")}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    ended, told = 0, start
    while not ended:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if not ended:
            time.sleep(0.01)
            if time.perf_counter() - told > LOOK:
                most, told = max(most, memory_of(process.pid)), time.perf_counter()
    if status:
        raise SystemExit(f"qgov screen {register} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, most)


def memory_of(process: int) -> float:
    """MB of a process and all that it began, what they share counted once; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = [one for task in Path(f"/proc/{process}/task").iterdir()
                    for one in (task / "children").read_text().split()]  # fmt: skip
    except OSError:  # it has ended
        return 0.0
    own = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    return own + sum(memory_of(int(child)) for child in children)


def columns(folder: Path, sizes: tuple[int, ...]) -> None:
    """Parquet of every size, cold and warm."""
    print("lines      cold s   lines/s    warm s   lines/s   processor s   MB in all")
    for size in sizes:
        register = folder / f"{size}.parquet"
        registers.write_parquet(register, size)
        cache = folder / f"cache-{size}"
        cold = command(register, folder / "out.parquet", cache).seconds
        warm = command(register, folder / "out.parquet", cache)
        print(f"{size:9} {cold:8.1f} {size / cold:9,.0f} {warm.seconds:9.1f} {size / warm.seconds:9,.0f}"
              f" {warm.processor:13.1f} {warm.memory:11.0f}", flush=True)  # fmt: skip
        register.unlink()


def quads(folder: Path, lines: int) -> None:
    """N-Quads, and the parser alone on the same file."""
    import pyoxigraph as ox

    register, cache = folder / "register.nq", folder / "cache-quads"
    registers.write_quads(register, lines)
    start, processor = time.perf_counter(), time.process_time()
    triples = sum(1 for _ in ox.parse(path=str(register), format=ox.RdfFormat.N_QUADS))
    parsed, processor = time.perf_counter() - start, time.process_time() - processor
    command(register, folder / "out.parquet", cache)
    warm = command(register, folder / "out.parquet", cache)
    print(f"\nN-Quads, {lines:,} lines, {triples:,} quads: the parser alone {parsed:.1f} s ({processor:.1f} s of a"
          f" processor), screened (warm) {warm.seconds:.1f} s ({warm.processor:.1f} s of all, {warm.memory:.0f} MB):"
          f" {parsed / warm.seconds:.0%} of the parser's speed", flush=True)  # fmt: skip


def laws(lines: int) -> None:
    """The cost of judging a register's keys under few norms and under many."""
    from qgov.base.parse import check_tree
    from qgov.norms import norm_book
    from qgov.registers.batches import Documents
    from qgov.registers.engine import Engine
    from qgov.registers.task import LawOptions, Task

    instruments = sorted({norm.instrument for norm in norm_book().norms})
    trees = [check_tree(tree) for tree in registers.dossiers(lines)]
    found = []
    for kept in (FEW, MANY):
        task = Task((LawOptions(without=tuple(one for one in instruments if one not in kept)),))
        count = len(task.prepared().laws[0].book.norms)
        engine = Engine(task)
        start = time.perf_counter()
        engine.answer(Documents(range(lines), trees, trees))
        found.append((count, time.perf_counter() - start, engine.judged))
    (few, short, some), (many, long, more) = found
    print(f"\n{few} norms: {short:.2f} s ({some} keys); {many} norms: {long:.2f} s ({more} keys); for {lines} lines,"
          f" {long / short:.1f} times for {many / few:.0f} times the norms")  # fmt: skip


def points(lines: int) -> None:
    """The same lines as points to a SHACL engine, under the shapes of the same norms."""
    from dataclasses import replace
    from datetime import date
    from decimal import Decimal

    import shacl

    from qgov.dossier.read import from_data
    from qgov.lexicon import lexicon
    from qgov.norms.duty_shapes import duty_shapes, shown_privilege
    from qgov.norms.model import NORM, PROHIBITED, REQUIRED
    from qgov.registers.task import LawOptions, Task
    from qgov.registers.verdicts import verdicts
    from qgov.situation.world_graph import line_node, world_triples

    day = date(2026, 3, 2)
    law = Task((LawOptions(at=day.isoformat()),)).prepared().laws[0]
    prepared = shacl.Shapes.from_text(duty_shapes(law.book.in_force(day), law.book.acting_on_entries), "turtle")
    data, expected = [], {}
    for tree in registers.dossiers(lines):
        if "cnotError" in tree["items"][0]:  # a point, of no more digits than the engine's decimals have
            value = tree["items"][0]["cnotError"]["value"]
            tree["items"][0]["cnotError"] = {"value": value.quantize(Decimal("1e-12"))}
        found = verdicts(from_data(tree), law)
        one = found.lines[0][0]
        if not one.readings:
            continue
        engine, reading = found.judged.engine, one.readings[0]
        norms = {norm.iri: norm for norm in one.norms}
        shown = [shown_privilege(norms[iri], provision) for iri, provisions in one.shown.items()
                 if iri not in one.disqualified for provision in provisions]  # fmt: skip
        world = engine.world(one.line, reading.assignment)
        days = {term for term in world.scalars if lexicon().is_day(term)}  # no end of an unknown day is a day
        world = replace(world, scalars={term: value for term, value in world.scalars.items() if term not in days})
        data += world_triples(tree["id"], one.line, world, described=reading.described, shown=shown)
        relieved = {provision for iri, provisions in one.shown.items() if iri not in one.disqualified
                    for provision in provisions}  # fmt: skip
        expected[line_node(tree["id"], one.line)] = any(
            norm.kind == NORM and norm.effect in (PROHIBITED, REQUIRED) and norm.provision not in relieved
            for norm in map(norms.__getitem__, reading.applies - reading.satisfied)
        )
    text = "\n".join(data)
    start = time.perf_counter()
    report = prepared.validate_text(text, "ntriples")
    seconds = time.perf_counter() - start
    guilty = {result.focus_node.strip("<>") for result in report.results}
    wrong = sum((node in guilty) != controlled for node, controlled in expected.items())
    print(f"\nshacl, {len(expected)} lines as points, {len(law.book.in_force(day))} norms: {seconds:.2f} s,"
          f" {len(expected) / seconds:,.0f} lines/s; {sum(expected.values())} controlled,"
          f" {wrong} told otherwise")  # fmt: skip


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns(folder, sizes)
        for lines in QUADS:
            quads(folder, lines)
    laws(LAWS)
    points(POINTS)


if __name__ == "__main__":
    main()
