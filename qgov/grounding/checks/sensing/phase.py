"""What a sensor claims of a phase: its uncertainty, the probes of a repetition, the repetitions behind one estimate.

The phase is the one that a single probe gathers in one repetition, in radians between the two levels or arms. Where a
probe gathers more (several passes, a gear, a spin of more than two levels), the claim states ``gain`` or ``dimension``,
and every bound shrinks by that factor (Giovannetti et al. 2006, DOI 10.1103/PhysRevLett.96.010401: the spread between
the extreme eigenvalues of the generator).
"""

from __future__ import annotations

from dataclasses import dataclass

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate, positive
from ...model import UNDETERMINED, ClaimRef
from ..check import Check, Judged
from ..premises import stated_number

PHASE = "phaseUncertainty"
LIGHT_OF_ANY_NUMBER = frozenset({"coherent-state", "weak-coherent", "decoy-weak-coherent", "squeezed"})
UNCORRELATED = ("probeState", "uncorrelated")
NEVER_BLOCKING = (("priors", "none"), ("postselection", "none"))


@dataclass(frozen=True)
class Phase:
    """``inputs`` are the arguments of a bound: probes, and either repetitions or the times that give them."""

    uncertainty: Estimate
    inputs: dict[str, Estimate]
    claims: tuple[ClaimRef, ...]
    spread: float  # eigenvalue spread of the generator of one probe: 1 for two levels and a single pass


def read(item: Item) -> Phase | tuple[str, ...] | None:
    """The claim on a phase; what it lacks, by name; or None if nothing is claimed of a phase."""
    phase = claimed(item, PHASE)
    if phase is None:
        return None
    found = {name: claimed(item, name) for name in ("probes", "repetitions", "duration", "interrogationTime")}
    if found["repetitions"] is not None:
        used = ("probes", "repetitions")
    elif found["duration"] is not None and found["interrogationTime"] is not None:
        used = ("probes", "duration", "interrogationTime")
    else:
        used = ("probes", "repetitions")
    missing = tuple(name for name in used if found[name] is None)
    if missing:
        return missing
    inputs = {name: estimate(found[name]) for name in used}
    claims = tuple(ClaimRef(item.id, term) for term in (PHASE, *used))
    return Phase(estimate(phase), inputs, claims, phase_spread(item))


def lacking(check: Check, item: Item, missing: tuple[str, ...]) -> list[Judged]:
    """A claim on a phase without what a bound needs."""
    shown = estimate(item.quantity(PHASE)).shown
    reason = "without these there is no bound on the uncertainty of a phase"
    grounding = check.verdict(
        UNDETERMINED, (ClaimRef(item.id, PHASE),), value=shown, unit="rad", reason=reason, needs=missing
    )
    return [Judged(grounding)]


def times_repeated(
    repetitions: float | None = None, duration: float | None = None, interrogationTime: float | None = None
) -> float:
    """Repetitions as claimed, or the most that the duration has room for one after another."""
    count = repetitions if repetitions is not None else max(1.0, duration / interrogationTime)
    if count <= 0:
        raise ValueError("no repetitions")
    return count


def circuit_size(probes: Estimate) -> int:
    """Probes of the small instance that is simulated: as claimed, at most four."""
    number = positive(probes.shown) or 1.0
    return int(min(max(number, 1.0), 4.0))


def perhaps_uncorrelated(item: Item) -> bool:
    """Whether the probes are said to be uncorrelated, or to share no entanglement, which leaves it open."""
    state = stated_word(item, "probeState")
    return state == UNCORRELATED[1] or (state is None and stated_word(item, "sharedEntanglement") in ("none", "false"))


def gain_word(item: Item) -> str:
    """The gain as stated, ``1`` (asked for) if it is not."""
    return stated_word(item, "gain") if stated_number(item, "gain") is not None else "1"


def levels_of_one(item: Item, phase: Phase) -> tuple[str, ...]:
    """What to ask of a probe that is alone: an oscillator or a large spin shows a phase as well as many probes do."""
    most = phase.inputs["probes"].high
    if most is None or most > 1 or stated_number(item, "dimension") is not None:
        return ()
    return ("dimension: the levels of the only probe",)


def phase_spread(item: Item) -> float:
    """How many times the phase of one pass of two levels a probe gathers, by the stated gain and dimension."""
    gain, levels = positive(stated_number(item, "gain")), positive(stated_number(item, "dimension"))
    return max(1.0, gain or 1.0) * max(1.0, (levels or 2.0) - 1.0)
