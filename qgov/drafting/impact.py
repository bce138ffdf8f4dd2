"""``impact``: what a draft catches in a register or a dossier, and which outcomes flip, with their causes.

A clause may catch much and change nothing, where what it catches was controlled already: both are told.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qgov.dossier.model import Dossier
from qgov.norms.model import Norm
from qgov.registers.catches import catches, drafted
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task
from qgov.registers.verdicts import ALL, SEPARATOR


@dataclass(frozen=True)
class Catch:
    """One drafted norm: for how many transfers it is in force, and for how many lines it has each status."""

    norm: Norm
    in_force: int
    statuses: dict[str, int]


@dataclass(frozen=True)
class Flip:
    """An outcome that flips in so many lines, in one jurisdiction or (``*``) over all; of one dossier also with the
    causes and the item, None being all of it."""

    jurisdiction: str
    before: str
    after: str
    lines: int
    causes: tuple[str, ...] = ()
    item: str | None = None


@dataclass(frozen=True)
class Impact:
    """What a draft does to so many transfers; ``causes`` are the provisions behind the flips with how many each."""

    transfers: int
    rejected: int
    catches: tuple[Catch, ...]
    flips: tuple[Flip, ...]
    causes: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict:
        return {
            "transfers": self.transfers, "rejected": self.rejected,
            "catches": [
                {"norm": one.norm.iri, "provision": one.norm.provision, "inForce": one.in_force, "lines": one.statuses}
                for one in self.catches
            ],
            "flips": [
                {"jurisdiction": one.jurisdiction, "before": one.before, "after": one.after, "lines": one.lines,
                 **({"item": one.item, "causes": list(one.causes)} if one.causes else {})}
                for one in self.flips
            ],
            "causes": [{"cause": text, "lines": number} for text, number in self.causes],
        }  # fmt: skip


def question(drafts: Iterable[str], without: Iterable[str] = (), at: date | None = None) -> Task:
    """What is asked of each dossier: the law as it is against that with the drafts (files) and without provisions."""
    day = at.isoformat() if at else None
    return Task((LawOptions(day), LawOptions(day, (), tuple(drafts), tuple(without))), catches=True)


def on_dossier(dossier: Dossier, task: Task) -> Impact:
    """The impact on one dossier; each flip with its causes."""
    before, after = task.prepared().laws
    rows, norms = catches(dossier, before, after), drafted(before, after)
    day = after.at or dossier.date
    found, causes, counted = [], {}, {norm.iri: {} for norm in norms}
    for item, iri, status, code, old, new, why in rows:
        if iri:
            counted[iri][status] = counted[iri].get(status, 0) + 1
            continue
        found.append(Flip(code, old, new, 1, tuple(why.split(SEPARATOR)) if why else (), item))
        for cause in found[-1].causes if code == ALL and item is not None else ():
            causes[cause] = causes.get(cause, 0) + 1
    caught = tuple(Catch(norm, int(norm.in_force(day) is not False), counted[norm.iri]) for norm in norms)
    return Impact(1, 0, caught, tuple(found), tuple(sorted(causes.items())))


def on_register(register: str, task: Task, *, out: str | None = None, mapping: str | None = None, **options) -> Impact:
    """The impact on a register; the rows are written to ``out`` where it is named. ``options`` are those of ``run``.

    Raises InputError as ``run`` does.
    """
    before, after = task.prepared().laws
    with tempfile.TemporaryDirectory(prefix="qgov-impact-") as folder:
        found = run(register, out or str(Path(folder) / "impact.ndjson"), task, mapping=mapping, **options)
    counted: dict[str, dict[str, int]] = {}
    for iri, status, number in found.summary["catches"]:
        counted.setdefault(iri, {})[status] = number
    days = [(after.at or date.fromisoformat(day), number) for day, number in found.summary["days"]]
    caught = tuple(
        Catch(norm, sum(number for day, number in days if norm.in_force(day) is not False), counted.get(norm.iri, {}))
        for norm in drafted(before, after)
    )
    flips = tuple(Flip(*row) for row in found.summary["flips"])
    causes = tuple((text, number) for text, number in found.summary["norms"])
    return Impact(found.rows, found.rejected, caught, flips, causes)
