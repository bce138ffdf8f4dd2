"""How a check reads a claimed quantity: its estimate, the ends it may have, its standard uncertainty.

Bounds that a claim gives (``lower``, ``upper``) replace its uncertainty; a bound that is missing beside one that is
given leaves that side open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item, Pair, Quantity

from .exact import decimal_of, readable


@dataclass(frozen=True)
class Estimate:
    """``low`` and ``high`` are the ends of what the claim allows before its uncertainty; None is an open end."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    u: Decimal | None

    @property
    def shown(self) -> Decimal | None:
        """The number to report: the estimate, or the one bound that was given."""
        return next((number for number in (self.value, self.high, self.low) if number is not None), None)


def estimate(quantity: Quantity) -> Estimate:
    if quantity.lower is not None or quantity.upper is not None:
        return Estimate(quantity.value, quantity.lower, quantity.upper, None)
    return Estimate(quantity.value, quantity.value, quantity.value, quantity.standard_uncertainty)


def is_readable(quantity: Quantity) -> bool:
    some = False
    for number in (quantity.value, quantity.lower, quantity.upper):
        if number is not None:
            if not readable(number):
                return False
            some = True
    u = quantity.standard_uncertainty
    return some and (u is None or (readable(u) and u >= 0))


def claimed(item: Item, term: str) -> Quantity | None:
    """The claim for a term, if there is one and it can be read."""
    quantity = item.quantity(term)
    return quantity if quantity is not None and is_readable(quantity) else None


def live_pairs(item: Item) -> tuple[Pair, ...]:
    """The pair rows with a two-qubit gate that works and an error that can be read."""
    return tuple(pair for pair in item.pairs if is_alive(pair) and is_readable(pair.cnot_error))


def is_alive(pair: Pair) -> bool:
    """Whether the row gives an error of a working gate; exactly 1 is how tables write a gate that is dead."""
    return not pair.dead and pair.cnot_error is not None and pair.cnot_error.value != 1


def times(quantity: Quantity, factor: Fraction) -> Quantity:
    """The quantity multiplied by an exact factor."""

    def product(number: Decimal | None) -> Decimal | None:
        return None if number is None else decimal_of(Fraction(number) * factor)

    return replace(
        quantity,
        value=product(quantity.value),
        lower=product(quantity.lower),
        upper=product(quantity.upper),
        standard_uncertainty=product(quantity.standard_uncertainty),
    )


def positive(number: Decimal | None) -> float | None:
    """The number for a physics formula, or None unless it is a positive finite float."""
    if number is None:
        return None
    result = float(number)
    return result if 0 < result < float("inf") else None
