"""Room for so many connections: a request on one more is turned away with a problem document.

uvicorn has such a limit of its own, which answers in plain text and does not say when to come back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from qgov.api.door.guard import HEADERS
from qgov.api.door.problem import problem
from qgov.base.errors import Fault

_SECONDS = "2"


class Room:
    """The application behind a limit on connections; ``connections`` are those that the server has open now, and
    ``refused`` is called for each request that finds no room."""

    def __init__(self, app: ASGIApp, most: int, refused: Callable[[], None]):
        self.app, self.most, self.refused = app, most, refused
        self.connections: Collection = ()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # No coroutine of its own: one more for every request would cost more than the question.
        if len(self.connections) <= self.most or scope["type"] != "http":
            return self.app(scope, receive, send)
        self.refused()
        detail = f"the service has all of the {self.most} connections open that it may have"
        fault = Fault("", detail, "send it again after the seconds that Retry-After gives")
        headers = HEADERS | {"Retry-After": _SECONDS, "Connection": "close"}
        return problem(503, detail, [fault], headers)(scope, receive, send)
