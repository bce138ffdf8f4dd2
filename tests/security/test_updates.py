"""S5: nothing is written through the endpoint, whatever the update is called, however it is spelled, wherever it stands."""

from __future__ import annotations

import warnings
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from qgov.api.app import create_app
from qgov.service.settings import Settings
from qgov.store.worker import QueryPool, QueryRefused, check_query

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
G, H = "<https://w3id.org/qgov/decision/local/1/claims>", "<https://w3id.org/qgov/decision/local/1/facts>"
QUADS = f'<http://e/s> <http://e/p> "kept" {G} .\n<http://e/s> <http://e/p> "too" {H} .\n'
# Every operation of SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/#updateLanguage).
OPERATIONS = {
    "insert data": f"INSERT DATA {{ GRAPH {G} {{ <http://e/s> <http://e/p> 1 }} }}",
    "delete data": f'DELETE DATA {{ GRAPH {G} {{ <http://e/s> <http://e/p> "kept" }} }}',
    "delete where": f"DELETE WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}",
    "delete insert": f"DELETE {{ GRAPH {G} {{ ?s ?p ?o }} }} INSERT {{ GRAPH {G} {{ ?s ?p 1 }} }} "
    f"WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}",
    "insert where": f"INSERT {{ GRAPH {G} {{ ?s ?p 1 }} }} WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}",
    "with": f"WITH {G} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "using": f"DELETE {{ GRAPH {G} {{ ?s ?p ?o }} }} USING {G} WHERE {{ ?s ?p ?o }}",
    "load": f"LOAD <file:///etc/hostname> INTO GRAPH {G}",
    "load silent": f"LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH {G}",
    "clear graph": f"CLEAR GRAPH {G}",
    "clear named": "CLEAR SILENT NAMED",
    "clear all": "CLEAR ALL",
    "drop graph": f"DROP GRAPH {G}",
    "drop all": "DROP SILENT ALL",
    "create": "CREATE GRAPH <http://e/new>",
    "copy": f"COPY {G} TO {H}",
    "move": f"MOVE GRAPH {G} TO GRAPH {H}",
    "add": f"ADD {G} TO {H}",
}  # fmt: skip


def _first_word(text: str, change) -> str:
    word, rest = text.split(" ", 1)
    return f"{change(word)} {rest}"


SPELLINGS = {
    "as it is": lambda text: text,
    "small": lambda text: _first_word(text, str.lower),
    "mixed": lambda text: _first_word(text, lambda word: "".join(c.lower() if n % 2 else c for n, c in enumerate(word))),
    "lines": lambda text: "\r\n\t\n" + text.replace(" ", "\n"),
    "comments": lambda text: "# SELECT * { }\n" + text.replace(" ", " # ASK {}\n", 1),
    "comment ended by a carriage return": lambda text: "#\r" + text,
    "no blank": lambda text: text.replace(" {", "{").replace("{ ", "{").replace(" <", "<"),
    "prologue": lambda text: "BASE <http://b/> PREFIX x: <http://x/> PREFIX : <#> " + text,
    "prologue that looks like a query": lambda text: "PREFIX select: <http://e/> " + text,
    "behind a query": lambda text: "SELECT * { ?s ?p ?o } ; " + text,
    "behind a query without a mark": lambda text: "ASK { } " + text,
    "before a query": lambda text: text + " ; SELECT * { ?s ?p ?o }",
    "inside a query": lambda text: "SELECT * { ?s ?p ?o . " + text + " }",
    "inside a filter": lambda text: "SELECT * { FILTER EXISTS { " + text + " } }",
    "byte order mark": lambda text: "\ufeff" + text,
    "escaped letter": lambda text: f"\\u{ord(text[0]):04x}{text[1:]}",
    "escaped letter, long": lambda text: f"\\U{ord(text[0]):08x}{text[1:]}",
    "twice": lambda text: text + " ; " + text,
}  # fmt: skip
WAYS = {
    "query in the body": lambda text: ("POST", "/sparql", text.encode(), QUERY),
    "update in the body": lambda text: ("POST", "/sparql", text.encode(), UPDATE),
    "update in the body, with graphs": lambda text: (
        "POST", "/sparql?using-graph-uri=http://e/g", text.encode(), UPDATE),
    "query in a form": lambda text: ("POST", "/sparql", urlencode({"query": text}).encode(), FORM),
    "update in a form": lambda text: ("POST", "/sparql", urlencode({"update": text}).encode(), FORM),
    "both in a form": lambda text: ("POST", "/sparql", urlencode({"query": "ASK {}", "update": text}).encode(), FORM),
    "every letter escaped": lambda text: (
        "POST", "/sparql", b"%75pdat%65=" + "".join(f"%{byte:02X}" for byte in text.encode()).encode(), FORM),
    "query in the address": lambda text: ("GET", "/sparql?query=" + quote(text), None, None),
    "update in the address": lambda text: ("GET", "/sparql?update=" + quote(text), None, None),
    "update in the address, query in the body": lambda text: (
        "POST", "/sparql?update=" + quote(text), b"ASK {}", QUERY),
}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A client of the service, and the file whose graphs it answers from."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient
    file = tmp_path_factory.mktemp("updates") / "data.nq"
    file.write_text(QUADS, "utf-8")
    pool = QueryPool(file, workers=1, patience=30, cache_bytes=0)
    with TestClient(create_app(Settings(processes=0), queries=pool), raise_server_exceptions=False) as client:
        yield client
    pool.close()


def kept(client) -> list[str]:
    """The values in all graphs; the answer is worked out anew each time."""
    answer = client.get("/sparql", params={"query": "SELECT ?o { GRAPH ?g { ?s <http://e/p> ?o } }"})
    assert answer.status_code == 200
    return sorted(row["o"]["value"] for row in answer.json()["results"]["bindings"])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_way_writes(service, operation, way):
    method, place, body, kind = WAYS[way](OPERATIONS[operation])
    headers = {} if kind is None else {"Content-Type": kind}
    answer = service.request(method, place, content=body, headers=headers)
    assert answer.status_code == 403, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert kept(service) == ["kept", "too"]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_spelling_passes(service, operation, spelling):
    """Refused by the look at the text, before any engine has it; and by the engine, which takes queries alone."""
    text = SPELLINGS[spelling](OPERATIONS[operation])
    with pytest.raises(QueryRefused) as refused:
        check_query(text)
    assert refused.value.status in (400, 403)
    with pytest.raises(SyntaxError):
        ox.Store().query(text)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if "load" not in name])
def test_the_engine_would_do_it(operation):
    """The defence is that the text never comes to the engine's other door."""
    store = ox.Store()
    store.load(QUADS.encode(), ox.RdfFormat.N_QUADS)
    before = (set(store), set(store.named_graphs()))
    store.update(OPERATIONS[operation])
    assert (set(store), set(store.named_graphs())) != before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("place", [
    "/sparql", "/sparql?graph=http://e/g", "/sparql?default", "/sparql?query=ASK%20%7B%7D", "/sparql/page",
    "/graph/lexicon", "/.well-known/void",
])  # fmt: skip
def test_no_graph_is_written_by_its_address(service, method, place):
    """The verbs of the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""
    answer = service.request(method, place, content=QUADS.encode(), headers={"Content-Type": "text/turtle"})
    assert answer.status_code in (404, 405), answer.text
    assert answer.status_code == 404 or not {"PUT", "DELETE", "PATCH"} & set(answer.headers["allow"].split(", "))
    assert kept(service) == ["kept", "too"]


@pytest.mark.parametrize("place", ["/sparql?graph=http://e/g", "/sparql?default"])
def test_no_graph_is_added_to_by_post(service, place):
    answer = service.post(place, content=b'<http://e/s> <http://e/p> "new" .', headers={"Content-Type": "text/turtle"})
    assert answer.status_code == 415
    assert kept(service) == ["kept", "too"]
