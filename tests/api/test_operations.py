"""Every operation answers as its contract says, in every accepted type."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.dom.minidom import parseString

import pytest
import yaml

import qgov
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import CONTEXT, read_dossier
from qgov.lexicon.schema import context, dossier_schema
from qgov.reasoning.decision import plain

from .calls import DOSSIERS, check_problem, post

NAMES = ("2026-us-in-boston-headline", "2026-de-jp-aachen-eu001", "2026-us-in-impossible-t2", "2026-us-cn-helios")


def text(name: str) -> bytes:
    return (DOSSIERS / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_is_that_of_the_library(client, name):
    response = post(client, text(name), "/v1/decisions?simulate=false")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == qgov.decide(text(name), format="json", simulate=False).to_dict()


def test_a_decision_is_corroborated_unless_asked_otherwise(client, headline):
    response = post(client, headline, "/v1/decisions")
    assert response.json() == qgov.decide(json.dumps(headline).encode(), format="json").to_dict()
    assert any(grounding["circuit"] for grounding in response.json()["groundings"])


def test_all_findings_are_shown_on_request(client, headline):
    few = post(client, headline, "/v1/decisions?simulate=false").json()["findings"]
    every = post(client, headline, "/v1/decisions?simulate=false&allFindings=true").json()["findings"]
    made = qgov.decide(json.dumps(headline).encode(), format="json", simulate=False)
    assert len(few) < len(every)
    assert every == made.to_dict(all_findings=True)["findings"]


def test_what_would_change_it_is_left_out_on_request(client, headline):
    full = post(client, headline, "/v1/decisions?simulate=false").json()
    short = post(client, headline, "/v1/decisions?simulate=false&explain=false").json()
    left_out = ("nearest", "robustness", "metricAudit", "whyNot")
    assert full["nearest"] and not any(short[name] for name in left_out)
    assert any("explanation" in warning for warning in short["warnings"])
    same = full.keys() - {*left_out, "warnings", "receipt"}
    assert {name: short[name] for name in same} == {name: full[name] for name in same}
    assert short["receipt"]["sha256"] != full["receipt"]["sha256"]


def test_the_law_date_is_that_of_the_query(client, headline):
    before = post(client, headline, "/v1/decisions?simulate=false&at=2024-09-05").json()
    after = post(client, headline, "/v1/decisions?simulate=false&at=2024-09-06").json()
    assert (before["asOf"], after["asOf"]) == ("2024-09-05", "2024-09-06")
    assert before["outcome"] != after["outcome"] == "authorisation-required"


def test_the_judgment_is_given_as_text(client, headline):
    from qgov.report.text import judgment

    response = post(client, headline, "/v1/decisions?simulate=false", Accept="text/plain")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text == judgment(qgov.decide(json.dumps(headline).encode(), format="json", simulate=False))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/json;q=0.5, text/plain", "text/plain"),
        ("text/*;q=0.1, application/*", "application/json"),
        ("text/plain;q=0, */*", "application/json"),
    ],
)
def test_the_accept_header_chooses(client, headline, accept, expected):
    response = post(client, headline, "/v1/decisions?simulate=false", Accept=accept)
    assert response.headers["content-type"].startswith(expected)
    assert response.headers["vary"] == "Accept"


def test_a_type_that_is_not_given_is_refused(client, headline):
    check_problem(post(client, headline, "/v1/decisions", Accept="application/xml"), 406)
    check_problem(post(client, headline, "/v1/groundings", Accept="text/plain"), 406)


def test_groundings_come_in_pictures(client, headline):
    drawn = post(client, headline, "/v1/groundings?simulate=false", Accept="image/svg+xml")
    assert drawn.status_code == 200 and drawn.headers["content-type"].startswith("image/svg+xml")
    assert parseString(drawn.content).documentElement.tagName == "svg"
    image = post(client, headline, "/v1/groundings?simulate=false", Accept="image/png, */*;q=0.1")
    assert image.headers["content-type"] == "image/png" and image.content.startswith(b"\x89PNG")
    assert image.headers["vary"] == "Accept" and image.headers["cache-control"] == "no-store"


def test_without_the_rasteriser_png_is_not_offered(client, headline, monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    check_problem(post(client, headline, "/v1/groundings", Accept="image/png"), 406)
    either = post(client, headline, "/v1/groundings?simulate=false", Accept="image/*")
    assert either.headers["content-type"].startswith("image/svg+xml")


def test_a_prohibition_is_an_answer(client, headline):
    outcome = post(client, headline, "/v1/decisions?simulate=false").json()["outcome"]
    assert outcome == "authorisation-required"


def test_groundings_are_those_of_the_library(client, headline):
    response = post(client, headline, "/v1/groundings?simulate=false")
    found = qgov.ground(json.dumps(headline).encode(), format="json", simulate=False)
    assert response.status_code == 200
    assert response.json() == {"groundings": [plain(grounding.to_dict()) for grounding in found]}


def test_validation_says_what_is_left_out(client, headline):
    assert post(client, headline).json() == {"valid": True, "dossier": headline["id"], "warnings": []}
    for key in ("declarations", "parties", "id"):
        headline.pop(key)
    found = post(client, headline).json()
    assert found["dossier"].startswith("urn:sha256:")
    assert len(found["warnings"]) == 6


@pytest.mark.parametrize("path", ["/v1/decisions?simulate=false", "/v1/groundings?simulate=false", "/v1/validations"])
def test_every_type_of_body_says_the_same(client, headline, path):
    dossier = read_dossier(json.dumps(headline).encode(), format="json")
    bodies = {
        "application/json": json.dumps(headline),
        "application/json; charset=UTF-8": json.dumps(headline),
        "application/ld+json": json.dumps({"@context": CONTEXT, **headline}),
        "application/yaml": yaml.safe_dump(headline, allow_unicode=True),
        "text/turtle": dossier_text(dossier, "turtle"),
        "application/trig": dossier_text(dossier, "trig"),
    }
    answers = {}
    for type, body in bodies.items():
        response = post(client, body, path, type)
        assert response.status_code == 200, (type, response.text)
        found = response.json()
        found.pop("receipt", None)  # it binds the data as they were written
        answers[type] = found
    assert all(answer == answers["application/json"] for answer in answers.values())


def test_norms_are_listed_page_by_page(client):
    from qgov.norms import norm_book

    path, seen = "/v1/norms?limit=50", []
    while path:
        response = client.get(path)
        assert response.status_code == 200
        found = response.json()
        seen += [row["norm"] for row in found["norms"]]
        if found["next"]:
            assert response.headers["link"] == f'<{found["next"]}>; rel="next"'
        path = found["next"]
    assert seen == sorted(norm.iri for norm in norm_book().norms)
    assert found["count"] == len(seen)


def test_norms_are_filtered(client):
    rows = client.get("/v1/norms?instrument=us-ear&jurisdiction=US&limit=500&at=2024-09-05").json()["norms"]
    assert rows
    assert all(row["provision"].startswith("us-ear:") and row["inForceFrom"] <= "2024-09-05" for row in rows)
    later = client.get("/v1/norms?instrument=us-ear&limit=500&at=2024-09-06").json()["norms"]
    assert "us-ear:4A906.a.2" in {row["provision"] for row in later} - {row["provision"] for row in rows}
    assert all("inForce" in row for row in later)


@pytest.mark.parametrize(
    "query",
    [
        "jurisdiction=XX",
        "instrument=us-eat",
        "at=2025-02-30",
        "limit=0",
        "limit=x",
        "jurisdictoin=US",
        "limit=1&limit=2",
    ],
)
def test_a_filter_that_means_nothing_is_refused(client, query):
    errors = check_problem(client.get("/v1/norms?" + query), 422)["errors"]
    assert errors[0]["parameter"] == query.split("=")[0]


@pytest.mark.parametrize(
    "query", ["at=tomorrow", "at=", "simulate=maybe", "allfindings=true", "at=2026-01-01&at=2027-01-01", "x=%00%ff"]
)
def test_a_query_of_a_decision_is_checked(client, headline, query):
    check_problem(post(client, headline, "/v1/decisions?" + query), 422)


def test_terms_are_listed_and_shown(client):
    from qgov.lexicon import lexicon

    found = client.get("/v1/terms?limit=500").json()
    assert found["count"] == len(lexicon().terms)
    assert [row["name"] for row in found["terms"]] == sorted(lexicon().terms)[:500]
    seen = [row["name"] for row in found["terms"]]
    while found["next"]:
        found = client.get(found["next"]).json()
        seen += [row["name"] for row in found["terms"]]
    assert seen == sorted(lexicon().terms)
    term = client.get("/v1/terms/cnotError").json()
    assert term["iri"] == "https://w3id.org/qgov/cnotError"
    assert term["definition"]


def test_an_unknown_term_has_a_neighbour(client):
    found = check_problem(client.get("/v1/terms/cnotEror"), 404)
    assert "cnotError" in found["errors"][0]["remedy"]


def test_schema_and_context_are_served(client):
    schema = client.get("/v1/schema/dossier")
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json() == dossier_schema()
    served = client.get("/contexts/v1.jsonld")
    assert served.headers["content-type"] == "application/ld+json"
    assert served.json() == context()


def test_the_index_leads_everywhere(client):
    for name, path in client.get("/").json()["links"].items():
        # Without a data_dir there is a list of jobs and none of decisions; this service is not started, so not ready.
        refused = {"decisions": 404, "groundings": 405, "validations": 405, "screenings": 405, "drafts": 405,
                   "readiness": 503}  # fmt: skip
        expected = refused.get(name, 200)
        assert client.get(path).status_code == expected, path
    browser = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (browser.status_code, browser.headers["location"]) == (303, "/docs")


def test_health(client):
    found = client.get("/healthz").json()
    assert found["status"] == "ok"
    assert found["version"] == qgov.__version__


def test_a_head_is_a_get_without_a_body(client):
    response = client.head("/v1/norms")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/norms/", 404),
        ("DELETE", "/v1/norms", 405),
        ("PUT", "/v1/decisions", 405),
    ],
)
def test_a_wrong_address_is_a_problem(client, method, path, status):
    response = client.request(method, path)
    check_problem(response, status)
    assert ("allow" in response.headers) == (status == 405)


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/docs.js", "/v1/norms", "/nowhere", "/openapi.json"])
def test_every_answer_carries_security_headers(client, path):
    headers = client.get(path, headers={"Origin": "https://example.org"}).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert not any(name.startswith("access-control-") for name in headers)


def test_decisions_are_not_cached(client, headline):
    assert post(client, headline, "/v1/decisions?simulate=false").headers["cache-control"] == "no-store"


def test_building_the_application_loads_no_simulator():
    code = (
        "import sys, qgov, qgov.api.app as a; a.app; a.create_app(); "
        "print([m for m in ('pennylane', 'rdflib', 'pyshacl', 'owlready2') if m in sys.modules])"
    )
    from pathlib import Path

    root = Path(qgov.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/decisions", "GET, HEAD, OPTIONS, POST"), ("/v1/jobs/x", "DELETE, GET, HEAD, OPTIONS"),
        ("/v1/norms", "GET, HEAD, OPTIONS"), ("/v1/screenings", "OPTIONS, POST"),
    ],
)  # fmt: skip
def test_every_method_of_an_address_is_named(client, path, methods):
    assert client.request("PATCH", path).headers["allow"] == methods
    asked = client.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, methods, b"")
    check_problem(client.options("/nowhere"), 404)


@pytest.mark.parametrize("path", ["/v1/norms", "/v1/terms", "/v1/jobs"])
@pytest.mark.parametrize("accept", ["text/turtle", "text/csv", "text/html"])
def test_a_list_is_given_in_json_or_not_at_all(client, path, accept):
    assert "application/json" in check_problem(client.get(path, headers={"Accept": accept}), 406)["errors"][0]["remedy"]
    assert client.get(path, headers={"Accept": f"{accept}, */*;q=0.1"}).status_code == 200


def test_terms_are_found_by_text_and_module(client):
    found = client.get("/v1/terms?search=Quantum%20Channel").json()
    assert {"LegalQuantumChannel", "UsableQuantumChannel"} <= {row["name"] for row in found["terms"]}
    assert found["count"] == len(found["terms"]) < 60
    legal = client.get("/v1/terms?search=channel&module=quantum&limit=2").json()
    assert all(row["module"] == "quantum" for row in legal["terms"])
    assert "search=channel" in legal["next"] and "module=quantum" in legal["next"]
    assert client.get(legal["next"]).json()["terms"][0]["name"] > legal["terms"][-1]["name"]
    assert client.get("/v1/terms?search=zzzz").json() == {"terms": [], "count": 0, "next": None}
    check_problem(client.get("/v1/terms?module=quantm"), 422)


def test_norms_are_found_by_effect(client):
    found = client.get("/v1/norms?effect=prohibited&limit=500").json()["norms"]
    assert found and {row["effect"] for row in found} == {"prohibited"}
    assert "prohibited" in check_problem(client.get("/v1/norms?effect=prohibitd"), 422)["errors"][0]["remedy"]


def test_a_provision_leads_to_its_norm_in_force(client):
    def asked(query: str, accept: str = "*/*"):
        return client.get(f"/v1/norms/{query}", headers={"Accept": accept}, follow_redirects=False)

    answer = asked("us-ear:742.4(a)(5)?at=2024-09-06&format=ttl")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/v1/norms/norm/us-ear/742.4%28a%29%285%29/2024-09-06?format=ttl"
    shown = client.get("/v1/norms/us-ear:742.4%28a%29%285%29").json()
    assert shown["provision"] == "us-ear:742.4(a)(5)" and shown["exceptedBy"]
    before = check_problem(asked("us-ear:742.4(a)(5)?at=2024-09-05"), 404)
    assert "from 2024-09-06" in before["errors"][0]["remedy"]
    several = asked("eu-dual-use:EU003?at=2026-01-01").headers["location"]
    assert several == "/v1/norms?provision=eu-dual-use%3AEU003&at=2026-01-01"
    assert len(client.get(several).json()["norms"]) > 1
    assert asked("eu-dual-use:EU003", "text/html").headers["location"].startswith("/lexicon/norms#")
    check_problem(asked("entry/us-ear/4A906.a.2/2024-09-06?at=2026-01-01"), 422)
    assert "us-ear:742.4" in check_problem(asked("us-ear:742.4(a)(55)"), 404)["errors"][0]["remedy"]


@pytest.mark.parametrize(
    ("media", "form"),
    [("text/turtle", "TURTLE"), ("application/trig", "TRIG")],
)
def test_a_dossier_comes_back_in_rdf(client, headline, media, form):
    import pyoxigraph as ox

    answer = post(client, headline, Accept=media)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(media)
    quads = list(ox.parse(answer.content, format=getattr(ox.RdfFormat, form)))
    assert ox.NamedNode(headline["id"]) in {quad.subject for quad in quads}
    again = post(client, answer.content, "/v1/decisions?simulate=false", type=media).json()
    assert again["receipt"]["dossier"] == post(client, headline, "/v1/decisions?simulate=false").json()["receipt"]["dossier"]


def test_a_dossier_comes_back_in_json_ld_and_is_taken_again(client, headline):
    answer = post(client, headline, Accept="application/ld+json")
    assert answer.json()["@context"] == CONTEXT
    assert post(client, answer.content, type="application/ld+json").json()["dossier"] == headline["id"]
    check_problem(post(client, headline, Accept="text/csv"), 406)


def test_groundings_come_in_rdf_and_as_a_page(client, headline):
    import pyoxigraph as ox

    from qgov.lexicon.decision_context import DECISION_CONTEXT

    path = "/v1/groundings?simulate=false"
    found = post(client, headline, path).json()["groundings"]
    linked = post(client, headline, path, Accept="application/ld+json").json()
    assert linked["@context"] == DECISION_CONTEXT
    assert [row["check"] for row in linked["@graph"]] == [row["check"] for row in found]
    turtle = post(client, headline, path, Accept="text/turtle").content
    verdicts = [q.object.value for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
                if q.predicate.value.endswith("/verdict")]  # fmt: skip
    assert sorted(verdicts) == sorted(row["verdict"] for row in found)
    page = post(client, headline, path, Accept="text/html")
    assert page.text.startswith("<!DOCTYPE html>") and "sha256-" in page.headers["content-security-policy"]


def test_the_context_of_decisions_is_at_its_iri(client, headline):
    from qgov.lexicon.decision_context import DECISION_CONTEXT, decision_context

    found = client.get(DECISION_CONTEXT.removeprefix("https://w3id.org"), follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/contexts/decision-v1.jsonld")
    assert client.get("/contexts/decision-v1.jsonld").json() == decision_context()
    linked = post(client, headline, "/v1/decisions?simulate=false", Accept="application/ld+json").json()
    assert (linked["@context"], linked["type"]) == (DECISION_CONTEXT, "Decision")
    docs = client.get("/docs").text
    assert '<code>provision</code></th><td><a href="/v1/terms/findingProvision">qgov:findingProvision</a>' in docs
