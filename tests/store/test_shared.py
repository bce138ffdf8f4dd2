"""One store and several users of it: threads of one process, and processes of one endpoint."""

from __future__ import annotations

import subprocess
import sys
import threading

import pyoxigraph as ox
import pytest

from qgov.store.embedded import EmbeddedStore
from qgov.store.remote import RemoteStore

ROUNDS = 25
WRITE = """
import sys
import pyoxigraph as ox
from qgov.store.remote import RemoteStore
store, name = RemoteStore(sys.argv[1]), sys.argv[2]
for number in range(int(sys.argv[3])):
    row = ox.Triple(ox.NamedNode(f"urn:{name}:{number}"), ox.NamedNode("urn:p"), ox.Literal(name))
    store.write(add={f"urn:mine:{name}": [row], "urn:ours": [row]})
"""


def row(name: str, number: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(f"urn:{name}:{number}"), ox.NamedNode("urn:p"), ox.Literal(name))


@pytest.mark.parametrize("where", ["memory", "folder", "oxigraph"])
def test_threads_write_and_read_at_once(where, tmp_path, request):
    store = (
        RemoteStore(request.getfixturevalue("oxigraph_url"))
        if where == "oxigraph"
        else EmbeddedStore(None if where == "memory" else tmp_path / "store")
    )
    faults = []

    def write(name: str) -> None:
        try:
            for number in range(ROUNDS):
                store.write(add={f"urn:mine:{name}": [row(name, number)], "urn:ours": [row(name, number)]})
        except Exception as error:
            faults.append(error)

    def flip() -> None:
        try:
            for number in range(ROUNDS):
                store.replace("urn:flip", [row("flip", number * 100 + place) for place in range(30)])
        except Exception as error:
            faults.append(error)

    def look() -> None:
        """Never half of a change: a graph that is replaced is seen with 30 rows of one edition, or not yet."""
        try:
            for _ in range(ROUNDS):
                found = [int(t.subject.value.rsplit(":", 1)[1]) // 100 for t in store.graph("urn:flip")]
                if found and (len(found) != 30 or len(set(found)) != 1):
                    faults.append(AssertionError(f"{len(found)} rows of {set(found)}"))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    threads += [threading.Thread(target=flip), threading.Thread(target=look), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert store.count("urn:ours") == 3 * ROUNDS
    assert [store.count(f"urn:mine:{name}") for name in "abc"] == [ROUNDS] * 3
    for graph in store.graphs("urn:"):
        store.remove(graph)
    store.close()


def test_processes_share_an_endpoint(oxigraph_url):
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITE, oxigraph_url, name, str(ROUNDS)]) for name in ("one", "two")
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    with RemoteStore(oxigraph_url) as store:
        assert store.count("urn:ours") == 2 * ROUNDS
        assert {t.object.value for t in store.graph("urn:mine:one")} == {"one"}
        for graph in store.graphs("urn:"):
            store.remove(graph)


def test_an_endpoint_that_was_started_anew_has_everything(tmp_path):
    """A server that is killed in between loses nothing that it acknowledged, and the store finds it again."""
    import importlib.util
    from pathlib import Path

    spec = importlib.util.spec_from_file_location("qgov_tests_stores", Path(__file__).with_name("conftest.py"))
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    if not servers.OXIGRAPH.exists():
        pytest.skip("the Oxigraph server is not installed (package oxigraph)")
    port = servers.free_port()
    with servers.oxigraph_server(tmp_path / "data", port) as url:
        store = RemoteStore(url)
        store.add("urn:g", [row("x", number) for number in range(100)])
    from qgov.store import StoreUnavailable

    with pytest.raises(StoreUnavailable):
        store.count("urn:g")
    with servers.oxigraph_server(tmp_path / "data", port):
        assert store.count("urn:g") == 100


def test_the_commands_work_on_an_endpoint(oxigraph_url, tmp_path, capsys):
    from qgov.cli import main

    dump = str(tmp_path / "all.nq.gz")
    assert main(["store", "load", oxigraph_url]) == 0
    assert main(["store", "check", oxigraph_url]) == 0
    assert main(["store", "status", oxigraph_url]) == 0
    assert "schema       1" in capsys.readouterr().out
    assert main(["store", "dump", oxigraph_url, "--output", dump]) == 0
    assert main(["store", "load", str(tmp_path / "folder"), "--from", dump]) == 0
    assert main(["store", "migrate", oxigraph_url]) == 0
    assert main(["store", "compact", oxigraph_url]) == 2
    assert "keeps its own files" in capsys.readouterr().err
    with RemoteStore(oxigraph_url) as store:
        for graph in store.graphs("https://w3id.org/"):
            store.remove(graph)
