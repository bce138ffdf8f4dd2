"""Messages between the service and its processes: plain data in frames; nothing in them runs when it is read."""

from __future__ import annotations

import struct

import msgspec

LENGTH = struct.Struct(">I")
LARGEST = 256 * 1024 * 1024


def pack(message: object) -> bytes:
    """A frame: the length of the content in four bytes, then the content (MessagePack). TypeError for other data."""
    content = msgspec.msgpack.encode(message)
    if len(content) > LARGEST:
        raise ValueError(f"a message has {len(content)} bytes, more than {LARGEST}")
    return LENGTH.pack(len(content)) + content


def unpack(content: bytes) -> object:
    """What a frame's content says; lists come back as lists, also where a tuple was sent."""
    return msgspec.msgpack.decode(content)


def size(head: bytes) -> int:
    """The length of the content that follows; ValueError where no frame can be that long."""
    (length,) = LENGTH.unpack(head)
    if length > LARGEST:
        raise ValueError(f"a frame announces {length} bytes")
    return length
