"""The loss of a path, from what a link claims: the stated loss, or length and attenuation, or length and medium.

Where only a length is known, or of the attenuation only the most that it may be, the loss is the least that a fibre has
been shown to have, so that a bound on the rate is the most favourable to the claim: 0.14 dB/km in solid silica,
0.09 dB/km in a hollow core (Petrovich et al. 2025, DOI 10.1038/s41566-025-01747-5). Free space has no least loss a
kilometre: there the loss must be stated, or the telescopes, whose openings leave at least the loss by diffraction where
nothing stands between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgov.dossier.model import Item

from ...assumptions import Required, stated_word
from ...estimate import Estimate, claimed, estimate
from .diffraction import FREE, TELESCOPES, diffraction_loss, telescopes
from .words import PAIRS, at_most, protocol, source_divides, stations

LEAST = {"fibre": 0.14, "hollow-core-fibre": 0.09}  # dB/km
KNOWN = (
    "channelLoss with lossIncludesReceiver: none",
    "or length with attenuation",
    "or length with medium",
    "or in free space: length, wavelength and both apertures",
)


@dataclass(frozen=True)
class Path:
    """``loss`` gives dB from the ``inputs``, which are the claims ``terms``; ``assumptions`` must hold for it."""

    terms: tuple[str, ...]
    inputs: dict[str, Estimate]
    loss: Callable[[dict[str, float]], float]
    assumptions: tuple[Required, ...]
    words: str

    def shown(self) -> float:
        return self.loss({name: float(one.shown) for name, one in self.inputs.items()})


def path(item: Item) -> Path | None:
    """The loss between the ends, receiver left out; None if it is not known or has no least value.

    A stated loss that may hold losses of the receiver serves only where nothing else is known.
    """
    stated = _least(item, "channelLoss")
    receiver = stated_word(item, "lossIncludesReceiver")
    by_loss = None
    if stated is not None:
        required = (("lossIncludesReceiver", "none"),)
        by_loss = Path(("channelLoss",), {"loss": stated}, lambda v: v["loss"], required, "the loss stated")
    if by_loss is not None and receiver in ("none", "false"):
        return by_loss
    return _by_length(item) or by_loss


def _by_length(item: Item) -> Path | None:
    length, attenuation = _least(item, "length"), _least(item, "attenuation")
    if attenuation is not None and at_most(item.quantity("attenuation")):
        attenuation = None
    medium = stated_word(item, "medium")
    if length is None or medium == "free-space":
        return None if length is None else _by_telescopes(item)
    if attenuation is not None:
        inputs = {"length": length, "attenuation": attenuation}
        words = "length times attenuation"
        return Path(("length", "attenuation"), inputs, lambda v: v["length"] / 1000 * v["attenuation"], (), words)
    if medium not in LEAST:
        return None
    least = LEAST[medium]
    words = f"at {least} dB/km, the best {'hollow core' if medium != 'fibre' else 'solid fibre'}"
    return Path(("length",), {"length": length}, lambda v: v["length"] / 1000 * least, (("medium", medium),), words)


def _by_telescopes(item: Item) -> Path | None:
    inputs, pairs = telescopes(item), item.type == "EntanglementLink" or protocol(item) in PAIRS
    if inputs is None or stations(item)[0] != 0 or source_divides(item, pairs):
        return None  # what stands on the way may gather the beam
    words = "diffraction between the telescopes"
    return Path(TELESCOPES, inputs, lambda v: diffraction_loss(**{term: v[term] for term in TELESCOPES}), FREE, words)


def _least(item: Item, term: str) -> Estimate | None:
    """A claim with a lower end: without one the loss may be nothing."""
    quantity = claimed(item, term)
    one = None if quantity is None else estimate(quantity)
    return one if one is not None and one.low is not None and one.low >= 0 else None
