"""One round of distillation: F' = [F^2 + ((1-F)/3)^2] / [F^2 + 2 F (1-F)/3 + 5 ((1-F)/3)^2], and only from F > 1/2.

Bennett et al. 1996 (DOI 10.1103/PhysRevLett.76.722). The formula is that of two Werner pairs; pairs with errors of one
kind are improved further, to F^2 / (F^2 + (1-F)^2) at most (Deutsch et al. 1996, DOI 10.1103/PhysRevLett.77.2818), and
so are pairs entangled in a further degree of freedom, which serves as the second pair. A Werner pair with F <= 1/2 is
separable, and no protocol makes entanglement of it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM
from ..bound import AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import alike, apart, contrary, judge_twice, read, read_input, refs
from .states import visibility_of_fidelity
from .werner import WERNER

ROUND_OF_TWO = ("bbpssw", "dejmps")  # of Werner pairs the first rounds of both give the same


def bbpssw(fidelity: float) -> float:
    third = (1 - fidelity) / 3
    return (fidelity**2 + third**2) / (fidelity**2 + 2 * fidelity * third + 5 * third**2)


def one_kind(fidelity: float) -> float:
    return fidelity**2 / (fidelity**2 + (1 - fidelity) ** 2)


def judge(check: Check, item: Item) -> list[Judged]:
    term = next((term for term in ("bellFidelity", "fidelity") if read(item, term) is not None), None)
    before = read_input(item, "inputFidelity")
    if term is None or before is None or stated_word(item, "distillation") == "none":
        return []
    if not alike(item, term, "inputFidelity"):
        return [apart(check, item, term, "inputFidelity")]
    one, claims = read(item, term), refs(item, term, "inputFidelity")
    model = stated_word(item, "stateModel")
    check = replace(check, assumptions=(("stateModel", model if model in WERNER else "werner"),))
    if before.high + 3 * (before.u or 0) <= Decimal("0.5"):
        return [judge_bound(
            check, item, claims, one, Bound(0.5, 0.5, exact=True), AT_MOST, unit="1",
            within="no entanglement is claimed beyond that of the input pairs",
            beyond="pairs with F at most 1/2 are separable, and no protocol makes entanglement of them",
        )]  # fmt: skip
    return _one_round(check, item, one, claims, before)


def _one_round(check: Check, item: Item, one: Estimate, claims, before: Estimate) -> list[Judged]:
    usual = bound_of(bbpssw, AT_MOST, {"fidelity": before})
    if usual is None:
        return []
    protocol, pairs = stated_word(item, "distillation"), read(item, "inputCopies")
    single = pairs is not None and pairs.low == pairs.high == 2
    check = replace(check, assumptions=(
        *check.assumptions, ("distillation", protocol if protocol in ROUND_OF_TWO else "bbpssw"),
    ))  # fmt: skip
    rest = {
        "unit": "1", "evidence": _evidence(before),
        "needs": (*(() if single else ("inputCopies: 2 (pairs consumed for one)",)),
                  *contrary(item, "hyperentanglement", "true"),
                  *contrary(item, "postselection", "conditional", "other")),
        "within": "the distilled fidelity lies within what one round gives",
        "beyond": "the distilled fidelity lies above what one round on two such pairs gives",
    }  # fmt: skip
    if single:
        claims += refs(item, "inputCopies")
    if stated_word(item, "stateModel") in WERNER:
        return [judge_bound(check, item, claims, one, usual, AT_MOST, **rest)]
    hard = bound_of(one_kind, AT_MOST, {"fidelity": before})
    if hard is None:
        return []
    return [judge_twice(
        check, item, claims, one, hard, usual, AT_MOST, asks=("stateModel", "distillation", "inputCopies"),
        usually="the distilled fidelity lies above what one round gives pairs in white noise; others reach it", **rest,
    )]  # fmt: skip


def _evidence(before: Estimate) -> Evidence | None:
    if before.shown is None:
        return None
    fidelity = min(1.0, max(0.25, float(before.shown)))
    return Evidence("distillation", {"visibility": min(1.0, max(0.0, visibility_of_fidelity(fidelity)))},
                    lambda: bbpssw(fidelity))  # fmt: skip


CHECK = Check(
    name="distillation-round",
    terms=("inputFidelity", "bellFidelity", "fidelity", "inputCopies", "distillation"),
    kind=THEOREM,
    formula="F' <= [F^2 + ((1-F)/3)^2] / [F^2 + 2 F (1-F)/3 + 5 ((1-F)/3)^2]; F' <= 1/2 from F <= 1/2",
    tolerance="2 % of exact limits and 10 % of others without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.76.722",
    judge=judge,
    assumptions=(("stateModel", "werner"), ("distillation", "bbpssw")),
    circuit="distillation",
)
