"""What others keep and hand over, as fuzz targets: keys, ledgers, checkpoints and receipts; and their"""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import tempfile
from functools import cache
from pathlib import Path

from fuzz_seeds import DOSSIERS, text_of


def read_api_key(data: bytes) -> object:
    """A file of keys, and behind a NUL the key that a caller gives: none that the file has not is let in."""
    import hashlib

    from qgov.service.keys import KeyFile, KeyRing

    content, _, given = data.partition(b"\0")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keys.json"
        path.touch(mode=0o600)
        path.write_bytes(content)
        ring = KeyRing(KeyFile(path))
    ring.count()
    text = given.decode("latin-1")
    caller = ring.caller(text)
    if caller is not None:
        _, id, secret = text.split("_", 2)
        digest = hashlib.sha256(f"qgov-key/1:{id}:{secret}".encode()).hexdigest()
        assert digest.encode() in content, "a key was let in that the file does not hold"
    return caller


def read_ledger(data: bytes) -> object:
    """A segment as it stands, and with the hashes made to fit, so that what they guard is read too."""
    from qgov.ledger import check, reading
    from qgov.ledger.entry import LedgerError

    refusals = []
    for content in (data, resealed(data)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "segment-000000000001.jsonl").write_bytes(content)
            found = check.verify(folder)
            try:
                read = list(reading.entries(folder))
                reading.latest(folder, 2)
                reading.entry(folder, 2)
                list(reading.with_receipt(folder, "0" * 64))
                assert found.wrong is not None or len(read) == found.seq, "a sound ledger has other entries"
            except LedgerError as error:
                assert found.wrong is not None, f"the check finds a ledger sound that cannot be read: {error}"
                refusals.append(error)
    if len(refusals) == 2:
        raise refusals[0]
    return None


def read_checkpoints(data: bytes) -> object:
    from qgov.ledger.checkpoints import read_checkpoints

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(data)
        file.flush()
        return read_checkpoints(Path(file.name)), read_checkpoints(Path(file.name), trusted_key())


def read_receipt(data: bytes) -> object:
    """The receipt verifier, in each way in which it is called; a fault that it finds is an answer."""
    from qgov.verifier import verify as verifier

    found = verifier.verify(data)
    for options in ({"reformatted": True}, {"trust": trusted_key()}, {"known_hash": "0" * 64, "reformatted": True}):
        verifier.verify(data, **options)
    return found


_SECRET = "A" * 43


def keys() -> list[bytes]:
    """Files of keys with a key of theirs, one that has ended, and one that there is not."""
    digest = hashlib.sha256(f"qgov-key/1:{'0' * 12}:{_SECRET}".encode()).hexdigest()
    key = {"id": "0" * 12, "tenant": "acme", "scopes": ["read", "decide"], "hash": digest,
           "created": "2026-01-01T00:00:00+00:00", "expires": "", "revoked": "", "note": ""}  # fmt: skip
    given = f"qgov_{'0' * 12}_{_SECRET}".encode()
    ended = {**key, "id": "1" * 12, "expires": "2026-02-01T00:00:00+00:00"}
    return [
        text_of({"version": 1, "keys": [key, ended]}) + b"\0" + given,
        text_of({"version": 1, "keys": [ended]}) + b"\0" + given,
        text_of({"version": 1, "keys": []}) + b"\0qgov_", b"\0" + given,
    ]  # fmt: skip


@cache
def ledgers() -> list[bytes]:
    """Segments of ledgers: plain entries, one with a decision in it, one with redactions."""
    from qgov.ledger import Ledger
    from qgov.ledger.redaction import redact

    found = []
    for payloads, erased in (
        ([{"a": 1}, {"text": "naïve 𝛹", "list": [True, None]}], ()),
        ([{"decision": {"receipt": {"sha256": "ab" * 32, "qgov": "1"}, "outcome": "permitted"}}] * 3, (2,)),
        ([{"a": n} for n in range(6)], (1, 2, 4)),
    ):
        with tempfile.TemporaryDirectory() as name:
            with Ledger(Path(name)) as ledger:
                for number, payload in enumerate(payloads):
                    ledger.append("decision", f"tenant-{number % 2}", payload)
                if erased:
                    redact(ledger, list(erased), reason="asked", by="an officer")
            found.append(b"".join(path.read_bytes() for path in sorted(Path(name).glob("segment-*.jsonl"))))
    return [*found, b"", found[0][:-10]]


def resealed(content: bytes) -> bytes:
    """The lines of a segment with hashes and commitments that fit whatever they hold: what a forger can do."""
    from qgov.ledger.entry import START, committed, receipt_hash
    from qgov.verifier.verify import canonical, sha256

    previous, found = START, []
    for line in content.split(b"\n"):
        try:
            data = json.loads(line)
            header = data["header"]
            if isinstance(data.get("payload"), dict):
                header["commitment"] = committed(data["salt"], canonical(data["payload"]))
                receipt = receipt_hash(data["payload"])
                if receipt:
                    header["receipt"] = committed(data["salt"], receipt)
            header["previous"] = previous
            previous = data["hash"] = sha256(canonical(header))
            line = canonical(data).encode()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            pass
        found.append(line)
    return b"\n".join(found)


@cache
def _signer():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@cache
def trusted_key() -> str:
    """The did:key that signed the"""
    from qgov.reasoning.credential import did_of

    return did_of(_signer())


def checkpoints() -> list[bytes]:
    """Files of checkpoints, signed and not."""
    from datetime import UTC, datetime

    from qgov.ledger.checkpoints import append_checkpoint

    found = []
    for signers in ((None, None), (_signer(), _signer()), (None, _signer())):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "checkpoints.jsonl"
            for seq, signer in enumerate(signers, 1):
                append_checkpoint(path, "0" * 64, seq, f"{seq}" * 64, datetime(2026, 3, 2, tzinfo=UTC), signer)
            found.append(path.read_bytes())
    return found


@cache
def receipts() -> list[bytes]:
    """Receipts under the few norms that matter for a transfer: in canonical form, laid out, signed, packed."""
    from datetime import UTC, datetime

    from qgov.dossier.read import read_dossier
    from qgov.norms.amend import referring
    from qgov.norms.load import NormBook, norm_book
    from qgov.reasoning.credential import credential
    from qgov.reasoning.pipeline import decide_dossier
    from qgov.reasoning.receipt import canonical_receipt

    whole, found = norm_book(), []
    for name in ("2026-us-de-advantage", "2026-us-in-boston-licensed", "2026-de-jp-aachen-eu001", "2026-nl-sg-atoms"):
        dossier = read_dossier(DOSSIERS / f"{name}.json")
        said = json.dumps(decide_dossier(dossier, simulate=False).full_receipt()["decision"])
        matter = {f["norm"] for f in _findings(json.loads(said)) if f.get("status") != "does-not-apply"}
        norms = referring(tuple(norm for norm in whole.norms if norm.iri in matter))
        book = NormBook(norms, whole.questions, whole.instruments, "0" * 64)
        found.append(decide_dossier(dossier, simulate=False, book=book).full_receipt())
    plain = [canonical_receipt(one) for one in found]
    signed = credential(copy.deepcopy(found[1]), _signer(), datetime(2026, 3, 2, tzinfo=UTC))
    texts = [*plain, canonical_receipt(signed), json.dumps(json.loads(plain[0]), indent=1).encode()]
    return [*texts, gzip.compress(plain[0], mtime=0)]


def _findings(node: object):
    if isinstance(node, dict):
        if isinstance(node.get("norm"), str):
            yield node
        for child in node.values():
            yield from _findings(child)
    elif isinstance(node, list):
        for child in node:
            yield from _findings(child)
