"""The lexicon over HTTP: a term in the form that the reader asks for, and its pages."""

from __future__ import annotations

import difflib
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from qgov.api.body import accepted
from qgov.api.decisions import dumps
from qgov.api.problem import Problem
from qgov.api.query import only

TERM_TYPES = ("application/json", "text/html", "text/turtle", "application/ld+json")
_FILES = {"style.css": "text/css", "find.js": "text/javascript"}
_EXTENSIONS = {"html": "text/html", "json": "application/json", "ttl": "text/turtle", "jsonld": "application/ld+json"}


class ServiceLinks:
    """Where the pages of the lexicon lie in the service."""

    def term(self, name: str) -> str:
        return f"/v1/terms/{name}"

    def data(self, name: str, extension: str) -> str:
        return f"/v1/terms/{name}?format={extension}"

    def module(self, name: str) -> str:
        return f"/lexicon/module/{name}"

    def question(self, question) -> str:
        return f"/lexicon/questions#{question.module}-{question.name}"

    def norm(self, provision: str) -> str:
        return f"/lexicon/norms#{quote(provision, safe='')}"

    def page(self, name: str) -> str:
        return "/lexicon" if name == "index" else f"/lexicon/{name}"

    def file(self, name: str) -> str:
        return f"/lexicon/{name}"


def lexicon_routes(operation) -> APIRouter:
    """The operations that show the lexicon; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"])

    @routes.get("/v1/terms/{name}", dependencies=[Depends(only("format"))], **operation("term"))
    def term(name: str, request: Request, format: str | None = None):
        if format is not None and format not in _EXTENSIONS:
            raise Problem(422, "the form is not known", "take one of " + ", ".join(_EXTENSIONS))
        media = _EXTENSIONS[format] if format else accepted(request, TERM_TYPES)
        return Response(_term(name, media), media_type=media, headers={"Vary": "Accept"})

    @routes.get("/lexicon", include_in_schema=False)
    @routes.get("/lexicon/", include_in_schema=False)
    @routes.get("/lexicon/{page}", include_in_schema=False)
    @routes.get("/lexicon/module/{module}", include_in_schema=False)
    def page(page: str = "index", module: str | None = None):
        from qgov.lexicon.terms import modules
        from qgov.report.lexicon import pages

        made = {
            "index": pages.index_html, "questions": pages.questions_html, "alignments": pages.alignments_html,
            "quality": pages.quality_html, "norms": pages.norms_html,
        }  # fmt: skip
        if module is None and page in _FILES:
            return Response(pages.page_file(page), media_type=_FILES[page])
        if module is not None and module in modules():
            return Response(pages.module_html(module, ServiceLinks()), media_type="text/html")
        if module is not None or page not in made:
            raise Problem(404, "the lexicon has no such page", "see /lexicon")
        return Response(made[page](ServiceLinks()), media_type="text/html")

    return routes


def _term(name: str, media: str) -> str:
    from qgov.lexicon import lexicon
    from qgov.report.lexicon.pages import term_html
    from qgov.report.lexicon.rdf import term_text
    from qgov.report.lexicon.usage import usages
    from qgov.report.terms import term_dict

    every = lexicon().terms
    if name not in every:
        close = difflib.get_close_matches(name[:100], every, n=1)
        raise Problem(
            404, "no term has this name", f"did you mean {close[0]!r}?" if close else "see /v1/terms for all of them"
        )
    if media == "text/html":
        return term_html(name, ServiceLinks())
    if media == "application/json":
        return dumps(term_dict(every[name], usages()[name]))
    return term_text(name, format="turtle" if media == "text/turtle" else "jsonld")
