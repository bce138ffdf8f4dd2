"""Measures what users wait for, side by side with a peer where there is one, all in one run.

    python benchmarks/run.py

The peer of the reference engine is pySHACL: both judge the same world of the same dossier under the same norms in
force; pySHACL reads the generated duty shapes. Times are medians; ratios are of this run on this machine.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from qgov import decide, load
from qgov.base.resources import resource
from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item
from qgov.norms import norm_book
from qgov.norms.duty_shapes import duty_shapes
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.situation import reference
from qgov.situation.world_graph import world_triples

DOSSIER = resource("data/dossiers/2026-us-in-boston-headline.json")
PAIRS = resource("data/dossiers/2026-us-in-boston-mean.json")


def timed(function: Callable[[], object], rounds: int) -> float:
    """Median wall time in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def command(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=False, capture_output=True)  # noqa: S603


def engines() -> tuple[float, float]:
    """The reference engine and pySHACL on one world of one dossier; both must find the same controls."""
    import pyshacl
    from rdflib import Graph

    dossier, book, tables = read_dossier(DOSSIER), norm_book(), reference()
    facts = ground_dossier(dossier, simulate=False).facts
    norms = norms_for(dossier, book, tables, dossier.date)
    judged = judge(dossier, facts, norms, tables, dossier.date, book)
    line, reading = judged.lines[0], judged.judgments[0].readings[0]
    world = judged.engine.world(line, reading.assignment)
    shapes = Graph().parse(data=duty_shapes(norms, book.acting_on_entries), format="turtle")
    triples = world_triples(dossier.id, line, world, described=reading.described)
    data = Graph().parse(data="\n".join(triples), format="nt")

    def by_pyshacl():
        return pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")

    def by_engine():
        return judge(dossier, facts, norms, tables, dossier.date, book)

    conforms, _, text = by_pyshacl()
    required = {norm.iri for norm in norms if norm.effect == "authorisation-required" and norm.iri in reading.applies}
    assert not conforms and text.count("Constraint Violation") == len(required), "the two engines disagree"
    return timed(by_engine, 20), timed(by_pyshacl, 5)


def main() -> None:
    rows = [
        ("python -c pass", timed(command("-c", "pass"), 5), ""),
        ("qgov --help", timed(command("-m", "qgov", "--help"), 5), "cold process"),
        ("qgov decide --no-sim", timed(command("-m", "qgov", "decide", "--no-sim", str(DOSSIER)), 3), "cold process"),
        ("qgov decide", timed(command("-m", "qgov", "decide", str(DOSSIER)), 3), "cold process, circuits cached"),
    ]
    load()
    rows.append(("decide(), warm", timed(lambda: decide(DOSSIER, simulate=False), 20), "explanations included"))
    item = read_dossier(PAIRS).items[0]
    rows.append((f"ground_item(), {len(item.pairs)} pairs", timed(lambda: ground_item(item, simulate=False), 10), ""))
    engine, shacl = engines()
    rows.append(("reference engine, one dossier", engine, "all norms in force"))
    rows.append(("pySHACL, the same world", shacl, f"controls alone; {shacl / engine:.1f} x the engine's time"))
    width = max(len(row[0]) for row in rows)
    for name, milliseconds, note in rows:
        print(f"{name.ljust(width)}  {milliseconds:9.1f} ms  {note}")


if __name__ == "__main__":
    main()
