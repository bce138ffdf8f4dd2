"""Short ways to write claims of links and keys."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qgov.dossier.model import Assumption, Item, Quantity

from ..builders import q

DIRECT = {"memoryNode": False, "opticalAmplifiers": "none", "lossIncludesReceiver": False, "modes": 1}


def link(assume: dict | None = None, kind: str = "QkdLink", **claims) -> Item:
    """A link; a claim that reads as a number stands for a quantity with that value, ``km`` for a length."""
    if "km" in claims:
        claims["length"] = Decimal(str(claims.pop("km"))) * 1000
    read = {term: _claim(claim) for term, claim in claims.items()}
    assumptions = {
        term: Assumption(Decimal(word) if isinstance(word, int) and not isinstance(word, bool) else word)
        for term, word in (assume or {}).items()
    }
    return Item("link", kind, claims=read, assumptions=assumptions)


def _claim(claim: object) -> object:
    if isinstance(claim, (Quantity, tuple, bool)):
        return claim
    try:
        return q(claim)
    except InvalidOperation:
        return claim


def without(stated: dict, *gone: str) -> dict:
    return {term: word for term, word in stated.items() if term not in gone}
