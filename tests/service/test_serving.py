"""The service as a process: which addresses it takes, how it ends, and how long it waits for slow clients."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from qgov.api.server import ServeError, check_bind
from qgov.service.keys import KeyFile
from qgov.service.settings import Settings
from qgov.store.worker import Isolation

ROOT = Path(__file__).parents[2]
DOSSIER = (ROOT / "data" / "dossiers" / "2026-us-in-boston-headline.json").read_bytes()


class Serving:
    """``qgov serve`` on a free port."""

    def __init__(self, tmp_path, *options: str):
        self.log = tmp_path / "log"
        command = [sys.executable, "-m", "qgov", "serve", "--port", "0", *options]
        environment = {**os.environ, "QGOV_CACHE": str(tmp_path / "cache"), "PYTHONUNBUFFERED": "1"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
        until = time.monotonic() + 90
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", self.log.read_text())):
            assert self.process.poll() is None and time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)
        self.port = int(found[1])
        while self.get("/readyz")[0] != 200:
            assert time.monotonic() < until
            time.sleep(0.1)

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def ask(self, request) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"}
        return self.ask(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers))

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture
def serving(tmp_path):
    made = []

    def start(*options: str) -> Serving:
        made.append(Serving(tmp_path, *options))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def read_all(connection: socket.socket) -> bytes:
    found = b""
    with suppress(ConnectionResetError):  # what was not read any more when the service closed
        while chunk := connection.recv(65536):
            found += chunk
    return found


def test_it_ends_in_order_and_answers_what_is_under_way(serving, tmp_path):
    service = serving("--data-dir", str(tmp_path / "data"), "--processes", "1", "--set", "sparql=false")
    children = _children(service.process.pid)
    assert children
    with service.connect() as connection:
        connection.sendall(
            b"POST /v1/decisions?simulate=false HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(DOSSIER)
        )
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(DOSSIER)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
    assert service.process.wait(60) == 0
    assert not any(_alive(pid) for pid in children)
    place = re.search(rb"location: /v1/decisions/(\w+)", answer)[1].decode()
    from qgov.ledger import Ledger

    with Ledger(tmp_path / "data" / "ledger") as ledger:
        assert place in [entry.payload["id"] for entry in ledger.entries() if entry.kind == "decision"]
    lines = [json.loads(line) for line in service.log.read_text().splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines if line["event"] in ("ready", "ending")] == ["ready", "ending"]
    assert "Traceback" not in service.log.read_text()


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in text] + [child for word in text for child in _children(int(word))]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_slow_clients_are_not_waited_for(serving):
    service = serving("--processes", "0", "--set", "sparql=false", "--set", "body_timeout=1")
    with service.connect() as silent, service.connect() as header, service.connect() as body, service.connect() as second:
        header.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
        body.sendall(
            b"POST /v1/validations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        second.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert second.recv(65536).startswith(b"HTTP/1.1 200")
        second.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        begun = time.monotonic()
        assert read_all(silent).startswith(b"HTTP/1.1 408")
        assert read_all(header).startswith(b"HTTP/1.1 408")
        answer = read_all(body)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"application/problem+json" in answer
        assert b"HTTP/1.1 408" in read_all(second)
        assert time.monotonic() - begun < 20
    assert service.get("/healthz")[0] == 200
    assert service.end() == 0


HOST = b"Host: localhost\r\n"
POST = b"POST /v1/validations HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
NO_REQUESTS = {
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50) + b"\r\n\r\n", 400),
    "one word": (b"HELLO\r\n\r\n", 400),
    "unknown method": (b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "other version": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "blank in the address": (b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "tunnel": (b"CONNECT example.org:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "two lengths": (POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "negative length": (POST + b"Content-Length: -4\r\n\r\n{}", 400),
    "no length": (POST + b"Content-Length: abc\r\n\r\n{}", 400),
    "broken piece": (POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n", 400),
    "long address": (b"GET /sparql?query=" + b"a" * 66_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "address without end": (b"GET /sparql?query=" + b"a" * 2_000_000, 414),
    "header without end": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 2_000_000, 431),
    "fields without end": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 400_000, 431),
}  # fmt: skip


def test_what_is_no_request_gets_a_problem_document(serving):
    """What httptools refuses never comes to the application; nor does it keep a header of any length."""
    service = serving("--processes", "0", "--set", "sparql=false")
    for name, (sent, status) in NO_REQUESTS.items():
        with service.connect() as connection:
            with suppress(ConnectionError):  # the service may have heard enough
                connection.sendall(sent)
            head, _, body = read_all(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status), name
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        assert fields[b"content-type"] == b"application/problem+json" and fields[b"connection"] == b"close", name
        assert int(fields[b"content-length"]) == len(body) and b"content-security-policy" in fields, name
        found = json.loads(body)
        assert found["status"] == status and found["errors"][0]["remedy"], name
    with service.connect() as connection:  # a long address within the limit is read
        connection.sendall(b"GET /v1/norms?x=" + b"a" * 65_000 + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 422")
    assert service.end() == 0


def test_another_name_is_not_answered_and_settings_are_refused(serving, tmp_path):
    service = serving("--processes", "0", "--set", "sparql=false", "--set", "public_hosts=qgov.example")
    for host, status in (("qgov.example", 200), ("localhost", 200), ("rebound.example", 400)):
        request = urllib.request.Request(f"http://127.0.0.1:{service.port}/healthz", headers={"Host": host})
        assert service.ask(request)[0] == status
    assert service.end() == 0
    done = subprocess.run(
        [sys.executable, "-m", "qgov", "serve", "--host", "0.0.0.0"], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.returncode == 2
    assert "authentication" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_is_in_use_is_named(serving, tmp_path):
    data = str(tmp_path / "data")
    service = serving("--data-dir", data, "--processes", "0", "--set", "sparql=false")
    done = subprocess.run(
        [sys.executable, "-m", "qgov", "serve", "--port", "0", "--data-dir", data], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.returncode == 2
    assert "in use" in done.stderr
    assert service.end() == 0


@pytest.fixture
def keyed(tmp_path):
    KeyFile(tmp_path / "keys.json").add("acme", ["read"])
    return {"data_dir": tmp_path, "authentication": True, "public_hosts": ("qgov.example",)}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_an_address_for_others_needs_authentication_names_and_isolation(host, keyed, monkeypatch):
    import qgov.store.worker as worker

    walls = Isolation(True, True, True, True, True, True)
    monkeypatch.setattr(worker, "isolation", lambda: walls)
    assert "qgov.example" in check_bind(Settings(host=host, **keyed))
    with pytest.raises(ServeError, match="without authentication"):
        check_bind(Settings(host=host, public_hosts=("qgov.example",)))
    with pytest.raises(ServeError, match="public_hosts"):
        check_bind(Settings(host=host, **{**keyed, "public_hosts": ()}))
    monkeypatch.setattr(worker, "isolation", lambda: Isolation(True, False, True, True, True, True, "no namespaces here"))
    with pytest.raises(ServeError, match="no namespaces here"):
        check_bind(Settings(host=host, **keyed))
    assert "qgov.example" in check_bind(Settings(host=host, sparql=False, **keyed))


def test_a_name_is_no_address(keyed):
    with pytest.raises(ServeError, match="no IP address"):
        check_bind(Settings(host="qgov.example", **keyed))


def test_on_this_machine_nothing_more_is_needed(monkeypatch):
    import qgov.store.worker as worker

    monkeypatch.setattr(worker, "isolation", lambda: Isolation(reason="none"))
    assert {"localhost", "127.0.0.1", "::1"} <= set(check_bind(Settings()))
