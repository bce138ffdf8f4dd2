"""f <= (d F + 1)/(d + 1): a teleporter is no better than the entanglement that it uses.

F is the entangled fraction of the resource, f the fidelity averaged over all pure inputs (Horodecki 1999, DOI
10.1103/PhysRevA.60.1888). A quoted Bell fidelity is the fraction only for Werner states (else a lower bound of it),
and better pairs can be distilled from several, so that the claim must exclude both before the theorem refutes. Inputs
drawn from fewer states than all may be teleported better than on average.

Who shares no entanglement and sends no quantum state either can only measure and prepare again, which reaches 2/(d + 1)
on average over all pure inputs (Massar and Popescu 1995, DOI 10.1103/PhysRevLett.74.1259).
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import alike, apart, averaged, contrary, number_of, read, read_input, refs
from .states import average_fidelity, visibility_of_fidelity
from .teleportation_thresholds import thresholds
from .werner import WERNER

RESOURCES = ("bellFidelity", "linkFidelity")
FEWER_INPUTS = ("coherent-states", "equatorial", "four-states", "two-states", "other")


def judge(check: Check, item: Item) -> list[Judged]:
    one = read(item, "fidelity")
    term = next((term for term in RESOURCES if read(item, term) is not None), None)
    if one is None:
        return []
    if term is None:
        return _without_entanglement(check, item, one)
    if not alike(item, "fidelity", term):
        return [apart(check, item, "fidelity", term)]
    resource, dimension = read_input(item, term), number_of(item, "dimension") or 2.0
    bound = bound_of(average_fidelity, AT_MOST, {"fraction": resource}, dimension=dimension)
    if bound is None or dimension < 2:
        return []
    if stated_word(item, "stateModel") in WERNER:
        check = replace(check, assumptions=(("stateModel", stated_word(item, "stateModel")), *check.assumptions[1:]))
    needs = (
        *contrary(item, "inputEnsemble", *FEWER_INPUTS, wanted="uniform"),
        *contrary(item, "postselection", "conditional", "other"),
    )
    return [judge_bound(
        check, item, refs(item, "fidelity", term), one, bound, AT_MOST, unit="1", needs=needs,
        within="the fidelity lies within what the shared entanglement allows",
        beyond="the fidelity lies above what the shared entanglement allows",
        evidence=_evidence(resource) if dimension == 2 else None,
    )]  # fmt: skip


def _without_entanglement(check: Check, item: Item, one: Estimate) -> list[Judged]:
    """The limit of measuring and preparing, where the claim states that there is no entanglement."""
    limits = thresholds(item)
    if stated_word(item, "sharedEntanglement") not in ("none", "false") or limits is None:
        return []
    check = replace(
        check, formula="f <= 2/(d + 1) without entanglement", source="10.1103/PhysRevLett.74.1259",
        assumptions=(("sharedEntanglement", "none"), ("quantumChannelUsed", "none")),
    )  # fmt: skip
    needs = (
        *averaged(item, "fidelity"),
        *contrary(item, "source", "weak-coherent", wanted="decoy-weak-coherent or single-photon"),
        *contrary(item, "postselection", "coincidence", "conditional", "other"),
    )
    qubits = limits[0] == 2 / 3
    return [judge_bound(
        check, item, refs(item, "fidelity"), one, Bound(limits[0], limits[0], exact=True), AT_MOST, unit="1",
        needs=needs, within="measuring and preparing again gives such a fidelity",
        beyond="no measuring and preparing again gives such a fidelity, and nothing else is left without entanglement",
        evidence=Evidence("teleportation", {"visibility": 1 / 3}, lambda: 2 / 3) if qubits else None,
    )]  # fmt: skip


def _evidence(resource: Estimate) -> Evidence | None:
    """Teleportation of six states over a Werner state with the claimed fidelity."""
    if resource.shown is None:
        return None
    fidelity = min(1.0, max(0.25, float(resource.shown)))
    return Evidence("teleportation", {"visibility": min(1.0, max(0.0, visibility_of_fidelity(fidelity)))},
                    lambda: average_fidelity(fidelity))  # fmt: skip


CHECK = Check(
    name="teleportation-bound",
    terms=(
        "fidelity", "bellFidelity", "linkFidelity", "sharedEntanglement", "quantumChannelUsed", "inputEnsemble",
        "dimension", "postselection",
    ),
    kind=THEOREM,
    formula="f <= (d F + 1)/(d + 1); f <= 2/(d + 1) without entanglement",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.60.1888",
    judge=judge,
    assumptions=(("stateModel", "werner"), ("distillation", "none")),
    circuit="teleportation",
)  # fmt: skip
