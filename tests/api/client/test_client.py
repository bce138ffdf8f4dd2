"""The client against a real service: every method, and every operation of the OpenAPI document by some method."""

from __future__ import annotations

import inspect
import json
import re

import pytest

import qgov
from qgov.client import Client, ServiceError, Unreachable
from qgov.client.transport import Transport
from qgov.verifier import verify

# By which method an operation of the document is reached, where the names differ.
OTHER = {
    "decide": ("decide", "decide_as"), "ground": ("ground", "picture"), "results": ("results", "results_as"),
    "summary": ("summary", "summary_page"), "void": ("dataset",), "sparqlGet": ("sparql_description",),
    "sparqlPost": ("sparql", "sparql_graph"), "decisionContext": ("decision_context",),
}  # fmt: skip
OWN = {"wait"}  # methods that are no operation


def test_every_operation_has_a_method_and_every_method_an_operation(client):
    document = client.transport.ask("GET", "/openapi.json").json()
    operations = {found["operationId"] for path in document["paths"].values() for found in path.values()}
    methods = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    reached = {name: OTHER.get(name, (name,)) for name in operations}
    assert {name for names in reached.values() for name in names} | OWN == methods


def test_every_method_says_what_it_does():
    for name, method in inspect.getmembers(Client, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__ and method.__annotations__["return"], name


def test_parameters_are_those_of_the_document(client, monkeypatch):
    """What each method sends is an address, a parameter and a type that the document has."""
    document = client.transport.ask("GET", "/openapi.json").json()
    sent = []
    ask = Transport.ask

    def noted(self, method, path, *, query=None, body=None, headers=None, expect=(200,)):
        sent.append((method.lower(), path.partition("?")[0], set(query or {}), (headers or {}).get("Accept")))
        return ask(self, method, path, query=query, body=body, headers=headers, expect=expect)

    monkeypatch.setattr(Transport, "ask", noted)
    client.norms(jurisdiction="US", instrument="us-ear", provision="us-ear:4A906.a.2", at="2026-01-01")
    client.terms(limit=1, after="A")
    client.decisions(limit=1, after=1)
    client.jobs(limit=1, after="0")
    client.term("Qubit"), client.schema(), client.context(), client.decision_context(), client.draft(""), client.dataset(), client.index(), client.health()
    for method, path, query, accept in sent:
        found = next(
            rows[method] for known, rows in document["paths"].items()
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known).replace(".", r"\."), path) and method in rows
        )  # fmt: skip
        assert query <= {one["name"] for one in found.get("parameters", ())}, path
        assert accept in found["responses"]["200"]["content"], (path, accept)


def test_decide(client, headline):
    decision = client.decide(headline, simulate=False)
    local = qgov.decide(json.dumps(headline).encode(), format="json", simulate=False)
    assert decision.data == local.to_dict()
    assert (decision.outcome, decision.precaution) == (local.outcome, local.overall.precaution)
    assert decision.address and decision.id in decision.address
    kept = client.decision(decision.id)
    assert (kept.data, kept.tag) == (decision.data, decision.tag)
    assert decision.id in {row["id"] for row in client.decisions(limit=1)}
    assert verify.check(client.receipt(decision.id)).found == []
    assert client.decide(headline, "2024-09-05", simulate=False).as_of == "2024-09-05"
    assert len(client.decide(headline, simulate=False, all_findings=True).findings) > len(decision.findings)


@pytest.mark.parametrize("form", ["text", "html", "turtle", "jsonld"])
def test_decide_in_other_forms(client, headline, form):
    assert "authorisation-required" in client.decide_as(form, headline, simulate=False).lower().replace(" ", "-")


def test_a_key_makes_it_once(client, headline):
    headline["date"] = "2026-11-02"
    before = client.decisions().count
    for _ in range(2):
        client.decide(headline, simulate=False, idempotency_key="client")
    assert client.decisions().count == before + 1


def test_ground_and_validate(client, headline):
    assert {grounding["verdict"] for grounding in client.ground(headline, simulate=False)} <= {
        "supported", "refuted", "undetermined", "met", "not-met",
    }  # fmt: skip
    assert client.picture(headline, "svg", simulate=False).startswith(b"<svg")
    assert client.validate(headline)["valid"] is True
    with pytest.raises(ServiceError) as error:
        client.validate(headline | {"destination": "Atlantis"})
    assert error.value.status == 422
    assert error.value.errors[0]["pointer"] == "/destination"
    assert "/destination" in str(error.value)


def test_screen(client, headline, tmp_path):
    file, seen = tmp_path / "register.ndjson", []
    file.write_text("".join(json.dumps(headline | {"id": f"urn:example:{n}"}) + "\n" for n in range(20)) + "{\n")
    job = client.wait(client.screen(file), seen.append, every=0.05, seconds=120)
    assert job.state == "done" and seen[-1] == job
    assert job.progress["rows"] == 21
    rows = list(client.results(job.id))
    assert {row["dossier"] for row in rows} == {f"urn:example:{n}" for n in range(20)}
    assert [row["row"] for row in client.rejected(job.id)] == [21]
    assert b"".join(client.results_as("csv", job.id)).startswith(b"dossier,row,item")
    assert b"".join(client.results_as("parquet", job.id)).startswith(b"PAR1")
    assert client.summary(job.id)["rows"]["rows"] == 21
    assert client.summary_page(job.id).startswith("<!doctype html>")
    assert job.id in {row["id"] for row in client.jobs(limit=1)}
    assert client.cancel(job.id) is None
    with pytest.raises(ServiceError, match="404"):
        client.job(job.id)


def test_screen_a_table(client):
    mapping = {"columns": {"To": "destination", "Day": "date"},
               "constants": {"type": "Export", "origin": "US", "items[0].type": "QuantumComputer"}}  # fmt: skip
    job = client.screen(b"To,Day\nDE,2026-03-02\n", "text/csv", at="2026-03-03", mapping=mapping)
    assert client.wait(job, seconds=120).data["result"]["rows"] == 1


def test_norms_terms_and_resources(client):
    rows = list(client.norms(instrument="us-ear", limit=50))
    assert len(rows) == len({row["norm"] for row in rows}) > 50
    norm = client.norm(rows[0]["name"])
    assert norm["norm"] == rows[0]["norm"]
    assert client.resource(rows[0]["norm"]) == norm
    assert rows[0]["provision"] in client.norm(rows[0]["name"], "turtle")
    terms = list(client.terms(limit=200))
    assert len(terms) == client.terms().count > 200
    assert client.term("Qubit")["iri"] == "https://w3id.org/qgov/Qubit"
    assert "Qubit" in client.resource("https://w3id.org/qgov/Qubit", "turtle")
    assert client.schema()["title"] == "qgov dossier"
    assert "@context" in client.context()
    assert "void:Dataset" in client.dataset()


def test_sparql(client):
    found = client.sparql("SELECT (COUNT(*) AS ?n) WHERE { GRAPH <https://w3id.org/qgov/graph/lexicon> { ?s ?p ?o } }")
    assert int(found["results"]["bindings"][0]["n"]["value"]) > 1000
    assert client.sparql("ASK { ?s ?p ?o }", named_graphs=("https://w3id.org/qgov/graph/norms",))["boolean"] is False
    about = "CONSTRUCT { <https://w3id.org/qgov/Qubit> a ?c } WHERE { <https://w3id.org/qgov/Qubit> a ?c }"
    graph = client.sparql_graph(about, default_graphs=("https://w3id.org/qgov/graph/lexicon",))
    assert "Qubit" in graph
    assert "sd:Service" in client.sparql_description() or "#Service" in client.sparql_description()


def test_service(client):
    assert client.health()["version"] == qgov.__version__
    assert client.index()["name"] == "qgov"


def test_an_address_that_is_none_is_refused():
    for address in ("ftp://example.org", "http://", "http://user@example.org", "example.org", "http://h?x=1"):
        with pytest.raises(ValueError, match="address"):
            Client(address)


def test_nobody_answers():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        Client(f"http://127.0.0.1:{port}", timeout=1).health()


def test_a_connection_that_ended_is_opened_again(client):
    client.health()
    client.transport._local.connection.sock.close()
    assert client.health()["status"] == "ok"


def test_it_needs_the_standard_library_alone():
    import subprocess
    import sys

    code = (
        "import sys, qgov.client; print([m for m in sys.modules if m.split('.')[0] in "
        "('httpx', 'requests', 'fastapi', 'pydantic', 'rdflib', 'pyoxigraph', 'numpy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
