"""One entry of the ledger: sealed from a payload, written as a line, read back and found sound or not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes

from qgov.base.errors import BROKEN
from qgov.base.parse import fault
from qgov.verifier.verify import canonical

FORMAT = "qgov-ledger/1"
START = "0" * 64  # what stands for the hash before the first entry
REDACTION, RECOVERY = "redaction", "recovery"
OWN_KINDS = (REDACTION, RECOVERY)  # kinds that the ledger alone appends
MAX_LINE = 32 * 1024 * 1024
MAX_PAYLOAD = 16 * 1024 * 1024
MAX_TENANT = 200

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")
_HEX = re.compile(r"[0-9a-f]{64}")
_NO_NUMBER = re.compile(r'\{"@decimal":"-?s?[NI]')
_HEADER = {"format", "seq", "previous", "time", "kind", "tenant", "commitment"}
_OPTIONAL = {"clock", "receipt"}


class LedgerError(RuntimeError):
    """The ledger cannot be written, or it is damaged: what, where, and what helps."""


@dataclass(frozen=True)
class Entry:
    """An entry as it was acknowledged. ``payload`` and ``salt`` are None once redacted; ``time`` is UTC, ISO 8601."""

    seq: int
    hash: str
    time: str
    kind: str
    tenant: str
    previous: str
    commitment: str
    receipt: str | None
    payload: dict | None
    salt: str | None
    header: dict

    def to_dict(self) -> dict:
        """The entry as its line has it."""
        found: dict = {"hash": self.hash, "header": self.header}
        return found if self.payload is None else {**found, "payload": self.payload, "salt": self.salt}

    def holds_receipt(self, receipt_hash: str) -> bool:
        """Whether the entry was made for the receipt with this SHA-256; False once redacted."""
        return self.salt is not None and self.receipt == committed(self.salt, receipt_hash)


@dataclass(frozen=True)
class Prepared:
    """A payload on its way into the ledger: everything of the entry that does not depend on its place."""

    kind: str
    tenant: str
    text: str
    payload: dict
    salt: str
    commitment: str
    receipt: str | None


def committed(salt: str, content: str) -> str:
    """The hash that binds content and does not give it away without the salt (hexadecimal)."""
    return sha256(bytes.fromhex(salt) + content.encode()).hexdigest()


def prepare(kind: str, tenant: str, payload: dict, own: bool = False) -> Prepared:
    """Write a payload in its canonical form, with a new salt. Raises InputError where it cannot be written so."""
    from qgov.reasoning.receipt import written

    if not _KIND.fullmatch(kind) or (kind in OWN_KINDS and not own):
        raise fault("", f"{kind!r} is no kind of entry", "lower-case words with hyphens, such as decision; "
                    f"{' and '.join(OWN_KINDS)} are the ledger's own")  # fmt: skip
    if not isinstance(tenant, str) or len(tenant) > MAX_TENANT or BROKEN.search(tenant):
        raise fault("", "the tenant's name is unusable", f"plain text of at most {MAX_TENANT} characters")
    if not isinstance(payload, dict):
        raise fault("", "a payload is an object", "give a dict")
    kept = written(payload)
    try:
        text = canonical(kept)
        size = len(text.encode())
    except (TypeError, ValueError) as error:  # UnicodeEncodeError is a ValueError
        raise fault("", f"the payload cannot be written as JSON: {error}", "text, numbers, lists and dicts") from None
    if size > MAX_PAYLOAD:
        raise fault("", f"the payload has {size} bytes, more than the {MAX_PAYLOAD} accepted", "store a hash of it")
    if json.loads(text) != kept or _NO_NUMBER.search(text):
        raise fault("", "the payload has a key that is no text or a number that is none", "text as keys, no NaN")
    salt = token_bytes(32).hex()
    receipt = receipt_hash(kept)
    return Prepared(kind, tenant, text, kept, salt, committed(salt, text), receipt and committed(salt, receipt))


def receipt_hash(payload: dict) -> str | None:
    """The hash of the receipt that a payload carries, itself or in its decision."""
    for holder in (payload, payload.get("decision")):
        receipt = holder.get("receipt") if isinstance(holder, dict) else None
        found = receipt.get("sha256") if isinstance(receipt, dict) else None
        if isinstance(found, str) and _HEX.fullmatch(found):
            return found
    return None


def seal(prepared: Prepared, seq: int, previous: str, time: str, clock: str | None) -> tuple[Entry, bytes]:
    """The entry at its place in the chain, and its line."""
    header = {
        "format": FORMAT, "seq": seq, "previous": previous, "time": time, "kind": prepared.kind,
        "tenant": prepared.tenant, "commitment": prepared.commitment,
    }  # fmt: skip
    if clock is not None:
        header["clock"] = clock
    if prepared.receipt is not None:
        header["receipt"] = prepared.receipt
    text = canonical(header)
    digest = sha256(text.encode()).hexdigest()
    line = f'{{"hash":"{digest}","header":{text},"payload":{prepared.text},"salt":"{prepared.salt}"}}\n'
    return _entry(digest, header, prepared.payload, prepared.salt), line.encode()


def bare_line(entry: Entry) -> bytes:
    """The line of an entry without payload and salt."""
    return canonical({"hash": entry.hash, "header": entry.header}).encode() + b"\n"


def read_entry(line: bytes) -> Entry:
    """An entry from its line, newline included. Raises ValueError with what is wrong where it is not sound in itself:
    not canonical, or its parts do not fit its hashes."""
    if not line.endswith(b"\n"):
        raise ValueError("the line is cut off")
    text = line[:-1]
    try:
        data = json.loads(text)
        if canonical(data).encode() != text:
            raise ValueError("the line is not in canonical form (RFC 8785)")
    except (UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"the line is not JSON ({str(error)[:80]})") from None
    if not isinstance(data, dict) or set(data) not in ({"hash", "header"}, {"hash", "header", "payload", "salt"}):
        raise ValueError("the line is not an entry")
    header, payload, salt = data["header"], data.get("payload"), data.get("salt")
    if not isinstance(header, dict) or not _HEADER <= set(header) <= _HEADER | _OPTIONAL:
        raise ValueError("the header lacks a name or has one too many")
    seq = header["seq"]
    texts = all(isinstance(value, str) for name, value in header.items() if name != "seq")
    if not texts or type(seq) is not int or seq < 1 or header["format"] != FORMAT:
        raise ValueError("the header is not of this format")
    if sha256(canonical(header).encode()).hexdigest() != data["hash"]:
        raise ValueError("the header does not fit its hash")
    if "salt" not in data:
        return _entry(data["hash"], header, None, None)
    if not isinstance(payload, dict) or not isinstance(salt, str) or not _HEX.fullmatch(salt):
        raise ValueError("payload or salt is not of this format")
    if committed(salt, canonical(payload)) != header["commitment"]:
        raise ValueError("payload or salt does not fit the commitment")
    receipt = receipt_hash(payload)
    if (receipt and committed(salt, receipt)) != header.get("receipt"):
        raise ValueError("the receipt does not fit its commitment")
    return _entry(data["hash"], header, payload, salt)


def _entry(digest: str, header: dict, payload: dict | None, salt: str | None) -> Entry:
    return Entry(
        seq=header["seq"], hash=digest, time=header["time"], kind=header["kind"], tenant=header["tenant"],
        previous=header["previous"], commitment=header["commitment"], receipt=header.get("receipt"),
        payload=payload, salt=salt, header=header,
    )  # fmt: skip
