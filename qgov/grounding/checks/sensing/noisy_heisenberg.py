"""Entanglement under local dephasing gains no more than a constant over uncorrelated probes.

With the coherence eta = exp(-T/T2) left on every probe, no input state gives a phase better than
sqrt((1 - eta^2)/(eta^2 N nu)) (Huelga et al. 1997, DOI 10.1103/PhysRevLett.79.3865, for Ramsey; Demkowicz-Dobrzanski
et al. 2012, DOI 10.1038/ncomms2067, in general). A model: noise that the probes share, or that has a memory, lets a
sensor do better.
"""

from __future__ import annotations

from math import exp, expm1, sqrt

from qgov.dossier.model import Item

from ...assumptions import unstated
from ...estimate import claimed, estimate, positive
from ...model import MODEL, ClaimRef
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .phase import Phase, read, times_repeated


def judge(check: Check, item: Item) -> list[Judged]:
    phase, t2, time = read(item), claimed(item, "t2"), claimed(item, "interrogationTime")
    if not isinstance(phase, Phase) or t2 is None or time is None:
        return []
    inputs = phase.inputs | {"t2": estimate(t2), "interrogationTime": estimate(time)}
    bound = bound_of(dephased, AT_LEAST, inputs, spread=phase.spread)
    if bound is None:
        return []
    claims = tuple(dict.fromkeys((*phase.claims, ClaimRef(item.id, "t2"), ClaimRef(item.id, "interrogationTime"))))
    return [judge_bound(
        check, item, claims, phase.uncertainty, bound, AT_LEAST, unit="rad",
        within="not below what local dephasing during the interrogation leaves",
        beyond="below what local dephasing with this T2 leaves to any state, if the noise is local and has no memory",
        needs=(*unstated(item, check.assumptions), "how the noise on the probes is correlated"),
        evidence=_evidence(inputs),
    )]  # fmt: skip


def dephased(
    probes: float,
    t2: float,
    interrogationTime: float,
    repetitions: float | None = None,
    duration: float | None = None,
    spread: float = 1.0,
) -> float:
    """The least standard uncertainty of a phase, in radians; times in seconds."""
    count = times_repeated(repetitions, duration, interrogationTime)
    return sqrt(expm1(2 * interrogationTime / t2) / (probes * count)) / spread


def _evidence(inputs: dict) -> Evidence | None:
    """The coherence that one probe keeps."""
    t2, time = positive(inputs["t2"].shown), positive(inputs["interrogationTime"].shown)
    if t2 is None or time is None:
        return None
    share = min(max(time / t2, 1e-6), 50.0)
    return Evidence("coherence", {"t1": 1.0, "t2": 1.0, "time": share}, lambda: exp(-share))


CHECK = Check(
    name="noisy-heisenberg",
    terms=("phaseUncertainty", "probes", "repetitions", "interrogationTime", "duration", "t2"),
    kind=MODEL,
    formula="uncertainty of the phase >= sqrt((exp(2 T/T2) - 1)/(N nu))",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1038/ncomms2067",
    judge=judge,
    assumptions=(("decay", "markovian"),),
    circuit="coherence",
)
