"""Is it a quantum memory? Its fidelity must beat every device that measures the input and prepares it anew.

For single photons and matter qubits the bar is 2/3. Tests with weak laser pulses need a higher bar: pulses of several
photons tell more, and a device that may stay silent can answer the brightest ones only, so that the mean photon number
and the efficiency decide. Long coherence or high efficiency alone shows nothing of this.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import CAPABILITY, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, judge_threshold
from ..channel.counts import stated_count
from ..check import Check, Evidence, Judged
from . import bars
from .threshold import guarded, judge_between

ONE_QUANTUM = frozenset({"single-photon", "entangled-photon", "matter-qubit"})
_MET = "a quantum memory: above what measuring and preparing anew can reach"
_NOT = "not shown to be a quantum memory: measuring and preparing anew can do as well"


def judge(check: Check, item: Item) -> list[Judged]:
    fidelity = claimed(item, "fidelity")
    found = [] if fidelity is None else [_fidelity(check, item, estimate(fidelity))]
    bell = claimed(item, "bellFidelity")
    if bell is not None:
        found.append(judge_threshold(
            check, (ClaimRef(item.id, "bellFidelity"),), estimate(bell), 0.5, AT_LEAST, unit="1",
            met="a quantum memory: entanglement survives it",
            not_met="a Bell fidelity of one half or less does not show that entanglement survives",
        ))  # fmt: skip
    if found:
        return found
    other = [term for term in ("storageTime", "t2", "efficiency") if claimed(item, term) is not None]
    if not other:
        return []
    reason = "storage time, coherence and efficiency alone do not show that quantum states survive"
    claims = tuple(ClaimRef(item.id, term) for term in other)
    return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=("fidelity", "inputState")))]


def _fidelity(check: Check, item: Item, read: Estimate) -> Judged:
    claims = (ClaimRef(item.id, "fidelity"),)
    ensemble = stated_word(item, "inputEnsemble")
    levels = levels_of(item)
    state = item.claims.get("inputState")
    circle = ensemble in bars.CIRCLE
    lowest = 0.75 if circle else bars.copies_bar(1, levels)
    words = {"met": _MET, "not_met": _NOT}
    if ensemble == "coherent-states":
        return judge_between(check, claims, read, 0.5, 1.0, **words, needs=("the spread of the amplitudes",),
                             between="the bar for coherent states depends on how widely they are spread")  # fmt: skip
    if ensemble in ("two-states", "other"):
        return judge_between(check, claims, read, 0.5, 1.0, **words, needs=("inputEnsemble: six-states",),
                             between="for that ensemble of inputs the bar is not known here")  # fmt: skip
    evidence = _evidence(circle) if levels == 2 else None
    if state in ONE_QUANTUM:
        return judge_between(check, claims, read, lowest, lowest, **words, between="", evidence=evidence)
    if state == "weak-coherent":
        return _pulses(check, item, read, ensemble, levels, lowest)
    needs = ("inputState",)
    reason = "the bar depends on the input states, which are not claimed"
    if isinstance(state, str):
        reason, needs = f"for inputs of the kind {state} the bar is not known here", ("inputState: single-photon",)
    return judge_between(check, claims, read, lowest, 1.0, **words, between=reason, needs=needs)


def _pulses(check: Check, item: Item, read: Estimate, ensemble: str | None, levels: int, lowest: float) -> Judged:
    """Laser pulses: the bar rises with the mean photon number and falls with the efficiency."""
    mean, efficiency = claimed(item, "meanPhotonNumber"), claimed(item, "efficiency")
    given = {"meanPhotonNumber": mean, "efficiency": efficiency}
    known = [term for term, one in given.items() if one is not None]
    claims = tuple(ClaimRef(item.id, term) for term in ("fidelity", *known))

    def copies(photons: int) -> float:
        return bars.copies_bar(photons, levels)

    low_bar = bars.circle_bar if ensemble in bars.CIRCLE else copies
    high_bar = bars.four_states_bar if ensemble == "four-states" else low_bar
    missing = tuple(term for term, one in given.items() if one is None)
    dim, bright = (None, None) if mean is None else guarded(estimate(mean))
    idle, busy = (None, None) if efficiency is None else guarded(estimate(efficiency))
    least = lowest
    if dim is not None:
        least = bars.pulse_bar(max(dim, 1e-12), 1.0 if busy is None else max(busy, 1e-12), low_bar)
    most = 1.0 if bright is None or idle is None else bars.pulse_bar(bright, idle, high_bar)
    needs = missing
    if not missing and ensemble == "four-states":
        needs = ("inputEnsemble: six-states",)
    circle = ensemble in bars.CIRCLE
    return judge_between(
        check, claims, read, min(least, most), most, met=f"{_MET}, laser pulses and silence included", not_met=_NOT,
        between="the bar for laser pulses depends on photon number and efficiency", needs=needs,
        evidence=_evidence(circle) if levels == 2 else None,
    )  # fmt: skip


def levels_of(item: Item) -> int:
    """The levels of each carrier; qubits where nothing else is stated."""
    return stated_count(item, "dimension", 2) or 2


def _evidence(circle: bool) -> Evidence:
    """One copy measured in one basis and prepared anew: 1 for its own states, 1/2 for those across."""
    share = 0.5 if circle else 1 / 3
    return Evidence("measure-and-prepare", {"pole share": share}, lambda: (1 + share) / 2)


CHECK = Check(
    name="quantum-memory",
    terms=("fidelity", "bellFidelity", "inputState", "meanPhotonNumber", "efficiency", "storageTime", "t2"),
    kind=CAPABILITY,
    formula="F > (n+1)/(n+2), averaged over the photon numbers that a cheat of that efficiency would answer",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevLett.108.190504",
    judge=judge,
    circuit="measure-and-prepare",
)
