"""A one-qubit gate cannot err less than relaxation makes it err while it runs: r >= (2/3)(1 - F)."""

from __future__ import annotations

from qgov.dossier.model import Item

from ..estimate import claimed
from ..model import MODEL
from .check import Check, Judged
from .gate_floor import judge_device


def judge(check: Check, item: Item) -> list[Judged]:
    return [judge_device(check, item, "oneQubitError", 1)] if claimed(item, "oneQubitError") is not None else []


CHECK = Check(
    name="one-qubit-relaxation-floor",
    terms=("oneQubitError", "oneQubitGateTime", "t1", "t2"),
    kind=MODEL,
    formula="r >= (2/3)(1 - F), F = (1 + 2 exp(-t/T2) + exp(-t/T1))/4; refuted: r + 3u < half of it at T2 = 2 T1",
    tolerance="half of the T1-only floor, and 3 standard uncertainties",
    source="10.1103/PhysRevApplied.3.044009",
    judge=judge,
    assumptions=(("sameQubits", "true"), ("errorCorrection", "none"), ("postselection", "none")),
    circuit="relaxation",
)
