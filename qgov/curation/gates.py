"""The quality gates: queries in ``ontology/quality/``, and what a query cannot say.

A gate has a title, a level (error, warning, info), a remedy, and finds rows of a term and a detail. What is right in
spite of a gate stands in ``ontology/quality/explained.csv`` with its reason; an explanation that explains nothing is a
fault itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.errors import LexiconError
from qgov.base.iri import QGOV, local
from qgov.base.resources import resource
from qgov.lexicon.questions import PREFIXES
from qgov.store.graphs import GRAPH

LEVELS = ("error", "warning", "info")
_PREFIXES = PREFIXES | {"graph": GRAPH}


@dataclass(frozen=True)
class Gate:
    """One rule about the lexicon. ``query`` is empty where ``find`` does the looking."""

    name: str
    title: str
    level: str
    remedy: str
    after: str = ""
    query: str = ""
    find: Callable | None = None

    def rows(self, store) -> list[tuple[str, str]]:
        """The terms at fault and what is wrong with each."""
        if self.find is not None:
            try:
                return sorted(set(self.find(store)))
            except LexiconError as error:
                return [("ontology", str(error))]
        found = store.query(self.query, prefixes=_PREFIXES, use_default_graph_as_union=True)
        return sorted({(_text(row["term"]), _text(row["detail"])) for row in found})


@dataclass(frozen=True)
class Fault:
    """A term that a gate found, and why it is right in spite of it, if it is."""

    gate: Gate
    term: str
    detail: str
    reason: str = ""

    def __str__(self) -> str:
        why = f" (explained: {self.reason})" if self.reason else ""
        return f"{self.gate.level}: {self.gate.name}: {local(self.term)}: {self.detail}; {self.gate.remedy}{why}"


def _text(value: object) -> str:
    return getattr(value, "value", str(value)) if value is not None else ""


@cache
def gates() -> tuple[Gate, ...]:
    """All gates, those that are queries first."""
    from qgov.curation.python_gates import PYTHON_GATES

    found = [read_gate(path) for path in sorted(resource("ontology").glob("quality/*.rq"))]
    return (*found, *PYTHON_GATES)


def read_gate(path: Path) -> Gate:
    """A gate from its query file, whose first lines say what it is."""
    text = path.read_text("utf-8")
    head = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    named = dict(re.findall(r"^(level|remedy|after): (.*)$", "\n".join(head[1:]), re.MULTILINE))
    if not head or named.get("level") not in LEVELS or "remedy" not in named:
        raise LexiconError(f"{path.name}: the first lines give title, level and remedy")
    return Gate(path.stem, head[0], named["level"], named["remedy"], named.get("after", ""), text)


def run_gates(store, chosen: Iterable[Gate] | None = None) -> list[Fault]:
    """What the gates find in a store with the graphs of lexicon, labels and norms."""
    reasons = explanations()
    used: set[tuple[str, str]] = set()
    faults = []
    for gate in gates() if chosen is None else chosen:
        for term, detail in gate.rows(store):
            key = next((key for key in ((gate.name, local(term)), (gate.name, "*")) if key in reasons), None)
            used.add(key) if key else None
            faults.append(Fault(gate, term, detail, reasons.get(key, "") if key else ""))
    if chosen is None:
        stale = Gate("explanation-stale", "Every explanation explains something.", "error", "remove the row")
        faults += [Fault(stale, QGOV + term, f"{name} finds nothing there") for name, term in set(reasons) - used]
    return faults


@cache
def explanations() -> dict[tuple[str, str], str]:
    """(gate, term) -> why the term is right; the term ``*`` stands for all that the gate finds."""
    with resource("ontology/quality/explained.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["gate"], row["term"]): row["reason"] for row in csv.DictReader(stream)}


def lexicon_store(triples: Iterable | None = None):
    """A store with the graphs that the gates read; ``triples`` stand in the place of the shipped modules."""
    import pyoxigraph as ox

    from qgov.store.graphs import load_shipped

    store = ox.Store()
    load_shipped(store)
    if triples is not None:
        graph = ox.NamedNode(GRAPH + "lexicon")
        store.clear_graph(graph)
        store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return store
