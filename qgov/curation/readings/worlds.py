"""Judged random dossiers, and some of the worlds of their lines, written as RDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier
from qgov.norms import norm_book
from qgov.norms.conditions import World
from qgov.norms.model import ENTRY, EXCEPTION, FACTORS, NORM, Norm
from qgov.reasoning.judge import LineJudgment
from qgov.reasoning.law import ANYWHERE, decides
from qgov.reasoning.pipeline import Judged
from qgov.reasoning.worlds import Reading
from qgov.situation import Line
from qgov.situation.world_graph import item_node, line_node, world_triples

MOST = 4  # worlds of a line that are all tried; of more, the first, one between and the last


@dataclass
class Case:
    """One dossier as the engine judged it; ``name`` tells its nodes from those of others."""

    name: str
    dossier: Dossier
    norms: tuple[Norm, ...]
    judged: Judged
    tried: list[Tried] = field(default_factory=list)

    def line(self, item: str) -> Line:
        return self.judged.engine.lines[item]


@dataclass
class Tried:
    """One world of one line, and what a SHACL engine says of it.

    ``found`` has, for each item that the line is designed for or relates to and for its own, the entries that describe
    it; ``complete`` tells that every world of the line is tried, ``reading`` is what the engine read.
    """

    case: Case
    judgment: LineJudgment
    number: int
    assignment: dict
    complete: bool
    reading: Reading | None = None
    found: dict[str, frozenset[str]] = field(default_factory=dict)
    described: tuple[Norm, ...] = ()
    applies: tuple[Norm, ...] = ()
    scope: frozenset[str] = frozenset()
    restricted: set[str] = field(default_factory=set)
    effects: frozenset[str] | None = None

    @property
    def line(self) -> Line:
        return self.judgment.line

    def world(self, line: Line | None = None) -> World:
        """The line, or another, in this world. What the engine does not vary may be any point: absent, or
        the upper end."""
        line = line or self.line
        scalars = {}
        for term, span in line.spans.items():
            key = ("fact", line.item.id, term)
            if key in self.assignment:
                scalars[term] = self.assignment[key]
            elif span.possibly_absent:
                scalars[term] = None
            elif span.words is not None:
                scalars[term] = max(span.words)
            else:
                scalars[term] = span.upper if span.upper is not None else span.lower
        members = {term: set(values) for term, values in line.members.items()}
        for key, value in self.assignment.items():
            if key[0] == "member" and key[1] in ("", line.item.id) and value:
                members.setdefault(key[2], set()).add(key[3])
        for term, items in line.targets.items():
            for item in items:
                above = {higher for provision in self.found.get(item, ()) for higher in ancestors(provision)}
                members.setdefault(term, set()).update(above)
        return World(line.classes, scalars, {term: frozenset(values) for term, values in members.items()})

    def law(self, norm: Norm) -> bool:
        """Whether an unverified norm is law as written in this world."""
        return self.assignment.get(("law", norm.iri), True)

    def node(self) -> str:
        return line_node(self.case.name, self.line, self.number)

    def item(self, line: Line) -> str:
        return item_node(self.case.name, line, self.number)

    def triples(self, line: Line | None = None, shown: Iterable[str] = ()) -> list[str]:
        """The world as N-Triples, with what is known so far of what describes the item."""
        line = line or self.line
        described = self.found.get(line.item.id, frozenset())
        return world_triples(self.case.name, line, self.world(line), self.number, described=described, shown=shown)


def case_of(name: str, dossier: Dossier, norms: tuple[Norm, ...], judged: Judged) -> Case:
    """A judged dossier with the worlds of it that are tried."""
    codes = {code for line in judged.lines for factor in FACTORS for code in line.values(factor)}
    near = [norm for norm in norms if norm.jurisdiction in codes or ANYWHERE in norm.connects_by]
    # What reaches everywhere may rest on what describes the item under the lists of its own law.
    acting = norm_book().acting_on_entries
    read = {n.jurisdiction for n in near if n.provision in acting or "describedBy" in n.condition.terms} - codes
    near += [norm for norm in norms if norm.kind == ENTRY and norm.jurisdiction in read]
    at_hand, known = {norm.provision for norm in near}, {norm.iri for norm in near}
    near += [n for n in norms if n.kind == EXCEPTION and n.iri not in known and not at_hand.isdisjoint(n.defeats)]
    case = Case(name, dossier, tuple(near), judged)
    for judgment in judged.judgments:
        if judgment.readings:
            some = judgment.readings
            complete = len(some) <= MOST and not judgment.together  # else some of the worlds only
            some = some if complete else [some[0], some[len(some) // 2], some[-1]]
            chosen: list = [(reading.assignment, reading) for reading in some]
        else:
            complete = False
            chosen = [({v.key: v.values[end] for v in judgment.variables}, None) for end in (0, -1)]
        for assignment, reading in chosen:
            case.tried.append(Tried(case, judgment, len(case.tried), assignment, complete, reading))
    return case


def targets(engine, line: Line) -> list[Line]:
    """The items that a line's item is designed for or relates to, those first that the others rest on."""
    ordered: list[Line] = []

    def visit(one: Line) -> None:
        for items in one.targets.values():
            for item in items:
                other = engine.lines.get(item)
                if other is not None and other is not line and other not in ordered and other not in waiting:
                    waiting.append(other)
                    visit(other)
                    waiting.remove(other)
                    ordered.append(other)

    waiting: list[Line] = []
    visit(line)
    return ordered


def deciding(norm: Norm) -> bool:
    """Whether a norm is a control on which an outcome rests."""
    return norm.kind == NORM and decides(norm)
