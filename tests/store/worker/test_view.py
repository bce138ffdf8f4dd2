"""What a query may see of a store with many graphs, and what is looked at to find that out."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from qgov.store.worker.frames import Head
from qgov.store.worker.view import Graphs

ASKED = "SELECT ?o { ?s <urn:p> ?o }"
GRAPHS = ("https://e.org/a/1", "https://e.org/a/2", "https://e.org/b/1", "https://e.org/c")


class Watched:
    """A store, and how often all of its graphs were asked for."""

    def __init__(self):
        self.store, self.listed = ox.Store(), 0
        for graph in GRAPHS:
            self.store.add(
                ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(graph), ox.NamedNode(graph))
            )

    def named_graphs(self):
        self.listed += 1
        return self.store.named_graphs()

    def __getattr__(self, name):
        return getattr(self.store, name)


def rows(store, text=ASKED, default=None, named=None, visible=None) -> list[str]:
    head = Head("SELECT", "application/sparql-results+json", default, named, visible, 100, 10_000, 5, None)
    return sorted(row[0].value for row in Graphs(store).query(text, head))


@pytest.mark.parametrize(
    "visible, expected",
    [
        (None, GRAPHS[:2]),
        (("https://e.org/a/", "https://e.org/c"), GRAPHS[:2]),
        (("https://e.org/a/2",), GRAPHS[1:2]),
        (("https://e.org/b/",), ()),
    ],
    ids=["all", "a-and-c", "one", "others"],
)
def test_graphs_that_are_named_are_seen_where_they_are_visible(visible, expected):
    store = Watched()
    asked = (*GRAPHS[:2], "https://e.org/none", "no name of a graph", GRAPHS[0])
    assert rows(store, default=asked, visible=visible) == sorted(expected)
    inside = "SELECT ?g { GRAPH ?g { ?s <urn:p> ?o } }"
    assert rows(store, inside, default=(), named=asked, visible=visible) == sorted(expected)
    assert store.listed == 0  # a store has three graphs a decision, and is opened anew once a second


@pytest.mark.parametrize(
    "visible, expected",
    [
        (None, GRAPHS),
        (("https://e.org/a/", "https://e.org/b/", "https://e.org/c"), GRAPHS),
        (("https://e.org/a/",), GRAPHS[:2]),
        (("https://e.org/none",), ()),
    ],
    ids=["all", "each", "some", "none"],
)
def test_without_a_data_set_all_that_is_visible_is_asked(visible, expected):
    assert rows(Watched(), visible=visible) == sorted(expected)
