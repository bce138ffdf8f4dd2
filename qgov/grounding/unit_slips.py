"""Numbers that are not to be believed in the unit of their term, and are usual in another: 20 for 20 mK, 4 for 4 GHz.

Such a number counts as unknown, with a warning; a claim that gives it as an end (at least 20 K, at most 4 Hz) has told.
Where the limits come from stands beside them: none is of a text that was read, so that all of them are unverified.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from qgov.dossier.model import Item, Quantity

from .domain import Domain
from .facts import unknown
from .model import Fact


@dataclass(frozen=True)
class Slip:
    """Above ``most`` or below ``least`` (0 apart) a number of this term may be one in ``other``."""

    term: str
    unit: str
    other: str
    factor: Decimal  # the other in the unit
    most: Decimal | None = None
    least: Decimal | None = None


SLIPS = {
    "ParametricAmplifier": (
        # Those with Josephson junctions work below 1 K, other cooled ones at 4 K (unverified).
        Slip("operatingTemperature", "K", "mK", Decimal("0.001"), most=Decimal(4)),
        # None amplifies at a few hertz (unverified).
        Slip("frequencyLow", "Hz", "GHz", Decimal(10**9), least=Decimal(10**6)),
        Slip("frequencyHigh", "Hz", "GHz", Decimal(10**9), least=Decimal(10**6)),
    ),
    # Coolers for 0.1 K are quoted for hours or for ever (unverified).
    "CryogenicCooler": (Slip("holdTime", "s", "h", Decimal(3600), least=Decimal(3600)),),
}


def unit_slips(item: Item, claims: dict[str, Fact], domain: Domain) -> tuple[dict[str, Fact], list[str]]:
    """The facts that count as unknown for their unit, and the warnings that say so."""
    facts, warnings = {}, []
    for slip in SLIPS.get(item.type, ()):
        fact, claim = claims.get(slip.term), item.claims.get(slip.term)
        if fact is None or not fact.known or not isinstance(claim, Quantity) or not _odd(slip, fact, claim):
            continue
        end = "lower" if slip.most is not None else "upper"
        shown = fact.lower if slip.most is not None else fact.upper
        note = f"{slip.term} of {item.id} is {shown:.6g} {slip.unit}; were {slip.other} meant? It counts as unknown:"
        note += f' give its unit, or if it is right the end alone, as {{"{end}": {shown:.6g}, "unit": "{slip.unit}"}}'
        facts[slip.term] = replace(unknown(slip.term, item.id, domain), derived_from=(slip.term,), notes=(note,))
        warnings.append(note)
    return facts, warnings


def in_other_unit(item: Item, term: str) -> Slip | None:
    """The unit that a number of this term may have been given in, and what it was asked for in."""
    return next((slip for slip in SLIPS.get(item.type, ()) if slip.term == term), None)


def _odd(slip: Slip, fact: Fact, claim: Quantity) -> bool:
    """Whether all that is claimed lies where nothing of the kind does, and the claim does not say so itself."""
    if slip.most is not None:
        return claim.lower is None and fact.lower is not None and fact.lower > slip.most
    return claim.upper is None and fact.upper is not None and 0 < fact.upper < slip.least
