"""The domain of each term that this room knows: between which ends a true value must lie.

The lexicon is the authority; this table serves where no lexicon is loaded, and agrees with it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

Domain = Callable[[str], tuple[Decimal | None, Decimal | None]]
Counts = Callable[[str], bool]

QUBIT_COUNTS = ("physicalQubits", "workingQubits", "connectedQubits", "controlledQubits")
COMPUTING_MODELS = frozenset({"circuit", "measurement-based", "annealing", "adiabatic"})

_ZERO, _ONE = Decimal(0), Decimal(1)
_FRACTIONS = frozenset({"cnotError", "oneQubitError", "readoutError", "processInfidelity", "meanCnotInfidelity",
                        "isotopicImpurity"})  # fmt: skip
_NOT_NEGATIVE = frozenset({"t1", "t2", "oneQubitGateTime", "twoQubitGateTime"})
_COUNTS = frozenset({*QUBIT_COUNTS, "logicalQubits", "operationalQubits"})


def domain(term: str) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value of a term in its canonical unit; None where there is no such end."""
    if term in _FRACTIONS:
        return _ZERO, _ONE
    if term in _NOT_NEGATIVE or term in _COUNTS:
        return _ZERO, None
    if term == "quantumVolume":
        return _ONE, None
    return None, None


def is_count(term: str) -> bool:
    """True for terms whose values are whole numbers."""
    return term in _COUNTS
