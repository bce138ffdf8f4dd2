"""Is the shared state entangled? F > 1/2, C > 0, or, for a Werner state, V > 1/3.

Each of them shows entanglement; failing one of them does not exclude it, except for a Werner state, where all are one
(Peres 1996, DOI 10.1103/PhysRevLett.77.1413; Wootters 1998, DOI 10.1103/PhysRevLett.80.2245). A Bell value above 2
shows it too: see the check ``bell-violation``.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import CAPABILITY, UNDETERMINED
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Evidence, Judged
from .reading import read, refs
from .states import fidelity_of_concurrence, fidelity_of_visibility, visibility_of_fidelity
from .werner import WERNER

_SHOWN = {
    "bellFidelity": (0.5, "F > 1/2", "10.1103/PhysRevLett.77.1413", visibility_of_fidelity),
    "concurrence": (0.0, "C > 0", "10.1103/PhysRevLett.80.2245",
                    lambda amount: visibility_of_fidelity(fidelity_of_concurrence(amount))),
    "visibility": (1 / 3, "V > 1/3 in a Werner state", "10.1103/PhysRevLett.77.1413", lambda visibility: visibility),
}  # fmt: skip


def judge(check: Check, item: Item) -> list[Judged]:
    werner = stated_word(item, "stateModel") in WERNER
    return [
        _one(check, item, term, one, werner)
        for term in _SHOWN
        if (one := read(item, term)) is not None and (term != "visibility" or werner or len(_present(item)) == 1)
    ]


def _present(item: Item) -> list[str]:
    return [term for term in (*_SHOWN, "chsh") if read(item, term) is not None]


def _one(check: Check, item: Item, term: str, one: Estimate, werner: bool) -> Judged:
    threshold, formula, source, to_visibility = _SHOWN[term]
    check = replace(check, formula=formula, source=source, terms=(term,))
    if term == "visibility" and not werner:
        reason = "a visibility alone shows no entanglement: of which state, and in how many bases?"
        needs = ("stateModel: werner", "bellFidelity, concurrence or chsh")
        return Judged(check.verdict(UNDETERMINED, refs(item, term), value=one.shown, unit="1", reason=reason,
                                    needs=needs))  # fmt: skip
    rest = "which in a Werner state excludes it" if werner else "which shows no entanglement, and excludes none"
    return judge_threshold(
        check, refs(item, term), one, threshold, AT_LEAST, unit="1", met=f"the state is entangled: {formula}",
        not_met=f"not {formula}, {rest}", evidence=_evidence(one, to_visibility),
    )  # fmt: skip


def _evidence(one: Estimate, to_visibility) -> Evidence | None:
    """The Werner state with the claimed number: its partial transpose has a negative eigenvalue if it is entangled."""
    if one.shown is None:
        return None
    visibility = min(1.0, max(0.0, to_visibility(float(one.shown))))
    return Evidence("partial-transpose", {"visibility": visibility},
                    lambda: 0.5 - fidelity_of_visibility(visibility))  # fmt: skip


CHECK = Check(
    name="entangled",
    terms=("bellFidelity", "concurrence", "visibility"),
    kind=CAPABILITY,
    formula="F > 1/2 or C > 0",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevLett.77.1413",
    judge=judge,
    circuit="partial-transpose",
)
