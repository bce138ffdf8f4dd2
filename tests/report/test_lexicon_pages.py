"""The browsable lexicon: every term has a page, links lead somewhere, texts are escaped, nothing is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from qgov.base.iri import QGOV
from qgov.lexicon import lexicon
from qgov.lexicon.terms import modules
from qgov.report.lexicon.axiom_words import sentences
from qgov.report.lexicon.diagram import class_tree, neighbourhood
from qgov.report.lexicon.pages import SiteLinks, term_html, write_site
from qgov.report.lexicon.rdf import term_text, term_triples
from qgov.report.lexicon.usage import usages


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site").resolve()
    write_site(folder)
    return folder


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids, self.fetched, self.open = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if "id" in found:
            assert found["id"] not in self.ids, "an id stands twice"
            self.ids.add(found["id"])
        if tag in ("script", "img", "link", "iframe"):
            self.fetched.append(found.get("src") or found.get("href") or "inline")
        if tag == "style" or "style" in found:
            self.fetched.append("inline style")


def parsed(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def test_every_term_and_module_has_its_page(site):
    names = {path.stem for path in site.glob("term/*.html")}
    assert names == set(lexicon().terms)
    assert {path.stem for path in site.glob("module/*.html")} == set(modules())


def test_links_lead_somewhere_and_nothing_is_fetched(site):
    pages = {path: parsed(path) for path in [*site.glob("*.html"), *site.glob("module/*.html")]}
    some = sorted(site.glob("term/*.html"))[::25]
    pages |= {path: parsed(path) for path in some}
    faults = []
    for path, page in pages.items():
        # Nothing from elsewhere, and nothing inline, which the service's content security policy would not run.
        assert {(path.parent / name).resolve() for name in page.fetched} == {site / "style.css", site / "find.js"}
        for link in page.links:
            if link.startswith("http"):
                continue
            target, _, fragment = link.partition("#")
            file = (path.parent / target).resolve() if target else path
            if not file.exists():
                faults.append((path.name, link))
            elif fragment and file in pages and unquote(fragment) not in pages[file].ids:
                faults.append((path.name, link))
    assert faults == []


def test_a_page_shows_what_the_ontology_says():
    page = re.sub(r"\s+", " ", term_html("LegalQuantumChannel", SiteLinks("../")))
    term = lexicon().terms["LegalQuantumChannel"]
    for text in (term.definition, term.sources[0], term.example, "transmission channel</a> that", "<svg"):
        assert text in page
    assert "questions.html#quantum-" in page
    operational = term_html("operationalQubits", SiteLinks("../"))
    assert "us-ear:4A906.a.2" in operational and "norms.html#us-ear%3A4A906.a.2" in operational
    assert "two-qubit-relaxation-floor" in term_html("cnotError", SiteLinks("../"))


def test_texts_are_escaped(monkeypatch):
    from dataclasses import replace

    words = lexicon()
    evil = replace(words.terms["Qubit"], definition="<script>alert(1)</script>", label="<b>qubit</b>")
    monkeypatch.setitem(words.terms, "Qubit", evil)
    page = term_html("Qubit", SiteLinks())
    assert "<script>alert" not in page and "<b>qubit" not in page


def test_pictures_are_well_formed():
    import xml.etree.ElementTree as tree

    for name in ("Qubit", "Item", "isPartOf", "exporter", "cnotError", "LegalQuantumChannel"):
        tree.fromstring(neighbourhood(name, lambda other: f"{other}.html"))
    for name in modules():
        picture = class_tree(name, lambda other: f"{other}.html")
        if picture:
            tree.fromstring(picture)


def test_sentences_name_terms():
    braced = {name for rows in sentences().values() for row in rows for name in re.findall(r"\{([\w-]+)\}", row)}
    assert braced <= set(lexicon().terms)
    assert any("is exactly" in row for row in sentences()["LegalQuantumChannel"])
    assert "is transitive" in sentences()["isPartOf"]


@pytest.mark.parametrize(("format", "kind"), [("turtle", "TURTLE"), ("jsonld", "JSON_LD")])
def test_a_term_as_rdf_says_all_that_the_ontology_says(format, kind):
    text = term_text("LegalQuantumChannel", format=format)
    found = [quad.triple for quad in ox.parse(text.encode(), format=getattr(ox.RdfFormat, kind))]
    assert len(found) == len(term_triples("LegalQuantumChannel"))
    assert {t.predicate.value for t in found} >= {"http://www.w3.org/2002/07/owl#equivalentClass"}
    assert any(t.object == ox.NamedNode(QGOV + "NonEntanglementBreakingMap") for t in found)


def test_usage_knows_norms_checks_and_dossiers():
    found = usages()
    assert set(found) == set(lexicon().terms)
    assert "us-ear:4A906.a.1" in found["circuit"].norms
    assert "quantum-volume" in found["quantumVolume"].checks
    assert "2026-us-de-torino" in found["QubitPair"].dossiers or found["pairs"].dossiers
    assert found["TrustedNode"].questions
