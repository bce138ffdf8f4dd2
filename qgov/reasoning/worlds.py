"""The worlds of a dossier's lines, and how every norm reads in one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier
from qgov.norms.conditions import Span, View, World
from qgov.norms.model import Norm
from qgov.reasoning.alike import Told
from qgov.reasoning.law import ANYWHERE, Law, law_of
from qgov.reasoning.plan import MEMBER, Plan, Reading, reaches
from qgov.reasoning.variables import FACT
from qgov.situation import Line


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


class Worlds:
    """The lines of one dossier under the norms in force on a day, in one world after the other.

    ``law`` is that of the first of the norms, where it was worked out already; ``beside`` are worlds of the same items
    in which some things are otherwise.
    """

    def __init__(
        self,
        dossier: Dossier,
        lines: tuple[Line, ...],
        norms: tuple[Norm, ...],
        day: date,
        acting_on_entries: frozenset[str],
        law: Law | None = None,
        beside: Worlds | None = None,
    ):
        self.dossier, self.day, self.beside = dossier, day, beside
        self.acting_on_entries = acting_on_entries
        self.lines = {line.item.id: line for line in lines}
        self.norms = norms
        self.law = law or law_of(norms, acting_on_entries)
        self.made = norms[len(self.law.norms) :]  # pointers of this transfer alone
        self.entries, self.controls, self.exceptions = self.law.entries, self.law.controls, self.law.exceptions
        self._widest: dict[str, View] = {}
        self._told: dict[str, Told] = {}
        self._open_entries: dict[str, tuple[Norm, ...]] = {}
        self._designers: dict[str, list[Line]] = {}
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
            view = View(line.classes, line.spans, line.members, open_members)
            told = self.beside and self.beside.told(line.item.id)
            self._widest[line.item.id] = told.of(view) if told else view
        return self._widest[line.item.id]

    def told(self, item: str) -> Told | None:
        """What was told of the widest view of an item, for views of it that differ."""
        if item not in self.lines:
            return None
        if item not in self._told:
            self._told[item] = Told(self.widest(self.lines[item]))
        return self._told[item]

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

    def world(self, line: Line, assignment: dict[tuple, object]) -> World:
        """The world of a line under an assignment of values to everything unknown."""
        scalars, members = dict(self.point(line)), dict(line.members)
        for key, value in assignment.items():
            if key[0] == FACT and key[1] == line.item.id:
                if key[2] in scalars:
                    scalars[key[2]] = value
            elif key[0] == MEMBER and key[1] in ("", line.item.id) and value is True:
                members[key[2]] = members.get(key[2], frozenset()) | {key[3]}
        if any(line.targets.values()):
            for term, [(_, above)] in self.plan_of(assignment).line(line.item.id).served.items():
                members[term] = members.get(term, frozenset()) | above
        return World(line.classes, scalars, members)

    def point(self, line: Line) -> dict[str, object]:
        """A value of every fact of a line, for those that do not vary."""
        if line.item.id not in self._points:
            self._points[line.item.id] = {term: _some_point(span) for term, span in line.spans.items()}
        return self._points[line.item.id]

    def plan_of(self, assignment: dict[tuple, object]) -> Plan:
        """One world alone."""
        return Plan(self, ((key, (value,)) for key, value in assignment.items()))

    def read(self, line: Line, assignment: dict[tuple, object], norms: tuple[Norm, ...]) -> Reading:
        """How every norm reads in one world."""
        return self.plan_of(assignment).readings(line, norms)[0]

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
