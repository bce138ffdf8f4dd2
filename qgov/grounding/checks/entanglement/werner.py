"""Fidelity, visibility, concurrence, error rate and Bell value of a Werner state are one number five times.

Where the claim states that the shared state is a Werner state, F = (1 + 3 V)/4, C = max(0, 2 F - 1) are identities,
and S <= 2 sqrt(2) V, Q >= (1 - V)/2 are bounds (worse settings lower S and raise Q). Without that statement nothing is
said here (Werner 1989, DOI 10.1103/PhysRevA.40.4277). Two numbers contradict each other only if they are of one state,
which the best fidelity of one day and the mean error of another are not: statistics that differ, or ``sameState``
stated as false, leave it open.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_LEAST, AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .reading import FAR_POSTSELECTION, alike, apart, contrary, judge_identity, read, read_input, refs
from .states import (
    chsh_of_visibility,
    concurrence_of_fidelity,
    error_of_visibility,
    fidelity_of_concurrence,
    fidelity_of_visibility,
    visibility_of_fidelity,
)
from .tsirelson import counted

WERNER = ("werner", "isotropic")  # of two qubits the two are the same up to a rotation of one of them
ONE_STATE = (("sameState", "true"),)
_TO_VISIBILITY = {
    "visibility": lambda number: number,
    "bellFidelity": visibility_of_fidelity,
    "concurrence": lambda number: visibility_of_fidelity(fidelity_of_concurrence(number)),
}


def judge(check: Check, item: Item) -> list[Judged]:
    if stated_word(item, "stateModel") not in WERNER:
        return []
    given = {term: read_input(item, term) for term in _TO_VISIBILITY}
    reference = next((term for term, one in given.items() if one is not None), None)
    if reference is None or (reference == "concurrence" and not (given[reference].low or 0) > 0):
        return []
    check = replace(check, assumptions=(("stateModel", stated_word(item, "stateModel")),))
    results = []
    for term in ("bellFidelity", "concurrence", "chsh", "qber"):
        one = counted(item) if term == "chsh" else read(item, term)
        if term == reference or one is None:
            continue
        if not alike(item, term, reference):
            results.append(apart(check, item, term, reference))
            continue
        results += _against(check, item, term, one, reference, given[reference])
    return results


def _against(check: Check, item: Item, term: str, one: Estimate, reference: str, other: Estimate) -> list[Judged]:
    to_visibility = _TO_VISIBILITY[reference]
    claims, inputs = refs(item, term, reference), {"number": other}
    apart = contradicted(item, ONE_STATE)
    rest = {"unit": "1", "evidence": _evidence(to_visibility, other)}
    if term in ("bellFidelity", "concurrence"):

        def same(number: float) -> float:
            fidelity = fidelity_of_visibility(to_visibility(number))
            return fidelity if term == "bellFidelity" else concurrence_of_fidelity(fidelity)

        agree = f"{term} and {reference} agree, as they must in a Werner state"
        differ = f"{term} and {reference} contradict each other in a Werner state"
        return judge_identity(check, item, claims, one, same, inputs, agree=agree, differ=differ, needs=apart, **rest)
    derived, side = (chsh_of_visibility, AT_MOST) if term == "chsh" else (error_of_visibility, AT_LEAST)
    bound = bound_of(lambda number: derived(to_visibility(number)), side, inputs)
    if bound is None:
        return []
    return [judge_bound(
        check, item, claims, one, bound, side, within=f"{term} lies within what {reference} allows a Werner state",
        beyond=f"{term} is better than {reference} allows a Werner state",
        needs=(*apart, *contrary(item, "postselection", *FAR_POSTSELECTION)), **rest,
    )]  # fmt: skip


def _evidence(to_visibility, other: Estimate) -> Evidence | None:
    """A Bell pair with white noise on one half, and its overlap with the Bell state."""
    if other.shown is None:
        return None
    visibility = min(1.0, max(0.0, to_visibility(float(other.shown))))
    return Evidence("werner-state", {"visibility": visibility}, lambda: fidelity_of_visibility(visibility))


CHECK = Check(
    name="werner-identities",
    terms=("bellFidelity", "visibility", "concurrence", "chsh", "qber"),
    kind=THEOREM,
    formula="F = (1 + 3 V)/4, C = max(0, 2 F - 1), S <= 2 sqrt(2) V, Q >= (1 - V)/2",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.40.4277",
    judge=judge,
    assumptions=(("stateModel", "werner"),),
    circuit="werner-state",
)
