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

MEASURANDS: dict[str, Callable[[Item, dict[str, Fact], Refuted, Domain], tuple[dict[str, Fact], list[str]]]] = {
    "QuantumComputer": measurands,
    "CryogenicCooler": cooling_measurands,
    "PulseTubeCryocooler": cooling_measurands,
    "ParametricAmplifier": noise_measurands,
    "IsotopicMaterial": impurity,
}
