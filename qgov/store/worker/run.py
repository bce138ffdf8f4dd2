"""In the worker: one query after another over graphs that nobody writes, each answered in full or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import time
from functools import lru_cache

from qgov.store.worker import view, walls
from qgov.store.worker.answer import BAD, OVERFULL, UNACCEPTABLE
from qgov.store.worker.frames import LAST, OK, RESPONSE, Head, read_request, unpacked

RESULTS = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
GRAPHS = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
}
_CHECK_EVERY = 256
_NAME_AT_END = re.compile(r"[^\W\d][\w.\-]*$")
PREFIXES = {
    "qgov": "https://w3id.org/qgov/", "sh": "http://www.w3.org/ns/shacl#", "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#", "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip


class TooLarge(Exception):
    """The answer passed its rows or bytes."""


class Unwritable(Exception):
    """The form of answer cannot hold this graph."""


class _Bounded:
    """Takes an answer as it is written, up to a number of bytes."""

    def __init__(self, limit: int):
        self.limit, self.size, self.parts = limit, 0, []

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > self.limit:
            raise TooLarge(f"the answer has more than the {self.limit} bytes that one may have")
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def serve(connection: socket.socket, store, memory: int) -> None:
    """Answer queries until the other side hangs up, or so much memory stays in use that a fresh process is better."""
    graphs = view.Graphs(store, memory)
    baseline, count, allowed = walls.address_space(), 0, None
    while (found := read_request(connection)) is not None:
        head, text = unpacked(found[0]), found[1].decode("utf-8")
        # The limit counts whole seconds, so within one it stands already.
        if allowed != (now := (int(time.process_time()), head.seconds)):
            allowed = now
            walls.allow_processor(head.seconds)
        status, body = answer(graphs, text, head)
        count += 1
        last = count % _CHECK_EVERY == 0 and walls.address_space() - baseline > memory // 2
        connection.sendall(RESPONSE.pack(status | (LAST if last else 0), len(body)) + body)
        if last:
            return


def answer(graphs: view.Graphs, text: str, head: Head) -> tuple[int, bytes]:
    """A status and the body: the answer, or title and detail of why there is none."""
    try:
        result = graphs.query(text, head)
        if head.media_type in RESULTS:
            return OK, _rows(result, head)
        return OK, _triples(result, head)
    except TooLarge as error:
        remedy = "ask for less, or for one part after another with ORDER BY, LIMIT and OFFSET"
        return _refusal(OVERFULL, "answer too large", f"{error}; nothing is shortened: {remedy}")
    except Unwritable as error:
        return _refusal(UNACCEPTABLE, "not acceptable", str(error))
    except (SyntaxError, ValueError) as error:
        return _refusal(BAD, "malformed query", _first_line(error))
    except MemoryError:
        return _refusal(BAD, "query too costly", "the query needs more memory than it may have")
    except (OSError, RuntimeError) as error:  # the engine's own errors of evaluation, such as an unknown function
        return _refusal(BAD, "query failed", _first_line(error))


def _refusal(status: int, title: str, detail: str) -> tuple[int, bytes]:
    return status, json.dumps([title, detail]).encode()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["the engine refused it"])[0][:500]


def _rows(result, head: Head) -> bytes:
    import pyoxigraph as ox

    if isinstance(result, ox.QueryTriples):
        raise ValueError(f"{head.media_type} holds rows, and the query yields a graph")
    output = _Bounded(head.max_bytes)
    result.serialize(output, format=getattr(ox.QueryResultsFormat, RESULTS[head.media_type]))
    body = b"".join(output.parts)
    # A row takes three bytes at least in every format but CSV and TSV, where it takes one.
    if len(body) > head.max_rows and _count(body, head.media_type) > head.max_rows:
        raise TooLarge(f"the answer has more than the {head.max_rows} rows that one may have")
    return body


def _count(body: bytes, media_type: str) -> int:
    if media_type == "text/csv":
        csv.field_size_limit(len(body) + 1)
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    if media_type == "text/tab-separated-values":
        return body.count(b"\n") - 1
    if media_type.endswith("+xml"):
        return body.count(b"<result>") + body.count(b"<result/>")
    found = _decoder()(body)
    return len(found.results.bindings) if found.results is not None else 0


@lru_cache(maxsize=1)
def _decoder():
    import msgspec

    bindings = msgspec.defstruct("Bindings", [("bindings", list[msgspec.Raw])])
    return msgspec.json.Decoder(msgspec.defstruct("Results", [("results", bindings | None, None)])).decode


def _triples(result, head: Head) -> bytes:
    import pyoxigraph as ox

    if not isinstance(result, ox.QueryTriples):
        raise ValueError(f"{head.media_type} holds a graph, and the query yields rows")
    output, format = _Bounded(head.max_bytes), getattr(ox.RdfFormat, GRAPHS[head.media_type])
    triples = []
    for triple in result:
        triples.append(triple)
        if len(triples) > head.max_rows:
            raise TooLarge(f"the answer has more than the {head.max_rows} triples that one may have")
    if format == ox.RdfFormat.RDF_XML:
        _check_names(triples)
    try:
        ox.serialize(triples, output, format=format, prefixes=_used(triples, format))
    except ValueError as error:
        raise Unwritable(f"this graph cannot be written as {head.media_type}: {_first_line(error)}") from None
    return b"".join(output.parts)


def _check_names(triples: list) -> None:
    """RDF/XML makes an element's name of the end of each predicate, and the engine writes one without a name."""
    for predicate in {triple.predicate.value for triple in triples}:
        if not _NAME_AT_END.search(predicate):
            raise Unwritable(f"RDF/XML has no name for the predicate {predicate[:200]}; take text/turtle")


def _used(triples: list, format) -> dict[str, str] | None:
    """The prefixes that the text of a graph is easier to read with."""
    import pyoxigraph as ox

    return PREFIXES if format in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD) else None
