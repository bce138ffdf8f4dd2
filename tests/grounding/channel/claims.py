"""Short ways to write claims about channels."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Assumption, Item
from qgov.grounding import Grounding, ground_item

from ..builders import q


def channel(assume: dict | None = None, **claims) -> Item:
    """A quantum channel; words and matrices stay, and whatever reads as a number is a quantity with that value."""
    read = {term: one if term in ("kraus", "choi", "model") or not isinstance(one, int | str) else q(one)
            for term, one in claims.items()}  # fmt: skip
    assumptions = {term: Assumption(Decimal(word) if type(word) is int else word) for term, word in (assume or {}).items()}
    return Item("line", "QuantumChannel", claims=read, assumptions=assumptions)


def matrix(text: str) -> list:
    """A matrix: rows by ``;``, entries by spaces, ``a,b`` for a + ib; numbers keep the digits that are written."""

    def number(word: str):
        return Decimal(word) if "." in word or "e" in word else int(word)

    def entry(word: str):
        return [number(part) for part in word.split(",")] if "," in word else number(word)

    return [[entry(word) for word in row.split()] for row in text.split(";")]


def kraus(text: str) -> list:
    """Operators by ``|``."""
    return [matrix(one) for one in text.split("|")]


def rounded(operators, digits: int = 12) -> list:
    """Numpy operators as a claim would write them."""
    return [[[[Decimal(f"{entry.real:.{digits}f}"), Decimal(f"{entry.imag:.{digits}f}")] for entry in row] for row in one]
            for one in operators]  # fmt: skip


def judged(item: Item, check: str, simulate: bool = False) -> Grounding:
    (found,) = [one for one in ground_item(item, simulate=simulate).groundings if one.check == check]
    return found


def all_of(item: Item, check: str) -> list[Grounding]:
    return [one for one in ground_item(item, simulate=False).groundings if one.check == check]
