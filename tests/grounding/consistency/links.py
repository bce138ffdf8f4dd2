"""Short ways to write claims about links and sources."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.grounding import Grounding, ground_item
from qgov.grounding.evidence import corroborate

from ..builders import q

FIBRE = {"medium": "fibre", "opticalAmplifiers": "none"}
WERNER = {"stateModel": "werner", "sameState": True}


def item(kind: str = "QkdLink", assume: dict | None = None, **claims) -> Item:
    """An item of the kind; a claim that is a number stands for a quantity, other words are taken as they are."""
    read = {term: q(claim) if isinstance(claim, (int, float)) else claim for term, claim in claims.items()}
    stated = {
        term: Assumption(Decimal(word) if isinstance(word, int) and not isinstance(word, bool) else word)
        for term, word in (assume or {}).items()
    }
    return Item("link", kind, claims=read, assumptions=stated)


def judged(check, found: Item) -> list[Grounding]:
    """What one check says, without the circuits."""
    return [entry.grounding for entry in check(found)]


def one(check, found: Item) -> Grounding:
    (grounding,) = judged(check, found)
    return grounding


def simulated(check, found: Item) -> list[Grounding]:
    return corroborate(check(found))


def grounded(found: Item) -> list[Grounding]:
    return list(ground_item(found, simulate=False).groundings)


def terms(grounding: Grounding) -> list[str]:
    return [claim.term for claim in grounding.claims]


def given(value: str, unit: str = "", **rest) -> Quantity:
    """A quantity as a reader of dossiers makes it of a number in percent or a fraction."""
    number = Decimal(value) * (Decimal("0.01") if unit == "%" else 1)
    return q(number, given=f"{value} {unit}".strip(), **rest)
