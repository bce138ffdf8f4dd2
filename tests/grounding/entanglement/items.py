"""Short ways to write items of this family."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.grounding import Grounding, ground_item

from ..builders import q

WERNER = {"stateModel": "werner"}
BELL_DIAGONAL = {"stateModel": "bell-diagonal"}
PLAIN = {"distillation": "none", "errorCorrection": "none"}


def item(kind: str, assume: dict | None = None, **claims) -> Item:
    """An item; numbers stand for quantities without uncertainty, pairs for a value and its standard uncertainty."""
    read = {term: _claim(claim) for term, claim in claims.items()}
    return Item("it", kind, claims=read, assumptions={term: _stated(value) for term, value in (assume or {}).items()})


def _claim(claim: object) -> object:
    if isinstance(claim, tuple) and all(isinstance(number, (int, float)) for number in claim):
        return q(*claim)
    return claim if isinstance(claim, (Quantity, tuple)) else q(claim)


def _stated(value: object) -> Assumption:
    if isinstance(value, (list, tuple)):
        return Assumption(tuple(Decimal(str(number)) for number in value))
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return Assumption(Decimal(str(value)) if number else value)


def judged(check: str, kind: str, assume: dict | None = None, **claims) -> list[Grounding]:
    found = ground_item(item(kind, assume, **claims), simulate=False).groundings
    return [grounding for grounding in found if grounding.check == check]


def verdict(check: str, kind: str, assume: dict | None = None, **claims) -> str:
    (grounding,) = judged(check, kind, assume, **claims)
    return grounding.verdict


def needs(check: str, kind: str, assume: dict | None = None, **claims) -> tuple[str, ...]:
    (grounding,) = judged(check, kind, assume, **claims)
    return grounding.needs
