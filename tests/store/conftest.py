"""Real stores to test against: an embedded one, the Oxigraph server and, where it is installed, Virtuoso."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from qgov.store import StoreUnavailable
from qgov.store.embedded import EmbeddedStore
from qgov.store.remote import RemoteStore

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
STORES = ("memory", "folder", "oxigraph", "oxigraph-without-graphs", "virtuoso")
_VIRTUOSO = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/vt.db
TransactionFile = {folder}/vt.trx
[Parameters]
ServerPort = {sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 100000
DefaultQuery = ASK {{}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def server(command: list[str], url: str, patience: float, output: Path):
    """A process that answers queries at an address, and its end."""
    with output.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                RemoteStore(url, timeout=5).close()
                break
            except StoreUnavailable:
                if process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"{command[0]} does not answer: {output.read_text('utf-8', 'replace')[-2000:]}")
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph_server(folder: Path, port: int | None = None):
    """The address for queries of a real Oxigraph server over a folder."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}/query"
    command = [str(OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with server(command, url, 30, folder.with_suffix(".log")):
        yield url


@pytest.fixture(scope="module")
def oxigraph_url(tmp_path_factory):
    if not OXIGRAPH.exists():
        pytest.skip("the Oxigraph server is not installed (package oxigraph)")
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph") / "data") as url:
        yield url


@pytest.fixture(scope="module")
def virtuoso_urls(tmp_path_factory):
    """Addresses and a user of a Virtuoso with an empty database."""
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource)")
    folder, port, sql = tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()
    (folder / "v.ini").write_text(_VIRTUOSO.format(folder=folder, port=port, sql=sql))
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "v.ini")]
    with server(command, f"http://127.0.0.1:{port}/sparql", 60, folder / "output"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    """Each kind of store, empty."""
    if request.param == "memory":
        made = EmbeddedStore()
    elif request.param == "folder":
        made = EmbeddedStore(tmp_path / "store")
    elif request.param == "virtuoso":
        made = virtuoso_store(request.getfixturevalue("virtuoso_urls"))
    else:
        url = request.getfixturevalue("oxigraph_url")
        root = url.removesuffix("/query")
        made = RemoteStore(url if request.param == "oxigraph" else f"{url},{root}/update")
    for graph in (
        [] if request.param in ("memory", "folder") else made.graphs("urn:") + made.graphs("https://w3id.org/")
    ):
        made.remove(graph)
    yield made
    made.close()


def virtuoso_store(root: str) -> RemoteStore:
    from qgov.store.wire import Credentials

    return RemoteStore(f"{root}/sparql-auth", credentials=Credentials("dba", "dba"))
