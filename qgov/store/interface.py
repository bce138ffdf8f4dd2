"""What a store of named graphs can do, whoever keeps it: an embedded one on this machine or a SPARQL 1.1 endpoint.

Terms are pyoxigraph's (``NamedNode``, ``Literal``; ``BlankNode`` only where it came with the shipped graphs) and
triples are ``pyoxigraph.Triple``. Query texts given here are the program's own; queries of strangers never come this
way, they run in workers of their own (``qgov.store.worker``). Values of strangers travel in ``bindings`` and are
written by the library, never pasted into a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pyoxigraph as ox


class StoreError(Exception):
    """The store cannot do what was asked: what is wrong, and what would help. Nothing was written in part."""


class StoreLocked(StoreError):
    """Another process has the store open; the message says which."""


class StoreReadOnly(StoreError):
    """A change was asked of a store that is open for reading only."""


class StoreUnavailable(StoreError):
    """The store does not answer: no connection, no answer in time, a full disk, or a refusal by the endpoint.

    For a remote store it is then unknown whether a change was made; every change here may be repeated safely.
    """


class StoreSchema(StoreError):
    """The store was written in a schema that this program does not use: older (migrate it) or newer (update qgov)."""


@runtime_checkable
class Store(Protocol):
    """Named graphs that can be read by SPARQL and changed a whole transaction at a time."""

    path: Path | None
    """The folder of an embedded store; None for one in memory and for an endpoint."""
    writable: bool

    def select(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> list[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
        """The rows of a SELECT, each a dict of the variables that are bound.

        ``bindings`` gives values to variables of the pattern that are not projected, by name without the mark. The
        data set is what ``default_graphs`` and ``named_graphs`` name; where both are empty, every named graph can be
        asked with GRAPH, and what the default graph is depends on the store: name one, or write GRAPH.
        Raises StoreUnavailable, and StoreError for a query that is not one.
        """
        ...

    def ask(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> bool:
        """The answer of an ASK; arguments and errors as for ``select``."""
        ...

    def graph(self, graph: str) -> list[ox.Triple]:
        """The triples of a named graph, in no order; none where there is no such graph."""
        ...

    def graphs(self, prefix: str = "") -> list[str]:
        """The IRIs of the named graphs that hold something and start with a prefix, sorted."""
        ...

    def count(self, graph: str) -> int:
        """How many triples a named graph holds."""
        ...

    def write(
        self,
        *,
        add: Mapping[str, Iterable[ox.Triple]] | None = None,
        replace: Mapping[str, Iterable[ox.Triple]] | None = None,
        remove: Iterable[str] = (),
        discard: Mapping[str, Iterable[ox.Triple]] | None = None,
    ) -> None:
        """Add triples to graphs, put graphs in place of what was there, remove graphs, and discard triples of graphs.

        An embedded store makes all of it or nothing, and a kill at any moment leaves it so. An endpoint is asked in
        one update request, which most make a transaction; Virtuoso does not. Raises StoreReadOnly, StoreUnavailable,
        and ValueError for blank nodes outside the shipped graphs (``qgov.store.skolem.skolemised`` names them) and for
        words of law in the graphs of a decision.
        """
        ...

    def add_text(self, graphs: Mapping[str, str]) -> None:
        """Add triples to graphs like ``write``, given as the N-Triples that ``qgov.store.terms.ntriples`` wrote.

        For what was checked and written elsewhere, as in a process that decides: nothing is looked at here. An
        embedded store reads the text without holding up other threads.
        """
        ...

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a named graph; those that are there already stay once."""
        ...

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Put triples in place of everything a named graph holds; nobody sees it empty in between."""
        ...

    def remove(self, graph: str) -> None:
        """Remove a named graph; nothing happens where there is none."""
        ...

    def sync(self) -> None:
        """Return when what was written survives a power cut. (A kill of the process it survives at once.)"""
        ...

    def close(self) -> None:
        """Let go of the store and its lock; using it afterwards raises StoreError."""
        ...
