"""S <= 2 sqrt(1 + (2 F - 1)^2): what a fully entangled fraction F above 1/2 allows, if F is all that is known.

From the limit by concurrence with C = 2 F - 1, as in a state in white noise (Verstraete and Wolf 2002, DOI
10.1103/PhysRevLett.89.170401). A quoted Bell fidelity is only a lower bound of the fraction, and other states have more
concurrence, so that nothing is refuted here: a Bell value far above is asked about its state. How S goes with
visibility and error rate is judged with the other claims of one state, in the consistency checks.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...model import MODEL
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Judged
from .reading import alike, apart, read_input, refs
from .states import chsh_of_fidelity
from .tsirelson import counted, evidence


def judge(check: Check, item: Item) -> list[Judged]:
    one, fidelity = counted(item), read_input(item, "bellFidelity")
    if one is None or fidelity is None:
        return []
    if not alike(item, "chsh", "bellFidelity"):
        return [apart(check, item, "chsh", "bellFidelity")]
    bound = bound_of(chsh_of_fidelity, AT_MOST, {"fidelity": fidelity})
    if bound is None:
        return []
    return [judge_bound(
        check, item, refs(item, "chsh", "bellFidelity"), one, bound, AT_MOST, unit="1",
        within="S lies within what the fidelity gives a state in white noise",
        beyond="S lies above what the fidelity gives a state in white noise; other states reach it",
        needs=("stateModel", "sameState: true", "concurrence"), evidence=evidence(one.shown),
    )]  # fmt: skip


CHECK = Check(
    name="chsh-fidelity",
    terms=("chsh", "bellFidelity", "trials"),
    kind=MODEL,
    formula="S <= 2 sqrt(1 + (2 F - 1)^2), F > 1/2",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.89.170401",
    judge=judge,
    circuit="chsh",
)
