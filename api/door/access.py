"""Who may do what: the caller of each request, how often it may ask, and the scope that an operation demands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qgov.api.door.problem import Problem, respond
from qgov.service.callers import LOCAL, SCOPES, Caller
from qgov.service.keys import KEY, KeyRing
from qgov.service.limits import Buckets, Concurrency, Taken, address_name
from qgov.service.settings import Settings

# Whether the service lives and is ready, how to use it, and the documents that name its words: told to everybody.
OPEN = frozenset({
    "/", "/healthz", "/readyz", "/docs", "/docs/docs.js", "/docs/docs.css", "/openapi.json", "/sparql/page",
    "/sparql/assets/sparql.js", "/sparql/assets/sparql.css", "/sparql/assets/yasgui.min.js",
    "/sparql/assets/yasgui.min.css",
})  # fmt: skip
PROBES = frozenset({"/healthz", "/readyz"})
PUBLIC = Caller("public", "public", frozenset({"read"}))
_AUTHENTICATE = 'Bearer realm="qgov"'


def caller_of(request: Request) -> Caller:
    """The caller of a request, as the access layer found it; Problem 401 where there is none."""
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise unauthorised()
    return caller


def needs(scope: str) -> Callable[[Request], Caller]:
    """A dependency that demands a scope of the caller and gives the caller; Problem 401 or 403 otherwise."""
    if scope not in SCOPES:
        raise ValueError(f"{scope!r} is no scope; known: {', '.join(SCOPES)}")

    def check(request: Request) -> Caller:
        caller = caller_of(request)
        if not caller.may(scope):
            if caller is PUBLIC:
                raise unauthorised()
            raise Problem(
                403, f"the key does not hold the scope {scope}", "ask who runs the service for a key that does",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
            )  # fmt: skip
        return caller

    check.scope = scope  # type: ignore[attr-defined]
    return check


def unauthorised() -> Problem:
    """The one answer to a missing, unknown, expired, revoked or wrong key or token."""
    return Problem(
        401, "a valid API key or bearer token is needed", "send it as Authorization: Bearer …",
        headers={"WWW-Authenticate": _AUTHENTICATE},
    )  # fmt: skip


class Access:
    """Finds the caller of each request before anything reads it, and holds everyone to their limits.

    Without authentication, which only a loopback address may go without, everybody is ``LOCAL`` and without limit.
    ``on_refusal`` is told why a request was turned away.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, keys: KeyRing | None = None, tokens=None,
        on_refusal: Callable[[str], None] = lambda reason: None,
    ):  # fmt: skip
        self.app, self.settings, self.keys, self.tokens, self.on_refusal = app, settings, keys, tokens, on_refusal
        self.addresses = Buckets(settings.address_rate, settings.address_burst)
        self.rates = Buckets(settings.rate, settings.burst)
        self.running = Concurrency(settings.concurrency)
        self.proxies = frozenset(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        if not self.settings.authenticates:
            state["caller"] = LOCAL
            await self.app(scope, receive, send)
            return
        try:
            caller, limited = self._admit(scope)
        except Problem as refusal:
            self.on_refusal({401: "unauthorised", 429: "rate"}.get(refusal.status, "malformed"))
            await respond(refusal, scope, receive, send)
            return
        state["caller"] = caller
        if limited is None:
            await self.app(scope, receive, send)
            return
        name, taken = limited
        if not self.running.enter(name):
            self.on_refusal("concurrency")
            problem = _too_many(1, f"{self.settings.concurrency} requests of this key are under way", self.rates, taken)
            await respond(problem, scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                told_of = _limit_headers(self.rates, taken).items()
                more = [(name.lower().encode(), value.encode()) for name, value in told_of]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            self.running.leave(name)

    def _admit(self, scope: Scope) -> tuple[Caller | None, tuple[str, Taken] | None]:
        """The caller, and under which name it was counted with what is left of its rate; Problem otherwise."""
        if scope["path"] in PROBES:
            return None, None
        address = address_name(self._address(scope))
        taken = self.addresses.take(address)
        if taken.wait:
            raise _too_many(taken.wait, "too many requests come from this address", self.addresses, taken)
        if KEY.search(scope["query_string"].decode("latin-1")):
            raise Problem(
                400, "a key stands in the address, where logs and caches keep it",
                "revoke it, and send its successor as Authorization: Bearer …",
            )  # fmt: skip
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        caller: Caller | None
        if given:
            caller = self._authenticated(given)
            name = caller.key_id
        elif self.settings.public_reading:
            caller, name = PUBLIC, f"public {address}"
        elif scope["path"] in OPEN:
            return None, None
        else:
            raise unauthorised()
        taken = self.rates.take(name)
        if taken.wait:
            raise _too_many(taken.wait, "too many requests come with this key", self.rates, taken)
        return caller, (name, taken)

    def _authenticated(self, given: list[bytes]) -> Caller:
        scheme, _, text = given[0].decode("latin-1").partition(" ")
        text = text.strip()
        found = None
        if len(given) == 1 and scheme.lower() == "bearer":
            if self.tokens is not None and not text.startswith("qgov_"):
                found = self.tokens.caller(text)
            elif self.keys is not None:
                found = self.keys.caller(text)
        if found is None:
            raise unauthorised()
        return found

    def _address(self, scope: Scope) -> str:
        """The address that asks: the peer's, or if that is a trusted proxy the last one that no trusted proxy has."""
        peer = scope["client"][0] if scope.get("client") else ""
        if peer not in self.proxies:
            return peer
        forwarded = ",".join(
            value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
        ).split(",")
        for hop in reversed([part.strip() for part in forwarded if part.strip()]):
            if hop not in self.proxies:
                return hop
        return peer


def _limit_headers(buckets: Buckets, taken: Taken) -> dict[str, str]:
    # The fields of draft-ietf-httpapi-ratelimit-headers: what the policy is, what is left, and in how many seconds
    # all of it is there again.
    return {
        "RateLimit-Policy": f'"default";{buckets.policy}',
        "RateLimit": f'"default";r={taken.left};t={taken.full_in}',
    }


def _too_many(wait: int, detail: str, buckets: Buckets, taken: Taken) -> Problem:
    return Problem(
        429, detail, f"wait {wait} s, then ask less often",
        headers={"Retry-After": str(wait), **_limit_headers(buckets, taken)},
    )  # fmt: skip


class Hosts:
    """Takes requests for the names of this service alone, so that no other site's name can be pointed at it."""

    def __init__(self, app: ASGIApp, names: tuple[str, ...]):
        self.app, self.names = app, frozenset(name.lower().strip("[]") for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "*" not in self.names:
            given = [value for name, value in scope["headers"] if name == b"host"]
            if len(given) != 1 or _bare(given[0]) not in self.names:
                problem = Problem(
                    400, "the Host header names another service",
                    "use a name under which this one is reached; whoever runs it sets them as public_hosts",
                )  # fmt: skip
                await respond(problem, scope, receive, send)
                return
        await self.app(scope, receive, send)


@lru_cache(maxsize=256)
def _bare(given: bytes) -> str:
    """A host without its port, in lower case."""
    host = given.decode("latin-1").lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
