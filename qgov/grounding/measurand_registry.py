"""Which quantities that provisions name are computed for which type of item."""

from __future__ import annotations

from collections.abc import Callable

from qgov.dossier.model import Item

from .cooling_measurands import cooling_measurands
from .domain import Domain
from .facts import Refuted
from .isotopic_purity import impurity
from .measurands import measurands
from .model import Fact
from .noise_measurands import noise_measurands
from .unit_slips import unit_slips

Found = tuple[dict[str, Fact], list[str]]
Measurands = Callable[[Item, dict[str, Fact], Refuted, Domain], Found]


def _believed(measured: Measurands) -> Measurands:
    """The same measurands from the claims that may be believed in the unit that they are given in."""

    def found(item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain) -> Found:
        odd, doubts = unit_slips(item, claims, domain)
        facts, warnings = measured(item, claims | odd, refuted, domain)
        return odd | facts, doubts + warnings

    return found


MEASURANDS: dict[str, Measurands] = {
    "QuantumComputer": measurands,
    "CryogenicCooler": _believed(cooling_measurands),
    "PulseTubeCryocooler": cooling_measurands,
    "ParametricAmplifier": _believed(noise_measurands),
    "IsotopicMaterial": impurity,
}
