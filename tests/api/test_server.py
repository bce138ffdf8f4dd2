"""The service listens on this machine only."""

from __future__ import annotations

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
