"""How many qubits a computer claims: the smallest of the counts it gives, the most that the claim allows, and counts
that contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from qgov.dossier.model import Item, Quantity

from ..domain import QUBIT_COUNTS
from ..estimate import claimed, estimate

Z = 3
WHOLE = "physicalQubits"


@dataclass(frozen=True)
class ClaimedCount:
    """``stated`` is the smallest count; ``most`` the largest it may be under its uncertainty, None without an end."""

    terms: tuple[str, ...]
    stated: Decimal
    most: Decimal | None


def smallest_count(item: Item) -> ClaimedCount | None:
    counts = {}
    for term in QUBIT_COUNTS:
        quantity = claimed(item, term)
        if quantity is not None:
            read = estimate(quantity)
            most = read.high if read.u is None or read.value is None else read.value + Z * read.u
            counts[term] = (read.shown, None if most is None else most.to_integral_value(ROUND_FLOOR))
    if not counts:
        return None
    stated = min(shown for shown, _ in counts.values())
    terms = tuple(term for term, (shown, _) in counts.items() if shown == stated)
    ends = [most for shown, most in counts.values() if shown == stated]
    return ClaimedCount(terms, stated, None if None in ends else min(ends))


def larger_parts(item: Item) -> list[tuple[str, Decimal, Decimal, bool]]:
    """Counts of some of the qubits that are larger than the count of all of them.

    Each with its term, its number, the number of all, and whether that is so in spite of any uncertainty.
    """
    whole = claimed(item, WHOLE)
    if whole is None:
        return []
    found = []
    of_all, most = estimate(whole), _end(whole, Z)
    for term in QUBIT_COUNTS:
        part = None if term == WHOLE else claimed(item, term)
        if part is not None and (some := estimate(part)).shown > of_all.shown:
            least = _end(part, -Z)
            surely = least is not None and most is not None and least > most
            found.append((term, some.shown, of_all.shown, surely))
    return found


def _end(quantity: Quantity, z: int) -> Decimal | None:
    """The upper end that a claim allows, or with a negative z the lower."""
    read = estimate(quantity)
    if read.u is not None and read.value is not None:
        return read.value + z * read.u
    return read.high if z > 0 else read.low
