"""Drafts over HTTP: everything that is wrong with one, for those who hold the scope, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import qgov.cli.examples
from qgov.api.app import create_app

from .calls import check_problem, make_client, post

EXAMPLE = (Path(qgov.cli.examples.__file__).parent / "draft.ttl").read_text("utf-8")
PATH, TURTLE = "/v1/drafts", "text/turtle"


def test_a_draft_without_faults(client):
    response = post(client, EXAMPLE, PATH, TURTLE)
    assert response.status_code == 200 and response.headers["cache-control"] == "no-store"
    found = response.json()
    assert found["readable"] and found["valid"] and found["faults"] == found["warnings"] == []
    assert [norm["provision"] for norm in found["norms"]] == ["us-ear:4A906.a.99"]


def test_faults_are_a_report_and_no_error(client):
    found = post(client, EXAMPLE.replace("operationalQubits", "operationalQubit"), PATH, TURTLE).json()
    (fault,) = found["faults"]
    assert not found["valid"] and fault["path"] == "operationalQubit" and fault["line"] == 22
    assert fault["remedy"] == "did you mean operationalQubits?"
    found = post(client, "nonsense", PATH, TURTLE).json()
    assert not found["readable"] and found["faults"][0]["line"] == 1
    found = post(client, EXAMPLE.replace('"2024-09-06"^^xsd:date', '"2024-09-06"^^xsd:date ; qgov:inForceUntil "2025-01-01"^^xsd:date'), PATH, TURTLE).json()
    assert found["valid"] and "ended on 2025-01-01" in found["warnings"][0]["message"]


def test_nothing_but_turtle_is_taken(client):
    check_problem(post(client, {}, PATH), 415)
    check_problem(post(client, EXAMPLE, PATH, "application/trig"), 415)
    check_problem(post(client, EXAMPLE, PATH, TURTLE, **{"Content-Encoding": "gzip"}), 415)
    check_problem(post(client, EXAMPLE, PATH, TURTLE, Accept="text/html"), 406)
    check_problem(post(client, EXAMPLE, PATH + "?x=1", TURTLE), 422)
    check_problem(post(client, b"# " + b"a" * (2 * 1024 * 1024), PATH, TURTLE), 413)
    check_problem(client.get(PATH), 405)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe", b"@prefix : <x> .", b"<urn:a> <urn:b> <urn:c> .", b"<urn:a> a <http://127.0.0.1/x> .",
        b"@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:a> sh:and " + b"(" * 5000 + b")" * 5000 + b" .",
    ],
)
def test_hostile_bodies_are_reported(client, body):
    found = post(client, body, PATH, TURTLE)
    assert found.status_code == 200, found.text
    assert not found.json()["valid"] and found.json()["faults"]


def test_it_is_in_the_document(client):
    about = client.get("/openapi.json").json()
    found = about["paths"][PATH]["post"]
    assert list(found["requestBody"]["content"]) == [TURTLE] and "403" in found["responses"]
    assert {"DraftReport", "DraftFault"} <= set(about["components"]["schemas"])
    assert client.get("/").json()["links"]["drafts"] == PATH


def test_the_scope_is_needed_and_is_enough(tmp_path):
    from fastapi.testclient import TestClient

    from qgov.service.keys import KeyFile
    from qgov.service.settings import Settings

    file = KeyFile(tmp_path / "keys.json")
    _, drafter = file.add("acme", ["draft"])
    _, other = file.add("acme", ["read", "decide"])
    app = create_app(Settings(data_dir=tmp_path, authentication=True, processes=0, sparql=False))
    client = TestClient(app, raise_server_exceptions=False)
    try:
        assert post(client, EXAMPLE, PATH, TURTLE, Authorization=f"Bearer {drafter}").status_code == 200
        check_problem(post(client, EXAMPLE, PATH, TURTLE, Authorization=f"Bearer {other}"), 403)
        check_problem(post(client, EXAMPLE, PATH, TURTLE), 401)
    finally:
        app.state.parts.close()


def test_a_check_past_its_deadline_is_ended_with_its_process():
    from qgov.service.settings import Settings

    with make_client(settings=Settings(processes=1, sparql=False)) as client:
        processes = client.app.state.workers.processes
        processes.deadline, patient = 0.001, processes.deadline
        found = check_problem(post(client, EXAMPLE, PATH, TURTLE), 504)
        assert "nothing was decided" in found["detail"]
        processes.deadline, processes.patience = patient, 60
        assert post(client, EXAMPLE, PATH, TURTLE).json()["valid"]
        assert processes.restarts == 1


def test_it_is_what_the_command_line_says(client, capsys, tmp_path):
    import json

    from qgov.cli import main

    text = EXAMPLE.replace('"US"', '"USA"')
    path = tmp_path / "draft"
    path.write_text(text, encoding="utf-8")
    assert main(["draft", "check", "--format", "json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out) == post(client, text, PATH, TURTLE).json()
