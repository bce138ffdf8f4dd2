"""The cooling power at the temperatures that provisions name, from a power quoted at some temperature.

A cooler that lifts a heat load at one temperature lifts at least as much when it may run warmer, and none below its
base temperature. So a power quoted at a colder point is a lower end, one quoted at a warmer point an upper end.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item

from .domain import Domain
from .facts import Interval, Refuted, ends, unknown
from .model import Fact

# 15 CFR 774 Supp. 1, ECCN 3A904.a and 3A904.b: "at or below" these temperatures, in kelvin; Spain's 3A903 names 4.5 K.
TEMPERATURES = {
    "coolingPowerAt100mK": Fraction(1, 10),
    "coolingPowerAt4K2": Fraction(42, 10),
    "coolingPowerAt4K5": Fraction(45, 10),
}
READING = "greatest heat load that the cooler lifts at or below this temperature"


def cooling_measurands(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """The cooling power at 0.1 K, 4.2 K and 4.5 K, in watts."""
    return {term: power_at(item, term, point, claims, domain) for term, point in TEMPERATURES.items()}, []


def power_at(item: Item, term: str, point: Fraction, claims: dict[str, Fact], domain: Domain) -> Fact:
    """The cooling power at one temperature; unknown where nothing that is quoted bears on it."""
    rest = {"reading": READING, "derived_from": ("coolingPower", "coolingTemperature", "baseTemperature")}
    base, power, at = (claims.get(name) for name in ("baseTemperature", "coolingPower", "coolingTemperature"))
    if base is not None and base.known and base.lower is not None and Fraction(base.lower) > point:
        zero = Decimal(0)
        notes = ("it does not get as cold as that",)
        return Fact(term, item.id, lower=zero, upper=zero, estimate=zero, basis=base.basis, notes=notes, **rest)
    missing = [name for name, fact in (("coolingPower", power), ("coolingTemperature", at)) if fact is None]
    if missing:
        notes = (f"needs {' and '.join(missing)}",)
        return unknown(term, item.id, domain, possibly_absent=True, notes=notes, **rest)
    if not (power.known and at.known):
        notes = tuple(note for fact in (power, at) if not fact.known for note in fact.notes)
        return unknown(term, item.id, domain, notes=notes, **rest)
    colder = at.upper is not None and Fraction(at.upper) <= point
    warmer = at.lower is not None and Fraction(at.lower) >= point
    whole = ends(domain, term)
    low = Fraction(power.lower) if colder and power.lower is not None else whole.low
    high = Fraction(power.upper) if warmer and power.upper is not None else whole.high
    found = Interval(low, high)
    exact = colder and warmer
    notes = () if exact else (f"quoted at {at.lower} K to {at.upper} K, so it bounds the power on one side only",)
    return Fact(
        term, item.id, lower=found.lower, upper=found.upper, known=found != whole,
        estimate=power.estimate if exact else None,
        standard_uncertainty=power.standard_uncertainty if exact else None,
        basis=power.basis, as_declared=power.as_declared, notes=notes, **rest,
    )  # fmt: skip
