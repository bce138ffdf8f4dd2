"""The service described in RDF, in the words of SPARQL 1.1 Service Description."""

from __future__ import annotations

from functools import lru_cache

from qgov.api.sparql import negotiate
from qgov.store.names import PUBLIC_GRAPHS

_SD, _FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
_RDF, _RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_VOID, _DCTERMS = "http://rdfs.org/ns/void#", "http://purl.org/dc/terms/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD", "RDF_XML",
)  # fmt: skip
_ABOUT = {
    "lexicon": "the lexicon of quantum governance: classes, properties, definitions",
    "labels": "labels and definitions in further languages",
    "alignments": "mappings to other vocabularies",
    "norms": "the norms: provision, effect, jurisdiction, dates",
    "reference": "country groups by edition",
}


@lru_cache(maxsize=16)
def description(base: str, media_type: str) -> bytes:
    """The description of the service at ``base`` (an address with its final slash) in a type of RDF.

    The shipped graphs are named; a caller's own decisions are named graphs too, but are nobody else's to know of.
    """
    import pyoxigraph as ox

    formats = {
        negotiate.TURTLE: ox.RdfFormat.TURTLE, negotiate.NTRIPLES: ox.RdfFormat.N_TRIPLES,
        negotiate.JSONLD: ox.RdfFormat.JSON_LD, negotiate.RDFXML: ox.RdfFormat.RDF_XML,
    }  # fmt: skip
    prefixes = {"sd": _SD, "rdfs": _RDFS, "void": _VOID, "dcterms": _DCTERMS, "formats": _FORMATS}
    return ox.serialize(_triples(base), format=formats[media_type], prefixes=prefixes)


def _triples(base: str):
    import pyoxigraph as ox

    def node(iri: str):
        return ox.NamedNode(iri)

    kind = node(_RDF + "type")
    service, dataset, default = node(base + "sparql"), node(base + "sparql#dataset"), node(base + "sparql#default")
    yield ox.Triple(service, kind, node(_SD + "Service"))
    yield ox.Triple(service, node(_SD + "endpoint"), service)
    yield ox.Triple(service, node(_SD + "supportedLanguage"), node(_SD + "SPARQL11Query"))
    for feature in ("UnionDefaultGraph",):
        yield ox.Triple(service, node(_SD + "feature"), node(_SD + feature))
    for result in _RESULTS:
        yield ox.Triple(service, node(_SD + "resultFormat"), node(_FORMATS + result))
    yield ox.Triple(service, node(_SD + "defaultDataset"), dataset)
    yield ox.Triple(dataset, kind, node(_SD + "Dataset"))
    yield ox.Triple(dataset, node(_SD + "defaultGraph"), default)
    yield ox.Triple(default, kind, node(_SD + "Graph"))
    comment = ox.Literal("the union of all graphs that the caller may see", language="en")
    yield ox.Triple(default, node(_RDFS + "comment"), comment)
    for graph in PUBLIC_GRAPHS:
        name = graph.rpartition("/")[2]
        named, content = node(f"{base}sparql#{name}"), node(f"{base}sparql#{name}-graph")
        yield ox.Triple(dataset, node(_SD + "namedGraph"), named)
        yield ox.Triple(named, kind, node(_SD + "NamedGraph"))
        yield ox.Triple(named, node(_SD + "name"), node(graph))
        yield ox.Triple(named, node(_SD + "graph"), content)
        yield ox.Triple(content, kind, node(_SD + "Graph"))
        yield ox.Triple(content, node(_RDFS + "comment"), ox.Literal(_ABOUT[name], language="en"))
