"""All situations that some conditions tell apart, whatever dossier they come from, and a solver (z3) that finds one.

A number takes a point of each cell that the bounds of the conditions cut (see ``reasoning.variables.cells``), a word or
a value of a set one that they name or another one. What is found is a world like any other, and the reference evaluator
(``Condition.holds``) reads it again before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.conditions import (
    Always,
    And,
    Condition,
    Every,
    Has,
    ItemIs,
    Not,
    OneOf,
    Or,
    Present,
    Within,
    World,
    conjunction,
)
from qgov.norms.load import ANYWHERE
from qgov.norms.model import ENTRY, EXCEPTION, Norm
from qgov.reasoning.variables import cells, say

SECONDS = 5
OTHER = "(another)"
ITEM_TYPE = "itemType"
# What has exactly one value in every transfer.
_ONE_VALUE = frozenset({ITEM_TYPE, "transferType"})


class OutOfTime(Exception):
    """The solver did not answer in time."""


@dataclass(frozen=True)
class Situation:
    """A world that was found: what an item is, and the values of the terms that were asked for."""

    item_type: str
    world: World
    about: frozenset[str] = field(default_factory=frozenset)

    def to_dict(self) -> dict:
        """What it says, by term; what is absent is left out."""
        found: dict = {ITEM_TYPE: self.item_type}
        for term, value in self.world.scalars.items():
            if value is not None and term in self.about:
                found[term] = say(term, value) if isinstance(value, Decimal) else value
        for term, values in self.world.members.items():
            if values and term in self.about and term != ITEM_TYPE:
                found[term] = sorted(values)
        return found

    def __str__(self) -> str:
        parts = [
            f"{term} {' and '.join(value) if isinstance(value, list) else value}"
            for term, value in self.to_dict().items()
            if term != ITEM_TYPE
        ]
        return ", ".join([self.item_type, *parts])


class Space:
    """The situations that these conditions tell apart."""

    def __init__(self, conditions: Iterable[Condition]):
        import z3

        self._conditions = tuple(conditions)
        self._context = z3.Context()
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set("timeout", SECONDS * 1000)
        self._terms: dict[int, object] = {}
        self._types = {name: z3.Bool(f"type {name}", self._context) for name in sorted(lexicon().item_types())}
        self._exactly_one(self._types.values())
        self._scalars: dict[str, dict[object, object]] = {}
        self._sets: dict[str, dict[str, object]] = {}
        leaves: dict[str, list[Condition]] = {}
        for condition in self._conditions:
            for term, found in condition.leaves_by_term.items():
                leaves.setdefault(term, []).extend(found)
        for term, found in sorted(leaves.items()):
            if lexicon().terms[term].functional:
                self._declare_scalar(term, found)
            else:
                self._declare_set(term, found)

    def find(self, true: Iterable[Condition] = (), false: Iterable[Condition] = ()) -> Situation | None:
        """A situation in which some conditions hold and others do not; None where there is provably none. Raises
        OutOfTime."""
        import z3

        true, false = tuple(true), tuple(false)
        asked = [self._read(one) for one in true] + [z3.Not(self._read(one)) for one in false]
        self._solver.push()
        try:
            self._solver.add(*asked)
            answer = self._solver.check()
            if answer == z3.unknown:
                raise OutOfTime
            if answer == z3.unsat:
                return None
            found = self._situation(self._solver.model(), true + false)
        finally:
            self._solver.pop()
        if not all(one.holds(found.world) for one in true) or any(one.holds(found.world) for one in false):
            raise AssertionError("the solver and the conditions disagree about a world")
        return found

    def _declare_scalar(self, term: str, leaves: list[Condition]) -> None:
        import z3

        known = lexicon().terms[term]
        bounds = {bound for leaf in leaves if isinstance(leaf, Within) for bound in leaf.bounds()}
        words = {word for leaf in leaves for word in getattr(leaf, "values", ())}
        values: list = []
        if known.value_kind in ("quantity", "count", "date"):
            whole = known.value_kind in ("count", "date")
            low, high = (Decimal(1), None) if known.value_kind == "date" else (known.minimum, known.maximum)
            inside = [bound for bound in bounds if known.accepts(bound)]
            values = [point for point in cells(low, high, inside, whole) if known.accepts(point)]
        else:
            values = [*sorted(words), *_other(known, words)]
        taken = {value: z3.Bool(f"{term} = {value}", self._context) for value in (*values, None)}
        self._exactly_one(taken.values())
        self._scalars[term] = taken
        carriers = carrying(term)
        if carriers is not None:  # of an item that cannot have it nothing is stated
            on = z3.Or([self._types[name] for name in sorted(carriers)] or [z3.BoolVal(False, self._context)])
            self._solver.add(z3.Implies(z3.Not(taken[None]), on))

    def _declare_set(self, term: str, leaves: list[Condition]) -> None:
        import z3

        if term == ITEM_TYPE:
            self._sets[term] = dict(self._types)
            return
        words = {word for leaf in leaves for word in getattr(leaf, "values", ())}
        values = [*sorted(words), *_other(lexicon().terms[term], words)]
        self._sets[term] = {value: z3.Bool(f"{term} has {value}", self._context) for value in values}
        if term in _ONE_VALUE:
            self._exactly_one(self._sets[term].values())

    def _exactly_one(self, terms: Iterable) -> None:
        import z3

        terms = list(terms)
        self._solver.add(z3.PbEq([(one, 1) for one in terms], 1) if len(terms) > 1 else terms[0])

    def _read(self, condition: Condition):
        """A condition as a term of the solver."""
        if id(condition) not in self._terms:
            self._terms[id(condition)] = self._made(condition)
        return self._terms[id(condition)]

    def _made(self, condition: Condition):
        import z3

        def some(terms: Iterable):
            terms = list(terms)
            return z3.Or(terms) if terms else z3.BoolVal(False, self._context)

        match condition:
            case And(parts):
                return z3.And([self._read(part) for part in parts]) if parts else z3.BoolVal(True, self._context)
            case Or(parts):
                return some(self._read(part) for part in parts)
            case Not(part):
                return z3.Not(self._read(part))
            case Always():
                return z3.BoolVal(True, self._context)
            case ItemIs(name):
                return some(one for kind, one in self._types.items() if name in lexicon().superclasses(kind))
            case Within(term):
                points = self._scalars[term].items()
                return some(one for value, one in points if isinstance(value, Decimal) and condition.inside(value))
            case OneOf(term, values):
                return some(self._scalars[term][value] for value in values)
            case Has(term, values):
                return some(one for value, one in self._sets[term].items() if value in values)
            case Every(term, values):
                inside = [one for value, one in self._sets[term].items() if value in values]
                outside = [z3.Not(one) for value, one in self._sets[term].items() if value not in values]
                return z3.And([*outside, some(inside)])
            case Present(term) if term in self._scalars:
                return z3.Not(self._scalars[term][None])
            case Present(term):
                return some(self._sets[term].values())
        raise TypeError(f"no reading of {type(condition).__name__} for a solver")

    def _situation(self, model, asked: tuple[Condition, ...]) -> Situation:
        import z3

        def true(term) -> bool:
            return z3.is_true(model.eval(term, model_completion=True))

        kind = next(name for name, one in self._types.items() if true(one))
        scalars = {
            term: next(value for value, one in taken.items() if true(one)) for term, taken in self._scalars.items()
        }
        members = {
            term: frozenset(value for value, one in found.items() if true(one)) for term, found in self._sets.items()
        }
        world = World(frozenset(lexicon().superclasses(kind)), scalars, members)
        return Situation(kind, world, frozenset(term for one in asked for term in one.terms))


def _other(term, words: set[str]) -> list[str]:
    """A value beside those that are named, if there is one."""
    if term.value_kind == "flag":
        return sorted({"true", "false"} - words)
    if term.words_class:
        return sorted(set(lexicon().words(term.words_class)) - words)[:1]
    return [OTHER]


@cache
def carrying(term: str) -> frozenset[str] | None:
    """The item types of which a dossier can state a term, directly or by what is worked out from it; None for terms
    that are not about the item alone."""
    words, known = lexicon(), lexicon().terms[term]
    types = words.item_types()
    if known.role == "claim":
        return frozenset(
            kind for kind in types
            if any(known in words.keys_on(above).values() for above in words.superclasses(kind))
        )  # fmt: skip
    if known.role == "measurand":  # those of which the law in force reads it
        classes = {
            leaf.name
            for norm in norm_book().norms
            if norm.kind == ENTRY and term in norm.condition.terms
            for leaf in norm.condition.all_leaves
            if isinstance(leaf, ItemIs)
        }
        return frozenset(kind for kind in types if not classes.isdisjoint(words.superclasses(kind)))
    return None


def tie(norm: Norm) -> Condition:
    """That a connecting factor ties a transfer to the norm's jurisdiction; what only accompanies others has none."""
    if norm.kind in (ENTRY, EXCEPTION) or ANYWHERE in norm.connects_by or not norm.connects_by:
        return Always()
    return Or(tuple(Has(factor, (norm.jurisdiction,)) for factor in norm.connects_by))


def caught(norm: Norm, norms: Iterable[Norm], acting_on_entries: frozenset[str]) -> Condition:
    """What a norm catches, as one condition: its own, its tie, and for one that acts on lists what its entries list."""
    parts = [tie(norm), norm.condition]
    if norm.provision in acting_on_entries and norm.kind not in (ENTRY, EXCEPTION):
        entries = tuple(one.condition for one in norms if norm.provision in one.controlled_under)
        parts.append(Or(entries))
    return conjunction([part for part in parts if not isinstance(part, Always)])
