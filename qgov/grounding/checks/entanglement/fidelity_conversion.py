"""f = 1 - d/(d + 1) e: the average fidelity of a teleporter and its process infidelity are one number twice.

Papers quote both side by side, and a process fidelity of 0.70 beside an average fidelity of 0.80 is no contradiction
(Horodecki 1999, DOI 10.1103/PhysRevA.60.1888; Nielsen 2002, DOI 10.1016/S0375-9601(02)01272-0).
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...estimate import Estimate
from ...model import THEOREM
from ..check import Check, Evidence, Judged
from .reading import alike, apart, contrary, judge_identity, number_of, read, read_input, refs
from .states import average_fidelity, visibility_of_fidelity
from .teleportation_bound import FEWER_INPUTS


def judge(check: Check, item: Item) -> list[Judged]:
    one, process = read(item, "fidelity"), read_input(item, "processInfidelity")
    dimension = number_of(item, "dimension") or 2.0
    if one is None or process is None or dimension < 2:
        return []
    if not alike(item, "fidelity", "processInfidelity"):
        return [apart(check, item, "fidelity", "processInfidelity")]
    return judge_identity(
        check, item, refs(item, "fidelity", "processInfidelity"), one,
        lambda infidelity: average_fidelity(1 - infidelity, dimension), {"infidelity": process}, unit="1",
        agree="average fidelity and process infidelity agree",
        differ="average fidelity and process infidelity contradict each other",
        needs=contrary(item, "inputEnsemble", *FEWER_INPUTS, wanted="uniform"),
        evidence=_evidence(process) if dimension == 2 else None,
    )  # fmt: skip


def _evidence(process: Estimate) -> Evidence | None:
    if process.shown is None:
        return None
    fidelity = min(1.0, max(0.25, 1 - float(process.shown)))
    return Evidence("teleportation", {"visibility": min(1.0, max(0.0, visibility_of_fidelity(fidelity)))},
                    lambda: average_fidelity(fidelity))  # fmt: skip


CHECK = Check(
    name="teleportation-fidelities",
    terms=("fidelity", "processInfidelity", "dimension", "inputEnsemble"),
    kind=THEOREM,
    formula="f = 1 - d/(d + 1) e",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.60.1888",
    judge=judge,
    assumptions=(("sameState", "true"),),
    circuit="teleportation",
)
