"""Whether a store holds what it says: schema, shipped graphs, every decision whole and listed, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from qgov.base.iri import QGOV
from qgov.store.cases import foreign
from qgov.store.interface import Store, StoreSchema
from qgov.store.names import DECISION, METADATA, PARTS, PUBLIC_GRAPHS
from qgov.store.schema import SCHEMA, Progress, read_state
from qgov.store.shipped import content_hash
from qgov.store.terms import DCTERMS

_EVERY = 500


@dataclass
class Checked:
    """``faults``: what is wrong, in words; ``notes``: what is odd and does no harm; ``counts``: what was looked at."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)


def check(store: Store, progress: Progress = lambda text: None) -> Checked:
    """Read everything in a store once and compare it with what must hold. Takes a few seconds for 100,000 triples.

    Raises StoreUnavailable where a part cannot be read, as where a file is damaged.
    """
    found = Checked()
    graphs = store.graphs(QGOV)
    found.faults += _shipped(store, found)
    kept: dict[tuple[str, str], set[str]] = {}
    listed: dict[str, dict[str, dict[str, str]]] = {}
    for number, graph in enumerate(graphs, 1):
        if number % _EVERY == 0:
            progress(f"{number} of {len(graphs)} graphs ...")
        if graph in PUBLIC_GRAPHS or graph == METADATA:
            continue
        parts = graph.removeprefix(DECISION).split("/")
        if not graph.startswith(DECISION) or len(parts) not in (2, 3) or (parts[-1] not in (*PARTS, "index")):
            found.notes.append(f"the graph {graph} is none of qgov's")
            continue
        triples = store.graph(graph)
        found.counts["triples of decisions"] += len(triples)
        if what := foreign(triples):
            found.faults.append(f"{graph} holds what a case may not say: {what}")
        if len(parts) == 3:
            kept.setdefault((parts[0], parts[1]), set()).add(parts[2])
            continue
        rows = listed.setdefault(parts[0], {})
        for triple in triples:
            root = f"{DECISION}{parts[0]}/"
            name = triple.subject.value.removeprefix(root) if triple.subject.value.startswith(root) else ""
            rows.setdefault(name, {})[triple.predicate.value] = triple.object.value
    found.faults += _compared(kept, listed)
    found.counts["decisions"] = len(kept)
    found.counts["tenants"] = len(listed)
    return found


def _shipped(store: Store, found: Checked) -> Iterator[str]:
    try:
        state = read_state(store)
    except StoreSchema as error:
        yield str(error)
        return
    if state is None:
        yield "the store is empty; qgov store load fills it"
        return
    if state.schema != SCHEMA:
        yield f"the store is in schema {state.schema}, this program uses {SCHEMA}; run qgov store migrate"
    if not state.current:
        found.notes.append(f"the shipped graphs are those of qgov {state.program or '(unknown)'}, not this program's")
    for graph in PUBLIC_GRAPHS:
        triples = store.graph(graph)
        found.counts["shipped triples"] += len(triples)
        said, count = state.contents.get(graph, ("", 0))
        if len(triples) != count:
            yield f"{graph} holds {len(triples)} triples and should hold {count}; run qgov store load --force"
        elif f"sha256:{content_hash(triples)}" != said:
            yield f"{graph} holds other triples than were loaded; run qgov store load --force"


def _compared(kept: dict[tuple[str, str], set[str]], listed: dict[str, dict[str, dict[str, str]]]) -> Iterator[str]:
    for (tenant, id), parts in sorted(kept.items()):
        missing = [part for part in ("claims", "findings") if part not in parts]
        if missing:
            yield f"decision {id} of {tenant} lacks its {' and '.join(missing)}"
        if id not in listed.get(tenant, {}):
            yield f"decision {id} of {tenant} is not in the index; qgov store migrate lists it"
    for tenant, rows in sorted(listed.items()):
        for id, said in sorted(rows.items()):
            if (tenant, id) not in kept:
                yield f"the index of {tenant} lists {id or 'something else than decisions'}, which is not there"
            elif not said.get(DCTERMS + "identifier", "").startswith(f"sha256:{id}"):
                yield f"the index of {tenant} gives another receipt for {id} than it was kept under"
