"""Requests over HTTP/1.1, one connection kept per client; errors carry the service's problem document."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

RETRIES = 4
_SAFE = frozenset(("GET", "HEAD"))
_LATER = frozenset((429, 503))
_LONGEST = 30.0
Body = bytes | Iterator[bytes] | None


class ServiceError(Exception):
    """The service refused: ``status``, ``title``, ``detail``, and ``errors`` with pointer, message and remedy of each
    fault, as its problem document (RFC 9457) has them."""

    def __init__(self, status: int, problem: dict):
        self.status, self.problem = status, problem
        self.title, self.detail = str(problem.get("title", "")), str(problem.get("detail", ""))
        self.errors: list[dict] = list(problem.get("errors", []))
        faults = "; ".join(f"{error.get('pointer') or error.get('parameter', '')} {error['message']}".strip()
                           for error in self.errors if error.get("message") != self.detail)  # fmt: skip
        super().__init__(f"{status} {self.title}: {self.detail}" + (f" ({faults})" if faults else ""))


class Unreachable(Exception):
    """The service does not answer."""


@dataclass(frozen=True)
class Answer:
    """An answer that was read whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)


class Transport:
    """Where the service is and how it is asked. ``key``: an API key or bearer token; ``timeout`` in seconds.

    Redirects are followed on the same host alone, so that the key goes nowhere else.
    """

    def __init__(
        self, address: str, key: str | None = None, timeout: float = 60.0, context: ssl.SSLContext | None = None
    ):  # fmt: skip
        parts = urlsplit(address)
        more = parts.username or parts.query or parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or more:
            raise ValueError(f"{address!r} is no http or https address of a service")
        self.host, self.port, self.secure = parts.hostname, parts.port, parts.scheme == "https"
        self.base, self.timeout, self._context = parts.path.rstrip("/"), timeout, context
        self._key = key
        self._local = threading.local()

    def ask(
        self, method: str, path: str, *, query: dict | None = None, body: Body = None, headers: dict | None = None,
        expect: tuple[int, ...] = (200,),
    ) -> Answer:  # fmt: skip
        """The answer; ServiceError for any status beside those expected, Unreachable where none comes.

        What is safe to send again is sent again where the service is busy or the connection had ended.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        target = self.base + path + ("?" + urlencode(given) if given else "")
        sent = dict(headers or {}) | ({} if self._key is None else {"Authorization": f"Bearer {self._key}"})
        again = method in _SAFE or "Idempotency-Key" in sent
        again = again and not isinstance(body, Iterator)
        for attempt in range(RETRIES + 1):
            try:
                answer = self._once(method, target, body, sent)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if not again or attempt == RETRIES:
                    raise Unreachable(f"{self.host}:{self.port or ''} does not answer: {error}") from error
                time.sleep(min(0.1 * 2**attempt, 2.0))
                continue
            if answer.status in _LATER and again and attempt < RETRIES:
                time.sleep(min(float(answer.headers.get("retry-after", "1") or 1), _LONGEST))
                continue
            if answer.status in expect:
                return answer
            raise ServiceError(answer.status, _problem(answer))
        raise AssertionError

    def stream(self, path: str, headers: dict) -> Iterator[bytes]:
        """An answer piece by piece, on a connection of its own."""
        connection = self._connect()
        sent = headers | ({} if self._key is None else {"Authorization": f"Bearer {self._key}"})
        try:
            connection.request("GET", self.base + path, headers=sent)
            response = connection.getresponse()
            if response.status != 200:
                raise ServiceError(response.status, _problem(_answer(response)))
            while piece := response.read(1 << 16):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.host}:{self.port or ''} does not answer: {error}") from error
        finally:
            connection.close()

    def close(self) -> None:
        """Close the connection of this thread; the next request opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _once(self, method: str, target: str, body: Body, headers: dict) -> Answer:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        answer = _answer(response)
        if response.will_close:
            self.close()
        location = answer.headers.get("location", "")
        if answer.status == 303 and location.startswith("/") and not location.startswith("//"):
            return self._once("GET", self.base + location, None, headers)
        return answer

    def _connect(self) -> http.client.HTTPConnection:
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=self._context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)


def _answer(response: http.client.HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def _problem(answer: Answer) -> dict:
    try:
        found = answer.json()
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"title": "", "detail": answer.text[:300]}
