"""A stored qubit loses what relaxation and dephasing take: F <= (2 F_process(t) + 1)/3 after the storage time.

A theorem for bare qubits with memoryless noise; pulses, codes, selection of results and other noise keep more, so each
must be ruled out. A missing T1 is taken as endless and a missing T2 as 2 T1, which favours the claim. Times without
uncertainty may be off by a tenth, which moves the limit by 2 %. Gaussian decay is a model of slow noise and refutes
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .bars import UNIFORM, stored_fidelities, stored_fidelity

_ENDLESS = 1e12  # in storage times


def judge(check: Check, item: Item) -> list[Judged]:
    fidelity = claimed(item, "fidelity")
    found = {term: claimed(item, term) for term in ("storageTime", "t1", "t2")}
    quantities = {term: one for term, one in found.items() if one is not None}
    if fidelity is None or not {"t1", "t2"} & set(quantities):
        return []
    claims = tuple(ClaimRef(item.id, term) for term in ("fidelity", *quantities))
    read = estimate(fidelity)
    if "storageTime" not in quantities:
        reason = "the time after which the fidelity holds is not claimed"
        return [Judged(check.verdict(UNDETERMINED, claims, value=read.shown, unit="1", reason=reason,
                                     needs=("storageTime",)))]  # fmt: skip
    law = stated_word(item, "decay")
    ensemble = stated_word(item, "inputEnsemble")
    names = {"storageTime": "time", "t1": "t1", "t2": "t2"}
    inputs = {names[term]: estimate(one) for term, one in quantities.items()}

    def limit(time: float, t1: float = inf, t2: float | None = None) -> float:
        if time < 0 or t1 <= 0 or (t2 is not None and t2 <= 0):
            raise ValueError("times are positive")
        return stored_fidelity(time, t1, 2 * t1 if t2 is None else t2, ensemble, law or "")

    bound = bound_of(limit, AT_MOST, inputs)
    if bound is None or any(one.low is None or one.high is None for one in inputs.values()):
        reason, needs = "the times have an open end, so that there is no limit", ("times with both ends",)
        return [Judged(check.verdict(UNDETERMINED, claims, value=read.shown, unit="1", reason=reason, needs=needs))]
    kind = MODEL if law == "gaussian" else THEOREM
    if law == "exponential":  # says of the stored qubit what markovian says of its surroundings
        check = replace(check, assumptions=tuple(("decay", law) if term == "decay" else (term, word)
                                                 for term, word in check.assumptions))  # fmt: skip
    statistics = {one.statistic for one in (fidelity, *quantities.values())} - {None}
    needs = ("fidelity, t1 and t2 with equal statistic",) if len(statistics) > 1 else ()
    if kind == MODEL:
        needs = (*needs, "decay: markovian (stated: gaussian)")
    return [judge_bound(
        check, item, claims, read, bound, AT_MOST, unit="1", kind=kind, needs=needs,
        within="the fidelity is within what relaxation and dephasing leave after the storage time",
        beyond="the fidelity is above what relaxation and dephasing leave after the storage time",
        tolerance=0.02, evidence=_evidence(inputs, ensemble),
    )]  # fmt: skip


def _evidence(inputs: dict[str, Estimate], ensemble: str | None) -> Evidence | None:
    """The stored qubit in units of the storage time, with T2 cut to 2 T1 so that the noise exists."""
    time = float(inputs["time"].shown)
    if not 0 < time < inf:
        return None
    t1 = min(float(inputs["t1"].shown) / time, _ENDLESS) if "t1" in inputs else _ENDLESS
    t2 = min(float(inputs["t2"].shown) / time, 2 * t1) if "t2" in inputs else 2 * t1
    if not (1e-6 < t1 and 1e-6 < t2):
        return None
    share = 0.0 if ensemble == "equatorial" else 0.5 if ensemble == "four-states" else 1 / 3
    share = share if ensemble in UNIFORM or ensemble in ("equatorial", "four-states") else 1 / 3

    def formula() -> float:
        pole, equator = stored_fidelities(1.0, t1, t2)
        return share * pole + (1 - share) * equator

    return Evidence("stored-qubit", {"t1": t1, "t2": t2, "pole share": share}, formula)


CHECK = Check(
    name="memory-relaxation",
    terms=("fidelity", "storageTime", "t1", "t2"),
    kind=THEOREM,
    formula="F <= (2 F_process + 1)/3, F_process = (1 + 2 exp(-t/T2) + exp(-t/T1))/4",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1017/CBO9780511976667",
    judge=judge,
    assumptions=(
        ("errorCorrection", "none"),
        ("dynamicalDecoupling", "none"),
        ("decay", "markovian"),
        ("postselection", "none"),
        ("sameQubits", "true"),
    ),
    circuit="stored-qubit",
)
