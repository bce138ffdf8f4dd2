"""Conversion to canonical units, exact in decimals."""

from __future__ import annotations

import difflib
from decimal import Decimal, localcontext

from qgov.lexicon.terms import Term, _units

# Units of trade that are not taken, in one that is: the international yard is 0.9144 m exactly.
_EXACTLY = {
    **dict.fromkeys(("in", "inch", "inches", '"', "″"), (Decimal("25.4"), "mm")),
    **dict.fromkeys(("ft", "foot", "feet"), (Decimal("0.3048"), "m")),
    **dict.fromkeys(("mi", "mile", "miles"), (Decimal("1.609344"), "km")),
}


class UnitError(ValueError):
    """The unit is unknown or measures something else; ``remedy`` names units that fit."""

    def __init__(self, message: str, remedy: str):
        super().__init__(message)
        self.remedy = remedy


def fitting(term: Term) -> list[str]:
    """The unit codes in which a term may be given."""
    units = _units()
    kind = units[term.unit][0] if term.unit in units else None
    return sorted(code for code, row in units.items() if row[0] == kind and not _share_of_no_share(row, term))


def _share_of_no_share(row: tuple[str, Decimal, Decimal], term: Term) -> bool:
    """Whether a unit is a part of one, such as per cent, and the term is no share of anything."""
    return term.not_in_percent and row[0] == "dimensionless" and row[1] != 1


def to_canonical(value: Decimal, unit: str | None, term: Term, difference: bool = False) -> Decimal:
    """A number given in ``unit`` in the canonical unit of ``term``; ``difference`` leaves out a temperature offset.

    Raises UnitError if the unit is unknown or of another kind.
    """
    if unit is None or unit == term.unit:
        return value
    units = _units()
    if unit not in units:
        close = difflib.get_close_matches(unit, fitting(term), n=1, cutoff=0.5)
        remedy = f"did you mean {close[0]}? " if close else ""
        if unit.casefold() in _EXACTLY and (other := _EXACTLY[unit.casefold()])[1] in fitting(term):
            remedy = f"1 {unit} is {other[0]} {other[1]}, so give {value * other[0]:f} {other[1]}; "
        raise UnitError(f"unknown unit {unit[:60]!r}", remedy + "accepted here: " + ", ".join(fitting(term)))
    canonical = units.get(term.unit or "1")
    kind, factor, offset = units[unit]
    if canonical is None or canonical[0] != kind:
        raise UnitError(f"the unit {unit!r} measures {kind}", "accepted here: " + ", ".join(fitting(term)))
    if _share_of_no_share(units[unit], term):
        remedy = "give the number itself; accepted here: " + ", ".join(fitting(term))
        raise UnitError(f"{term.key} is no share of anything and cannot be given in {unit!r}", remedy)
    with localcontext() as context:
        context.prec = 90
        converted = value * factor / canonical[1]
        return converted if difference else converted + offset
