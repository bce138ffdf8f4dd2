"""What a store says of itself, in a graph of its own: the schema it is in, who wrote it, and what was loaded.

The schema is how graphs are named and what stands in which; it changes seldom. The shipped graphs change with every
release: where their sources' hash differs from the one written down, they are put anew, in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qgov.base.iri import QGOV
from qgov.store.interface import Store, StoreSchema
from qgov.store.names import METADATA, PUBLIC_GRAPHS
from qgov.store.shipped import content_hash, shipped_triples, sources_hash
from qgov.store.terms import DCTERMS, literal

SCHEMA = 1
_SCHEMA_IRI = QGOV + "store/schema/"
_CREATOR = "http://purl.org/dc/elements/1.1/creator"
_TRIPLES = "http://rdfs.org/ns/void#triples"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class State:
    """``schema``: 0 where the store does not say; ``program``: the version that loaded the shipped graphs; ``sources``:
    the hash of what they were made from; ``contents``: hash and number of triples of each, by graph."""

    schema: int
    program: str = ""
    sources: str = ""
    loaded: str = ""
    contents: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        """Whether the shipped graphs are those of this program."""
        return self.sources == sources_hash()


def read_state(store: Store) -> State | None:
    """What a store says of itself; None where it holds nothing of qgov's. Raises StoreSchema for what is no state."""
    found: dict[str, dict[str, str]] = {}
    for triple in store.graph(METADATA):
        found.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    if not found:
        return State(0) if store.graphs(QGOV) else None
    own = found.pop(METADATA, {})
    schema = own.get(DCTERMS + "conformsTo", "").removeprefix(_SCHEMA_IRI)
    if not re.fullmatch(r"[1-9]\d{0,5}", schema):
        raise StoreSchema("the store's graph about itself names no schema; qgov store migrate writes it anew")
    contents = {
        graph: (said.get(DCTERMS + "identifier", ""), int(said.get(_TRIPLES, "0"))) for graph, said in found.items()
    }
    return State(
        int(schema), own.get(_CREATOR, "").removeprefix("qgov "), own.get(DCTERMS + "source", ""),
        own.get(DCTERMS + "modified", ""), contents,
    )  # fmt: skip


def prepare(store: Store, progress: Progress = lambda text: None) -> State:
    """Make a store ready for this program: fill an empty one, renew shipped graphs that are of an older release.

    Graphs that a newer release wrote stay as they are. Raises StoreSchema where the schema is another one (nothing
    is changed then), or where the store is empty and open for reading only.
    """
    state = read_state(store)
    if state is None and not store.writable:
        raise StoreSchema("the store is empty; qgov store load fills it")
    if state is not None and state.schema != SCHEMA:
        known = f"this program uses schema {SCHEMA}"
        if state.schema > SCHEMA:
            raise StoreSchema(f"the store is in schema {state.schema} of a newer qgov; {known}: update qgov")
        raise StoreSchema(f"the store is in schema {state.schema or 'unknown'}; {known}: run qgov store migrate")
    if state is not None and (state.current or not store.writable or _newer(state.program)):
        return state
    return load_shipped_graphs(store, state, progress)


def load_shipped_graphs(store: Store, state: State | None = None, progress: Progress = lambda text: None) -> State:
    """Put the shipped graphs that differ from what ``state`` says is there, and the store's word about itself."""
    from qgov import __version__

    progress("reading lexicon, norms and reference data ...")
    graphs = shipped_triples()
    contents = {graph: (f"sha256:{content_hash(triples)}", len(triples)) for graph, triples in graphs.items()}
    before = state.contents if state else {}
    changed = {graph: triples for graph, triples in graphs.items() if before.get(graph) != contents[graph]}
    new = State(SCHEMA, __version__, sources_hash(), _now(), contents)
    progress(f"writing {sum(map(len, changed.values()))} triples of {len(changed)} graphs ...")
    # The word about itself goes last: an endpoint that stops half-way is then seen to be behind.
    store.write(replace=changed | {METADATA: _written(new)})
    return new


def migrate(store: Store, progress: Progress = lambda text: None) -> list[str]:
    """Bring a store from an older schema to this program's, step by step; what was done, in words.

    Every step may be repeated, and the schema's number is written with its last change, so that a migration that was
    stopped goes on where it was. Raises StoreSchema for a newer schema.
    """
    try:
        state = read_state(store)
    except StoreSchema:
        state = State(0)
    done = []
    if state is not None and state.schema > SCHEMA:
        raise StoreSchema(f"the store is in schema {state.schema} of a newer qgov; there is no way back: update qgov")
    for old in range(state.schema if state else SCHEMA, SCHEMA):
        progress(f"from schema {old} to {old + 1} ...")
        done.append(_STEPS[old](store))
    if state is None or state.schema != SCHEMA or not (state.current or _newer(state.program)):
        load_shipped_graphs(store, state if state and state.schema else None, progress)
        done.append("lexicon, norms and reference data are this program's")
    return done


def _from_unmarked(store: Store) -> str:
    """A store without a word about itself: decisions may be there (a dump without it), their index may not."""
    from qgov.store.decisions import rebuild_index

    return f"{rebuild_index(store)} decisions are listed in the index of their tenant"


# How to get from a schema to the next one; a step may be repeated.
_STEPS: dict[int, Callable[[Store], str]] = {0: _from_unmarked}


def _written(state: State) -> list:
    import pyoxigraph as ox

    node = ox.NamedNode

    def row(subject: str, predicate: str, value: object):
        return ox.Triple(node(subject), node(predicate), value)

    rows = [
        row(METADATA, DCTERMS + "conformsTo", node(f"{_SCHEMA_IRI}{state.schema}")),
        row(METADATA, _CREATOR, literal(f"qgov {state.program}")),
        row(METADATA, DCTERMS + "source", literal(state.sources)),
        row(METADATA, DCTERMS + "modified", literal(state.loaded, "dateTime")),
    ]
    for graph in PUBLIC_GRAPHS:
        hashed, count = state.contents[graph]
        rows += [row(graph, DCTERMS + "identifier", literal(hashed)), row(graph, _TRIPLES, literal(count, "integer"))]
    return rows


def _newer(program: str) -> bool:
    from qgov import __version__

    return _version(program) > _version(__version__)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.split("+")[0])[:3])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
