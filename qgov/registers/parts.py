"""The folder ``FILE.parts`` of a run: what was made of a register so far, so that a run which is killed goes on.

``journal.json`` binds the folder to the register, to the law and to the options. Of every part there are its results,
its rejected rows, of RDF the names of its dossiers, and its counts, written last: they say what the part was made of
and what its files hold, by hash. A file that was cut off, or is not there, only means that the part is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from qgov.base.errors import Fault, InputError
from qgov.base.parse import fault
from qgov.registers.sources import Source, Span

LAYOUT = 2  # of parts; another one does not go on where this one was
DATA, REJECTED, NAMES, COUNTS = ".data", ".rejected", ".names", ".json"
NAME_BYTES = 16


@dataclass
class Part:
    """The results of one span: their bytes, the rejected rows as NDJSON, counts, and the dossiers' names by hash."""

    data: bytes
    rejected: bytes
    counts: dict
    names: bytes = b""


class OtherRun(InputError):
    """What an earlier run left is of another register, law or set of options."""


def path_of(folder: Path, index: int, suffix: str) -> Path:
    return folder / f"{index:06}{suffix}"


def write(folder: Path, index: int, part: Part) -> dict:
    """Write a part and give its counts: what says that it is whole comes last."""
    held = {}
    for suffix, data in ((DATA, part.data), (REJECTED, part.rejected), (NAMES, part.names)):
        held[suffix] = hashlib.sha256(data).hexdigest()
        _replaced(path_of(folder, index, suffix), data)
    _replaced(path_of(folder, index, COUNTS), json.dumps(part.counts | {"held": held}).encode())
    return part.counts


def made_of(span: Span, load: object) -> dict:
    """What a part is made of: its span, and where it is text, the hash of that."""
    return {"span": asdict(span), "text": hashlib.sha256(load).hexdigest() if isinstance(load, bytes) else None}


def left(folder: Path) -> set[int]:
    """The numbers of the parts that an earlier run has left."""
    return {int(path.stem) for path in folder.glob(f"[0-9]*{COUNTS}")}


def reused(folder: Path, index: int, source: Source, span: Span) -> dict | None:
    """The counts of a part that an earlier run has left; None where it is not whole. OtherRun where it was made of
    another text."""
    try:
        counts = json.loads(path_of(folder, index, COUNTS).read_bytes())
        held = {suffix: hashlib.sha256(path_of(folder, index, suffix).read_bytes()).hexdigest()
                for suffix in (DATA, REJECTED, NAMES)}  # fmt: skip
    except (ValueError, OSError):
        return None
    if counts.pop("held", None) != held:
        return None
    text = source.load(span) if counts["of"]["text"] is not None else None
    if counts["of"] != made_of(span, text):
        raise _other(folder)
    return counts


def begin(folder: Path, binding: dict) -> None:
    """Begin the journal, or see that it is of the same run."""
    path = folder / "journal.json"
    if path.exists():
        if json.loads(path.read_text()) != binding:
            raise _other(folder)
        return
    for old in folder.iterdir():
        if old.name[:6].isdigit():
            old.unlink()
    written(path, json.dumps(binding).encode())


def _other(folder: Path) -> OtherRun:
    said = f"{folder} is left from a run with another register, law or options"
    return OtherRun([Fault("", said, "give --fresh to begin anew, or another file")])


def written(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or not there, whatever happens to the machine."""
    _replaced(path, data, sync=True)


def _replaced(path: Path, data: bytes, sync: bool = False) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with part.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)


def names_of(keys: Iterable[bytes]) -> bytes:
    """What the quads of dossiers belong to, each as a hash of ``NAME_BYTES``."""
    return b"".join([hashlib.blake2b(key, digest_size=NAME_BYTES).digest() for key in keys])


def once(folder: Path, parts: int) -> None:
    """See that no dossier of an RDF register stands in two places. InputError where one does.

    Of ten million dossiers 160 MB are held, and half of that again while they are sorted.
    """
    paths = [path_of(folder, index, NAMES) for index in range(parts)]
    found = np.empty((sum(path.stat().st_size for path in paths) // NAME_BYTES, 2), np.uint64)
    at = 0
    for path in paths:
        some = np.frombuffer(path.read_bytes(), np.uint64).reshape(-1, 2)
        found[at : at + len(some)] = some
        at += len(some)
    halves = np.sort(found[:, 0])
    twice = np.unique(halves[1:][halves[1:] == halves[:-1]])
    doubtful = found[np.isin(found[:, 0], twice)] if len(twice) else found[:0]
    if len(np.unique(doubtful, axis=0)) < len(doubtful):
        raise fault("", "the quads of a dossier do not stand together in the register", "sort its lines by graph")
