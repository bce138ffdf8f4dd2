"""Conditions as they are read from SHACL Core shapes: the one meaning that every reading shares.

A condition is evaluated in a *world*: a line whose every fact has one value. ``holds`` says whether the world conforms
to the shape; ``possible`` is the cautious (Kleene) reading over what is known, with None for unknown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class World:
    """One line with every fact fixed: its item's classes, single-valued facts (None: absent) and value sets."""

    classes: frozenset[str]
    scalars: dict[str, Decimal | str | None] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """What is known of a single-valued fact: an interval (open ends None) or words; perhaps no value at all."""

    lower: Decimal | None = None
    upper: Decimal | None = None
    words: frozenset[str] | None = None
    possibly_absent: bool = False


@dataclass(frozen=True)
class View:
    """What is known of a line: classes, spans, and value sets with the values that may or may not belong."""

    classes: frozenset[str]
    spans: dict[str, Span] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    open_members: dict[str, frozenset[str]] = field(default_factory=dict)
    told: dict[int, tuple[Condition, bool | None]] = field(default_factory=dict, compare=False, repr=False)


class Condition(ABC):
    """A shape used as a predicate."""

    @abstractmethod
    def holds(self, world: World) -> bool:
        """Whether a world conforms to the shape."""

    def possible(self, view: View) -> bool | None:
        """Whether every world of a view conforms (True), none does (False), or it is not told (None).

        A view keeps what it was asked: norms share most of their conditions.
        """
        known = view.told.get(id(self))
        if known is None:
            known = view.told[id(self)] = self, self.told_by(view)  # kept with its condition, or the id may be reused
        return known[1]

    @abstractmethod
    def told_by(self, view: View) -> bool | None:
        """``possible``, worked out."""

    def leaves(self) -> Iterator[Condition]:
        """The conditions without parts, in reading order."""
        yield self

    @cached_property
    def all_leaves(self) -> tuple[Condition, ...]:
        """The same, kept: norms are read again and again."""
        return tuple(self.leaves())

    @cached_property
    def leaves_by_term(self) -> dict[str, tuple[Condition, ...]]:
        """The distinct leaves that read a term, by the term."""
        found: dict[str, dict[Condition, None]] = {}
        for leaf in self.all_leaves:
            if term := getattr(leaf, "term", None):
                found.setdefault(term, {})[leaf] = None
        return {term: tuple(leaves) for term, leaves in found.items()}

    @cached_property
    def single_valued(self) -> frozenset[str]:
        """The terms that the condition reads as one number, word or day."""
        return frozenset(leaf.term for leaf in self.all_leaves if isinstance(leaf, (Within, OneOf)))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms that the condition reads; a class of the item is none."""
        return frozenset(term for leaf in self.all_leaves if (term := getattr(leaf, "term", None)))


@dataclass(frozen=True)
class Always(Condition):
    def holds(self, world: World) -> bool:
        return True

    def told_by(self, view: View) -> bool | None:
        return True

    def leaves(self) -> Iterator[Condition]:
        return iter(())


ALWAYS = Always()


@dataclass(frozen=True)
class ItemIs(Condition):
    """``sh:class``: the item is of a class or one of its subclasses."""

    name: str

    def holds(self, world: World) -> bool:
        return self.name in world.classes

    def told_by(self, view: View) -> bool | None:
        return self.name in view.classes


@dataclass(frozen=True)
class Within(Condition):
    """A number is present and lies in a range (``sh:minCount 1`` with the range constraints)."""

    term: str
    min_inclusive: Decimal | None = None
    min_exclusive: Decimal | None = None
    max_inclusive: Decimal | None = None
    max_exclusive: Decimal | None = None

    def inside(self, value: Decimal) -> bool:
        """Whether a number lies in the range."""
        return not (
            (self.min_inclusive is not None and value < self.min_inclusive)
            or (self.min_exclusive is not None and value <= self.min_exclusive)
            or (self.max_inclusive is not None and value > self.max_inclusive)
            or (self.max_exclusive is not None and value >= self.max_exclusive)
        )

    def bounded(self, whole: bool = False) -> bool:
        """Whether some number lies in the range; some ``whole`` one, where the term counts."""
        lows = [bound for bound in (self.min_inclusive, self.min_exclusive) if bound is not None]
        highs = [bound for bound in (self.max_inclusive, self.max_exclusive) if bound is not None]
        if not lows or not highs:
            return True
        low, high = max(lows), min(highs)
        if not whole:
            return low < high or self.inside(low)
        first = low.to_integral_value(rounding=ROUND_CEILING)
        return self.inside(first) or self.inside(first + 1)

    def holds(self, world: World) -> bool:
        value = world.scalars.get(self.term)
        return isinstance(value, Decimal) and self.inside(value)

    def told_by(self, view: View) -> bool | None:
        span = view.spans.get(self.term)
        if span is None or span.words is not None:
            return False
        below = [bound for bound in (self.max_inclusive, self.max_exclusive) if bound is not None]
        above = [bound for bound in (self.min_inclusive, self.min_exclusive) if bound is not None]
        low_in = (span.lower is not None and self.inside(span.lower)) or (span.lower is None and not above)
        high_in = (span.upper is not None and self.inside(span.upper)) or (span.upper is None and not below)
        if low_in and high_in:
            return None if span.possibly_absent else True
        beyond = span.lower is not None and (
            (self.max_inclusive is not None and span.lower > self.max_inclusive)
            or (self.max_exclusive is not None and span.lower >= self.max_exclusive)
        )
        short = span.upper is not None and (
            (self.min_inclusive is not None and span.upper < self.min_inclusive)
            or (self.min_exclusive is not None and span.upper <= self.min_exclusive)
        )
        return False if beyond or short else None

    def bounds(self) -> Iterator[Decimal]:
        for bound in (self.min_inclusive, self.min_exclusive, self.max_inclusive, self.max_exclusive):
            if bound is not None:
                yield bound


@dataclass(frozen=True)
class OneOf(Condition):
    """A word is present and is one of a list (``sh:in`` with ``sh:minCount 1`` on a single-valued term)."""

    term: str
    values: tuple[str, ...]

    def holds(self, world: World) -> bool:
        return world.scalars.get(self.term) in self.values

    def told_by(self, view: View) -> bool | None:
        span = view.spans.get(self.term)
        if span is None or span.words is None:
            return False
        inside = span.words & set(self.values)
        if not inside:
            return False
        return True if inside == span.words and not span.possibly_absent else None


@dataclass(frozen=True)
class Has(Condition):
    """Some value of a set is one of a list (``sh:hasValue``, or a qualified value shape)."""

    term: str
    values: tuple[str, ...]

    @cached_property
    def wanted(self) -> frozenset[str]:
        return frozenset(self.values)

    def holds(self, world: World) -> bool:
        return not world.members.get(self.term, _NONE).isdisjoint(self.wanted)

    def told_by(self, view: View) -> bool | None:
        if not view.members.get(self.term, _NONE).isdisjoint(self.wanted):
            return True
        return None if not view.open_members.get(self.term, _NONE).isdisjoint(self.wanted) else False


@dataclass(frozen=True)
class Every(Condition):
    """A set has a value and all of its values are in a list (``sh:in`` with ``sh:minCount 1`` on a set)."""

    term: str
    values: tuple[str, ...]

    def holds(self, world: World) -> bool:
        members = world.members.get(self.term, frozenset())
        return bool(members) and members <= set(self.values)

    def told_by(self, view: View) -> bool | None:
        members = view.members.get(self.term, frozenset())
        undecided = view.open_members.get(self.term, frozenset())
        if not members <= set(self.values) or not (members or undecided & set(self.values)):
            return False
        return True if members and undecided <= set(self.values) else None


@dataclass(frozen=True)
class Present(Condition):
    """Some value is there (``sh:minCount 1`` alone)."""

    term: str

    def holds(self, world: World) -> bool:
        return world.scalars.get(self.term) is not None or bool(world.members.get(self.term))

    def told_by(self, view: View) -> bool | None:
        span = view.spans.get(self.term)
        if span is not None:
            return None if span.possibly_absent else True
        if view.members.get(self.term):
            return True
        return None if view.open_members.get(self.term) else False


@dataclass(frozen=True)
class And(Condition):
    parts: tuple[Condition, ...]

    def holds(self, world: World) -> bool:
        return all(part.holds(world) for part in self.parts)

    def told_by(self, view: View) -> bool | None:
        found: bool | None = True
        for part in self.parts:
            one = part.possible(view)
            if one is False:
                return False
            if one is None:
                found = None
        return found

    def leaves(self) -> Iterator[Condition]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Or(Condition):
    parts: tuple[Condition, ...]

    def holds(self, world: World) -> bool:
        return any(part.holds(world) for part in self.parts)

    def told_by(self, view: View) -> bool | None:
        found: bool | None = False
        for part in self.parts:
            one = part.possible(view)
            if one is True:
                return True
            if one is None:
                found = None
        return found

    def leaves(self) -> Iterator[Condition]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def holds(self, world: World) -> bool:
        return not self.part.holds(world)

    def told_by(self, view: View) -> bool | None:
        found = self.part.possible(view)
        return None if found is None else not found

    def leaves(self) -> Iterator[Condition]:
        yield from self.part.leaves()


def conjunction(parts: list[Condition]) -> Condition:
    """All of several conditions; nothing to ask holds always."""
    if len(parts) == 1:
        return parts[0]
    return And(tuple(parts)) if parts else Always()


class Pool:
    """Conditions by what they say: those that say the same are one object, read once for all norms that share it."""

    def __init__(self) -> None:
        self._kept: dict[tuple, Condition] = {}

    def shared(self, condition: Condition) -> Condition:
        """The one condition that stands for this and its like."""
        match condition:
            case And(parts) | Or(parts):
                whole: Condition = type(condition)(tuple(self.shared(part) for part in parts))
                key: tuple = (type(condition), *(id(part) for part in whole.parts))
            case Not(part):
                whole = Not(self.shared(part))
                key = (Not, id(whole.part))
            case _:
                whole, key = condition, (condition,)
        return self._kept.setdefault(key, whole)
