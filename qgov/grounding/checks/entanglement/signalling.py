"""A message takes at least length / c: entanglement carries none, and nothing is faster than light.

Ghirardi, Rimini and Weber 1980 (DOI 10.1007/BF00696109): the results at one end do not depend on what is done at the
other. Through fibre light takes n times longer, with a group index of 1.46 in silica. The length is that of the path
that the signals take, and coiled fibre holds kilometres on a table: a message that outruns light over it is refuted
only where the path is straight (free space) or nothing is sent through it, else the distance is asked for.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import alike, apart, judge_twice, read, read_input, refs

LIGHT = 299_792_458.0  # m/s, exact
SILICA = 1.46  # group index; of pure silica at 1550 nm 1.4626, rounded down in favour of the claim


def travel_time(length: float, index: float = 1.0) -> float:
    return length * index / LIGHT


def judge(check: Check, item: Item) -> list[Judged]:
    one, length = read(item, "messageLatency"), read_input(item, "length", "0", None)
    if one is None or length is None:
        return []
    if not alike(item, "messageLatency", "length"):
        return [apart(check, item, "messageLatency", "length")]
    hard = bound_of(travel_time, AT_LEAST, {"length": length})
    if hard is None:
        return []
    rest = {
        "unit": "s", "within": "light covers the length in that time",
        "beyond": "the message is faster than light over the length claimed", "evidence": _evidence(),
    }  # fmt: skip
    claims = refs(item, "messageLatency", "length")
    medium = stated_word(item, "medium")
    if medium != "free-space" and stated_word(item, "quantumChannelUsed") not in ("false", "none"):
        rest["needs"] = ("length: the distance between the ends, with medium: free-space (length is that of the path)",)
    if medium != "fibre":
        return [judge_bound(check, item, claims, one, hard, AT_LEAST, **rest)]
    slower = bound_of(travel_time, AT_LEAST, {"length": length}, index=SILICA)
    if slower is None:
        return []
    return [judge_twice(
        check, item, claims, one, hard, slower, AT_LEAST, asks=("the way that the message takes",),
        usually="the message is faster than light in fibre; does it take another way?", **rest,
    )]  # fmt: skip


def _evidence() -> Evidence:
    """How far the far results move when the near setting of an entangled pair is turned: not at all."""
    return Evidence("no-signalling", {"first angle": 0.3, "second angle": 1.1}, lambda: 0.0)


CHECK = Check(
    name="signalling-limit",
    terms=("messageLatency", "length", "medium"),
    kind=THEOREM,
    formula="t >= L/c; through fibre t >= L n/c, n = 1.46",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1007/BF00696109",
    judge=judge,
    circuit="no-signalling",
)
