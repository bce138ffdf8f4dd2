"""How many pairs distillation leaves: no protocol makes more of entanglement than there was.

The yield of perfect pairs is at most the relative entropy of entanglement, 1 - h(F) for Bell-diagonal pairs with
F > 1/2 and nothing below (Vedral and Plenio 1998, DOI 10.1103/PhysRevA.57.1619). Pairs of fidelity F' that come out
could be hashed to perfect ones, 1 - S(F') each at least, so that the yield of such is at most (1 - h(F)) / (1 - S(F')):
a round that gives 0.6 pairs of F = 0.75 for two of 0.7 breaks no law.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .distillation import bbpssw
from .reading import read, read_input, refs
from .states import binary_entropy, visibility_of_fidelity, werner_entropy

_DIAGONAL = ("werner", "isotropic", "bell-diagonal")


def most(before: float, after: float = 1.0) -> float:
    """The largest yield of pairs of fidelity ``after``; infinite where those cannot be hashed."""
    entanglement = 1 - binary_entropy(before) if before > 0.5 else 0.0
    worth = 1 - werner_entropy(after)
    if worth <= 0:
        raise ValueError("pairs that cannot be hashed have no limit here")
    return entanglement / worth


def judge(check: Check, item: Item) -> list[Judged]:
    one, before = read(item, "distillationYield"), read_input(item, "inputFidelity")
    if one is None:
        return []
    if before is None:
        reason = "of which pairs the yield is, is not claimed"
        return [Judged(check.verdict(UNDETERMINED, refs(item, "distillationYield"), value=one.shown, unit="1",
                                     reason=reason, needs=("inputFidelity",)))]  # fmt: skip
    term = next((term for term in ("bellFidelity", "fidelity") if read(item, term) is not None), None)
    claims = refs(item, "distillationYield", "inputFidelity", *((term,) if term else ()))
    inputs = {"before": before} | ({"after": read_input(item, term)} if term else {})
    bound = bound_of(most, AT_MOST, inputs)
    if bound is None:
        reason = "pairs of such a fidelity can be hashed to no perfect ones, so that nothing limits their number"
        return [Judged(check.verdict(UNDETERMINED, claims, value=one.shown, unit="1", reason=reason,
                                     needs=("yield of pairs with a fidelity near 1",)))]  # fmt: skip
    needs = () if term else ("bellFidelity of the distilled pairs",)
    model = stated_word(item, "stateModel")
    check = replace(check, assumptions=(("stateModel", model if model in _DIAGONAL else "werner"),))
    return [judge_bound(
        check, item, claims, one, bound, AT_MOST, unit="1", needs=needs, evidence=_evidence(before),
        within="the yield lies within the entanglement of the input pairs",
        beyond="the yield takes more entanglement than the input pairs have",
    )]  # fmt: skip


def _evidence(before: Estimate) -> Evidence | None:
    if before.shown is None:
        return None
    fidelity = min(1.0, max(0.25, float(before.shown)))
    return Evidence("distillation", {"visibility": min(1.0, max(0.0, visibility_of_fidelity(fidelity)))},
                    lambda: bbpssw(fidelity))  # fmt: skip


CHECK = Check(
    name="distillation-yield",
    terms=("distillationYield", "inputFidelity", "bellFidelity", "fidelity"),
    kind=THEOREM,
    formula="yield <= (1 - h(F)) / (1 - S(F')), F > 1/2",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.57.1619",
    judge=judge,
    assumptions=(("stateModel", "werner"),),
    circuit="distillation",
)
