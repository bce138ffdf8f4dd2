"""The named channel models: what their parameter may mean, its range, and where the map breaks entanglement.

Conventions differ: for a depolarising qubit the total Pauli probability p and the mixing weight w = 4p/3 are both in
use, and taking one for the other is an error of a third. A convention that is not stated is not supposed: a claim is
judged under each that the model is usually given in, and decided where they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate

QUBIT_MODELS = frozenset({"depolarizing", "dephasing", "bit-flip", "amplitude-damping"})
LIGHT_MODELS = frozenset({"pure-loss", "thermal-loss"})


@dataclass(frozen=True)
class Convention:
    """``canonical`` turns the stated number into the model's own: total Pauli or flip probability, damping, erasure
    probability, transmissivity. ``most`` is the largest that is a channel, ``breaks`` where entanglement breaks (from
    there up; only just there if ``mirrored``; at zero for transmissivities).
    """

    word: str
    canonical: Callable[[float], float]
    most: float
    breaks: float
    mirrored: bool = False


def _same(x: float) -> float:
    return x


def _rest(x: float) -> float:
    return 1 - x


_FLIP = Convention("pauli-probability", _same, 1, 0.5, mirrored=True)

_CONVENTIONS: dict[str, tuple[Convention, ...]] = {
    "depolarizing": (
        Convention("pauli-probability", _same, 1, 0.5),
        Convention("mixing-probability", lambda x: 0.75 * x, 4 / 3, 2 / 3),
    ),
    "dephasing": (
        _FLIP,
        Convention("phase-damping", lambda x: (1 - sqrt(max(0.0, 1 - x))) / 2, 1, 1),
        Convention("coherence-loss", lambda x: x / 2, 2, 1, mirrored=True),
        Convention("mixing-probability", lambda x: x / 2, 1, 1),
    ),
    "bit-flip": (_FLIP,),
    "amplitude-damping": (
        Convention("damping-probability", _same, 1, 1),
        Convention("loss-probability", _same, 1, 1),
        Convention("transmissivity", _rest, 1, 0),
    ),
    "erasure": (
        Convention("erasure-probability", _same, 1, 1),
        Convention("loss-probability", _same, 1, 1),
        Convention("transmissivity", _rest, 1, 0),
    ),
    "pure-loss": (Convention("transmissivity", _same, 1, 0), Convention("loss-probability", _rest, 1, 1)),
    "thermal-loss": (Convention("transmissivity", _same, 1, 0), Convention("loss-probability", _rest, 1, 1)),
}
# The conventions to try where none is stated; the others must be named to be meant.
_USUAL = {"amplitude-damping": 1, "erasure": 1}

_DECIBEL = Convention("channelLoss", lambda decibel: 10 ** (-decibel / 10), float("inf"), float("inf"))


@dataclass(frozen=True)
class Reading:
    """One way to read the claimed parameter: the term it comes from, the estimate in that term's unit, its meaning."""

    model: str
    term: str
    parameter: Estimate
    convention: Convention

    def at(self, number: float) -> float:
        """The canonical parameter for a number of the claim, cut to the channels that exist."""
        return min(1.0, max(0.0, self.convention.canonical(min(max(0.0, number), self.convention.most))))

    @property
    def canonical(self) -> float:
        return self.at(float(self.parameter.shown))


@dataclass(frozen=True)
class Named:
    """A named model with the readings of its parameter; no readings and a need where it cannot be read."""

    model: str
    readings: tuple[Reading, ...] = ()
    need: str = ""
    convention_stated: bool = False


def named_model(item: Item) -> Named | None:
    """The model that an item claims; None if it claims none."""
    model = item.claims.get("model")
    if model == "identity":
        return Named("identity")
    if not isinstance(model, str) or model not in _CONVENTIONS:
        return None
    parameter = claimed(item, "parameter")
    if parameter is None:
        loss = claimed(item, "channelLoss") if model in LIGHT_MODELS else None
        if loss is None or estimate(loss).shown is None:
            return Named(model, need="parameter")
        return Named(model, (Reading(model, "channelLoss", estimate(loss), _DECIBEL),), convention_stated=True)
    known = _CONVENTIONS[model]
    stated = stated_word(item, "parameterConvention")
    if stated is None:
        tried = known[: _USUAL.get(model, len(known))]
    else:
        tried = tuple(one for one in known if one.word == stated)
        if not tried:
            words = " or ".join(one.word for one in known)
            return Named(model, need=f"parameterConvention: {words} (stated: {stated})")
    read = estimate(parameter)
    return Named(model, tuple(Reading(model, "parameter", read, one) for one in tried), "", len(tried) == 1)


def convention_need(named: Named) -> str:
    """The question whose answer picks one reading."""
    return "parameterConvention: " + " or ".join(reading.convention.word for reading in named.readings)


def possible(named: Named) -> tuple[Reading, ...]:
    """The readings under which the parameter is that of a channel; all where it is that under none."""
    found = tuple(
        one for one in named.readings
        if one.parameter.low is None or float(one.parameter.low) <= one.convention.most * (1 + 1e-9)
    )  # fmt: skip
    return found or named.readings
