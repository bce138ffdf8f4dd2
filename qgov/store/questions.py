"""Asks competency questions of the graphs and compares what comes back with what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from qgov.base.resources import resource
from qgov.lexicon.entail import Closure, Entailment, entailment, inferred_triples
from qgov.lexicon.questions import PREFIXES, Question, shortened
from qgov.store.graphs import GRAPH


@dataclass(frozen=True)
class Answer:
    """What a question brought back: the rows, or True or False, or None with the contradictions found."""

    question: Question
    rows: tuple | bool | None
    fault: str = ""

    @property
    def passed(self) -> bool:
        return not self.fault


def ask(every: Iterable[Question], store=None, rules: Entailment | None = None) -> list[Answer]:
    """The answers to some questions; ``store`` holds lexicon, norms and reference data, by default the shipped ones."""
    return list(answers(every, store, rules))


def answers(every: Iterable[Question], store=None, rules: Entailment | None = None) -> Iterator[Answer]:
    """The answers one by one."""
    if store is None:
        from qgov.store.query import open_graphs

        store = open_graphs()
    rules = rules or entailment()
    with _Loaded(store, "inferred", inferred_triples(rules.words)):
        for question in every:
            yield _ask(question, store, rules)


def _ask(question: Question, store, rules: Entailment) -> Answer:
    try:
        triples, extra = _data(question)
    except (SyntaxError, ValueError, OSError) as error:
        return Answer(question, None, f"the data cannot be read: {error}")
    closure = rules.close(triples)
    if question.rows is None:
        return Answer(question, None, "" if closure.clashes else "the data does not contradict the lexicon")
    if closure.clashes:
        return Answer(question, None, "the data contradicts the lexicon: " + "; ".join(closure.clashes))
    words = rules.words
    own = Closure(
        {name: kinds - words.types.get(name, set()) for name, kinds in closure.types.items()},
        closure.relations - words.relations,
    )
    inferred = inferred_triples(own)
    with _Loaded(store, "claims", triples), _Loaded(store, "inferred", inferred), _Loaded(store, "", extra):
        try:
            result = store.query(question.sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
            rows = _rows(result)
        except (SyntaxError, ValueError, OSError) as error:
            return Answer(question, None, f"the query cannot be run: {error}")
    return Answer(question, rows, "" if rows == question.rows else _difference(question.rows, rows))


def _rows(result) -> tuple | bool:
    import pyoxigraph as ox

    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    return tuple(sorted(tuple(shortened(solution[name]) for name in names) for solution in result))


def _difference(expected: object, found: object) -> str:
    if not isinstance(expected, tuple) or not isinstance(found, tuple):
        return f"expected {expected}, found {found}"
    missing = [row for row in expected if row not in found]
    surplus = [row for row in found if row not in expected]
    parts = []
    for name, rows in (("missing", missing), ("not expected", surplus)):
        if rows:
            shown = "; ".join(", ".join(row) for row in rows[:8])
            parts.append(f"{name}: {shown}" + (f" and {len(rows) - 8} more" if len(rows) > 8 else ""))
    return " | ".join(parts) or "a row comes back more often than expected"


def _data(question: Question) -> tuple[list, list]:
    """The triples to reason over, and quads that are only asked."""
    if not question.dossier:
        return question.triples(), []
    relations, quads = _decided(question.dossier)
    return relations + question.triples(), quads


@cache
def _decided(dossier: str) -> tuple[list, list]:
    import pyoxigraph as ox

    from qgov.dossier.read import read_dossier
    from qgov.dossier.relations import dossier_relations
    from qgov.reasoning.pipeline import decide_dossier
    from qgov.report.rdf import decision_triples

    path = resource(dossier)
    decision = decide_dossier(read_dossier(path.read_bytes(), path.name), simulate=False)
    graph = ox.NamedNode(GRAPH + "decision")
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in decision_triples(decision)]
    return dossier_relations(decision.dossier), quads


class _Loaded:
    """Triples in a graph of the store, or quads, for a time; what was there before stays."""

    def __init__(self, store, graph: str, rows: list):
        import pyoxigraph as ox

        self.store = store
        if not graph:
            self.quads = rows
            return
        name = ox.NamedNode(GRAPH + graph)
        self.quads = [
            ox.Quad(t.subject, t.predicate, t.object, name)
            for t in set(rows)
            if not any(store.quads_for_pattern(t.subject, t.predicate, t.object))
        ]

    def __enter__(self):
        self.store.extend(self.quads)

    def __exit__(self, *_):
        for quad in self.quads:
            self.store.remove(quad)
