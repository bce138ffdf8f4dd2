"""Rounding of quoted percentages: "0.1 %" may be any number from 0.05 % to 0.15 %.

Where the text of a fraction shows how many digits it was given with, and the claim states neither an uncertainty nor
ends, the value may lie anywhere within half of its last digit (JCGM 100:2008, F.2.2.1). A stated uncertainty holds that
already, and many formats drop the zeros at the end of a number. It is used for one thing only: a refutation that this
rounding alone explains becomes undetermined. The ends 0 and 1 are taken as said, and so is what has no digits.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from qgov.dossier.model import Item, Pair, Quantity

from .checks.check import Check, Judged
from .domain import Domain
from .estimate import is_readable
from .exact import LARGEST_EXPONENT
from .model import REFUTED, SUPPORTED, UNDETERMINED, Grounding

UNITS = {"%": Decimal("0.01"), "percent": Decimal("0.01"), "ppm": Decimal("1e-6")}
_ZERO, _ONE = Decimal(0), Decimal(1)


def half_digit(quantity: Quantity, fraction: bool) -> Decimal | None:
    """Half of the last digit that was given, in the canonical unit; None if the text shows no rounding.

    ``fraction`` says that the term lies between 0 and 1; other terms only show rounding if they are given in percent.
    """
    value, words = quantity.value, quantity.given.split()
    if value is None or not is_readable(quantity) or not _ZERO < value < _ONE or not words or len(words) > 2:
        return None
    if quantity.lower is not None or quantity.upper is not None:
        return None
    unit = words[1] if len(words) == 2 else "1"
    if unit not in UNITS and not (fraction and unit == "1"):
        return None
    factor = UNITS.get(unit, _ONE)
    try:
        number = Decimal(words[0])
    except InvalidOperation:
        return None
    if not number.is_finite() or number * factor != value:
        return None
    exponent = number.as_tuple().exponent
    if not -LARGEST_EXPONENT < exponent <= (0 if unit in UNITS else -1):
        return None
    return Decimal((0, (5,), exponent - 1)) * factor


def rounded(quantity: Quantity, fraction: bool) -> Quantity:
    """The quantity as the two ends that round to it; as it is where it states its uncertainty, be it 0."""
    half = half_digit(quantity, fraction) if quantity.standard_uncertainty is None else None
    if half is None:
        return quantity
    low, high = quantity.value - half, quantity.value + half
    if fraction:
        high = min(high, _ONE)
    return replace(quantity, lower=max(low, _ZERO), upper=high)


def rounded_item(item: Item, domain: Domain) -> Item:
    """The item with every percentage as what may have been rounded to it; the same object if there is none."""

    def read(term: str, claim: object) -> object:
        if isinstance(claim, tuple):
            found = tuple(read(term, entry) for entry in claim)
            return claim if all(new is old for new, old in zip(found, claim, strict=True)) else found
        return rounded(claim, domain(term) == (_ZERO, _ONE)) if isinstance(claim, Quantity) else claim

    claims = {term: read(term, claim) for term, claim in item.claims.items()}
    pairs = tuple(_rounded_row(pair) for pair in item.pairs)
    if all(claims[term] is item.claims[term] for term in claims) and all(map(_same, pairs, item.pairs)):
        return item
    return replace(item, claims=claims, pairs=pairs)


def withstanding(check: Check, item: Item, found: list[Judged], domain: Domain) -> list[Judged]:
    """What the check found, with the refutations that rounding explains left undetermined."""
    if not any(entry.grounding.verdict == REFUTED for entry in found):
        return found
    widened = rounded_item(item, domain)
    if widened is item:
        return found
    again = {_about(entry.grounding): entry.grounding for entry in check(widened)}
    return [
        doubted(entry) if entry.grounding.verdict == REFUTED and explained(entry.grounding, again) else entry
        for entry in found
    ]


def explained(refuted: Grounding, again: dict) -> bool:
    """Whether rounding alone takes the claim back to its bound, or with its uncertainty into the guard band."""
    found = again.get(_about(refuted))
    if found is None or found.verdict == SUPPORTED:
        return True
    return found.verdict == UNDETERMINED and (found.z_score is not None or found.kind != refuted.kind)


def _about(grounding: Grounding) -> tuple:
    return grounding.claims, grounding.count is None


def doubted(entry: Judged) -> Judged:
    grounding = entry.grounding
    reason = f"{grounding.reason}; but a number that rounds to the percentage given would not be refuted"
    needs = ("the claims with one digit more, or with their uncertainty",)
    return replace(entry, grounding=replace(grounding, verdict=UNDETERMINED, reason=reason, needs=needs))


def _rounded_row(pair: Pair) -> Pair:
    error = pair.cnot_error
    new = None if error is None else rounded(error, True)
    return pair if new is error else replace(pair, cnot_error=new)


def _same(one: Pair, other: Pair) -> bool:
    return one is other
