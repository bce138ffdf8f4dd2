"""Decisions in a store: three graphs each, an index a tenant, and nothing of one tenant in a graph of another."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qgov.base.iri import QGOV
from qgov.base.parse import fault
from qgov.store.base import checked
from qgov.store.facts import fact_triples
from qgov.store.interface import Store
from qgov.store.names import DECISION, PARTS, decision_graphs, decision_iri, index_graph, tenant_prefix
from qgov.store.skolem import skolemised
from qgov.store.terms import DCTERMS, RDF_TYPE, iri, literal, ntriples

if TYPE_CHECKING:
    import pyoxigraph as ox

    from qgov.reasoning.decision import Decision

_ROWS = f"""SELECT ?d ?dossier ?outcome ?asOf ?receipt ?created WHERE {{
  ?d a <{QGOV}Decision> ; <{QGOV}answersDossier> ?dossier ; <{QGOV}outcome> ?outcome ; <{QGOV}asOf> ?asOf ;
     <{DCTERMS}identifier> ?receipt ; <{DCTERMS}created> ?created . FILTER(STR(?d) > ?after) }} ORDER BY ?d LIMIT """


@dataclass(frozen=True)
class Kept:
    """A decision as the index lists it; ``receipt`` is the hash of its receipt, ``created`` when it was recorded."""

    id: str
    dossier: str
    outcome: str
    as_of: str
    receipt: str
    created: str


@dataclass(frozen=True)
class Record:
    """What is kept of a decision: N-Triples by graph, checked, the index entry last.

    Plain data (``dataclasses.asdict``), so that it can be made where the decision is and sent to who holds the store.
    """

    tenant: str
    id: str
    graphs: dict[str, str]


def record_decision(store: Store, tenant: str, decision: Decision) -> str:
    """Keep a decision's claims, facts and findings, and list it in its tenant's index; the id it is kept under.

    The id is the first 32 digits of the receipt's hash: the same answer to the same dossier under the same law is one
    decision, and recording it again changes nothing. Raises InputError for a dossier whose names are the program's
    own, and what ``Store.write`` raises.
    """
    id = decision_id(decision)
    return id if is_kept(store, tenant, id) else keep(store, decision_record(tenant, decision))


def decision_id(decision: Decision) -> str:
    """The id that a decision is kept under: the first 32 hexadecimal digits of its receipt's hash."""
    return decision.receipt["sha256"][:32]


def decision_record(tenant: str, decision: Decision) -> Record:
    """What to keep of a decision, for ``keep``; needs no store. Raises InputError as ``record_decision`` does."""
    receipt = decision.receipt["sha256"]
    id, index = decision_id(decision), index_graph(tenant)
    graphs = {graph: checked(graph, triples) for graph, triples in case_graphs(tenant, id, decision).items()}
    root, own = decision_iri(tenant, id), decision.dossier.id
    # The index entry goes last: with a store that has no transactions, what it does not list is not recorded.
    graphs[index] = _index_entry(root, own, decision.outcome, decision.as_of.isoformat(), receipt, _now())
    return Record(tenant, id, {graph: ntriples(triples) for graph, triples in graphs.items()})


def keep(store: Store, record: Record) -> str:
    """Put a decision's graphs into the store, unless they are there; the id it is kept under."""
    if not is_kept(store, record.tenant, record.id):
        store.add_text(record.graphs)
    return record.id


def is_kept(store: Store, tenant: str, id: str) -> bool:
    """Whether a tenant's index lists a decision."""
    words = {"d": iri(decision_iri(tenant, id)), "class": iri(QGOV + "Decision")}
    return store.ask("ASK { ?d a ?class }", words, default_graphs=(index_graph(tenant),))


def case_graphs(tenant: str, id: str, decision: Decision) -> dict[str, list[ox.Triple]]:
    """What is kept of a decision, by graph. Raises InputError for a dossier whose names are the program's own."""
    import pyoxigraph as ox

    from qgov.dossier.relations import dossier_relations
    from qgov.report.rdf import decision_triples

    own = decision.dossier.id
    iri(own, "/id")
    if own.startswith(QGOV):
        raise fault("/id", f"names under {QGOV} are given out by qgov alone", 'choose one such as "urn:example:1"')
    graphs = decision_graphs(tenant, id)
    claims = dossier_relations(decision.dossier)
    for triple in claims:
        if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(DECISION):
            raise fault("", f"the dossier names {triple.object.value[:120]}, which qgov gave out", "leave it out")
    content = {"claims": claims, "facts": fact_triples(decision), "findings": decision_triples(_shown(decision))}
    return {graphs[part]: skolemised(content[part], decision_iri(tenant, id)) for part in PARTS}


def _shown(decision: Decision) -> Decision:
    """The decision with its relevant findings alone, numbered as in its JSON; what it has worked out comes along.

    A norm that does not apply is ninety-nine statements in a hundred, and stands in the receipt.
    """
    shown = copy.copy(decision)
    object.__setattr__(shown, "findings", decision.shown())
    return shown


def decisions(store: Store, tenant: str, *, after: str = "", limit: int = 100) -> list[Kept]:
    """A tenant's decisions in the order of their ids, from behind ``after``."""
    prefix = tenant_prefix(tenant)
    rows = store.select(
        _ROWS + str(int(limit)), {"after": literal(prefix + after)}, default_graphs=(index_graph(tenant),)
    )
    names = ("dossier", "outcome", "asOf", "receipt", "created")
    return [Kept(row["d"].value.removeprefix(prefix), *(row[name].value for name in names)) for row in rows]


def tenants(store: Store) -> list[str]:
    """The tenants that have decisions in a store."""
    names = (graph.removeprefix(DECISION).split("/") for graph in store.graphs(DECISION))
    return sorted({parts[0] for parts in names if parts[1:] == ["index"]})


def remove_decision(store: Store, tenant: str, id: str) -> bool:
    """Remove a decision's graphs and its place in the index, as retention or redaction asks; False where none was.

    The ledger keeps that there was one (``qgov audit redact``).
    """
    import pyoxigraph as ox

    graphs, index = decision_graphs(tenant, id), index_graph(tenant)
    node = ox.NamedNode(decision_iri(tenant, id))
    rows = store.select("SELECT ?p ?o WHERE { ?d ?p ?o }", {"d": node}, default_graphs=(index,))
    there = [graph for graph in graphs.values() if store.count(graph)]
    if not rows and not there:
        return False
    store.write(discard={index: [ox.Triple(node, row["p"], row["o"]) for row in rows]}, remove=there)
    return True


def rebuild_index(store: Store) -> int:
    """List every decision whose graphs are there in its tenant's index; how many were not listed before.

    (A decision may have no facts.) The receipt of one is then known by the digits of its id alone.
    """
    import pyoxigraph as ox

    found: dict[tuple[str, str], set[str]] = {}
    for graph in store.graphs(DECISION):
        parts = graph.removeprefix(DECISION).split("/")
        if len(parts) == 3 and parts[2] in PARTS:
            found.setdefault((parts[0], parts[1]), set()).add(parts[2])
    added = 0
    for (tenant, id), parts in sorted(found.items()):
        root, index = decision_iri(tenant, id), index_graph(tenant)
        listed = {triple.subject.value for triple in store.graph(index)}
        if not parts.issuperset(("claims", "findings")) or root in listed:
            continue
        answer = next(
            (t for t in store.graph(decision_graphs(tenant, id)["findings"])
             if t.predicate.value == RDF_TYPE and t.object == ox.NamedNode(QGOV + "Decision")), None,
        )  # fmt: skip
        if answer is None:
            continue
        said = {
            triple.predicate.value.removeprefix(QGOV): triple.object.value
            for triple in store.graph(decision_graphs(tenant, id)["findings"])
            if triple.subject == answer.subject
        }
        dossier = answer.subject.value.removesuffix("#decision")
        store.add(index, _index_entry(root, dossier, said["outcome"], said["asOf"], id, _now()))
        added += 1
    return added


def _index_entry(root: str, dossier: str, outcome: str, as_of: str, receipt: str, created: str) -> list:
    import pyoxigraph as ox

    node = ox.NamedNode
    said = (
        (RDF_TYPE, node(QGOV + "Decision")), (QGOV + "answersDossier", node(dossier)),
        (QGOV + "outcome", literal(outcome)), (QGOV + "asOf", literal(as_of, "date")),
        (DCTERMS + "identifier", literal(f"sha256:{receipt}")), (DCTERMS + "created", literal(created, "dateTime")),
    )  # fmt: skip
    return [ox.Triple(node(root), node(predicate), value) for predicate, value in said]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
