"""Dated reference data: country groups by edition, members of the Union, territories, vintages.

A group's membership on a day is that of the newest edition not after it. Before the first edition that was seen the
first one is all there is, and it is not verified: membership is then open.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from qgov.base.errors import NormError
from qgov.base.places import state_of
from qgov.base.resources import resource
from qgov.situation.adequacy import Adequacy, adequacy_findings
from qgov.situation.memberships import GroupMembership, group_memberships

Answer = TypeVar("Answer")

UNION = "EU"
MOST_KEPT = 65_536  # answers that one set of tables keeps; there are some hundred places, and days without end


@dataclass(frozen=True)
class Vintage:
    """Since when the law of a jurisdiction was searched, the day of the text read, and when that becomes stale."""

    jurisdiction: str
    searched_from: date
    text_as_of: date
    stale_after: date
    source: str = ""

    def unsearched(self, day: date) -> str:
        """In words, the time outside the search in which a day lies: ``before`` or ``after`` a day; empty within it."""
        if day < self.searched_from:
            return f"before {self.searched_from}"
        return f"after {self.stale_after}" if day > self.stale_after else ""


@dataclass(frozen=True)
class Territory:
    """A place whose law is not simply that of the state in its code.

    ``state`` is the state it belongs to; ``customs`` the customs territory it lies in: the state's (a movement between
    them is no export), the Union's, or none but its own (empty). ``law`` says whose law reaches an act there: that of
    the ``state``, the place's ``own``, or ``both``.
    """

    state: str
    customs: str
    law: str = "state"


def _kept(method: Callable[..., Answer]) -> Callable[..., Answer]:
    """A question to tables that never change, about a place and perhaps a day: answered once for each."""
    name = method.__name__

    @wraps(method)
    def asked(self: Reference, *about: object) -> Answer:
        key = name, about
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            found = self._answers[key] = method(self, *about)
        return found

    return asked


@dataclass(frozen=True)
class Reference:
    """The tables that situations are derived from; tests build their own.

    ``editions`` holds the verified members of each group by instrument and edition, ``doubtful`` those of rows that are
    not verified.
    """

    editions: dict[str, dict[date, dict[str, frozenset[str]]]] = field(default_factory=dict)
    doubtful: dict[str, dict[date, dict[str, frozenset[str]]]] = field(default_factory=dict)
    union_members: dict[str, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    vintages: dict[str, Vintage] = field(default_factory=dict)
    memberships: dict[str, tuple[GroupMembership, ...]] = field(default_factory=dict)
    _answers: dict[tuple, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def all_groups(self) -> frozenset[str]:
        """Every group that some edition or membership names."""
        named = {group for editions in self.editions.values() for groups in editions.values() for group in groups}
        return frozenset(named | set(self.memberships))

    @_kept
    def groups_of(self, place: str, day: date) -> tuple[frozenset[str], frozenset[str]]:
        """The groups a place belongs to on a day for certain, and those it may belong to.

        Groups are named ``<instrument>:<group>``. A subdivision belongs where its state does; whether a dependent
        territory does was not read.
        """
        place = self.place(place)
        certain: set[str] = set()
        possible: set[str] = set()
        names = self._names(place)
        for instrument, editions in self.editions.items():
            if day < min(editions):
                possible |= set(editions[min(editions)])
                continue
            edition = self.edition(instrument, day)
            for group, places in editions[edition].items():
                doubtful = self.doubtful.get(instrument, {}).get(edition, {}).get(group, frozenset())
                if places.intersection(names[:1] if self._inherits_in_doubt(place) else names):
                    certain.add(group)
                elif (places | doubtful).intersection(names):
                    possible.add(group)
        for group, rows in self.memberships.items():
            for row in rows:
                if row.place in names and row.holds(day):
                    sure = row.verified and (row.place == place or not self._inherits_in_doubt(place))
                    (certain if sure else possible).add(group)
        return frozenset(certain), frozenset(possible - certain)

    def _names(self, place: str) -> tuple[str, ...]:
        """A place and the state it belongs to, as tables may name it."""
        territory = self.territories.get(place)
        parent = territory.state if territory and territory.state else state_of(place)
        return tuple(dict.fromkeys((place, parent)))

    def _inherits_in_doubt(self, place: str) -> bool:
        """Whether it was not read that tables which name the state reach this place."""
        territory = self.territories.get(place)
        return territory is not None and ("-" not in place or not territory.customs)

    @_kept
    def assumed_groups(self, place: str, day: date) -> frozenset[str]:
        """The groups a place has in the edition nearest to the day, verified or not."""
        nearest = max([day, *(min(editions) for editions in self.editions.values())])
        certain, possible = self.groups_of(place, nearest)
        return certain | possible

    def state_name(self, place: str) -> str:
        """The code by which lists of states know a place: its state's, or its own where it lies apart."""
        place = self.place(place)
        territory = self.territories.get(place)
        if territory is None:
            return state_of(place)
        return territory.state if territory.customs and territory.law != "own" else place

    def edition(self, instrument: str, day: date) -> date:
        """The edition that was used for a day; the first one seen where the day lies before it."""
        editions = self.editions[instrument]
        return max((start for start in editions if start <= day), default=min(editions))

    def place(self, code: str) -> str:
        """The code by which the tables know a place: a subdivision that has a code of its own goes by that."""
        state, _, part = code.partition("-")
        part = part.rstrip("0123456789") or part  # NL-BQ1, NL-BQ2 and NL-BQ3 are parts of BQ
        territory = self.territories.get(part)
        return part if code not in self.territories and territory is not None and territory.state == state else code

    @_kept
    def in_union(self, place: str, day: date) -> bool:
        """Whether a place lies in the customs territory of the European Union on a day."""
        place = self.place(place)
        territory = self.territories.get(place)
        if territory is not None:
            return territory.customs == UNION
        spans = self.union_members.get(state_of(place), ())
        return any(start <= day and (end is None or day <= end) for start, end in spans)

    @_kept
    def laws_at(self, place: str, day: date) -> frozenset[str]:
        """The territories a place lies in, the Union only where all of its law reaches: Monaco (Regulation (EU) No
        952/2013, Article 4(2)), and Northern Ireland as part of a state outside, lie in its customs territory alone."""
        territory = self.territories.get(self.place(place))
        outside = {UNION} if territory is not None and territory.law != "state" else set()
        return self.territories_of(place, day) - outside

    @_kept
    def data_laws_at(self, place: str, day: date) -> frozenset[str]:
        """The territories a place lies in for the law on personal data, which borders of customs do not bound: the Isle
        of Man is outside the United Kingdom (Data Protection Act 2018, Schedule 21, paragraph 5), Liechtenstein outside
        Switzerland (Data Protection Ordinance, Annex 1)."""
        return self.laws_at(place, day) & frozenset(self.jurisdictions(place, day))

    @_kept
    def jurisdictions(self, place: str, day: date) -> tuple[str, ...]:
        """Whose law reaches an act at a place: the state, the place itself where its law differs, the Union."""
        place = self.place(place)
        territory = self.territories.get(place)
        if territory is None:
            found = [state_of(place)]
        else:
            found = {"state": [territory.state], "own": [place], "both": [territory.state, place]}[territory.law]
        if self.in_union(place, day):
            found.append(UNION)
        return tuple(dict.fromkeys(found))

    @_kept
    def territories_of(self, place: str, day: date) -> frozenset[str]:
        """The territories a place lies in: to move there from inside one of them is no export from it."""
        territory = self.territories.get(self.place(place))
        customs = {territory.customs} if territory and territory.customs else set()
        return frozenset(self.jurisdictions(place, day)) | customs

    @_kept
    def belongs_to(self, place: str) -> frozenset[str]:
        """The place and, where it lies in its customs territory, the state: what "destination" may be called."""
        place = self.place(place)
        territory = self.territories.get(place)
        if territory is None:
            return frozenset({place, state_of(place)})
        return (
            frozenset({place, territory.state}) if territory.customs and territory.law != "own" else frozenset({place})
        )


def read_editions(folder: Path, verified: bool = True) -> dict[date, dict[str, frozenset[str]]]:
    """All editions of one instrument's groups: one CSV file per edition, named by its day.

    ``verified`` chooses the rows whose verification is "verified", or the others.
    """
    found: dict[date, dict[str, frozenset[str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        groups: dict[str, set[str]] = {}
        for row in _rows(path):
            name = f"{folder.name}:{row['group'].removeprefix(folder.name + ':')}"
            places = groups.setdefault(name, set())
            if (row["verification"] == "verified") == verified:
                places.add(row["place"])
        found[date.fromisoformat(path.stem)] = {name: frozenset(places) for name, places in groups.items()}
    if not found:
        raise NormError(f"{folder} holds no edition")
    return found


@cache
def reference() -> Reference:
    """The shipped reference data, read once."""
    root = resource("data/reference")
    folders = [folder for folder in sorted((root / "country-groups").iterdir()) if folder.is_dir()]
    editions = {folder.name: read_editions(folder) for folder in folders}
    doubtful = {folder.name: read_editions(folder, verified=False) for folder in folders}
    members: dict[str, list] = {}
    for row in _rows(root / "eu-members.csv"):
        end = date.fromisoformat(row["until"]) if row["until"] else None
        members.setdefault(row["place"], []).append((date.fromisoformat(row["from"]), end))
    territories = {
        row["place"]: Territory(row["belongs_to"], row["territory"], row["law"])
        for row in _rows(root / "customs-territories.csv")
    }
    vintages = {
        row["jurisdiction"]: Vintage(
            row["jurisdiction"], date.fromisoformat(row["searchedFrom"]), date.fromisoformat(row["textAsOf"]),
            date.fromisoformat(row["staleAfter"]), row.get("source", ""),
        )
        for row in _rows(root / "vintage.csv")
    }  # fmt: skip
    return Reference(
        editions, doubtful, {place: tuple(spans) for place, spans in members.items()}, territories, vintages,
        dated_memberships(group_memberships(), adequacy_findings()),
    )  # fmt: skip


def dated_memberships(
    members: Iterable[GroupMembership], findings: Iterable[Adequacy]
) -> dict[str, tuple[GroupMembership, ...]]:
    """Groups whose members come and go one by one: parties to treaties, and places whose protection of personal data
    was found adequate, as ``<issuer>:adequacy`` where the finding covers everything and ``<issuer>:adequacy-<scope>``
    where it does not.

    ``gdpr:protected`` joins the European Economic Area and what was found adequate in general, so that a transfer to
    places of both kinds is seen to stay among them. ``<issuer>:adequate-in-part`` joins all places that the issuer
    found adequate, be it for a part alone, and for ``gdpr`` that area.
    """
    found: dict[str, list[GroupMembership]] = {}
    findings = tuple(findings)
    for row in (*members, *(finding.membership for finding in findings)):
        found.setdefault(row.group, []).append(row)
    for finding in findings:
        found.setdefault(f"{finding.issuer}:adequate-in-part", []).append(finding.membership)
    area = found.get("gdpr:eea", [])
    for joined, group in (("gdpr:protected", "gdpr:adequacy"), ("gdpr:adequate-in-part", "gdpr:adequate-in-part")):
        if area or found.get(group):
            found[joined] = [*area, *found.get(group, ())]
    return {group: tuple(rows) for group, rows in found.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
