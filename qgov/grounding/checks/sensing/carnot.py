"""Moving heat from cold to hot takes work: P >= Q (Th - Tc)/Tc, the second law (Carnot), whatever the machine.

The law speaks of machines that run on and on. A one-shot cooler (demagnetisation, sorption) takes no power while it
holds its temperature: an input power beside a hold time is asked about, not refuted. Nor does one that boils off a
cryogen made elsewhere, as coolers at 1 K and above may, unless they are known to be closed.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...model import THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Judged

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
    if claimed(item, "holdTime") is not None:
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
