"""The OpenAPI document is true, and the documentation page needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

import qgov
from qgov.api import openapi

from .calls import DOSSIERS, check_problem, make_client, post

TAKES = ("/v1/decisions", "/v1/groundings", "/v1/validations")


@pytest.fixture(scope="module")
def document(client) -> dict:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    return json.loads(response.text, parse_constant=pytest.fail)


def operations(document: dict):
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            yield path, method, found


def test_the_document_names_itself(document):
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "qgov"
    assert document["info"]["version"] == qgov.__version__
    assert document["info"]["license"]["identifier"] == "Apache-2.0"


def test_every_operation_declares_every_status(document):
    for path, _, found in operations(document):
        statuses = set(found["responses"])
        assert {"202" if path == "/v1/screenings" else "200", "400", "405", "422", "429", "500", "503"} <= statuses, path
        if path not in ("/healthz", "/readyz"):
            assert {"401", "403"} <= statuses
        if "requestBody" in found:
            assert {"406", "408", "413", "415"} <= statuses
        if path in TAKES and "requestBody" in found:
            assert "504" in statuses
        if "{" in path:
            assert "404" in statuses
        for status, answer in found["responses"].items():
            assert answer["description"]
            if status[0] in "45":
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_all_that_a_user_looks_for_is_in_document_index_and_page(client, document):
    """The index names what the document has (or is), and leaves no address out that stands by itself."""
    links = client.get("/").json()["links"]
    alone = {path for path in document["paths"] if "{" not in path} - {"/"}
    assert set(links.values()) == alone | {"/docs", "/openapi.json", "/lexicon"}  # pages, and the document itself
    assert {"/sparql", "/readyz", "/metrics"} <= alone
    tags = {tag["name"] for tag in document["tags"]}
    assert all(set(found["tags"]) <= tags for _, _, found in operations(document))
    for place in set(links.values()) - {"/v1/screenings", "/v1/drafts", *TAKES, "/readyz"}:
        assert client.get(place).status_code == 200, place


def test_what_is_switched_off_is_not_in_the_index():
    client = make_client(sparql=False, metrics=False)
    assert not {"sparql", "metrics"} & set(client.get("/").json()["links"])
    assert "metrics = true" in check_problem(client.get("/metrics"), 404)["errors"][0]["remedy"]


def test_operations_have_ids_of_their_own(document):
    ids = [found["operationId"] for _, _, found in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(found["summary"] for _, _, found in operations(document))


def test_every_reference_leads_somewhere(document):
    def visit(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                target: object = document
                for part in node["$ref"].removeprefix("#/").split("/"):
                    assert part in target, node["$ref"]
                    target = target[part]
            for child in node.values():
                visit(child)
        elif isinstance(node, list):
            for child in node:
                visit(child)

    visit(document)
    assert "HTTPValidationError" not in json.dumps(document)


def test_the_examples_are_the_worked_dossiers_and_are_accepted(client, document):
    for path in TAKES:
        content = document["paths"][path]["post"]["requestBody"]["content"]
        assert set(content) == {
            "application/json",
            "application/ld+json",
            "application/yaml",
            "text/turtle",
            "application/trig",
        }
        examples = content["application/json"]["examples"]
        assert list(examples) == list(openapi.EXAMPLES)
        for name, example in examples.items():
            assert example["value"] == json.loads((DOSSIERS / f"{name}.json").read_text("utf-8"))
            assert post(client, example["value"], path).status_code == 200


def test_the_example_of_an_answer_is_a_real_one(client, document):
    for path in ("/v1/decisions", "/v1/validations"):
        operation = document["paths"][path]["post"]
        examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
        query = "?simulate=false" if path == "/v1/decisions" else ""
        for name, example in examples.items():
            dossier = operation["requestBody"]["content"]["application/json"]["examples"][name]["value"]
            assert post(client, dossier, path + query).json() == example["value"]


@pytest.mark.parametrize("name", sorted(path.stem for path in DOSSIERS.glob("*.json")))
def test_decisions_have_the_keys_that_are_declared(client, document, name):
    schemas = document["components"]["schemas"]
    body = (DOSSIERS / f"{name}.json").read_bytes()
    found = post(client, body, "/v1/decisions?simulate=false&allFindings=true").json()

    def keys(value: dict, schema: str) -> None:
        assert set(value) <= set(schemas[schema]["properties"]), schema
        assert set(schemas[schema]["required"]) <= set(value), schema

    keys(found, "Decision")
    assert found["outcome"] in schemas["Decision"]["properties"]["outcome"]["enum"]
    for finding in found["findings"]:
        keys(finding, "Finding")
        assert finding["status"] in schemas["Finding"]["properties"]["status"]["enum"]
        assert finding["effect"] in schemas["Finding"]["properties"]["effect"]["enum"]
    for grounding in found["groundings"]:
        keys(grounding, "Grounding")
        assert grounding["verdict"] in schemas["Grounding"]["properties"]["verdict"]["enum"]


class Links(HTMLParser):
    """Every address that a page loads or leads to, and what could run in it."""

    def __init__(self):
        super().__init__()
        self.addresses, self.inline, self._script = [], [], False

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("src", "href", "action", "srcset", "data", "poster"):
                self.addresses.append(value)
            if name.startswith("on") or name == "style":
                self.inline.append((tag, name))
        self._script = tag in ("script", "style")

    def handle_data(self, data):
        if self._script and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag):
        self._script = False


def test_the_page_needs_nothing_from_elsewhere(client):
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    found = Links()
    found.feed(page.text)
    assert {"/docs/docs.js", "/docs/docs.css", "/openapi.json"} <= set(found.addresses)
    assert all(re.fullmatch(r"/[^/].*", address) for address in found.addresses)
    assert found.inline == []
    assert "{{" not in page.text
    for name in ("docs.js", "docs.css"):
        text = client.get(f"/docs/{name}").text
        assert not re.search(r"https?://|//[a-z]|@import|url\(|innerHTML|eval", text)


def test_the_page_lists_every_operation(client, document):
    page = client.get("/docs").text
    for path, method, found in operations(document):
        assert f'<b class="{method}">{method.upper()}</b> <code>{path}</code>' in page
        assert found["summary"] in page


def test_the_page_escapes_what_the_document_says(document):
    from qgov.api.pages import docs_page

    changed = json.loads(json.dumps(document))
    changed["info"]["description"] = "<script>alert(1)</script>"
    changed["paths"]["/v1/terms"]["get"]["summary"] = "<img src=x onerror=alert(1)>"
    page = docs_page(changed)
    assert "<script>alert" not in page
    assert "<img" not in page
