"""In the worker: the graphs that a query may see, and the store opened or built to show just these.

A graph of another tenant is as if it did not exist: the data set given to the engine names the visible graphs one by
one, whatever the query's text says. Where everything in the store is visible, the engine is told so, which is quicker.
Where many graphs are visible but not all, asking each of them for every pattern is slow (measured on disk: 60 µs a
graph and pattern), so they are copied once into a store in memory that holds nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress

from qgov.base.iri import QGOV
from qgov.store.worker.frames import Head

# A copied quad takes some 600 bytes (measured); copies may take a quarter of what a query may.
_MANY, _QUAD_SHARE, _VIEWS = 24, 4 * 600, 4


class Graphs:
    """A store that nobody writes, seen by one caller or another."""

    def __init__(self, store, memory: int = 1 << 30):
        self._copied = memory // _QUAD_SHARE
        self._given, self._store, self._snapshot = store, store, None
        self._views: OrderedDict[tuple | None, _View] = OrderedDict()

    def query(self, text: str, head: Head):
        """The engine's result; SyntaxError, ValueError or OSError where there is none."""
        if head.snapshot != self._snapshot:
            self._open(head.snapshot)
        if head.default_graphs is None and head.named_graphs is None:
            view = self._view(head.visible)
            return view.store.query(text, base_iri=QGOV, **view.dataset)
        dataset = {
            "default_graph": self._chosen(head.default_graphs or (), head.visible),
            "named_graphs": self._chosen(head.named_graphs or (), head.visible),
        }
        return self._store.query(text, base_iri=QGOV, **dataset)

    def _open(self, snapshot: str | None) -> None:
        import pyoxigraph as ox

        # What was open goes first: each opening takes threads and caches of its own.
        self._views.clear()
        self._store = self._snapshot = None
        self._store = ox.Store.read_only(snapshot) if snapshot else self._given
        self._snapshot = snapshot

    def _chosen(self, graphs: tuple[str, ...], visible: tuple[str, ...] | None) -> list:
        """Those of some graphs that are there and visible; the engine is given both lists, so that the text's own data
        set is void. No other graph is looked at: a store may have a million, and be opened anew each second."""
        import pyoxigraph as ox

        found = []
        for graph in dict.fromkeys(graphs):
            if visible is None or seen(graph, visible):
                with suppress(ValueError):  # a name that is no IRI is no graph's
                    name = ox.NamedNode(graph)
                    found += [name] if self._store.contains_named_graph(name) else []
        return found

    def _view(self, visible: tuple[str, ...] | None) -> _View:
        found = self._views.get(visible)
        if found is None:
            found = self._views[visible] = _View(self._store, visible, self._copied)
            if len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(visible)
        return found


class _View:
    """All that one caller sees: the store that is asked for it, and the data set that the engine is given."""

    def __init__(self, store, visible: tuple[str, ...] | None, most: int):
        self.store = store
        whole = all(visible is None or seen(name.value, visible) for name in store.named_graphs())
        whole = whole and not any(True for _ in store.quads_for_pattern(*_DEFAULT()))
        names = []
        if not whole:
            names = [name for name in store.named_graphs() if visible is None or seen(name.value, visible)]
            if len(names) > _MANY and (copy := _copy(store, names, most)) is not None:
                self.store, whole = copy, True
        self.dataset = (
            {"use_default_graph_as_union": True} if whole else {"default_graph": names, "named_graphs": names}
        )


def _DEFAULT() -> tuple:
    import pyoxigraph as ox

    return None, None, None, ox.DefaultGraph()


def seen(graph: str, visible: tuple[str, ...]) -> bool:
    """Whether a graph is among those that are visible: by its whole name, or by a beginning that ends in a slash."""
    return any(graph == name or (name.endswith("/") and graph.startswith(name)) for name in visible)


def _copy(store, names: list, most: int):
    """A store in memory with these graphs alone; None where they are too large for that."""
    import pyoxigraph as ox

    copy, count = ox.Store(), 0
    for name in names:
        quads = list(store.quads_for_pattern(None, None, None, name))
        count += len(quads)
        if count > most:
            return None
        copy.extend(quads)
    return copy
