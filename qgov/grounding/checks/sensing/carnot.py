"""Moving heat from cold to hot takes work: P >= Q (Th - Tc)/Tc, the second law (Carnot), whatever the machine.

The law speaks of machines that run on and on. A one-shot cooler (demagnetisation, sorption) takes no power while it
holds its temperature: an input power beside a hold time is asked about, not refuted, as long as a refrigerant can take
up the heat of that time. It takes at most T R ln(2 J + 1) a mole of spins, J = 7/2 for gadolinium, or, from a bath, the
heat of vaporisation of helium, below 100 J a mole (Pobell 2007, DOI 10.1007/978-3-540-46360-3); 1000 moles are far more
than the largest stages have. A pulse tube has no hold time. Nor does a cooler take power that boils off a cryogen made
elsewhere, as coolers at 1 K and above may, unless they are known to be closed.
"""

from __future__ import annotations

from decimal import Decimal
from math import log

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Judged

GAS_CONSTANT = 8.314462618  # J/(mol K), exact in the SI
MOST_LEVELS = 8  # of a spin 7/2
VAPORISATION = 100.0  # J/mol, above that of helium at any temperature
COLDEST_BATH = Decimal("0.2")  # K, below that of any bath of pumped helium-3
MOST_MOLES = 1000.0
TERMS = ("inputPower", "coolingPower", "coolingTemperature", "hotTemperature")


def judge(check: Check, item: Item) -> list[Judged]:
    found = {term: claimed(item, term) for term in TERMS}
    power = found.pop("inputPower")
    if power is None:
        return []  # a cooling power alone contradicts nothing
    missing = tuple(term for term, one in found.items() if one is None)
    read = estimate(power)
    bound = None
    if not missing:
        bound = bound_of(least_power, AT_LEAST, {term: estimate(one) for term, one in found.items()})
    if bound is None:
        reason = "without these there is no least power"
        grounding = check.verdict(UNDETERMINED, (ClaimRef(item.id, "inputPower"),), value=read.shown, unit="W",
                                  reason=reason, needs=missing or ("finite powers and temperatures",))  # fmt: skip
        return [Judged(grounding)]
    needs = ()
    if _one_shot(item, estimate(found["coolingPower"]), estimate(found["coolingTemperature"])):
        needs = ("inputPower over a whole cycle of cooling down and holding",)
    if item.type == "CryogenicCooler" and not _below_a_kelvin(estimate(found["coolingTemperature"])):
        needs = (*needs, "a closed cycle, without cryogen from outside")
    within = "no less power than the second law asks for"
    if bound.value <= 0:
        within = "the heat flows to where it is colder, which takes no power"
    return [judge_bound(
        check, item, tuple(ClaimRef(item.id, term) for term in TERMS), read, bound, AT_LEAST, unit="W", within=within,
        beyond="less power than the second law asks of any machine between these temperatures", needs=needs,
    )]  # fmt: skip


def _one_shot(item: Item, power: Estimate, temperature: Estimate) -> bool:
    """Whether the heat that is taken up over the hold time may stay in the refrigerant, at its most favourable."""
    hold = claimed(item, "holdTime")
    if hold is None or item.type != "CryogenicCooler":
        return False
    least, most = (power.low, estimate(hold).low), temperature.high
    if None in least or most is None:
        return True
    a_mole = max(float(most) * GAS_CONSTANT * log(MOST_LEVELS), VAPORISATION if most >= COLDEST_BATH else 0.0)
    return float(least[0]) * float(least[1]) <= MOST_MOLES * a_mole


def _below_a_kelvin(temperature: Estimate) -> bool:
    return temperature.shown is not None and temperature.shown < 1


def least_power(coolingPower: float, coolingTemperature: float, hotTemperature: float) -> float:
    """The least power in watts that moves so much heat a second between these temperatures, in kelvin."""
    return coolingPower * (hotTemperature - coolingTemperature) / coolingTemperature


CHECK = Check(
    name="carnot",
    terms=(*TERMS, "holdTime"),
    kind=THEOREM,
    formula="input power >= cooling power x (Th - Tc)/Tc",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1007/s10909-011-0373-x",
    judge=judge,
)
