"""What is seen of each request: a line in the log, counts, a span. None of them holds what was sent or who sent it."""

from __future__ import annotations

import os
import re
import time
from contextlib import nullcontext

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qgov.service.callers import Caller
from qgov.service.metrics import NOWHERE, Metrics

_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_NAME_BYTES, _NAMES_AT_ONCE = 8, 512
_UNTRACED = nullcontext()


class _Names:
    """Random names of requests, hexadecimal; the system is asked for many at once."""

    def __init__(self):
        self._left: list[str] = []

    def take(self) -> str:
        if not self._left:
            drawn, step = os.urandom(_NAME_BYTES * _NAMES_AT_ONCE).hex(), 2 * _NAME_BYTES
            self._left = [drawn[at : at + step] for at in range(0, len(drawn), step)]
        return self._left.pop()


class Watch:
    """The outermost layer: whatever happens inside, the request is logged and counted once."""

    def __init__(self, app: ASGIApp, log, metrics: Metrics, tracing=None):
        self.app, self.log, self.metrics, self.tracing = app, log, metrics, tracing
        self._names, self._running = _Names(), 0
        metrics.running.set_function(lambda: self._running)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, method, status = time.perf_counter(), scope["method"], 499
        state = scope.setdefault("state", {})
        state["request_id"] = name = self._names.take()
        parent, trace = b"", None
        for key, value in scope["headers"]:
            if key == b"traceparent":
                parent, trace = value, _TRACEPARENT.fullmatch(value)
                break
        shown = (b"x-request-id", name.encode())

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], shown]
            await send(message)

        traced = self.tracing.span(method, parent.decode() if trace else None) if self.tracing else _UNTRACED
        self._running += 1
        with traced as told:
            try:
                await self.app(scope, receive, watched)
            finally:
                # 499: the client went away before there was an answer.
                self._running -= 1
                seconds, route = time.perf_counter() - begun, route_of(scope)
                outcome, caller = state.get("outcome"), state.get("caller")
                self.metrics.answered(method, route, status, seconds, outcome)
                if told:
                    told(route, status)
                fields = {"request_id": name, "method": method[:10], "route": route, "status": status}
                fields["ms"] = round(seconds * 1000, 2)
                if trace:
                    fields["trace_id"] = trace[1].decode()
                if isinstance(caller, Caller):
                    fields |= {"key": caller.key_id, "tenant": caller.tenant}
                if outcome:
                    fields["outcome"] = outcome
                write = getattr(self.log, _level(route, status))
                write("request", **fields)


def _level(route: str, status: int) -> str:
    """Busy and late are for whoever plans capacity, a fault is for whoever mends it."""
    if route in QUIET:
        return "debug"
    return "info" if status < 500 else "warning" if status in (503, 504) else "error"


def route_of(scope: Scope) -> str:
    """The template of the route that took a request, such as ``/v1/terms/{name}``: never the path itself."""
    route = scope.get("route")
    return getattr(route, "path", None) or NOWHERE
