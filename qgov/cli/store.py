"""What the commands of ``qgov store`` do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED
from qgov.store.interface import StoreError


def run(name: str, arguments) -> int:
    """Run a command of ``qgov store``; what the store cannot do is unusable input."""
    try:
        return COMMANDS[name](arguments)
    except StoreError as error:
        raise fault("", str(error)) from None


def say(text: str) -> None:
    """Progress, for whoever watches."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _open(arguments, **options):
    from qgov.store.opening import open_store

    return open_store(arguments.store, progress=say, **options)


def load(arguments) -> int:
    from qgov.store.exchange import restore
    from qgov.store.schema import load_shipped_graphs, read_state

    with _open(arguments) as store:
        if arguments.force:
            load_shipped_graphs(store, None, say)
        if arguments.source:
            taken = restore(store, Path(arguments.source), say)
            print(f"qgov: {taken} triples of decisions taken in", file=sys.stderr)
        store.sync()
        state = read_state(store)
    triples = sum(count for _, count in state.contents.values())
    print(f"{arguments.store}: schema {state.schema}, {triples} triples of qgov {state.program}")
    return CLEAR


def dump(arguments) -> int:
    from qgov.store.exchange import dump as write_all
    from qgov.store.exchange import whole_file

    if not arguments.graph and arguments.format not in (None, "nquads"):
        raise fault("", f"{arguments.format} holds one graph", "add --graph IRI, or take nquads")
    with _open(arguments, read_only=True, ready=False) as store:

        def write(output) -> None:
            if arguments.graph:
                output.write(_graph(store, arguments.graph, arguments.format or "ntriples"))
            else:
                write_all(store, output, say)

        if arguments.output:
            with whole_file(Path(arguments.output)) as file:
                write(file)
        else:
            write(sys.stdout.buffer)
    return CLEAR


def _graph(store, name: str, format: str) -> bytes:
    import pyoxigraph as ox

    from qgov.store.query import PREFIXES
    from qgov.store.terms import iri

    triples = sorted(store.graph(iri(name).value), key=str)
    if not triples:
        raise fault("", f"there is no graph {name}", "qgov store status lists them")
    if format == "nquads":
        quads = (ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in triples)
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    kinds = {"ntriples": ox.RdfFormat.N_TRIPLES, "turtle": ox.RdfFormat.TURTLE}
    return ox.serialize(triples, format=kinds[format], prefixes=PREFIXES if format == "turtle" else None)


def check(arguments) -> int:
    from qgov.store.check import check as look

    with _open(arguments, read_only=True, ready=False) as store:
        found = look(store, say)
    for text in found.faults:
        print(f"fault: {text}")
    for text in found.notes:
        print(f"note: {text}")
    counted = ", ".join(f"{number} {what}" for what, number in found.counts.items())
    print(f"{len(found.faults)} faults; {counted}", file=sys.stderr)
    return CONTROLLED if found.faults else CLEAR


def compact(arguments) -> int:
    from qgov.store.embedded import EmbeddedStore

    with _open(arguments) as store:
        if not isinstance(store, EmbeddedStore):
            raise fault("", "an endpoint keeps its own files", "use the tools of that server")
        before = store.size()
        say("ordering the files ...")
        store.compact()
        print(f"{arguments.store}: {_size(before)} before, {_size(store.size())} after")
    return CLEAR


def migrate(arguments) -> int:
    from qgov.store.embedded import EmbeddedStore
    from qgov.store.schema import migrate as bring_up

    with _open(arguments, ready=False) as store:
        if isinstance(store, EmbeddedStore) and not arguments.no_backup:
            copy = _beside(Path(arguments.store))
            store.snapshot(copy)
            print(f"qgov: the store as it was is kept in {copy}", file=sys.stderr)
        done = bring_up(store, say)
        store.sync()
    print("\n".join(done) or f"{arguments.store} is up to date")
    return CLEAR


def _beside(path: Path) -> Path:
    for number in range(1, 1000):
        copy = path.resolve().with_name(f"{path.resolve().name}.before-{number}")
        if not copy.exists():
            return copy
    raise fault("", f"there are a thousand copies beside {path}", "remove some, or use --no-backup")


def status(arguments) -> int:
    from qgov.store.names import METADATA, PUBLIC_GRAPHS
    from qgov.store.opening import is_url

    found: dict = {"store": arguments.store, "kind": "endpoint" if is_url(arguments.store) else "folder"}
    if not is_url(arguments.store):
        from qgov.store.lock import in_use

        found["openBy"] = in_use(Path(arguments.store)) or None
    if not found.get("openBy"):
        from qgov.store.decisions import tenants
        from qgov.store.names import index_graph
        from qgov.store.schema import SCHEMA, read_state
        from qgov.store.shipped import sources_hash

        with _open(arguments, read_only=True, ready=False) as store:
            state = read_state(store)
            found |= {
                "schema": state and state.schema, "schemaOfProgram": SCHEMA, "loadedBy": state and state.program,
                "loaded": state and state.loaded, "upToDate": bool(state) and state.sources == sources_hash(),
                "graphs": {graph: store.count(graph) for graph in (*PUBLIC_GRAPHS, METADATA)},
                "decisions": {name: _listed(store, index_graph(name)) for name in tenants(store)},
            }  # fmt: skip
            if hasattr(store, "size"):
                found["bytes"] = store.size()
    if arguments.format == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _print_status(found)
    return CLEAR


def _listed(store, index: str) -> int:
    rows = store.select("SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d ?p ?o }", default_graphs=(index,))
    return int(rows[0]["n"].value)


def _print_status(found: dict) -> None:
    print(f"{found['store']} ({found['kind']})")
    if found.get("openBy"):
        print(f"  open by      {found['openBy']}; what is in it is not shown while it is")
        return
    if found["schema"] is None:
        print("  empty; qgov store load fills it")
        return
    newer = "" if found["upToDate"] else "; qgov store load brings this program's"
    print(f"  schema       {found['schema'] or 'unknown'} (this program: {found['schemaOfProgram']})")
    print(f"  shipped      of qgov {found['loadedBy'] or '(unknown)'}, loaded {found['loaded'] or '(unknown)'}{newer}")
    for graph, count in found["graphs"].items():
        print(f"  {count:10}  {graph}")
    total = sum(found["decisions"].values())
    print(f"  decisions    {total} of {len(found['decisions'])} tenant(s)")
    for name, count in found["decisions"].items():
        print(f"  {count:10}  {name}")
    if "bytes" in found:
        print(f"  size         {_size(found['bytes'])}")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


COMMANDS = {
    "load": load, "dump": dump, "check": check, "compact": compact, "migrate": migrate, "status": status,
}  # fmt: skip
