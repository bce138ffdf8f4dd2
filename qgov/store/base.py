"""What embedded and remote stores have in common: checks of what is written, and the short forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qgov.store.cases import foreign
from qgov.store.interface import StoreReadOnly
from qgov.store.names import DECISION, GRAPH
from qgov.store.skolem import has_blank

if TYPE_CHECKING:
    import pyoxigraph as ox

Graphs = dict[str, list["ox.Triple"]]


class StoreBase:
    """The short forms of ``write``, and the checks before it."""

    writable = True

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        self.write(add={graph: triples})

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        self.write(replace={graph: triples})

    def remove(self, graph: str) -> None:
        self.write(remove=(graph,))

    def count(self, graph: str) -> int:
        rows = self.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", default_graphs=(graph,))
        return int(rows[0]["n"].value)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _check_writable(self) -> None:
        if not self.writable:
            raise StoreReadOnly("the store is open for reading only")

    def _changes(
        self,
        add: Mapping[str, Iterable[ox.Triple]] | None,
        replace: Mapping[str, Iterable[ox.Triple]] | None,
        remove: Iterable[str],
        discard: Mapping[str, Iterable[ox.Triple]] | None,
    ) -> tuple[Graphs, Graphs, list[str], Graphs]:
        """The change with everything in it checked. Raises ValueError, StoreReadOnly."""
        self._check_writable()
        added = {graph: checked(graph, triples) for graph, triples in (add or {}).items()}
        placed = {graph: checked(graph, triples) for graph, triples in (replace or {}).items()}
        removed = [_graph(graph) for graph in remove]
        discarded = {_graph(graph): list(triples) for graph, triples in (discard or {}).items()}
        if any(has_blank(triple) for triples in discarded.values() for triple in triples):
            raise ValueError("a blank node names nothing that could be discarded")
        named = [*added, *placed, *removed, *discarded]
        if len(set(named)) < len(named):
            raise ValueError("a graph is named twice in one change")
        return added, placed, removed, discarded


def _graph(graph: str) -> str:
    import pyoxigraph as ox

    return ox.NamedNode(graph).value


def checked(graph: str, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples as a list, if the graph may hold them. Raises ValueError."""
    _graph(graph)
    kept = list(triples)
    if not graph.startswith(GRAPH) and any(has_blank(triple) for triple in kept):
        raise ValueError(f"a blank node is on its way into {graph}; give it a name first")
    if graph.startswith(DECISION) and (what := foreign(kept)):
        raise ValueError(f"{graph} cannot take this: {what}")
    return kept
