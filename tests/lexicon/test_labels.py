"""The labels in other languages: form, marks, and the same core terms in each of the five languages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from qgov.lexicon import lexicon

FOLDER = Path(__file__).parents[2] / "ontology" / "labels"
QGOV = "https://w3id.org/qgov/"
MODULE = QGOV + "ontology/labels/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OWL = "http://www.w3.org/2002/07/owl#"
DCTERMS = "http://purl.org/dc/terms/"
TAGS = {"fr": "fr", "de": "de", "es": "es", "ja": "ja", "zh": "zh-hans"}
MARK = re.compile(r"(?P<language>[a-z]{2}) (not checked|machine-checked: (?P<where>\S.{3,}))")
WHOLE_MODULES = ("quantum", "item", "network", "cryptography")
"""Every class of these modules is a core term."""
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
CHINESE = re.compile(r"[一-鿿]")
SAME_IN_LATIN = {"fr", "de", "es"}

languages = pytest.mark.parametrize("language", sorted(TAGS))


@cache
def statements(language: str) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(path=str(FOLDER / f"{language}.ttl"), format=ox.RdfFormat.TURTLE))


@cache
def values(language: str, predicate: str) -> dict[str, list[ox.Literal]]:
    found = defaultdict(list)
    for quad in statements(language):
        if quad.predicate.value == predicate and not quad.subject.value.startswith(QGOV + "ontology/"):
            found[quad.subject.value].append(quad.object)
    return dict(found)


def labels(language: str) -> dict[str, list[ox.Literal]]:
    return values(language, LABEL)


def marks(language: str) -> dict[str, list[ox.Literal]]:
    return values(language, QGOV + "labelCheck")


def test_one_file_a_language():
    assert {path.stem for path in FOLDER.glob("*.ttl")} == set(TAGS)


@languages
def test_header(language):
    ontology = MODULE + language
    header = {q.predicate.value: q.object.value for q in statements(language) if q.subject.value == ontology}
    version = header[OWL + "versionInfo"]
    assert header[OWL + "versionIRI"] == f"{ontology}/{version}"
    assert header[DCTERMS + "license"].startswith("https://")
    assert {DCTERMS + key for key in ("title", "description", "creator", "created", "modified")} <= set(header)


@languages
def test_nothing_else_is_said(language):
    said = {quad.predicate.value for quad in statements(language) if quad.subject.value != MODULE + language}
    assert said == {LABEL, QGOV + "labelCheck"}


@languages
def test_subjects_are_terms(language):
    known = {term.iri for term in lexicon().terms.values()}
    assert sorted(set(labels(language)) - known) == []


@languages
def test_one_label_with_the_tag_of_the_language(language):
    for subject, found in labels(language).items():
        assert [label.language for label in found] == [TAGS[language]], subject


@languages
def test_labels_are_unique(language):
    count = Counter(label.value.casefold() for found in labels(language).values() for label in found)
    assert [label for label, times in count.items() if times > 1] == []


@languages
def test_labels_are_clean(language):
    for subject, (label,) in labels(language).items():
        assert label.value == " ".join(label.value.split()), subject
        assert not label.value.endswith((".", ",", ";")), subject


@languages
def test_each_label_has_one_mark(language):
    assert set(marks(language)) == set(labels(language))
    for subject, found in marks(language).items():
        assert len(found) == 1, subject
        mark = MARK.fullmatch(found[0].value)
        assert mark and mark["language"] == language, (subject, found[0].value)


@languages
def test_a_good_part_is_checked(language):
    checked = [subject for subject, (mark,) in marks(language).items() if "machine-checked" in mark.value]
    assert len(checked) >= 90


def test_same_core_terms_in_all_languages():
    core = set(labels("fr"))
    assert len(core) >= 150
    for language in TAGS:
        assert set(labels(language)) == core, language


@pytest.mark.parametrize("module", WHOLE_MODULES)
def test_modules_that_are_core_as_a_whole(module):
    path = FOLDER.parent / f"{module}.ttl"
    classes = {
        quad.subject.value
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.object == ox.NamedNode(OWL + "Class") and isinstance(quad.subject, ox.NamedNode)
    }
    assert sorted(classes - set(labels("fr"))) == []


def test_words_that_a_reader_meets_first():
    """The types, roles and answers that a dossier and a decision show are all core terms."""
    terms = lexicon()
    names = {
        *terms.item_types(),
        *terms.transfer_types(),
        *(
            word.name
            for kind in ("PartyRole", "Effect", "Outcome", "FindingStatus", "Verdict", "Metric", "Statistic")
            for word in terms.words(kind).values()
        ),
    }
    assert sorted(names - {iri.removeprefix(QGOV) for iri in labels("fr")}) == []


def test_script_of_the_language():
    """A label in Japanese or Chinese is written so, but for names such as BB84."""
    for language, script in (("ja", JAPANESE), ("zh", CHINESE)):
        assert [label.value for (label,) in labels(language).values() if not script.search(label.value)] == []
    for language in SAME_IN_LATIN:
        assert [label.value for (label,) in labels(language).values() if CHINESE.search(label.value)] == []


def test_the_product_shows_how_far_a_label_was_checked():
    from qgov.lexicon.labels import labels

    found = {label.language: label for label in labels()["Qubit"]}
    assert set(found) == {"fr", "de", "es", "ja", "zh-Hans"}
    assert all(label.check.startswith("machine-checked: ") for label in found.values())
    assert {label.check for label in labels()["ChannelMap"]} == {"not checked"}
