"""Whether the service is ready, and what it counts; for whoever runs it."""

from __future__ import annotations

import os

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from qgov.api.door.access import needs
from qgov.service.metrics import Metrics


def operation_routes(app: FastAPI, metrics: Metrics) -> APIRouter:
    """``/readyz`` for all, and ``/metrics`` for those with the scope admin."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/readyz")
    async def ready() -> Response:
        from qgov.api.decisions.routes import dumps

        found = readiness(app)
        status = 200 if all(found.values()) else 503
        headers = {"Cache-Control": "no-store"} | ({} if status == 200 else {"Retry-After": "5"})
        body = {"ready": status == 200, "checks": found}
        return Response(dumps(body), status, headers=headers, media_type="application/json")

    @routes.get("/metrics")
    async def counted(request: Request) -> Response:
        if app.state.settings.authenticates:
            needs("admin")(request)
        return Response(
            metrics.text(), headers={"Cache-Control": "no-store"}, media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return routes


def readiness(app: FastAPI) -> dict[str, bool]:
    """What must hold before requests are sent here, and whether it does."""
    state, checks = app.state, {}
    checks["law"] = bool(getattr(state, "warmed", False))
    processes = state.workers.processes
    if processes is not None:
        checks["processes"] = processes.ready
    if state.settings.data_dir is not None and state.settings.keep_decisions:
        checks["ledger"] = state.ledger is not None and os.access(state.settings.data_dir, os.W_OK)
    if state.settings.data_dir is not None or state.settings.store_url is not None:
        checks["store"] = state.store is not None
    if state.queries is not None:
        checks["queries"] = state.queries.ready
    return checks
