"""What is asked of every dossier of a register: a screening, or the difference that two laws make.

A task is plain data that travels to other processes; what it needs of the law is prepared there, once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.registers import verdicts
from qgov.registers.catches import CATCH_COLUMNS, catches
from qgov.registers.flips import FLIP_COLUMNS, flips
from qgov.registers.law import Cuts, Law, by_cells, cuts, law


@dataclass(frozen=True)
class LawOptions:
    """Which law: its date (ISO text; None: that of each transfer), lists, draft norms, provisions left out."""

    at: str | None = None
    lists: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """A screening under the first law, or with a second one the flips from the first to the second."""

    laws: tuple[LawOptions, ...]
    catches: bool = False  # also what the norms that the second law adds say of each line

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the result beside dossier, row and item."""
        if len(self.laws) == 1:
            return verdicts.COLUMNS
        return CATCH_COLUMNS if self.catches else FLIP_COLUMNS

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Task:
        said = json.loads(text)
        laws = (LawOptions(**{k: tuple(v) if isinstance(v, list) else v for k, v in one.items()})
                for one in said["laws"])  # fmt: skip
        return Task(tuple(laws), said.get("catches", False))

    def prepared(self) -> Prepared:
        return _prepared(self)

    def rows(self, dossier: Dossier, facts: dict[str, dict[str, Fact]] | None = None) -> list[tuple]:
        """Result rows of one dossier: the item (None for the whole), then the columns."""
        laws = self.prepared().laws
        if len(laws) == 1:
            return verdicts.rows(dossier, laws[0], facts)
        return (catches if self.catches else flips)(dossier, *laws, facts)


@dataclass(frozen=True)
class Prepared:
    laws: tuple[Law, ...]
    cuts: Cuts
    with_names: bool
    sha256: str


@lru_cache(maxsize=4)
def _prepared(task: Task) -> Prepared:
    from qgov.situation.screening import load_lists

    laws = tuple(
        law(date.fromisoformat(one.at) if one.at else None, load_lists(one.lists), map(Path, one.extra), one.without)
        for one in task.laws
    )
    asked = (*(one.sha256 for one in laws), *(["catches"] if task.catches else []))
    digest = hashlib.sha256("\0".join(asked).encode()).hexdigest()
    where = cuts(laws)
    laws = tuple(by_cells(one, where.days) for one in laws)
    return Prepared(laws, where, any(one.lists for one in laws), digest)
