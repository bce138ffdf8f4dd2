"""HTTP to an endpoint that the operator configured, and to nothing else: no redirect is followed, no proxy is asked,
every answer has a size and a time."""

from __future__ import annotations

import base64
import ipaddress
import os
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import ClassVar
from urllib.parse import SplitResult, urlencode, urlsplit

from qgov.base.parse import fault
from qgov.store.interface import StoreUnavailable

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Credentials:
    """A user's name and password (Basic, or Digest where the endpoint asks for it), or a bearer token."""

    user: str | None = None
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)


def environment_credentials() -> Credentials:
    """The user or token for an endpoint from QGOV_STORE_USER, QGOV_STORE_PASSWORD and QGOV_STORE_TOKEN.

    From the environment alone: a command line is for all to see.
    """
    found = os.environ.get
    return Credentials(found("QGOV_STORE_USER"), found("QGOV_STORE_PASSWORD", ""), found("QGOV_STORE_TOKEN"))


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    body: bytes


def checked_url(text: str) -> str:
    """An address of an endpoint. Raises InputError for anything but http(s) with host and path alone."""
    example = "give one such as http://127.0.0.1:7878/query"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise fault("", f"{text[:200]!r} is no address: {error}", example) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not text.isascii():
        raise fault("", f"{text[:200]!r} is no http or https address", example)
    if "@" in parts.netloc:
        raise fault("", "an address does not hold user name or password", "give them as QGOV_STORE_USER and _PASSWORD")
    if parts.query or parts.fragment or any(ord(mark) < 33 for mark in text):
        raise fault("", f"{text[:200]!r} has more than a path", "leave out what follows ? and #")
    return text


class Client:
    """Requests to fixed addresses, one connection a thread. ``timeout`` bounds each request as a whole, in seconds;
    ``max_bytes`` bounds an answer."""

    _kinds: ClassVar = {"http": HTTPConnection, "https": HTTPSConnection}

    def __init__(self, urls: list[str], credentials: Credentials | None, timeout: float, max_bytes: int):
        self.timeout, self.max_bytes = timeout, max_bytes
        self.credentials = credentials or Credentials()
        self.server = ""
        self._mine = threading.local()
        self._challenges: dict[str, str] = {}
        for url in urls:
            parts = urlsplit(checked_url(url))
            if (self.credentials.user or self.credentials.token) and parts.scheme == "http" and not _loopback(parts):
                raise fault("", f"a password or token would go to {parts.netloc} in the clear", "use https")

    def send(
        self,
        method: str,
        url: str,
        *,
        query: dict[str, str] | list[tuple[str, str]] | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        known: tuple[int, ...] = (),
        change: bool = False,
    ) -> Answer:
        """One request and its whole answer, of status 2xx or ``known``. Raises StoreUnavailable for everything else.

        What only reads is sent again once where the endpoint had closed the connection that was kept. A ``change`` goes
        over a connection of its own and is never repeated here: the first one could still be carried out, and after a
        later change.
        """
        until = time.monotonic() + self.timeout
        parts = urlsplit(url)
        if change:
            if self.credentials.user is not None and url not in self._challenges:
                # Whoever is asked for a password half-way through a large body may not get to hear it.
                self.send("GET", url, query=query, known=tuple(range(400, 600)))
            self._drop(parts)
        path = (parts.path or "/") + ("?" + urlencode(query) if query else "")
        fields = {"User-Agent": "qgov", **(headers or {})}
        fields |= self._authorization(method, url, path)
        response = self._response(method, parts, path, body, fields, until)
        if response.status == 401 and self.credentials.user is not None:
            # A name and password go out only in the way that is asked for: Virtuoso turns away a Basic that was not.
            self._challenges[url] = response.headers.get("WWW-Authenticate", "Basic")
            self._read(response, until, parts)
            fields |= self._authorization(method, url, path)
            response = self._response(method, parts, path, body, fields, until)
        data = self._read(response, until, parts)
        self.server = response.headers.get("Server", "")
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        where = f"{parts.scheme}://{parts.netloc}{parts.path}"
        if 300 <= response.status < 400:
            raise StoreUnavailable(f"{where} answers {response.status} and points elsewhere; configure that address")
        if not 200 <= response.status < 300 and response.status not in known:
            said = " ".join(data[:2000].decode("utf-8", "replace").split())[:300]
            status = f"{response.status} {response.reason}"
            raise StoreUnavailable(f"{where} answers {status}: {said}{_hint(response.status)}")
        if "X-SPARQL-MaxRows" in response.headers:  # Virtuoso's way to say that it cut the answer off
            rows = response.headers["X-SPARQL-MaxRows"]
            raise StoreUnavailable(f"{where} gives no more than {rows} rows; raise ResultSetMaxRows there")
        return Answer(response.status, kind, data)

    def close(self) -> None:
        for connection in getattr(self._mine, "connections", {}).values():
            connection.close()
        self._mine.connections = {}

    def _response(
        self, method: str, parts: SplitResult, path: str, body: bytes | None, headers: dict, until: float
    ) -> HTTPResponse:
        for attempt in (1, 2):
            connection, kept = self._connection(parts)
            try:
                self._patience(connection, until)
                try:
                    connection.request(method, path, body=body, headers=headers)
                except (BrokenPipeError, ConnectionResetError):
                    if kept:
                        raise
                    # An endpoint that does not want the body may have said why before it hung up.
                return connection.getresponse()
            except (OSError, HTTPException) as error:
                self._drop(parts)
                if attempt == 2 or not kept or not isinstance(error, ConnectionError):
                    raise _unreachable(parts, error, self.timeout) from None
        raise AssertionError

    def _drop(self, parts: SplitResult) -> None:
        """Let go of the connection to a host that this thread keeps."""
        kept = getattr(self._mine, "connections", {}).pop((parts.scheme, parts.netloc), None)
        if kept is not None:
            kept.close()

    def _connection(self, parts: SplitResult) -> tuple[HTTPConnection, bool]:
        if not hasattr(self._mine, "connections"):
            self._mine.connections = {}
        where, found = (parts.scheme, parts.netloc), self._mine.connections
        if where in found:
            return found[where], True
        found[where] = self._kinds[parts.scheme](parts.hostname, parts.port, timeout=self.timeout)
        return found[where], False

    @staticmethod
    def _patience(connection: HTTPConnection, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.timeout = left
        if connection.sock is not None:
            connection.sock.settimeout(left)

    def _read(self, response: HTTPResponse, until: float, parts: SplitResult) -> bytes:
        """The body; whoever sends it a byte a minute, or without end, is cut off."""
        connection, _ = self._connection(parts)
        found, size = [], 0
        try:
            while True:
                self._patience(connection, until)
                piece = response.read1(_CHUNK)
                if not piece:
                    break
                size += len(piece)
                if size > self.max_bytes:
                    raise HTTPException(f"the answer has more than {self.max_bytes} bytes")
                found.append(piece)
            if response.length:
                raise HTTPException("the answer breaks off")
        except (OSError, HTTPException, ValueError) as error:
            self._drop(parts)
            raise _unreachable(parts, error, self.timeout) from None
        response.close()
        return b"".join(found)

    def _authorization(self, method: str, url: str, path: str) -> dict[str, str]:
        own = self.credentials
        if own.token:
            return {"Authorization": f"Bearer {own.token}"}
        if own.user is None or url not in self._challenges:
            return {}
        scheme, _, challenge = self._challenges[url].partition(" ")
        if scheme.lower() != "digest":
            pair = base64.b64encode(f"{own.user}:{own.password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, own.user, own.password)
        digest = urllib.request.HTTPDigestAuthHandler(passwords)
        asked = urllib.request.parse_keqv_list(urllib.request.parse_http_list(challenge))
        parts = urlsplit(url)
        request = urllib.request.Request(f"{parts.scheme}://{parts.netloc}{path}", method=method)  # noqa: S310
        made = digest.get_authorization(request, asked)
        return {"Authorization": f"Digest {made}"} if made else {}


def _loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unreachable(parts: SplitResult, error: BaseException, timeout: float) -> StoreUnavailable:
    where = f"{parts.scheme}://{parts.netloc}"
    if isinstance(error, TimeoutError):
        return StoreUnavailable(f"{where} does not answer within {timeout:g} seconds")
    return StoreUnavailable(f"{where} cannot be reached: {getattr(error, 'strerror', None) or error or 'it hung up'}")


def _hint(status: int) -> str:
    return {
        401: "; give QGOV_STORE_USER and QGOV_STORE_PASSWORD, or QGOV_STORE_TOKEN",
        403: "; the endpoint does not let this user do that",
        405: "; this address takes no such requests: name those for update and graphs too",
        413: "; the endpoint takes no request of this size",
    }.get(status, "")
