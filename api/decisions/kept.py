"""Decisions that were kept: the list of the caller's own, each of them, and its receipt."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from qgov.api.decisions.document import dossier_json
from qgov.api.decisions.judging import DECISION_TYPES, HTML, JSON, decided
from qgov.api.decisions.records import answer_of
from qgov.api.decisions.routes import AllFindings, dumps, styled
from qgov.api.door.access import needs
from qgov.api.door.body import accepted
from qgov.api.door.cached import kept_answer
from qgov.api.door.problem import Problem
from qgov.api.door.query import PAGE, next_link, only
from qgov.api.knowledge.vocabulary import AFTER, Limit
from qgov.api.services import records
from qgov.api.work import Workers

Id = Annotated[str, Path(min_length=1, max_length=64, description="the id, as Location gave it")]
# What a tenant reads is for that tenant alone: no cache keeps it, but the reader may ask whether it still stands.
_PRIVATE = "no-store"


def kept_routes(workers: Workers, operation) -> APIRouter:
    """The operations on kept decisions; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["dossiers"], dependencies=[Depends(needs("decide"))])

    @routes.get("/v1/decisions", dependencies=[Depends(only("after", "limit"))], **operation("decisions"))
    def decisions(
        request: Request, after: Annotated[int, Query(ge=0, le=2**53, description=AFTER)] = 0, limit: Limit = PAGE
    ) -> Response:
        accepted(request, (JSON,))
        found, tenant = records(request), request.state.caller.tenant
        rows, cursor = found.page(tenant, after, limit)
        link = next_link("/v1/decisions", None if cursor is None else str(cursor), limit=limit)
        headers = {"Link": f'<{link}>; rel="next"'} if link else {}
        content = dumps({"decisions": rows, "count": found.count(tenant), "next": link})
        return kept_answer(request, content, JSON, cache=_PRIVATE, headers=headers)

    @routes.get("/v1/decisions/{id}", dependencies=[Depends(only("allFindings"))], **operation("decision"))
    async def decision(id: Id, request: Request, all_findings: AllFindings = False) -> Response:
        wanted, found = accepted(request, DECISION_TYPES), records(request)
        payload, receipt = await asyncio.to_thread(_read, found, request.state.caller.tenant, id)
        if wanted == JSON:
            content: str | bytes = dumps(answer_of(payload, receipt, all_findings))
        else:
            content = await _written(workers, payload, receipt, all_findings, wanted)
        headers = styled(content.decode("utf-8", "replace")) if wanted == HTML else {}
        return kept_answer(request, content, wanted, cache=_PRIVATE, headers=headers)

    @routes.get("/v1/decisions/{id}/receipt", dependencies=[Depends(only())], **operation("receipt"))
    def receipt(id: Id, request: Request) -> Response:
        from qgov.reasoning.receipt import canonical_receipt

        accepted(request, (JSON,))
        _, found = _read(records(request), request.state.caller.tenant, id)
        return kept_answer(request, canonical_receipt(found), JSON, cache=_PRIVATE)

    return routes


def _read(found, tenant: str, id: str) -> tuple[dict, dict]:
    payload = found.payload(tenant, id)
    return payload, found.receipt(payload)


async def _written(workers: Workers, payload: dict, receipt: dict, all_findings: bool, wanted: str) -> bytes:
    """The kept decision in a form other than JSON: made again from the kept dossier, if that is still the same one."""
    dossier = dossier_json(receipt["dossier"])
    again = await workers.call(
        decided, dossier, "json", payload["asOf"], payload["simulate"], all_findings, wanted, None,
        payload.get("explain", True),
    )
    if again["receipt"] != payload["receipt"]:
        raise Problem(
            406, "law or program have changed since: the decision can be had as JSON alone", "take application/json"
        )
    return again["content"]
