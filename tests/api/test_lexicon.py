"""The lexicon over HTTP: a term in each form, and the pages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from qgov.lexicon import lexicon

from .calls import check_problem


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
    ],
)
def test_a_term_comes_in_the_form_asked_for(client, accept, media):
    answer = client.get("/v1/terms/TrustedNode", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert "Accept" in answer.headers["vary"]
    assert "repeater" in answer.text


def test_a_form_can_be_named_in_the_address(client):
    turtle = client.get("/v1/terms/Qubit?format=ttl")
    assert any(ox.parse(turtle.content, format=ox.RdfFormat.TURTLE))
    linked = client.get("/v1/terms/Qubit?format=jsonld")
    assert any(ox.parse(linked.content, format=ox.RdfFormat.JSON_LD))
    check_problem(client.get("/v1/terms/Qubit?format=pdf"), 422)
    check_problem(client.get("/v1/terms/Qubit", headers={"Accept": "image/png"}), 406)


def test_a_term_tells_where_it_is_used(client):
    found = client.get("/v1/terms/operationalQubits").json()
    assert "us-ear:4A906.a.1" in found["usedBy"]["norms"]
    assert found["sourceVerification"] in ("verified", "secondary", "unverified")
    assert found["module"] == "processor"


def test_labels_in_five_languages(client):
    assert {key.lower() for key in client.get("/v1/terms/Qubit").json()["labels"]} == {
        "de",
        "es",
        "fr",
        "ja",
        "zh-hans",
    }


def test_what_a_page_fetches_is_allowed_and_there(client):
    """The content security policy lets pages fetch from the service itself only, and run nothing inline."""
    page = client.get("/lexicon")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "<style" not in page.text and "<script>" not in page.text
    assert client.get("/lexicon/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/lexicon/find.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("page", ["", "/", "/questions", "/alignments", "/quality", "/norms", "/module/network"])
def test_pages(client, page):
    answer = client.get("/lexicon" + page)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "qgov lexicon" in answer.text


@pytest.mark.parametrize("page", ["/nothing", "/module/nothing", "/index.html", "/../secret"])
def test_there_is_no_other_page(client, page):
    assert client.get("/lexicon" + page).status_code in (404, 405)


def test_links_of_a_page_lead_somewhere(client):
    import re

    page = client.get("/v1/terms/LegalQuantumChannel", headers={"Accept": "text/html"}).text
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]+)"', page)}
    assert "/lexicon/module/quantum" in links
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_every_term_can_be_shown(client):
    for name in sorted(lexicon().terms)[::40]:
        for form in ("html", "ttl", "jsonld", "json"):
            assert client.get(f"/v1/terms/{name}?format={form}").status_code == 200, (name, form)
