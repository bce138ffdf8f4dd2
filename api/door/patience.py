"""Connections whose request does not arrive in time, or whose answer is not read in time, are closed.

uvicorn waits for the end of a header, and for a client to read what was sent, for good.
"""

from __future__ import annotations

import asyncio


def patient_protocol(seconds: float) -> type[asyncio.Protocol]:
    """uvicorn's HTTP protocol, with so many seconds from the first byte of a request, or the connection, to the end of
    its header; and as many for a client that has stopped reading to go on."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        _timer: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None

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
            if not self.transport.is_closing():
                self.transport.write(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                self.transport.close()

    return PatientProtocol
