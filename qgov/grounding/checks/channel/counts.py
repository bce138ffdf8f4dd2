"""Counts that a claim states as assumptions: levels of each carrier, modes side by side."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

MOST = 10**9  # larger counts are cut, so that they stay numbers to compute with


def stated_count(item: Item, term: str, least: int) -> int | None:
    """The stated count, at least ``least``; None if none is stated or it is no number."""
    stated = item.assumptions.get(term)
    if stated is None or isinstance(stated.value, bool) or not isinstance(stated.value, int | Decimal):
        return None
    number = Decimal(stated.value)
    return int(min(max(number, Decimal(least)), Decimal(MOST))) if number.is_finite() else None
