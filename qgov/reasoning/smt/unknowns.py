"""The unknowns of a dossier as a solver has them: numbers as rationals or integers, all else as a choice of values.

That a number is absent is an unknown of its own. Atoms say something of one unknown:
``("is", key, value)``, ``("present", key)``, ``("from", key, bound)`` and ``("above", key, bound)``, bounds exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from qgov.reasoning.variables import ABSENT, FACT, Variable


@dataclass(frozen=True)
class Choice:
    """One of several values, of which None is absence."""

    key: tuple
    values: tuple


@dataclass(frozen=True)
class Number:
    """A number of a closed interval, an open end being None; ``values`` has a point of each cell that norms tell apart,
    and None where the number may be absent."""

    key: tuple
    values: tuple
    lower: Fraction | None
    upper: Fraction | None
    integer: bool

    @property
    def may_be_absent(self) -> bool:
        return ABSENT in self.values


Unknown = Choice | Number


def unknown_of(variable: Variable, lines: dict, key: tuple | None = None) -> Unknown:
    """An unknown that takes what a variable may take, under its own key or another."""
    if variable.kind == FACT and variable.key[0] == FACT:
        _, item, term = variable.key
        span, fact = lines[item].spans[term], lines[item].facts.get(term)
        if span.words is None:
            low = None if span.lower is None else Fraction(span.lower)
            high = None if span.upper is None else Fraction(span.upper)
            integer = bool(fact and fact.integer) and (low is None or high is None or ceil(low) <= high)
            return Number(key or variable.key, variable.values, low, high, integer)
    return Choice(key or variable.key, variable.values)


def holds(atom: tuple, value: object) -> bool:
    """Whether an atom holds where its unknown has a value."""
    kind = atom[0]
    if kind == "is":
        return value == atom[2]
    if kind == "present":
        return value is not ABSENT
    if value is ABSENT:
        return False
    return Fraction(value) >= atom[2] if kind == "from" else Fraction(value) > atom[2]


class Declared:
    """The unknowns that a solver was told of, and atoms in its terms. ``copy`` tells apart two worlds in one question.

    An unknown is declared when it is first spoken of: most questions are about few.
    """

    def __init__(self, solver, unknowns: dict[tuple, Unknown], copy: str = ""):
        self.solver, self.unknowns, self.copy = solver, unknowns, copy
        self.context = solver.ctx
        self.known: dict[tuple, Unknown] = {}
        self._numbers: dict[tuple, object] = {}
        self._present: dict[tuple, object] = {}
        self._choices: dict[tuple, dict] = {}
        self._count = 0

    def declare(self, key: tuple) -> None:
        import z3

        if key in self.known:
            return
        unknown = self.known[key] = self.unknowns[key]
        self._count += 1
        context = self.context
        name = f"{self.copy}{self._count}:{'/'.join(map(str, unknown.key))}"
        if isinstance(unknown, Number):
            number = z3.Int(name, context) if unknown.integer else z3.Real(name, context)
            self._numbers[unknown.key] = number
            if unknown.lower is not None:
                self.solver.add(number >= (ceil(unknown.lower) if unknown.integer else _exact(unknown.lower, context)))
            if unknown.upper is not None:
                self.solver.add(number <= (floor(unknown.upper) if unknown.integer else _exact(unknown.upper, context)))
            if not unknown.may_be_absent:
                self._present[unknown.key] = z3.BoolVal(True, context)
            elif unknown.values == (ABSENT,):
                self._present[unknown.key] = z3.BoolVal(False, context)
            else:
                self._present[unknown.key] = z3.Bool(name + "?", context)
        elif len(unknown.values) == 2:
            first = z3.Bool(name, context)
            self._choices[unknown.key] = {unknown.values[0]: first, unknown.values[1]: z3.Not(first)}
        else:
            taken = [z3.Bool(f"{name}={index}", context) for index in range(len(unknown.values))]
            self._choices[unknown.key] = dict(zip(unknown.values, taken, strict=True))
            self.solver.add(z3.PbEq([(one, 1) for one in taken], 1) if len(taken) > 1 else taken[0])

    def atom(self, atom: tuple):
        """An atom as a z3 term."""
        import z3

        kind, key = atom[0], atom[1]
        self.declare(key)
        if kind == "is":
            return self._choices[key].get(atom[2], z3.BoolVal(False, self.context))
        if kind == "present":
            return self._present[key]
        number, bound = self._numbers[key], atom[2]
        if number.is_int():
            return number >= (ceil(bound) if kind == "from" else floor(bound) + 1)
        exact = _exact(bound, self.context)
        return number >= exact if kind == "from" else number > exact

    def same(self, other: Declared, key: tuple):
        """That two copies agree on an unknown."""
        import z3

        self.declare(key)
        other.declare(key)
        unknown = self.known[key]
        if isinstance(unknown, Choice):
            pairs = zip(self._choices[unknown.key].values(), other._choices[unknown.key].values(), strict=True)
            return z3.And([one == two for one, two in pairs])
        present, numbers = self._present[unknown.key], self._numbers[unknown.key]
        alike = z3.Implies(present, numbers == other._numbers[unknown.key])
        return z3.And(present == other._present[unknown.key], alike)

    def value(self, model, key: tuple, atoms: list[tuple]) -> object:
        """What an unknown is in a model: for a number the point of its cell of which all these atoms say the same. What
        was not spoken of is anything."""
        import z3

        unknown = self.unknowns[key]
        if key not in self.known:
            return unknown.values[0]

        def true(term) -> bool:
            return z3.is_true(model.eval(term, model_completion=True))

        if isinstance(unknown, Choice):
            *first, last = self._choices[unknown.key].items()
            return next((value for value, term in first if true(term)), last[0])
        if unknown.may_be_absent and not true(self._present[unknown.key]):
            return ABSENT
        term = model.eval(self._numbers[unknown.key], model_completion=True)
        found = Fraction(term.as_long()) if unknown.integer else term.as_fraction()
        told = [holds(atom, found) for atom in atoms]
        for value in unknown.values:
            if value is not ABSENT and [holds(atom, value) for atom in atoms] == told:
                return value
        return Decimal(found.numerator) / Decimal(found.denominator)


def _exact(value: Fraction, context):
    import z3

    return z3.RatVal(value.numerator, value.denominator, context)
