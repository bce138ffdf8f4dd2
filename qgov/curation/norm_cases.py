"""Which norms lack a case: one where the norm applies, one where it does not and one where it depends."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qgov.base.errors import InputError
from qgov.base.parse import fault
from qgov.norms.model import POINTER, Norm

APPLYING = frozenset({"applies", "satisfied", "defeated"})


@dataclass(frozen=True)
class Lack:
    """A norm, by the name it has in cases, and the statuses for which no case stands."""

    norm: str
    missing: tuple[str, ...]

    def to_dict(self) -> dict:
        return {"norm": self.norm, "missing": list(self.missing)}


def statuses_in(folder: Path) -> dict[str, set[str]]:
    """The statuses that case files expect of each norm. Raises InputError where a file is no case file."""
    found: dict[str, set[str]] = defaultdict(set)
    paths = [path for path in sorted(folder.rglob("*.json")) if path.parent.name != "bases"]
    if not paths:
        raise fault("", f"{folder} holds no case files", "give the folder that holds them, such as tests/cases")
    for path in paths:
        for case in _cases(path):
            expected = case.get("expect", {})
            for findings in (expected, *expected.get("lines", {}).values()):
                for key, status in findings.get("findings", {}).items():
                    found[key].add(status)
    return found


def _cases(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text(encoding="utf-8")).get("cases", [])
    except (ValueError, AttributeError) as error:
        raise InputError([*fault("", f"{path}: {error}", "write a case file").faults]) from None


def lacks(norms: Iterable[Norm], statuses: dict[str, set[str]]) -> list[Lack]:
    """Every norm of a file, not of a table, that lacks a case. A pointer never applies and needs the other two."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for norm in norms:
        if norm.origin.endswith(".ttl"):
            kinds[norm.name].add(norm.kind)
    found = []
    for name, of in sorted(kinds.items()):
        got = statuses.get(name, set())
        missing = [status for status in ("does-not-apply", "depends") if status not in got]
        if of != {POINTER} and not got & APPLYING:
            missing.insert(0, "applies")
        if missing:
            found.append(Lack(name, tuple(missing)))
    return found
