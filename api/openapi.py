"""The OpenAPI document: what each operation takes and gives, with worked dossiers as examples."""

from __future__ import annotations

import json
from functools import cache

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from qgov import __version__
from qgov.api import answers
from qgov.api.body import FORMATS
from qgov.api.problem import MEDIA_TYPE
from qgov.base import limits
from qgov.base.resources import resource

TITLE = "qgov"
SUMMARY = "May this quantum transfer cross this border, on this day, and why?"
DESCRIPTION = (
    "Send a dossier; get a decision that names the norms it rests on. A prohibition is an answer with the status 200, "
    "not an error. Every error is a problem document (RFC 9457) with a place and a remedy for each fault. Nothing is "
    "fetched from the network and nothing that is sent is kept. No answer is legal advice."
)
EXAMPLES = {
    "2026-us-in-boston-headline": "a computer above the limits, with a headline error",
    "2026-de-jp-aachen-eu001": "a Union general authorisation, registered and notified",
    "2026-us-in-impossible-t2": "a claim that physics refutes",
    "2026-us-cn-helios": "good qubits, too few of them",
}
FIRST = next(iter(EXAMPLES))
_STATUSES = {
    400: "the request is malformed",
    404: "nothing is at this address",
    405: "the address does not take this method",
    406: "no type that the Accept header takes is given here",
    408: "the body did not arrive in time",
    413: f"the body has more than {limits.MAX_BYTES} bytes ({limits.MAX_YAML_BYTES} in YAML)",
    415: "the type or the coding of the body is not taken",
    422: "the dossier or the query has faults; each with its place and a remedy",
    500: "the program failed; nothing was decided",
    503: "every worker is busy; Retry-After says when to come back",
    504: "no decision was reached in time; nothing was decided",
}
_READS = (400, 405, 422, 500)
_TAKES = (400, 405, 406, 408, 413, 415, 422, 500, 503, 504)
# For each operation: its id, what it does, the schema of its answer, and further types of the answer.
_OPERATIONS = {
    "decide": ("Decide a dossier", "Decision", ("text/plain",)),
    "ground": (
        "Check the claims of a dossier against physics, as JSON or in pictures",
        "Groundings",
        ("image/svg+xml", "image/png"),
    ),
    "validate": ("Check the form of a dossier, without physics or law", "Validation", ()),
    "norms": ("List norms, those in force on a day if one is given", "NormPage", ()),
    "terms": ("List the terms of the lexicon", "TermPage", ()),
    "term": (
        "Show one term, as JSON, as a page, in Turtle or JSON-LD",
        "Term",
        ("text/html", "text/turtle", "application/ld+json"),
    ),
    "schema": ("The JSON Schema of dossiers", "", ()),
    "context": ("The JSON-LD context of dossiers", "", ()),
    "index": ("Where to go from here", "", ()),
    "health": ("Whether the service can decide", "Health", ()),
}
_TYPES = {"schema": "application/schema+json", "context": "application/ld+json"}


@cache
def example_texts() -> dict[str, str]:
    """The worked dossiers that serve as examples, by name, as they are shipped."""
    return {name: resource(f"data/dossiers/{name}.json").read_text("utf-8") for name in EXAMPLES}


def operation(name: str) -> dict:
    """What a route says of itself: id, summary, answers, and for dossiers the body."""
    summary, schema, further = _OPERATIONS[name]
    media = _TYPES.get(name, "application/json")
    content: dict = {media: {"schema": _reference(schema) if schema else {"type": "object"}}}
    content |= {kind: {"schema": {"type": "string"}} for kind in further}
    takes = name in ("decide", "ground", "validate")
    statuses = (*_TAKES,) if takes else (404, 406, *_READS) if name == "term" else _READS
    answer = {"description": "the answer", "content": content}
    if name in ("norms", "terms"):
        answer["headers"] = {"Link": {"description": "the next page, if there is one", "schema": {"type": "string"}}}
    found: dict = {
        "operation_id": name, "summary": summary, "response_class": answers.Described, "response_model": None,
        "responses": {200: answer, **{status: _problem(status) for status in statuses}},
    }  # fmt: skip
    if takes:
        found["openapi_extra"] = {"requestBody": _body()}
    return found


def _body() -> dict:
    examples = {name: {"summary": EXAMPLES[name], "value": json.loads(text)} for name, text in example_texts().items()}
    content: dict = {}
    for media in FORMATS:
        textual = media not in ("application/json", "application/ld+json")
        content[media] = {"schema": {"type": "string"} if textual else _reference("Dossier")}
    content["application/yaml"]["schema"] = _reference("Dossier")
    content["application/json"]["examples"] = examples
    return {"required": True, "description": "A dossier in UTF-8, without compression.", "content": content}


def _problem(status: int) -> dict:
    found: dict = {
        "description": _STATUSES[status],
        "content": {MEDIA_TYPE: {"schema": _reference("Problem")}},
    }
    headers = {503: "Retry-After", 405: "Allow"}
    if status in headers:
        found["headers"] = {headers[status]: {"schema": {"type": "string"}}}
    return found


def _reference(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def document(app: FastAPI) -> dict:
    """The OpenAPI 3.1 document, with a decision made for it as the example of an answer."""
    import qgov

    found = get_openapi(
        title=TITLE, version=__version__, summary=SUMMARY, description=DESCRIPTION, routes=app.routes,
        license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
        tags=[
            {"name": "dossiers", "description": "Decide, ground and check dossiers."},
            {"name": "law and words", "description": "What decisions rest on."},
            {"name": "service", "description": "The service itself."},
        ],
    )  # fmt: skip
    found["components"] = {"schemas": answers.schemas()}
    text = example_texts()[FIRST].encode()
    made = {
        "/v1/decisions": qgov.decide(text, format="json", simulate=False).to_dict(),
        "/v1/validations": {"valid": True, "dossier": json.loads(text)["id"], "warnings": []},
    }
    for path, value in made.items():
        content = found["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
        content["examples"] = {FIRST: {"summary": EXAMPLES[FIRST], "value": value}}
    return found
