"""``qgov ground --many``: one line of JSON for every dossier of a file of JSON lines."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED, UNUSABLE

_EVERY = 1.0  # seconds between two words of progress


def ground_many(arguments) -> int:
    """The worst of the lines decides: 2 if one cannot be read, else 1 if a claim is refuted, else 0."""
    from qgov.reasoning.many import ground_many

    if arguments.format not in ("text", "json"):
        raise fault("", f"--many gives JSON lines, not {arguments.format}", "ground the one dossier that you mean")
    if arguments.input_format not in (None, "json"):
        raise fault("", f"--many reads JSON lines, not {arguments.input_format}", "give one JSON object a line")
    workers = arguments.workers or _cores()
    read = faulty = refuted = 0
    with ExitStack() as opened:
        source = sys.stdin.buffer if arguments.dossier == "-" else opened.enter_context(_open(arguments.dossier, "rb"))
        out = opened.enter_context(_open(arguments.output, "w")) if arguments.output else sys.stdout
        start = told = time.monotonic()
        for answer in ground_many(source, workers):
            read += 1
            print(json.dumps(answer.to_dict(), ensure_ascii=False, separators=(",", ":")), file=out)
            for found in answer.faults:
                print(f"qgov: line {answer.line}: {found}", file=sys.stderr)
            faulty += bool(answer.faults)
            refuted += answer.verdicts["refuted"] > 0
            if sys.stderr.isatty() and time.monotonic() - told > _EVERY:
                told = time.monotonic()
                print(f"\r{read} dossiers in {told - start:.0f} s …", end="", file=sys.stderr, flush=True)
    if not read:
        raise fault("", "the input is empty", "give one dossier in JSON a line")
    print(f"qgov: {read} dossiers: {refuted} with refuted claims, {faulty} unreadable", file=sys.stderr)
    return UNUSABLE if faulty else CONTROLLED if refuted else CLEAR


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _open(name: str, mode: str):
    try:
        return open(name, mode, **({} if "b" in mode else {"encoding": "utf-8"}))
    except (OSError, ValueError) as error:
        act = "read" if "r" in mode else "write"
        raise fault("", f"cannot {act} {name}: {getattr(error, 'strerror', None) or 'no such name'}", "") from None
