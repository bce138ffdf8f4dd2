"""The same queries to this service and to the Oxigraph server over the same graphs: the same answers."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pyoxigraph as ox
import pytest

from .queries import queries

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
QUERIES = queries()
PART = 40


@pytest.fixture(autouse=True)
def no_network():
    """The other server is on this machine, so here sockets may connect."""


@pytest.fixture(scope="module")
def server(data, tmp_path_factory):
    """The address of a read-only Oxigraph server over what the caller may see."""
    folder = str(tmp_path_factory.mktemp("server") / "store")
    subprocess.run([OXIGRAPH, "load", "-l", folder, "-f", str(data.visible)], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [OXIGRAPH, "serve-read-only", "-l", folder, "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
        process.terminate()


def theirs(server: str, query: str, parameters: dict) -> tuple[int, bytes]:
    # Here all graphs make the default graph, unless the query or the protocol names one; there it has to be said.
    union = {} if parameters or " FROM " in query else {"union-default-graph": ""}
    address = f"{server}?{urllib.parse.urlencode({'query': query, **parameters, **union})}"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": ACCEPT})) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def ours(service, query: str, parameters: dict) -> tuple[int, bytes]:
    response = service.get("/sparql", params={"query": query, **parameters}, headers={"Accept": ACCEPT})
    return response.status_code, response.content if response.status_code == 200 else b""


def meaning(body: bytes):
    """An answer as data of which order and names of blank nodes are no part."""
    if body[:1] == b"{":
        found = json.loads(body)
        if "boolean" in found:
            return found["boolean"]
        rows = [
            sorted((name, v["type"], v.get("datatype"), v.get("xml:lang"), "" if v["type"] == "bnode" else v["value"])
                   for name, v in row.items())
            for row in found["results"]["bindings"]
        ]  # fmt: skip
        return found["head"]["vars"], sorted(rows, key=repr)
    dataset = ox.Dataset(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def test_there_are_enough():
    assert len(QUERIES) >= 200
    assert len({(query, *sorted(parameters.items())) for query, parameters in QUERIES}) >= 200


@pytest.mark.parametrize("start", range(0, len(QUERIES), PART))
def test_equal_answers(service, server, start):
    answered = 0
    for query, parameters in QUERIES[start : start + PART]:
        status, body = ours(service, query, parameters)
        expected, other = theirs(server, query, parameters)
        assert status == expected, (query, status, expected)
        if status == 200:
            assert meaning(body) == meaning(other), query
            answered += 1
    assert answered > 0
