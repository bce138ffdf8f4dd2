"""What is taken in: bodies of a bounded size, uncompressed, that arrive in time."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qgov.api.door.problem import Problem, respond

# Registers go to the disk as they come, within bounds of their own.
UNBOUNDED = ("/v1/screenings",)


class Intake:
    """Bounds what a client may make the service wait for or hold, whatever the route behind it reads."""

    def __init__(self, app: ASGIApp, most: int, seconds: float):
        self.app, self.most, self.seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["path"] in UNBOUNDED and scope["method"] == "POST"):
            await self.app(scope, receive, send)
            return
        fault = self._announced(scope)
        if fault is not None:
            await respond(fault, scope, receive, send)
            return
        if not _has_body(scope):
            await self.app(scope, receive, send)
            return
        taken, until, started = 0, asyncio.get_running_loop().time() + self.seconds, False
        complete = False

        async def bounded() -> Message:
            nonlocal taken, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Problem(
                    408, f"the body did not arrive within {self.seconds:g} seconds", "send it again",
                    headers={"Connection": "close"},
                ) from None  # fmt: skip
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                complete = not message.get("more_body", False)
                if taken > self.most:
                    raise _too_large(self.most)
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, bounded, noted)
        except Problem as problem:
            if started:
                raise
            await respond(problem, scope, receive, send)

    def _announced(self, scope: Scope) -> Problem | None:
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or len(value) > 15 or int(value) > self.most):
                return _too_large(self.most)
            if name == b"content-encoding":
                codings = value.decode("latin-1").lower().split(",")
                if any(coding.strip() != "identity" for coding in codings):
                    return Problem(
                        415, "compressed bodies are not taken", "send the body as it is, without Content-Encoding",
                        headers={"Accept-Encoding": "identity"},
                    )  # fmt: skip
        return None


def _has_body(scope: Scope) -> bool:
    return scope["method"] not in ("GET", "HEAD") or any(
        name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]
    )


def _too_large(most: int) -> Problem:
    return Problem(
        413, f"the body has more than the {most} bytes that are taken", "send less at once",
        headers={"Connection": "close"},
    )  # fmt: skip
