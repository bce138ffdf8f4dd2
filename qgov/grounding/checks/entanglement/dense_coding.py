"""Dense coding with a noisy pair: bits a use <= 2 - S(F), the entropy of the Werner state that is shared.

Log2 d plus the entropy of the receiver's half minus that of the pair (Bruss et al. 2004, DOI
10.1103/PhysRevLett.93.210501); one bit is always possible by sending the qubit alone. A theorem about qubits and the
state stated, and without distillation.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .holevo import is_assisted
from .reading import alike, apart, contrary, number_of, read, read_input, refs
from .states import visibility_of_fidelity, werner_entropy
from .werner import WERNER


def densest(fidelity: float) -> float:
    return max(1.0, 2 - werner_entropy(fidelity))


def judge(check: Check, item: Item) -> list[Judged]:
    one, pair = read(item, "classicalBitsPerUse"), read_input(item, "bellFidelity")
    if one is None or pair is None or is_assisted(item) is False or number_of(item, "dimension") not in (None, 2.0):
        return []
    if (number_of(item, "modes") or 1.0) != 1.0:
        return []
    if not alike(item, "classicalBitsPerUse", "bellFidelity"):
        return [apart(check, item, "classicalBitsPerUse", "bellFidelity")]
    bound = bound_of(densest, AT_MOST, {"fidelity": pair})
    if bound is None:
        return []
    if stated_word(item, "stateModel") in WERNER:
        check = replace(check, assumptions=(("stateModel", stated_word(item, "stateModel")), *check.assumptions[1:]))
    return [judge_bound(
        check, item, refs(item, "classicalBitsPerUse", "bellFidelity"), one, bound, AT_MOST, unit="bit",
        within="dense coding with such pairs delivers so many bits",
        beyond="dense coding with such pairs delivers fewer bits",
        needs=(*contrary(item, "hyperentanglement", "true"), *contrary(item, "postselection", "conditional", "other")),
        evidence=_evidence(pair),
    )]  # fmt: skip


def _evidence(pair: Estimate) -> Evidence | None:
    """The four messages sent over a Werner pair: two bits less the entropy of the outcomes."""
    if pair.shown is None:
        return None
    fidelity = min(1.0, max(0.25, float(pair.shown)))
    return Evidence("dense-coding", {"visibility": min(1.0, max(0.0, visibility_of_fidelity(fidelity)))},
                    lambda: 2 - werner_entropy(fidelity))  # fmt: skip


CHECK = Check(
    name="dense-coding",
    terms=("classicalBitsPerUse", "bellFidelity", "dimension"),
    kind=THEOREM,
    formula="bits <= max(1, 2 - S(F)), S(F) = h(F) + (1 - F) log2 3",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.93.210501",
    judge=judge,
    assumptions=(("stateModel", "werner"), ("distillation", "none")),
    circuit="dense-coding",
)
