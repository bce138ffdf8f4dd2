"""The addresses: ``/sparql`` itself, and the files of its page."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from qgov.api.door.access import needs
from qgov.api.door.answer import Answer
from qgov.api.door.problem import Problem, problem
from qgov.api.sparql import negotiate, openapi
from qgov.api.sparql.description import description
from qgov.api.sparql.page import asset, page
from qgov.api.sparql.request import Asked, read
from qgov.base.errors import Fault
from qgov.store.names import METADATA, visible_prefixes
from qgov.store.worker import QueryPool, QueryRefused
from qgov.store.worker.answer import OVERFULL
from qgov.store.worker.pool import outline_of

_METHODS = "GET, HEAD, POST, OPTIONS"
_DESCRIBED = dict.fromkeys((negotiate.TURTLE, negotiate.NTRIPLES, negotiate.JSONLD, negotiate.RDFXML, negotiate.HTML))
_HEADERS = {"Vary": "Accept", "Cache-Control": "private, no-cache"}
_may_read = needs("read")


def sparql_routes() -> APIRouter:
    """The operations of the protocol; the pool that answers is ``app.state.queries``."""
    routes = APIRouter(tags=["graphs"])
    routes.add_api_route("/sparql", _sparql, methods=["GET"], **openapi.get_operation())
    routes.add_api_route("/sparql", _sparql, methods=["POST"], **openapi.post_operation())
    routes.add_api_route("/sparql", _options, methods=["OPTIONS"], include_in_schema=False)
    routes.add_api_route("/sparql", _refused, methods=["PUT", "PATCH", "DELETE"], include_in_schema=False)
    routes.add_api_route("/sparql/page", _page, methods=["GET"], include_in_schema=False)
    routes.add_api_route("/sparql/assets/{name}", _asset, methods=["GET"], include_in_schema=False)
    return routes


async def _sparql(request: Request) -> Response:
    caller = _may_read(request)
    asked = await read(request)
    if asked.query is None:
        if request.method == "POST":
            raise Problem(400, "the form holds no query", "send query=…")
        return _described(request, asked)
    accept = next((value for name, value in request.scope["headers"] if name == b"accept"), b"")
    # Graphs of decisions name parties, as the decisions do: who may not ask for these does not query those.
    visible = _visible(caller.tenant if caller.may("decide") else None)
    return await answered(request.app.state, accept.decode("latin-1"), asked, visible)


@lru_cache(maxsize=1024)
def _visible(tenant: str | None) -> tuple[str, ...]:
    # What the store says of itself hides nothing, and the engine is quicker where nothing is left out.
    return *visible_prefixes(tenant), METADATA


async def answered(state, accept: str, asked: Asked, visible: tuple[str, ...]) -> Response:
    """The answer to a query over the graphs that are visible, or the document that says it would be too large; Problem
    where there is none for another reason."""
    pool: QueryPool | None = state.queries
    if pool is None:
        raise Problem(503, "this service answers no queries", "ask who runs it", headers={"Retry-After": "3600"})
    settings = state.settings
    try:
        outline = outline_of(asked.query)
        offers = negotiate.ROWS if outline.form in ("SELECT", "ASK") else negotiate.GRAPHS
        shown, written = negotiate.chosen(accept, offers, asked.format)
        found = await pool.answer(
            asked.query, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs,
            visible_graph_prefixes=visible, media_type=written, max_rows=settings.max_rows,
            max_bytes=settings.max_result_bytes,
        )  # fmt: skip
    except QueryRefused as refused:
        if refused.status == OVERFULL:
            found, _, remedy = refused.detail.partition("; ")
            return problem(OVERFULL, refused.title, [Fault("", found, remedy)], kind="answer-too-large")
        headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
        raise Problem(refused.status, refused.title, refused.detail, headers=headers) from None
    return Answer(found.body, _headers(shown))


@lru_cache(maxsize=64)
def _headers(kind: str) -> tuple[tuple[bytes, bytes], ...]:
    fields = {**_HEADERS, "Content-Type": _typed(kind)}
    return tuple((name.lower().encode(), value.encode()) for name, value in fields.items())


def _typed(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _described(request: Request, asked: Asked) -> Response:
    """The page for those who read HTML best, the description of the service in RDF for all others."""
    offers = {kind: kind for kind in _DESCRIBED}
    kind, _ = negotiate.chosen(request.headers.get("accept", ""), offers, asked.format)
    if kind == negotiate.HTML:
        return page(request)
    body = description(str(request.base_url), kind)
    return Response(body, headers=_HEADERS, media_type=_typed(kind))


async def _options(request: Request) -> Response:
    return Response(status_code=204, headers={"Allow": _METHODS, "Accept-Post": openapi.BODIES})


async def _refused() -> Response:
    detail = "this address takes queries by GET and POST; nothing is written here"
    raise Problem(405, detail, f"use one of {_METHODS}", headers={"Allow": _METHODS})


async def _page(request: Request) -> Response:
    """The page for those who have yet to give their key on it; it says nothing of what is kept."""
    return page(request)


async def _asset(name: str, request: Request) -> Response:
    return asset(name, request.headers.get("if-none-match", ""))
