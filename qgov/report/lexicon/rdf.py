"""A term as RDF: what the ontology says of it, anonymous class expressions included, with labels and mappings."""

from __future__ import annotations

from functools import cache

from qgov.base.iri import QGOV
from qgov.lexicon.labels import label_files
from qgov.lexicon.questions import PREFIXES
from qgov.lexicon.terms import ontology_triples

FORMATS = {"turtle": "TURTLE", "jsonld": "JSON_LD"}


@cache
def _graph() -> dict:
    import pyoxigraph as ox

    found: dict = {}
    rows = list(ontology_triples())
    for path in label_files():
        rows += [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return found


def term_triples(name: str) -> list:
    """The triples about a term, with those of the blank nodes that they lead to."""
    import pyoxigraph as ox

    graph, rows, waiting, seen = _graph(), [], [ox.NamedNode(QGOV + name)], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for row in graph.get(node, ()):
            rows.append(row)
            if isinstance(row.object, ox.BlankNode):
                waiting.append(row.object)
    return rows + _mapped(name)


def _mapped(name: str) -> list:
    import pyoxigraph as ox

    from qgov.lexicon.alignments import alignments

    return [
        ox.Triple(ox.NamedNode(QGOV + name), ox.NamedNode(found.predicate), ox.NamedNode(found.object))
        for found in alignments().get(name, ())
    ]


def term_text(*names: str, format: str = "turtle") -> str:
    """Terms as one document of Turtle or JSON-LD."""
    import pyoxigraph as ox

    prefixes = {k: v for k, v in PREFIXES.items() if k not in ("ex", "sh", "prov")}
    triples = sorted({triple for name in names for triple in term_triples(name)}, key=str)
    return ox.serialize(triples, format=getattr(ox.RdfFormat, FORMATS[format]), prefixes=prefixes).decode()
