"""Dossiers in: decisions, groundings, and checks of form."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from qgov.api.decisions.idempotency import Reply, key_of
from qgov.api.decisions.judging import (
    DECISION_TYPES,
    GROUNDING_TYPES,
    HTML,
    PNG,
    VALIDATION_TYPES,
    Asked,
    Made,
    decided,
    grounded,
    validated,
)
from qgov.api.decisions.records import new_id
from qgov.api.door.access import needs
from qgov.api.door.body import accepted, read_body
from qgov.api.door.cached import entity_tag
from qgov.api.door.inline import inline
from qgov.api.door.problem import Problem, query_fault
from qgov.api.door.query import only
from qgov.api.work import Workers
from qgov.base.errors import InputError

ALL_FINDINGS = "show every finding, not only those that bear on the outcome"
SIMULATE = "corroborate each kind of check by a simulated circuit"
EXPLAIN = "work out what would change the outcome; this takes most of the time of a decision"
AT = "the law date, such as 2026-03-02; by default the day of the transfer"
DAY: dict = {"max_length": 40, "examples": ["2026-03-02"], "json_schema_extra": {"format": "date"}}
At = Annotated[str | None, Query(description=AT, **DAY)]
AllFindings = Annotated[bool, Query(alias="allFindings", description=ALL_FINDINGS)]
# A decision speaks of parties: no cache on the way keeps it.
_PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept"}


def decision_routes(workers: Workers, operation) -> APIRouter:
    """The operations that take a dossier; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["dossiers"], dependencies=[Depends(inline(needs("decide")))])

    @routes.post("/v1/decisions", dependencies=[Depends(inline(only("at", "allFindings", "simulate", "explain")))],
                 **operation("decide"))  # fmt: skip
    async def decide(
        request: Request, at: At = None, all_findings: AllFindings = False,
        simulate: Annotated[bool, Query(description=SIMULATE)] = True,
        explain: Annotated[bool, Query(description=EXPLAIN)] = True,
    ) -> Response:  # fmt: skip
        from qgov.api.services import services

        wanted, key = accepted(request, DECISION_TYPES), key_of(request)
        day = read_day(at)
        body, format = await read_body(request)
        shared, tenant = services(request), request.state.caller.tenant
        # Opening the index reads the ledger; once it is open it is at hand.
        records = shared.records if "records" in vars(shared) else await asyncio.to_thread(lambda: shared.records)
        asked = Asked(
            body, format, None if day is None else day.isoformat(), simulate, all_findings, wanted,
            None if records is None else tenant, explain,
        )  # fmt: skip

        async def make() -> Made:
            fingerprint = asked.fingerprint()
            found = shared.remembered.get(fingerprint)
            if found is None:
                found = Made(**await workers.call(decided, *asked.arguments))
                shared.remembered.put(fingerprint, found)
            request.state.outcome = found.outcome
            return found

        async def do(request_id: str | None) -> Reply:
            found = await make()
            if records is not None:
                await records.keep(tenant, found, request_id)
                if records.following is not None:
                    await records.following.put(tenant, found)
            return decision_reply(found.content, wanted, None if records is None else found.id)

        async def recover(request_id: str) -> Reply | None:
            id = None if records is None else records.asked(tenant, request_id)
            if id is None:
                return None
            found = await make()
            if found.id != id:
                raise Problem(
                    409, "the decision was kept, and law or program have changed since", f"see /v1/decisions/{id}"
                )
            return decision_reply(found.content, wanted, id)

        if key is None:
            return (await do(None)).response()
        reply = await shared.keys.once(tenant, "decide", key, asked.fingerprint(), new_id(), do, recover)
        if records is not None and "Idempotency-Replayed" in reply.headers:
            # What was redacted since is not answered from what the key kept.
            await asyncio.to_thread(records.payload, tenant, reply.headers["Location"].rsplit("/", 1)[1])
        return reply.response()

    @routes.post("/v1/groundings", dependencies=[Depends(inline(only("simulate")))], **operation("ground"))
    async def ground(request: Request, simulate: Annotated[bool, Query(description=SIMULATE)] = True) -> Response:
        from qgov.report.grounding_png import available

        wanted = accepted(request, (*GROUNDING_TYPES, PNG) if available() else GROUNDING_TYPES)
        body, format = await read_body(request)
        made = await workers.call(grounded, body, format, simulate, wanted)
        return _answer(made, wanted, styled(made.decode("utf-8", "replace")) if wanted == HTML else {})

    @routes.post("/v1/validations", dependencies=[Depends(inline(only()))], **operation("validate"))
    async def validate(request: Request) -> Response:
        wanted = accepted(request, VALIDATION_TYPES)
        body, format = await read_body(request)
        return _answer(await workers.call(validated, body, format, wanted), wanted)

    return routes


def read_day(at: str | None):
    """The law date of a query."""
    from qgov.reasoning import law_date

    try:
        return law_date(at)
    except InputError as error:
        faults = [query_fault("at", fault.message, fault.remedy) for fault in error.faults]
        raise Problem(422, "the query has a fault", faults=faults) from None


def dumps(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def decision_reply(content: bytes, wanted: str, id: str | None) -> Reply:
    """A decision as it is answered: with its address where it is kept."""
    headers = {**_PRIVATE, "ETag": entity_tag(content, wanted)}
    if wanted == HTML:
        headers |= styled(content.decode("utf-8", "replace"))
    if id is not None:
        headers["Location"] = f"/v1/decisions/{id}"
    return Reply(200, headers, content, wanted)


def styled(page: str) -> dict[str, str]:
    """The policy that lets a page that stands alone have its own style, by hash, and nothing else."""
    import base64

    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    }


def _answer(content: str | bytes, media_type: str, headers: dict[str, str] | None = None) -> Response:
    return Response(content, media_type=media_type, headers={**_PRIVATE, **(headers or {})})
