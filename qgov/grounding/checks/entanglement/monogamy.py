"""Monogamy: a qubit that is shared with two partners cannot be strongly entangled with both.

In one joint state of a qubit and two partners the squares of both Bell values add up to at most 8 (Toner and
Verstraete, arXiv:quant-ph/0611001), so that their mean S is at most 2; the squares of the concurrences to at most 1
(Coffman, Kundu, Wootters 2000, DOI 10.1103/PhysRevA.61.052306), so that their mean C is at most 1/sqrt(2); the mean
Bell fidelity is at most 3/4, that of a qubit with the clones of its partner (Gisin and Massar 1997, DOI
10.1103/PhysRevLett.79.2153). More partners only make it less.

The number claimed is that of each pair, and nothing is refuted without the statement ``sharedQubit``. A qubit that
serves several links one after another has no joint state with both partners: a claim of such numbers states that
``sameState`` is false, and is not refuted.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM
from ..bound import AT_MOST, Bound, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .reading import FAR_POSTSELECTION, contrary, read, refs
from .tsirelson import counted

ONE_STATE = (("sameState", "true"),)
_LIMITS = {
    "chsh": (2.0, "S_AB^2 + S_AC^2 <= 8", "arXiv:quant-ph/0611001"),
    "concurrence": (1 / sqrt(2), "C_AB^2 + C_AC^2 <= 1", "10.1103/PhysRevA.61.052306"),
    "bellFidelity": (3 / 4, "F_AB + F_AC <= 3/2", "10.1103/PhysRevLett.79.2153"),
}


def is_shared(item: Item) -> bool:
    """Whether a qubit has several partners: the claim says so, or names three nodes and does not deny it."""
    stated, nodes = stated_word(item, "sharedQubit"), item.claims.get("nodes")
    return stated == "true" or (stated is None and isinstance(nodes, tuple) and len(set(nodes)) > 2)


def judge(check: Check, item: Item) -> list[Judged]:
    if not is_shared(item):
        return []
    results = []
    for term, (most, formula, source) in _LIMITS.items():
        one = counted(item) if term == "chsh" else read(item, term)
        if one is None or item.quantity(term).statistic in ("best", "median"):
            continue
        results.append(judge_bound(
            replace(check, formula=formula, source=source), item, refs(item, term), one, Bound(most, most, exact=True),
            AT_MOST, unit="1", within=f"two pairs that share a qubit can have such a {term}",
            beyond=f"two pairs that share a qubit cannot both have such a {term}",
            needs=(*contradicted(item, ONE_STATE), *contrary(item, "postselection", *FAR_POSTSELECTION)),
            evidence=_evidence(),
        ))  # fmt: skip
    return results


def _evidence() -> Evidence:
    """A qubit whose half of a Bell pair was cloned: it overlaps with both copies as far as any can, 3/4 each."""
    return Evidence("cloning", {"copies": 2.0}, lambda: 3 / 4)


CHECK = Check(
    name="monogamy",
    terms=("chsh", "concurrence", "bellFidelity", "nodes", "sharedQubit"),
    kind=THEOREM,
    formula="S_AB^2 + S_AC^2 <= 8; C_AB^2 + C_AC^2 <= 1; F_AB + F_AC <= 3/2",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.61.052306",
    judge=judge,
    assumptions=(("sharedQubit", "true"),),
    circuit="cloning",
)
