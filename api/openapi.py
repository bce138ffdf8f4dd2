"""The OpenAPI document: what each operation takes and gives, with worked dossiers as examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from qgov import __version__
from qgov.api import answers
from qgov.api.door.body import FORMATS
from qgov.api.door.problem import MEDIA_TYPE
from qgov.base import limits
from qgov.base.resources import resource

TITLE = "qgov"
SUMMARY = "May this quantum transfer cross this border, on this day, and why?"
DESCRIPTION = (
    "Send a dossier; get a decision that names the norms it rests on. A prohibition is an answer with the status 200, "
    "not an error. Every error is a problem document (RFC 9457) with a place and a remedy for each fault. Nothing is "
    "fetched from the network. Where the service keeps decisions, each is in its ledger before it is answered, and "
    "Location says where to find it again; otherwise nothing that is sent is kept. No answer is legal advice."
)
EXAMPLES = {
    "2026-us-in-boston-headline": "a computer above the limits, with a headline error",
    "2026-de-jp-aachen-eu001": "a Union general authorisation, registered and notified",
    "2026-us-in-impossible-t2": "a claim that physics refutes",
    "2026-us-cn-helios": "good qubits, too few of them",
}
FIRST = next(iter(EXAMPLES))
_STATUSES = {
    304: "what the reader has still stands",
    400: "the request is malformed",
    401: "a valid API key or bearer token is needed",
    403: "the key does not hold the scope that this takes",
    404: "nothing is at this address",
    405: "the address does not take this method",
    406: "no type that the Accept header takes is given here",
    408: "the body did not arrive in time",
    409: "another request or the state of the thing stands against it",
    410: "the content was redacted",
    413: f"the body has more bytes than are taken ({limits.MAX_BYTES} of a dossier, {limits.MAX_YAML_BYTES} in YAML)",
    415: "the type or the coding of the body is not taken",
    421: "the service does not answer to the name in the Host header",
    422: "the dossier or the query has faults; each with its place and a remedy",
    429: "too many requests, or too many unfinished jobs; Retry-After says when to come back",
    500: "the program failed; nothing was decided",
    503: "every worker is busy; Retry-After says when to come back",
    504: "no decision was reached in time; nothing was decided",
    507: "the disk is full; nothing was kept",
}
_ALL = (400, 401, 403, 405, 422, 429, 500, 503)
_BODY = (406, 408, 413, 415)
_TYPES = ("text/html", "text/turtle", "application/ld+json")


@dataclass(frozen=True)
class Operation:
    """What an operation says of itself: its answer's schema, main type and further types; which statuses beside those
    that all have; whether it takes a dossier or a register, a key against doing it twice, and may answer 304."""

    summary: str
    schema: str = ""
    media: str = "application/json"
    further: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    success: int = 200
    takes: str = ""
    keyed: bool = False
    cached: bool = False
    paged: bool = False
    open: bool = False
    headers: tuple[str, ...] = ()


OPERATIONS = {
    "decide": Operation(
        "Decide a dossier", "Decision", further=("text/plain", "text/html", "text/turtle", "application/ld+json"),
        statuses=(*_BODY, 409, 410, 504, 507), takes="dossier", keyed=True, headers=("Location", "ETag"),
    ),
    "decisions": Operation("List the decisions that are kept", "DecisionPage", statuses=(404, 406), cached=True,
                           paged=True),
    "decision": Operation(
        "Show a decision that is kept", "Decision", further=("text/plain", "text/html", "text/turtle",
        "application/ld+json"), statuses=(404, 406, 410, 504), cached=True,
    ),
    "receipt": Operation("Give the full receipt of a kept decision, for `qgov verify`", "Receipt",
                         statuses=(404, 406, 410), cached=True),
    "ground": Operation(
        "Check the claims of a dossier against physics, as JSON, in RDF or in pictures", "Groundings",
        further=("text/turtle", "application/ld+json", "text/html", "image/svg+xml", "image/png"),
        statuses=(*_BODY, 504), takes="dossier",
    ),
    "validate": Operation(
        "Check the form of a dossier, without physics or law; or give it in RDF", "Validation",
        further=("text/turtle", "application/ld+json", "application/trig"), statuses=(*_BODY, 504), takes="dossier",
    ),
    "screen": Operation(
        "Screen a register: every dossier in it, as a job", "Job", statuses=(*_BODY, 409, 507), success=202,
        takes="register", keyed=True, headers=("Location", "Retry-After"),
    ),
    "jobs": Operation("List the jobs", "JobPage", statuses=(406,), cached=True, paged=True),
    "job": Operation("Show a job: its state and how far it is", "Job", statuses=(404, 406), cached=True,
                     headers=("Retry-After",)),
    "cancel": Operation("Cancel a job, or remove one that is finished", "Job", statuses=(404,)),
    "results": Operation(
        "Give the results of a job, a row for each line and jurisdiction", "", "application/x-ndjson",
        ("text/csv", "application/vnd.apache.parquet"), (404, 406, 409), cached=True,
    ),
    "rejected": Operation("Give the rows that could not be read, with reasons", "", "application/x-ndjson",
                          statuses=(404, 406, 409)),
    "summary": Operation("Give the summary of a job", "Summary", further=("text/html",), statuses=(404, 406, 409),
                         cached=True),
    "draft": Operation("Check a draft of norms, with every fault at its place; for the scope draft", "DraftReport",
                       statuses=(*_BODY, 504), takes="draft"),
    "norms": Operation("List norms, those in force on a day if one is given", "NormPage", statuses=(404, 406),
                       cached=True, paged=True),
    "norm": Operation("Show one norm, as JSON, as a page, in Turtle or JSON-LD; a provision leads to its norm in force",
                      "Norm", further=_TYPES, statuses=(303, 404, 406), cached=True),
    "terms": Operation("List the terms of the lexicon, or find some", "TermPage", statuses=(406,), cached=True,
                       paged=True),
    "term": Operation("Show one term, as JSON, as a page, in Turtle or JSON-LD", "Term", further=_TYPES,
                      statuses=(404, 406), cached=True),
    "resource": Operation("Lead from an IRI of qgov, by its path, to what it names", "Resource", further=_TYPES,
                          statuses=(303, 404, 406), cached=True),
    "void": Operation("Describe the data set (VoID, DCAT)", "", "text/turtle", cached=True),
    "schema": Operation("The JSON Schema of dossiers", "Schema", "application/schema+json", cached=True),
    "context": Operation("The JSON-LD context of dossiers", "Schema", "application/ld+json", cached=True),
    "decisionContext": Operation("The JSON-LD context of decisions: which term each key is, by the object that it "
                                 "stands on", "Schema", "application/ld+json", cached=True),
    "index": Operation("Where to go from here", "Index", statuses=(303, 406)),
    "health": Operation("Whether the service can decide", "Health", open=True),
    "ready": Operation("Whether requests may be sent here now", "Readiness", open=True),
    "metrics": Operation("Give the counts of the service, for Prometheus; where keys are demanded, to the scope admin",
                         "", "text/plain", statuses=(404,)),
}  # fmt: skip
_ABOUT = {
    "Link": "the next page, or the other forms of the same thing", "Location": "where the thing is",
    "ETag": "names this content; give it in If-None-Match", "Retry-After": "seconds to wait",
    "Allow": "the methods that are taken", "WWW-Authenticate": "how to show a key",
    "Idempotency-Replayed": "true where this is the answer of an earlier request",
}  # fmt: skip
_ERROR_HEADERS = {
    401: "WWW-Authenticate", 403: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After",
}  # fmt: skip
REGISTER_EXAMPLE = "a dossier a line"


@cache
def example_texts() -> dict[str, str]:
    """The worked dossiers that serve as examples, by name, as they are shipped."""
    return {name: resource(f"data/dossiers/{name}.json").read_text("utf-8") for name in EXAMPLES}


def operation(name: str) -> dict:
    """What a route says of itself: id, summary, answers, and for dossiers the body."""
    about = OPERATIONS[name]
    content: dict = {about.media: {"schema": _reference(about.schema) if about.schema else {"type": "string"}}}
    for kind in about.further:
        binary = kind in ("image/png", "application/vnd.apache.parquet")
        content[kind] = {"schema": {"type": "string"} | ({"format": "binary"} if binary else {})}
    if "application/ld+json" in about.further:
        content["application/ld+json"] = {"schema": _reference("JsonLd")}
    headers = [*about.headers, *(["ETag"] if about.cached else []), *(["Link"] if about.paged else [])]
    headers += ["Idempotency-Replayed"] if about.keyed else []
    responses: dict = {about.success: {"description": "the answer", "content": content, **_headers(headers)}}
    if name == "cancel":
        responses[204] = {"description": "a finished job and its results were removed"}
    statuses = sorted({*_ALL, *about.statuses} - ({401, 403} if about.open else set()))
    for status in statuses:
        moved = {"description": "it is at the address in Location", **_headers(["Location"])}
        responses[status] = moved if status == 303 else _problem(status)
    extra: dict = {"parameters": []}
    if about.cached:
        responses[304] = {"description": _STATUSES[304], **_headers(["ETag"])}
        extra["parameters"].append(_header("If-None-Match", "the ETag of what the reader has"))
    if about.keyed:
        extra["parameters"].append(
            _header(
                "Idempotency-Key", "the same for 24 hours: sent again, it is answered again, not done again",
                minLength=1, maxLength=255, pattern="^[!-~]+$",
            )
        )
    if about.takes:
        extra["requestBody"] = {"dossier": _body, "register": _register, "draft": _draft}[about.takes]()
    if about.open:
        extra["security"] = []
    return {
        "operation_id": name, "summary": about.summary, "response_class": answers.Described, "response_model": None,
        "responses": responses, "openapi_extra": extra, "status_code": about.success,
    }  # fmt: skip


def _headers(names: list[str]) -> dict:
    found = {name: {"description": _ABOUT[name], "schema": {"type": "string"}} for name in dict.fromkeys(names)}
    return {"headers": found} if found else {}


def _header(name: str, description: str, **schema: object) -> dict:
    return {
        "name": name, "in": "header", "required": False, "description": description,
        "schema": {"type": "string", **schema},
    }  # fmt: skip


def _body() -> dict:
    examples = {name: {"summary": EXAMPLES[name], "value": json.loads(text)} for name, text in example_texts().items()}
    content: dict = {}
    for media in FORMATS:
        textual = media not in ("application/json", "application/ld+json")
        content[media] = {"schema": {"type": "string"} if textual else _reference("Dossier")}
    content["application/yaml"]["schema"] = _reference("Dossier")
    content["application/json"]["examples"] = examples
    return {"required": True, "description": "A dossier in UTF-8, without compression.", "content": content}


def _register() -> dict:
    from qgov.api.jobs.routes import REGISTERS

    content: dict = {media: {"schema": {"type": "string", "minLength": 1}} for media in REGISTERS}
    content["application/vnd.apache.parquet"]["schema"]["format"] = "binary"
    line = json.dumps(json.loads(example_texts()[FIRST])) + "\n"
    content["application/x-ndjson"]["examples"] = {FIRST: {"summary": REGISTER_EXAMPLE, "value": line}}
    return {"required": True, "description": "A register, without compression.", "content": content}


def _draft() -> dict:
    """A draft as a body; the example is the one that ``qgov examples`` writes."""
    from importlib.resources import files

    example = (files("qgov.cli.examples") / "draft.ttl").read_text("utf-8")
    content = {"text/turtle": {"schema": {"type": "string"}, "examples": {"entry": {
        "summary": "an entry of a control list", "value": example,
    }}}}  # fmt: skip
    return {"required": True, "description": "Norms in Turtle, in UTF-8 and without compression.", "content": content}


def _problem(status: int) -> dict:
    found: dict = {
        "description": _STATUSES[status],
        "content": {MEDIA_TYPE: {"schema": _reference("Problem")}},
    }
    return found | (_headers([_ERROR_HEADERS[status]]) if status in _ERROR_HEADERS else {})


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
            {"name": "registers", "description": "Screen many dossiers at once."},
            {"name": "law and words", "description": "What decisions rest on."},
            {"name": "graphs", "description": "Ask the graphs of law, words and kept decisions in SPARQL 1.1."},
            {"name": "service", "description": "The service itself."},
        ],
    )  # fmt: skip
    found["components"] = {
        "schemas": answers.schemas(),
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer", "description": "an API key, or a token of the issuer"},
        },
    }
    found["security"] = [{}, {"key": []}]  # none is needed where the service demands none
    for path in ("/v1/norms", "/v1/terms"):
        _name_filters(found["paths"][path]["get"]["parameters"])
    text = example_texts()[FIRST].encode()
    made = {
        "/v1/decisions": qgov.decide(text, format="json", simulate=False).to_dict(),
        "/v1/validations": {"valid": True, "dossier": json.loads(text)["id"], "warnings": []},
    }
    for path, value in made.items():
        content = found["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
        content["examples"] = {FIRST: {"summary": EXAMPLES[FIRST], "value": value}}
    return found


def _name_filters(parameters: list[dict]) -> None:
    """The words that the filters of a list take."""
    from qgov.lexicon.terms import modules
    from qgov.norms import norm_book

    norms = norm_book().norms
    words = {
        "jurisdiction": sorted({norm.jurisdiction for norm in norms}),
        "instrument": sorted({norm.instrument for norm in norms}),
        "effect": sorted({norm.effect for norm in norms}), "module": sorted(modules()),
    }  # fmt: skip
    for parameter in parameters:
        if parameter["name"] in words:
            parameter["schema"] = {"type": "string", "enum": words[parameter["name"]]}
