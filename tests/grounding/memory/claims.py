"""Short ways to write claims about memories."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Assumption, Item
from qgov.grounding import Grounding, ground_item

from ..builders import q

BARE = {
    "errorCorrection": "none", "dynamicalDecoupling": "none", "decay": "markovian", "postselection": "none",
    "sameQubits": True, "mechanism": "passive",
}  # fmt: skip
WORDS = ("inputState", "encoding")


def memory(assume: dict | None = None, **claims) -> Item:
    """A quantum memory; words stay, and whatever reads as a number is a quantity with that value."""
    read = {term: one if term in WORDS or not isinstance(one, int | str) else q(one) for term, one in claims.items()}
    assumptions = {term: Assumption(Decimal(word) if type(word) is int else word) for term, word in (assume or {}).items()}
    return Item("memory", "QuantumMemory", claims=read, assumptions=assumptions)


def all_of(item: Item, check: str) -> list[Grounding]:
    return [one for one in ground_item(item, simulate=False).groundings if one.check == check]


def judged(item: Item, check: str) -> Grounding:
    (found,) = all_of(item, check)
    return found
