"""Recorded inferences: what a change asks for, and that the version of the modules reaches it."""

from __future__ import annotations

import itertools

import pyoxigraph as ox
import pytest

from qgov.curation.release import compare, next_version, read_record, record, release_files, too_low
from qgov.lexicon.terms import ontology_triples

HEAD = """@prefix qgov: <https://w3id.org/qgov/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/qgov/ontology/x> a owl:Ontology ; owl:versionInfo "1.2.3" .
qgov:A a owl:Class . qgov:B a owl:Class ; rdfs:subClassOf qgov:A . qgov:C a owl:Class ; rdfs:subClassOf qgov:B .
qgov:p a owl:ObjectProperty ; rdfs:domain qgov:A . qgov:key a owl:AnnotationProperty .
qgov:A skos:definition "First." .
"""


def recorded(text: str):
    return record(quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("", "", "none"),
        ("First.", "Top of all.", "patch"),
        ("qgov:C a", "qgov:D a owl:Class ; rdfs:subClassOf qgov:B . qgov:C a", "minor"),
        ("qgov:C a", "qgov:B owl:deprecated true . qgov:C a", "minor"),
        ("rdfs:subClassOf qgov:A", "rdfs:label 'b'", "major"),
        ("rdfs:domain qgov:A", "rdfs:domain qgov:B", "major"),
        ("qgov:A skos", "qgov:A owl:disjointWith qgov:B . qgov:A skos", "major"),
        ("qgov:p a owl:ObjectProperty", "qgov:p a owl:ObjectProperty , owl:FunctionalProperty", "major"),
        ("qgov:p a", "qgov:p qgov:key 'q' ; a", "major"),
    ],
)
def test_the_part_of_the_version_that_a_change_asks_for(before, after, part):
    assert compare(recorded(HEAD), recorded(HEAD.replace(before, after) if before else HEAD)).part == part


def test_what_follows_counts_not_only_what_is_stated():
    """To state what follows anyway is no change; to take away what another follows from is."""
    same = recorded(HEAD.replace("qgov:C a owl:Class ;", "qgov:C a owl:Class ; rdfs:subClassOf qgov:A ;"))
    assert compare(recorded(HEAD), same).part == "none"
    gone = compare(recorded(HEAD), recorded(HEAD.replace("rdfs:subClassOf qgov:A", "rdfs:label 'b'"))).gone
    assert "SubClassOf(qgov:C qgov:A)" in gone


def test_a_new_term_may_come_with_axioms_that_touch_old_ones():
    change = compare(recorded(HEAD), recorded(HEAD + "qgov:D a owl:Class ; owl:disjointWith qgov:A ."))
    assert (change.part, change.came) == ("minor", ("D",))


@pytest.mark.parametrize(
    "hidden",
    [
        "qgov:A rdfs:subClassOf qgov:Top . qgov:Top a owl:Class ; owl:disjointWith qgov:E .",
        "qgov:p rdfs:subPropertyOf qgov:wide . qgov:wide a owl:ObjectProperty ; rdfs:domain qgov:B .",
        "qgov:p rdfs:subPropertyOf qgov:wide . qgov:wide a owl:ObjectProperty , owl:IrreflexiveProperty .",
        "qgov:back a owl:ObjectProperty , owl:InverseFunctionalProperty ; owl:inverseOf qgov:p .",
        "qgov:back a owl:ObjectProperty ; owl:inverseOf qgov:p ; rdfs:domain qgov:E .",
    ],
)
def test_new_terms_do_not_hide_what_changes_for_old_ones(hidden):
    before = HEAD + "qgov:E a owl:Class .\n"
    change = compare(recorded(before), recorded(before + hidden))
    assert change.part == "major" and change.new


def test_a_wider_class_that_is_excluded_takes_nothing_away():
    before = HEAD + "qgov:E a owl:Class ; owl:disjointWith qgov:B .\n"
    after = before + "qgov:Wide a owl:Class ; owl:disjointWith qgov:E . qgov:B rdfs:subClassOf qgov:Wide ."
    assert compare(recorded(before), recorded(after)).part == "minor"


@pytest.mark.parametrize(
    ("version", "part", "wanted"),
    [
        ("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"), ("1.2.3", "none", "1.2.3"),
        ("0.2.0", "major", "0.3.0"), ("0.2.0", "minor", "0.2.1"), ("0.2.0", "patch", "0.2.1"),
    ],
)  # fmt: skip
def test_next_version(version, part, wanted):
    assert next_version(version, part) == wanted


def test_a_record_survives_being_written(tmp_path):
    path = tmp_path / "1.2.3.txt"
    path.write_text(str(recorded(HEAD)))
    assert read_record(path) == recorded(HEAD)


def test_the_version_of_the_modules_is_high_enough():
    """Where this fails: ``qgov lexicon diff`` shows what changed, ``qgov lexicon release`` records it."""
    assert too_low(read_record(release_files()[-1]), record(ontology_triples())) == ""


def test_releases_grow():
    records = [read_record(path) for path in release_files()]
    assert len(records) >= 2
    for old, new in itertools.pairwise(records):
        assert too_low(old, new) == ""
    assert [path.stem for path in release_files()] == [found.version for found in records]


def test_nothing_is_deleted_that_was_not_deprecated():
    records = [read_record(path) for path in release_files()] + [record(ontology_triples())]
    for old, new in itertools.pairwise(records):
        lost = old.terms() - new.terms()
        assert sorted(name for name in lost if f"Deprecated(qgov:{name})" not in old.lines) == []
