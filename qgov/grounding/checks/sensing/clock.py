"""A clock is no steadier than its atoms let it be: sigma_y >= 1/(2 pi f sqrt(N T tau)) for uncorrelated atoms.

N atoms at frequency f, asked for a time T in each of tau/T repetitions that start anew (Itano et al. 1993, DOI
10.1103/PhysRevA.47.3554; Ludlow et al. 2015, DOI 10.1103/RevModPhys.87.637). Dead time and the laser only add to it.
Entangled atoms reach 1/(2 pi f N sqrt(T tau)) at best. A phase that is followed over several repetitions without a
fresh start has a longer T. The modified Allan deviation of such noise is less by sqrt(2), and often quoted: so far
below the bound a claim is asked about.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .phase import NEVER_BLOCKING, UNCORRELATED, circuit_size, gain_word, perhaps_uncorrelated, phase_spread
from .standard_quantum_limit import projection_noise

INPUTS = ("frequency", "probes", "interrogationTime", "averagingTime")


def clock_noise(
    frequency: float, probes: float, interrogationTime: float, averagingTime: float, spread: float = 1.0,
    entangled: bool = False,
) -> float:  # fmt: skip
    """The least Allan deviation of the relative frequency; Hz and seconds."""
    count = probes**2 if entangled else probes
    phase = projection_noise(count, None, spread, duration=averagingTime, interrogationTime=interrogationTime)
    return phase / (2 * pi * frequency * interrogationTime)


def judge(check: Check, item: Item) -> list[Judged]:
    instability = claimed(item, "fractionalInstability")
    if instability is None:
        return []
    claim, one = ClaimRef(item.id, "fractionalInstability"), estimate(instability)
    found = {term: claimed(item, term) for term in INPUTS}
    missing = tuple(term for term, quantity in found.items() if quantity is None)
    if missing:
        reason = "without these there is no bound on the instability of a clock"
        return [Judged(check.verdict(UNDETERMINED, (claim,), value=one.shown, unit="1", reason=reason, needs=missing))]
    inputs = {term: estimate(quantity) for term, quantity in found.items()}
    own = _against(check, item, claim, one, inputs, perhaps_uncorrelated(item))
    if not own or own[0].grounding.verdict != UNDETERMINED or stated_word(item, "probeState") is not None:
        return own
    of_any = _against(check, item, claim, one, inputs, False)  # holds of entangled atoms too
    return of_any if of_any[0].grounding.verdict == REFUTED else own


def _against(
    check: Check, item: Item, claim: ClaimRef, one: Estimate, inputs: dict[str, Estimate], apart: bool
) -> list[Judged]:
    """The instability against the bound of uncorrelated atoms (``apart``) or of any; nothing where it has no value."""
    bound = bound_of(clock_noise, AT_LEAST, inputs, spread=phase_spread(item), entangled=not apart)
    if bound is None:
        return []
    premises = (("generator", "linear"), ("gain", gain_word(item)))
    premises = (*premises, UNCORRELATED) if apart else premises
    size = circuit_size(inputs["probes"])
    atoms = "uncorrelated atoms" if apart else "atoms, entangled as they may be,"
    check = replace(check, assumptions=premises)
    claims = (claim, *(ClaimRef(item.id, term) for term in INPUTS))
    needs = contradicted(item, NEVER_BLOCKING)
    rest = {
        "unit": "1", "within": f"no steadier than so many {atoms} can be",
        "beyond": f"steadier than so many {atoms} can be",
        "evidence": Evidence("generator-spread", {"probes": float(size), "entangled": 0.0 if apart else 1.0},
                             lambda: projection_noise(size if apart else size**2, 1.0)),
    }  # fmt: skip
    found = judge_bound(check, item, claims, one, bound, AT_LEAST, needs=needs, **rest)
    if found.grounding.verdict == SUPPORTED:
        return [found]
    hard = judge_bound(check, item, claims, one, _modified(bound), AT_LEAST, needs=needs, **rest)
    if hard.grounding.verdict != SUPPORTED:
        return [hard]
    rest["beyond"] += ", unless it is the modified Allan deviation"
    needs = (*needs, "fractionalInstability as the Allan deviation, with its uncertainty")
    return [judge_bound(check, item, claims, one, bound, AT_LEAST, kind=MODEL, needs=needs, **rest)]


def _modified(bound: Bound) -> Bound:
    """The same bound on the modified Allan deviation."""
    return replace(bound, value=bound.value / sqrt(2), favourable=bound.favourable / sqrt(2), u=bound.u / sqrt(2))


CHECK = Check(
    name="clock-instability",
    terms=("fractionalInstability", *INPUTS),
    kind=THEOREM,
    formula="sigma_y >= 1/(2 pi f sqrt(N T tau)) for uncorrelated atoms; 1/(2 pi f N sqrt(T tau)) for any",
    tolerance="a factor of sqrt(2); beyond it 10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/RevModPhys.87.637",
    judge=judge,
    assumptions=(("generator", "linear"), UNCORRELATED, ("gain", "1")),
    circuit="generator-spread",
)
