from __future__ import annotations

import http.server
import json
import socket
import threading

import pytest

from .calls import DOSSIERS, make_client


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """No test reads or writes the cache of the person who runs it; what one request simulated serves the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QGOV_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def canary():
    """A server on this machine that counts who calls; nobody should."""
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_GET

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.hits, server.url = hits, f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_network(monkeypatch, canary):
    """No socket is connected; what does not go through Python's sockets would be seen by the canary."""

    def refuse(*arguments):
        raise AssertionError("a socket was connected")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert canary.hits == []


@pytest.fixture(scope="session")
def client():
    return make_client()


@pytest.fixture
def headline() -> dict:
    """A small worked dossier, as plain data."""
    return json.loads((DOSSIERS / "2026-us-in-boston-headline.json").read_text("utf-8"))
