"""A logical qubit outlives its physical ones only if a code, or a decoherence-free subspace, protects it.

Without one the mean fidelity over all states decays no slower than 1.5 T2 (the limit of no relaxation, where the poles
stay), unless pulses refocus the noise (5500 s for one ion, Wang et al. 2021, DOI 10.1038/s41467-020-20330-w), which the
claim must rule out, or decays are seen and sorted out (Levine et al. 2024, DOI 10.1103/PhysRevX.14.011051), where the
claim states it. With a code, living longer is the point: past break-even, a capability (8.1 s of T2 against 3.8e4 s in
a decoherence-free subspace, arXiv:2603.19631). The lifetime of a code of logical error eps a cycle is t/(2 eps) for one
axis; more than t/eps fits no convention in use, a model (Acharya et al. 2024: 291 us from 1.1 us and 1.43e-3).
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

from qgov.dossier.model import Item

from ..assumptions import stated_word
from ..estimate import Estimate, claimed, estimate
from ..model import CAPABILITY, MODEL, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, AT_MOST, bound_of, judge_bound, judge_threshold
from .check import Check, Evidence, Judged
from .premises import contradicted

WITHOUT_RELAXATION = 1.5
EVERY_RUN = (("postselection", "none"),)


def judge(check: Check, item: Item) -> list[Judged]:
    lifetime = claimed(item, "logicalLifetime")
    if lifetime is None:
        return []
    return _physical(check, item, estimate(lifetime)) + _cycles(check, item, estimate(lifetime))


def _physical(check: Check, item: Item, lifetime: Estimate) -> list[Judged]:
    """Against the coherence time of the physical qubits."""
    physical = claimed(item, "physicalT2")
    claim = ClaimRef(item.id, "logicalLifetime")
    if physical is None:
        if claimed(item, "cycleTime") is not None and claimed(item, "logicalErrorPerCycle") is not None:
            return []
        words = {"reason": "what the physical qubits do is not claimed", "needs": ("physicalT2",)}
        return [Judged(check.verdict(UNDETERMINED, (claim,), value=lifetime.shown, unit="s", **words))]
    claims = (claim, ClaimRef(item.id, "physicalT2"))
    inputs = {"physicalT2": estimate(physical)}
    bound = bound_of(unprotected, AT_MOST, inputs)
    if bound is None:
        return []
    if stated_word(item, "errorCorrection") not in (None, "none", "false"):
        threshold = bound.value / WITHOUT_RELAXATION
        return [judge_threshold(
            replace(check, kind=CAPABILITY, assumptions=()), claims, lifetime, threshold, AT_LEAST, unit="s",
            met="the logical qubit outlives its physical ones: past break-even",
            not_met="the logical qubit does not outlive its physical ones", evidence=_evidence(),
        )]  # fmt: skip
    return [judge_bound(
        check, item, claims, lifetime, bound, AT_MOST, unit="s", within="no longer than bare qubits of this T2 last",
        beyond="longer than qubits of this T2 last that no code protects", needs=contradicted(item, EVERY_RUN),
        evidence=_evidence(),
    )]  # fmt: skip


def _cycles(check: Check, item: Item, lifetime: Estimate) -> list[Judged]:
    """Against cycle time and logical error per cycle."""
    found = {term: claimed(item, term) for term in ("cycleTime", "logicalErrorPerCycle")}
    if None in found.values():
        return []
    bound = bound_of(longest, AT_MOST, {term: estimate(one) for term, one in found.items()})
    if bound is None:
        return []
    formula = "logical lifetime <= cycle time / logical error per cycle"
    model = replace(check, kind=MODEL, assumptions=(), formula=formula)
    return [judge_bound(
        model, item, tuple(ClaimRef(item.id, term) for term in ("logicalLifetime", *found)), lifetime, bound, AT_MOST,
        unit="s", within="no longer than this logical error per cycle allows",
        beyond="longer than this logical error per cycle allows",
        needs=("how the logical error per cycle is defined",), evidence=_evidence(),
    )]  # fmt: skip


def unprotected(physicalT2: float) -> float:
    """The longest time constant of the mean fidelity of a bare qubit, in seconds."""
    return WITHOUT_RELAXATION * physicalT2


def longest(cycleTime: float, logicalErrorPerCycle: float) -> float:
    """The longest lifetime under any convention of an error per cycle, in seconds."""
    return cycleTime / logicalErrorPerCycle


def _evidence() -> Evidence:
    """The coherence of a bare qubit after its T2."""
    return Evidence("coherence", {"t1": 1.0, "t2": 1.0, "time": 1.0}, lambda: exp(-1))


CHECK = Check(
    name="logical-lifetime",
    terms=("logicalLifetime", "physicalT2", "cycleTime", "logicalErrorPerCycle"),
    kind=THEOREM,
    formula="logical lifetime <= 1.5 T2 of the physical qubits, where nothing protects it",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/s41586-024-08449-y",
    judge=judge,
    assumptions=(("errorCorrection", "none"), ("dynamicalDecoupling", "none")),
    circuit="coherence",
)
