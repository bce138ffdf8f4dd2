"""Which norms lack a case: one where the norm applies, one where it does not and one where it depends."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qgov.base.errors import InputError
from qgov.base.parse import fault
from qgov.norms.conditions import ItemIs
from qgov.norms.model import NORM, POINTER, PROHIBITED, REQUIRED, Norm

APPLYING = frozenset({"applies", "satisfied", "defeated"})
# What no dossier leaves open: where it goes and by what route, what kinds of transfer and item these are, what is on
# file and relied on, what the item is declared to be designed for.
SETTLED = frozenset(
    "claimedPrivilege designedFor destination exportFrom foreignAuthorityIn importInto itemType licensedProvision "
    "participantIn personalDataFrom placeReached receivedIn safeguardOnFile storedIn subjectsFrom transferType "
    "transitThrough within".split()
)


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


def always_settled(norm: Norm, acting_on_entries: frozenset[str]) -> bool:
    """Whether a duty or a review policy reads nothing that a dossier can leave open, so that it never depends. One that
    accompanies a control, or acts on entries, follows them; anything else depends where its text is not verified."""
    return (
        norm.kind == NORM
        and norm.effect not in (PROHIBITED, REQUIRED)
        and not norm.reviews
        and not norm.asks_for
        and norm.provision not in acting_on_entries
        and set(norm.connects_by) <= SETTLED | {"anywhere"}
        and all(isinstance(leaf, ItemIs) or leaf.term in SETTLED for leaf in norm.condition.all_leaves)
    )


def lacks(norms: Iterable[Norm], statuses: dict[str, set[str]]) -> list[Lack]:
    """Every norm of a file, not of a table, that lacks a case. A pointer never applies and needs the other two, a duty
    or policy that reads only what every dossier settles never depends."""
    norms = tuple(norms)
    acting = frozenset(provision for norm in norms for provision in norm.controlled_under)
    named: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        if norm.origin.endswith(".ttl"):
            named[norm.name].append(norm)
    found = []
    for name, of in sorted(named.items()):
        got = statuses.get(name, set())
        missing = [status for status in ("does-not-apply", "depends") if status not in got]
        if "depends" in missing and all(always_settled(norm, acting) for norm in of):
            missing.remove("depends")
        if any(norm.kind != POINTER for norm in of) and not got & APPLYING:
            missing.insert(0, "applies")
        if missing:
            found.append(Lack(name, tuple(missing)))
    return found
