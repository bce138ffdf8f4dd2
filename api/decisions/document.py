"""The document that the ledger keeps of a decision: all that its full receipt holds but the norms, packed."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

_LEVEL = 5
_AS_GZIP = 31  # of zlib: the data has gzip's head and end
_READ = json.JSONDecoder().raw_decode


def member(text: str) -> bytes:
    """A part of a document, packed by itself: gzip reads such parts one behind the other as one text."""
    return gzip.compress(text.encode("utf-8", "surrogatepass"), _LEVEL, mtime=0)


def packed(start: str, end: bytes) -> str:
    """A document as a payload holds it. ``start`` goes as far as the dossier's id in the decision; what stands behind
    it, as ``member`` packs it, is the same for decisions alike."""
    return base64.b64encode(member(start) + end).decode()


def unpacked(document: str) -> dict:
    """What a packed document says."""
    return json.loads(gzip.decompress(base64.b64decode(document)))


def dossier_of(document: str) -> bytes:
    """The dossier of a packed document as the JSON that it was read from; the rest, which is long, is not read."""
    text = zlib.decompressobj(_AS_GZIP).decompress(base64.b64decode(document)).decode("utf-8", "surrogatepass")
    at, name = 1, None
    while name != "dossier":
        name, at = _READ(text, at)
        value, at = _READ(text, at + len(": "))
        at += len(", ")
    return dossier_json(value)


def dossier_json(normal: dict) -> bytes:
    """A dossier in normal form, as a receipt has it, as the JSON that it was read from."""

    def text(value: object) -> str:
        if isinstance(value, dict):
            if set(value) == {"@decimal"}:
                return value["@decimal"]
            return "{" + ",".join(f"{json.dumps(key)}:{text(child)}" for key, child in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(text, value)) + "]"
        return json.dumps(value)

    return text(normal).encode()
