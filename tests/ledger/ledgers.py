"""Ledgers for the tests, and what can be done to their files behind their back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from qgov.ledger import Ledger

_MEMORY = Path("/dev/shm")


def filled(folder: Path, payloads: list[dict], segment_bytes: int = 1200, **options) -> Path:
    """A ledger with an entry a payload, in several small segments."""
    with Ledger(folder, segment_bytes=segment_bytes, **options) as ledger:
        for number, payload in enumerate(payloads):
            ledger.append("decision", f"tenant-{number % 2}", payload)
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("segment-*.jsonl"))


def whole(folder: Path) -> bytes:
    """All segments, one after the other."""
    return b"".join(path.read_bytes() for path in files(folder))


def put(folder: Path, content: bytes) -> None:
    """Write other content over all segments, cut where they were cut; the last takes the rest, or lacks it."""
    paths = files(folder)
    for path in paths:
        size = path.stat().st_size
        part, content = (content, b"") if path == paths[-1] else (content[:size], content[size:])
        path.write_bytes(part)


def quick_folder() -> tempfile.TemporaryDirectory:
    """A folder in memory where there is one: hundreds of small ledgers need not wait for a disk."""
    return tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
