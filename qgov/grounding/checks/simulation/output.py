"""A claimed number of a circuit against the simulation of that circuit, with the noise that the claim states or none.

Without noise the number is exact, so that one claimed of the noiseless circuit is refuted where it differs. A noise
model is a model: where the claim differs from it, it is left open which of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import MODEL, THEOREM, UNDETERMINED, ClaimRef
from ..check import Check, Evidence, Judged
from . import claims, run, written
from .agreement import judge_agreement
from .claims import Claimed, Setting, Target
from .limits import Refused

_IDEAL = ("circuit", "circuitOutcomes", "shots", "bitOrder", "circuitNoise", *claims.TERMS)


def _judge(noisy: bool) -> Callable[[Check, Item], list[Judged]]:
    def judge(check: Check, item: Item) -> list[Judged]:
        if "circuit" not in item.claims or ("noiseModel" in item.claims) != noisy:
            return []
        found = claims.targets(item)
        if not found:
            return []
        try:
            one = claims.circuit_of(item)
            if noisy and stated_word(item, "circuitNoise") in ("none", "false"):
                raise Refused("the claim states a noise model and that there is no noise", "one of the two")
        except Refused as error:
            every = (ClaimRef(item.id, "circuit"), *(ClaimRef(item.id, target.term) for target in found))
            return [_open(check, every, error)]
        return [_target(check, item, one, target) for target in found]

    return judge


def _target(check: Check, item: Item, one: Claimed, target: Target) -> Judged:
    from ...rounding import half_digit  # which imports the package of all checks

    about = (ClaimRef(item.id, target.term),)
    if target.value.shown is None:
        return _open(check, about, Refused("counts are a share of nothing", "shots"))
    if "circuitOutcomes" in target.terms and not one.outcomes:
        return _open(check, about, Refused("the claim does not say of which outcomes it is", "circuitOutcomes"))
    half = half_digit(item.quantity(target.term), fraction=target.most == 1.0 and target.term != "outcomeCount")
    what = "the circuit with its noise model" if one.rows else "the circuit without noise"
    tried = []
    try:
        for setting in claims.settings(item, one, target):
            found = run.simulated(target.term, one, setting)
            evidence = _evidence(target, one, setting, found)
            tried.append((setting, judge_agreement(check, item, about, target, found, half, evidence, what)))
    except Refused as error:
        return _open(check, about, error)
    verdicts = {judged.grounding.verdict for _, judged in tried}
    if len(verdicts) == 1:
        return tried[0][1]
    first = tried[0][1]
    reason = "the claim agrees in one reading and not in another: " + ", ".join(
        f"{judged.grounding.verdict} as {setting.order}, {setting.convention}" for setting, judged in tried
    )
    grounding = replace(first.grounding, verdict=UNDETERMINED, reason=reason, needs=_needs(tried))
    return replace(first, grounding=grounding)


def _needs(tried: list) -> tuple[str, ...]:
    orders = {setting.order for setting, _ in tried}
    conventions = {setting.convention for setting, _ in tried}
    asked = ()
    if len(orders) > 1:
        asked += ("bitOrder: " + " or ".join(sorted(orders)),)
    if len(conventions) > 1:
        asked += ("noiseModel, convention: " + " or ".join(sorted(conventions)),)
    return asked


def _open(check: Check, about: tuple[ClaimRef, ...], error: Refused) -> Judged:
    return Judged(check.verdict(UNDETERMINED, about, reason=f"not simulated: {error.reason}", needs=error.needs))


def _evidence(target: Target, one: Claimed, setting: Setting, found: run.Simulated) -> Evidence:
    parameters = written.encode(target.term, one, setting, found.channels)
    return Evidence("claimed-circuit", parameters, lambda: found.value)


IDEAL = Check(
    name="ideal-circuit",
    terms=_IDEAL,
    kind=THEOREM,
    formula="p(x) = |<x|U|0>|^2; F = 1; S <= 2 sqrt(s1^2 + s2^2) of the correlation matrix",
    tolerance="2 % of a number without uncertainty, the spread of counting, and half of the last digit of a percentage",
    source="10.1017/CBO9780511976667",
    judge=_judge(noisy=False),
    assumptions=(("circuitNoise", "none"),),
    circuit="claimed-circuit",
)

NOISY = Check(
    name="noisy-circuit",
    terms=(*_IDEAL, "noiseModel"),
    kind=MODEL,
    formula="rho -> sum_k K_k U rho U^dagger K_k^dagger after each gate; p(x) = <x|rho|x>, F = <psi|rho|psi>",
    tolerance="two standard uncertainties of claim, counting and noise model",
    source="10.1017/CBO9780511976667",
    judge=_judge(noisy=True),
    circuit="claimed-circuit",
)
