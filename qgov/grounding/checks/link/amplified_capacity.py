"""Amplifiers restore light, not secrecy: what is lost before them is the eavesdropper's, whatever gain follows.

An amplifier behind a loss adds at least the noise of quantum mechanics (Caves 1982) and does to the signal what the
same amplifier in the sender, and noise, would do. An amplified line therefore makes no more key than its whole loss
allows. That is so if the lost light is out of control; a key that is secret only from someone who cannot have the lost
light (controlled loss, as in links with watched amplifiers) is not bounded so.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM
from ..check import Check, Judged
from .bounded import Capacity, judge_rates
from .capacity import chain_capacity
from .words import AMPLIFIED, LISTENS_TO_ALL, PAIRS, protocol, stations, supposing


def judge(check: Check, item: Item) -> list[Judged]:
    between, needs = stations(item)
    if between is None or stated_word(item, "opticalAmplifiers") not in AMPLIFIED:
        return []
    divided = between + (protocol(item) in PAIRS)
    model = stated_word(item, "securityModel")
    check = supposing(check, ("securityModel", model if model in LISTENS_TO_ALL else "unconditional"))
    words = "with amplifiers" + (f" and {divided:.6g} stations" if divided else "")
    capacity = Capacity(lambda eta: chain_capacity(eta, divided), words, spans=divided + 1, needs=needs)
    return judge_rates(check, item, capacity)


CHECK = Check(
    name="amplified-link-capacity",
    terms=(
        "secretKeyRate", "secretKeyPerUse", "keyLength", "clockRate", "rounds", "duration", "channelLoss", "length",
        "attenuation", "intermediateStations", "protocol",
    ),
    kind=THEOREM,
    formula="R <= -log2(1 - eta) a use and mode, eta of the whole loss before amplification",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevD.26.1817",
    judge=judge,
    circuit="lost-photon",
)  # fmt: skip
