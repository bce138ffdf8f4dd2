"""A register is screened part by part: every part is written as soon as it is judged, so that a run which is killed
goes on where it was, and ends with the same bytes.

Beside FILE stands a folder ``FILE.parts`` while the run lasts. ``journal.json`` binds it to the register (by hash), to
the law and to the options; of every part there are its results, its rejected rows and, written last, its counts.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from qgov.base.errors import Fault, InputError
from qgov.base.parse import fault
from qgov.base.workers import follow
from qgov.registers.engine import Engine
from qgov.registers.mapping import read_mapping
from qgov.registers.results import format_of, join_parts, spread, write_part
from qgov.registers.sources import Source, Span, open_register
from qgov.registers.store import KeyStore, cache_file
from qgov.registers.summary import count_part, from_lists, merged, summary, to_lists
from qgov.registers.task import Task

LAYOUT = 1  # of parts; another one does not go on where this one was

Progress = Callable[[int, int, int, int], None]


@dataclass(frozen=True)
class Job:
    """What a worker needs to know: the register, its mapping, the task, the format and folder of the parts."""

    register: str
    mapping: str | None
    task: str
    format: str
    folder: str
    keys: str | None = None  # the file of results by key that processes share

    def opened(self) -> Source:
        with_names = Task.from_json(self.task).prepared().with_names
        return open_register(self.register, read_mapping(self.mapping), with_names, Path(self.folder))


@dataclass
class Part:
    """The results of one span: their bytes, the rejected rows as NDJSON, and counts."""

    data: bytes
    rejected: bytes
    counts: dict


@dataclass(frozen=True)
class Screened:
    """What a run came to. ``seconds`` are those of this run alone; ``judged`` how many rows were not looked up."""

    rows: int
    results: int
    rejected: int
    summary: dict
    seconds: float
    reused: int


class Worker:
    """Makes parts; what it learns of patterns and keys it keeps."""

    def __init__(self, job: Job, source: Source | None = None):
        self.job, self.task = job, Task.from_json(job.task)
        self.engine, self.source = Engine(self.task, KeyStore(job.keys)), source

    def part(self, span: Span, load: object = None) -> Part:
        """The part of one span, read from the file unless it is given."""
        if self.source is None:
            self.source = self.job.opened()
        read = self.source.read(span, self.source.load(span) if load is None else load)
        batch = read.batch
        answered = self.engine.answer(batch)
        names, items = batch.ids
        rows = spread(answered.block, self.engine.blocks, names, items, batch.numbers)
        lost = [*read.lost, *((int(batch.numbers[row]), faults, batch.raw(row))
                              for row, faults in answered.faults.items())]  # fmt: skip
        counts = {
            "rows": batch.rows + len(read.lost), "results": len(rows.owner), "rejected": len(lost),
            "summary": to_lists(count_part(answered.block, self.engine.blocks, batch.dates(), self.task.columns)),
        }  # fmt: skip
        keys = getattr(batch, "keys", None)
        if keys is not None:
            counts["names"] = [hashlib.blake2b(key, digest_size=8).hexdigest() for key in keys]
        return Part(write_part(rows, self.task.columns, self.job.format), _rejected(lost), counts)


def _rejected(lost: list[tuple[int, list[Fault], object]]) -> bytes:
    lines = [
        json.dumps(
            {"row": number, "reasons": [fault.to_dict() for fault in faults], "raw": raw},
            ensure_ascii=False,
            default=str,
        )
        for number, faults, raw in sorted(lost, key=lambda one: one[0])
    ]
    return "".join(line + "\n" for line in lines).encode("utf-8", "replace")


class OtherRun(InputError):
    """What an earlier run left is of another register, law or set of options."""


def run(
    register: str, out: str, task: Task, *, mapping: str | None = None, workers: int = 1, fresh: bool = False,
    scheduler: str | None = None, kept: bool = True, progress: Progress | None = None,
) -> Screened:  # fmt: skip
    """Hold a register against the task's law and write FILE, FILE.rejected.ndjson and FILE.summary.json.

    With ``kept``, results by key stay in the user's cache for registers to come. ``progress`` is told parts done,
    parts, rows done and rows rejected. InputError for what cannot be read, OtherRun where FILE.parts is that of another
    register, law or set of options.
    """
    started = time.monotonic()
    format, folder = format_of(out), Path(out + ".parts")
    task.prepared()  # before workers fork
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise fault("", f"cannot write {folder}: {error.strerror}", "give a file that can be written") from None
    keys = cache_file(task.prepared().sha256) if kept else None
    job = Job(str(Path(register).resolve()), None if mapping is None else str(Path(mapping).resolve()), task.to_json(),
              format, str(folder.resolve()), str(keys or folder.resolve() / "keys.sqlite"))  # fmt: skip
    pool = _Pool(job, workers) if scheduler is None else None
    try:
        source = job.opened()
        spans = source.spans()
        _journal(folder, _binding(source, job, task))
        done = {index for index in range(len(spans)) if (folder / f"{index:06}.json").exists()}
        left = [(index, span) for index, span in enumerate(spans) if index not in done]
        counts = {index: json.loads((folder / f"{index:06}.json").read_text()) for index in done}
        if scheduler is not None:
            from qgov.registers.cluster import parts_from

            made: Iterator[tuple[int, dict]] = parts_from(scheduler, job, source, left)
        else:
            made = pool.parts(left)
        if progress:
            _tell(progress, counts, len(spans))
        for index, found in made:
            counts[index] = found
            if progress:
                _tell(progress, counts, len(spans))
    finally:
        if pool is not None:
            pool.close()
        if not any(folder.glob("*.json")):  # nothing to go on with
            shutil.rmtree(folder, ignore_errors=True)
    ordered = [counts[index] for index in range(len(spans))]
    _once(ordered)
    rows = {name: sum(one[name] for one in ordered) for name in ("rows", "results", "rejected")}
    _finish(folder, Path(out), len(spans), task, format)
    about = {"register": Path(register).name, "task": json.loads(task.to_json()), "law": task.prepared().sha256}
    whole = summary(merged([from_lists(one["summary"]) for one in ordered]), rows, about)
    _written(Path(out + ".summary.json"), json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n")
    shutil.rmtree(folder, ignore_errors=True)
    return Screened(**rows, summary=whole, seconds=time.monotonic() - started, reused=len(done))


def _tell(progress: Progress, counts: dict[int, dict], parts: int) -> None:
    progress(len(counts), parts, sum(one["rows"] for one in counts.values()),
             sum(one["rejected"] for one in counts.values()))  # fmt: skip


def _binding(source: Source, job: Job, task: Task) -> dict:
    mapped = hashlib.sha256(Path(job.mapping).read_bytes()).hexdigest() if job.mapping else None
    return {"layout": LAYOUT, "register": source.sha256(), "mapping": mapped, "task": job.task, "format": job.format,
            "law": task.prepared().sha256}  # fmt: skip


def _journal(folder: Path, binding: dict) -> None:
    """Begin the journal, or see that it is of the same run."""
    path = folder / "journal.json"
    if path.exists():
        if json.loads(path.read_text()) != binding:
            said = f"{folder} is left from a run with another register, law or options"
            raise OtherRun([Fault("", said, "give --fresh to begin anew, or another file")])
        return
    for old in folder.iterdir():
        if old.name[:6].isdigit():
            old.unlink()
    _written(path, json.dumps(binding).encode())


def _written(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or not there."""
    part = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write(folder: Path, index: int, part: Part) -> dict:
    """Write a part: what says that it is whole comes last."""
    _written(folder / f"{index:06}.data", part.data)
    _written(folder / f"{index:06}.rejected", part.rejected)
    _written(folder / f"{index:06}.json", json.dumps(part.counts).encode())
    return part.counts


def _once(counts: list[dict]) -> None:
    """See that no dossier of an RDF register stands in two places."""
    names = [name for one in counts for name in one.get("names", ())]
    if len(set(names)) < len(names):
        raise fault("", "the quads of a dossier do not stand together in the register", "sort its lines by graph")


def _finish(folder: Path, out: Path, parts: int, task: Task, format: str) -> None:
    target = out.with_name(out.name + ".tmp")
    join_parts((folder / f"{index:06}.data" for index in range(parts)), target, task.columns, format)
    rejected = out.with_name(out.name + ".rejected.ndjson")
    with rejected.open("wb") as file:
        for index in range(parts):
            file.write((folder / f"{index:06}.rejected").read_bytes())
    target.replace(out)


class _Pool:
    """Processes that make parts, forked before anything starts a thread. One worker works here."""

    def __init__(self, job: Job, workers: int):
        self._job, self._own, self._pool = job, None, None
        self._workers = workers
        if workers < 2:
            return
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1 else None
        self._pool = ProcessPoolExecutor(workers, multiprocessing.get_context(method), _begin, (job, os.getpid()))
        self._pool.submit(os.getpid).result()

    def parts(self, left: list[tuple[int, Span]]) -> Iterator[tuple[int, dict]]:
        folder = Path(self._job.folder)
        if self._pool is None:
            worker = Worker(self._job)
            for index, span in left:
                yield index, write(folder, index, worker.part(span))
            return
        waiting, running = iter(left), {}
        for index, span in waiting:
            running[self._pool.submit(_make, index, span)] = index
            if len(running) >= 2 * self._workers:
                break
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                index = running.pop(future)
                yield index, future.result()
                if (following := next(waiting, None)) is not None:
                    running[self._pool.submit(_make, *following)] = following[0]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_worker: Worker | None = None


def _begin(job: Job, parent: int) -> None:
    global _worker
    follow(parent)
    _worker = Worker(job)


def _make(index: int, span: Span) -> dict:
    return write(Path(_worker.job.folder), index, _worker.part(span))
