"""The graphs that come with the program: what they hold, a hash of that, and how they get into a store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qgov.store.names import GRAPH, SHIPPED

if TYPE_CHECKING:
    import pyoxigraph as ox


def shipped_triples() -> dict[str, list[ox.Triple]]:
    """The triples of every shipped graph by its IRI. Takes about half a second; the norms are some 30,000 triples."""
    import pyoxigraph as ox

    from qgov.store.graphs import load_shipped

    store = ox.Store()
    load_shipped(store)
    return {
        GRAPH + name: [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + name))]
        for name in SHIPPED
    }


@cache
def sources_hash() -> str:
    """A hash of the files that the shipped graphs are made from and of the program's version.

    It stands for the graphs' content without making them, so that opening a store that is up to date costs a
    hundredth of loading it.
    """
    from qgov import __version__

    found = hashlib.sha256(__version__.encode())
    for path in _sources():
        content = path.read_bytes()
        found.update(f"\n{path.name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _sources() -> list[Path]:
    from qgov.base.resources import resource
    from qgov.lexicon.labels import label_files
    from qgov.lexicon.terms import ontology_files

    folders = [resource("ontology/alignments"), resource("shapes"), resource("data/reference")]
    inside = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [*sorted(ontology_files()), *sorted(label_files()), *sorted(inside), Path(__file__).with_name("graphs.py")]


def content_hash(triples: Iterable[ox.Triple]) -> str:
    """SHA-256 over the sorted N-Quads of a graph, with blank nodes named by RDFC-1.0.

    For the program's own graphs: hostile blank nodes can make the naming take for ever, and no stranger's are kept.
    """
    import pyoxigraph as ox

    data = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join(sorted(str(quad.triple) for quad in data)).encode()).hexdigest()
