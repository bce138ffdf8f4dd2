"""A qubit left alone is excited at least as often as its surroundings make it: p >= 1/(exp(h f/(k T)) + 1).

In equilibrium at temperature T a two-level system of frequency f is excited with this probability, n/(2 n + 1) with
the Bose-Einstein occupation n, and never more often than not (Jin et al. 2015 for qubits). Fewer excitations need a
reset, which the claim must rule out by name, a readout right after the qubit was initialised otherwise, where a claim
states that it is not in equilibrium (``inEquilibrium``), or a qubit colder than what is claimed. Higher levels of an
oscillator-like qubit take some of the population away; the bound allows for as many as a transmon holds.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import exp

from qgov.dossier.model import Item

from ..estimate import Estimate, claimed, estimate, positive
from ..model import SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from .check import Check, Evidence, Judged
from .premises import contradicted

PLANCK, BOLTZMANN = 6.62607015e-34, 1.380649e-23  # J s and J/K, exact in the SI
TEMPERATURES = ("operatingTemperature", "baseTemperature", "coolingTemperature")
LEFT_ALONE = (("inEquilibrium", "true"),)
LEVELS = 8  # bound levels of a transmon, about
NOMINAL = Decimal("0.9")  # a temperature without uncertainty may be a tenth lower
COLDEST_EVIDENCE = 700.0  # h f/(k T) beyond which the population is 0 in floating point


def judge(check: Check, item: Item) -> list[Judged]:
    population = claimed(item, "thermalPopulation")
    if population is None:
        return []
    read, claim = estimate(population), ClaimRef(item.id, "thermalPopulation")
    inverted = judge_bound(
        check, item, (claim,), read, Bound(0.5, 0.5, exact=True), AT_MOST, unit="1", within="not inverted",
        beyond="more often excited than not, which no equilibrium is",
    )  # fmt: skip
    if inverted.grounding.verdict != SUPPORTED:
        return [inverted]
    frequency, coldest = claimed(item, "frequency"), _coldest(item)
    if frequency is None or coldest is None:
        needs = () if frequency is not None else ("frequency",)
        needs += () if coldest is not None else ("operatingTemperature of the qubits",)
        reason = "without these there is no thermal population to compare with"
        grounding = check.verdict(UNDETERMINED, (claim,), value=read.shown, unit="1", reason=reason, needs=needs)
        return [Judged(grounding)]
    term, temperature = coldest
    inputs = {"frequency": estimate(frequency), "temperature": temperature}
    bound, emptied = (bound_of(function, AT_LEAST, inputs) for function in (excited, excited_among_levels))
    if bound is None or emptied is None:
        return []
    lowest = replace(bound, favourable=min(bound.favourable, emptied.favourable))
    return [judge_bound(
        check, item, (claim, ClaimRef(item.id, "frequency"), ClaimRef(item.id, term)), read, lowest, AT_LEAST, unit="1",
        within="at least the population in equilibrium at this temperature",
        beyond="less than the population in equilibrium at this temperature",
        needs=contradicted(item, LEFT_ALONE), evidence=_evidence(inputs),
    )]  # fmt: skip


def excited(frequency: float, temperature: float) -> float:
    """Excited population of two levels at this frequency (Hz) and temperature (K)."""
    weight = exp(-PLANCK * frequency / (BOLTZMANN * temperature))
    return weight / (1 + weight)


def excited_among_levels(frequency: float, temperature: float) -> float:
    """Population of the first excited of several levels, equally spaced."""
    weight = exp(-PLANCK * frequency / (BOLTZMANN * temperature))
    return weight / sum(weight**level for level in range(LEVELS))


def _coldest(item: Item) -> tuple[str, Estimate] | None:
    """The lowest temperature claimed, with its lower end."""
    found = []
    for term in TEMPERATURES:
        quantity = claimed(item, term)
        one = None if quantity is None else estimate(quantity)
        if one is not None and positive(one.shown) is not None:
            found.append((one.shown, term, one))
    if not found:
        return None
    _, term, one = min(found, key=lambda entry: entry[0])
    if one.u is None and one.low == one.value and one.low is not None:
        one = Estimate(one.value, one.low * NOMINAL, one.high, None)
    return term, one


def _evidence(inputs: dict[str, Estimate]) -> Evidence | None:
    frequency, temperature = positive(inputs["frequency"].shown), positive(inputs["temperature"].shown)
    if frequency is None or temperature is None:
        return None
    energy = min(PLANCK * frequency / (BOLTZMANN * temperature), COLDEST_EVIDENCE)
    return Evidence("thermal-qubit", {"energy": energy}, lambda: exp(-energy) / (1 + exp(-energy)))


CHECK = Check(
    name="thermal-population",
    terms=("thermalPopulation", "frequency", *TEMPERATURES),
    kind=THEOREM,
    formula="1/(exp(h f/(k T)) + 1) <= excited population <= 1/2, in equilibrium at T",
    tolerance="10 % of population and temperature without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.114.240501",
    judge=judge,
    assumptions=(("activeReset", "none"),),
    circuit="thermal-qubit",
)
