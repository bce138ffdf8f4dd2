"""The mappings to other vocabularies are well formed, argue for what they say, and contradict nothing in the lexicon.

They are read as SKOS mappings only: an exact match is not merged as an OWL equivalence, and no vocabulary is imported.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import combinations, product

import pyoxigraph as ox
import pytest
import yaml

from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.lexicon.alignments import alignments
from qgov.lexicon.terms import OWL, _units, ontology_files

FILES = {path.name.removesuffix(".sssom.tsv"): path for path in resource("ontology").glob("alignments/*.sssom.tsv")}
VOCABULARIES = {"prov", "skos", "org", "qudt", "sosa", "odrl", "dpv", "eli", "dcat", "physh", "lkif"}
COLUMNS = [
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "confidence",
    "comment", "other",
]  # fmt: skip
PREDICATES = {f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}
SLOTS = {
    "mapping_set_id", "mapping_set_title", "license", "creator_label", "curie_map", "subject_source", "object_source",
    "object_source_version", "mapping_date", "comment",
}  # fmt: skip
CURIE = re.compile(r"[a-z][a-z-]*:[A-Za-z0-9_./-]*")
NS = {
    "qgov": "https://w3id.org/qgov/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
}
TERMS = lexicon().terms


def read(path) -> tuple[dict, list[dict]]:
    """The metadata block and the rows of an SSSOM file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert lines[: len(head)] == head, f"{path.name}: metadata below the table"
    body = lines[len(head) :]
    assert body[0].split("\t") == COLUMNS, path.name
    rows = list(csv.DictReader(body, dialect="excel-tab"))
    assert all(None not in row and None not in row.values() for row in rows), path.name
    return yaml.safe_load("\n".join(line[1:] for line in head)), rows


SETS = {name: read(path) for name, path in FILES.items()}
ROWS = [(name, row) for name, (_, rows) in SETS.items() for row in rows]


def subject(row: dict) -> str:
    return row["subject_id"].removeprefix("qgov:")


def exact() -> list[tuple[str, str, str]]:
    """Subject, vocabulary and object of every exact match."""
    return [(subject(row), name, row["object_id"]) for name, row in ROWS if row["predicate_id"] == "skos:exactMatch"]


def test_every_vocabulary_is_there_and_mapped():
    assert set(FILES) == VOCABULARIES
    for name, (_, rows) in SETS.items():
        assert len(rows) >= 10, name
    assert len(ROWS) >= 300


@pytest.mark.parametrize("name", sorted(FILES))
def test_metadata_names_source_licence_day_and_prefixes(name):
    about, rows = SETS[name]
    assert set(about) == SLOTS
    assert about["mapping_set_id"] == f"https://w3id.org/qgov/alignments/{name}.sssom.tsv"
    assert about["license"].startswith("https://") and about["object_source_version"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", about["mapping_date"])
    assert "looked up in" in about["comment"]
    prefixes = about["curie_map"]
    assert NS.items() <= prefixes.items()
    used = {"semapv", "skos", "qgov"} | {about[key].split(":")[0] for key in ("subject_source", "object_source")}
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert CURIE.fullmatch(row[column]), row
            used.add(row[column].split(":")[0])
    assert used == set(prefixes)
    assert all(iri[-1] in "/#" for iri in prefixes.values())


def test_the_loader_reads_every_row():
    loaded = alignments()
    assert sum(map(len, loaded.values())) == len(ROWS)
    for name, row in ROWS:
        about = SETS[name][0]
        prefix, _, local = row["object_id"].partition(":")
        relation = row["predicate_id"].removeprefix("skos:")
        found = {(mapping.object, mapping.relation, mapping.vocabulary) for mapping in loaded[subject(row)]}
        assert (about["curie_map"][prefix] + local, relation, name) in found


def test_a_prefix_means_the_same_everywhere():
    meanings = defaultdict(set)
    for about, _ in SETS.values():
        for prefix, iri in about["curie_map"].items():
            meanings[prefix].add(iri)
    assert {prefix for prefix, iris in meanings.items() if len(iris) > 1} == set()


@pytest.mark.parametrize("name", sorted(FILES))
def test_rows_are_justified_and_looked_up(name):
    for row in SETS[name][1]:
        assert row["predicate_id"] in PREDICATES, row
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert re.fullmatch(r"[01]\.\d\d", row["confidence"]) and 0.5 <= float(row["confidence"]) <= 1, row
        assert row["object_label"].strip()
        comment = row["comment"]
        assert len(comment) >= 30 and comment.endswith(".") and comment == comment.strip(), row
        other = dict(pair.split("=") for pair in row["other"].split("|"))
        assert other["iri"] in ("seen", "unseen"), row
        # What was not seen in a copy of the vocabulary is never called the same thing.
        assert other["iri"] == "seen" or row["predicate_id"] != "skos:exactMatch", row


def test_subjects_are_terms_of_the_lexicon_under_their_labels():
    unknown = {row["subject_id"] for _, row in ROWS if subject(row) not in TERMS}
    assert unknown == set()
    stale = {
        (name, row["subject_id"]): (row["subject_label"], TERMS[subject(row)].label)
        for name, row in ROWS
        if row["subject_label"] != TERMS[subject(row)].label
    }
    assert stale == {}


def test_rows_are_sorted_and_no_pair_is_mapped_twice():
    for name, (_, rows) in SETS.items():
        order = [(row["subject_id"].lower(), row["subject_id"], row["object_id"]) for row in rows]
        assert order == sorted(order), name
    pairs = Counter((row["subject_id"], row["object_id"]) for _, row in ROWS)
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_an_exact_match_is_one_to_one():
    for key, count in Counter((term, name) for term, name, _ in exact()).items():
        assert count == 1, key
    for key, count in Counter(thing for _, _, thing in exact()).items():
        assert count == 1, key


def test_an_exact_match_leaves_no_closer_or_wider_one_in_the_same_vocabulary():
    matched = {(term, name) for term, name, _ in exact()}
    for name, row in ROWS:
        if (subject(row), name) in matched:
            assert row["predicate_id"] in ("skos:exactMatch", "skos:relatedMatch"), row


def disjoint() -> set[frozenset[str]]:
    """Pairs of classes that cannot share a member, with all their subclasses."""
    stated, lists, members = set(), {}, []
    for path in ontology_files():
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value == OWL + "disjointWith":
                stated.add((quad.subject.value, quad.object.value))
            elif quad.predicate.value == OWL + "members":
                members.append(quad.object)
            elif quad.predicate.value.endswith(("rdf-syntax-ns#first", "rdf-syntax-ns#rest")):
                lists[quad.subject, quad.predicate.value[-4:].strip("#")] = quad.object
    for start in members:
        found = []
        while (start, "irst") in lists or (start, "rest") in lists:
            found.append(lists[start, "irst"].value)
            start = lists[start, "rest"]
        stated |= set(combinations(found, 2))
    below = defaultdict(set)
    for name, term in TERMS.items():
        if "Class" in term.kinds:
            for ancestor in lexicon().superclasses(name):
                below[ancestor].add(name)
    short = [(one.removeprefix(NS["qgov"]), other.removeprefix(NS["qgov"])) for one, other in stated]
    return {frozenset(pair) for one, other in short for pair in product(below[one], below[other])}


def test_disjoint_classes_are_not_matched_to_one_thing():
    apart = disjoint()
    assert frozenset({"PhysicalQubit", "LogicalQubit"}) in apart, "the axioms are read"
    matches = defaultdict(set)
    for _, row in ROWS:
        if row["predicate_id"] in ("skos:exactMatch", "skos:closeMatch"):
            matches[row["object_id"]].add(subject(row))
    for thing, terms in matches.items():
        for pair in combinations(sorted(terms), 2):
            assert frozenset(pair) not in apart, (thing, pair)


def test_classes_are_matched_up_and_down_without_a_circle():
    """What lies within a term is not wider than what the term lies within."""
    above, below = defaultdict(set), defaultdict(set)
    for _, row in ROWS:
        if row["predicate_id"] == "skos:broadMatch":
            above[subject(row)].add(row["object_id"])
        elif row["predicate_id"] == "skos:narrowMatch":
            below[subject(row)].add(row["object_id"])
    for name, term in TERMS.items():
        if "Class" in term.kinds:
            for ancestor in lexicon().superclasses(name):
                assert not below[name] & above[ancestor], (name, ancestor)


def test_every_unit_is_mapped_and_an_exact_one_has_the_same_factor():
    units = {name for name, term in TERMS.items() if "Unit" in term.kinds}
    mapped = defaultdict(list)
    for _, row in ROWS:
        if subject(row) in units:
            mapped[subject(row)].append(row)
    # QUDT has no unit of shot noise and no microkelvin.
    assert units - set(mapped) <= {"unit-shot-noise-unit", "unit-microkelvin"}
    for name, rows in mapped.items():
        for row in rows:
            if row["predicate_id"] == "skos:exactMatch":
                other = dict(pair.split("=") for pair in row["other"].split("|"))
                _, factor, _ = _units()[TERMS[name].notation]
                assert Decimal(other["conversionMultiplier"]) == factor, row


def test_headings_without_definitions_are_never_exact():
    assert [row for name, row in ROWS if name == "physh" and row["predicate_id"] == "skos:exactMatch"] == []


def test_the_equivalences_that_the_lexicon_refuses_stay_refused():
    found = {(subject(row), row["object_id"]): row["predicate_id"] for _, row in ROWS}
    cryptography = "physh:8f03d659-8cea-4e87-ab36-4e3dc6e1a2ec"
    channels = "physh:3cc6785c-c788-47ae-911c-5b1683fbca6d"
    assert found["QuantumKeyDistribution", cryptography] == "skos:broadMatch"
    for name in ("ChannelMap", "TransmissionChannel", "LegalQuantumChannel", "QuantumChannel"):
        assert found[name, channels] == "skos:relatedMatch"
    assert found["Claim", "sosa:Observation"] == "skos:relatedMatch"
    assert found["uncertainty", "qudt:standardUncertainty"] == "skos:relatedMatch"
    assert found["Decision", "lkif-legal-action:Decision"] == "skos:relatedMatch"
