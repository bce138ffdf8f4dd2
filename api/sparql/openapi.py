"""What the OpenAPI document says of ``/sparql``."""

from __future__ import annotations

from starlette.responses import Response

from qgov.api.door.problem import MEDIA_TYPE
from qgov.api.sparql import negotiate
from qgov.api.sparql.request import FORM, QUERY

BODIES = f"{FORM}, {QUERY}"
_STATUSES = {
    400: "the query is malformed, too complex or too costly, or a parameter is not known",
    401: "a valid API key or bearer token is needed",
    403: "an update, SERVICE or LOAD was asked for, or the key does not hold the scope read",
    405: "the address does not take this method",
    406: "no type that the request takes is given for this query",
    408: "the body did not arrive in time",
    413: "the query or the body is too large",
    415: "the type, the coding or the character set of the body is not taken",
    422: "the answer has more rows, triples or bytes than one may have; nothing is shortened",
    429: "too many requests; Retry-After says when to come back",
    500: "the program failed",
    503: "no worker is free; Retry-After says when to come back",
    504: "the query took longer than it may",
}
_HEADERS = {401: "WWW-Authenticate", 403: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
_EXAMPLE = "SELECT ?norm WHERE { ?norm a <https://w3id.org/qgov/PointerNorm> } LIMIT 5"
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri", "maxLength": 400}, "maxItems": 32}
_FORMAT = {"type": "string", "enum": list(negotiate.FORMATS)}
_ABOUT = {
    "query": "a SPARQL 1.1 query of at most 32768 characters; without one, the description of the service",
    "default-graph-uri": "a graph of the default graph, instead of the query's FROM; may be repeated",
    "named-graph-uri": "a named graph, instead of the query's FROM NAMED; may be repeated",
    "format": "the form of the answer, instead of the Accept header",
}


def get_operation() -> dict:
    """Arguments of the route for GET."""
    schemas = {
        "query": {"type": "string"}, "default-graph-uri": _IRIS, "named-graph-uri": _IRIS,
        "format": _FORMAT,
    }  # fmt: skip
    given = [
        {"name": name, "in": "query", "required": False, "description": _ABOUT[name], "schema": schema}
        for name, schema in schemas.items()
    ]
    given[0]["examples"] = {"norms": {"summary": "five norms", "value": _EXAMPLE}}
    return _operation("sparqlGet", "Ask the graphs, or have the service described", {"parameters": given})


def post_operation() -> dict:
    """Arguments of the route for POST."""
    form = {
        "type": "object", "required": ["query"],
        "properties": {
            "query": {"type": "string", "description": _ABOUT["query"]},
            "default-graph-uri": _IRIS, "named-graph-uri": _IRIS, "format": _FORMAT,
        },
    }  # fmt: skip
    content = {
        QUERY: {"schema": {"type": "string"}, "examples": {"norms": {"summary": "five norms", "value": _EXAMPLE}}},
        FORM: {"schema": form},
    }
    given = [
        {"name": name, "in": "query", "required": False, "description": _ABOUT[name], "schema": _IRIS}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    body = {"required": True, "description": "A query in UTF-8, as it is or in a form.", "content": content}
    return _operation("sparqlPost", "Ask the graphs", {"parameters": given, "requestBody": body})


def _operation(name: str, summary: str, extra: dict) -> dict:
    kinds = dict.fromkeys((*negotiate.ROWS, *negotiate.GRAPHS, *((negotiate.HTML,) if name == "sparqlGet" else ())))
    content = {kind: {"schema": {} if "json" in kind else {"type": "string"}} for kind in kinds}
    responses: dict = {200: {"description": "the whole answer", "content": content}}
    responses |= {status: _problem(status, description) for status, description in _STATUSES.items()}
    return {
        "operation_id": name, "summary": summary, "response_class": Response, "response_model": None,
        "responses": responses, "openapi_extra": extra, "status_code": 200,
    }  # fmt: skip


def _problem(status: int, description: str) -> dict:
    found: dict = {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in _HEADERS:
        found["headers"] = {_HEADERS[status]: {"description": "see RFC 9110", "schema": {"type": "string"}}}
    return found
