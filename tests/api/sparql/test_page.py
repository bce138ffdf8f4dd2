"""The page: everything on it comes from here, and every worked example brings something back."""

from __future__ import annotations

import hashlib
import html
import json
import re

import pytest

from qgov.api.sparql.page import FILES, examples, manifest
from qgov.base.resources import resource

from ..calls import check_problem

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def page(service) -> str:
    response = service.get("/sparql", headers=HTML)
    assert response.status_code == 200
    return response.text


def test_there_are_twenty_and_each_kind():
    assert len(examples()) >= 20
    for group in ("lexicon", "norms", "decisions"):
        assert sum(one.group == group for one in examples()) >= 6
    assert len({one.name for one in examples()}) == len(examples())
    assert len({one.title for one in examples()}) == len(examples())


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_examples_bring_something_back(service, example):
    response = service.post("/sparql", data={"query": example.query}, headers={"Accept": "text/tab-separated-values, text/turtle"})
    assert response.status_code == 200, response.text
    lines = response.text.rstrip("\n").split("\n")
    assert len(lines) > 1
    if example.query.lstrip().startswith("PREFIX") and "SELECT" in example.query:
        names = lines[0].split("\t")
        columns = list(zip(*(line.split("\t") for line in lines[1:]), strict=True))
        empty = [name for name, column in zip(names, columns, strict=True) if not any(column)]
        assert not empty, f"nothing stands in {empty}"


def test_examples_are_on_the_page_as_they_are(page):
    shown = [html.unescape(text) for text in re.findall(r'data-query="([^"]*)"', page)]
    assert shown == [one.query for group in ("lexicon", "norms", "decisions") for one in examples() if one.group == group]
    assert "{{" not in page


def test_nothing_comes_from_elsewhere(page):
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    for address in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert address.startswith("/") or address == "data:,"
    style = resource("api/static/sparql.css").read_text("utf-8") + resource("api/assets/yasgui/yasgui.min.css").read_text("utf-8")
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", style)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)


def test_the_policy_lets_nothing_else_in(service):
    response = service.get("/sparql", headers=HTML)
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "unsafe-eval" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", FILES)
def test_files_of_the_page(service, page, name):
    assert f"/sparql/assets/{name}" in page
    response = service.get(f"/sparql/assets/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"] == FILES[name][1]
    assert response.content == resource(FILES[name][0]).read_bytes()
    again = service.get(f"/sparql/assets/{name}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["x.js", "..%2fapp.py", "manifest.json", "%2e%2e%2fassets%2fmanifest.json"])
def test_no_other_file(service, name):
    check_problem(service.get(f"/sparql/assets/{name}"), 404)


def test_the_bundle_is_what_was_published():
    folder = resource("api/assets")
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "yasgui").rglob("*") if path.is_file()
    }  # fmt: skip
    assert found == manifest()
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (said["package"], said["version"]) == ("@zazuko/yasgui", "4.6.2")
    assert "Permission is hereby granted" in (folder / "yasgui" / "LICENSE").read_text("utf-8")


def test_the_page_can_be_opened_before_a_key_is_given(tmp_path):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient
    from qgov.api.app import create_app
    from qgov.service.settings import Settings

    client = TestClient(create_app(Settings(processes=0, data_dir=tmp_path / "data", authentication=True)))
    response = client.get("/sparql/page")
    assert response.status_code == 200
    assert "needed to ask" in response.text
    for name in FILES:
        assert client.get(f"/sparql/assets/{name}").status_code == 200
    check_problem(client.get("/sparql", headers=HTML), 401)
    check_problem(client.get("/sparql?query=ASK%20%7B%7D"), 401)
