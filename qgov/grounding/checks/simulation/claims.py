"""What an item claims of a circuit: the text, its noise, and the numbers that are held against the simulation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...exact import decimal_from_float
from . import noise, outputs, program
from .limits import Refused
from .noise import Row
from .program import Program

AGREES, AT_MOST = "agrees", "at most"
FIRST_LEFT, LAST_LEFT = "first-bit-left", "last-bit-left"
TERMS = ("outcomeProbability", "outcomeCount", "heavyOutputProbability", "circuitFidelity", "chsh", "bellFidelity")


@dataclass(frozen=True)
class Target:
    """One claimed number, how it is held against the simulated one, and what else it was read from."""

    term: str
    side: str
    value: Estimate
    terms: tuple[str, ...]
    most: float = 1.0
    shots: float | None = None


@dataclass(frozen=True)
class Setting:
    """A reading of what the claim leaves open: in which order outcomes are written, what a depolarisation means."""

    order: str = FIRST_LEFT
    convention: str = noise.PAULI


@dataclass(frozen=True)
class Claimed:
    program: Program
    rows: tuple[Row, ...]
    outcomes: tuple[str, ...]


def circuit_of(item: Item) -> Claimed:
    """The circuit of an item with its noise and outcomes; Refused where one of them cannot be read."""
    text = item.claims.get("circuit")
    if not isinstance(text, str):
        raise Refused("the circuit is no text", "circuit as OpenQASM text")
    found = program.read(text)
    rows: tuple[Row, ...] = ()
    if "noiseModel" in item.claims:
        rows = noise.rows(item.claims["noiseModel"])
        noise.placed(found, rows)
    outcomes = item.claims.get("circuitOutcomes", ())
    outcomes = tuple(str(one) for one in (outcomes if isinstance(outcomes, tuple) else (outcomes,)))
    bits = len(found.bits)
    for one in outcomes:
        if not re.fullmatch("[01]+", one) or len(one) != bits:
            reason = f"{one[:40]!r} is no outcome of {bits} bits that are read"
            raise Refused(reason, f"circuitOutcomes of {bits} bits each")
    return Claimed(found, rows, outcomes)


def targets(item: Item) -> list[Target]:
    """The numbers that an item claims of its circuit."""
    found = []
    shots_claim = claimed(item, "shots")
    shots = float(estimate(shots_claim).shown) if shots_claim is not None else None
    for term in ("outcomeProbability", "heavyOutputProbability", "circuitFidelity"):
        if (quantity := claimed(item, term)) is not None:
            counted = shots if term != "circuitFidelity" else None
            more = ("circuitOutcomes",) if term == "outcomeProbability" else ()
            found.append(Target(term, AGREES, estimate(quantity), more, shots=counted))
    count = claimed(item, "outcomeCount")
    if count is not None:
        share = _share(estimate(count), shots)
        found.append(Target("outcomeCount", AGREES, share, ("shots", "circuitOutcomes"), shots=shots))
    for term, most in (("chsh", 2 * sqrt(2)), ("bellFidelity", 1.0)):
        if (quantity := claimed(item, term)) is not None:
            found.append(Target(term, AT_MOST, estimate(quantity), (), most))
    return found


def _share(count: Estimate, shots: float | None) -> Estimate:
    """Counts as a share of all shots; the spread of counting is added where they are judged."""
    if shots is None or shots <= 0:
        return Estimate(None, None, None, None)

    def over(number):
        return None if number is None else decimal_from_float(float(number) / shots)

    return Estimate(over(count.value), over(count.low), over(count.high), over(count.u))


def settings(item: Item, one: Claimed, target: Target) -> list[Setting]:
    """The readings to try: one where the claim states what it means, or where it makes no difference."""
    stated = stated_word(item, "bitOrder")
    orders = [stated] if stated in (FIRST_LEFT, LAST_LEFT) else [FIRST_LEFT, LAST_LEFT]
    mirrored = {text[::-1] for text in one.outcomes} == set(one.outcomes)
    if "circuitOutcomes" not in target.terms or mirrored:
        orders = orders[:1]
    depolarising = (noise.DEPOLARIZING, noise.PAIRWISE)
    is_open = any(row.process in depolarising and row.convention is None for row in one.rows)
    conventions = [noise.PAULI, noise.MIXING] if is_open else [noise.PAULI]
    return [Setting(order, convention) for order in orders for convention in conventions]


def outcomes_read(one: Claimed, setting: Setting) -> tuple[str, ...]:
    """The outcomes with the first classical bit left."""
    return one.outcomes if setting.order == FIRST_LEFT else tuple(text[::-1] for text in one.outcomes)


def number_of(term: str, one: Claimed, setting: Setting) -> Callable[[object, object, object], float]:
    """The claimed number from the state, the state with readout errors, and the ideal state vector."""
    qubits, bits = one.program.qubits, one.program.bits

    def read(state, state_read, ideal) -> float:
        if term == "circuitFidelity":
            return outputs.fidelity(state, ideal)
        if term in ("chsh", "bellFidelity"):
            two = outputs.pair(state, bits, qubits)
            return outputs.largest_chsh(two) if term == "chsh" else outputs.best_bell_fidelity(two)
        distribution = outputs.of_bits(outputs.probabilities(state_read, qubits), bits)
        if term == "heavyOutputProbability":
            return outputs.heavy_probability(distribution, outputs.of_bits(outputs.probabilities(ideal, qubits), bits))
        return outputs.outcome_probability(distribution, outcomes_read(one, setting))

    return read
