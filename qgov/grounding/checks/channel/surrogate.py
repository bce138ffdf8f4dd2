"""A quantum channel shown without tomography: by the fidelity of states that pass, or by entanglement that survives.

A channel that breaks entanglement measures and prepares anew, so that its average fidelity is at most 2/3 over all
qubits and 3/4 over one great circle, and the Bell fidelity of a pair sent through it at most 1/2. What lies below shows
nothing either way.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...channel_facts import OPEN, QUANTUM
from ...estimate import claimed, estimate
from ...model import MET, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Judged
from .counts import stated_count

_BARS = {None: None, "uniform": None, "six-states": None, "equatorial": 0.75, "four-states": 0.75}
_NEEDS = ("kraus, choi or model", "a fidelity above what measuring and preparing anew can reach")


def by_fidelity(check: Check, item: Item) -> list[Judged]:
    """The verdicts from fidelities that an item claims; nothing where it claims none."""
    results = []
    ensemble = stated_word(item, "inputEnsemble")
    levels = stated_count(item, "dimension", 2) or 2
    bars = {"bellFidelity": 0.5}
    if ensemble in _BARS:
        bars["fidelity"] = _BARS[ensemble] or 2 / (levels + 1)
    for term in ("fidelity", "bellFidelity"):
        quantity = claimed(item, term)
        if quantity is None:
            continue
        claims = (ClaimRef(item.id, term),)
        if term not in bars:
            reason = f"{OPEN}; for the inputs of the ensemble {ensemble} the bar is not known here"
            needs = ("inputEnsemble: six-states",)
            results.append(Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs)))
            continue
        judged = judge_threshold(
            check, claims, estimate(quantity), bars[term], AT_LEAST, unit="1",
            met=f"{QUANTUM}; its {term} is above what measuring and preparing anew can reach", not_met="",
        )  # fmt: skip
        if judged.grounding.verdict != MET:
            found = judged.grounding
            reason = f"{OPEN}; its {term} is not above what measuring and preparing anew can reach"
            judged = Judged(check.verdict(
                UNDETERMINED, claims, value=found.value, bound=found.bound, margin=found.margin, side=found.side,
                u=found.u, unit="1", reason=reason, needs=_NEEDS,
            ))  # fmt: skip
        results.append(judged)
    return results
