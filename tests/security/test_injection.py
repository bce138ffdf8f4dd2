"""S11: what a party writes stays text in every form of an answer."""

from __future__ import annotations

import json
from functools import lru_cache
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qgov
from qgov.base.errors import BROKEN
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import read_dossier
from qgov.report import html
from qgov.report.html import page
from qgov.report.rdf import decision_text
from qgov.report.text import judgment

HOSTILE = [
    "<script>alert(1)</script>", "\" onload=\"alert(1)", "'><img src=x onerror=alert(1)>", "</td></table><h1>permitted</h1>",
    "{{ 7*7 }}", "{% for x in () %}", "&lt;b&gt;", "]]><x/>", "<!-- ", "\\u003cscript\\u003e", "javascript:alert(1)",
    "PERMITTED\n\nBecause", "qgov:permitted . <urn:x> a qgov:Norm", '" . <urn:x> <urn:y> "', "%s %(x)s {0}", "=1+1", "`id`", "$(id)",
]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
        lambda text: text.strip() and not BROKEN.search(text)
    ),
)


@lru_cache(maxsize=4)
def decided(name: str, note: str):
    return qgov.decide(
        {
            "id": "urn:example:t", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN",
            "note": note, "parties": [{"id": "a", "role": "exporter", "name": name, "country": "US"}],
            "items": [{"id": "q", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 127,
                       "workingQubits": 125, "cnotError": 0.0005, "note": note}],
        },
        simulate=False,
    )  # fmt: skip


class Shape(HTMLParser):
    """The tags of a page with the names of their attributes, and the text between them."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data):
        self.tags.append(("comment", ()))

    def handle_data(self, data):
        self.said.append(data)


@settings(max_examples=12)
@given(TEXT, TEXT)
def test_any_text_is_text_in_every_form(name, note):
    plain, decision = decided("name", "note"), decided(name, note)
    shape = Shape(page(decision))
    assert shape.tags == Shape(page(plain)).tags
    assert " ".join(name.split()) in " ".join(" ".join(shape.said).split())
    triples = [
        {str(quad.triple) for quad in ox.parse(decision_text(one, "turtle"), format=ox.RdfFormat.TURTLE)}
        for one in (plain, decision)
    ]
    assert len(triples[0]) == len(triples[1])
    linked = [json.loads(decision_text(one, "jsonld")) for one in (plain, decision)]
    assert [sorted(one) for one in linked[:1]] == [sorted(one) for one in linked[1:]]
    again = read_dossier(dossier_text(decision.dossier), format="turtle")
    assert again.normal == decision.dossier.normal
    text, lines = judgment(decision), judgment(plain).splitlines()
    assert not BROKEN.search(text) and text.splitlines()[3] == lines[3], (
        "no line of another's making stands before the outcome"
    )
    json.loads(json.dumps(decision.to_dict(), allow_nan=False))


def test_without_escaping_the_page_would_be_another(monkeypatch):
    """The defence is the escaping of the page; taken out, the same comparison fails."""
    hostile = decided("<script>alert(1)</script>", "x")
    assert Shape(page(hostile)).tags == Shape(page(decided("name", "x"))).tags
    monkeypatch.setattr(html, "escape", lambda text, *_, **__: text)
    assert Shape(page(hostile)).tags != Shape(page(decided("name", "x"))).tags


@pytest.mark.parametrize("text", HOSTILE)
def test_a_value_bound_to_a_query_is_a_value(text):
    from qgov.store.query import run_query

    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(text), ox.DefaultGraph()))
    found = json.loads(run_query(store, "SELECT ?o { ?s ?p ?o }", "json"))
    assert [row["o"]["value"] for row in found["results"]["bindings"]] == [text]
