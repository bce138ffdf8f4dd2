"""Is it safe from copies? Above the fidelity of the best cloner, 5/6 for any qubit, no one else holds as good a copy.

Between 2/3 and 5/6 a memory is a quantum memory all the same. Pulses of several photons can be split, so that the test
needs single quanta. Where what is given back is perfect, an efficiency above one half says the same.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate
from ...model import CAPABILITY, ClaimRef
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Evidence, Judged
from . import bars
from .classical_bar import ONE_QUANTUM, levels_of
from .threshold import judge_between

_PERFECT = 1 - 1e-6


def judge(check: Check, item: Item) -> list[Judged]:
    fidelity = claimed(item, "fidelity")
    if fidelity is None:
        return []
    read, ensemble = estimate(fidelity), stated_word(item, "inputEnsemble")
    claims = (ClaimRef(item.id, "fidelity"),)
    levels, circle = levels_of(item), ensemble in bars.CIRCLE
    bar = bars.CIRCLE_CLONE if circle else bars.clone_bar(levels)
    state = item.claims.get("inputState")
    most, needs = bar, ()
    if state not in ONE_QUANTUM:
        most, needs = 1.0, ("inputState: single-photon",)
    elif ensemble in ("two-states", "coherent-states", "other"):
        most, needs = 1.0, ("inputEnsemble: six-states",)
    found = [judge_between(
        check, claims, read, bar, most, needs=needs, met="safe from copies: above the best cloner",
        not_met="not safe from copies: a cloner makes two as good",
        evidence=_evidence() if levels == 2 and not circle else None,
        between="whether a copy as good exists depends on the inputs",
    )]  # fmt: skip
    efficiency = claimed(item, "efficiency")
    if efficiency is not None and read.low is not None and float(read.low) >= _PERFECT and state in ONE_QUANTUM:
        found.append(judge_threshold(
            check, (ClaimRef(item.id, "efficiency"), *claims), estimate(efficiency), 0.5, AT_LEAST, unit="1",
            met="safe from copies: more than half is given back, and what is given back is perfect",
            not_met="half of the light or more stays with someone else",
        ))  # fmt: skip
    return found


def _evidence() -> Evidence:
    return Evidence("two-copies", {"poles": 1.0}, lambda: 5 / 6)


CHECK = Check(
    name="memory-cloning",
    terms=("fidelity", "efficiency", "inputState"),
    kind=CAPABILITY,
    formula="F > 1/2 + 1/(d+1), 5/6 for qubits; efficiency > 1/2 at unit fidelity",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevA.54.1844",
    judge=judge,
    circuit="two-copies",
)
