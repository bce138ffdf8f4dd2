"""Only the endpoint that was configured is spoken to, for so long and so much; passwords go nowhere in the clear."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest

from qgov.base.errors import InputError
from qgov.store import StoreError, StoreUnavailable
from qgov.store.opening import open_store
from qgov.store.remote import Endpoint, RemoteStore, endpoint
from qgov.store.wire import Credentials

YES = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"


@contextmanager
def answering(answer):
    """A server whose every answer is made by a function of the handler; and the requests that it saw."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.append((self.command, self.path, dict(self.headers), body))
            answer(self)

        do_GET = do_POST = do_PUT = do

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query", seen
    finally:
        server.shutdown()
        server.server_close()


def reply(handler, status: int, body: bytes = b"", kind: str = JSON, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def test_the_addresses_of_an_endpoint():
    assert endpoint("http://h:1/query") == Endpoint("http://h:1/query", "http://h:1/update", "http://h:1/store")
    assert endpoint("http://h/sparql").graphs == "http://h/sparql-graph-crud"
    assert endpoint("http://h/x") == Endpoint("http://h/x", "http://h/x", None)
    assert endpoint("http://h/a, http://h/b,http://h/c") == Endpoint("http://h/a", "http://h/b", "http://h/c")
    for text in ("a,b,c,d", "http://h/a,,http://h/c", ","):
        with pytest.raises(InputError):
            endpoint(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://", "ftp://127.0.0.1/query", "http://u:p@127.0.0.1/query", "http://127.0.0.1:0/query", "http://h:x/query",
        "http://127.0.0.1/query?x=1", "http://127.0.0.1/query#x", "http://127.0.0.1/qu\r\nery", "http://é/query",
        "http://127.0.0.1/a b", "file:///etc/passwd", "http://[::1/query", "http://127.0.0.1:99999/query",
    ],
)  # fmt: skip
def test_what_is_no_address(url):
    with pytest.raises(InputError):
        RemoteStore(url, timeout=1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    def hit(handler):
        reply(handler, 200, YES)

    with answering(hit) as (elsewhere, hits):
        with answering(lambda handler: reply(handler, status, Location=elsewhere)) as (url, seen):
            with pytest.raises(StoreUnavailable, match=rf"answers {status} and points elsewhere"):
                RemoteStore(url)
            assert len(seen) == 1 and not hits


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    with (
        answering(lambda handler: reply(handler, 200, YES)) as (proxy, hits),
        answering(lambda handler: reply(handler, 200, YES)) as (url, seen),
    ):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        RemoteStore(url).close()
        assert seen and not hits


def slow_head(handler):
    time.sleep(5)


def slow_body(handler):
    """A byte now and then, for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("answer", [slow_head, slow_body])
def test_who_does_not_answer_in_time_is_left(answer):
    with answering(answer) as (url, _):
        with pytest.raises(StoreUnavailable, match=r"does not answer within 0\.5 seconds"):
            RemoteStore(url, timeout=0.5)


def endless(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" " * 4096)


def cut_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(YES)
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (endless, "more than 100000 bytes"), (cut_off, "breaks off|hung up|cannot be reached"),
        (lambda handler: reply(handler, 200, b"<html>", "text/html"), "answers in text/html"),
        (lambda handler: reply(handler, 200, b"{not json"), "cannot be read"),
        (lambda handler: reply(handler, 500, b"out of\nmemory", "text/plain"), "answers 500 .*: out of memory"),
        (lambda handler: reply(handler, 401), "QGOV_STORE_USER"), (lambda handler: reply(handler, 403), "does not let"),
        (lambda handler: reply(handler, 200, YES, X_SPARQL_MaxRows="10000"), "no more than 10000 rows"),
        (lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), "cannot be reached"),
    ],
)  # fmt: skip
def test_answers_that_are_none(answer, said):
    with answering(answer) as (url, _), pytest.raises(StoreUnavailable, match=said):
        RemoteStore(url, timeout=5, max_bytes=100_000)


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreUnavailable, match="cannot be reached: Connection refused"):
        RemoteStore(f"http://127.0.0.1:{port}/query")


def test_a_change_is_sent_once():
    """A change that may or may not have been made is reported and not repeated behind the caller's back."""

    def answer(handler):
        if handler.path.startswith("/query"):
            reply(handler, 200, YES)
        else:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)

    with answering(answer) as (url, seen):
        store = RemoteStore(url)
        with pytest.raises(StoreUnavailable):
            store.add("urn:g", [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("x"))])
        assert [path for _, path, _, _ in seen] == ["/query", "/update"]


def test_a_read_over_a_connection_that_was_closed_is_asked_again():
    def answer(handler):
        reply(handler, 200, YES)
        handler.close_connection = True  # without a word of it in the answer

    with answering(answer) as (url, seen):
        store = RemoteStore(url)
        assert store.ask("ASK {}") and store.ask("ASK {}")
        assert len(seen) == 3


def test_passwords_do_not_travel_in_the_clear():
    for credentials in (Credentials("user", "secret"), Credentials(token="secret")):
        with pytest.raises(InputError, match="in the clear"):
            RemoteStore("http://example.org/query", credentials=credentials)
        assert "secret" not in repr(credentials)


def test_a_password_is_sent_when_it_is_asked_for():
    def answer(handler):
        if handler.headers.get("Authorization") == "Basic dXNlcjpzZWNyZXQ=":
            reply(handler, 200, YES)
        else:
            reply(handler, 401, WWW_Authenticate='Basic realm="x"')

    with answering(answer) as (url, seen):
        RemoteStore(url, credentials=Credentials("user", "secret")).close()
        assert "Authorization" not in seen[0][2] and len(seen) == 2
        with pytest.raises(StoreUnavailable, match="401") as caught:
            RemoteStore(url, credentials=Credentials("user", "wrong"))
        assert "wrong" not in str(caught.value)


def test_the_environment_gives_user_and_token(monkeypatch):
    with answering(lambda handler: reply(handler, 200, YES)) as (url, seen):
        monkeypatch.setenv("QGOV_STORE_TOKEN", "abc")
        open_store(url, ready=False).close()
        RemoteStore(url).close()
        assert [headers["Authorization"] for _, _, headers, _ in seen] == ["Bearer abc"] * 2


def test_a_broken_endpoint_leaves_no_half_read_answer_behind():
    """After an answer that was cut off the next one is not read from the middle of the last."""
    calls = []

    def answer(handler):
        calls.append(1)
        if len(calls) == 2:
            cut_off(handler)
        else:
            reply(handler, 200, YES)

    with answering(answer) as (url, _):
        store = RemoteStore(url, timeout=5)
        with pytest.raises(StoreError):
            store.ask("ASK {}")
        assert store.ask("ASK {}") is True
