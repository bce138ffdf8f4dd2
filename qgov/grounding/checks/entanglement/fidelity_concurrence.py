"""F <= (1 + C)/2: no state of two qubits overlaps with a Bell state more than its concurrence allows.

Verstraete and Verschelde 2002 (DOI 10.1103/PhysRevA.66.022307). It holds for every maximally entangled target, so for
the fidelity quoted as for the fully entangled fraction; it refutes only where both numbers belong to the same state.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import alike, apart, contrary, read, read_input, refs
from .states import fidelity_of_concurrence


def judge(check: Check, item: Item) -> list[Judged]:
    one, concurrence = read(item, "bellFidelity"), read_input(item, "concurrence")
    if one is None or concurrence is None:
        return []
    if not alike(item, "bellFidelity", "concurrence"):
        return [apart(check, item, "bellFidelity", "concurrence")]
    bound = bound_of(fidelity_of_concurrence, AT_MOST, {"concurrence": concurrence})
    if bound is None:
        return []
    return [judge_bound(
        check, item, refs(item, "bellFidelity", "concurrence"), one, bound, AT_MOST, unit="1",
        within="the Bell fidelity lies within what the concurrence allows",
        beyond="the Bell fidelity lies above what the concurrence allows",
        needs=contrary(item, "postselection", "conditional", "other"), evidence=_evidence(concurrence),
    )]  # fmt: skip


def _evidence(concurrence: Estimate) -> Evidence | None:
    """The pure state with this concurrence: its overlap with the Bell state reaches the bound."""
    if concurrence.shown is None:
        return None
    amount = min(1.0, max(0.0, float(concurrence.shown)))
    return Evidence("pure-state-fidelity", {"concurrence": amount}, lambda: fidelity_of_concurrence(amount))


CHECK = Check(
    name="fidelity-concurrence",
    terms=("bellFidelity", "concurrence"),
    kind=THEOREM,
    formula="F <= (1 + C)/2",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.66.022307",
    judge=judge,
    assumptions=(("sameState", "true"),),
    circuit="pure-state-fidelity",
)
