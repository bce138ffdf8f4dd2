"""Measures what users wait for, side by side with a peer where there is one, all in one run.

    python benchmarks/run.py

The peer of the reference engine is pySHACL: both judge the same world of the same dossier under the same norms in
force; pySHACL reads the generated duty shapes. Times are medians; ratios are of this run on this machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from qgov import decide, load
from qgov.base.resources import resource
from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item
from qgov.norms import norm_book
from qgov.norms.duty_shapes import duty_shapes
from qgov.reasoning.credential import credential, new_key, read_key
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.reasoning.receipt import canonical_receipt
from qgov.situation import reference
from qgov.situation.world_graph import world_triples
from qgov.verifier import verify as verifier

DOSSIER = resource("data/dossiers/2026-us-in-boston-headline.json")
STRADDLING = resource("data/dossiers/2026-us-in-kingston-straddling.json")
PAIRS = resource("data/dossiers/2026-us-in-boston-mean.json")


def timed(function: Callable[[], object], rounds: int) -> float:
    """Median wall time in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def afterwards(prepare: Callable[[], object], function: Callable[[object], object], rounds: int) -> float:
    """Median wall time in milliseconds of what is done with something that is prepared anew every time."""
    times = []
    for _ in range(rounds):
        made = prepare()
        start = time.perf_counter()
        function(made)
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


def closures() -> tuple[float, float, float]:
    """What follows of one dossier: by the compiled rules, by owlrl (OWL 2 RL), by HermiT (complete); in milliseconds.

    All three read the same modules and data; owlrl and HermiT read the modules anew each time: they keep nothing.
    """
    import owlrl
    from rdflib import Graph, Namespace

    from qgov.curation.reasoner import reason
    from qgov.dossier.relations import dossier_relations
    from qgov.lexicon.axioms import RDF
    from qgov.lexicon.entail import entailment
    from qgov.lexicon.terms import ontology_triples

    rules = entailment()
    found = [
        t
        for t in dossier_relations(read_dossier(DOSSIER))
        if hasattr(t.object, "value") and t.predicate.value in (RDF + "type", *rules.object_properties)
        and not hasattr(t.object, "datatype")
    ]  # fmt: skip
    names = sorted({t.subject.value for t in found})
    text = "".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in [*ontology_triples(), *found])

    def by_owlrl():
        graph = Graph().parse(data=text, format="nt")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        return graph

    closed, mine = by_owlrl(), rules.close(found)
    qgov = Namespace("https://w3id.org/qgov/")
    for name in names:
        theirs = {str(o) for o in closed.objects(Namespace("")[name], Namespace(RDF).type) if str(o).startswith(qgov)}
        assert theirs <= mine.classes(name), f"owlrl finds more of {name}: {theirs - mine.classes(name)}"
    return (
        timed(lambda: rules.close(found), 20),
        timed(by_owlrl, 1),
        timed(lambda: reason([*ontology_triples(), *found], names), 1),
    )


def verifying() -> list[tuple[str, float, str]]:
    """Cold processes that check a receipt as a stranger does: the file alone, in a folder of its own. Told is what they
    spend, whatever else the machine does."""
    receipt = decide(DOSSIER, simulate=False).full_receipt()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(verifier.__file__, folder / "verify.py")
        new_key(folder / "key.pem")
        (folder / "plain.json").write_bytes(canonical_receipt(receipt))
        signed = credential(receipt, read_key(folder / "key.pem"))
        (folder / "signed.json").write_bytes(canonical_receipt(signed))

        def spent(*arguments: str) -> float:
            before = getrusage(RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-S", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603
            after = getrusage(RUSAGE_CHILDREN)
            return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

        def typical(*arguments: str) -> float:
            return median(spent(*arguments) for _ in range(9))

        spent("-m", "verify", "plain.json")  # Python keeps what it compiled
        size = f"{(folder / 'plain.json').stat().st_size / 1e6:.1f} MB"
        return [
            ("verify.py, alone", typical("-I", "verify.py", "plain.json"), f"cold process, {size}; processor time"),
            ("   signed", typical("-I", "verify.py", "signed.json"), "with its Ed25519 signature; processor time"),
            ("   python -m verify", typical("-m", "verify", "plain.json"), "compiled before; processor time"),
        ]


def main() -> None:
    rows = [
        ("python -c pass", timed(command("-c", "pass"), 5), ""),
        ("qgov --help", timed(command("-m", "qgov", "--help"), 5), "cold process"),
        ("qgov decide --no-sim", timed(command("-m", "qgov", "decide", "--no-sim", str(DOSSIER)), 3), "cold process"),
        ("qgov decide", timed(command("-m", "qgov", "decide", str(DOSSIER)), 3), "cold process, circuits cached"),
    ]
    load()
    for name, path in (("facts known", DOSSIER), ("a fact straddles", STRADDLING)):

        def again(path=path):
            return decide(path, simulate=False)

        rows += [
            (f"decide(), warm, {name}", timed(again, 50), "findings and outcome, from the file"),
            ("   residual", afterwards(again, lambda made: made.residual, 20), ""),
            ("   nearest", afterwards(again, lambda made: (made.residual, made.nearest), 20), "with the residual"),
            ("   everything", afterwards(again, lambda made: made.to_dict(), 20), "explanation and receipt, as JSON"),
        ]
    rows += verifying()
    item = read_dossier(PAIRS).items[0]
    rows.append((f"ground_item(), {len(item.pairs)} pairs", timed(lambda: ground_item(item, simulate=False), 10), ""))
    engine, shacl = engines()
    rows.append(("reference engine, one dossier", engine, "all norms in force"))
    rows.append(("pySHACL, the same world", shacl, f"controls alone; {shacl / engine:.1f} x the engine's time"))
    rules, owlrl, hermit = closures()
    rows.append(("entailment of one dossier", rules, "rules compiled once"))
    rows.append(("owlrl, the same", owlrl, f"{owlrl / rules:.0f} x"))
    rows.append(("HermiT, the same", hermit, f"complete; {hermit / rules:.0f} x"))
    width = max(len(row[0]) for row in rows)
    for name, milliseconds, note in rows:
        print(f"{name.ljust(width)}  {milliseconds:9.1f} ms  {note}")


if __name__ == "__main__":
    main()
