"""What the protocol lets come to the application, asked over a socket."""

from __future__ import annotations

import json
import socket
import threading

import pytest
import uvicorn

from qgov.api.door.patience import patient_protocol

HEAD = b"POST / HTTP/1.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def no_network():
    """The service is asked over a socket here."""


async def told(scope, receive, send) -> None:
    """Answers with the header fields that it knows once the whole body is read, and the body."""
    body = b""
    while (message := await receive()).get("more_body"):
        body += message["body"]
    body += message["body"]
    fields = [[name.decode(), value.decode()] for name, value in scope["headers"]]
    answer = json.dumps([fields, body.decode()]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            told, interface="asgi3", http=patient_protocol(30), ws="none", lifespan="off", log_level="critical"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(30)


def ask(port: int, *parts: bytes) -> list[tuple[int, bytes]]:
    """Status and body of each answer; the last of what is sent asks to close the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        heard = b""
        while piece := connection.recv(65536):
            heard += piece
    found = []
    while heard:
        head, _, rest = heard.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        found.append((int(head.split()[1]), rest[:length]))
        heard = rest[length:]
    return found


def test_fields_in_a_trailer_are_no_fields_of_the_request(port):
    """RFC 9110, section 6.5.1: what frames, routes or authenticates a request does not stand in a trailer."""
    chunked = (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n\r\n"
    )
    last = b"GET / HTTP/1.1\r\nHost: a\r\nX-Own: 1\r\nConnection: close\r\n\r\n"
    for parts in ((chunked, last), (chunked[:150], chunked[150:], last), (chunked + last,)):
        (first, one), (second, other) = ask(port, *parts)
        assert (first, second) == (200, 200)
        fields, body = json.loads(one)
        assert body == "{}"
        assert [name for name, _ in fields] == ["content-type", "transfer-encoding"]
        assert [name for name, _ in json.loads(other)[0]] == ["host", "x-own", "connection"]


@pytest.mark.parametrize(
    "coding", ["gzip, chunked", "gzip,chunked", "identity, chunked", "deflate\r\nTransfer-Encoding: chunked"]
)
def test_another_transfer_coding_is_not_taken(port, coding):
    """RFC 9112, section 6.1: 501 for a transfer coding that is not understood; the body would be read undecoded."""
    sent = HEAD + b"Host: a\r\nTransfer-Encoding: " + coding.encode() + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ((status, body),) = ask(port, sent)
    assert status == 501 and "chunked" in json.loads(body)["errors"][0]["message"]


@pytest.mark.parametrize("coding", ["chunked", "Chunked", " chunked "])
def test_chunks_are_taken(port, coding):
    sent = HEAD + b"Connection: close\r\nTransfer-Encoding: " + coding.encode() + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ((status, body),) = ask(port, sent)
    assert status == 200 and json.loads(body)[1] == "{}"
