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

    from qgov.dossier.model import Dossier
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
    may_be_kept(decision.dossier.id)
    return record_of(
        tenant, decision.dossier, decision.receipt["sha256"], said_texts(decision), decision.outcome,
        decision.as_of.isoformat(),
    )  # fmt: skip


def said_texts(decision: Decision) -> dict[str, str]:
    """The facts and the findings of a decision as N-Triples by part, checked."""
    return {
        part: ntriples(checked(f"{DECISION}local/{part}", triples)) for part, triples in said_triples(decision).items()
    }


def record_of(
    tenant: str, dossier: Dossier, receipt: str, said: dict[str, str], outcome: str, as_of: str
) -> Record:
    """What to keep of the decision with this receipt's hash about a dossier, from what ``said_texts`` gave of it."""
    id = receipt[:32]
    root, index, graphs = decision_iri(tenant, id), index_graph(tenant), decision_graphs(tenant, id)
    claims = checked(graphs["claims"], claim_triples(dossier, root))
    texts = {graphs["claims"]: ntriples(claims)} | {graphs[part]: text for part, text in said.items()}
    # The index entry goes last: with a store that has no transactions, what it does not list is not recorded.
    entry = _index_entry(root, dossier.id, outcome, as_of, receipt, _now())
    return Record(tenant, id, texts | {index: ntriples(checked(index, entry))})


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
    graphs = decision_graphs(tenant, id)
    content = {"claims": claim_triples(decision.dossier, decision_iri(tenant, id)), **said_triples(decision)}
    return {graphs[part]: content[part] for part in PARTS}


def said_triples(decision: Decision) -> dict[str, list[ox.Triple]]:
    """The facts and the findings of a decision by part; every name that is its own begins with its dossier's id."""
    from qgov.report.rdf import decision_triples

    return {"facts": fact_triples(decision), "findings": decision_triples(_shown(decision))}


def claim_triples(dossier: Dossier, root: str) -> list[ox.Triple]:
    """What a dossier claims, with names under ``root`` for what has none. Raises InputError for a dossier whose names
    are the program's own."""
    import pyoxigraph as ox

    from qgov.dossier.relations import dossier_relations

    may_be_kept(dossier.id)
    claims = dossier_relations(dossier)
    for triple in claims:
        if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(DECISION):
            raise fault("", f"the dossier names {triple.object.value[:120]}, which qgov gave out", "leave it out")
    return skolemised(claims, root)


def may_be_kept(dossier: str) -> None:
    """Raises InputError for the id of a dossier that is no IRI, or one that the program alone gives out."""
    iri(dossier, "/id")
    if dossier.startswith(QGOV):
        raise fault("/id", f"names under {QGOV} are given out by qgov alone", 'choose one such as "urn:example:1"')


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
