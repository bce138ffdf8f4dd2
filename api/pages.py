"""The pages of the service itself: index, health, OpenAPI document, and documentation that needs no other site."""

from __future__ import annotations

import html
import threading
from functools import cache
from typing import NamedTuple

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from qgov import __version__
from qgov.api.decisions.routes import dumps
from qgov.api.door.body import accepted
from qgov.api.door.cached import kept_answer
from qgov.api.door.query import only
from qgov.api.openapi import EXAMPLES, FIRST, document, example_texts
from qgov.base.resources import resource

INDEX = {
    "decisions": "/v1/decisions", "groundings": "/v1/groundings", "validations": "/v1/validations",
    "screenings": "/v1/screenings", "jobs": "/v1/jobs", "norms": "/v1/norms", "terms": "/v1/terms",
    "drafts": "/v1/drafts",
    "lexicon": "/lexicon", "dossierSchema": "/v1/schema/dossier", "context": "/contexts/v1.jsonld",
    "decisionContext": "/contexts/decision-v1.jsonld",
    "sparql": "/sparql", "dataset": "/.well-known/void", "openapi": "/openapi.json", "docs": "/docs",
    "health": "/healthz", "readiness": "/readyz", "metrics": "/metrics",
}  # fmt: skip
_FILES = {"docs.js": "text/javascript", "docs.css": "text/css"}


def page_routes(app: FastAPI, operation) -> APIRouter:
    """The operations of the service itself; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["service"])
    described = _Described(app)

    @routes.get("/", dependencies=[Depends(only())], **operation("index"))
    def index(request: Request) -> Response:
        if accepted(request, ("application/json", "text/html")) == "text/html":
            return RedirectResponse("/docs", 303)
        without = {name for name in ("sparql", "metrics") if not getattr(app.state.settings, name)}
        links = {name: place for name, place in INDEX.items() if name not in without}
        content = dumps({"name": "qgov", "version": __version__, "links": links})
        return Response(content, media_type="application/json", headers={"Vary": "Accept"})

    @routes.get("/healthz", dependencies=[Depends(only())], **operation("health"))
    def health() -> Response:
        from qgov.lexicon import lexicon
        from qgov.norms import norm_book

        found = {"status": "ok", "version": __version__, "lexicon": lexicon().version, "norms": norm_book().sha256}
        return Response(dumps(found), media_type="application/json", headers={"Cache-Control": "no-store"})

    @routes.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Response:
        return kept_answer(request, described.pages().document, "application/json")

    @routes.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return kept_answer(request, described.pages().docs, "text/html")

    for name, media_type in _FILES.items():
        routes.add_api_route(f"/docs/{name}", _file(name, media_type), include_in_schema=False)
    return routes


class Pages(NamedTuple):
    """What is made once from the document."""

    document: str
    docs: str


class _Described:
    """Makes the document when it is first asked for, once."""

    def __init__(self, app: FastAPI):
        self.app, self.lock, self.made = app, threading.Lock(), None

    def pages(self) -> Pages:
        with self.lock:
            if self.made is None:
                content = document(self.app)
                self.made = Pages(dumps(content), docs_page(content))
            return self.made


def _file(name: str, media_type: str):
    def serve(request: Request) -> Response:
        return kept_answer(request, _static(name), media_type)

    return serve


@cache
def _static(name: str) -> str:
    return resource(f"api/static/{name}").read_text("utf-8")


def docs_page(content: dict) -> str:
    """The documentation as plain HTML, made from the OpenAPI document."""
    info = content["info"]
    options = "".join(f'<option value="{html.escape(n)}">{html.escape(EXAMPLES[n])}</option>' for n in EXAMPLES)
    rows = "".join(
        _operation(path, method, found)
        for path, methods in content["paths"].items()
        for method, found in methods.items()
    )
    samples = "".join(
        f'<template id="example-{html.escape(name)}">{html.escape(text)}</template>'
        for name, text in example_texts().items()
    )
    values = {
        "TITLE": html.escape(info["title"]), "VERSION": html.escape(info["version"]),
        "SUMMARY": html.escape(info["summary"]), "DESCRIPTION": html.escape(info["description"]),
        "OPTIONS": options, "DOSSIER": html.escape(example_texts()[FIRST]), "OPERATIONS": rows,
        "KEYS": _keys(), "SAMPLES": samples,
    }  # fmt: skip
    page = _static("docs.html")
    for name, value in values.items():
        page = page.replace("{{" + name + "}}", value)
    return page


def _keys() -> str:
    """Which term says a key of a decision, a table for each class of object."""
    from qgov.base.iri import QGOV
    from qgov.lexicon.decision_context import decision_keys

    def property(iri: str) -> str:
        name = iri.removeprefix(QGOV)
        return f'<a href="/v1/terms/{name}">qgov:{name}</a>' if name != iri else "rdfs:" + iri.partition("#")[2]

    return "".join(
        f'<details><summary><a href="/v1/terms/{name}">{name}</a></summary><table>'
        + "".join(
            f'<tr><th scope="row"><code>{key}</code></th><td>{property(iri)}</td></tr>'
            for key, iri in sorted(keys.items())
        )
        + "</table></details>"
        for name, keys in sorted(decision_keys().items())
        if keys
    )


def _operation(path: str, method: str, found: dict) -> str:
    escape = html.escape
    parameters = "".join(
        f'<tr><th scope="row"><code>{escape(p["name"])}</code></th><td>{escape(p["in"])}</td>'
        f"<td>{escape(p.get('description', ''))}</td></tr>"
        for p in found.get("parameters", ())
    )
    statuses = "".join(
        f'<tr><th scope="row">{escape(status)}</th><td>{escape(", ".join(answer.get("content", ())))}</td>'
        f"<td>{escape(answer['description'])}</td></tr>"
        for status, answer in sorted(found["responses"].items())
    )
    bodies = ", ".join(f"<code>{escape(media)}</code>" for media in found.get("requestBody", {}).get("content", ()))
    return (
        f'<details><summary><b class="{escape(method)}">{escape(method.upper())}</b> <code>{escape(path)}</code> '
        f"<span>{escape(found['summary'])}</span></summary>"
        + (f"<p>Takes {bodies}.</p>" if bodies else "")
        + (f"<table><caption>Parameters</caption>{parameters}</table>" if parameters else "")
        + f"<table><caption>Answers</caption>{statuses}</table></details>"
    )
