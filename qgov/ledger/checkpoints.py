"""Checkpoints: the last entry of a ledger at a moment, signed, in a file that belongs on another machine."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from qgov.ledger.entry import LedgerError
from qgov.verifier.verify import Faults, canonical, check_proof

FORMAT = "qgov-ledger-checkpoint/1"
_NAMES = {"format", "ledger", "seq", "hash", "time"}
MAX_BYTES = 256 * 1024 * 1024


def append_checkpoint(path: Path, ledger: str, seq: int, digest: str, time: datetime, signer=None) -> dict:
    """Append a checkpoint to a file, made if it is not there; it is on the disk when this returns.

    ``ledger`` is the hash of entry 1, ``digest`` that of entry ``seq``. Raises LedgerError where it cannot be written.
    """
    moment = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {"format": FORMAT, "ledger": ledger, "seq": seq, "hash": digest, "time": moment}
    if signer is not None:
        from qgov.reasoning.credential import did_of, sign

        found = sign(found | {"issuer": did_of(signer)}, signer, moment)
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(handle).st_size
            # What a crash cut off must not swallow this line.
            begin = b"\n" if size and os.pread(handle, 1, size - 1) != b"\n" else b""
            content = begin + canonical(found).encode() + b"\n"
            if os.write(handle, content) != len(content):
                raise OSError(28, "no space left on the device")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise LedgerError(f"the checkpoint file {path} cannot be written: {error.strerror}") from None
    return found


def read_checkpoints(path: Path, trust: str | None = None) -> tuple[list[dict], list[tuple[int, str]], list[str]]:
    """The checkpoints in a file; the numbers of entries that others speak of and what is wrong with them; and what is
    only to be noted.

    ``trust`` is the did:key that must have signed. Raises LedgerError where the file cannot be read.
    """
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise LedgerError(f"the checkpoint file {path} cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise LedgerError(f"the checkpoint file {path} has more than {MAX_BYTES} bytes")
    found, wrong, notes = [], [], []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line:
            continue
        where = f"{path.name} line {number}"
        try:
            checkpoint = _read(line)
        except ValueError as error:
            # A crash can leave half a line; who could damage it could also have taken it away.
            notes.append(f"{where}: {error}")
            continue
        if "proof" in checkpoint:
            faults = Faults()
            check_proof(checkpoint, faults, trust)
            wrong += [(checkpoint["seq"], f"{where}: {fault}") for fault in faults.found]
            notes += [note for note in faults.notes if note not in notes]
            if faults.found:
                continue
        elif trust is not None:
            wrong.append((checkpoint["seq"], f"{where}: is not signed, but a key to trust was given"))
            continue
        found.append(checkpoint)
    return found, wrong, notes


def _read(line: bytes) -> dict:
    try:
        data = json.loads(line)
        exact = canonical(data).encode() == line
    except (ValueError, RecursionError):
        raise ValueError("is no checkpoint, or one that was cut off") from None
    if not exact or not isinstance(data, dict) or not _NAMES <= set(data) or data["format"] != FORMAT:
        raise ValueError("is no checkpoint in canonical form")
    texts = all(isinstance(data[name], str) for name in ("hash", "ledger", "time"))
    if type(data["seq"]) is not int or data["seq"] < 1 or not texts:
        raise ValueError("is no checkpoint of this format")
    return data
