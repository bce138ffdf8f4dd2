"""The ledger in the formats of others: PROV-O (W3C) as Turtle or JSON-LD, and its own lines as NDJSON.

In PROV-O each entry is an entity that its own activity generated at the time of the entry, derived from the entry
before it; what it holds is another entity, which a redaction invalidates. A decision names what it rests on by hash
(RFC 6920). The payload itself stays out: only kind, tenant, outcome and hashes go into the graph.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from qgov.base.iri import QGOV
from qgov.base.parse import fault
from qgov.ledger.entry import REDACTION, Entry
from qgov.ledger.redaction import redacted_spans
from qgov.verifier.verify import canonical

PROV, DCTERMS = "http://www.w3.org/ns/prov#", "http://purl.org/dc/terms/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE, _LABEL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
_RESTS_ON = ("dossier", "lexicon", "norms", "normsInForce", "situation")
FORMATS = ("turtle", "jsonld", "ndjson")


def named_by_hash(digest: str) -> str:
    """The ``ni`` name of what has a SHA-256 (RFC 6920)."""
    return "ni:///sha-256;" + urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def ndjson(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The entries as their own lines, in the form in which they were written."""
    return (canonical(entry.to_dict()).encode() + b"\n" for entry in entries)


def provenance(entries: Iterable[Entry], ledger: str, format: str) -> bytes:
    """The entries in PROV-O as ``turtle`` or ``jsonld``; ``ledger`` is the hash of entry 1.

    Raises InputError for another format.
    """
    import pyoxigraph as ox

    formats = {"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
    if format not in formats:
        raise fault("", f"{format!r} is no format of the export", f"one of {', '.join(FORMATS)}")
    prefixes = {
        "prov": PROV, "dcterms": DCTERMS, "rdfs": _LABEL.removesuffix("label"), "qgov": QGOV, "xsd": _XSD,
        "ledger": _base(ledger),
    }  # fmt: skip
    return ox.serialize(triples(entries, ledger), format=formats[format], prefixes=prefixes)


def triples(entries: Iterable[Entry], ledger: str) -> Iterator:
    """The entries in PROV-O as pyoxigraph triples, without blank nodes."""
    import pyoxigraph as ox

    base = _base(ledger)
    told: set[str] = set()  # what has its own description already

    def link(subject: str, predicate: str, target: str):
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))

    def value(subject: str, predicate: str, text: str, datatype: str = "string"):
        literal = ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), literal)

    for entry in entries:
        node = f"{base}{entry.seq}"
        act, content = node + "-activity", node + "-payload"
        yield link(node, _TYPE, PROV + "Entity")
        yield link(node, _TYPE, PROV + "Collection")
        yield value(node, _LABEL, f"ledger entry {entry.seq}: {entry.kind}")
        yield value(node, DCTERMS + "identifier", f"sha256:{entry.hash}")
        yield value(node, PROV + "generatedAtTime", entry.time, "dateTime")
        yield link(node, PROV + "wasGeneratedBy", act)
        yield link(node, PROV + "hadMember", content)
        if entry.seq > 1:
            yield link(node, PROV + "wasDerivedFrom", f"{base}{entry.seq - 1}")
        yield link(content, _TYPE, PROV + "Entity")
        yield link(content, PROV + "wasGeneratedBy", act)
        yield value(content, DCTERMS + "identifier", f"commitment sha256:{entry.commitment}")
        payload = entry.payload or {}
        receipt = dict(_receipt(payload))
        if "sha256" in receipt:
            yield value(content, DCTERMS + "identifier", f"receipt sha256:{receipt['sha256']}")
        outcome = _outcome(payload)
        if outcome is not None:
            yield link(content, _TYPE, QGOV + "Decision")
            yield value(content, QGOV + "outcome", outcome)
        yield link(act, _TYPE, PROV + "Activity")
        yield value(act, PROV + "endedAtTime", entry.time, "dateTime")
        agents = []
        if entry.tenant:
            agents.append((f"{base}tenant-{quote(entry.tenant, safe='')}", "Agent", entry.tenant))
        if "qgov" in receipt:
            version = receipt["qgov"]
            agents.append((f"{base}program-{quote(version, safe='')}", "SoftwareAgent", f"qgov {version}"))
        if entry.kind == REDACTION and payload:
            agents.append((f"{act}-by", "Agent", payload["by"]))
            yield value(act, DCTERMS + "description", payload["reason"])
        for agent, _, _ in agents:
            yield link(act, PROV + "wasAssociatedWith", agent)
        used = [(named_by_hash(receipt[name]), name) for name in _RESTS_ON if name in receipt]
        for source, _ in used:
            yield link(act, PROV + "used", source)
        for named, kind, label in [*agents, *((source, "Entity", label) for source, label in used)]:
            if named not in told:
                told.add(named)
                yield link(named, _TYPE, PROV + kind)
                yield value(named, _LABEL, label)
        if entry.kind == REDACTION and payload:
            for first, last in redacted_spans(entry):
                for seq in range(first, last + 1):
                    yield link(f"{base}{seq}-payload", PROV + "wasInvalidatedBy", act)
                    yield value(f"{base}{seq}-payload", PROV + "invalidatedAtTime", entry.time, "dateTime")


def _base(ledger: str) -> str:
    return f"{QGOV}ledger/{ledger}#"


def _holder(payload: dict) -> dict:
    decision = payload.get("decision")
    return decision if isinstance(decision, dict) else payload


def _receipt(payload: dict) -> Iterator[tuple[str, str]]:
    """The hashes of a receipt that the export names, and the version of the program."""
    receipt = _holder(payload).get("receipt")
    for name in (*_RESTS_ON, "sha256"):
        digest = receipt.get(name) if isinstance(receipt, dict) else None
        if isinstance(digest, str) and len(digest) == 64 and not set(digest) - set("0123456789abcdef"):
            yield name, digest
    version = receipt.get("qgov") if isinstance(receipt, dict) else None
    if isinstance(version, str):
        yield "qgov", version


def _outcome(payload: dict) -> str | None:
    from qgov.lexicon import lexicon

    outcome = _holder(payload).get("outcome")
    return outcome if isinstance(outcome, str) and outcome in lexicon().words("Outcome") else None
