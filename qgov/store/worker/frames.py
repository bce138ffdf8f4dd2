"""How the service and a worker speak: a head and a text one way, a status and a body the other, lengths before them."""

from __future__ import annotations

import json
import socket
import struct
from functools import lru_cache
from typing import NamedTuple

REQUEST = struct.Struct("!II")
RESPONSE = struct.Struct("!HQ")
LAST = 0x8000  # set in a status: the worker ends after this answer
OK = 200
_AT_ONCE = 1 << 16


class Head(NamedTuple):
    """What a worker must know beside the text of a query.

    ``default_graphs`` and ``named_graphs`` are the data set asked for, both None for everything that is visible;
    ``visible`` are the whole names of graphs and, with a final slash, what their names begin with; ``snapshot`` is the
    folder to read, None for the graphs in memory.
    """

    form: str
    media_type: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    visible: tuple[str, ...] | None
    max_rows: int
    max_bytes: int
    seconds: int
    snapshot: str | None


@lru_cache(maxsize=512)
def packed(head: Head) -> bytes:
    return json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=512)
def unpacked(data: bytes) -> Head:
    values = json.loads(data)
    return Head(*(tuple(value) if isinstance(value, list) else value for value in values))


def read_request(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Head and text of the next request; None where the other side is gone. One is under way at a time, so that all
    that arrives belongs to it."""
    data = connection.recv(_AT_ONCE)
    while len(data) < REQUEST.size or len(data) < REQUEST.size + sum(REQUEST.unpack_from(data)):
        more = connection.recv(_AT_ONCE)
        if not more:
            return None
        data += more
    end = REQUEST.size + REQUEST.unpack_from(data)[0]
    return data[REQUEST.size : end], data[end:]
