"""Premises that a theorem needs and that hold by the definition of a term, unless the claim says otherwise.

What decides whether a device is genuine is asked for by name (``Check.assumptions``). A premise here only blocks: one
that the claim contradicts means that the theorem does not apply.
"""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item

from ..assumptions import Required, stated_word, unstated


def contradicted(item: Item, premises: tuple[Required, ...]) -> tuple[str, ...]:
    """The premises that the claim states otherwise, as needs."""
    return unstated(item, tuple(entry for entry in premises if stated_word(item, entry[0]) is not None))


def stated_number(item: Item, term: str) -> Decimal | None:
    """The number that an assumption states, None if it states none."""
    assumption = item.assumptions.get(term)
    value = None if assumption is None else assumption.value
    return value if isinstance(value, Decimal) and value.is_finite() else None
