"""The Heisenberg limit: N probes, repeated nu times, give no phase better than 1/(N sqrt nu).

The quantum Fisher information of N probes under a linear generator is at most N^2, entangled or not, and the variance
of an estimate from nu repetitions at least 1/(nu F) (Braunstein and Caves 1994, DOI 10.1103/PhysRevLett.72.3439;
Giovannetti et al. 2006). It is a theorem for a definite number of probes: squeezed and coherent light have none, and
light that passes a phase several times counts as more probes (Higgins et al. 2007, DOI 10.1038/nature06257). A probe
that is alone may be an oscillator or a large spin, whose many levels show a phase as well as many probes do (spin 8 of
one atom, Chalopin et al. 2018, DOI 10.1038/s41467-018-07433-1): its levels are asked for, whatever gain is stated.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM
from ..bound import AT_LEAST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .phase import (
    LIGHT_OF_ANY_NUMBER,
    NEVER_BLOCKING,
    circuit_size,
    gain_word,
    lacking,
    levels_of_one,
    read,
    times_repeated,
)

LIGHT = LIGHT_OF_ANY_NUMBER | {"single-photon", "heralded-single-photon", "entangled-pair"}


def judge(check: Check, item: Item) -> list[Judged]:
    phase = read(item)
    if phase is None:
        return []
    if isinstance(phase, tuple):
        return lacking(check, item, phase)
    bound = bound_of(heisenberg, AT_LEAST, phase.inputs, spread=phase.spread)
    if bound is None:
        return lacking(check, item, ("probes and repetitions with finite values",))
    source = stated_word(item, "source")
    needs = contradicted(item, NEVER_BLOCKING)
    needs += levels_of_one(item, phase)
    if source in LIGHT_OF_ANY_NUMBER:
        needs += (f"a definite number of probes (source: {source})",)
    elif source in LIGHT:
        check = replace(check, assumptions=(*check.assumptions, ("gain", gain_word(item))))
    size = circuit_size(phase.inputs["probes"])
    return [judge_bound(
        check, item, phase.claims, phase.uncertainty, bound, AT_LEAST, unit="rad",
        within="not below the Heisenberg limit of these probes and repetitions",
        beyond="below the Heisenberg limit: no state of so few probes shows a phase so well",
        needs=needs, evidence=Evidence("generator-spread", {"probes": float(size), "entangled": 1.0},
                                       lambda: heisenberg(size, 1.0)),
    )]  # fmt: skip


def heisenberg(probes: float, repetitions: float | None = None, spread: float = 1.0, **times: float) -> float:
    """The least standard uncertainty of a phase, in radians."""
    return 1 / (spread * probes * sqrt(times_repeated(repetitions, **times)))


CHECK = Check(
    name="heisenberg-limit",
    terms=("phaseUncertainty", "probes", "repetitions", "interrogationTime", "duration"),
    kind=THEOREM,
    formula="uncertainty of the phase >= 1/(N sqrt nu)",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.96.010401",
    judge=judge,
    assumptions=(("generator", "linear"),),
    circuit="generator-spread",
)
