"""The knowledge graph speaks the lexicon's words: every qgov term in a graph is declared, and queries see them all."""

from __future__ import annotations

import pytest

from qgov import decide
from qgov.base.iri import QGOV, local
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.store.graphs import GRAPH
from qgov.store.query import open_graphs, run_query

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def store():
    return open_graphs(decide(resource("data/dossiers/2026-us-in-boston-mean.json"), simulate=False))


@pytest.mark.parametrize("graph", ["norms", "reference", "decision", "claims", "inferred", "alignments", "labels"])
def test_every_term_used_is_declared(store, graph):
    from pyoxigraph import NamedNode

    quads = list(store.quads_for_pattern(None, None, None, NamedNode(GRAPH + graph)))
    used = {quad.predicate.value for quad in quads}
    used |= {quad.object.value for quad in quads if quad.predicate.value == RDF_TYPE}
    unknown = {local(iri) for iri in used if iri.startswith(QGOV)} - set(lexicon().terms)
    assert quads and not unknown


def test_no_blank_node_in_what_is_written(store):
    from pyoxigraph import BlankNode, NamedNode

    for graph in ("reference", "decision", "claims", "inferred", "alignments"):
        for quad in store.quads_for_pattern(None, None, None, NamedNode(GRAPH + graph)):
            assert not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)


def test_a_question_over_reference_data(store):
    sparql = 'ASK { ?g a qgov:CountryGroup ; rdfs:label "us-ear:A:5" ; qgov:groupMember "AE" }'
    assert run_query(store, sparql) == "true\n"


def test_what_follows_of_a_dossier_can_be_asked(store):
    sparql = "SELECT ?party WHERE { ?transfer qgov:involves ?party . ?party a qgov:ReceivingParty }"
    assert "(1 rows)" in run_query(store, sparql)
    assert (
        run_query(store, "ASK { ?transfer qgov:moves ?item . ?item a qgov:Equipment ; qgov:movedBy ?transfer }")
        == "true\n"
    )


def test_mappings_can_be_asked(store):
    sparql = "ASK { qgov:QuantumDataset skos:broadMatch <http://www.w3.org/ns/dcat#Dataset> }"
    assert run_query(store, sparql) == "true\n"


def test_a_query_may_name_its_graphs():
    """FROM holds; without it, all graphs are read as one."""
    store = open_graphs()
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    norms = run_query(store, count.format("FROM <https://w3id.org/qgov/graph/norms>"), "csv")
    inside = run_query(store, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <https://w3id.org/qgov/graph/norms> { ?s ?p ?o } }", "csv")
    assert norms == inside != run_query(store, count.format(""), "csv")
