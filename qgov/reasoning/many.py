"""Many dossiers from JSON lines: one a line, grounded by closed forms in bounded memory, over several processes.

Devices with plain tables of pair rows are read and judged as arrays. Every other line is read and grounded as a single
dossier is, and so is a line of which arrays cannot speak surely: the answers are the same, only later.
"""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.workers import shared
from qgov.dossier.model import Dossier
from qgov.dossier.read import read_dossier
from qgov.grounding import ground_item
from qgov.grounding.model import MET, NOT_MET, REFUTED, SUPPORTED, UNDETERMINED
from qgov.grounding.services import ground_services
from qgov.lexicon import lexicon
from qgov.reasoning.pipeline import domain, ground_dossier

CHUNK = 4 * 1024 * 1024  # bytes of lines that are judged together; the arrays of their rows take some ten times that
DIGITS = 9  # of the ends of the mean error: sums of floats are good to more, and say the same on either way

Lines = list[tuple[int, bytes | None]]


@dataclass(frozen=True)
class Answer:
    """What physics says of one line, or what is wrong with it. ``line`` counts from 1.

    Of each item ``checks`` counts the groundings by check and verdict, ``rows`` are the indices of the pair rows whose
    error is refuted, ``facts`` the number of qubits and the ends of the mean error, where they are known.
    """

    line: int
    dossier: str | None = None
    items: tuple[dict, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def verdicts(self) -> dict[str, int]:
        """How many groundings there are of each verdict; of capabilities ``met`` and ``not-met``."""
        found = dict.fromkeys((SUPPORTED, UNDETERMINED, REFUTED, MET, NOT_MET), 0)
        for item in self.items:
            for counts in item["checks"].values():
                for verdict, number in counts.items():
                    found[verdict] += number
        return found

    def to_dict(self) -> dict:
        if self.faults:
            return {"line": self.line, "faults": [fault.to_dict() for fault in self.faults]}
        return {"line": self.line, "id": self.dossier, "verdicts": self.verdicts, "items": list(self.items)}


def ground_many(stream: BinaryIO, workers: int = 1) -> Iterator[Answer]:
    """An answer for every line that is not blank, in their order; a faulty line does not stop the others.

    With more than one worker, chunks of lines go to processes of their own; no more than two a worker are under way.
    """
    chunks = _chunks(stream)
    first = list(islice(chunks, 2))
    if workers < 2 or len(first) < 2:
        for lines in chain(first, chunks):
            yield from ground_lines(lines)
        return
    lexicon()  # where processes are forked, they have it already
    with shared(workers) as pool:
        under_way: deque = deque()
        try:
            for lines in chain(first, chunks):
                under_way.append(pool.submit(ground_lines, lines))
                if len(under_way) >= 2 * workers:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def ground_lines(lines: Lines) -> list[Answer]:
    """The answers to some lines, each with its number; None is a line that is too long to be read."""
    from qgov.dossier.columns import read_lines
    from qgov.grounding.bulk_tables import ground_tables

    read, items = {}, []
    whole = [(number, line) for number, line in lines if line is not None]
    for (number, _), found in zip(whole, read_lines([line for _, line in whole]), strict=True):
        if found is not None:
            dossier, columns = found
            read[number] = dossier, columns, len(items)
            items += [(item, columns.get(index)) for index, item in enumerate(dossier.items)]
    counted = ground_tables(items)
    answers = []
    for number, line in lines:
        answer = None
        if number in read:
            dossier, columns, start = read[number]
            answer = _by_arrays(number, dossier, columns, counted[start : start + len(dossier.items)])
        answers.append(answer or _alone(number, line))
    return answers


def _by_arrays(number: int, dossier: Dossier, columns: dict, counted: list) -> Answer | None:
    """The answer from arrays, with items that have no pair rows judged as ever; None where that does not do."""
    from qgov.grounding.bulk_tables import count

    if any(found is None and index in columns for index, found in enumerate(counted)):
        return None
    if ground_services(dossier.items, False, domain=domain):
        return None
    whole = []
    for item, found in zip(dossier.items, counted, strict=True):
        if found is None:
            one = ground_item(item, simulate=False, domain=domain)
            found = count(item.id, one.facts, one.groundings)
        whole.append(_item(found))
    return Answer(number, dossier.id, tuple(whole))


def _alone(number: int, line: bytes | None) -> Answer:
    """The answer as ``qgov ground`` finds it."""
    from qgov.grounding.bulk_tables import count

    if line is None:
        many = f"the line has more than the {limits.MAX_BYTES} bytes accepted"
        return Answer(number, faults=(Fault("", many, "split the dossier, or give a table's summary"),))
    try:
        dossier = read_dossier(line, "", "json")
    except InputError as error:
        return Answer(number, faults=tuple(error.faults))
    found = ground_dossier(dossier, simulate=False)
    whole = []
    for item in dossier.items:
        own = [grounding for grounding in found.groundings if grounding.claims[0].item == item.id]
        whole.append(_item(count(item.id, found.facts[item.id], own)))
    return Answer(number, dossier.id, tuple(whole))


def _item(found) -> dict:
    checks: dict[str, Counter] = {}
    for (check, verdict), number in sorted(found.verdicts.items()):
        checks.setdefault(check, Counter())[verdict] = number
    facts = {}
    if found.qubits is not None:
        facts["operationalQubits"] = int(found.qubits)
    if found.mean_error is not None:
        facts["meanCnotInfidelity"] = [float(f"{end:.{DIGITS}g}") for end in found.mean_error]
    return {
        "id": found.item, "checks": {name: dict(counts) for name, counts in checks.items()},
        "rows": list(found.refuted), "facts": facts,
    }  # fmt: skip


def _chunks(stream: BinaryIO) -> Iterator[Lines]:
    """The lines of a stream, some megabytes at a time; of a line that is too long nothing is kept."""
    lines: Lines = []
    size = number = 0
    while line := stream.readline(limits.MAX_BYTES + 2):
        number += 1
        if len(line) > limits.MAX_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(CHUNK)) and not rest.endswith(b"\n"):
                pass
            lines.append((number, None))
        elif stripped := line.strip():
            lines.append((number, stripped))
            size += len(stripped)
        if size >= CHUNK or len(lines) >= CHUNK // 64:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _quiet() -> None:
    """An interrupt is for the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
