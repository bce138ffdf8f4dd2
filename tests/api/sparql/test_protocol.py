"""The cases of the W3C test suite for the SPARQL 1.1 Protocol that concern queries, and updates in that none is taken.

Names and requests after https://github.com/w3c/rdf-tests/blob/main/sparql/sparql11/protocol/manifest.ttl; the graphs are
our own.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from ..calls import check_problem
from .conftest import OWN

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
G1, G2, G3 = (f"{OWN}data{number}" for number in (1, 2, 3))
BOTH = f"ASK {{ <{G1}> a ?type . <{G2}> a ?type . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{G1}> a ?type }} GRAPH ?g2 {{ <{G2}> a ?type }} }}"
FULL = f"ASK {{ <{G3}> a ?type GRAPH ?g1 {{ <{G1}> a ?type }} GRAPH ?g2 {{ <{G2}> a ?type }} }}"


def url(**parameters) -> str:
    return "/sparql?" + urlencode(
        [(name.replace("_", "-"), value) for name, values in parameters.items()
         for value in ([values] if isinstance(values, str) else values)]
    )  # fmt: skip


def yes(response) -> bool:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/sparql-results+json"
    return json.loads(response.content)["boolean"]


def test_query_get(service):
    assert yes(service.get(url(query="ASK {}", default_graph_uri="http://kasei.us/2009/09/sparql/data/data0.rdf")))


def test_query_post_form(service):
    address = url(default_graph_uri="http://kasei.us/2009/09/sparql/data/data0.rdf")
    assert yes(service.post(address, content="query=ASK%20%7B%7D", headers=FORM))


def test_query_post_direct(service):
    address = url(default_graph_uri="http://kasei.us/2009/09/sparql/data/data0.rdf")
    assert yes(service.post(address, content="ASK {}", headers=QUERY))


def test_query_dataset_default_graphs_get(service):
    assert yes(service.get(url(query=BOTH, default_graph_uri=[G1, G2])))
    assert not yes(service.get(url(query=BOTH, default_graph_uri=G1)))


def test_query_dataset_default_graphs_post(service):
    assert yes(service.post(url(default_graph_uri=[G1, G2]), content=BOTH, headers=QUERY))
    assert not yes(service.post(url(default_graph_uri=[G1, G3]), content=BOTH, headers=QUERY))


def test_query_dataset_named_graphs_post(service):
    assert yes(service.post(url(named_graph_uri=[G1, G2]), content=NAMED, headers=QUERY))
    assert not yes(service.post(url(named_graph_uri=[G1, G3]), content=NAMED, headers=QUERY))


def test_query_dataset_named_graphs_get(service):
    assert yes(service.get(url(query=NAMED, named_graph_uri=[G1, G2])))


def test_query_dataset_full(service):
    assert yes(service.post(url(default_graph_uri=G3, named_graph_uri=[G1, G2]), content=FULL, headers=QUERY))
    assert not yes(service.post(url(default_graph_uri=G1, named_graph_uri=[G1, G2]), content=FULL, headers=QUERY))


def test_query_dataset_in_a_form(service):
    form = urlencode({"query": FULL, "default-graph-uri": G3}) + "&" + urlencode({"named-graph-uri": G1})
    assert yes(service.post("/sparql", content=f"{form}&{urlencode({'named-graph-uri': G2})}", headers=FORM))


def test_query_multiple_dataset(service):
    text = f"ASK FROM <{G3}> {{ GRAPH ?g1 {{ <{G1}> a ?type }} GRAPH ?g2 {{ <{G2}> a ?type }} }}"
    assert yes(service.post(url(named_graph_uri=[G1, G2]), content=text, headers=QUERY))
    assert not yes(service.post("/sparql", content=text, headers=QUERY))


@pytest.mark.parametrize("text, kinds", [
    ("SELECT (1 AS ?value) {}", ("application/sparql-results+json", "application/sparql-results+xml")),
    ("ASK {}", ("application/sparql-results+json", "application/sparql-results+xml")),
    ("DESCRIBE <http://example.org/>", ("text/turtle", "application/rdf+xml")),
    ("CONSTRUCT { <s> <p> 1 } WHERE {}", ("text/turtle", "application/rdf+xml")),
])  # fmt: skip
def test_query_content_type(service, text, kinds):
    """query_content_type_select, _ask, _describe and _construct."""
    response = service.post(url(default_graph_uri="http://example.org/data0"), content=text, headers=QUERY)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] in kinds


def test_bad_query_method(service):
    response = service.put(url(query="ASK {}"))
    check_problem(response, 405)
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_bad_multiple_queries(service):
    check_problem(service.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"), 400)
    check_problem(service.post("/sparql", content="query=ASK%20%7B%7D&query=ASK%20%7B%7D", headers=FORM), 400)
    check_problem(service.post(url(query="ASK {}"), content="ASK {}", headers=QUERY), 400)


def test_bad_query_wrong_media_type(service):
    response = service.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"})
    check_problem(response, 415)


@pytest.mark.parametrize("body", ["query=ASK%20%7B%7D", "ASK {}"])
def test_bad_query_missing_type(service, body):
    """bad_query_missing_form_type, bad_query_missing_direct_type."""
    check_problem(service.post("/sparql", content=body), 415)


def test_bad_query_non_utf8(service):
    body = "ASK {}".encode("utf-16")
    for header in ("application/sparql-query; charset=UTF-16", "application/sparql-query"):
        check_problem(service.post("/sparql", content=body, headers={"Content-Type": header}), 400, 415)
    check_problem(service.post("/sparql", content=b"ASK { ?s ?p '\xff' }", headers=QUERY), 400)
    check_problem(service.get("/sparql?query=ASK%20%7B%20?s%20?p%20%27%FF%27%7D"), 400)


def test_bad_query_syntax(service):
    found = check_problem(service.get(url(query="ASK {")), 400)
    assert found["detail"] == "malformed query"


def test_bad_update_get(service):
    check_problem(service.get(url(update="CLEAR ALL")), 403)


@pytest.mark.parametrize("body, headers", [
    ("CLEAR ALL", UPDATE), (urlencode({"update": "CLEAR NAMED"}), FORM),
    (urlencode({"update": "CLEAR NAMED"}) + "&update=CLEAR%20DEFAULT", FORM), ("CLEAR XYZ", UPDATE),
    (urlencode({"update": "INSERT DATA { <a:b> <a:c> 1 }", "using-graph-uri": "a:b"}), FORM),
    ("INSERT DATA { <a:b> <a:c> 1 }", QUERY), (urlencode({"query": "CLEAR ALL"}), FORM),
])  # fmt: skip
def test_updates_are_refused_whatever_their_form(service, body, headers):
    """All cases ``update_…`` and ``bad_update_…``: this service takes no update."""
    check_problem(service.post("/sparql", content=body, headers=headers), 403)
    assert yes(service.get(url(query=BOTH)))


def test_bad_update_missing_form_type(service):
    check_problem(service.post("/sparql", content="update=CLEAR%20NAMED"), 415)


def test_bad_update_dataset_conflict(service):
    check_problem(service.post(url(using_named_graph_uri=G1), content="ASK {}", headers=QUERY), 403)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_written_by_other_methods(service, method):
    assert service.request(method, "/sparql").status_code == 405


def test_head_and_options(service):
    got, headed = service.get(url(query="ASK {}")), service.head(url(query="ASK {}"))
    assert headed.status_code == 200
    assert headed.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert headed.headers[name] == got.headers[name]
    options = service.options("/sparql")
    assert options.status_code == 204
    assert set(options.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_a_data_set_without_a_query_and_a_form_without_one(service):
    check_problem(service.get(url(default_graph_uri=G1)), 400)
    check_problem(service.post("/sparql", content="x=y", headers=FORM), 400)


@pytest.mark.parametrize("address, sent, meant", [
    ("?qurey=ASK%20%7B%7D", "qurey", "query"), ("?foo=bar", "foo", ""),
    ("?query=ASK%20%7B%7D&default-graph-url=a:b", "default-graph-url", "default-graph-uri"),
    ("?query=ASK%20%7B%7D&named_graph_uri=a:b", "named_graph_uri", "named-graph-uri"),
    ("?Format=turtle", "Format", "format"),
])  # fmt: skip
def test_a_parameter_that_is_misspelt(service, address, sent, meant):
    found = check_problem(service.get("/sparql" + address, headers={"Accept": "text/turtle"}), 400)
    assert [error["parameter"] for error in found["errors"]] == [sent]
    assert (f"did you mean {meant!r}?" if meant else "known: query, ") in found["errors"][0]["remedy"]


def test_parameters_of_a_client_are_let_be(service):
    assert yes(service.get(url(query="ASK {}", output="json", results="json", timeout="0", format="json")))


def test_what_is_asked_without_parameters_is_the_description(service):
    for address in ("/sparql", "/sparql?", "/sparql?format=turtle"):
        found = service.get(address, headers={"Accept": "text/turtle"})
        assert (found.status_code, found.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
        assert b"SPARQL11Query" in found.content


@pytest.mark.parametrize("iri", ["", "a:b c", "<a:x>", "a:" + "x" * 3000, "relative/x", ":x", 'a:"'])
def test_what_is_no_graph(service, iri):
    check_problem(service.get(url(query="ASK {}", default_graph_uri=iri)), 400)


def test_many_graphs(service):
    assert yes(service.get(url(query="ASK {}", default_graph_uri=[f"a:{i}" for i in range(32)])))
    check_problem(service.get(url(query="ASK {}", default_graph_uri=[f"a:{i}" for i in range(33)])), 400)


def test_sizes(service):
    check_problem(service.get("/sparql?query=" + quote("ASK {} #" + "x" * 33_000)), 413)
    check_problem(service.post("/sparql", content="#" * 600_000, headers=QUERY), 413)
    check_problem(service.post("/sparql", content="a=b&" * 400, headers=FORM), 400)


def test_the_graphs_of_others_are_not_there(service):
    query = 'SELECT ?g { { GRAPH ?g { ?s ?p "hidden" } } UNION { ?g ?p "hidden" } }'
    assert json.loads(service.get(url(query=query)).content)["results"]["bindings"] == []
    other = "https://w3id.org/qgov/decision/other/1/claims"
    for parameters in ({"default_graph_uri": other}, {"named_graph_uri": other}):
        response = service.get(url(query=query, **parameters))
        assert json.loads(response.content)["results"]["bindings"] == []
    decisions = "PREFIX q: <https://w3id.org/qgov/> SELECT ?d { ?d q:answersDossier ?x }"
    found = json.loads(service.get(url(query=decisions)).content)["results"]["bindings"]
    assert len(found) == 2


def test_answers_are_not_kept_by_strangers(service):
    response = service.get(url(query="ASK {}"))
    assert "private" in response.headers["cache-control"]
    assert "Accept" in response.headers["vary"]
