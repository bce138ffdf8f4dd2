"""Why, and what would change it, in RDF: the graph says what the JSON says, in words that the lexicon declares."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyoxigraph as ox
import pytest

from qgov import decide
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.report.rdf import decision_text, decision_triples

QGOV = "https://w3id.org/qgov/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NAMES = ("2026-us-in-boston-headline", "2026-us-cn-helios-100", "2026-us-ca-kingston-process", "2026-de-jp-aachen")
PARTS = ("robustness", "metricAudit", "whyNot")
Graph = dict[str, dict[str, list]]


def worked(name: str):
    return decide(resource(f"data/dossiers/{name}.json"), simulate=False)


@pytest.fixture(scope="module", params=NAMES)
def decision(request):
    return worked(request.param)


def graph_of(triples) -> Graph:
    found: Graph = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


def explaining(graph: Graph) -> Graph:
    """The nodes that explain a decision."""
    return {node: values for node, values in graph.items() if any(f"/{part}/" in node for part in PARTS)}


def plain(value) -> object:
    return Decimal(value.value) if value.datatype.value.endswith(("#decimal", "#integer")) else value.value


def told(graph: Graph, node: str, like: dict) -> dict:
    """What the graph says of a node, under the keys of JSON, with lists where ``like`` has them."""
    found: dict = {}
    for predicate, values in graph[node].items():
        if predicate == TYPE:
            continue
        term = lexicon().terms[predicate.removeprefix(QGOV)]
        key = term.key or term.name
        if term.node_class:
            nodes = sorted((value.value for value in values), key=lambda iri: int(iri.rpartition("/")[2]))
            found[key] = [told(graph, one, other) for one, other in zip(nodes, like[key], strict=True)]
        elif isinstance(like[key], list):
            found[key] = sorted(map(plain, values), key=str)
        else:
            (found[key],) = map(plain, values)
    return found


def said(found: dict) -> dict:
    """JSON without what is empty, lists of texts in an order of their own."""
    kept: dict = {}
    for key, value in found.items():
        if value is None or value == "" or value == [] or value == ():
            continue
        if isinstance(value, (list, tuple)):
            kept[key] = [said(one) if isinstance(one, dict) else one for one in value]
            if not isinstance(value[0], dict):
                kept[key] = sorted(kept[key], key=str)
        else:
            kept[key] = Decimal(str(value)) if isinstance(value, (int, float, Decimal)) else value
    return kept


def test_the_graph_says_what_the_json_says(decision):
    graph = graph_of(decision_triples(decision))
    root = f"{decision.dossier.id}#decision"
    for part, rows in zip(PARTS, (decision.robustness, decision.metric_audit, decision.why_not), strict=True):
        nodes = graph[root].get(QGOV + part, [])
        assert len(nodes) == len(rows)
        for number, row in enumerate(rows):
            assert told(graph, f"{root}/{part}/{number}", row) == said(row)


def test_every_part_is_in_some_decision():
    names = {predicate.removeprefix(QGOV) for name in NAMES for values in
             explaining(graph_of(decision_triples(worked(name)))).values() for predicate in values}  # fmt: skip
    assert {
        "readings",
        "standingControls",
        "failing",
        "licenceToCover",
        "settledBy",
        "inStandardUncertainties",
    } <= names


def test_the_words_are_those_of_the_lexicon(decision):
    """Each property is one of the class of its node, and holds the nodes or values that it is declared for."""
    terms = lexicon().terms
    graph = graph_of(decision_triples(decision))
    found = explaining(graph)
    assert found
    for node, values in found.items():
        (kind,) = values[TYPE]
        kind = kind.value.removeprefix(QGOV)
        for predicate, objects in values.items():
            if predicate == TYPE:
                continue
            term = terms[predicate.removeprefix(QGOV)]
            assert kind in term.used_on, f"{term.name} on a {kind} ({node})"
            assert term.many or len(objects) == 1 or term.value_kind == "any"
            for value in objects:
                if term.node_class:
                    (below,) = graph[value.value][TYPE]
                    assert below.value == QGOV + term.node_class
                else:
                    numeric = value.datatype.value.endswith(("#decimal", "#integer"))
                    assert numeric == (term.value_kind in ("number", "count")) or term.value_kind == "any"


def test_the_turtle_holds_the_same_triples(decision):
    """That of the JSON-LD is held to it by ``test_decision_jsonld``."""
    triples = {str(triple) for triple in decision_triples(decision)}
    text = decision_text(decision, "turtle")
    assert {str(quad.triple) for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)} == triples


def test_what_was_not_asked_for_is_not_in_the_graph():
    short = worked(NAMES[0]).unexplained()
    assert explaining(graph_of(decision_triples(short))) == {}
