"""Values of a measured quantity at which some norm begins to read it otherwise, nearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from qgov.grounding.facts import GUARD
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.words import show

# A real value just past a bound differs from it by at most one unit in this significant digit of the bound.
STEP_DIGIT = 4
# Numbers in a printed decision are binary floating point, which keeps fifteen digits.
_DIGITS = 15
_EXACT = Context(prec=60)


@dataclass(frozen=True)
class Step:
    """A value to try; ``bound`` is the threshold that it is about, ``step`` by how much it may lie past it."""

    value: Decimal
    bound: Decimal
    step: Decimal
    words: str
    guarded: bool = False

    def far(self, middle: Decimal) -> Decimal:
        return abs(self.value - middle)


def middle_of(fact: Fact) -> Decimal | None:
    """The estimate of a fact, or the middle of its interval; None where one end is open or nothing is known."""
    if not fact.known or fact.values is not None or fact.lower is None or fact.upper is None:
        return None
    return fact.estimate if fact.estimate is not None else (fact.lower + fact.upper) / 2


def is_open(fact: Fact) -> bool:
    """Whether nobody claims one number of a fact, so that the middle of its interval is no estimate of it."""
    return fact.estimate is None and fact.lower != fact.upper


def guard_of(fact: Fact) -> Decimal:
    """By how much the interval of a fact reaches beyond its estimate on either side; 0 where it was given as such."""
    u = fact.standard_uncertainty
    return _EXACT.divide(_EXACT.multiply(u, Decimal(GUARD.numerator)), Decimal(GUARD.denominator)) if u else Decimal(0)


def moved(fact: Fact, value: Decimal, within: tuple[Decimal | None, Decimal | None]) -> Fact:
    """The fact with another estimate and the same uncertainty, cut to the domain of its term."""
    guard, (least, greatest) = guard_of(fact), within
    lower, upper = value - guard, value + guard
    return Fact(
        fact.term, fact.item, lower=lower if least is None else max(lower, least),
        upper=upper if greatest is None else min(upper, greatest), estimate=value,
        standard_uncertainty=fact.standard_uncertainty, basis=fact.basis, as_declared=not guard, integer=fact.integer,
        reading=fact.reading, derived_from=fact.derived_from,
    )  # fmt: skip


def steps(fact: Fact, bounds: Iterable[Decimal], step: Decimal | None = None) -> list[Step]:
    """The values to try, nearest to the estimate first: where the interval of the fact begins to touch or to leave a
    bound, and just past it. Between two of them no norm reads the fact otherwise."""
    middle, guard = middle_of(fact), guard_of(fact)
    found: dict[Decimal, Step] = {}
    for bound in sorted(set(bounds)):
        size = step or _step(bound)
        if fact.integer or lexicon().terms[fact.term].value_kind == "count":
            values = [(bound + shift, show(bound + shift)) for shift in (-1, 0, 1)]
            size = Decimal(1)
        else:
            values = [v for at in ({bound - guard, bound + guard}) for v in _around(at, size, middle)]
        for value, words in values:
            if value >= 0 and value != middle:
                found.setdefault(value, Step(value, bound, size, words, bool(guard)))
    return sorted(found.values(), key=lambda one: (one.far(middle), one.value))


def _around(at: Decimal, size: Decimal, middle: Decimal) -> Iterable[tuple[Decimal, str]]:
    """A critical value itself, where it can be written exactly, and the multiples of the step just past it."""
    if len(at.normalize().as_tuple().digits) <= _DIGITS:
        same = "exactly" if at == middle else "at most" if at < middle else "from"
        yield at, f"{same} {show(at)}"
    up = _EXACT.multiply(_EXACT.divide(at, size).to_integral_value(ROUND_FLOOR) + 1, size)
    down = _EXACT.multiply(_EXACT.divide(at, size).to_integral_value(ROUND_CEILING) - 1, size)
    yield up, f"above {show(at)}"
    yield down, f"below {show(at)}"


def _step(bound: Decimal) -> Decimal:
    return Decimal(1).scaleb((bound.adjusted() if bound else 0) - STEP_DIGIT + 1)
