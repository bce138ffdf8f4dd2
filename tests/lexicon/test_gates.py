"""The quality gates: the shipped lexicon passes them, and each has a fixture that it finds at fault."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from qgov.base.iri import local
from qgov.base.resources import resource
from qgov.curation.gates import explanations, gates, lexicon_store, run_gates
from qgov.curation.profile import violations
from qgov.curation.python_gates import circular
from qgov.lexicon.axioms import axioms
from qgov.store.graphs import GRAPH

FIXTURES = Path(__file__).parent / "gates"
PREFIXES = (FIXTURES / "untyped.trig").read_text().split("qgov:Odd")[0]


@pytest.fixture(scope="module")
def faults():
    return run_gates(lexicon_store())


@pytest.mark.parametrize("level", ["error", "warning"])
def test_the_lexicon_passes(faults, level):
    assert [str(fault) for fault in faults if fault.gate.level == level and not fault.reason] == []


def test_every_explanation_has_a_reason():
    assert [key for key, reason in explanations().items() if len(reason) < 20] == []
    assert {gate for gate, _ in explanations()} <= {gate.name for gate in gates()}


def fixture_store(text: str):
    """A fixture: what stands outside of a graph is the lexicon."""
    store = ox.Store()
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.TRIG):
        graph = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else ox.NamedNode(GRAPH + "lexicon")
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return store


@pytest.mark.parametrize("gate", gates(), ids=lambda gate: gate.name)
def test_each_gate_finds_its_fixture(gate):
    store = fixture_store((FIXTURES / f"{gate.name}.trig").read_text())
    assert gate.rows(store) != []


def test_no_fixture_is_left_over():
    assert {path.stem for path in FIXTURES.glob("*.trig")} == {gate.name for gate in gates()}


@pytest.mark.parametrize("gate", gates(), ids=lambda gate: gate.name)
def test_a_gate_says_what_to_do(gate):
    assert gate.title.endswith(".") and gate.remedy and gate.level in ("error", "warning", "info")


def test_circularity_is_seen():
    assert circular("qubit", "Qubit that is physical.")
    assert circular("error rate", "Number that gives the error rate.")
    assert not circular("qubit", "Quantum system of two levels.")


@pytest.mark.parametrize(
    ("turtle", "says"),
    [
        ("qgov:p a owl:ObjectProperty , owl:DatatypeProperty .", "two kinds"),
        ("qgov:p a owl:ObjectProperty , owl:TransitiveProperty , owl:AsymmetricProperty .", "composite"),
        ("qgov:p a owl:ObjectProperty , owl:FunctionalProperty ; owl:propertyChainAxiom ( qgov:q qgov:q ) . qgov:q a owl:ObjectProperty .", "composite"),
        ("qgov:p a owl:ObjectProperty , owl:TransitiveProperty . qgov:q a owl:ObjectProperty , owl:IrreflexiveProperty . qgov:p rdfs:subPropertyOf qgov:q .", "composite"),
        ("qgov:p a owl:ObjectProperty , owl:TransitiveProperty . qgov:q a owl:ObjectProperty , owl:InverseFunctionalProperty ; owl:inverseOf qgov:p .", "composite"),
        ("qgov:p a owl:ObjectProperty , owl:TransitiveProperty . qgov:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty qgov:p ; owl:maxCardinality 1 ] .", "counted"),
        ("qgov:p a owl:DatatypeProperty ; rdfs:range <http://www.w3.org/2001/XMLSchema#date> .", "no datatype of OWL 2"),
        ("qgov:p a owl:DatatypeProperty , owl:InverseFunctionalProperty .", "of a data property"),
        ("qgov:A a owl:Class ; rdfs:subClassOf qgov:B .", "not declared"),
        ("qgov:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty qgov:p ; owl:someValuesFrom qgov:A ] .", "used as a property"),
        ("qgov:a a owl:NamedIndividual , qgov:B .", "used as a class"),
        ('qgov:A a owl:Class ; skos:example "2026-11-25"^^xsd:date .', "a literal of the datatype"),
        ("qgov:p a owl:ObjectProperty ; owl:propertyChainAxiom ( qgov:q qgov:p qgov:q ) . qgov:q a owl:ObjectProperty .", "in its middle"),
        ("qgov:p a owl:ObjectProperty ; owl:propertyChainAxiom ( qgov:q qgov:q ) . "
         "qgov:q a owl:ObjectProperty ; owl:propertyChainAxiom ( qgov:p qgov:p ) .", "circle"),
    ],
)  # fmt: skip
def test_what_owl_2_dl_forbids_is_found(turtle, says):
    triples = [quad.triple for quad in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TRIG)]
    found = violations(axioms(triples), triples)
    assert any(says in text for _, text in found), found


def test_what_owl_2_dl_allows_is_left_alone():
    turtle = """qgov:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty qgov:p ; owl:someValuesFrom qgov:A ] .
        qgov:p a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf qgov:q . qgov:q a owl:ObjectProperty .
        qgov:r a owl:ObjectProperty ; owl:propertyChainAxiom ( qgov:r qgov:p ) . qgov:a a owl:NamedIndividual , qgov:A ; qgov:p qgov:a .
        qgov:d a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:decimal ; rdfs:domain qgov:A ."""
    triples = [quad.triple for quad in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TRIG)]
    assert violations(axioms(triples), triples) == []


def test_faults_name_term_and_remedy():
    store = fixture_store(PREFIXES + "qgov:Odd a owl:Class ; rdfs:subClassOf qgov:Missing .")
    chosen = [gate for gate in gates() if gate.name == "untyped"]
    (fault,) = run_gates(store, chosen)
    assert local(fault.term) == "Missing"
    assert str(fault) == ("error: untyped: Missing: used by https://w3id.org/qgov/Odd; declare it, or correct the name")


ROBOT = """annotation_whitespace deprecated_boolean_datatype deprecated_class_reference deprecated_property_reference
duplicate_definition duplicate_exact_synonym duplicate_label duplicate_label_synonym duplicate_scoped_synonym
equivalent_class_axiom_no_genus equivalent_pair illegal_use_of_built_in_vocabulary invalid_entity_uri invalid_xref
label_formatting label_whitespace lowercase_definition missing_definition missing_label missing_obsolete_label
missing_ontology_description missing_ontology_license missing_ontology_title missing_subset_declaration
missing_superclass missing_synonymtype_declaration misused_obsolete_label misused_replaced_by
multiple_asserted_superclasses multiple_definitions multiple_equivalent_class_definitions multiple_equivalent_classes
multiple_labels multiple_logical_definitions""".split()


def test_every_rule_of_two_outside_scanners_has_a_gate_or_a_reason():
    named = " ".join(gate.after for gate in gates())
    reasons = resource("ontology/quality/README.md").read_text("utf-8")
    assert [rule for rule in ROBOT if rule not in (named + reasons).replace(",", " ").replace(";", " ").replace("`", " ").split()] == []
    pitfalls = {int(number) for number in re.findall(r"P(\d\d)", named + reasons)}
    for first, last in re.findall(r"P(\d\d) to P(\d\d)", reasons):
        pitfalls |= set(range(int(first), int(last) + 1))
    assert set(range(1, 42)) - pitfalls == set()
