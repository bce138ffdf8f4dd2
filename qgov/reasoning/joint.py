"""The worlds of several lines at once, each with what its outcome can still become.

Lines that share an unknown agree on it. What pointers yield is not spelt out: the outcome of a world is the most severe
of what its norms contribute and of what each pointer that applies in it yields, so that what it may become follows
without trying every answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from qgov.norms.model import NOTHING, PERMITTED, SEVERITY
from qgov.reasoning.judge import LineJudgment, most_severe, severest
from qgov.reasoning.variables import POINTER

MAX_WORLDS = 20_000


@dataclass(frozen=True)
class Pointer:
    """A pointer as an unknown: what it may yield."""

    key: tuple
    may_yield: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """What the outcome of a world rests on: ``base`` is what norms contribute, ``pointers`` are those that apply."""

    base: str
    pointers: frozenset[Pointer] = frozenset()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.base, self.pointers))

    @cached_property
    def options(self) -> frozenset[str]:
        """The outcomes that the world may have."""
        return severest([{self.base}, *{pointer.may_yield for pointer in self.pointers}])

    def answered(self, key: tuple, answer: str) -> frozenset[str]:
        """The outcomes that the world may have where a pointer yields this; one that does not apply changes nothing."""
        left = frozenset(pointer for pointer in self.pointers if pointer.key != key)
        if len(left) == len(self.pointers):
            return self.options
        return State(most_severe((self.base, answer)), left).options

    @cached_property
    def decided_by(self) -> frozenset[tuple]:
        """The pointers that change the outcome alone, beside some answers to the others."""
        found = set()
        for pointer in self.pointers:
            beside = State(self.base, self.pointers - {pointer}).options
            if unlike(beside, pointer.may_yield, pointer.may_yield):
                found.add(pointer.key)
        return frozenset(found)

    def differs(self, other: State) -> bool:
        """Whether two worlds may have unlike outcomes under the same answers to what both leave to pointers."""
        if self == other:
            return False
        shared = self.pointers & other.pointers
        one, two = (State(state.base, state.pointers - shared).options for state in (self, other))
        return unlike(State(NOTHING, shared).options, one, two)


def unlike(common: Iterable[str], some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether beside something in common two outcomes may result of which one is not as good as the other; permitted
    and not controlled are alike."""
    for least in common:
        one, two = ({_class(most_severe((least, outcome))) for outcome in each} for each in (some, others))
        if len(one | two) > 1:
            return True
    return False


def _class(outcome: str) -> str:
    return PERMITTED if outcome == NOTHING else outcome


@dataclass(frozen=True)
class JointWorld:
    """A value of every unknown of some lines, pointers aside, and the state of the lines together."""

    assignment: dict[tuple, object]
    state: State


def joint_worlds(judgments: list[LineJudgment]) -> list[JointWorld]:
    """The joint worlds of some lines; none where those of a line were not tried one by one, or where they are more than
    ``MAX_WORLDS``."""
    joined = [JointWorld({}, State(NOTHING))]
    known: set[tuple] = set()
    for judgment in judgments:
        own = {variable.key for variable in judgment.variables}
        shared = sorted(known & own, key=repr)
        known |= own
        matching: dict[tuple, list[JointWorld]] = {}
        for world in _worlds(judgment):
            matching.setdefault(tuple(world.assignment[key] for key in shared), []).append(world)
        pairs = [
            (one, other) for one in joined for other in matching.get(tuple(one.assignment[key] for key in shared), ())
        ]
        if len(pairs) > MAX_WORLDS:
            return []
        states: dict[tuple[State, State], State] = {}
        joined = []
        for one, other in pairs:
            both = states.get((one.state, other.state))
            if both is None:
                base = max(one.state.base, other.state.base, key=SEVERITY.__getitem__)
                both = states[one.state, other.state] = State(base, one.state.pointers | other.state.pointers)
            joined.append(JointWorld(one.assignment | other.assignment, both))
    return joined


def _worlds(judgment: LineJudgment) -> list[JointWorld]:
    states: dict[int, State] = {}
    found = []
    for block in judgment.blocks:
        state = states.get(id(block.options))
        if state is None:
            base = most_severe(outcome for parts in block.base.values() for outcome in parts)
            pointers = frozenset(Pointer((POINTER, norm.iri), norm.may_yield) for norm in block.active)
            state = states[id(block.options)] = State(base, pointers)
        found.append(JointWorld(block.reading.assignment, state))
    return found
