"""A decision in RDF, in the words of the lexicon, without blank nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from qgov.base.iri import QGOV, safe_fragment
from qgov.grounding.model import Grounding
from qgov.reasoning.decision import Decision
from qgov.report.rdf_compact import compact_text
from qgov.report.rdf_explanation import explain_in_rdf

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"qgov": QGOV, "xsd": _XSD}
_CONFLICT = (
    ("conflictProvision", "between"), ("conflictJurisdiction", "jurisdictions"), ("conflictLine", "lines"),
    ("conflictCertain", "certain"), ("conflictMatter", "what"), ("conflictResolution", "resolution"),
)  # fmt: skip
_MATCHES = {"confirmed": "ConfirmedMatch", "dismissed": "DismissedMatch"}


def decision_text(decision: Decision, format: str) -> str:
    """The decision as Turtle, or as JSON-LD under the keys of its JSON."""
    return _text(decision_triples(decision), format, decision_node(decision.dossier.id))


def groundings_text(dossier: str, groundings: Sequence[Grounding], format: str) -> str:
    """The groundings of a dossier alone, as Turtle or JSON-LD."""
    triples: list = []
    _say_groundings(dossier, groundings, f"{dossier}#grounding", _adder(triples))
    return _text(sorted(set(triples), key=str), format, None)


def decision_node(dossier: str) -> str:
    """The IRI of the decision on a dossier."""
    return f"{dossier}#decision"


def _text(triples: list, format: str, root: str | None) -> str:
    import pyoxigraph as ox

    if format == "jsonld":
        return compact_text(triples, root)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES).decode()


def _adder(triples: list) -> Callable[[str, str, object], None]:
    """What adds a value of a property to a subject; nothing where there is no value."""
    import pyoxigraph as ox

    def add(subject: str, name: str, value: object) -> None:
        if value is None or value == "":
            return
        predicate = ox.NamedNode(_RDF_TYPE if name == "a" else QGOV + name)
        if name == "a":
            term = ox.NamedNode(QGOV + str(value))
        elif isinstance(value, _Iri):
            term = ox.NamedNode(str(value))
        elif isinstance(value, bool):
            term = ox.Literal(str(value).lower(), datatype=ox.NamedNode(_XSD + "boolean"))
        elif isinstance(value, int):
            term = ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))
        elif isinstance(value, Decimal):
            term = ox.Literal(format(value, "f"), datatype=ox.NamedNode(_XSD + "decimal"))
        elif isinstance(value, date):
            term = ox.Literal(value.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        else:
            term = ox.Literal(str(value))
        triples.append(ox.Triple(ox.NamedNode(subject), predicate, term))

    return add


def _say_groundings(
    dossier: str, groundings: Sequence[Grounding], base: str, add: Callable[[str, str, object], None]
) -> list[str]:
    """Add groundings as nodes below ``base``; the nodes, in their order."""
    nodes = []
    for number, grounding in enumerate(groundings):
        node = f"{base}/{number}"
        nodes.append(node)
        add(node, "a", "Grounding")
        add(node, "check", grounding.check)
        add(node, "groundingKind", grounding.kind)
        add(node, "verdict", grounding.verdict)
        add(node, "reasonValue", grounding.value)
        add(node, "reasonUnit", grounding.unit)
        add(node, "bound", grounding.bound)
        add(node, "margin", grounding.margin)
        add(node, "groundingSource", grounding.source)
        for text in grounding.assumptions:
            add(node, "assumptions", text)
        for text in grounding.needs:
            add(node, "needs", text)
        for ref in grounding.claims:
            suffix = f"/{ref.index}" if ref.index is not None else ""
            claim = f"{dossier}#{safe_fragment(ref.item)}/{ref.term}{suffix}"
            add(node, "claims", _Iri(claim))
            add(claim, "a", "ClaimReference")
            add(claim, "item", ref.item)
            add(claim, "term", ref.term)
            add(claim, "index", ref.index)
    return nodes


def decision_triples(decision: Decision) -> list:
    """Decision, findings with their reasons, groundings, and what explains it and would change it, as pyoxigraph
    triples."""
    import pyoxigraph as ox

    triples: list = []
    root, add = decision_node(decision.dossier.id), _adder(triples)

    def verdict(subject: str, found) -> None:
        add(subject, "outcome", found.outcome)
        add(subject, "precaution", found.precaution)
        for outcome in found.possible:
            add(subject, "possible", outcome)

    add(root, "a", "Decision")
    add(root, "asOf", decision.as_of)
    verdict(root, decision.overall)
    for item, found in decision.lines:
        node = f"{root}/line/{safe_fragment(item)}"
        add(root, "lines", _Iri(node))
        add(node, "a", "LineOutcome")
        add(node, "item", item)
        verdict(node, found)
    for code, found in decision.jurisdictions:
        node = f"{root}/jurisdiction/{code}"
        add(root, "jurisdictions", _Iri(node))
        add(node, "a", "JurisdictionOutcome")
        add(node, "jurisdictionCode", code)
        verdict(node, found)
    for number, finding in enumerate(decision.findings):
        node = f"{root}/finding/{number}"
        add(root, "findings", _Iri(node))
        add(node, "a", "Finding")
        add(node, "findingNorm", finding.norm.iri)
        add(node, "findingProvision", finding.provision)
        add(node, "findingJurisdiction", finding.norm.jurisdiction)
        add(node, "findingEffect", finding.norm.effect)
        add(node, "status", finding.status)
        add(node, "line", finding.line)
        add(node, "defeatedBy", finding.defeated_by)
        add(node, "findingVerified", finding.verified)
        for index, reason in enumerate(finding.because):
            fact = f"{node}/reason/{index}"
            add(node, "because", _Iri(fact))
            add(fact, "a", "Reason")
            add(fact, "term", reason["term"])
            values = reason.get("value")
            for value in values if isinstance(values, list) else [values]:
                add(fact, "reasonValue", value)
            add(fact, "threshold", reason.get("threshold"))
            add(fact, "reasonUnit", reason.get("unit"))
            add(fact, "reasonBasis", reason.get("basis"))
            add(fact, "margin", reason.get("margin"))
            for text in reason.get("evidence", []):
                add(fact, "evidence", text)
    for node in _say_groundings(decision.dossier.id, decision.groundings, f"{root}/grounding", add):
        add(root, "groundings", _Iri(node))
    for number, change in enumerate(decision.nearest):
        node = f"{root}/nearest/{number}"
        add(root, "nearest", _Iri(node))
        add(node, "a", "NearestChange")
        add(node, "outcome", change["outcome"])
        triples.append(ox.Triple(ox.NamedNode(node), ox.NamedNode(_LABEL), ox.Literal(change["change"])))
    explain_in_rdf(decision, root, add, _Iri)
    for number, likeness in enumerate(decision.screening.likenesses):
        for name in sorted(likeness.lists):
            node = f"{root}/match/{number}/{name}"
            add(node, "a", _MATCHES.get(likeness.status, "ScreeningMatch"))
            add(node, "matchedParty", _Iri(f"{decision.dossier.id}#{safe_fragment(likeness.party)}"))
            add(node, "matchList", name)
            add(node, "matchEntry", likeness.to_dict().get("entry"))
            add(node, "matchStatus", likeness.status)
    for number, conflict in enumerate(decision.conflicts):
        node = f"{root}/conflict/{number}"
        add(root, "conflicts", _Iri(node))
        add(node, "a", "Conflict")
        for name, key in _CONFLICT:
            for value in conflict[key] if isinstance(conflict[key], list) else [conflict[key]]:
                add(node, name, value)
    for text in decision.not_modelled:
        add(root, "notModelled", text)
    for text in decision.warnings:
        add(root, "warnings", text)
    return sorted(set(triples), key=str)


class _Iri(str):
    """A node, as opposed to a text."""
