"""Length, attenuation and loss of one path: it loses at least its length times the attenuation of its medium.

Splices, couplers and, where the claim counts it, the receiver add to that; nothing but an amplifier takes from it.
Attenuation is often quoted for a kind of fibre and loss for the one laid, so that only a quarter less is a
contradiction, and an attenuation that is rated, or the worst of several, is asked about. Where signals meet or pairs
start between the ends, the loss of one arm is often quoted beside the length of all, which is asked about. So is an
attenuation below that of any medium that has been made (0.14 dB/km in solid silica, 0.09 dB/km in a hollow core:
Petrovich et al. 2025, DOI 10.1038/s41566-025-01747-5).
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import MODEL, SUPPORTED, THEOREM
from ..bound import AT_LEAST, AT_MOST
from ..check import Check, Judged
from ..link.words import MIDDLE, PAIRS, at_most, equal_statistic, is_true, protocol
from .sets import judge_set

SLACK = 1.25
GUIDED = ("fibre", "hollow-core-fibre", "waveguide")
RECORD = {"fibre": 0.14, "hollow-core-fibre": 0.09}  # dB/km, least shown in a medium
MOST_EXTRA = 3.0  # dB of splices, couplers and filters beside half of the loss of the fibre


def judge(check: Check, item: Item) -> list[Judged]:
    if stated_word(item, "medium") == "free-space":
        return []  # loss grows with the logarithm of the distance: an attenuation says little
    return _sum(check, item) + _record(check, item)


def _sum(check: Check, item: Item) -> list[Judged]:
    named = replace(check, assumptions=(("opticalAmplifiers", "none"),))
    medium = stated_word(item, "medium")
    needs = () if medium in GUIDED else ("medium: fibre, hollow-core-fibre or waveguide",)
    rights = ("length", "attenuation")
    needs += equal_statistic(item, "channelLoss", *rights)
    needs += tuple(f"{term} as it is (stated: at most)" for term in rights if _rated(item, term))
    if _of_arms(item):
        needs += ("channelLoss and length of the same arm",)
    least = judge_set(
        named, item, "channelLoss", loss, rights, AT_LEAST, slack=SLACK, needs=needs, unit="dB",
        within="the loss of the path is at least its length times its attenuation",
        beyond="the path is said to lose less than its length times its attenuation",
    )  # fmt: skip
    if not least or least[0].grounding.verdict != SUPPORTED:
        return least
    most = judge_set(
        replace(check, kind=MODEL, assumptions=()), item, "channelLoss", usual_loss, rights, AT_MOST, unit="dB",
        within="", needs=("lossIncludesReceiver", "what adds to the loss of the fibre"),
        beyond="the path is said to lose far more than its length times its attenuation",
    )  # fmt: skip
    return least if not most or most[0].grounding.verdict == SUPPORTED else most


def _rated(item: Item, term: str) -> bool:
    """Whether a claim is the most that there may be, and the loss not the greatest of the same several."""
    one, loss = claimed(item, term), claimed(item, "channelLoss")
    if one is None or loss is None or not at_most(one):
        return False
    return one.basis == "specified" or loss.statistic != "worst"


def _of_arms(item: Item) -> bool:
    """Whether the path may have arms: from a station or a source between the ends, length and loss may be of one."""
    if item.type == "EntanglementLink" or protocol(item) in MIDDLE | PAIRS or is_true(item, "memoryNode"):
        return True
    stations = claimed(item, "intermediateStations")
    high = None if stations is None else estimate(stations).high
    return stations is not None and (high is None or high > 0)


def _record(check: Check, item: Item) -> list[Judged]:
    """A medium better than any that was shown may be new, or a slip of a unit."""
    record = RECORD.get(stated_word(item, "medium") or "")
    if record is None:
        return []
    named = replace(check, kind=MODEL, assumptions=(), formula=f"attenuation >= {record} dB/km, the best shown")
    words = {
        "within": "the attenuation is one that has been shown",
        "beyond": f"an attenuation below {record} dB/km has not been shown in this medium; is the unit right?",
        "needs": ("the source of the attenuation",),
    }
    direct = judge_set(named, item, "attenuation", lambda: record, (), AT_LEAST, unit="dB/km", **words)
    if direct:
        return [entry for entry in direct if entry.grounding.verdict != SUPPORTED]
    implied = judge_set(
        named, item, "channelLoss", lambda length: record * length / 1000, ("length",), AT_LEAST, unit="dB", **words
    )
    return [entry for entry in implied if entry.grounding.verdict != SUPPORTED]


def loss(length: float, attenuation: float) -> float:
    """Loss in dB of a length in m at an attenuation in dB/km."""
    return length / 1000 * attenuation


def usual_loss(length: float, attenuation: float) -> float:
    """The most that splices and couplers usually make of it, in dB."""
    return 1.5 * loss(length, attenuation) + MOST_EXTRA


CHECK = Check(
    name="path-loss",
    terms=("channelLoss", "length", "attenuation"),
    kind=THEOREM,
    formula="A >= alpha L",
    tolerance="a quarter, and 3 combined standard uncertainties",
    source="10.1038/s41566-025-01747-5",
    judge=judge,
    assumptions=(("opticalAmplifiers", "none"),),
)
