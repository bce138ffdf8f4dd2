"""Which form is answered in: every type, quality values, wildcards, names, and 406 where nothing fits."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest

from ..calls import check_problem

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE, RDFXML = "text/turtle; charset=utf-8", "application/rdf+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def ask(service, query, accept=None, format=None):
    address = f"/sparql?query={quote(query)}" + (f"&format={format}" if format else "")
    return service.get(address, headers={"Accept": accept} if accept is not None else {"Accept": ""})


@pytest.mark.parametrize("accept, expected", [
    (None, JSON), ("*/*", JSON), ("application/*", JSON), ("text/*", CSV), (XML, XML), ("text/csv", CSV),
    ("text/tab-separated-values", TSV), ("application/json", "application/json"), ("application/xml", "application/xml"),
    (f"{JSON};q=0.5, {XML}", XML), (f"{JSON};q=0.5, {XML};q=0.4", JSON), ("text/csv;q=0.9, */*;q=0.1", CSV),
    (f"*/*, {JSON};q=0", XML), ("text/turtle, */*;q=0.1", JSON), ("TEXT/CSV", CSV), (f"{JSON} ; q=0.2 , text/csv ; q=0.3", CSV),
    (f"{XML};level=1, text/csv;q=0.2", CSV), ("text/csv;q=x, text/tab-separated-values;q=0.1", TSV), (BROWSER, "application/xml"),
    ("text/csv;charset=utf-8", CSV), (f"nonsense, {XML}", XML),
])  # fmt: skip
def test_rows(service, accept, expected):
    response = ask(service, "SELECT * { ?s <http://e/number> 1 }", accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == expected


@pytest.mark.parametrize("accept, expected", [
    (None, TURTLE), ("*/*", TURTLE), ("application/n-triples", "application/n-triples"),
    ("application/ld+json", "application/ld+json"), (RDFXML, RDFXML), ("application/*", "application/n-triples"),
    (f"{RDFXML};q=0.7, text/turtle;q=0.8", TURTLE), (BROWSER, "application/xml"),
])  # fmt: skip
def test_graphs(service, accept, expected):
    response = ask(service, "CONSTRUCT { ?s <http://e/number> 1 } { ?s <http://e/number> 1 }", accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == expected


@pytest.mark.parametrize("query, accept", [
    ("SELECT * { ?s ?p 1 }", "text/turtle"), ("ASK {}", "image/png"), ("SELECT * {}", "*/*;q=0"), ("ASK {}", "text/html"),
    ("DESCRIBE <http://e/n1>", "text/csv"), ("CONSTRUCT WHERE { ?s <http://e/number> 1 }", JSON), ("ASK {}", "x"),
])  # fmt: skip
def test_nothing_fits(service, query, accept):
    check_problem(ask(service, query, accept), 406)


@pytest.mark.parametrize("format, query, expected", [
    ("xml", "ASK {}", XML), ("csv", "SELECT * {}", CSV), ("tsv", "SELECT * {}", TSV), ("json", "ASK {}", JSON),
    ("turtle", "DESCRIBE <a:b>", TURTLE), ("nt", "DESCRIBE <a:b>", "application/n-triples"),
    ("jsonld", "DESCRIBE <a:b>", "application/ld+json"), ("xml", "DESCRIBE <a:b>", RDFXML),
])  # fmt: skip
def test_by_name(service, format, query, expected):
    assert ask(service, query, "image/png", format).headers["content-type"] == expected


def test_a_name_that_does_not_fit_or_is_unknown(service):
    check_problem(ask(service, "ASK {}", None, "turtle"), 406)
    check_problem(ask(service, "ASK {}", None, "exe"), 400)


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_the_service_describes_itself(service, accept):
    response = service.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == accept
    quads = ox.parse(response.content, format=ox.RdfFormat.from_media_type(accept), base_iri="http://testserver/")
    said = {(q.subject.value, q.predicate.value.rpartition("#")[2], q.object.value) for q in quads}
    own, sd = "http://testserver/sparql", "http://www.w3.org/ns/sparql-service-description#"
    assert (own, "type", sd + "Service") in said
    assert (own, "endpoint", own) in said
    assert (own, "supportedLanguage", sd + "SPARQL11Query") in said
    assert (own, "feature", sd + "UnionDefaultGraph") in said
    assert not any(value == sd + "BasicFederatedQuery" for _, _, value in said)
    assert {value for _, name, value in said if name == "name"} >= {"https://w3id.org/qgov/graph/norms"}
    assert not any("/decision/" in value for _, _, value in said)


def test_browsers_get_the_page_and_others_the_description(service):
    assert service.get("/sparql", headers={"Accept": BROWSER}).headers["content-type"].startswith("text/html")
    assert service.get("/sparql").headers["content-type"] == TURTLE
    check_problem(service.get("/sparql", headers={"Accept": "image/png"}), 406)
