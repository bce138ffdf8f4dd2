"""Whether the service is ready, and what it counts; for whoever runs it."""

from __future__ import annotations

import os

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import Response

from qgov.api.door.access import needs
from qgov.api.door.problem import Problem, problem
from qgov.api.door.query import only
from qgov.base.errors import Fault
from qgov.service.metrics import Metrics

_WAIT = "wait; `qgov doctor` and the log tell why it stays so"
_NO_STORE = {"Cache-Control": "no-store"}


def operation_routes(app: FastAPI, metrics: Metrics, operation) -> APIRouter:
    """``/readyz`` for all, and ``/metrics`` for those with the scope admin; ``operation`` as for ``page_routes``."""
    routes = APIRouter(tags=["service"])

    @routes.get("/readyz", dependencies=[Depends(only())], **operation("ready"))
    async def ready() -> Response:
        from qgov.api.decisions.routes import dumps

        found = readiness(app)
        if all(found.values()):
            body = {"ready": True, "checks": found}
            return Response(dumps(body), headers=_NO_STORE, media_type="application/json")
        faults = [Fault("", f"{name}: not ready", _WAIT) for name, holds in found.items() if not holds]
        return problem(503, "the service is not ready", faults, {"Retry-After": "5"}, ready=False, checks=found)

    @routes.get("/metrics", dependencies=[Depends(only())], **operation("metrics"))
    async def counted(request: Request) -> Response:
        if not app.state.settings.metrics:
            raise Problem(404, "this service gives no metrics", "run it with metrics = true")
        if app.state.settings.authenticates:
            needs("admin")(request)
        return Response(metrics.text(), headers=_NO_STORE, media_type="text/plain; version=0.0.4; charset=utf-8")

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
