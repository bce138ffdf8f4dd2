"""SPARQL over the knowledge graph, on this machine and for its user: read only, without federation."""

from __future__ import annotations

from qgov.base.parse import fault
from qgov.lexicon.entail import entailment, inferred_triples
from qgov.reasoning.decision import Decision
from qgov.report.rdf import decision_triples
from qgov.store.graphs import GRAPH, load_shipped
from qgov.store.worker.answer import QueryRefused
from qgov.store.worker.guard import check_query

PREFIXES = {
    "qgov": "https://w3id.org/qgov/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dcterms": "http://purl.org/dc/terms/",
}


def open_graphs(decision: Decision | None = None):
    """An in-memory store with lexicon, labels, alignments, norms and reference data.

    A decision, if one is given, adds itself, its dossier's claims, and what follows of these by the lexicon.
    """
    import pyoxigraph as ox

    store = ox.Store()
    load_shipped(store)
    if decision is not None:
        from qgov.dossier.relations import dossier_relations

        relations = dossier_relations(decision.dossier)
        graphs = {
            "decision": decision_triples(decision),
            "claims": relations,
            "inferred": set(inferred_triples(entailment().close(relations))) - set(relations),
        }
        for name, triples in graphs.items():
            graph = ox.NamedNode(GRAPH + name)
            store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return store


def run_query(store, sparql: str, format: str = "table") -> str:
    """Run a query and return its result as text in a format; InputError where it cannot be run."""
    import pyoxigraph as ox

    try:
        outline = check_query(sparql)
    except QueryRefused as refusal:
        raise fault("", f"{refusal.title}: {refusal.detail}") from None
    try:
        result = store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=not outline.has_dataset)
    except (SyntaxError, ValueError, OSError) as error:
        raise fault("", f"the query cannot be run: {str(error).splitlines()[0]}", "see qgov query --help") from None
    if isinstance(result, ox.QueryTriples):
        return result.serialize(format=ox.RdfFormat.TURTLE, prefixes=PREFIXES).decode()
    if format == "table":
        return _table(result)
    formats = {
        "json": ox.QueryResultsFormat.JSON, "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV, "xml": ox.QueryResultsFormat.XML,
    }  # fmt: skip
    if format not in formats:
        raise fault("", f"{format} fits CONSTRUCT and DESCRIBE queries only", "use table, json, csv, tsv or xml")
    return result.serialize(format=formats[format]).decode() + ("" if format == "csv" else "\n")


def query_folder(folder: str, sparql: str, format: str = "table") -> str:
    """Run a query over the store in a folder; InputError where it cannot be run, or the store cannot be read."""
    from qgov.store.embedded import EmbeddedStore
    from qgov.store.interface import StoreError

    try:
        with EmbeddedStore(folder, read_only=True) as store:
            return run_query(store.store, sparql, format)
    except StoreError as error:
        raise fault("", str(error)) from None


def _table(result) -> str:
    import pyoxigraph as ox

    if isinstance(result, ox.QueryBoolean):
        return f"{bool(result)}\n".lower()
    names = [variable.value for variable in result.variables]
    rows = [[_cell(solution[name]) for name in names] for solution in result]
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(names)]
    lines = ["  ".join(name.ljust(widths[i]) for i, name in enumerate(names)).rstrip()]
    lines.append("  ".join("-" * width for width in widths))
    lines += ["  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in rows]
    return "\n".join(lines) + f"\n({len(rows)} rows)\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = getattr(value, "value", str(value))
    for prefix, namespace in PREFIXES.items():
        if type(value).__name__ == "NamedNode" and text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text.replace("\n", " ")
