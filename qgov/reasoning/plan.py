"""How every norm reads in all worlds of a line at once: a bit for each world.

Worlds are many and each condition reads few of the unknowns. A leaf is asked once for each of their values, in a world
that holds nothing else; what is made of leaves follows by the logic of bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from qgov.base.iri import ancestors
from qgov.norms.conditions import And, Condition, Has, Not, Or, World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, Norm
from qgov.reasoning.law import ANYWHERE
from qgov.reasoning.variables import FACT, LAW
from qgov.situation import Line

DESCRIBED = "describedBy"
LICENSED = "licensedProvision"
MEMBER = "member"
_NONE: frozenset[str] = frozenset()
States = list[tuple[int, frozenset[str]]]  # the worlds in which each set is what is derived, every world in one


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
        norm.jurisdiction in world.members.get(factor, _NONE) for factor in norm.connects_by
    )


class Plan:
    """The worlds of some unknowns, each a key with the values it may have; ``worlds`` knows the lines.

    World after world the last unknown changes first, as in ``itertools.product``.
    """

    def __init__(self, worlds, unknowns: Iterable[tuple[tuple, tuple]]):
        self.worlds, self.unknowns = worlds, dict(unknowns)
        self.count = prod(len(values) for values in self.unknowns.values())
        self.everywhere = (1 << self.count) - 1
        self.bits: dict[tuple, dict[object, int]] = {}
        period = self.count
        for key, values in self.unknowns.items():
            step = period // len(values)
            # A run of as many worlds as what follows has combinations, again and again.
            run = ((1 << step) - 1) * (self.everywhere // ((1 << period) - 1))
            self.bits[key] = {value: run << step * index for index, value in enumerate(values)}
            period = step
        self._lines: dict[str, _Bits] = {}

    def line(self, item: str) -> _Bits:
        """The conditions of one line."""
        if item not in self._lines:
            self._lines[item] = _Bits(self, self.worlds.lines[item])
        return self._lines[item]

    def law(self, norm: Norm) -> int:
        """The worlds in which a norm is law as written."""
        open_ = self.bits.get((LAW, norm.iri))
        return self.everywhere if open_ is None else open_.get(True, 0)

    def assignments(self) -> Iterator[dict[tuple, object]]:
        """The values of the unknowns, world after world."""
        return (dict(zip(self.unknowns, values, strict=True)) for values in product(*self.unknowns.values()))

    def readings(self, line: Line, norms: Iterable[Norm]) -> list[Reading]:
        """How these norms read, world after world."""
        bits, norms = self.line(line.item.id), tuple(norms)
        told = _told(bits, norms)
        found: list = [None] * self.count
        for worlds, true in self.parts(told):
            sets = [frozenset(iri for kind, iri in true if kind == wanted) for wanted in range(5)]
            for index in _indices(worlds):
                found[index] = sets
        return [Reading(assignment, *sets) for assignment, sets in zip(self.assignments(), found, strict=True)]

    def parts(self, told: dict) -> list[tuple[int, list]]:
        """The worlds that some bits do not tell apart: each part with the names of the bits that are set in it."""
        alike: dict[int, list] = {}
        for name, bits in told.items():
            alike.setdefault(bits, []).append(name)
        found = [(self.everywhere, alike.pop(self.everywhere, []))]
        alike.pop(0, None)
        for bits, names in alike.items():
            split = []
            for worlds, true in found:
                inside, outside = worlds & bits, worlds & ~bits
                if inside:
                    split.append((inside, [*true, *names]))
                if outside:
                    split.append((outside, true))
            found = split
        return found


def _told(bits: _Bits, norms: tuple[Norm, ...]) -> dict[tuple[int, str], int]:
    """The worlds in which each part of a reading has each member, by the place of the part in a Reading."""
    plan, worlds = bits.plan, bits.plan.worlds
    describing = bits.describing([norm for norm in norms if norm.kind == ENTRY])
    described: dict[str, int] = {}
    for entry, where in describing:
        described[entry.provision] = described.get(entry.provision, 0) | where
    found = {(0, provision): where for provision, where in described.items()}
    found |= {(1, entry.iri): where for entry, where in describing}
    bits.described = [
        (where, frozenset(higher for provision in true for higher in ancestors(provision)))
        for where, true in plan.parts(described)
    ]
    for norm in norms:
        if norm.kind == EXCEPTION:
            found[4, norm.iri] = bits.holds(norm.condition) if worlds.can_be_shown(norm) else 0
        elif norm.kind in (NORM, POINTER):
            applies = bits.holds(norm.condition) & plan.law(norm) & bits.reached_by(norm)
            entries = [(entry, where) for entry, where in describing if norm.provision in entry.controlled_under]
            listed = 0
            for _, where in entries:
                listed |= where
            if norm.provision in worlds.acting_on_entries:
                applies &= listed
            found[2, norm.iri] = applies
            if applies and "licence" in norm.satisfied_by:
                covered = applies & (listed | bits.licensed(norm.provision))
                for entry, where in entries:
                    covered &= ~where | bits.licensed(entry.provision)
                found[3, norm.iri] = covered
    return found


def _indices(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Bits:
    """The worlds in which conditions hold of one line.

    ``described`` is what describes the item, once its entries are read; until then nothing does.
    """

    def __init__(self, plan: Plan, line: Line):
        self.plan, self.line = plan, line
        self.described: States | None = None
        self._point = plan.worlds.point(line)
        self._members: dict[str, list[tuple]] = {}
        for key in plan.unknowns:
            if key[0] == MEMBER and key[1] in ("", line.item.id):
                self._members.setdefault(key[2], []).append(key)
        self._held: dict[tuple[int, bool], int] = {}
        self.served: dict[str, States] = {}
        for term, items in line.targets.items():
            if items:
                self.served[term] = self._serving(items)

    def _serving(self, items: Iterable[str]) -> States:
        """What describes the items that this one serves, by entries of whatever jurisdiction, with all above."""
        told: dict[str, int] = {}
        for item in items:
            bits = self.plan.line(item)
            for entry, where in bits.describing(self.plan.worlds.open_entries(bits.line)):
                told[entry.provision] = told.get(entry.provision, 0) | where
        return [
            (where, frozenset(higher for provision in true for higher in ancestors(provision)))
            for where, true in self.plan.parts(told)
        ]

    def describing(self, entries: Iterable[Norm]) -> list[tuple[Norm, int]]:
        """The entries that describe the item in some world, and where."""
        found = [(entry, self.holds(entry.condition, False) & self.plan.law(entry)) for entry in entries]
        return [(entry, where) for entry, where in found if where]

    def holds(self, condition: Condition, described: bool = True) -> int:
        """The worlds in which a condition holds, with what describes the item or without."""
        described = described and DESCRIBED in condition.terms
        key = id(condition), described  # conditions are kept by the norms that have them
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._read(condition, described)
        return found

    def _read(self, condition: Condition, described: bool) -> int:
        match condition:
            case And(parts):
                found = self.plan.everywhere
                for part in parts:
                    found &= self.holds(part, described)
                    if not found:
                        break
                return found
            case Or(parts):
                found = 0
                for part in parts:
                    found |= self.holds(part, described)
                    if found == self.plan.everywhere:
                        break
                return found
            case Not(part):
                return self.plan.everywhere ^ self.holds(part, described)
        return self.leaf(condition, described)

    def leaf(self, leaf: Condition, described: bool = True) -> int:
        """The same of a condition without parts: asked for each combination of what it reads."""
        term, line, everywhere = getattr(leaf, "term", None), self.line, self.plan.everywhere
        fact = (FACT, line.item.id, term)
        scalars = [(everywhere, self._point.get(term))]
        if fact in self.plan.bits and term in self._point:
            scalars = [(where, value) for value, where in self.plan.bits[fact].items()]
        keys = self._members.get(term, ())
        if isinstance(leaf, Has):
            keys = [key for key in keys if key[3] in leaf.wanted]
        members = [(everywhere, line.members.get(term, _NONE))]
        for key in keys:
            with_it = self.plan.bits[key].get(True, 0)
            members = [
                (where & bits, more)
                for where, having in members
                for bits, more in ((with_it, having | {key[3]}), (everywhere ^ with_it, having))
                if where & bits
            ]
        for states in (self.served.get(term), self.described if described and term == DESCRIBED else None):
            if states is not None:
                members = [
                    (where & bits, having | derived)
                    for where, having in members
                    for bits, derived in states
                    if where & bits
                ]
        found = 0
        for where, value in scalars:
            for also, having in members:
                if where & also and leaf.holds(World(line.classes, {term: value}, {term: having})):
                    found |= where & also
        return found

    def reached_by(self, norm: Norm) -> int:
        """The worlds in which a connecting factor ties the line to a norm's jurisdiction."""
        if ANYWHERE in norm.connects_by:
            return self.plan.everywhere
        found = 0
        for factor in norm.connects_by:
            found |= self.leaf(Has(factor, (norm.jurisdiction,)))
        return found

    def licensed(self, provision: str) -> int:
        """The worlds in which a licence covers a provision."""
        return self.leaf(Has(LICENSED, tuple(ancestors(provision))))
