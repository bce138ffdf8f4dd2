"""Dossiers in: decisions, groundings, and checks of form."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from qgov.api.body import accepted, read_body
from qgov.api.problem import Problem, query_fault
from qgov.api.query import only
from qgov.api.work import Workers
from qgov.base.errors import InputError

JSON, TEXT, SVG, PNG = "application/json", "text/plain", "image/svg+xml", "image/png"
ALL_FINDINGS = "show every finding, not only those that bear on the outcome"
SIMULATE = "corroborate each kind of check by a simulated circuit"
AT = "the law date, such as 2026-03-02; by default the day of the transfer"


def decision_routes(workers: Workers, operation) -> APIRouter:
    """The operations that take a dossier; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["dossiers"])

    @routes.post("/v1/decisions", dependencies=[Depends(only("at", "allFindings", "simulate"))], **operation("decide"))
    async def decide(
        request: Request,
        at: Annotated[str | None, Query(description=AT, max_length=40, examples=["2026-03-02"])] = None,
        all_findings: Annotated[bool, Query(alias="allFindings", description=ALL_FINDINGS)] = False,
        simulate: Annotated[bool, Query(description=SIMULATE)] = True,
    ) -> Response:
        wanted = accepted(request, (JSON, TEXT))
        day = read_day(at)
        body, format = await read_body(request)

        def job() -> str:
            import qgov

            decision = qgov.decide(body, at=day, simulate=simulate, format=format)
            if wanted == JSON:
                return dumps(decision.to_dict(all_findings=all_findings))
            from qgov.report.text import judgment

            return judgment(decision, all_findings)

        return _answer(await workers.run(job), wanted)

    @routes.post("/v1/groundings", dependencies=[Depends(only("simulate"))], **operation("ground"))
    async def ground(request: Request, simulate: Annotated[bool, Query(description=SIMULATE)] = True) -> Response:
        from qgov.report.grounding_png import available

        wanted = accepted(request, (JSON, SVG, PNG) if available() else (JSON, SVG))
        body, format = await read_body(request)

        def job() -> str | bytes:
            from qgov.dossier.read import read_dossier
            from qgov.reasoning.decision import plain
            from qgov.reasoning.pipeline import ground_dossier

            dossier = read_dossier(body, format=format)
            found = ground_dossier(dossier, simulate=simulate)
            if wanted == JSON:
                return dumps({"groundings": [plain(grounding.to_dict()) for grounding in found.groundings]})
            from qgov.report.grounding_png import png
            from qgov.report.grounding_sheet import grounding_sheet

            sheet = grounding_sheet(dossier, found.groundings, found.warnings)
            return png(sheet) if wanted == PNG else sheet

        return _answer(await workers.run(job), wanted)

    @routes.post("/v1/validations", dependencies=[Depends(only())], **operation("validate"))
    async def validate(request: Request) -> Response:
        accepted(request, (JSON,))
        body, format = await read_body(request)

        def job() -> str:
            from qgov.dossier.read import read_dossier

            dossier = read_dossier(body, format=format)
            return dumps({"valid": True, "dossier": dossier.id, "warnings": remarks(dossier)})

        return _answer(await workers.run(job), JSON)

    return routes


def remarks(dossier) -> list[str]:
    """What is well formed but leaves the law asking: declarations that are not given, parties that are not named."""
    asked = {
        "militaryEndUse": dossier.declarations.military_end_use,
        "wmdEndUse": dossier.declarations.wmd_end_use,
        "informedByAuthority": dossier.declarations.informed_by_authority,
        "partiesScreened": dossier.declarations.parties_screened,
    }
    found = [f"declarations.{name} is not given" for name, value in asked.items() if value is None]
    if "id" not in dossier.normal:
        found.append("id is not given; the hash of the dossier serves")
    if not dossier.parties:
        found.append("parties are not given")
    return found


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


def _answer(content: str | bytes, media_type: str) -> Response:
    # A decision speaks of parties: no cache on the way keeps it.
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store", "Vary": "Accept"})
