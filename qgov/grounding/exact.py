"""Exact arithmetic: what facts are computed with, so that no binary rounding moves a value over a threshold."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

DIGITS = 40  # significant digits of a number that has no finite decimal expansion, such as the mean of three numbers
LARGEST_EXPONENT = 300  # beyond 1e+-300 a number is no physical quantity, and exact arithmetic on it would not end

_WIDE = Context(prec=2000)
_CLOSE = Context(prec=60)


def readable(number: Decimal) -> bool:
    """True for finite numbers of sane size."""
    return number.is_finite() and -LARGEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT


def decimal_of(number: Fraction, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """The number as a Decimal: exact where its expansion is finite, else rounded to 40 significant digits."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    context = _WIDE if rest == 1 else Context(prec=DIGITS, rounding=rounding)
    return _plain(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


def decimal_below(number: Fraction) -> Decimal:
    return decimal_of(number, ROUND_FLOOR)


def decimal_above(number: Fraction) -> Decimal:
    return decimal_of(number, ROUND_CEILING)


def root_above(square: Fraction) -> Fraction:
    """The square root, rounded up to 40 significant digits (exact where the root has no more)."""
    root = Context(prec=2 * DIGITS).sqrt(
        Context(prec=4 * DIGITS, rounding=ROUND_CEILING).divide(Decimal(square.numerator), Decimal(square.denominator))
    )
    return Fraction(Context(prec=DIGITS, rounding=ROUND_CEILING).plus(root))


def decimal_from_float(number: float, digits: int = 12) -> Decimal:
    """A computed physical number, such as a bound, to 12 significant digits."""
    return _plain(Decimal(f"{number:.{digits}g}"))


def ratio(numerator: Decimal, denominator: Decimal, digits: int = 6) -> Decimal:
    """A quotient for people to read, such as a z score."""
    return _plain(Context(prec=digits).divide(numerator, denominator))


def difference(left: Decimal, right: Decimal) -> Decimal:
    return _plain(_CLOSE.subtract(left, right))


def _plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros behind the point."""
    if number == 0:
        return Decimal(0)
    return number.normalize(_WIDE) if number.as_tuple().exponent < 0 else number
