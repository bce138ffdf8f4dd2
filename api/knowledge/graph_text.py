"""A piece of the shipped graphs as text that is the same each time it is written."""

from __future__ import annotations

from functools import cache

from qgov.base.iri import QGOV


@cache
def shipped():
    """Lexicon, labels, norms, mappings and reference data as one store in memory, read once."""
    import pyoxigraph as ox

    from qgov.store.graphs import load_shipped

    store = ox.Store()
    load_shipped(store)
    return store


def about(iri: str) -> list:
    """The triples about a node in the shipped graphs, with those of the blank nodes that they lead to."""
    import pyoxigraph as ox

    found, waiting, seen = set(), [ox.NamedNode(iri)], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in shipped().quads_for_pattern(node, None, None, None):
            found.add(quad.triple)
            if isinstance(quad.object, ox.BlankNode):
                waiting.append(quad.object)
    return list(found)


def graph_text(triples: list, media: str) -> str:
    """Triples as Turtle or JSON-LD. Blank nodes are named as RDFC-1.0 names them, so that an ETag outlasts a restart.

    For shipped data alone: the canonical form of hostile graphs may take for ever.
    """
    import pyoxigraph as ox

    from qgov.lexicon.questions import PREFIXES

    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    rows = sorted((quad.triple for quad in dataset), key=str)
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in ("ex", "prov")}
    formats = {"text/turtle": ox.RdfFormat.TURTLE, "application/ld+json": ox.RdfFormat.JSON_LD}
    return ox.serialize(rows, format=formats[media], prefixes=prefixes).decode()


def name_of(iri: str) -> str:
    """What stands behind ``https://w3id.org/qgov/`` in an IRI."""
    return iri.removeprefix(QGOV)
