"""How many qubits a computer claims: the smallest of the counts it gives, and the most that the claim allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from qgov.dossier.model import Item

from ..domain import QUBIT_COUNTS
from ..estimate import claimed, estimate

Z = 3


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
