"""Norms over HTTP: the list, and every norm in the form that the reader asks for."""

from __future__ import annotations

import difflib
from datetime import date
from functools import cache
from html import escape
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from qgov.api.decisions.routes import At, dumps, read_day
from qgov.api.door.access import needs
from qgov.api.door.cached import kept_answer
from qgov.api.door.negotiate import EXTENSIONS, Form, form_of
from qgov.api.door.problem import Problem
from qgov.api.door.query import PAGE, known, next_link, only, page
from qgov.api.knowledge.graph_text import about, graph_text, name_of
from qgov.api.knowledge.vocabulary import After, Limit, Word, page_answer


def norm_routes(operation) -> APIRouter:
    """The operations that give norms; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(needs("read"))])

    @routes.get(
        "/v1/norms",
        dependencies=[Depends(only("jurisdiction", "instrument", "provision", "at", "after", "limit"))],
        **operation("norms"),
    )
    def norms(
        request: Request, jurisdiction: Word = None, instrument: Word = None,
        provision: Annotated[str | None, Query(max_length=200, description="one provision alone")] = None,
        at: At = None, after: After = None, limit: Limit = PAGE,
    ) -> Response:  # fmt: skip
        from qgov.norms import norm_book
        from qgov.report.norms import norm_dict

        day, every = read_day(at), norm_book().norms
        known("jurisdiction", jurisdiction, sorted({norm.jurisdiction for norm in every}))
        known("instrument", instrument, sorted({norm.instrument for norm in every}))
        if provision is not None and not any(norm.provision == provision for norm in every):
            close = difflib.get_close_matches(provision, {norm.provision for norm in every}, n=1)
            remedy = f"did you mean {close[0]!r}?" if close else "see /v1/norms"
            raise Problem(404, "no norm has this provision", remedy)
        chosen = [
            norm
            for norm in sorted(every, key=lambda norm: norm.iri)
            if jurisdiction in (None, norm.jurisdiction)
            and instrument in (None, norm.instrument)
            and provision in (None, norm.provision)
            and (day is None or norm.in_force(day) is not False)
        ]
        shown, cursor = page(chosen, lambda norm: norm.iri, after, limit)
        link = next_link(
            "/v1/norms", cursor, jurisdiction=jurisdiction, instrument=instrument, provision=provision, at=at,
            limit=limit,
        )  # fmt: skip
        rows = [{**norm_dict(norm), "name": unquote(name_of(norm.iri)), **_in_force(norm, day)} for norm in shown]
        return page_answer(request, {"norms": rows, "count": len(chosen), "next": link}, link)

    @routes.get("/v1/norms/{name:path}", dependencies=[Depends(only("format"))], **operation("norm"))
    def norm(name: str, request: Request, format: Form = None) -> Response:
        media = form_of(request, format)
        return kept_answer(request, norm_text(name, media), media, headers=links(norm_address(found_norm(name))))

    return routes


@cache
def _by_name() -> dict:
    from qgov.norms import norm_book

    return {unquote(name_of(norm.iri)): norm for norm in norm_book().norms}


def found_norm(name: str):
    """The norm whose IRI ends so, with its signs escaped or not; Problem 404 names a near one."""
    norm = _by_name().get(name) or _by_name().get(unquote(name))
    if norm is None:
        close = difflib.get_close_matches(name[:100], _by_name(), n=1)
        raise Problem(
            404, "no norm has this name",
            f"did you mean {close[0]!r}?" if close else "see /v1/norms; a norm is named by the end of its IRI",
        )  # fmt: skip
    return norm


def norm_address(norm) -> str:
    """Where the service shows a norm."""
    return "/v1/norms/" + quote(unquote(name_of(norm.iri)), safe="/~")


def links(path: str) -> dict[str, str]:
    """The other forms of the same thing, as a Link header."""
    forms = (f'<{path}?format={extension}>; rel="alternate"; type="{media}"' for media, extension in EXTENSIONS.items())
    return {"Link": ", ".join(forms)}


@cache
def norm_text(name: str, media: str) -> str:
    """A norm as JSON, HTML, Turtle or JSON-LD."""
    from qgov.report.norms import norm_dict

    norm = found_norm(name)
    if media == "application/json":
        return dumps(norm_dict(norm))
    if media == "text/html":
        return _page_of(norm)
    return graph_text(about(norm.iri), media)


def _page_of(norm) -> str:
    from qgov.report.norms import norm_dict

    def cell(value: object) -> str:
        return escape("; ".join(map(str, value)) if isinstance(value, list) else str(value))

    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{cell(value)}</td></tr>'
        for name, value in norm_dict(norm).items()
        if value is not None
    )
    forms = " ".join(f'<a href="{norm_address(norm)}?format={form}">{form}</a>' for form in ("json", "ttl", "jsonld"))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<title>{escape(norm.provision)}</title><link rel="stylesheet" href="/lexicon/style.css"></head><body><main>'
        f"<h1>{escape(norm.label)}</h1><p class=\"definition\">{escape(norm.definition)}</p>"
        f'<table>{rows}</table><p class="faint">{forms} · <a href="/lexicon/norms">all norms</a></p>'
        "</main></body></html>\n"
    )


def _in_force(norm, day: date | None) -> dict:
    """Whether a norm is in force on the day asked for; null where its first day is not verified."""
    return {} if day is None else {"inForce": norm.in_force(day)}
