"""What a teleportation fidelity amounts to: quantum at all (2/3), and safe from copies (5/6).

Measuring and preparing again reaches 2/(d + 1) on average over all pure states (Massar and Popescu 1995, DOI
10.1103/PhysRevLett.74.1259; two thirds for qubits), 3/4 on the equator (also with the four states of two bases) and 1/2
for coherent states (Hammerer et al. 2005, DOI 10.1103/PhysRevLett.94.150503). Above the fidelity of the best cloner
nobody else can hold a copy as good (Grosshans and Grangier 2001, DOI 10.1103/PhysRevA.64.010301): 5/6 for qubits. A
fidelity between the two is genuine teleportation.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import CAPABILITY, UNDETERMINED
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Evidence, Judged
from .reading import averaged, number_of, read, refs

_EQUATORIAL = (3 / 4, 0.5 + 1 / sqrt(8))
_OTHERS = {"equatorial": _EQUATORIAL, "four-states": _EQUATORIAL, "coherent-states": (1 / 2, 2 / 3)}
_OPEN = {
    "two-states": ("inputEnsemble: uniform (stated: two-states)", "stateOverlap of the two states"),
    "other": ("inputEnsemble: uniform (stated: other)",),
}


def thresholds(item: Item) -> tuple[float, float] | None:
    """The best fidelity without entanglement, and that of the best cloner, for the inputs stated (all if none)."""
    ensemble = stated_word(item, "inputEnsemble")
    if ensemble in _OPEN:
        return None
    if ensemble in _OTHERS:
        return _OTHERS[ensemble]
    dimension = number_of(item, "dimension") or 2.0
    return (2 / (dimension + 1), (dimension + 3) / (2 * (dimension + 1))) if dimension >= 2 else None


def judge_classical(check: Check, item: Item) -> list[Judged]:
    return _judge(check, item, 0, "no measuring and preparing again gives such a fidelity: quantum teleportation",
                  "measuring and preparing again gives such a fidelity")  # fmt: skip


def judge_secure(check: Check, item: Item) -> list[Judged]:
    not_met = "a copy as good may exist elsewhere; above the classical limit it is teleportation all the same"
    return _judge(check, item, 1, "nobody else can hold a copy as good", not_met)


def _judge(check: Check, item: Item, which: int, met: str, not_met: str) -> list[Judged]:
    one = read(item, "fidelity")
    if one is None:
        return []
    found = thresholds(item)
    needs = averaged(item, "fidelity")
    if found is None:
        needs = _OPEN.get(stated_word(item, "inputEnsemble") or "", ("dimension: at least 2",))
    elif stated_word(item, "source") == "weak-coherent":
        needs = ("source: decoy-weak-coherent or single-photon (stated: weak-coherent)",)
    if needs:
        reason = "the limits are those of the average over single photons in states of a known kind"
        return [Judged(check.verdict(UNDETERMINED, refs(item, "fidelity"), value=one.shown, unit="1", reason=reason,
                                     needs=needs))]  # fmt: skip
    threshold = found[which]
    stated = stated_word(item, "inputEnsemble")
    words = f" (inputs: {stated})" if stated else " (averaged over all pure inputs)"
    check = replace(check, formula=f"f > {threshold:.6g}")
    return [judge_threshold(check, refs(item, "fidelity"), one, threshold, AT_LEAST, unit="1", met=met + words,
                            not_met=not_met + words, evidence=_evidence(which))]  # fmt: skip


def _evidence(which: int) -> Evidence:
    """The state at either limit for qubits: a separable resource, or the better half of a cloner's output."""
    if which == 0:
        return Evidence("teleportation", {"visibility": 1 / 3}, lambda: 2 / 3)
    return Evidence("cloning", {"copies": 2.0}, lambda: 3 / 4)


CLASSICAL = Check(
    name="teleportation-classical-limit",
    terms=("fidelity", "inputEnsemble", "dimension", "source"),
    kind=CAPABILITY,
    formula="f > 2/(d + 1)",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevLett.74.1259",
    judge=judge_classical,
    circuit="teleportation",
)

SECURE = Check(
    name="teleportation-cloning-limit",
    terms=("fidelity", "inputEnsemble", "dimension", "source"),
    kind=CAPABILITY,
    formula="f > (d + 3)/(2 (d + 1))",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevA.64.010301",
    judge=judge_secure,
    circuit="cloning",
)
