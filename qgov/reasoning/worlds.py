"""The worlds of a dossier's lines, and how every norm reads in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier
from qgov.norms.conditions import Condition, Span, View, World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, Norm
from qgov.reasoning.law import ANYWHERE, DERIVED, Law, law_of
from qgov.reasoning.variables import FACT, LAW
from qgov.situation import Line


@dataclass(frozen=True)
class Reading:
    """How every norm reads in one world of a line: ``described`` are provisions, everything else norms by IRI."""

    assignment: dict[tuple, object]
    described: frozenset[str]
    entries: frozenset[str]
    applies: frozenset[str]
    satisfied: frozenset[str]
    scope: frozenset[str]


def reaches(norm: Norm, world: World) -> bool:
    """Whether a connecting factor ties the line to the norm's jurisdiction."""
    return ANYWHERE in norm.connects_by or any(
        norm.jurisdiction in world.members.get(factor, frozenset()) for factor in norm.connects_by
    )


def _some_point(span: Span) -> object:
    """A value that a span allows; of one without ends any number is, and a one is a day too."""
    if span.words is not None:
        return min(span.words)
    ends = [end for end in (span.lower, span.upper) if end is not None]
    return ends[0] if ends else None if span.possibly_absent else Decimal(1)


def connected(norm: Norm, view: View) -> bool | None:
    """Whether a connecting factor ties the line to the norm's jurisdiction in every world of a view, in none, or not
    told."""
    if ANYWHERE in norm.connects_by:
        return True
    if any(norm.jurisdiction in view.members.get(factor, ()) for factor in norm.connects_by):
        return True
    return None if any(norm.jurisdiction in view.open_members.get(f, ()) for f in norm.connects_by) else False


class _Told:
    """Whether conditions hold, world after world: asked again only where something that they read has changed.

    ``varying`` are the terms that the worlds do not share.
    """

    def __init__(self, varying: frozenset[str]):
        self.varying = varying
        self._asked: dict[int, tuple] = {}

    def holds(self, condition: Condition, world: World) -> bool:
        plan = self._asked.get(id(condition))
        if plan is None:
            read = condition.terms & self.varying
            single = tuple(sorted(read & condition.single_valued))
            plan = self._asked[id(condition)] = condition, single, tuple(sorted(read - condition.single_valued)), {}
        _, single, several, found = plan
        scalars, members = world.scalars, world.members
        key = (*map(scalars.get, single), *map(scalars.get, several), *map(members.get, several))
        known = found.get(key)
        if known is None:
            known = found[key] = condition.holds(world)
        return known


class Worlds:
    """The lines of one dossier under the norms in force on a day, in one world after the other.

    ``law`` is that of the first of the norms, where it was worked out already.
    """

    def __init__(
        self,
        dossier: Dossier,
        lines: tuple[Line, ...],
        norms: tuple[Norm, ...],
        day: date,
        acting_on_entries: frozenset[str],
        law: Law | None = None,
    ):
        self.dossier, self.day = dossier, day
        self.acting_on_entries = acting_on_entries
        self.lines = {line.item.id: line for line in lines}
        self.norms = norms
        self.law = law or law_of(norms, acting_on_entries)
        self.made = norms[len(self.law.norms) :]  # pointers of this transfer alone
        self.entries, self.controls, self.exceptions = self.law.entries, self.law.controls, self.law.exceptions
        self._widest: dict[str, View] = {}
        self._open_entries: dict[str, tuple[Norm, ...]] = {}
        self._designers: dict[str, list[Line]] = {}
        self._told: dict[tuple, _Told] = {}
        self._points: dict[str, dict[str, object]] = {}
        self._views_read: dict[tuple, View] = {}
        self._worlds_read: dict[tuple, tuple[Reading, World]] = {}

    def widest(self, line: Line) -> View:
        """What is known of a line before anything is derived: what norms ask of entries, or of what other items are, is
        open."""
        if line.item.id not in self._widest:
            derived = ["describedBy", *(term for term, items in line.targets.items() if items)]
            values = self.law.derived_values
            undecided = {term: line.open_members.get(term, frozenset()) | values.get(term, frozenset())
                         for term in derived}  # fmt: skip
            open_members = line.open_members | undecided
            self._widest[line.item.id] = View(line.classes, line.spans, line.members, open_members)
        return self._widest[line.item.id]

    def possible(self, norm: Norm, line: Line) -> bool:
        """Whether the cautious reading leaves a norm open on a line."""
        view = self._widest.get(line.item.id) or self.widest(line)
        return norm.condition.possible(view) is not False

    def open_entries(self, line: Line) -> tuple[Norm, ...]:
        """The entries that the cautious reading leaves open on a line, of whatever jurisdiction."""
        if line.item.id not in self._open_entries:
            self._open_entries[line.item.id] = tuple(e for e in self.entries if self.possible(e, line))
        return self._open_entries[line.item.id]

    def can_be_shown(self, exception: Norm) -> bool:
        return exception.verified and exception.in_force(self.day) is True

    def designers(self, line: Line) -> list[Line]:
        """The items that a line's item is specially designed for or relates to, and theirs in turn, each once."""
        if line.item.id in self._designers:
            return self._designers[line.item.id]
        found: dict[str, Line] = {}
        waiting = [item for items in line.targets.values() for item in items]
        while waiting:
            item_id = waiting.pop(0)
            if item_id in self.lines and item_id not in found:
                found[item_id] = self.lines[item_id]
                waiting.extend(item for items in found[item_id].targets.values() for item in items)
        self._designers[line.item.id] = list(found.values())
        return self._designers[line.item.id]

    def world(self, line: Line, assignment: dict[tuple, object], known: dict | None = None) -> World:
        """The world of a line under an assignment of values to everything unknown.

        ``known`` keeps what describes each item that others are designed for, so that it is found once.
        """
        known = {} if known is None else known
        scalars, members = dict(self._point(line)), dict(line.members)
        for key, value in assignment.items():
            if key[0] == FACT and key[1] == line.item.id:
                if key[2] in scalars:
                    scalars[key[2]] = value
            elif key[0] == "member" and key[1] in ("", line.item.id) and value is True:
                members[key[2]] = members.get(key[2], frozenset()) | {key[3]}
        for term, items in line.targets.items():
            described = {p for item in items for p in self.described(self.lines[item], assignment, known)}
            above = {higher for provision in described for higher in ancestors(provision)}
            members[term] = members.get(term, frozenset()) | above
        return World(line.classes, scalars, members)

    def _point(self, line: Line) -> dict[str, object]:
        """A value of every fact of a line, for those that do not vary."""
        if line.item.id not in self._points:
            self._points[line.item.id] = {term: _some_point(span) for term, span in line.spans.items()}
        return self._points[line.item.id]

    def told(self, line: Line, assignment: dict[tuple, object]) -> _Told:
        """What was told of the line's worlds that vary in the same."""
        key = line.item.id, frozenset(assignment)
        if key not in self._told:
            self._told[key] = _Told(frozenset({k[2] for k in assignment if k[0] in (FACT, "member")}.union(DERIVED)))
        return self._told[key]

    def described(self, line: Line, assignment: dict[tuple, object], known: dict) -> frozenset[str]:
        """The provisions whose entries describe an item in a world, of whatever jurisdiction."""
        if line.item.id not in known:
            world, told = self.world(line, assignment, known), self.told(line, assignment)
            known[line.item.id] = frozenset(
                entry.provision
                for entry in self.open_entries(line)
                if assignment.get((LAW, entry.iri), True) and told.holds(entry.condition, world)
            )
        return known[line.item.id]

    def read(self, line: Line, assignment: dict[tuple, object], norms: tuple[Norm, ...]) -> Reading:
        """How every norm reads in one world."""
        world, holds = self.world(line, assignment), self.told(line, assignment).holds
        describing = [
            norm
            for norm in norms
            if norm.kind == ENTRY and assignment.get((LAW, norm.iri), True) and holds(norm.condition, world)
        ]
        described = frozenset(entry.provision for entry in describing)
        above = frozenset(p for provision in described for p in ancestors(provision))
        world = World(world.classes, world.scalars, world.members | {"describedBy": above})
        applies, satisfied, scope = set(), set(), set()
        licensed = world.members.get("licensedProvision", frozenset())
        for norm in norms:
            if norm.kind == EXCEPTION:
                if holds(norm.condition, world) and self.can_be_shown(norm):
                    scope.add(norm.iri)
            elif norm.kind in (NORM, POINTER):
                if not (
                    holds(norm.condition, world) and assignment.get((LAW, norm.iri), True) and reaches(norm, world)
                ):
                    continue
                entries = [entry for entry in describing if norm.provision in entry.controlled_under]
                if norm.provision in self.acting_on_entries and not entries:
                    continue
                applies.add(norm.iri)
                provisions = [entry.provision for entry in entries] or [norm.provision]
                covered = all(licensed.intersection(ancestors(provision)) for provision in provisions)
                if "licence" in norm.satisfied_by and covered:
                    satisfied.add(norm.iri)
        return Reading(
            dict(assignment), described, frozenset(entry.iri for entry in describing), frozenset(applies),
            frozenset(satisfied), frozenset(scope),
        )  # fmt: skip

    def world_read(self, line: Line, reading: Reading, answers: dict[tuple, object] | None = None) -> World:
        """The world that was read, with what describes the item in it."""
        key = (id(reading), *(answers.items() if answers else ()))
        known = self._worlds_read.get(key)
        if known is None:
            known = self._worlds_read[key] = reading, self._read_world(line, reading, answers or {})
        return known[1]

    def _read_world(self, line: Line, reading: Reading, answers: dict[tuple, object]) -> World:
        world = self.world(line, reading.assignment | answers)
        above = frozenset(p for provision in reading.described for p in ancestors(provision))
        return World(world.classes, world.scalars, world.members | {"describedBy": above})

    def accompanies(self, norm: Norm, line: Line, reading: Reading, answers: dict[tuple, object]) -> bool:
        """Whether a duty or a review policy holds in a world of the controls, with what it reads itself answered.

        A review policy is about applications under the norm it reviews and holds only where that norm applies.
        """
        if not self.attached(norm, reading):
            return False
        world = self.world_read(line, reading, answers)
        return reaches(norm, world) and norm.condition.holds(world)

    def attached(self, norm: Norm, reading: Reading) -> bool:
        """Whether in a world a listed item is there for a duty that acts on listed items, or a control that is reviewed
        applies."""
        if norm.provision in self.acting_on_entries:
            return any(entry.iri in reading.entries for entry in self.law.entries_of((norm.provision,), ()))
        return not norm.reviews or any(
            control.iri in reading.applies for control in self.law.controls_of(norm.reviews)
        )

    def view_read(self, line: Line, described: frozenset[str]) -> View:
        """What is known of a line in all its worlds in which these provisions describe the item."""
        key = line.item.id, described
        if key not in self._views_read:
            widest = self.widest(line)
            above = frozenset(higher for provision in described for higher in ancestors(provision))
            undecided = {term: values for term, values in widest.open_members.items() if term != "describedBy"}
            members = widest.members | {"describedBy": above}
            self._views_read[key] = View(widest.classes, widest.spans, members, undecided)
        return self._views_read[key]
