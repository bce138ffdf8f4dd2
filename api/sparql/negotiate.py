"""Which form of answer a request takes: by the Accept header (RFC 9110, section 12.5.1) or by ``format``."""

from __future__ import annotations

from functools import lru_cache

from qgov.api.door.problem import Problem

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, NTRIPLES = "text/turtle", "application/n-triples"
JSONLD, RDFXML = "application/ld+json", "application/rdf+xml"
HTML = "text/html"
# What is offered, the first before the next where a request likes both the same, and what it then is.
ROWS = {JSON: JSON, XML: XML, CSV: CSV, TSV: TSV, "application/json": JSON, "application/xml": XML, "text/xml": XML}
GRAPHS = {
    TURTLE: TURTLE, NTRIPLES: NTRIPLES, JSONLD: JSONLD, RDFXML: RDFXML, "application/json": JSONLD,
    "application/xml": RDFXML, "text/xml": RDFXML, "text/plain": NTRIPLES, "application/x-turtle": TURTLE,
}  # fmt: skip
FORMATS = {
    "json": (JSON, JSONLD), "xml": (XML, RDFXML), "csv": (CSV,), "tsv": (TSV,), "turtle": (TURTLE,), "ttl": (TURTLE,),
    "ntriples": (NTRIPLES,), "nt": (NTRIPLES,), "jsonld": (JSONLD,), "rdfxml": (RDFXML,), "html": (HTML,),
}  # fmt: skip
_LONGEST = 4096


def chosen(header: str, offers: dict[str, str], format: str | None = None) -> tuple[str, str]:
    """The type to send and the form it is written in; Problem 406 where none of the offers is taken, 400 for an unknown
    ``format``, which goes before the header."""
    if format is not None:
        if format not in FORMATS and format not in offers:
            raise Problem(400, f"unknown format {format[:40]!r}", "take one of " + ", ".join(FORMATS))
        fitting = [kind for kind in FORMATS.get(format, (offers.get(format),)) if kind in offers]
        if not fitting:
            raise _unacceptable(offers)
        return fitting[0], offers[fitting[0]]
    found = _best(header[:_LONGEST], tuple(offers))
    if found is None:
        raise _unacceptable(offers)
    return found, offers[found]


def _unacceptable(offers: dict[str, str]) -> Problem:
    kinds = ", ".join(dict.fromkeys(offers.values()))
    return Problem(406, "no type that the request takes is given for this query", f"take one of {kinds}")


@lru_cache(maxsize=256)
def _best(header: str, offers: tuple[str, ...]) -> str | None:
    ranges = [found for part in _split(header) if (found := _range(part)) is not None] if header.strip() else []
    if not header.strip():
        return offers[0]
    best, found = 0.0, None
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best:
            best, found = quality, offer
    return found


def _split(header: str) -> list[str]:
    return [part for part in header.split(",") if part.strip()]


def _range(part: str) -> tuple[str, float, int] | None:
    """A media range, its quality, and how closely it names a type; None for what is none."""
    name, *parameters = (piece.strip() for piece in part.lower().split(";"))
    kind, _, subtype = name.partition("/")
    if not kind or not subtype or (kind == "*" and subtype != "*"):
        return None
    quality, narrow = 1.0, 0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            if not 0.0 <= quality <= 1.0:
                return None
            break
        if key.strip() not in ("charset", ""):
            narrow = 1
    if narrow:  # such as a profile or a level, which no offer has
        return None
    return name, quality, 0 if kind == "*" else 1 if subtype == "*" else 2


def _quality(offer: str, ranges: list[tuple[str, float, int]]) -> float:
    closest, quality = -1, 0.0
    family = offer.split("/")[0] + "/*"
    for name, value, near in ranges:
        if near > closest and name in (offer, family, "*/*"):
            closest, quality = near, value
    return quality
