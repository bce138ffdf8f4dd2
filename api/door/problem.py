"""Errors as RFC 9457 problem documents: what is wrong, where, and what would be right."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from qgov.base.errors import Fault, InputError
from qgov.service.processes import FailedElsewhere

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/qgov/problem/"
LOG = logging.getLogger("qgov.api")
_REMEDY = "see /v1/schema/dossier for the form of a dossier, and /docs for the operations"
_SLUGS = {
    400: "malformed-request", 401: "unauthorised", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 408: "request-timeout", 409: "conflict", 410: "gone", 412: "precondition-failed",
    413: "too-large", 414: "address-too-long", 415: "unsupported-media-type", 422: "invalid-input",
    428: "precondition-required", 429: "too-many-requests", 431: "header-too-long", 500: "internal-error",
    501: "not-implemented", 503: "busy", 504: "timeout", 507: "insufficient-storage",
}  # fmt: skip
# What a status alone does not tell: kinds of their own, with the status that each is sent with.
_KINDS = {"answer-too-large": 422}
_REMEDIES = {
    401: "send a key as Authorization: Bearer …",
    404: "see / for the addresses that exist",
    500: "report it with the version that /healthz gives; nothing was decided",
}


def problem_kinds() -> dict[str, tuple[int, str]]:
    """The last part of every problem type, with its status and title."""
    kinds = {slug: status for status, slug in _SLUGS.items()} | _KINDS
    return {slug: (status, HTTPStatus(status).phrase) for slug, status in kinds.items()}


class Problem(Exception):
    """An answer that is an error: a status, its faults, and headers that belong to it."""

    def __init__(self, status: int, detail: str, remedy: str = "", faults=None, headers: dict | None = None):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}
        self.faults = faults or [Fault("", detail, remedy)]


def problem(
    status: int, detail: str, faults: list[Fault | dict], headers: dict | None = None, kind: str = "", **more: object
) -> Response:
    """The problem document as a response. ``kind`` is the last part of its type, by default that of its status;
    ``more`` are members that it has beside those that all have."""
    errors = [fault if isinstance(fault, dict) else fault.to_dict() for fault in faults]
    for error in errors:
        error["remedy"] = error["remedy"] or _REMEDIES.get(status, _REMEDY)
    body = {
        "type": TYPES + (kind or _SLUGS.get(status, "error")),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors,
        **more,
    }
    # Faults repeat the input, which may hold halves of characters; as escapes they are plain ASCII.
    text = json.dumps(body, ensure_ascii=True, allow_nan=False)
    return Response(text, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


async def respond(error: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem from a layer before the routes."""
    await problem(error.status, error.detail, error.faults, error.headers)(scope, receive, send)


def query_fault(name: str, message: str, remedy: str) -> dict:
    """A fault of a query parameter, which has no place in the body that a pointer could name."""
    return {"pointer": "", "parameter": name, "message": message, "remedy": remedy}


def handle_problems(app: FastAPI) -> None:
    """Make every error that a handler raises a problem document; what nobody raised on purpose is caught by Guard."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, error: Problem) -> Response:
        return problem(error.status, error.detail, error.faults, error.headers)

    @app.exception_handler(InputError)
    async def _input(request: Request, error: InputError) -> Response:
        count = len(error.faults)
        detail = "the input has a fault" if count == 1 else f"the input has {count} faults"
        return problem(422, detail, error.faults)

    @app.exception_handler(RequestValidationError)
    async def _parameters(request: Request, error: RequestValidationError) -> Response:
        faults = [
            query_fault(str(row["loc"][-1]), str(row["msg"]), "see /docs for what the parameter takes")
            for row in error.errors()
        ]
        return problem(422, "the query has a fault", faults)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        detail = {404: "nothing is at this address", 405: "this address does not take this method"}.get(
            error.status_code, "the request cannot be served"
        )
        headers, remedy = dict(error.headers or {}), ""
        if error.status_code == 405:
            taken = methods_at(request)  # those of every route here, not of the first alone
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": ", ".join(taken)})
            headers["Allow"], remedy = ", ".join(taken), f"use {' or '.join(taken)}"
        return problem(error.status_code, detail, [Fault("", detail, remedy)], headers)


def methods_at(request: Request) -> list[str]:
    """The methods that the address of a request takes: HEAD wherever there is GET, and OPTIONS everywhere."""
    found, waiting = set(), list(request.app.routes)
    while waiting:
        route = waiting.pop()
        included = getattr(route, "original_router", None)
        if included is not None:
            waiting += included.routes
        elif route.matches(request.scope)[0] is not Match.NONE:
            found |= set(getattr(route, "methods", None) or ())
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))


def internal(error: BaseException) -> Response:
    """The answer to a fault of the program: it is logged by kind and place, never with what the parties sent."""
    from qgov.service.nursery import place

    if isinstance(error, FailedElsewhere):
        LOG.error("%s at %s, in a process", error.kind, error.place)
    else:
        LOG.error("%s at %s", type(error).__name__, place(error))
    return problem(500, "the program failed; no decision was made", [Fault("", "the program failed", "")])
