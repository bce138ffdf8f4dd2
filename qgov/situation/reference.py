"""Dated reference data: country groups by edition, members of the Union, territories, vintages.

A group's membership on a day is that of the newest edition not after it. Before the first edition that was seen the
first one is all there is, and it is not verified: membership is then open.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.errors import NormError
from qgov.base.places import state_of
from qgov.base.resources import resource

UNION = "EU"


@dataclass(frozen=True)
class Vintage:
    """Since when and until when the law of a jurisdiction was searched, and when that becomes stale."""

    jurisdiction: str
    searched_from: date
    text_as_of: date
    stale_after: date
    source: str = ""


@dataclass(frozen=True)
class Territory:
    """A place whose law is not simply that of the state in its code.

    ``state`` is the state it belongs to; ``customs`` the customs territory it lies in: the state's (a movement between
    them is no export), the Union's, or none but its own (empty).
    """

    state: str
    customs: str


@dataclass(frozen=True)
class Reference:
    """The tables that situations are derived from; tests build their own."""

    editions: dict[str, dict[date, dict[str, frozenset[str]]]] = field(default_factory=dict)
    union_members: dict[str, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    vintages: dict[str, Vintage] = field(default_factory=dict)

    def groups_of(self, place: str, day: date) -> tuple[frozenset[str], frozenset[str]]:
        """The groups a place belongs to on a day for certain, and those it may belong to.

        Groups are named ``<instrument>:<group>``. A subdivision belongs where its state does.
        """
        state = state_of(place)
        territory = self.territories.get(place)
        parent = territory.state if territory and "-" not in place else ""
        certain: set[str] = set()
        possible: set[str] = set()
        for editions in self.editions.values():
            first = min(editions)
            if day < first:
                possible |= set(editions[first])
                continue
            for group, places in editions[max(start for start in editions if start <= day)].items():
                if state in places or place in places:
                    certain.add(group)
                elif parent and parent in places:
                    (certain if territory.customs == parent else possible).add(group)
        return frozenset(certain), frozenset(possible)

    def assumed_groups(self, place: str, day: date) -> frozenset[str]:
        """The groups a place belonged to in the edition nearest to the day, verified for that day or not."""
        nearest = max([day, *(min(editions) for editions in self.editions.values())])
        return self.groups_of(place, nearest)[0]

    def edition(self, instrument: str, day: date) -> date:
        """The edition that was used for a day; the first one seen where the day lies before it."""
        editions = self.editions[instrument]
        return max((start for start in editions if start <= day), default=min(editions))

    def in_union(self, place: str, day: date) -> bool:
        """Whether a place lies in the customs territory of the European Union on a day."""
        territory = self.territories.get(place)
        if territory is not None and (territory.customs == UNION or "-" not in place):
            return territory.customs == UNION
        state = state_of(place)
        return any(start <= day and (end is None or day <= end) for start, end in self.union_members.get(state, ()))

    def jurisdictions(self, place: str, day: date) -> tuple[str, ...]:
        """Whose law reaches an act at a place: the state, the place itself where its law differs, the Union."""
        territory = self.territories.get(place)
        if territory is None:
            found = [state_of(place)]
        elif "-" in place:
            found = [territory.state, place] if territory.customs else [territory.state]
        else:
            found = [territory.state] if territory.customs else [place]
        if self.in_union(place, day):
            found.append(UNION)
        return tuple(dict.fromkeys(found))


def read_editions(folder: Path) -> dict[date, dict[str, frozenset[str]]]:
    """All editions of one instrument's groups: one CSV file per edition, named by its day."""
    found: dict[date, dict[str, frozenset[str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        groups: dict[str, set[str]] = {}
        for row in _rows(path):
            groups.setdefault(f"{folder.name}:{row['group'].removeprefix(folder.name + ':')}", set()).add(row["place"])
        found[date.fromisoformat(path.stem)] = {name: frozenset(places) for name, places in groups.items()}
    if not found:
        raise NormError(f"{folder} holds no edition")
    return found


@cache
def reference() -> Reference:
    """The shipped reference data, read once."""
    root = resource("data/reference")
    editions = {
        folder.name: read_editions(folder) for folder in sorted((root / "country-groups").iterdir()) if folder.is_dir()
    }
    members: dict[str, list] = {}
    for row in _rows(root / "eu-members.csv"):
        end = date.fromisoformat(row["until"]) if row["until"] else None
        members.setdefault(row["place"], []).append((date.fromisoformat(row["from"]), end))
    territories = {
        row["place"]: Territory(row["belongs_to"], row["territory"]) for row in _rows(root / "customs-territories.csv")
    }
    vintages = {
        row["jurisdiction"]: Vintage(
            row["jurisdiction"], date.fromisoformat(row["searchedFrom"]), date.fromisoformat(row["textAsOf"]),
            date.fromisoformat(row["staleAfter"]), row.get("source", ""),
        )
        for row in _rows(root / "vintage.csv")
    }  # fmt: skip
    return Reference(editions, {place: tuple(spans) for place, spans in members.items()}, territories, vintages)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
