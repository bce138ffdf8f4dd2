"""In the worker: the graphs that a query may see, and the store opened or built to show just these.

A graph of another tenant is as if it did not exist: the data set given to the engine names the visible graphs one by
one, whatever the query's text says. Where everything in the store is visible, the engine is told so, which is quicker.
Where many graphs are visible but not all, asking each of them for every pattern is slow (measured on disk: 60 µs a
graph and pattern), so they are copied once into a store in memory that holds nothing else.
"""

from __future__ import annotations

from collections import OrderedDict

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
        self._names: list | None = None

    def query(self, text: str, head: Head):
        """The engine's result; SyntaxError, ValueError or OSError where there is none."""
        if head.snapshot != self._snapshot:
            self._open(head.snapshot)
        view = self._view(head.visible)
        if head.default_graphs is None and head.named_graphs is None:
            return view.store.query(text, base_iri=QGOV, **view.everything)
        dataset = view.chosen(head.default_graphs or (), head.named_graphs or ())
        return view.store.query(text, base_iri=QGOV, **dataset)

    def _open(self, snapshot: str | None) -> None:
        import pyoxigraph as ox

        # What was open goes first: each opening takes threads and caches of its own.
        self._views.clear()
        self._names = self._store = self._snapshot = None
        self._store = ox.Store.read_only(snapshot) if snapshot else self._given
        self._snapshot = snapshot

    def _view(self, visible: tuple[str, ...] | None) -> _View:
        found = self._views.get(visible)
        if found is None:
            if self._names is None:
                self._names = list(self._store.named_graphs())
            found = self._views[visible] = _View(self._store, self._names, visible, self._copied)
            if len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        else:
            self._views.move_to_end(visible)
        return found


class _View:
    """What one caller sees, and the store that is asked for it."""

    def __init__(self, store, names: list, visible: tuple[str, ...] | None, most: int):
        self.names = names if visible is None else [name for name in names if seen(name.value, visible)]
        self.store = store
        self._known = {name.value: name for name in self.names}
        whole = len(self.names) == len(names) and not any(True for _ in store.quads_for_pattern(*_DEFAULT()))
        if not whole and len(self.names) > _MANY and (copy := _copy(store, self.names, most)) is not None:
            self.store, whole = copy, True
        self.everything = (
            {"use_default_graph_as_union": True} if whole else {"default_graph": self.names, "named_graphs": self.names}
        )

    def chosen(self, default: tuple[str, ...], named: tuple[str, ...]) -> dict:
        """The part of a data set that is visible; the engine is given both lists, so that the text's own is void."""
        known = self._known
        return {
            "default_graph": [known[name] for name in dict.fromkeys(default) if name in known],
            "named_graphs": [known[name] for name in dict.fromkeys(named) if name in known],
        }


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
