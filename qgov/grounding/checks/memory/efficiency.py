"""A memory gives back no more than it took, and less with time: efficiency <= 1, efficiency <= exp(-t/T).

The first needs a memory that adds no energy. The second takes T1 where it is claimed, else T2 (light that is read from
a collective coherence fades even as exp(-2t/T2)), of the same stored excitation. An excitation outlives its coherence,
and T2 may be one without rephasing, so that what T2 leaves is a model.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged

_PASSIVE = (("mechanism", "passive"),)


def judge(check: Check, item: Item) -> list[Judged]:
    efficiency = claimed(item, "efficiency")
    if efficiency is None:
        return []
    read = estimate(efficiency)
    whole = judge_bound(
        replace(check, assumptions=_PASSIVE, formula="efficiency <= 1"), item, (ClaimRef(item.id, "efficiency"),), read,
        Bound(1.0, 1.0, exact=True), AT_MOST, unit="1", within="no more is given back than was taken in",
        beyond="more is given back than was taken in",
    )  # fmt: skip
    return [whole] if whole.grounding.verdict != SUPPORTED else [whole, *_decay(check, item, read)]


def _decay(check: Check, item: Item, read: Estimate) -> list[Judged]:
    times = {term: claimed(item, term) for term in ("t1", "t2")}
    term = next((name for name, one in times.items() if one is not None), None)
    if term is None:
        return []
    stored = claimed(item, "storageTime")
    claims = (ClaimRef(item.id, "efficiency"), ClaimRef(item.id, term))
    if stored is None:
        reason = "the time after which the efficiency holds is not claimed"
        return [Judged(check.verdict(UNDETERMINED, claims, value=read.shown, unit="1", reason=reason,
                                     needs=("storageTime",)))]  # fmt: skip
    claims = (*claims, ClaimRef(item.id, "storageTime"))
    law = stated_word(item, "decay")
    inputs = {"time": estimate(stored), "lifetime": estimate(times[term])}

    def limit(time: float, lifetime: float) -> float:
        if time < 0 or lifetime <= 0:
            raise ValueError("times are positive")
        return exp(-((time / lifetime) ** 2)) if law == "gaussian" else exp(-time / lifetime)

    bound = bound_of(limit, AT_MOST, inputs)
    if bound is None or any(one.low is None or one.high is None for one in inputs.values()):
        reason, needs = "the times have an open end, so that there is no limit", ("times with both ends",)
        return [Judged(check.verdict(UNDETERMINED, claims, value=read.shown, unit="1", reason=reason, needs=needs))]
    if law == "exponential":
        check = replace(check, assumptions=tuple(("decay", law) if name == "decay" else (name, word)
                                                 for name, word in check.assumptions))  # fmt: skip
    kind = MODEL if law == "gaussian" or term == "t2" else THEOREM
    needs = ("decay: markovian (stated: gaussian)",) if law == "gaussian" else ()
    if term == "t2":
        needs = (*needs, "t1")
    if times[term].statistic and efficiency_statistic(item) and times[term].statistic != efficiency_statistic(item):
        needs = (*needs, f"efficiency and {term} with equal statistic")
    return [judge_bound(
        check, item, claims, read, bound, AT_MOST, unit="1", kind=kind, needs=needs, evidence=_evidence(inputs),
        within=f"the efficiency is within what {term} leaves after the storage time",
        beyond=f"the efficiency is above what {term} leaves after the storage time",
    )]  # fmt: skip


def efficiency_statistic(item: Item) -> str | None:
    quantity = item.quantity("efficiency")
    return None if quantity is None else quantity.statistic


def _evidence(inputs: dict[str, Estimate]) -> Evidence | None:
    ratio = float(inputs["time"].shown) / float(inputs["lifetime"].shown)
    return Evidence("kept-excitation", {"storage time": ratio}, lambda: exp(-ratio)) if 0 <= ratio < 700 else None


CHECK = Check(
    name="memory-efficiency",
    terms=("efficiency", "storageTime", "t1", "t2"),
    kind=THEOREM,
    formula="efficiency <= exp(-t/T), at most 1",
    tolerance="2 % above 1, 10 % above what time leaves, without uncertainty, else 3 standard uncertainties",
    source="10.1103/RevModPhys.83.33",
    judge=judge,
    assumptions=(
        *_PASSIVE,
        ("errorCorrection", "none"),
        ("dynamicalDecoupling", "none"),
        ("decay", "markovian"),
        ("sameQubits", "true"),
    ),
    circuit="kept-excitation",
)
