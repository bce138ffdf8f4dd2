"""The closed form decides, a circuit corroborates. Where they differ, neither is believed: engine fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from . import cache
from .checks import Evidence, Judged
from .model import UNDETERMINED, Grounding

TOLERANCE = 1e-6  # relative, and absolute for values above 1
NOISE = 1e-12  # below which two simulations of one number differ by floating point alone
PLACES = Decimal("1e-12")  # reported values are cut here: below lies the noise of floating point
FAULT = "engine fault"


@lru_cache(maxsize=1)
def engine() -> str:
    try:
        return f"pennylane {version('pennylane')}"
    except PackageNotFoundError:
        return "pennylane (not installed)"


def corroborate(judged: Iterable[Judged]) -> list[Grounding]:
    """The groundings of one check with their circuits. A fault withdraws every verdict of that check."""
    results, fault = [], None
    for entry in judged:
        grounding = entry.grounding
        if entry.evidence is not None:
            grounding, found = _run(grounding, entry.evidence)
            fault = fault or found
        results.append(grounding)
    return [_withdrawn(grounding, fault) for grounding in results] if fault else results


def agree(value: float, formula: float) -> bool:
    """Whether a simulation and its formula are one number: to 1e-6, and to 1e-6 of itself where it is less than 1."""
    return abs(value - formula) < max(TOLERANCE * min(1.0, abs(formula)), NOISE)


def _run(grounding: Grounding, evidence: Evidence) -> tuple[Grounding, str | None]:
    parameters = tuple(sorted(cache.canonical(evidence.parameters).items()))
    try:
        formula = evidence.formula()
        value, circuit = simulate(evidence.circuit, parameters)
        if not agree(value, formula):  # a damaged cache entry must not pass for a fault of the engine
            value, circuit = run_now(evidence.circuit, parameters)
        simulated = {
            "value": _cut(value),
            "formula": _cut(formula),
            "difference": _cut(abs(value - formula)),
            "engine": engine(),
        }
    except Exception as error:  # whatever breaks in a simulator must cost the evidence, not the answer
        return grounding, f"{FAULT}: the circuit {evidence.circuit} did not run ({type(error).__name__}: {error})"
    fault = None
    if not agree(value, formula):
        fault = f"{FAULT}: the circuit {evidence.circuit} gives {value:.9g}, the formula {formula:.9g}"
    return replace(grounding, circuit=circuit, simulated=simulated), fault


@lru_cache(maxsize=1024)
def simulate(circuit: str, parameters: tuple[tuple[str, float], ...]) -> tuple[float, str]:
    """Simulated value and drawing of a circuit: from this process, from the disk, or run now."""
    return cache.load(_entry(circuit, parameters)) or run_now(circuit, parameters)


def run_now(circuit: str, parameters: tuple[tuple[str, float], ...]) -> tuple[float, str]:
    """Run the circuit and keep what it gives."""
    found = _circuits()[circuit](dict(parameters))
    cache.store(_entry(circuit, parameters), *found)
    return found


def _circuits() -> dict:
    from .checks.channel.circuits import CIRCUITS as channel
    from .checks.entanglement.circuits import CIRCUITS as entanglement
    from .checks.link.circuits import CIRCUITS as link
    from .checks.memory.circuits import CIRCUITS as memory
    from .checks.sensing.circuits import CIRCUITS as sensing
    from .checks.simulation.circuits import CIRCUITS as simulation
    from .circuits import CIRCUITS

    return CIRCUITS | entanglement | channel | link | memory | sensing | simulation


def _entry(circuit: str, parameters: tuple[tuple[str, float], ...]) -> str:
    return cache.key(circuit, dict(parameters), engine())


def _cut(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(PLACES).normalize() + 0


def _withdrawn(grounding: Grounding, fault: str) -> Grounding:
    return replace(
        grounding,
        verdict=UNDETERMINED,
        reason=f"{fault}; {grounding.reason}" if grounding.reason else fault,
        needs=(*grounding.needs, "a simulator that agrees with the formula"),
    )
