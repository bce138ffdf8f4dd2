"""What dossiers are written in, for reading: the list of terms, the dossier's schema and its JSON-LD context."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from qgov.api.decisions.routes import dumps
from qgov.api.door.access import needs
from qgov.api.door.body import accepted
from qgov.api.door.cached import kept_answer
from qgov.api.door.query import LARGEST, PAGE, known, next_link, only, page

AFTER = "the cursor: rows after this one, as the link to the next page has it"
Limit = Annotated[int, Query(ge=1, le=LARGEST, description="how many rows at most")]
After = Annotated[str | None, Query(max_length=500, description=AFTER)]
Word = Annotated[str | None, Query(max_length=100)]
Search = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="terms whose name, label or definition holds this text alone"),
]
JSON = "application/json"


def vocabulary_routes(operation) -> APIRouter:
    """The operations that give words; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(needs("read"))])

    @routes.get("/v1/terms", dependencies=[Depends(only("search", "module", "after", "limit"))], **operation("terms"))
    def terms(
        request: Request, search: Search = None, module: Word = None, after: After = None, limit: Limit = PAGE
    ) -> Response:
        from qgov.lexicon import lexicon
        from qgov.lexicon.find import holding
        from qgov.lexicon.terms import modules

        accepted(request, (JSON,))
        known("module", module, sorted(modules()))
        every = lexicon().terms
        chosen = sorted(
            term.name
            for term in (every.values() if search is None else holding(lexicon(), search))
            if module in (None, term.module)
        )
        shown, cursor = page(chosen, str, after, limit)
        link = next_link("/v1/terms", cursor, search=search, module=module, limit=limit)
        rows = [
            {
                "name": name, "iri": every[name].iri, "label": every[name].label,
                "definition": every[name].definition, "module": every[name].module,
            }
            for name in shown
        ]  # fmt: skip
        return page_answer(request, {"terms": rows, "count": len(chosen), "next": link}, link)

    @routes.get("/v1/schema/dossier", dependencies=[Depends(only())], **operation("schema"))
    def schema(request: Request) -> Response:
        from qgov.lexicon.schema import dossier_schema

        return kept_answer(request, dumps(dossier_schema()), "application/schema+json")

    @routes.get("/contexts/v1.jsonld", dependencies=[Depends(only())], **operation("context"))
    def dossier_context(request: Request) -> Response:
        from qgov.lexicon.schema import context

        return kept_answer(request, dumps(context()), "application/ld+json")

    @routes.get("/contexts/decision-v1.jsonld", dependencies=[Depends(only())], **operation("decisionContext"))
    def decision_context(request: Request) -> Response:
        from qgov.lexicon.decision_context import decision_context

        return kept_answer(request, dumps(decision_context()), "application/ld+json")

    return routes


def page_answer(request: Request, content: dict, link: str | None) -> Response:
    """A page of a list, with the address of the next one in a Link header."""
    headers = {"Link": f'<{link}>; rel="next"'} if link else {}
    return kept_answer(request, dumps(content), JSON, headers=headers)
