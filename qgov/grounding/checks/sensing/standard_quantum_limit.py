"""The standard quantum limit: N uncorrelated probes, repeated nu times, give no phase better than 1/sqrt(N nu).

For a sensor that states that its probes are uncorrelated this is a theorem, projection noise (Itano et al. 1993, DOI
10.1103/PhysRevA.47.3554); a clock of N atoms at frequency f has the relative uncertainty 1/(2 pi f T) times it. It is
none for a probe that meets the phase more than once: single photons with several passes beat it without entanglement
(Higgins et al. 2007, DOI 10.1038/nature06257), so that the claim must state gain 1; nor for a probe that is alone and
has more than two levels, which are asked for. Coherent light with a phase reference reaches 1/(2 sqrt(N nu)). Where
correlations are not ruled out, a phase better than the limit is what sets a quantum-enhanced sensor apart: a
capability. That sender and receiver share no entanglement rules none out: light squeezed in one mode and spins squeezed
together share none either. Such a claim is asked how its probes are correlated.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import claimed, estimate, positive
from ...model import THEOREM
from ..bound import AT_LEAST, AT_MOST, bound_of, judge_bound, judge_threshold
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .phase import (
    NEVER_BLOCKING,
    UNCORRELATED,
    Phase,
    circuit_size,
    gain_word,
    levels_of_one,
    perhaps_uncorrelated,
    read,
    times_repeated,
)

COHERENT = frozenset({"coherent-state", "weak-coherent", "decoy-weak-coherent"})


def judge(check: Check, item: Item) -> list[Judged]:
    phase = read(item)
    if not isinstance(phase, Phase):
        return []  # the Heisenberg limit asks for what is missing
    coherent = stated_word(item, "source") in COHERENT
    spread = phase.spread * (2 if coherent else 1)
    bound = bound_of(projection_noise, AT_LEAST, phase.inputs, spread=spread)
    if bound is None:
        return []
    size = circuit_size(phase.inputs["probes"])
    evidence = Evidence("generator-spread", {"probes": float(size), "entangled": 0.0},
                        lambda: projection_noise(size, 1.0))  # fmt: skip
    if not coherent and not perhaps_uncorrelated(item):
        return [judge_threshold(
            check, phase.claims, phase.uncertainty, bound.value, AT_MOST, unit="rad",
            met="better than uncorrelated probes allow: entangled probes, or several passes of each",
            not_met="no better than uncorrelated probes", evidence=evidence,
        )]  # fmt: skip
    premises = [("generator", "linear")]
    if not coherent:
        premises.append(UNCORRELATED)
    premises.append(("gain", gain_word(item)))
    within = "not below the projection noise of uncorrelated probes" + _clock(item)
    return [judge_bound(
        replace(check, assumptions=tuple(premises)), item, phase.claims, phase.uncertainty, bound, AT_LEAST,
        unit="rad", within=within, beyond="below the noise that uncorrelated probes must have",
        needs=(*contradicted(item, NEVER_BLOCKING), *(() if coherent else levels_of_one(item, phase))),
        evidence=evidence,
    )]  # fmt: skip


def projection_noise(probes: float, repetitions: float | None = None, spread: float = 1.0, **times: float) -> float:
    """The standard uncertainty of a phase from uncorrelated probes, in radians."""
    return 1 / (spread * sqrt(probes * times_repeated(repetitions, **times)))


def _clock(item: Item) -> str:
    """The relative frequency uncertainty that the claim amounts to, for a clock."""
    found = [claimed(item, term) for term in ("frequency", "interrogationTime", "phaseUncertainty")]
    numbers = [None if one is None else positive(estimate(one).shown) for one in found]
    if None in numbers:
        return ""
    frequency, time, phase = numbers
    try:
        return f"; as a clock, a relative frequency uncertainty of {phase / (2 * pi * frequency * time):.3g}"
    except (OverflowError, ZeroDivisionError):
        return ""


CHECK = Check(
    name="standard-quantum-limit",
    terms=("phaseUncertainty", "probes", "repetitions", "interrogationTime", "duration", "frequency"),
    kind=THEOREM,
    formula="uncertainty of the phase >= 1/sqrt(N nu) for uncorrelated probes",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; as a capability 1.645",
    source="10.1103/PhysRevLett.96.010401",
    judge=judge,
    assumptions=(("generator", "linear"), UNCORRELATED, ("gain", "1")),
    circuit="generator-spread",
)
