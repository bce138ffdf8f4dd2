"""The IRIs of qgov by their paths, in every form; and answers that a reader may keep."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from qgov.api.door.cached import entity_tag, matches
from qgov.lexicon import lexicon
from qgov.norms import norm_book

from .calls import check_problem

FORMS = ("text/html", "text/turtle", "application/ld+json", "application/json")
CACHED = (
    "/v1/norms", "/v1/norms?limit=1&jurisdiction=US", "/v1/terms", "/v1/terms/Qubit", "/v1/schema/dossier",
    "/contexts/v1.jsonld", "/.well-known/void", "/openapi.json", "/docs", "/docs/docs.css", "/lexicon", "/v1/jobs",
    "/v1/norms/entry/us-ear/4A906.a.2/2024-09-06", "/qgov/instrument/us-ear",
)  # fmt: skip


def path_of(iri: str) -> str:
    return urlsplit(iri).path


@pytest.mark.parametrize("media", FORMS)
def test_every_kind_of_iri_leads_somewhere(client, media):
    norms = norm_book().norms
    chosen = [*norms[::60], *(norm for norm in norms if "%28" in norm.iri)][:30]
    for iri in [norm.iri for norm in chosen] + [term.iri for term in list(lexicon().terms.values())[::120]]:
        answer = client.get(path_of(iri), headers={"Accept": media})
        assert answer.status_code == 200, iri
        assert answer.headers["content-type"].startswith(media)
        if media in ("text/turtle", "application/ld+json"):
            format = ox.RdfFormat.TURTLE if media == "text/turtle" else ox.RdfFormat.JSON_LD
            assert ox.NamedNode(iri) in {quad.subject for quad in ox.parse(answer.content, format=format)}
        elif media == "text/html":
            assert "<!doctype html>" in answer.text.lower()
        else:
            assert iri in (answer.json().get("norm"), answer.json().get("iri"))


def test_a_term_is_no_document(client):
    answer = client.get("/qgov/Qubit", headers={"Accept": "text/turtle"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/v1/terms/Qubit?format=ttl")
    assert answer.headers["vary"] == "Accept"


def test_escaped_or_not_a_norm_is_the_same(client):
    iri = next(norm.iri for norm in norm_book().norms if "%28" in norm.iri)
    path = path_of(iri)
    plain = path.replace("%28", "(").replace("%29", ")")
    assert client.get(path).json() == client.get(plain).json()
    assert client.get(path).json()["norm"] == iri


def test_every_norm_in_the_list_has_an_address(client):
    rows = client.get("/v1/norms?limit=500").json()["norms"]
    for row in rows[::50]:
        found = client.get(f"/v1/norms/{row['name']}").json()
        assert found == {key: value for key, value in row.items() if key not in ("name", "inForce")}


def test_norms_of_a_provision(client):
    rows = client.get("/v1/norms?provision=us-ear:4A906.a.2").json()["norms"]
    assert rows and {row["provision"] for row in rows} == {"us-ear:4A906.a.2"}
    found = check_problem(client.get("/v1/norms?provision=us-ear:4A906.a.z"), 404)
    assert "'us-ear:4A906.a." in found["errors"][0]["remedy"]


@pytest.mark.parametrize(
    "path", ["/qgov/Qubitt", "/qgov/", "/qgov/norm/us-ear/x/2020-01-01", "/qgov/<script>", "/qgov/%00", "/qgov/../x",
             "/v1/norms/x", "/qgov/decision/local", "/qgov/decision/other/0123"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client, path):
    found = check_problem(client.get(path), 404)
    assert "<script>" not in json.dumps(found)


def test_a_problem_type_is_an_address(client):
    found = check_problem(client.get("/nowhere"), 404)
    about = client.get(path_of(found["type"])).json()
    assert (about["status"], about["title"]) == (404, "Not Found")


def test_the_data_set_describes_itself(client):
    text = client.get("/.well-known/void").content
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="https://example.org/.well-known/void"))
    assert any("sparqlEndpoint" in str(quad.predicate) for quad in quads)


def test_graphs_are_written_alike_after_a_restart():
    import subprocess
    import sys

    code = "from qgov.api.knowledge.norms import norm_text; print(hash(1), norm_text('entry/us-ear/4A906.a.2/2024-09-06', {!r}))"
    for media in ("text/turtle", "application/ld+json"):
        texts = {
            subprocess.run(
                [sys.executable, "-c", code.format(media)], capture_output=True, text=True, check=True
            ).stdout
            for _ in range(2)
        }
        assert len(texts) == 1 and "_:" in texts.pop()


@pytest.mark.parametrize("path", CACHED)
def test_a_reader_keeps_what_still_stands(client, path):
    first = client.get(path)
    tag = first.headers["etag"]
    for given in (tag, f'"other", {tag}', "W/" + tag, "*"):
        again = client.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b""), given
        assert again.headers["etag"] == tag and again.headers["cache-control"] == first.headers["cache-control"]
    for given in ('"other"', tag.strip('"'), "", "x" * 5000):
        assert client.get(path, headers={"If-None-Match": given}).status_code == 200, given
    assert client.head(path, headers={"If-None-Match": tag}).status_code == 304


def test_forms_have_tags_of_their_own(client):
    tags = {client.get("/v1/terms/Qubit", headers={"Accept": media}).headers["etag"] for media in FORMS}
    assert len(tags) == len(FORMS)
    assert entity_tag("a", "x/y") != entity_tag("a", "x/z") != entity_tag("b", "x/z")


def test_tags_are_compared_one_by_one():
    from starlette.requests import Request

    def given(*values: str) -> Request:
        return Request({"type": "http", "headers": [(b"if-none-match", value.encode()) for value in values]})

    assert matches(given('"a"', '"b"'), '"b"')
    assert matches(given('W/"b"'), '"b"')
    assert not matches(given('"ab"'), '"b"')
    assert not matches(given("b"), '"b"')
    assert not matches(given(), '"b"')
