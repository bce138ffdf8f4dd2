"""Excess noise takes key away that loss alone would leave: R <= -log2((1 - eta) eta^N) - g(N).

N = eta xi / (2 (1 - eta)) is the thermal photon number that excess noise xi, referred to the channel input, stands for
(Pirandola et al. 2017). It is a bound only if the noise is an eavesdropper's:
noise of the receiver that is trusted does not count, and noise referred to the output is larger at the input by 1/eta.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import THEOREM
from ..check import Check, Judged
from .bounded import Capacity, judge_rates
from .capacity import thermal_capacity
from .words import AMPLIFIED, eavesdropper, stations, supposing


def judge(check: Check, item: Item) -> list[Judged]:
    noise, (between, needs) = claimed(item, "excessNoise"), stations(item)
    if noise is None or between != 0 or stated_word(item, "opticalAmplifiers") in AMPLIFIED:
        return []
    one = estimate(noise)
    if one.low is None or one.low < 0:
        return []
    at_output = stated_word(item, "noiseReferredTo") == "channel-output"

    def per_use(eta: float, excessNoise: float) -> float:
        return thermal_capacity(eta, excessNoise / eta if at_output else excessNoise)

    reference = ("noiseReferredTo", "channel-output" if at_output else "channel-input")
    check = supposing(check, reference, *eavesdropper(item))
    needs = tuple(f"{need}: 0" for need in needs)
    return judge_rates(check, item, Capacity(per_use, "with its excess noise", {"excessNoise": one}, needs=needs))


CHECK = Check(
    name="thermal-loss-capacity",
    terms=("excessNoise", "secretKeyRate", "secretKeyPerUse", "keyLength", "clockRate", "channelLoss", "length"),
    kind=THEOREM,
    formula="R <= -log2((1 - eta) eta^N) - g(N), N = eta xi/(2 (1 - eta)), g(N) = (N+1) log2(N+1) - N log2 N",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/ncomms15043",
    judge=judge,
    assumptions=(("trustedNoise", "none"), ("memoryNode", "none")),
)
