"""A register is screened part by part: every part is written as soon as it is judged, so that a run which is killed
goes on where it was, and ends with the same bytes.

Beside FILE stands a folder ``FILE.parts`` while the run lasts. Where the register is cut is found while the first parts
are made already, and parts that follow on one another are joined while others are made.
"""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qgov.base.errors import Fault
from qgov.base.parse import fault
from qgov.base.workers import follow
from qgov.registers.engine import Engine
from qgov.registers.mapping import read_mapping
from qgov.registers.parts import (
    DATA,
    LAYOUT,
    REJECTED,
    Part,
    begin,
    left,
    made_of,
    names_of,
    once,
    path_of,
    reused,
    write,
    written,
)
from qgov.registers.parts import OtherRun as OtherRun
from qgov.registers.results import Joined, format_of, spread, write_part
from qgov.registers.sources import Source, Span, open_register
from qgov.registers.store import KeyStore, cache_file
from qgov.registers.summary import Tally, from_lists, summary, to_lists
from qgov.registers.task import Task

_COLLECTED = 32  # parts after which a process searches for cycles

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
        self.tally = Tally(self.task.columns)

    def part(self, span: Span, load: object = None) -> Part:
        """The part of one span, read from the file unless it is given."""
        if self.source is None:
            self.source = self.job.opened()
        if load is None:
            load = self.source.load(span)
        read = self.source.read(span, load)
        batch = read.batch
        answered = self.engine.answer(batch)
        names, items = batch.ids
        rows = spread(answered.block, self.engine.blocks, names, items, batch.numbers)
        lost = [*read.lost, *((int(batch.numbers[row]), faults, batch.raw(row))
                              for row, faults in answered.faults.items())]  # fmt: skip
        counts = {
            "rows": batch.rows + len(read.lost), "results": len(rows.owner), "rejected": len(lost),
            "summary": to_lists(self.tally.part(answered.block, self.engine.blocks, batch.dates())),
            "of": made_of(span, load),
        }  # fmt: skip
        data = write_part(rows, self.task.columns, self.job.format)
        return Part(data, _rejected(lost), counts, names_of(getattr(batch, "keys", ())))


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


class _Run:
    """The parts of one run: those that an earlier run has left, and the others as they come in, in any order."""

    def __init__(self, folder: Path, source: Source, out: Path, columns: tuple[str, ...], format: str):
        self._folder, self._source, self._out = folder, source, out
        self._target, self._rejected = (out.with_name(out.name + end) for end in (".tmp", ".rejected.tmp"))
        self._joined, self._rejected_file = Joined(self._target, columns, format), self._rejected.open("wb")
        self._waiting: set[int] = set()
        self._next = 0
        self.parts, self.done, self.reused = source.about(), 0, 0
        self.rows = dict.fromkeys(("rows", "results", "rejected"), 0)
        self.counts: dict[str, Counter] = {}

    def spans(self) -> Iterator[tuple[int, Span]]:
        """The parts that are still to be made, in the order of the register."""
        earlier, index = left(self._folder), -1
        for index, span in enumerate(self._source.spans()):
            counts = reused(self._folder, index, self._source, span) if index in earlier else None
            if counts is None:
                yield index, span
            else:
                self.reused += 1
                self.take(index, counts)
        self.parts = index + 1

    def take(self, index: int, counts: dict) -> None:
        """Count a part, and join what follows on what was joined."""
        self.done += 1
        self.parts = max(self.parts, self.done)
        for name in self.rows:
            self.rows[name] += counts[name]
        for name, counter in from_lists(counts["summary"]).items():
            self.counts.setdefault(name, Counter()).update(counter)
        self._waiting.add(index)
        while self._next in self._waiting:
            self._waiting.remove(self._next)
            self._joined.add(path_of(self._folder, self._next, DATA))
            self._rejected_file.write(path_of(self._folder, self._next, REJECTED).read_bytes())
            self._next += 1

    def finish(self) -> None:
        """Put the files where they belong. InputError where a dossier stands in two places."""
        once(self._folder, self.parts)
        self._joined.close()
        self._rejected_file.close()
        self._rejected.replace(self._out.with_name(self._out.name + ".rejected.ndjson"))
        self._target.replace(self._out)

    def drop(self) -> None:
        """Leave nothing that is not finished."""
        self._joined.close()
        self._rejected_file.close()
        for path in (self._target, self._rejected):
            path.unlink(missing_ok=True)


def run(
    register: str, out: str, task: Task, *, mapping: str | None = None, workers: int = 1, fresh: bool = False,
    scheduler: str | None = None, kept: bool = True, progress: Progress | None = None,
) -> Screened:  # fmt: skip
    """Hold a register against the task's law and write FILE, FILE.rejected.ndjson and FILE.summary.json.

    With ``kept``, results by key stay in the user's cache for registers to come. ``progress`` is told parts done,
    parts (about so many, until all are known), rows done and rows rejected. InputError for what cannot be read,
    OtherRun where FILE.parts is that of another register, law or set of options.
    """
    started = time.monotonic()
    format, folder = format_of(out), Path(out + ".parts")
    with _no_collection():
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
    pool, made = _Pool(job, workers) if scheduler is None else None, None
    try:
        source = job.opened()
        begin(folder, _binding(source, job, task))
        made = _Run(folder, source, Path(out), task.columns, format)
        if scheduler is not None:
            from qgov.registers.cluster import parts_from

            parts: Iterator[tuple[int, dict]] = parts_from(scheduler, job, source, made.spans())
        else:
            parts = pool.parts(made.spans())
        for index, counts in parts:
            made.take(index, counts)
            if progress:
                progress(made.done, made.parts, made.rows["rows"], made.rows["rejected"])
        made.finish()
    finally:
        if pool is not None:
            pool.close()
        if made is not None:
            made.drop()
        if not left(folder):  # nothing to go on with
            shutil.rmtree(folder, ignore_errors=True)
    about = {"register": Path(register).name, "task": json.loads(task.to_json()), "law": task.prepared().sha256}
    whole = summary(made.counts, made.rows, about)
    written(Path(out + ".summary.json"), json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n")
    shutil.rmtree(folder, ignore_errors=True)
    return Screened(**made.rows, summary=whole, seconds=time.monotonic() - started, reused=made.reused)


def _binding(source: Source, job: Job, task: Task) -> dict:
    mapped = hashlib.sha256(Path(job.mapping).read_bytes()).hexdigest() if job.mapping else None
    return {"layout": LAYOUT, "register": source.identity(), "mapping": mapped, "task": job.task, "format": job.format,
            "law": task.prepared().sha256}  # fmt: skip


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without searches for cycles: norms are many objects, and all stay."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


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

    def parts(self, spans: Iterator[tuple[int, Span]]) -> Iterator[tuple[int, dict]]:
        folder = Path(self._job.folder)
        if self._pool is None:
            worker = Worker(self._job)
            for index, span in spans:
                yield index, write(folder, index, worker.part(span))
            return
        waiting, running = spans, {}
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
    gc.freeze()
    gc.disable()  # most of what a part makes goes with it; what stays, the norms above all, is not searched each time


def _make(index: int, span: Span) -> dict:
    if index % _COLLECTED == _COLLECTED - 1:
        gc.collect()
    return write(Path(_worker.job.folder), index, _worker.part(span))
