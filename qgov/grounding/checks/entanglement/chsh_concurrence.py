"""S <= 2 sqrt(1 + C^2): a state of two qubits violates a Bell inequality no further than its concurrence allows.

Verstraete and Wolf 2002 (DOI 10.1103/PhysRevLett.89.170401). A theorem about one state, so that it refutes only where
the claim says that both numbers belong to the same state and that no runs were left out of S.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import FAR_POSTSELECTION, alike, apart, contrary, read_input, refs
from .states import chsh_of_concurrence
from .tsirelson import counted


def judge(check: Check, item: Item) -> list[Judged]:
    one, concurrence = counted(item), read_input(item, "concurrence")
    if one is None or concurrence is None:
        return []
    if not alike(item, "chsh", "concurrence"):
        return [apart(check, item, "chsh", "concurrence")]
    bound = bound_of(chsh_of_concurrence, AT_MOST, {"concurrence": concurrence})
    if bound is None:
        return []
    return [judge_bound(
        check, item, refs(item, "chsh", "concurrence"), one, bound, AT_MOST, unit="1",
        within="S lies within what the concurrence allows", beyond="S lies above what the concurrence allows",
        needs=contrary(item, "postselection", *FAR_POSTSELECTION), evidence=_evidence(concurrence),
    )]  # fmt: skip


def _evidence(concurrence: Estimate) -> Evidence | None:
    """The pure state with the claimed concurrence, at the settings that are best for it: it reaches the bound."""
    if concurrence.shown is None:
        return None
    amount = min(1.0, max(0.0, float(concurrence.shown)))
    return Evidence("chsh-pure-state", {"concurrence": amount}, lambda: chsh_of_concurrence(amount))


CHECK = Check(
    name="chsh-concurrence",
    terms=("chsh", "concurrence", "trials", "postselection"),
    kind=THEOREM,
    formula="S <= 2 sqrt(1 + C^2)",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.89.170401",
    judge=judge,
    assumptions=(("sameState", "true"),),
    circuit="chsh-pure-state",
)
