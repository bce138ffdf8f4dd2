"""What a request asks: the query and the data set, from the address, a form, or the body itself.

SPARQL 1.1 Protocol, section 2.1 (https://www.w3.org/TR/sparql11-protocol/#query-operation).
"""

from __future__ import annotations

import binascii
import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from fastapi import Request

from qgov.api.door.problem import Problem, query_fault

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
# A query has 32 Ki characters at most; in a form each may take twelve bytes, and graphs are named beside it.
_MAX_BODY, _MAX_FIELDS, _MAX_IRI, _MAX_GRAPHS = 512 * 1024, 300, 400, 32
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
# Runs without line ends, which quoted-printable would take for folded.
_ESCAPED = re.compile(rb"[^%=\x00-\x1f]*(?:%[0-9A-Fa-f]{2}[^%=\x00-\x1f]*)*")
_SHORT = 4096
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_KNOWN, _NEAR = ("query", "default-graph-uri", "named-graph-uri", "format"), 0.75


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, or None where there is none; the graphs that the protocol names; the form of answer by name."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


async def read(request: Request) -> Asked:
    """What is asked. Problem 400 for a malformed request, 403 for an update, 413, 415 for other bodies."""
    text = request.scope["query_string"]
    if request.scope["method"] == "GET":
        return _kept(text) if len(text) <= _SHORT else _asked(parameters(text))
    fields = parameters(text)
    kind = _content_type(request)
    if kind == UPDATE:
        raise _update()
    if kind not in (FORM, QUERY):
        detail = "the type of the body is missing or not taken"
        raise Problem(
            415, detail, f"send a query as {QUERY}, or in a form", headers={"Accept-Post": f"{FORM}, {QUERY}"}
        )
    body = await _body(request)
    if kind == FORM:
        return _asked(fields + parameters(body))
    if any(name == "query" for name, _ in fields):
        raise Problem(400, "a query stands in the address and in the body", "send one query")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 (byte {error.start})", "send it in UTF-8") from None
    return _asked([*fields, ("query", text)])


@lru_cache(maxsize=512)
def _kept(text: bytes) -> Asked:
    """What an address asks: many ask the same."""
    return _asked(parameters(text))


def parameters(text: bytes) -> list[tuple[str, str]]:
    """The fields of a query string or a form; Problem 400 where it is not one of UTF-8."""
    if not text:
        return []
    try:
        if not text.isascii() or text.count(b"&") >= _MAX_FIELDS:
            raise ValueError
        pairs = (part.partition(b"=") for part in text.split(b"&") if part)
        return [(_decoded(name), _decoded(value)) for name, _, value in pairs]
    except ValueError:  # UnicodeDecodeError is one
        raise Problem(
            400, "the parameters are not percent-encoded UTF-8, or too many", "encode each as a form does"
        ) from None


def _decoded(text: bytes) -> str:
    """The text of a name or a value; ValueError where it is not one of UTF-8. A percent sign with no two hexadecimal
    digits behind it stands for itself (https://url.spec.whatwg.org/#percent-decode)."""
    text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text.decode()
    if _ESCAPED.fullmatch(text):
        # Quoted-printable is the same with another sign, and the only one that the standard library decodes at once.
        return binascii.a2b_qp(text.replace(b"%", b"=")).decode()
    return unquote_to_bytes(text).decode()


def _asked(fields: list[tuple[str, str]]) -> Asked:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    for name in _UPDATES:
        if name in found:
            raise _update()
    _check_names(found)
    for name in ("query", "format"):
        if len(found.get(name, ())) > 1:
            raise Problem(400, f"{name} is given {len(found[name])} times", "give it once")
    default, named = found.get("default-graph-uri", []), found.get("named-graph-uri", [])
    if max(len(default), len(named)) > _MAX_GRAPHS:
        raise Problem(400, f"more than {_MAX_GRAPHS} graphs are named", "name fewer, or none for all of them")
    for iri in (*default, *named):
        if len(iri) > _MAX_IRI or not _ABSOLUTE.fullmatch(iri):
            raise Problem(400, f"{iri[:80]!r} is no IRI of a graph", "give the whole IRI, percent-encoded")
    query = found.get("query", [None])[0]
    if query is None and (default or named):
        raise Problem(400, "a data set is named, but no query", "give query")
    return Asked(query, tuple(default), tuple(named), found.get("format", [None])[0])


def _check_names(found: dict[str, list[str]]) -> None:
    """Problem 400 for a field that is misspelt, or that stands where a query was to be.

    Clients send fields of their own beside a query (SPARQLWrapper: ``output``, ``results``), which change nothing; one
    that is nearly a field of the protocol was meant as it, and without it another question would be answered.
    """
    unknown = [name for name in found if name not in _KNOWN]
    if not unknown:
        return
    faults = []
    for name in unknown[:_MAX_GRAPHS]:
        near = difflib.get_close_matches(name[:_MAX_IRI].lower().replace("_", "-"), _KNOWN, n=1, cutoff=_NEAR)
        if near or "query" not in found:
            meant = f"did you mean {near[0]!r}? " if near else ""
            told = f"{meant}known: {', '.join(_KNOWN)}; a GET without parameters describes the service"
            faults.append(query_fault(name[:80], f"the parameter {name[:80]!r} is not known here", told))
    if faults:
        raise Problem(400, "a parameter is not known here", faults=faults)


def _content_type(request: Request) -> str:
    types = request.headers.getlist("content-type")
    name, *rest = types[0].split(";") if len(types) == 1 else [""]
    for parameter in rest:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise Problem(415, "the body is not UTF-8", "send it in UTF-8")
    return name.strip().lower()


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MAX_BODY:
            raise Problem(
                413, f"the body has more than the {_MAX_BODY} bytes that are taken", "send a shorter query",
                headers={"Connection": "close"},
            )  # fmt: skip
        parts.append(chunk)
    return b"".join(parts)


def _update() -> Problem:
    return Problem(403, "updates are not taken here: this endpoint only answers queries", "send a query")
