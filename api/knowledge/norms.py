"""Norms over HTTP: the list, and every norm in the form that the reader asks for."""

from __future__ import annotations

import difflib
from datetime import date
from functools import cache
from html import escape
from typing import Annotated
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from qgov.api.decisions.routes import DAY, At, dumps, read_day
from qgov.api.door.access import needs
from qgov.api.door.body import accepted
from qgov.api.door.cached import REVALIDATE, kept_answer
from qgov.api.door.negotiate import EXTENSIONS, Form, form_of
from qgov.api.door.problem import Problem, query_fault
from qgov.api.door.query import PAGE, known, next_link, only, page
from qgov.api.knowledge.graph_text import about, graph_text, name_of
from qgov.api.knowledge.vocabulary import After, Limit, Word, page_answer

AT_PROVISION = "for a provision: the day on which the norm is to be in force, by default today"


def norm_routes(operation) -> APIRouter:
    """The operations that give norms; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(needs("read"))])

    @routes.get(
        "/v1/norms",
        dependencies=[Depends(only("jurisdiction", "instrument", "effect", "provision", "at", "after", "limit"))],
        **operation("norms"),
    )
    def norms(
        request: Request, jurisdiction: Word = None, instrument: Word = None, effect: Word = None,
        provision: Annotated[str | None, Query(max_length=200, description="one provision alone")] = None,
        at: At = None, after: After = None, limit: Limit = PAGE,
    ) -> Response:  # fmt: skip
        from qgov.norms import norm_book
        from qgov.report.norms import norm_dict

        accepted(request, ("application/json",))
        day, every = read_day(at), norm_book().norms
        known("jurisdiction", jurisdiction, sorted({norm.jurisdiction for norm in every}))
        known("instrument", instrument, sorted({norm.instrument for norm in every}))
        known("effect", effect, sorted({norm.effect for norm in every}))
        if provision is not None and not any(norm.provision == provision for norm in every):
            close = difflib.get_close_matches(provision, {norm.provision for norm in every}, n=1)
            remedy = f"did you mean {close[0]!r}?" if close else "see /v1/norms"
            raise Problem(404, "no norm has this provision", remedy)
        chosen = [
            norm
            for norm in sorted(every, key=lambda norm: norm.iri)
            if jurisdiction in (None, norm.jurisdiction)
            and instrument in (None, norm.instrument)
            and effect in (None, norm.effect)
            and provision in (None, norm.provision)
            and (day is None or norm.in_force(day) is not False)
        ]
        shown, cursor = page(chosen, lambda norm: norm.iri, after, limit)
        link = next_link(
            "/v1/norms", cursor, jurisdiction=jurisdiction, instrument=instrument, effect=effect, provision=provision,
            at=at, limit=limit,
        )  # fmt: skip
        rows = [{**norm_dict(norm), "name": unquote(name_of(norm.iri)), **_in_force(norm, day)} for norm in shown]
        return page_answer(request, {"norms": rows, "count": len(chosen), "next": link}, link)

    @routes.get("/v1/norms/{name:path}", dependencies=[Depends(only("at", "format"))], **operation("norm"))
    def norm(
        name: str, request: Request, at: Annotated[str | None, Query(description=AT_PROVISION, **DAY)] = None,
        format: Form = None,
    ) -> Response:  # fmt: skip
        media, day = form_of(request, format), read_day(at)
        if provision := _provision(name):
            headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
            return RedirectResponse(_in_force_at(provision, day or date.today(), media, format), 303, headers=headers)
        if at is not None:
            remedy = "leave it out, or name a provision, such as us-ear:742.4(a)(5)"
            fault = query_fault("at", "a norm by its IRI has its days", remedy)
            raise Problem(422, "the query has a fault", faults=[fault])
        return kept_answer(request, norm_text(name, media), media, headers=links(norm_address(found_norm(name))))

    return routes


@cache
def _by_provision() -> dict[str, list]:
    from qgov.norms import norm_book

    found: dict[str, list] = {}
    for norm in norm_book().norms:
        found.setdefault(norm.provision, []).append(norm)
    return found


def _provision(name: str) -> str | None:
    """The provision that a name is, with its signs escaped or not."""
    return next((one for one in (name, unquote(name)) if one in _by_provision()), None)


def provision_address(provision: str) -> str:
    """The address that leads to the norm of a provision in force."""
    return "/v1/norms/" + quote(provision, safe="/~:()")


def _in_force_at(provision: str, day: date, media: str, format: str | None) -> str:
    """The address of the norm of a provision in force on a day; where there are several, of the list of them."""
    every = _by_provision()[provision]
    found = [norm for norm in every if norm.in_force(day) is not False]
    if not found:
        days = ", ".join(
            f"from {norm.in_force_from}" + (f" until {norm.in_force_until}" if norm.in_force_until else "")
            for norm in sorted(every, key=lambda norm: norm.in_force_from)
        )
        raise Problem(404, f"{provision} is not in force on {day}", f"it is in force {days}; give such a day as at")
    if len(found) == 1:
        return norm_address(found[0]) + (f"?format={format}" if format else "")
    if media == "text/html":
        return f"/lexicon/norms#{quote(provision, safe='')}"
    return "/v1/norms?" + urlencode({"provision": provision, "at": day.isoformat()})


@cache
def _by_name() -> dict:
    from qgov.norms import norm_book

    return {unquote(name_of(norm.iri)): norm for norm in norm_book().norms}


def found_norm(name: str):
    """The norm whose IRI ends so, with its signs escaped or not; Problem 404 names a near one."""
    norm = _by_name().get(name) or _by_name().get(unquote(name))
    if norm is None:
        close = difflib.get_close_matches(name[:100], [*_by_name(), *_by_provision()], n=1)
        named = "see /v1/norms; a norm is named by its provision or the end of its IRI"
        raise Problem(404, "no norm has this name", f"did you mean {close[0]!r}?" if close else named)
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


class _Links:
    """Where a page finds what a norm names: provisions lead to the norm in force."""

    def norm(self, provision: str) -> str:
        return provision_address(provision) if provision in _by_provision() else ""

    def term(self, name: str) -> str:
        return f"/v1/terms/{name}"


def _page_of(norm) -> str:
    from qgov.report.norm_html import norm_article

    forms = " ".join(f'<a href="{norm_address(norm)}?format={form}">{form}</a>' for form in ("json", "ttl", "jsonld"))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<title>{escape(norm.provision)}</title><link rel="stylesheet" href="/lexicon/style.css"></head><body><main>'
        f'{norm_article(norm, _Links())}<p class="faint">{forms} · <a href="/lexicon/norms">all norms</a></p>'
        "</main></body></html>\n"
    )


def _in_force(norm, day: date | None) -> dict:
    """Whether a norm is in force on the day asked for; null where its first day is not verified."""
    return {} if day is None else {"inForce": norm.in_force(day)}
