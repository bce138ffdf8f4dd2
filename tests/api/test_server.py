"""The service listens on this machine only."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import qgov
from qgov.api.server import ServeError, listen, loopback, serve

ROOT = Path(qgov.__file__).parents[1]


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "example.org", "", "127.0.0.1.example.org", "::ffff:0.0.0.0", "*"],
)
def test_another_address_is_refused(host):
    with pytest.raises(ServeError, match="loopback"):
        serve(host, 0)


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("::1", "::1"), ("[::1]", "::1")],
)
def test_loopback_addresses_are_taken(host, address):
    assert str(loopback(host)) == address


def test_a_port_that_cannot_be_had_is_named():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=str(port)):
            listen("127.0.0.1", port)
    for port in (-1, 65536):
        with pytest.raises(ServeError, match="port"):
            listen("127.0.0.1", port)


def test_it_serves_and_logs_no_request(monkeypatch, no_network):
    monkeypatch.undo()
    code = "from qgov.api.server import serve; serve('127.0.0.1', 0)"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stderr.readline()
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", line).group(1))
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(b"GET /v1/terms/secretName HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        assert answer.startswith(b"HTTP/1.1 404")
        assert b"application/problem+json" in answer
        assert b"\r\nserver:" not in answer.lower()
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert out == ""
    assert "secretName" not in err
    assert "Traceback" not in err


def _ask(connection: socket.socket, path: str) -> tuple[bytes, dict[str, str], bytes]:
    """Status line, header and body of a GET."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(fields["content-length"]):
        body += connection.recv(65536)
    return status, fields, body


def test_one_connection_too_many_is_told_when_to_come_back(monkeypatch, no_network):
    monkeypatch.undo()
    code = (
        "from qgov.api.server import serve; from qgov.service.settings import Settings; "
        "serve(settings=Settings(port=0, connections=2, processes=0, sparql=False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", process.stderr.readline()).group(1))
        opened = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(2)]
        for connection in opened:
            assert _ask(connection, "/openapi.json")[0] == "HTTP/1.1 200 OK"
        with socket.create_connection(("127.0.0.1", port), timeout=60) as further:
            status, fields, body = _ask(further, "/openapi.json")
            assert status.startswith("HTTP/1.1 503 ")
            assert fields["content-type"] == "application/problem+json"
            assert (int(fields["retry-after"]) > 0, fields["connection"]) == (True, "close")
            assert fields["x-content-type-options"] == "nosniff"
            found = json.loads(body)
            assert found["type"].endswith("/busy")
            assert "2 connections" in found["detail"]
            assert further.recv(1) == b""
        for connection in opened:
            assert b'qgov_refused_total{reason="connections"} 1.0' in _ask(connection, "/metrics")[2]
            connection.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
