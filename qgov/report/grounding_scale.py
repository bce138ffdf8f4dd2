"""The number line of a picture: where a number lies, which numbers are marked, and how a number is written.

Everything is computed in decimals with a wide range of exponents, so that numbers of any size have a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import pairwise

LEFT, RIGHT = 28, 652
WIDE = Context(prec=50, Emax=10**6, Emin=-(10**6), rounding=ROUND_HALF_EVEN)
# The mean width of a character at 12 px in DejaVu Sans, the widest of the usual sans-serif fonts.
CHARACTER = 7.6
_LOGARITHMIC = 50  # the ratio of claim and bound from which the scale is logarithmic
_SAME = Decimal("1e-12")  # the relative difference below which two numbers are drawn at one place
_SMALL, _FINE = Decimal("1e-4"), Decimal("1e-2")
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
_PREFIXED = ("s", "m", "Hz", "W", "K", "bit/s", "rad")


@dataclass(frozen=True)
class Scale:
    """A number line from ``low`` to ``high`` (decimal logarithms of them if ``logarithmic``) with numbers to mark.

    ``powers`` says that small numbers are written as powers of ten, so that all on one line read alike.
    """

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]
    logarithmic: bool
    powers: bool

    def place(self, number: Decimal) -> float:
        """Where the number lies on the picture, in its units; what lies outside is put at the end."""
        if self.logarithmic:
            number = number.log10() if number > 0 else self.low
        share = min(max((number - self.low) / (self.high - self.low), Decimal(0)), Decimal(1))
        return round(LEFT + float(share) * (RIGHT - LEFT), 1)

    def labels(self, unit: str) -> list[tuple[float, str]]:
        """Each mark with its label, which is empty where there is no room for it."""
        largest = max((abs(tick) for tick in self.ticks), default=Decimal(1))
        finest = min((abs(b - a) for a, b in pairwise(self.ticks)), default=largest)
        digits = min(max(largest.adjusted() - finest.adjusted() + 1, 3), 16) if largest and finest else 3
        found, end = [], 0.0
        for tick in self.ticks:
            x, label = self.place(tick), amount(tick, unit, digits, self.powers)
            half = len(label) * CHARACTER / 2
            if x - half >= end and x + half <= RIGHT + LEFT:
                end = x + half + 8
            else:
                label = ""
            found.append((x, label))
        return found


def scale(value: Decimal, bound: Decimal, ends: Iterable[Decimal] = ()) -> Scale:
    """The scale on which claim and bound are seen best; ``ends`` of a guard band fit on it as far as they can."""
    both = (value, bound)
    powers = fine(*both)
    if min(both) > 0 and max(both) / min(both) > _LOGARITHMIC:
        return _logarithmic(both, ends, powers)
    ends = [*both, *ends]
    low, high = min(ends), max(ends)
    if min(both) >= 0 and low < max(both) / 2:
        low = Decimal(0)
    width = high - low if not same(low, high) else Decimal(0)
    pad = width * Decimal("0.12") or abs(high) * Decimal("0.1") or Decimal(1)
    low, high = (max(low - pad, Decimal(0)) if min(both) >= 0 else low - pad), high + pad
    step = _round_step((high - low) / 6)
    first = (low / step).to_integral_value(ROUND_CEILING)
    ticks = tuple(step * (first + index) for index in range(13) if step * (first + index) <= high)
    return Scale(low, high, ticks, False, powers)


def fine(value: Decimal, bound: Decimal) -> bool:
    """True if one of the two is so small that small numbers beside it are written as powers of ten too."""
    return any(number and abs(number) < _SMALL for number in (value, bound))


def same(first: Decimal, second: Decimal) -> bool:
    """True if no picture could show a difference."""
    return abs(first - second) <= _SAME * max(abs(first), abs(second))


def telling(value: Decimal, bound: Decimal, unit: str, powers: bool) -> tuple[str, str]:
    """Claim and bound in words, with at least 5 digits and as many as show two digits of their difference."""
    with localcontext(WIDE):
        digits = 5
        if not same(value, bound):
            digits = max(5, max(abs(value), abs(bound)).adjusted() - abs(value - bound).adjusted() + 2)
    return amount(value, unit, digits, powers), amount(bound, unit, digits, powers)


def amount(number: Decimal, unit: str = "", digits: int = 5, powers: bool = False) -> str:
    """A number for people, with a prefix where the unit takes one: 0.00037 s is 370 µs.

    ``powers`` writes numbers below 0.01 as a power of ten where they take no prefix.
    """
    with localcontext(WIDE):
        unit = "" if unit == "1" else unit
        rounded = Context(prec=digits, Emax=10**6, Emin=-(10**6)).plus(number)
        if not rounded:
            return f"0 {unit}".strip()
        power = 3 * (rounded.adjusted() // 3)
        if unit in _PREFIXED and power in _PREFIXES and (unit != "K" or power <= 0):
            return f"{_plain(rounded.scaleb(-power))} {_PREFIXES[power]}{unit}"
        if -5 < rounded.adjusted() < max(7, digits) and not (powers and abs(rounded) < _FINE):
            return f"{_plain(rounded)} {unit}".strip()
        mantissa = rounded.scaleb(-rounded.adjusted())
        return f"{_plain(mantissa)}e{rounded.adjusted()} {unit}".strip()


def _logarithmic(both: tuple[Decimal, Decimal], ends: Iterable[Decimal], powers: bool) -> Scale:
    least, most = min(both) / 100, max(both) * 100
    logs = [min(max(end, least), most).log10() for end in (*both, *ends)]
    pad = (max(logs) - min(logs)) * Decimal("0.1")
    low, high = min(logs) - pad, max(logs) + pad
    step = max(1, int(((high - low) / 6).to_integral_value(ROUND_CEILING)))
    first = int(low.to_integral_value(ROUND_CEILING))
    ticks = tuple(Decimal(1).scaleb(power) for power in range(first + -first % step, int(high // 1) + 1, step))
    return Scale(low, high, ticks, True, powers)


def _round_step(raw: Decimal) -> Decimal:
    power = Decimal(1).scaleb(raw.adjusted())
    return next((power * factor for factor in (1, 2, 5) if power * factor >= raw), power * 10)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
