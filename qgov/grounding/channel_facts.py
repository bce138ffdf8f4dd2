"""What the groundings of a channel amount to, in words: a quantum channel in the legal sense, or not, or open.

The law speaks of a quantum channel where entanglement survives: a map that is shown not to break it, at 95 %. No norm
reads this class yet, so that it is a verdict in words and no fact.
"""

from __future__ import annotations

from collections.abc import Iterable

from .model import MET, NOT_MET, REFUTED, Grounding

QUANTUM = "a quantum channel: it is shown not to break entanglement"
BREAKING = "no quantum channel in the legal sense: it breaks entanglement"
OPEN = "open whether it is a quantum channel"
NO_CHANNEL = "no channel at all: what is claimed is not completely positive, or makes more than it is given"

_FORM = frozenset({"trace-preservation", "complete-positivity"})


def channel_class(groundings: Iterable[Grounding]) -> str:
    """The class of a channel from the groundings of its item; a refuted form withdraws every other verdict."""
    found = list(groundings)
    if any(one.check in _FORM and one.verdict == REFUTED for one in found):
        return NO_CHANNEL
    verdicts = {one.verdict for one in found if one.check == "quantum-channel"}
    if verdicts == {MET}:
        return QUANTUM
    return BREAKING if verdicts == {NOT_MET} else OPEN
