"""The lexicon over HTTP: a term in the form that the reader asks for, and its pages."""

from __future__ import annotations

import difflib
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from qgov.api.decisions.routes import dumps
from qgov.api.door.access import needs
from qgov.api.door.cached import kept_answer
from qgov.api.door.negotiate import Form, form_of
from qgov.api.door.problem import Problem
from qgov.api.door.query import only
from qgov.api.knowledge.graph_text import graph_text
from qgov.api.knowledge.norms import links

_FILES = {"style.css": "text/css", "find.js": "text/javascript"}


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
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(needs("read"))])

    @routes.get("/v1/terms/{name}", dependencies=[Depends(only("format"))], **operation("term"))
    def term(name: str, request: Request, format: Form = None) -> Response:
        media = form_of(request, format)
        return kept_answer(request, _term(name, media), media, headers=links(f"/v1/terms/{quote(name, safe='')}"))

    @routes.get("/lexicon", include_in_schema=False)
    @routes.get("/lexicon/", include_in_schema=False)
    @routes.get("/lexicon/{page}", include_in_schema=False)
    @routes.get("/lexicon/module/{module}", include_in_schema=False)
    def page(request: Request, page: str = "index", module: str | None = None) -> Response:
        from qgov.lexicon.terms import modules
        from qgov.report.lexicon import pages

        made = {
            "index": pages.index_html, "questions": pages.questions_html, "alignments": pages.alignments_html,
            "quality": pages.quality_html, "norms": pages.norms_html,
        }  # fmt: skip
        if module is None and page in _FILES:
            return kept_answer(request, pages.page_file(page), _FILES[page])
        if module is not None and module in modules():
            return kept_answer(request, pages.module_html(module, ServiceLinks()), "text/html")
        if module is not None or page not in made:
            raise Problem(404, "the lexicon has no such page", "see /lexicon")
        return kept_answer(request, made[page](ServiceLinks()), "text/html")

    return routes


def _term(name: str, media: str) -> str:
    from qgov.lexicon import lexicon
    from qgov.report.lexicon.pages import term_html
    from qgov.report.lexicon.rdf import term_triples
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
    return graph_text(term_triples(name), media)
