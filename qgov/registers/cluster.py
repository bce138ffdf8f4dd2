"""Parts made by the workers of a Dask cluster: what a part is read from goes along, so that workers need no files.

Each worker has qgov installed, of the same version and law, which is checked. The results are those of this machine.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qgov.base.parse import fault
from qgov.registers.mapping import read_mapping
from qgov.registers.parts import Part, write
from qgov.registers.run import Job, Worker
from qgov.registers.sources import Csv, Lines, Parquet, Source, Span
from qgov.registers.task import LawOptions, Task

RETRIES = 5  # of a part whose worker was lost

_SOURCES = {"Parquet": Parquet, "Csv": Csv, "Lines": Lines}
_workers: dict[str, Worker] = {}


@dataclass(frozen=True)
class Order:
    """What every worker gets once a part: the task, the files that it names, and how to read parts."""

    task: str
    files: tuple[tuple[str, bytes], ...]
    law: str
    format: str
    kind: str
    mapping: dict
    head: bytes | None
    name: str


def parts_from(address: str, job: Job, source: Source, spans: Iterator[tuple[int, Span]]) -> Iterator[tuple[int, dict]]:
    """Have the parts made, a bounded number at a time, and write each here. InputError where no cluster answers."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise fault("", "--scheduler needs Dask", "pip install 'qgov[cluster]'") from None
    order, folder = _order(job, source), Path(job.folder)
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise fault("", f"no scheduler answers at {address}: {error}", "such as tcp://127.0.0.1:8786") from None
    with client, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # parts are some megabytes each, which it remarks on
        client.wait_for_workers(1, timeout=60)
        abreast = 2 * max(1, sum(client.nthreads().values()))
        running = as_completed(loop=client.loop)
        numbers = {}

        def send() -> bool:
            for index, span in spans:
                future = client.submit(make, order, span, source.load(span), pure=False, retries=RETRIES)
                numbers[future.key] = index
                running.add(future)
                return True
            return False

        for _ in range(abreast):
            if not send():
                break
        for future in running:
            index = numbers.pop(future.key)
            yield index, write(folder, index, future.result())
            future.release()
            send()


def _order(job: Job, source: Source) -> Order:
    from qgov.registers.quads import Quads

    task = Task.from_json(job.task)
    files = {path: Path(path).read_bytes() for one in task.laws for path in (*one.lists, *one.extra)}
    head = None
    if isinstance(source, Csv):
        source._head()
        head = source.head
    kind = "Quads" if isinstance(source, Quads) else type(source).__name__
    law = task.prepared().sha256
    return Order(job.task, tuple(files.items()), law, job.format, kind, read_mapping(job.mapping), head,
                 f"{law} {job.register} {job.mapping} {job.format}")  # fmt: skip


def make(order: Order, span: Span, load: object) -> Part:
    """One part, on a worker; what it learns it keeps for the next."""
    if order.name not in _workers:
        _workers.clear()
        _workers[order.name] = _prepared(order)
    return _workers[order.name].part(span, load)


def _prepared(order: Order) -> Worker:
    from qgov.registers.quads import Quads

    folder = Path(tempfile.mkdtemp(prefix="qgov-"))
    there = {}
    for number, (path, data) in enumerate(order.files):
        there[path] = str(folder / f"{number}-{Path(path).name}")
        Path(there[path]).write_bytes(data)
    task = Task.from_json(order.task)

    def moved(one: LawOptions) -> LawOptions:
        lists, extra = (tuple(there[path] for path in paths) for paths in (one.lists, one.extra))
        return replace(one, lists=lists, extra=extra)

    task = replace(task, laws=tuple(map(moved, task.laws)))
    if task.prepared().sha256 != order.law:
        raise RuntimeError("this worker has another version of qgov, or other norms, than who sends the register")
    kind = Quads if order.kind == "Quads" else _SOURCES[order.kind]
    source = kind("", order.mapping, task.prepared().with_names)
    if order.head is not None:
        source.head = order.head
    return Worker(Job("", None, task.to_json(), order.format, ""), source)
