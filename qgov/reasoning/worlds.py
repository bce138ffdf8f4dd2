"""The worlds of a dossier's lines, and how every norm reads in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier
from qgov.norms.conditions import View, World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, Norm
from qgov.reasoning.law import ANYWHERE, law_of
from qgov.reasoning.variables import FACT, LAW
from qgov.situation import Line

FACTORS = ("exportFrom", "importInto", "transitThrough", "within", "releasedWithin", "itemOrigin")


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


class Worlds:
    """The lines of one dossier under the norms in force on a day, in one world after the other."""

    def __init__(
        self,
        dossier: Dossier,
        lines: tuple[Line, ...],
        norms: tuple[Norm, ...],
        day: date,
        acting_on_entries: frozenset[str],
    ):
        self.dossier, self.day = dossier, day
        self.acting_on_entries = acting_on_entries
        self.lines = {line.item.id: line for line in lines}
        self.norms = norms
        self.law = law_of(norms, day, acting_on_entries)
        self.entries, self.controls, self.exceptions = self.law.entries, self.law.controls, self.law.exceptions
        self._widest: dict[str, View] = {}
        self._open_entries: dict[str, tuple[Norm, ...]] = {}
        self._designers: dict[str, list[Line]] = {}
        self._worlds_read: dict[int, tuple[Reading, World]] = {}

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
        return norm.condition.possible(self.widest(line)) is not False

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
        scalars = {}
        for term, span in line.spans.items():
            if (FACT, line.item.id, term) in assignment:
                scalars[term] = assignment[(FACT, line.item.id, term)]
            elif span.words is not None:
                scalars[term] = min(span.words)
            else:
                scalars[term] = span.lower if span.lower is not None else span.upper
        members = dict(line.members)
        for key, value in assignment.items():
            if key[0] == "member" and key[1] in ("", line.item.id) and value is True:
                members[key[2]] = members.get(key[2], frozenset()) | {key[3]}
        for term, items in line.targets.items():
            described = {p for item in items for p in self.described(self.lines[item], assignment, known)}
            above = {higher for provision in described for higher in ancestors(provision)}
            members[term] = members.get(term, frozenset()) | above
        return World(line.classes, scalars, members)

    def described(self, line: Line, assignment: dict[tuple, object], known: dict) -> frozenset[str]:
        """The provisions whose entries describe an item in a world, of whatever jurisdiction."""
        if line.item.id not in known:
            world = self.world(line, assignment, known)
            known[line.item.id] = frozenset(
                entry.provision
                for entry in self.open_entries(line)
                if assignment.get((LAW, entry.iri), True) and entry.condition.holds(world)
            )
        return known[line.item.id]

    def read(self, line: Line, assignment: dict[tuple, object], norms: tuple[Norm, ...]) -> Reading:
        """How every norm reads in one world."""
        world = self.world(line, assignment)
        describing = [
            norm
            for norm in norms
            if norm.kind == ENTRY and assignment.get((LAW, norm.iri), True) and norm.condition.holds(world)
        ]
        described = frozenset(entry.provision for entry in describing)
        above = frozenset(p for provision in described for p in ancestors(provision))
        world = World(world.classes, world.scalars, world.members | {"describedBy": above})
        applies, satisfied, scope = set(), set(), set()
        licensed = world.members.get("licensedProvision", frozenset())
        for norm in norms:
            if norm.kind == EXCEPTION:
                if self.can_be_shown(norm) and norm.condition.holds(world):
                    scope.add(norm.iri)
            elif norm.kind in (NORM, POINTER):
                if not (assignment.get((LAW, norm.iri), True) and reaches(norm, world) and norm.condition.holds(world)):
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
        if answers:
            return self._read_world(line, reading, answers)
        known = self._worlds_read.get(id(reading))
        if known is None:
            known = self._worlds_read[id(reading)] = reading, self._read_world(line, reading, {})
        return known[1]

    def _read_world(self, line: Line, reading: Reading, answers: dict[tuple, object]) -> World:
        world = self.world(line, reading.assignment | answers)
        above = frozenset(p for provision in reading.described for p in ancestors(provision))
        return World(world.classes, world.scalars, world.members | {"describedBy": above})

    def accompanies(self, norm: Norm, line: Line, reading: Reading, answers: dict[tuple, object]) -> bool:
        """Whether a duty or a review policy holds in a world of the controls, with what it reads itself answered.

        A review policy is about applications under the norm it reviews and holds only where that norm applies.
        """
        if norm.provision in self.acting_on_entries:
            if not any(entry.iri in reading.entries for entry in self.law.entries_of((norm.provision,), ())):
                return False
        elif norm.reviews and not any(
            control.iri in reading.applies for control in self.law.controls_of(norm.reviews)
        ):
            return False
        world = self.world_read(line, reading, answers)
        return reaches(norm, world) and norm.condition.holds(world)
