"""Connections whose request does not arrive in time, is too long or no HTTP, or whose answer is not read, are closed.

uvicorn waits for the end of a header, and for a client to read what was sent, for good; httptools takes a header of any
length. What cannot be read as a request never comes to the application, so the problem document is written here.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from qgov.api.door.guard import HEADERS
from qgov.api.door.problem import problem
from qgov.base.errors import Fault

# httptools keeps places in an address in 16 bits, and refuses a longer one.
MAX_ADDRESS, MAX_HEAD = 65_535, 131_072
_SHORTER = {
    414: f"an address may have {MAX_ADDRESS} bytes; send the query in the body of a POST",
    501: "send the body as it is, or in chunks",
    431: f"the header of a request may have {MAX_HEAD} bytes; send fewer or shorter fields",
}


def refusal(status: int, message: str, remedy: str) -> bytes:
    """A whole answer, with a problem document, that ends the connection."""
    answer = problem(status, message, [Fault("", message, remedy)], HEADERS | {"Connection": "close"})
    first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()
    return b"\r\n".join([first, *map(b": ".join, answer.raw_headers), b"", answer.body])


def patient_protocol(seconds: float) -> type[asyncio.Protocol]:
    """uvicorn's HTTP protocol, with so many seconds from the first byte of a request, or the connection, to the end of
    its header; and as many for a client that has stopped reading to go on."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        _timer: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None
        _in_head, _head, _coded = False, 0, False
        url, headers = b"", ()

        def connection_made(self, transport) -> None:
            super().connection_made(transport)
            self._arm()

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            super().data_received(data)
            if self.cycle is not before:
                self._disarm()
            elif self._timer is None and (before is None or before.response_complete):
                self._arm()
            if self._in_head:
                self._head += len(data)
                if self._head > MAX_HEAD:
                    self._refuse(431 if self.headers else 414)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_head, self._head, self._coded = True, 0, False

        def on_header(self, name: bytes, value: bytes) -> None:
            # What stands in a trailer is no field of the request (RFC 9110, section 6.5.1): neither Host nor key.
            if self._in_head:
                super().on_header(name, value)

        def on_headers_complete(self) -> None:
            self._in_head = False
            codings = b",".join(value for name, value in self.headers if name == b"transfer-encoding")
            if codings and codings.strip().lower() != b"chunked":
                self._coded = True
                raise ValueError("a transfer coding that is not understood")  # ends the reading, as all that is no HTTP
            super().on_headers_complete()

        def send_400_response(self, msg: str) -> None:
            if self._coded:
                self._refuse(501, "only the transfer coding chunked is understood")
            elif len(self.url or b"") > MAX_ADDRESS:
                self._refuse(414)
            else:
                self._refuse(400, "what was sent is no request in HTTP/1.1", "see RFC 9112 for its form")

        def _refuse(self, status: int, message: str = "", remedy: str = "") -> None:
            if self.transport.is_closing():
                return
            message = message or ("the address is too long" if status == 414 else "the header is too long")
            self.transport.write(refusal(status, message, remedy or _SHORTER[status]))
            self.transport.close()

        def connection_lost(self, exc) -> None:
            self._disarm()
            self._read_again()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._unread = self.loop.call_later(seconds, self.transport.abort)

        def resume_writing(self) -> None:
            self._read_again()
            super().resume_writing()

        def _read_again(self) -> None:
            if self._unread is not None:
                self._unread.cancel()
                self._unread = None

        def _arm(self) -> None:
            self._timer = self.loop.call_later(seconds, self._late)

        def _disarm(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _late(self) -> None:
            self._timer = None
            self._refuse(408, f"no whole header arrived within {seconds:g} seconds", "send it again, and at once")

    return PatientProtocol
