"""Deletes axioms one at a time and asks who notices: the competency questions, the gates, the recorded release.

An axiom that nobody misses is redundant: all that is recorded follows without it.

An axiom is a statement with the blank nodes that hang on it, or one member of a list of things that exclude each other.
Declarations and texts are left alone: the gates see a missing one at once.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache

from qgov.base.iri import QGOV, local
from qgov.base.workers import shared
from qgov.curation.release import _NOTATION, OPERATIVE, record
from qgov.lexicon.axioms import OWL, RDF, RDFS, Axiom, axioms, written
from qgov.lexicon.entail import Entailment
from qgov.lexicon.questions import questions
from qgov.lexicon.terms import ontology_triples

_LOGICAL = {RDFS + n for n in ("subClassOf", "subPropertyOf", "domain", "range")} | {
    OWL + n for n in ("equivalentClass", "disjointWith", "inverseOf", "propertyChainAxiom", "differentFrom", "sameAs")
}
_DECLARATIONS = {
    OWL + n
    for n in (
        "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual", "Ontology",
        "AllDisjointClasses", "AllDifferent", "AllDisjointProperties", "Restriction",
    )
}  # fmt: skip
_LISTS = (OWL + "members", OWL + "distinctMembers")


@dataclass(frozen=True)
class Mutant:
    """An axiom to delete: what goes, what stands in its place (a shortened list), and its words."""

    text: str
    kind: str
    module: str
    gone: tuple
    instead: tuple = ()


@dataclass
class Report:
    """How many axioms were deleted, and what noticed each first."""

    noticed: Counter = field(default_factory=Counter)
    kinds: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    redundant: list[str] = field(default_factory=list)
    only_release: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.noticed.values())

    def to_dict(self) -> dict:
        return {
            "axioms": self.total, "noticed": dict(self.noticed), "kinds": {k: dict(v) for k, v in self.kinds.items()},
            "onlyRelease": self.only_release, "redundant": self.redundant,
        }  # fmt: skip

    def __str__(self) -> str:
        rows = [f"{self.total} axioms deleted, one at a time"]
        for word in ("questions", "gates", "release", "redundant"):
            share = 100 * self.noticed[word] / self.total if self.total else 0
            what = "redundant, nothing is lost" if word == "redundant" else f"first noticed by {word}"
            rows.append(f"  {what:28} {self.noticed[word]:6}  {share:5.1f} %")
        for kind, counted in sorted(self.kinds.items()):
            said = ", ".join(f"{word} {number}" for word, number in sorted(counted.items()))
            rows.append(f"  {kind:26} {said}")
        rows += [f"  redundant: {text}" for text in self.redundant]
        return "\n".join(rows)


@cache
def mutants() -> tuple[Mutant, ...]:
    """Every axiom of the shipped modules that can be deleted by itself."""
    rows = list(ontology_triples())
    below = defaultdict(list)
    for row in rows:
        below[row.subject].append(row)
    homes = {r.subject: r.object.value.rsplit("/", 1)[-1] for r in rows if r.predicate.value == RDFS + "isDefinedBy"}
    found = []
    for row in rows:
        path, home = row.predicate.value, homes.get(row.subject, "")
        if path in _LISTS:
            found += _shortened(row, below, homes)
        elif _mutable(row):
            closure = _closure(row.object, below)
            value = _anonymous(row, closure, below) if closure else _short(str(getattr(row.object, "value", "")))
            text = f"{local(row.subject.value)} {_short(path)} {value}"
            found.append(Mutant(text, _short(path), home, (row, *closure)))
    return tuple(sorted(found, key=lambda mutant: mutant.text))


def _mutable(row) -> bool:
    if type(row.subject).__name__ != "NamedNode" or not row.subject.value.startswith(QGOV):
        return False
    path, value = row.predicate.value, getattr(row.object, "value", "")
    if path == RDF + "type":
        return value not in _DECLARATIONS
    if path in _LOGICAL or path == _NOTATION:
        return True
    if not path.startswith(QGOV):
        return False
    return local(path) in OPERATIVE or (type(row.object).__name__ == "NamedNode" and local(path) in _relations())


@cache
def _relations() -> frozenset[str]:
    return frozenset(
        local(row.subject.value)
        for row in ontology_triples()
        if row.predicate.value == RDF + "type" and getattr(row.object, "value", "") == OWL + "ObjectProperty"
    )


def _closure(node, below: dict) -> tuple:
    rows, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        if type(current).__name__ == "BlankNode":
            rows += below[current]
            waiting += [row.object for row in below[current]]
    return tuple(rows)


def _anonymous(row, closure: tuple, below: dict) -> str:
    """A class expression in words, from the axiom that it stands in."""
    kinds = [r for r in below[row.subject] if r.predicate.value == RDF + "type" and _declared(r)]
    for axiom in axioms([*kinds, row, *closure]):
        if not axiom[0].startswith("Declaration"):
            return written(axiom)
    return "(anonymous)"


def _declared(row) -> bool:
    return getattr(row.object, "value", "") in _DECLARATIONS


def _shortened(row, below: dict, homes: dict) -> list[Mutant]:
    """One mutant for each member of a list of things that exclude each other: the list without it."""
    import pyoxigraph as ox

    cells = _closure(row.object, below)
    members, head = [], row.object
    while getattr(head, "value", "") != RDF + "nil":
        cell = {r.predicate.value: r.object for r in below[head]}
        members.append(cell[RDF + "first"])
        head = cell[RDF + "rest"]
    found = []
    for left_out in members:
        rest = [member for member in members if member != left_out]
        nodes = [ox.BlankNode() for _ in rest] + [ox.NamedNode(RDF + "nil")]
        instead = [ox.Triple(row.subject, row.predicate, nodes[0])]
        for node, member, following in zip(nodes, rest, nodes[1:], strict=False):
            instead.append(ox.Triple(node, ox.NamedNode(RDF + "first"), member))
            instead.append(ox.Triple(node, ox.NamedNode(RDF + "rest"), following))
        kind = "AllDisjointClasses member" if row.predicate.value == OWL + "members" else "AllDifferent member"
        others = ", ".join(sorted(local(m.value) for m in rest)[:4])
        text = f"{local(left_out.value)} excludes {others} ..."
        found.append(Mutant(text, kind, homes.get(left_out, ""), (row, *cells), tuple(instead)))
    return found


def _short(iri: str) -> str:
    return local(iri).rsplit("#", 1)[-1].rsplit("/", 1)[-1] if iri.startswith("http") else iri


def mutation_report(
    sample: int | None = None,
    seed: int = 0,
    module: str | None = None,
    kinds: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Delete axioms, of a module and of some kinds if these are given, and report who noticed.

    ``sample`` takes some of them by chance. The work is shared among the processors.
    """
    every = mutants()
    chosen = [
        index
        for index, mutant in enumerate(every)
        if module in (None, mutant.module) and (not kinds or mutant.kind in kinds)
    ]
    if sample is not None and sample < len(chosen):
        chosen = sorted(random.Random(seed).sample(chosen, sample))  # noqa: S311 (reproducible, nothing secret)
    report = Report()
    with shared(min(os.cpu_count() or 1, 8)) as pool:
        results = pool.map(_judge, chosen, chunksize=max(1, min(8, len(chosen) // 16)))
        for done, (index, who) in enumerate(zip(chosen, results, strict=True), 1):
            _count(report, every[index], who)
            if progress:
                progress(done, len(chosen))
    return report


def _count(report: Report, mutant: Mutant, who: str) -> None:
    report.noticed[who] += 1
    report.kinds[mutant.kind][who] += 1
    if who == "redundant":
        report.redundant.append(f"{mutant.module}: {mutant.text}")
    elif who == "release":
        report.only_release.append(f"{mutant.module}: {mutant.text}")


class _Bench:
    """What a worker keeps between mutants: a store, and the gates and the record of the modules as they are."""

    def __init__(self):
        from qgov.curation.gates import gates, lexicon_store
        from qgov.store.questions import ask

        self.triples = list(ontology_triples())
        self.store = lexicon_store(self.triples)
        # The gates that run a reasoner, shapes or all the questions over again are left to the other judges.
        self.gates = [gate for gate in gates() if gate.find is None]
        self.found = {gate.name: gate.rows(self.store) for gate in self.gates}
        self.record = record(self.triples).lines
        # A question that fails as things are notices nothing.
        self.questions = [answer.question for answer in ask(questions(), self.store) if answer.passed]


@cache
def _bench() -> _Bench:
    return _Bench()


def _judge(index: int) -> str:
    """Who notices first that the axiom is gone."""
    import pyoxigraph as ox

    from qgov.store.graphs import GRAPH

    bench = _bench()
    # Blank nodes are named anew in each process, so a mutant is found by its place.
    mutant = mutants()[index]
    gone = set(mutant.gone)
    rows = [row for row in bench.triples if row not in gone] + list(mutant.instead)
    stated = axioms(rows)
    graph = ox.NamedNode(GRAPH + "lexicon")
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in mutant.gone]
    instead = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in mutant.instead]
    for quad in quads:
        bench.store.remove(quad)
    bench.store.extend(instead)
    try:
        if _questions_notice(mutant, stated, bench):
            return "questions"
        if any(gate.rows(bench.store) != bench.found[gate.name] for gate in bench.gates):
            return "gates"
    finally:
        for quad in instead:
            bench.store.remove(quad)
        bench.store.extend(quads)
    return "release" if record(rows).lines != bench.record else "redundant"


def _questions_notice(mutant: Mutant, stated: list[Axiom], bench: _Bench) -> bool:
    from qgov.store.questions import answers

    rules = Entailment(stated)
    names = {local(node.value) for row in mutant.gone for node in (row.subject, row.object)
             if getattr(node, "value", "").startswith(QGOV)}  # fmt: skip
    near = [question for question in bench.questions if question.terms() & names]
    near.sort(key=lambda question: len(question.terms()))
    far = [question for question in bench.questions if not question.terms() & names]
    return any(not answer.passed for answer in answers([*near, *far], bench.store, rules))
