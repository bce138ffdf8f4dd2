"""What decisions rest on, for reading: norms, terms, the dossier's schema and its JSON-LD context."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from qgov.api.decisions import dumps, read_day
from qgov.api.query import LARGEST, PAGE, known, next_link, only, page

AFTER = "the cursor: rows after this one, as the link to the next page has it"
Limit = Annotated[int, Query(ge=1, le=LARGEST, description="how many rows at most")]
After = Annotated[str | None, Query(max_length=500, description=AFTER)]
Word = Annotated[str | None, Query(max_length=100)]


def vocabulary_routes(operation) -> APIRouter:
    """The operations that give norms and words; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"])

    @routes.get(
        "/v1/norms",
        dependencies=[Depends(only("jurisdiction", "instrument", "at", "after", "limit"))],
        **operation("norms"),
    )
    def norms(
        jurisdiction: Word = None, instrument: Word = None, at: Word = None, after: After = None, limit: Limit = PAGE
    ):
        from qgov.norms import norm_book
        from qgov.report.norms import norm_dict

        day, every = read_day(at), norm_book().norms
        known("jurisdiction", jurisdiction, sorted({norm.jurisdiction for norm in every}))
        known("instrument", instrument, sorted({norm.instrument for norm in every}))
        chosen = [
            norm
            for norm in sorted(every, key=lambda norm: norm.iri)
            if jurisdiction in (None, norm.jurisdiction)
            and instrument in (None, norm.instrument)
            and (day is None or norm.in_force(day) is not False)
        ]
        shown, cursor = page(chosen, lambda norm: norm.iri, after, limit)
        link = next_link("/v1/norms", cursor, jurisdiction=jurisdiction, instrument=instrument, at=at, limit=limit)
        rows = [norm_dict(norm) | _in_force(norm, day) for norm in shown]
        return _page({"norms": rows, "count": len(chosen), "next": link}, link)

    @routes.get("/v1/terms", dependencies=[Depends(only("after", "limit"))], **operation("terms"))
    def terms(after: After = None, limit: Limit = PAGE):
        from qgov.lexicon import lexicon

        every = lexicon().terms
        shown, cursor = page(sorted(every), str, after, limit)
        link = next_link("/v1/terms", cursor, limit=limit)
        rows = [
            {"name": name, "iri": every[name].iri, "label": every[name].label, "definition": every[name].definition}
            for name in shown
        ]
        return _page({"terms": rows, "count": len(every), "next": link}, link)

    @routes.get("/v1/schema/dossier", dependencies=[Depends(only())], **operation("schema"))
    def schema():
        from qgov.lexicon.schema import dossier_schema

        return Response(dumps(dossier_schema()), media_type="application/schema+json")

    @routes.get("/contexts/v1.jsonld", dependencies=[Depends(only())], **operation("context"))
    def dossier_context():
        from qgov.lexicon.schema import context

        return Response(dumps(context()), media_type="application/ld+json")

    return routes


def _in_force(norm, day: date | None) -> dict:
    """Whether a norm is in force on the day asked for; null where its first day is not verified."""
    return {} if day is None else {"inForce": norm.in_force(day)}


def _page(content: dict, link: str | None) -> Response:
    headers = {"Link": f'<{link}>; rel="next"'} if link else {}
    return Response(dumps(content), media_type="application/json", headers=headers)
