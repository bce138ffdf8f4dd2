"""Errors as RFC 9457 problem documents: what is wrong, where, and what would be right."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qgov.base.errors import Fault, InputError

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/qgov/problem/"
LOG = logging.getLogger("qgov.api")
_REMEDY = "see /v1/schema/dossier for the form of a dossier, and /docs for the operations"
_SLUGS = {
    400: "malformed-request", 404: "not-found", 405: "method-not-allowed", 406: "not-acceptable",
    408: "request-timeout", 413: "too-large", 415: "unsupported-media-type", 422: "invalid-input",
    500: "internal-error", 503: "busy", 504: "timeout",
}  # fmt: skip
_REMEDIES = {
    404: "see / for the addresses that exist",
    405: "use a method that the Allow header names",
    500: "report it with the version that /healthz gives; nothing was decided",
}


class Problem(Exception):
    """An answer that is an error: a status, its faults, and headers that belong to it."""

    def __init__(self, status: int, detail: str, remedy: str = "", faults=None, headers: dict | None = None):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}
        self.faults = faults or [Fault("", detail, remedy)]


def problem(status: int, detail: str, faults: list[Fault | dict], headers: dict | None = None) -> Response:
    """The problem document as a response."""
    errors = [fault if isinstance(fault, dict) else fault.to_dict() for fault in faults]
    for error in errors:
        error["remedy"] = error["remedy"] or _REMEDIES.get(status, _REMEDY)
    body = {
        "type": TYPES + _SLUGS.get(status, "error"),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors,
    }
    # Faults repeat the input, which may hold halves of characters; as escapes they are plain ASCII.
    text = json.dumps(body, ensure_ascii=True, allow_nan=False)
    return Response(text, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


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
        return problem(error.status_code, detail, [Fault("", detail, "")], dict(error.headers or {}))


def internal(error: BaseException) -> Response:
    """The answer to a fault of the program: it is logged by kind and place, never with what the parties sent."""
    trace, place = error.__traceback__, "nowhere"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    LOG.error("%s at %s", type(error).__name__, place)
    return problem(500, "the program failed; no decision was made", [Fault("", "the program failed", "")])
