"""What follows from data by the axioms: the rules one by one, and against a complete reasoner."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.curation.agreement import agreement, random_sets
from qgov.dossier.read import read_dossier
from qgov.dossier.relations import dossier_relations
from qgov.lexicon.axioms import RDF, axioms
from qgov.lexicon.classify import subsumptions
from qgov.lexicon.entail import Entailment, entailment

HEAD = """@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix qgov: <https://w3id.org/qgov/> .
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty . :n a owl:DatatypeProperty .
"""
EX = "https://example.org/"


def triples(text: str) -> list:
    return [quad.triple for quad in ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)]


def close(rules: str, data: str):
    head = HEAD.split(":A a")[0]
    found = [quad.triple for quad in ox.parse((head + data).encode(), format=ox.RdfFormat.TURTLE)]
    return Entailment(axioms(triples(rules))).close(found)


SOME = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ]"


@pytest.mark.parametrize(
    ("rules", "data", "individual", "classes"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", "x", "ABC"),
        (f":C owl:equivalentClass [ owl:intersectionOf ( :A {SOME} ) ] .", ":x a :A ; :p :y . :y a :B .", "x", "AC"),
        (f":C owl:equivalentClass [ owl:intersectionOf ( :A {SOME} ) ] .", ":x a :C .", "x", "AC"),
        (f":C owl:equivalentClass [ owl:intersectionOf ( :A {SOME} ) ] .", ":x a :A ; :p :y .", "x", "A"),
        (":D owl:equivalentClass [ owl:unionOf ( :A :B ) ] .", ":x a :B .", "x", "BD"),
        (":D owl:equivalentClass [ owl:unionOf ( :A :B ) ] .", ":x a :D .", "x", "D"),
        (":p rdfs:domain :A ; rdfs:range :B .", ":x :p :y .", "y", "B"),
        (":n rdfs:domain :A .", ":x :n 1.5 .", "x", "A"),
        (":p owl:inverseOf :q . :p rdfs:domain :A .", ":x :q :y .", "y", "A"),
        (":p rdfs:subPropertyOf :q . :q rdfs:range :B .", ":x :p :y .", "y", "B"),
        (":p a owl:TransitiveProperty . :C owl:equivalentClass [ owl:intersectionOf ( :A " + SOME + " ) ] .",
         ":x a :A ; :p :y . :y :p :z . :z a :B .", "x", "AC"),
        (":r owl:propertyChainAxiom ( :p :q ) ; rdfs:range :D .", ":x :p :y . :y :q :z .", "z", "D"),
        (":r owl:propertyChainAxiom ( :p :q :p ) ; rdfs:range :D .", ":x :p :y . :y :q :z . :z :p :w .", "w", "D"),
        (":p a owl:SymmetricProperty ; rdfs:domain :A .", ":x :p :y .", "y", "A"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .", ":x a :A ; :p :y .", "y", "B"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :y ] . :p rdfs:range :B .", ":x a :A .", "y", "B"),
        (":C owl:equivalentClass [ owl:intersectionOf ( :A [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :y ] ) ] .",
         ":x a :A ; :p :y .", "x", "AC"),
        (":C owl:equivalentClass [ owl:intersectionOf ( :A [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ] ) ] .",
         ":x a :A ; :p :y , :z .", "x", "AC"),
        (":C owl:equivalentClass [ owl:intersectionOf ( :A [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ] ) ] .",
         ":x a :A ; :p :y .", "x", "A"),
    ],
)  # fmt: skip
def test_a_rule(rules, data, individual, classes):
    found = close(rules, data)
    assert found.classes(EX + individual) == {EX + name for name in classes}
    assert found.consistent


@pytest.mark.parametrize(
    ("rules", "data", "says"),
    [
        (":A owl:disjointWith :B .", ":x a :A , :B .", "exclude each other"),
        (":A owl:disjointWith :B . :p rdfs:range :B .", ":x :p :y . :y a :A .", "exclude each other"),
        (":p a owl:FunctionalProperty .", ":x :p :y , :z .", "more than one"),
        (":p a owl:InverseFunctionalProperty .", ":x :p :z . :y :p :z .", "is shared by"),
        (":n a owl:FunctionalProperty .", ":x :n 1 , 2 .", "more than one"),
        (":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :x .", "both ways"),
        (":p a owl:IrreflexiveProperty .", ":x :p :x .", "to itself"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .", ":x a :A ; :p :y , :z .", "more than 1"),
        (":A rdfs:subClassOf [ owl:complementOf :B ] .", ":x a :A , :B .", "exclude each other"),
        ("[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .", ":x a :B , :C .", "exclude each other"),
        (":p owl:propertyDisjointWith :q .", ":x :p :y ; :q :y .", "to the same"),
        (":A rdfs:subClassOf owl:Nothing .", ":x a :A .", "can have no member"),
    ],
)  # fmt: skip
def test_a_contradiction(rules, data, says):
    found = close(rules, data)
    assert not found.consistent
    assert says in found.clashes[0]


def test_nothing_is_invented_and_absence_says_nothing():
    found = close(":A rdfs:subClassOf " + SOME + " .", ":x a :A .")
    assert found.relations == set()
    assert set(found.types) == {EX + "x"}


def test_an_existential_on_the_right_and_on_the_left_meet_in_the_hierarchy():
    found = subsumptions(
        axioms(triples(f":A rdfs:subClassOf {SOME} . {SOME.replace('[', '[ rdfs:subClassOf :C ;')} ."))
    )
    assert EX + "C" in found[EX + "A"]


def test_what_a_user_may_not_assert_changes_nothing():
    before = close(":A rdfs:subClassOf :B .", ":x a :A .")
    after = close(":A rdfs:subClassOf :B .", ":x a :A . :A rdfs:subClassOf :C . :x owl:sameAs :y . :z a owl:Class .")
    assert after.classes(EX + "x") == before.classes(EX + "x")


def names_of(found: list) -> list[str]:
    return sorted({t.subject.value for t in found} | {
        t.object.value for t in found if isinstance(t.object, ox.NamedNode) and not t.object.value.startswith(QGOV)
    })  # fmt: skip


def worked() -> list:
    """Some worked dossiers, as the reasoner reads them: a quantity is a node where the axioms know a number."""
    sets = []
    for path in sorted(resource("data/dossiers").glob("*.json"))[::6]:
        kept = [
            t
            for t in dossier_relations(read_dossier(path.read_bytes(), path.name))
            if isinstance(t.object, ox.NamedNode)
            and t.predicate.value in (RDF + "type", *entailment().object_properties)
        ]
        sets.append((kept, names_of(kept)))
    return sets


def test_modules_dossiers_and_random_data_agree_with_the_reasoner():
    """Consistency, coherence, every subsumption, every type and relation; ``qgov lexicon reason --random 1000`` is longer."""
    sets = worked() + random_sets(seed=20261125, number=8)
    found = agreement(sets, contradictions=1)
    assert found.differences == []
    assert found.classes > 350
    assert found.individuals > 100 and found.consistent > 20 and found.inconsistent > 2
    assert all(entailment().close(triples).consistent for triples, _ in worked())


def test_closing_a_dossier_is_quick():
    path = resource("data/dossiers/2026-us-de-torino.json")
    found = dossier_relations(read_dossier(path.read_bytes(), path.name))
    rules = entailment()
    began = time.perf_counter()
    for _ in range(20):
        rules.close(found)
    assert (time.perf_counter() - began) / 20 < 0.5


def test_a_dossier_gets_types_inverses_and_chains():
    dossier = {
        "id": "urn:example:t", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE", "endUse": "military",
        "parties": [{"id": "navy", "role": "endUser", "name": "Example Navy", "country": "DE", "kind": "military"}],
        "items": [
            {"id": "system", "type": "QuantumComputer", "computingModel": "circuit"},
            {"id": "chip", "type": "QubitDevice", "partOf": "system"},
            {"id": "recipe", "type": "Technology", "relatesTo": "chip", "activity": "production"},
        ],
    }  # fmt: skip
    root = "urn:example:t"
    found = entailment().close(dossier_relations(read_dossier(dossier)))
    assert found.consistent, found.clashes
    assert QGOV + "MilitaryEndUser" in found.classes(f"{root}#navy")
    assert (f"{root}#system", QGOV + "hasPart", f"{root}#chip") in found.relations
    assert (f"{root}#chip", QGOV + "movedBy", root) in found.relations
    assert (f"{root}#recipe", QGOV + "relatesToItem", f"{root}#system") in found.relations
    assert {QGOV + "Item", QGOV + "PhysicalItem", QGOV + "Component"} <= found.classes(f"{root}#chip")
