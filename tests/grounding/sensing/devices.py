"""Short ways to write sensors, generators and coolers."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.grounding import Grounding, ground_item

from ..builders import q


def item(kind: str, assume: dict | None = None, **claims) -> Item:
    """An item of a type; numbers and text that Decimal reads stand for quantities."""
    read = {term: claim if isinstance(claim, Quantity) else q(claim) for term, claim in claims.items()}
    stated = {term: Assumption(Decimal(str(word)) if _number(word) else word) for term, word in (assume or {}).items()}
    return Item("device", kind, claims=read, assumptions=stated)


def found(one: Item, check: str, simulate: bool = False) -> list[Grounding]:
    return [entry for entry in ground_item(one, simulate=simulate).groundings if entry.check == check]


def only(one: Item, check: str, simulate: bool = False) -> Grounding:
    (entry,) = found(one, check, simulate)
    return entry


def agrees(one: Item, check: str) -> Grounding:
    """The only grounding of a check, run with its circuit, which must agree with the formula."""
    entry = only(one, check, simulate=True)
    assert entry.simulated and entry.simulated["difference"] < Decimal("1e-6") and entry.circuit
    return entry


def _number(word: object) -> bool:
    return isinstance(word, (int, float, Decimal)) and not isinstance(word, bool)
