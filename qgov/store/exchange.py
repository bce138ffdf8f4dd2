"""Everything in a store as N-Quads, and back: for backups, for other programs, and to move to another store."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from qgov.base.parse import fault
from qgov.store.embedded import EmbeddedStore
from qgov.store.interface import Store
from qgov.store.names import DECISION, METADATA, PUBLIC_GRAPHS
from qgov.store.schema import Progress

_BATCH = 20_000


def dump(store: Store, output: BinaryIO, progress: Progress = lambda text: None) -> None:
    """Write every graph as N-Quads."""
    import pyoxigraph as ox

    if isinstance(store, EmbeddedStore):
        store.dump(output)
        return
    graphs = store.graphs()
    for number, graph in enumerate(graphs, 1):
        name = ox.NamedNode(graph)
        quads = (ox.Quad(t.subject, t.predicate, t.object, name) for t in store.graph(graph))
        output.write(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
        if number % 100 == 0:
            progress(f"{number} of {len(graphs)} graphs ...")


def restore(store: Store, path: Path, progress: Progress = lambda text: None) -> int:
    """Add the decisions of a dump (N-Quads, also gzipped); how many triples that was.

    The shipped graphs are not taken from a file: they are the program's. A dump that was restored in part is restored
    again. Raises InputError for what is no dump, or says in a decision's graph what a case may not.
    """
    taken = 0
    batch: dict[str, list] = {}
    waiting = 0
    for quad in _quads(path):
        graph = getattr(quad.graph_name, "value", "")
        if graph in PUBLIC_GRAPHS or graph == METADATA:
            continue
        if not graph.startswith(DECISION):
            raise fault("", f"{path} has a graph {graph or 'without name'} that is none of qgov's", "leave it out")
        batch.setdefault(graph, []).append(quad.triple)
        waiting += 1
        if waiting >= _BATCH:
            taken += _put(store, batch, path)
            batch, waiting = {}, 0
            progress(f"{taken} triples ...")
    return taken + _put(store, batch, path)


def _put(store: Store, batch: dict[str, list], path: Path) -> int:
    # The index last, so that it lists nothing that is not there yet, if this stops here.
    ordered = dict(sorted(batch.items(), key=lambda row: row[0].endswith("/index")))
    try:
        store.write(add=ordered)
    except ValueError as error:
        raise fault("", f"{path}: {error}", "restore a dump that qgov store dump wrote") from None
    return sum(map(len, batch.values()))


def _quads(path: Path) -> Iterator:
    import pyoxigraph as ox

    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from ox.parse(file, format=ox.RdfFormat.N_QUADS)
    except (SyntaxError, ValueError, EOFError, gzip.BadGzipFile) as error:
        what = str(error).splitlines()[0][:200]
        raise fault("", f"{path} is no dump: {what}", "give N-Quads, or N-Quads.gz") from None
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror or error}", "give a readable file") from None


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all: written beside its place, synced, and moved there at the end."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
                    yield packed
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        beside.replace(path)
    except OSError as error:
        raise fault("", f"cannot write {path}: {error.strerror or error}", "give a file that can be written") from None
    finally:
        beside.unlink(missing_ok=True)
