"""Decisions are kept in graphs of their own, listed by tenant, and cannot say anything of words, law or each other."""

from __future__ import annotations

import copy

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as some

from qgov import decide
from qgov.base.errors import InputError
from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.store.decisions import (
    case_graphs,
    decision_id,
    decision_record,
    decisions,
    is_kept,
    keep,
    record_decision,
    remove_decision,
    tenants,
)  # fmt: skip
from qgov.store.embedded import EmbeddedStore
from qgov.store.names import (
    PARTS,
    PUBLIC_GRAPHS,
    decision_graphs,
    decision_iri,
    index_graph,
    tenant_prefix,
    visible_prefixes,
)
from qgov.store.skolem import skolemised
from qgov.store.terms import RDF_TYPE, iri, literal, substituted

ID = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def made():
    return [
        decide(resource(f"data/dossiers/{name}.json"), simulate=False)
        for name in ("2026-us-in-boston-headline", "2026-us-de-torino")
    ]


def test_a_decision_is_kept_and_listed(store, made):
    first, second = made
    id = record_decision(store, "acme", first)
    assert id == decision_id(first) and is_kept(store, "acme", id) and tenants(store) == ["acme"]
    graphs = decision_graphs("acme", id)
    wanted = case_graphs("acme", id, first)
    assert {graph: store.count(graph) for graph in graphs.values()} == {g: len(set(t)) for g, t in wanted.items()}
    before = {graph: store.count(graph) for graph in store.graphs(QGOV)}
    assert record_decision(store, "acme", first) == id
    assert {graph: store.count(graph) for graph in store.graphs(QGOV)} == before
    row = decisions(store, "acme")[0]
    assert (row.id, row.dossier, row.outcome) == (id, first.dossier.id, first.outcome)
    assert row.receipt == "sha256:" + first.receipt["sha256"] and row.as_of == first.as_of.isoformat()
    other = record_decision(store, "acme", second)
    assert [found.id for found in decisions(store, "acme")] == sorted((id, other))
    assert [found.id for found in decisions(store, "acme", limit=1)] == [min(id, other)]
    assert [found.id for found in decisions(store, "acme", after=min(id, other))] == [max(id, other)]


def test_claims_facts_and_findings_say_what_the_decision_says(made):
    decision = made[0]
    graphs = case_graphs("acme", ID, decision)
    claims, facts, findings = (graphs[graph] for graph in decision_graphs("acme", ID).values())
    told = {(t.predicate.value, t.object.value) for t in claims}
    assert (QGOV + "destination", decision.dossier.destination) in told
    outcome = [
        t.object.value
        for t in findings
        if t.subject.value.endswith("#decision") and t.predicate.value == QGOV + "outcome"
    ]
    assert outcome == [decision.outcome]
    shown = [f for f in decision.findings if f.relevant]
    assert sum(t.object == ox.NamedNode(QGOV + "Finding") for t in findings) == len(shown)
    spans = decision.seal.situation["lines"][0]["spans"]
    node = f"{decision.dossier.id}#decision/fact/qpu/workingQubits"
    said = {t.predicate.value.removeprefix(QGOV): t.object.value for t in facts if t.subject.value == node}
    assert (said["lower"], said["upper"]) == (spans["workingQubits"]["lower"], spans["workingQubits"]["upper"])
    assert said["term"] == "workingQubits" and said[RDF_TYPE] == QGOV + "Fact"


def test_every_word_is_the_lexicons(made):
    for decision in made:
        for triples in case_graphs("acme", ID, decision).values():
            used = {t.predicate.value for t in triples} | {
                t.object.value for t in triples if t.predicate.value == RDF_TYPE
            }
            assert {name.removeprefix(QGOV) for name in used if name.startswith(QGOV)} <= set(lexicon().terms)


def test_the_decision_itself_is_untouched(made):
    before = len(made[0].findings)
    case_graphs("acme", ID, made[0])
    assert len(made[0].findings) == before


def test_tenants_do_not_meet(store, made):
    """The same dossier, even with the same id, is two decisions in graphs that share no prefix."""
    a, b = record_decision(store, "a", made[0]), record_decision(store, "ab", made[1])
    assert [row.id for row in decisions(store, "a")] == [a] and [row.id for row in decisions(store, "ab")] == [b]
    assert decisions(store, "b") == [] and tenants(store) == ["a", "ab"]
    mine = [graph for graph in store.graphs(QGOV) if graph.startswith(visible_prefixes("a"))]
    assert mine and all("/decision/ab/" not in graph for graph in mine)
    assert visible_prefixes(None) == PUBLIC_GRAPHS and visible_prefixes("a") == (*PUBLIC_GRAPHS, tenant_prefix("a"))
    assert not tenant_prefix("ab").startswith(tenant_prefix("a"))
    assert remove_decision(store, "ab", b) and is_kept(store, "a", a) and not is_kept(store, "ab", b)
    assert store.graphs(tenant_prefix("ab")) == [] and remove_decision(store, "ab", b) is False
    assert remove_decision(store, "ab", a) is False and is_kept(store, "a", a)


def test_a_record_travels_as_plain_data(made):
    from dataclasses import asdict

    from qgov.store.decisions import Record

    data = asdict(decision_record("acme", made[0]))
    assert all(isinstance(text, str) for text in data["graphs"].values()) and list(data["graphs"])[-1] == index_graph(
        "acme"
    )
    with EmbeddedStore() as one, EmbeddedStore() as two:
        keep(one, Record(**data))
        record_decision(two, "acme", made[0])
        for part in PARTS:
            graph = decision_graphs("acme", decision_id(made[0]))[part]
            assert set(one.graph(graph)) == set(two.graph(graph))


@pytest.mark.parametrize("tenant", ["", "A", "a/b", "a b", "..", "a" * 64, "-a", "é", "a\n", "a>", None])
def test_no_name_of_a_tenant(tenant):
    with pytest.raises(InputError):
        tenant_prefix(tenant)


@pytest.mark.parametrize("id", ["", "index", "../b/" + ID, ID.upper(), ID + "0", ID + "\n", ID + "> #", None])
def test_no_id_of_a_decision(id):
    with pytest.raises(InputError):
        decision_iri("acme", id)


def with_id(decision, id: str):
    changed = copy.copy(decision)
    dossier = copy.copy(decision.dossier)
    object.__setattr__(dossier, "id", id)
    object.__setattr__(changed, "dossier", dossier)
    return changed


@pytest.mark.parametrize(
    "id",
    [
        QGOV + "QuantumComputer", QGOV + "norm/us-ear/742.4", QGOV + "decision/other/" + ID, QGOV + "graph/norms",
        "javascript:alert(1)", "file:///etc/passwd", "urn:x> <urn:p> <urn:o> . <urn:a", "no scheme", "",
    ],
)  # fmt: skip
def test_a_dossier_cannot_take_the_names_of_the_program(made, id):
    with EmbeddedStore() as store:
        with pytest.raises(InputError):
            record_decision(store, "acme", with_id(made[0], id))
        assert store.graphs() == []


OWL, RDFS, SH = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/ns/shacl#"


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("urn:x", RDFS + "subClassOf", QGOV + "PermittedItem"), ("urn:x", OWL + "sameAs", QGOV + "QuantumComputer"),
        ("urn:x", SH + "deactivated", QGOV + "true"), ("urn:x", OWL + "imports", "http://127.0.0.1:1/x"),
        ("urn:x", QGOV + "defeats", QGOV + "norm/us-ear/742.4"), ("urn:x", QGOV + "appliesWhen", "urn:c"),
        ("urn:x", QGOV + "mayYield", "urn:c"), ("urn:x", QGOV + "effect", "urn:c"), ("urn:x", RDF_TYPE, QGOV + "Norm"),
        ("urn:x", RDF_TYPE, QGOV + "Exception"), ("urn:x", RDF_TYPE, QGOV + "Embargo"), ("urn:x", RDF_TYPE, SH + "NodeShape"),
        ("urn:x", RDF_TYPE, OWL + "Class"), ("urn:x", RDF_TYPE, QGOV + "ControlEntry"), ("urn:x", "urn:unknown", "urn:y"),
        (QGOV + "QuantumComputer", QGOV + "note", "urn:y"), (QGOV + "norm/us-ear/742.4", QGOV + "outcome", "urn:y"),
        ("urn:x", RDFS + "subPropertyOf", QGOV + "outcome"), ("urn:x", OWL + "inverseOf", QGOV + "moves"),
    ],
)  # fmt: skip
def test_the_graph_of_a_case_takes_no_law_and_no_words(store, subject, predicate, value):
    node = ox.NamedNode
    for graph in (*decision_graphs("acme", ID).values(), index_graph("acme")):
        with pytest.raises(ValueError, match="cannot take this"):
            store.add(graph, [ox.Triple(node(subject), node(predicate), node(value))])
    assert store.graphs(tenant_prefix("acme")) == []


def test_what_cases_may_say_is_what_they_say(made):
    from qgov.store.cases import case_predicates, case_types

    law = {"defeats", "appliesWhen", "satisfiedBy", "mayYield", "effect", "inForceFrom", "provision", "duty", "asksFor"}
    assert {QGOV + name for name in law}.isdisjoint(case_predicates())
    assert not any(name.startswith((OWL, SH, RDFS + "sub")) for name in case_predicates())
    assert QGOV + "Norm" not in case_types() and QGOV + "QuantumComputer" in case_types()


@pytest.mark.parametrize(
    "poison",
    [
        "<{id}#qpu> owl:sameAs <{id}#other> .", "qgov:QuantumComputer rdfs:subClassOf qgov:Software .",
        "<https://w3id.org/qgov/norm/x> qgov:defeats <https://w3id.org/qgov/norm/y> .", "<{id}#qpu> a owl:Class .",
        "<{id}> sh:deactivated true .", "<{id}#qpu> qgov:controlledUnder qgov:nothing .", "<{id}> owl:imports <http://127.0.0.1:1/> .",
        "<{id}#qpu> a qgov:Norm .", "<urn:x> qgov:note 'said of something else' .",
    ],
)  # fmt: skip
def test_a_dossier_in_rdf_brings_no_law_and_no_words(made, poison):
    """What a dossier says beside itself is refused before anything is made of it, so that no graph can hold it."""
    from qgov.dossier.rdf import dossier_text
    from qgov.dossier.read import read_dossier

    head = f"@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix sh: <{SH}> . @prefix qgov: <{QGOV}> .\n"
    text = dossier_text(made[0].dossier)
    assert read_dossier(head + text, "x.ttl").id == made[0].dossier.id
    with pytest.raises(InputError):
        read_dossier(head + text + poison.replace("{id}", made[0].dossier.id), "x.ttl")


def test_blank_nodes_of_two_calls_never_meet():
    row = ox.Triple(ox.BlankNode("x"), ox.NamedNode(QGOV + "moves"), ox.BlankNode("y"))
    rows = [row, ox.Triple(ox.BlankNode("x"), ox.NamedNode(QGOV + "note"), ox.Literal("z"))]
    one, two = (skolemised(rows, decision_iri(tenant, ID)) for tenant in ("a", "b"))
    names = [{t.subject.value for t in triples} | {t.object.value for t in triples[:1]} for triples in (one, two)]
    assert len(names[0]) == len(names[1]) == 2 and names[0].isdisjoint(names[1])
    assert one[0].subject == one[1].subject
    assert names[0].isdisjoint({t.subject.value for t in skolemised(rows, decision_iri("a", ID))})
    assert all(name.startswith(decision_iri("a", ID) + "/node/") for name in names[0])


@given(some.text(max_size=60))
def test_no_text_becomes_a_query(text):
    """Any text, bound to a variable, comes back as that text and as nothing else."""
    try:
        value = ox.Literal(text)
        query = substituted('SELECT (?x AS ?y) WHERE { VALUES ?z { "?x" } } # ?x', {"x": value})
        rows = list(ox.Store().query(query))
    except UnicodeEncodeError:  # a lone surrogate is no text that could be sent
        return
    assert [row["y"].value for row in rows] == [text]


@given(some.text(max_size=40))
def test_an_iri_is_one_or_is_refused(text):
    try:
        node = iri("urn:x:" + text)
    except (InputError, UnicodeEncodeError):
        return
    rows = list(ox.Store().query(substituted("SELECT (?x AS ?y) WHERE {}", {"x": node})))
    assert [row["y"] for row in rows] == [node]


def test_literals_are_typed():
    assert str(literal(3, "integer")) == '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
