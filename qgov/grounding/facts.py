"""From claims to facts: what a norm may read of a claim, as a closed interval or a word.

A value with standard uncertainty u gives [y - 1.645 u, y + 1.645 u] (JCGM 106:2012: 5 % guard band on either side);
bounds that the claim gives are used as they are; a value alone is a point, as declared. Everything is cut to the
term's domain. A refuted claim leaves the whole domain. All arithmetic is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from qgov.dossier.model import Item, Quantity

from .domain import Counts, Domain
from .estimate import is_readable
from .exact import decimal_above, decimal_below
from .meant_statistic import meant
from .model import REFUTED, Fact, Grounding

GUARD = Fraction(Decimal("1.645"))

Refuted = dict[tuple[str, int | None], str]  # term and row of a refuted claim -> the check that refuted it


@dataclass(frozen=True)
class Interval:
    """A closed interval of exact numbers; None is an end that the domain leaves open."""

    low: Fraction | None
    high: Fraction | None

    def hull(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)

    def cut(self, ends: Interval) -> Interval | None:
        """The part inside the other interval; None if there is none."""
        lows = [low for low in (self.low, ends.low) if low is not None]
        highs = [high for high in (self.high, ends.high) if high is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        return None if low is not None and high is not None and low > high else Interval(low, high)

    def whole(self) -> Interval | None:
        """The whole numbers inside; None if there are none."""
        low = None if self.low is None else Fraction(ceil(self.low))
        high = None if self.high is None else Fraction(floor(self.high))
        return None if low is not None and high is not None and low > high else Interval(low, high)

    @property
    def lower(self) -> Decimal | None:
        return None if self.low is None else decimal_below(self.low)

    @property
    def upper(self) -> Decimal | None:
        return None if self.high is None else decimal_above(self.high)


def ends(domain: Domain, term: str) -> Interval:
    least, greatest = domain(term)
    return Interval(None if least is None else Fraction(least), None if greatest is None else Fraction(greatest))


def interval(quantity: Quantity, within: Interval, integer: bool = False) -> Interval | None:
    """What the claim leaves possible inside the domain; None if that is nothing, or the claim cannot be read."""
    if not is_readable(quantity):
        return None
    if is_point(quantity):
        value = Fraction(quantity.value)
        inside = (within.low is None or value >= within.low) and (within.high is None or value <= within.high)
        return None if not inside or (integer and value.denominator != 1) else Interval(value, value)
    found = uncut(quantity, within)
    if found.low is not None and found.high is not None and found.low > found.high:
        return None
    inside = found.cut(within)
    return inside.whole() if integer and inside is not None else inside


def uncut(quantity: Quantity, within: Interval) -> Interval:
    """The guard band of a value, or the ends given, of which one not given is that of the domain."""
    if quantity.lower is not None or quantity.upper is not None:
        return Interval(
            within.low if quantity.lower is None else Fraction(quantity.lower),
            within.high if quantity.upper is None else Fraction(quantity.upper),
        )
    guard = GUARD * Fraction(quantity.standard_uncertainty or 0)
    return Interval(Fraction(quantity.value) - guard, Fraction(quantity.value) + guard)


def is_point(quantity: Quantity) -> bool:
    """Whether the claim says nothing about its uncertainty, so that its value is taken as declared."""
    return quantity.lower is None and quantity.upper is None and quantity.standard_uncertainty is None


def refutations(groundings: list[Grounding]) -> Refuted:
    return {
        (claim.term, claim.index): grounding.check
        for grounding in groundings
        if grounding.verdict == REFUTED
        for claim in grounding.claims
    }


def claim_facts(item: Item, refuted: Refuted, domain: Domain, is_count: Counts) -> tuple[dict[str, Fact], list[str]]:
    """One fact of the same term for every claim that is a number, a word, a flag or a date; and the warnings.

    Of a list of quantities (noise figures by frequency) the fact is the hull. A list of several words is no fact: its
    words hold together, while the words of a fact are alternatives.
    """
    facts, warnings = {}, []
    for term, claim in item.claims.items():
        if (term, None) in refuted and isinstance(claim, (list, str, bool)):
            warnings.append(f"{term} of {item.id} is refuted by the check {refuted[term, None]}")
        quantities = claim if isinstance(claim, tuple) else (claim,)
        if quantities and all(isinstance(entry, Quantity) for entry in quantities):
            facts[term], found = _number(item, term, quantities, refuted, domain, is_count(term))
            warnings += found
        elif len(quantities) == 1 and (word := _word(quantities[0])) is not None:
            facts[term] = Fact(term, item.id, values=frozenset({word}), as_declared=True, derived_from=(term,))
    return facts, warnings


def unknown(term: str, item: str, domain: Domain, **rest) -> Fact:
    """Nothing but the domain is left."""
    whole = ends(domain, term)
    return Fact(term, item, lower=whole.lower, upper=whole.upper, known=False, **rest)


def _number(
    item: Item, term: str, quantities: tuple[Quantity, ...], refuted: Refuted, domain: Domain, integer: bool
) -> tuple[Fact, list[str]]:
    within = ends(domain, term)
    rest = {"integer": integer, "derived_from": (term,), "basis": common([quantity.basis for quantity in quantities])}
    if (term, None) in refuted:
        note = f"{term} of {item.id} is refuted by the check {refuted[term, None]} and counts as unknown"
        return unknown(term, item.id, domain, notes=(note,), **rest), [note]
    found = [interval(quantity, within, integer) for quantity in quantities]
    if None in found:
        what = "whole numbers of its domain" if integer else "its domain"
        note = f"{term} of {item.id} leaves nothing possible in {what} and counts as unknown"
        return unknown(term, item.id, domain, notes=(note,), **rest), [note]
    read = [meant(term, quantity, one, within) for quantity, one in zip(quantities, found, strict=True)]
    opened = tuple(
        f"{term} of {item.id} is stated as {quantity.statistic}: {said}"
        for quantity, (_, said) in zip(quantities, read, strict=True) if said
    )  # fmt: skip
    whole = read[0][0]
    for other, _ in read[1:]:
        whole = whole.hull(other)
    if len(quantities) > 1:
        rest["notes"] = (f"the hull of {len(quantities)} values",)
    elif not opened:
        rest |= {"estimate": quantities[0].value, "standard_uncertainty": quantities[0].standard_uncertainty}
    if opened:
        rest["notes"] = (*rest.get("notes", ()), *dict.fromkeys(opened))
    declared = any(map(is_point, quantities))
    known = whole != within
    fact = Fact(term, item.id, lower=whole.lower, upper=whole.upper, as_declared=declared, known=known, **rest)
    return fact, list(dict.fromkeys(opened))


def _word(claim: object) -> str | None:
    if isinstance(claim, bool):
        return "true" if claim else "false"
    if isinstance(claim, str):
        return claim
    return claim.isoformat() if isinstance(claim, date) else None


def common(words: list[str | None]) -> str | None:
    """The word that all share, None if they differ."""
    return words[0] if words and len(set(words)) == 1 else None
