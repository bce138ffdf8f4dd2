"""An answer whose bytes are all there, written with as little work as ASGI allows, for what is asked very often."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Answer(Response):
    """Status, headers as they go over the wire (names in lower case) and body; the length is added."""

    background = None

    def __init__(self, body: bytes, headers: tuple[tuple[bytes, bytes], ...], status: int = 200):
        self.body, self.status_code = body, status
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})
