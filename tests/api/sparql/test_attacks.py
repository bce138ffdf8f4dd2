"""Hostile queries over HTTP: each gets an error in time, reaches nothing, and leaves the service as it was."""

from __future__ import annotations

import os
from urllib.parse import quote

import pytest

from ..calls import check_problem
from .conftest import DEADLINE

QUERY = {"Content-Type": "application/sparql-query"}
MARGIN = 0.5  # seconds beyond the deadline, and of the service's own processor time
ENDED = ("deadline passed", "the query ended its worker")
NUMBER = "<http://e/number>"
BOMBS = {
    "parentheses": "SELECT * { FILTER(" + "(" * 4650 + "1" + ")" * 4650 + ") }",
    "groups": "SELECT * " + "{" * 5000 + "}" * 5000,
    "negations": "SELECT * { FILTER(" + "!" * 20000 + "?x) }",
    "optionals": "SELECT * {" + "OPTIONAL {" * 2000 + "}" * 2000 + "}",
    "patterns": "SELECT * {" + "".join(f"?s{i} ?p{i} ?o{i} ." for i in range(600)) + "}",
    "patterns that pass": "SELECT * {" + "".join(f"?s{i} ?p{i} ?o{i} ." for i in range(64)) + "}",
    "doubling": 'SELECT ?x30 { BIND("' + "a" * 32 + '" AS ?x0) ' + " ".join(
        f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(30)) + " }",
    "product": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?p{i} ?b{i} ." for i in range(5)) + " }",
    "sorted product": "SELECT * { " + " ".join(f"?a{i} {NUMBER} ?b{i} ." for i in range(4)) + " } ORDER BY ?b0",
    "path steps": "SELECT * { ?s " + "/".join(["<a:b>"] * 600) + " ?o }",
    "path closure": "SELECT (COUNT(*) AS ?n) { ?a (!<a:x>|!^<a:x>)+ ?b . ?c (!<a:x>|!^<a:x>)+ ?d }",
    "values": "SELECT * { VALUES ?x {" + "1 " * 10000 + "} }",
    "federation": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "load": "LOAD <file:///etc/passwd>",
    "everything": "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 }",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(service, name, watched):
    own = os.getpid()
    response = service.post("/sparql", content=BOMBS[name], headers=QUERY)
    found = check_problem(response, 400, 403, 413, 422, 504)
    assert all(seconds <= DEADLINE + MARGIN + watched.starved for seconds in watched.kills)
    assert watched.kills or found["detail"] not in ENDED
    assert watched.spent < MARGIN  # and what is refused unseen costs the service little
    after = service.get("/sparql?query=" + quote("ASK { ?s ?p ?o }"))
    assert after.status_code == 200
    assert after.json()["boolean"] is True
    assert os.getpid() == own


@pytest.mark.parametrize("text", [
    "SELECT * {{ SERVICE <{url}/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(<{url}/x> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(0<?o)SERVICE#>\n<{url}/x>{{ ?s ?p ?o }} }}",
    "PREFIX e: <{url}/> SELECT * {{ ?s ?p trueSERVICEe:x {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{url}/x> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}/x> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "SELECT * {{ GRAPH <file:///etc/passwd> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{url}/x>",
    "LOAD <{url}/x> INTO GRAPH <http://e/g>",
])  # fmt: skip
def test_nothing_is_fetched(service, canary, text):
    """The fixture ``no_network`` looks at the canary after each test as well."""
    query = text.format(url=canary.url)
    response = service.post("/sparql", content=query, headers=QUERY)
    if response.status_code == 200:
        assert b"root:" not in response.content
        if "SELECT" in query:
            assert response.json()["results"]["bindings"] == []
    else:
        check_problem(response, 400, 403)
    assert canary.hits == []


def test_graphs_named_by_the_protocol_are_not_fetched(service, canary):
    for graph in (canary.url, "file:///etc/passwd"):
        for name in ("default-graph-uri", "named-graph-uri"):
            response = service.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", name: graph})
            assert response.json()["results"]["bindings"] == []
    assert canary.hits == []


def test_a_result_that_is_too_large_is_an_error_and_not_cut(service):
    found = check_problem(service.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}), 422)
    assert (found["type"], found["detail"]) == ("https://w3id.org/qgov/problem/answer-too-large", "answer too large")
    assert "10000000 bytes" in found["errors"][0]["message"]
    assert "LIMIT" in found["errors"][0]["remedy"]
    assert service.get("/qgov/problem/answer-too-large", headers={"Accept": "application/json"}).json()["status"] == 422


def test_deadline(service):
    text = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} {NUMBER} ?b{i} ." for i in range(6)) + " }"
    found = check_problem(service.post("/sparql", content=text, headers=QUERY), 504)
    assert found["detail"] == "deadline passed"
