"""``POST /v1/drafts``: norms in Turtle in, all that is wrong with them out. Nothing of a draft is kept."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from qgov.api.decisions.routes import dumps
from qgov.api.door.access import needs
from qgov.api.door.body import accepted, media_format, read_body
from qgov.api.door.inline import inline
from qgov.api.door.problem import Problem
from qgov.api.door.query import only
from qgov.api.work import Workers
from qgov.base import parse

JSON, TURTLE = "application/json", "text/turtle"
NAME = "draft"


def draft_routes(workers: Workers, operation) -> APIRouter:
    """The operation that takes a draft; ``operation`` gives what the OpenAPI document says of it."""
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(inline(needs("draft")))])

    @routes.post("/v1/drafts", dependencies=[Depends(inline(only()))], **operation("draft"))
    async def draft(request: Request) -> Response:
        accepted(request, (JSON,))
        if media_format(request) != parse.TURTLE:
            raise Problem(415, "a draft is Turtle", f"send it as {TURTLE}", headers={"Accept": TURTLE})
        body, _ = await read_body(request)
        report = await workers.call(checked, body)
        return Response(dumps(report), media_type=JSON, headers={"Cache-Control": "no-store"})

    return routes


def checked(body: bytes) -> dict:
    """The report on a draft, as plain data."""
    from qgov.drafting.check import check
    from qgov.norms.drafts import Draft

    return check([Draft(NAME, body)]).to_dict()
