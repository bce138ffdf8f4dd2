"""A cooler is the coldest without load: where it takes heat away it is no colder than its base temperature."""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from ...model import THEOREM, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Judged


def judge(check: Check, item: Item) -> list[Judged]:
    base, cooling, power = (claimed(item, term) for term in check.terms)
    if base is None or cooling is None or power is None or not (estimate(power).low or 0) > 0:
        return []
    bound = bound_of(lambda baseTemperature: baseTemperature, AT_LEAST, {"baseTemperature": estimate(base)})
    if bound is None:
        return []
    return [judge_bound(
        check, item, tuple(ClaimRef(item.id, term) for term in check.terms), estimate(cooling), bound, AT_LEAST,
        unit="K", within="the load is taken at or above the base temperature",
        beyond="a load is said to be taken below the temperature that is reached without any",
    )]  # fmt: skip


CHECK = Check(
    name="base-temperature",
    terms=("baseTemperature", "coolingTemperature", "coolingPower"),
    kind=THEOREM,
    formula="cooling temperature >= base temperature, where the cooling power is above zero",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1007/s10909-011-0373-x",
    judge=judge,
)
