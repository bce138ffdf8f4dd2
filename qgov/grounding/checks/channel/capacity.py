"""What is claimed per use against what the channel can carry: qubits, classical bits, secret bits.

The capacity depends on the help that is free beside the channel, so a claim beyond the capacity without help is refuted
only if it states so, or if it is beyond what any help of the list allows. Lossy modes of light are bounded per mode and
between two ends with no station in between, so that both must be stated. Energy is not limited, so that classical bits
through such a mode have no bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, isfinite, log2

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate, claimed, estimate
from ...model import REFUTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, Bound, judge_bound
from ..check import Check, Judged
from . import capacities, spectra
from .capacities import ASSISTANCE, BITS, ENTANGLED, FORWARD, KEY, NONE, QUBITS, TWO_WAY
from .counts import stated_count
from .evidence import of_capacity
from .matrices import ChannelMap, claimed_map
from .models import LIGHT_MODELS, QUBIT_MODELS, Named, Reading, convention_need, named_model, possible

_UNITS = {QUBITS: "1", BITS: "bit", KEY: "bit"}
_WIDE = 3  # standard uncertainties of a parameter over which its effect on the capacity is taken
Limit = Callable[[str], Bound | None]  # the bound for a kind of help


def judge(check: Check, item: Item) -> list[Judged]:
    found = []
    for term in (QUBITS, BITS, KEY):
        rate = claimed(item, term)
        if rate is not None:
            found += _rate(check, item, term, estimate(rate))
    return found


def _rate(check: Check, item: Item, term: str, rate: Estimate) -> list[Judged]:
    named = named_model(item)
    if named is None:
        one = claimed_map(item)
        if not isinstance(one, ChannelMap):
            reason, needs = "no channel is claimed that can be read", ("kraus, choi or model",)
            return [Judged(check.verdict(UNDETERMINED, (ClaimRef(item.id, term),), value=rate.shown, unit=_UNITS[term],
                                         reason=reason, needs=needs))]  # fmt: skip
        return _by_matrix(check, item, term, rate, one)
    if named.model == "identity":
        return _by_identity(check, item, term, rate)
    if not named.readings:
        return [_needing(check, item, term, rate, f"the model {named.model} has no parameter to read", named.need)]
    return _by_model(check, item, term, rate, named)


def _needing(check: Check, item: Item, term: str, rate: Estimate, reason: str, *needs: str) -> Judged:
    claims = (ClaimRef(item.id, term), ClaimRef(item.id, "model"))
    return Judged(check.verdict(UNDETERMINED, claims, value=rate.shown, unit=_UNITS[term], reason=reason, needs=needs))


def _by_identity(check: Check, item: Item, term: str, rate: Estimate) -> list[Judged]:
    levels, needs = _levels(item)
    claims = (ClaimRef(item.id, term), ClaimRef(item.id, "model"))
    return _judged(check, item, term, rate, claims, lambda help_: _exact(capacities.noiseless(levels, term, help_)),
                   "identity", needs)  # fmt: skip


def _by_matrix(check: Check, item: Item, term: str, rate: Estimate, one: ChannelMap) -> list[Judged]:
    claims = (ClaimRef(item.id, term), ClaimRef(item.id, one.term))
    least, most = spectra.kept_range(one)
    slack = max(1e-6, one.kept_allowance)
    norm = spectra.trace_norm(one)
    if not isfinite(norm) or norm > 1 + max(1e-6, 2 * one.size**0.5 * one.state_allowance) or most > 1 + slack:
        reason, needs = "what is claimed is no channel, so that it has no capacity", ("a map that is a channel",)
        return [Judged(check.verdict(UNDETERMINED, claims, value=rate.shown, unit=_UNITS[term], reason=reason,
                                     needs=needs))]  # fmt: skip
    whole = log2(min(one.d_in, one.d_out))
    smallest = spectra.transposition_bound(one)
    widest = spectra.transposition_bound(one, one.state_allowance)
    shared = spectra.is_antidegradable(one)
    breaks = one.breaks_by_form or (one.size <= 6 and widest < 1e-9)

    def limit(help_: str) -> Bound | None:
        if term == BITS:
            return _exact(whole if help_ == NONE else 2 * whole)
        if term == KEY:
            return _exact(0.0 if breaks else whole)
        if shared and help_ in (NONE, FORWARD):
            return _exact(0.0)
        return _exact(whole) if help_ == ENTANGLED else Bound(smallest, widest)

    needs = () if least > 1 - slack else ("a map that keeps probability",)
    return _judged(check, item, term, rate, claims, limit, "matrix", needs)


def _by_model(check: Check, item: Item, term: str, rate: Estimate, named: Named) -> list[Judged]:
    levels, _ = _levels(item)
    if named.model in QUBIT_MODELS and levels != 2:
        reason = f"the closed form of {named.model} is for qubits"
        return [_needing(check, item, term, rate, reason, "Kraus operators or Choi matrix")]
    if any(None in (one.parameter.low, one.parameter.high) for one in named.readings):
        return [_needing(check, item, term, rate, "the parameter has an open end", "the parameter with both ends")]
    noise = claimed(item, "excessNoise") if named.model == "thermal-loss" else None
    referred = stated_word(item, "noiseReferredTo")
    needs = _light_needs(item) if named.model in LIGHT_MODELS else ()
    if noise is not None and referred is None:
        needs += ("noiseReferredTo: channel-input",)
    scale = log2(levels) if named.model == "erasure" else 1.0
    if named.model in LIGHT_MODELS:
        scale = float(stated_count(item, "modes", 1) or 1)
    results = []
    for reading in possible(named):

        def limit(help_: str, reading: Reading = reading) -> Bound | None:
            def at(parameter: float, excess: float = 0.0) -> float:
                x = reading.at(parameter)
                if named.model != "thermal-loss":
                    return scale * capacities.MODELS[named.model](x, term, help_)
                at_input = excess / x if referred == "channel-output" and x > 0 else excess
                return scale * capacities.thermal_loss(x, capacities.thermal_photons(x, at_input), term, help_)

            inputs = {"parameter": reading.parameter} | ({} if noise is None else {"excess": estimate(noise)})
            return _bound(at, inputs)

        claims = (ClaimRef(item.id, term), ClaimRef(item.id, "model"), ClaimRef(item.id, reading.term))
        evidence = of_capacity(named.model, reading.canonical) if term == QUBITS else None
        for one in _judged(check, item, term, rate, claims, limit, named.model, needs):
            results.append(Judged(one.grounding, evidence))
    verdicts = {one.grounding.verdict for one in results}
    if len(verdicts) <= 1:
        return results[:1]
    reason = "the conventions of the parameter disagree on what the channel can carry"
    return [_needing(check, item, term, rate, reason, convention_need(named))]


def _judged(
    check: Check, item: Item, term: str, rate: Estimate, claims: tuple[ClaimRef, ...], limit: Limit, model: str,
    needs: tuple[str, ...],
) -> list[Judged]:  # fmt: skip
    """The verdict for the help that is stated or, where none is, for none and for the most generous."""
    own = replace(check, source=capacities.SOURCES.get(model, "10.1103/PhysRevA.63.032312"))
    stated = stated_word(item, "assistance")
    shared = stated_word(item, "sharedEntanglement")
    if shared == "true":
        stated = ENTANGLED
    stated = NONE if stated == "false" else stated
    if term == KEY and stated == ENTANGLED:
        return []  # entanglement shared beforehand is a key already
    tried = [stated] if stated in ASSISTANCE else [TWO_WAY] if term == KEY else list(ASSISTANCE)
    if len(tried) > 1 and shared in ("none", "false"):
        tried.remove(ENTANGLED)
    bounds = [limit(help_) for help_ in tried]
    if all(bound is None for bound in bounds):
        return []
    words = {"unit": _UNITS[term], "within": f"within the {_NAMES[term]} of the channel"}

    def verdict(bound: Bound, help_: str, asked: tuple[str, ...]) -> Judged:
        free = {NONE: " without help", ENTANGLED: " with shared entanglement"}.get(help_, f" with {help_} messages")
        beyond = f"beyond the {_NAMES[term]} of the channel{'' if term == KEY else free}"
        return judge_bound(own, item, claims, rate, bound, AT_MOST, beyond=beyond, needs=asked, **words)

    if len(tried) == 1:
        return [verdict(bounds[0], tried[0], needs)]
    if None not in bounds:
        most, help_ = max(zip(bounds, tried, strict=True), key=lambda pair: pair[0].favourable)
        generous = verdict(most, help_, needs)
        if generous.grounding.verdict == REFUTED:
            return [verdict(most, help_, (*needs, *_SENT)) if term == QUBITS and _merely_sent(item, rate) else generous]
    if bounds[0] is None:
        return []
    return [verdict(bounds[0], tried[0], ("assistance: none", *needs))]


def _merely_sent(item: Item, rate: Estimate) -> bool:
    """Whether the rate may count the carriers that go in: just as many qubits as the levels of one carrier hold."""
    return rate.shown is not None and abs(float(rate.shown) - log2(_levels(item)[0])) < 1e-9


_SENT = ("assistance: the help with which so many qubits are recovered, if they are recovered and not merely sent",)
_NAMES = {QUBITS: "quantum capacity", BITS: "classical capacity", KEY: "secret key capacity"}


def _exact(number: float) -> Bound | None:
    return Bound(number, number, exact=True) if isfinite(number) else None


def _bound(function: Callable[..., float], inputs: dict[str, Estimate]) -> Bound | None:
    """The bound with what the uncertainty of each parameter can add to it over ``_WIDE`` standard uncertainties.

    Capacities have kinks (they end at zero), so that a slope at the estimate would miss what lies beside it.
    """
    points = {name: one.shown for name, one in inputs.items()}
    if any(point is None for point in points.values()):
        return None
    floats = {name: float(point) for name, point in points.items()}
    try:
        value = function(**floats)
        ends = [floats]
        for name, one in inputs.items():
            ends = [known | {name: float(end)} for known in ends for end in {one.low, one.high, points[name]}
                    if end is not None]  # fmt: skip
        favourable = max(function(**known) for known in ends)
        square = 0.0
        for name, one in inputs.items():
            if one.u is not None and one.u > 0:
                reach = _WIDE * float(one.u)
                sides = [function(**(floats | {name: max(0.0, floats[name] + side * reach)})) for side in (1, -1)]
                square += (max(0.0, max(sides) - value) / _WIDE) ** 2
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    if any(one.low is None or one.high is None for one in inputs.values()):
        return None
    return Bound(value, favourable, square**0.5) if isfinite(value) and isfinite(square) and favourable < inf else None


def _levels(item: Item) -> tuple[int, tuple[str, ...]]:
    levels = stated_count(item, "dimension", 2)
    return (2, ("dimension: levels of each carrier",)) if levels is None else (levels, ())


def _light_needs(item: Item) -> tuple[str, ...]:
    """What a bound on a lossy line supposes, as far as the claim does not state it."""
    needs = () if stated_count(item, "modes", 1) is not None else ("modes: number of modes in one use",)
    stations = claimed(item, "intermediateStations")
    if stations is None:
        needs += ("intermediateStations: 0",)
    elif estimate(stations).shown:
        needs += (f"intermediateStations: 0 (stated: {estimate(stations).shown})",)
    if stated_word(item, "memoryNode") == "true":
        needs += ("memoryNode: none (stated: true)",)
    return needs


CHECK = Check(
    name="channel-capacity",
    terms=(
        QUBITS,
        BITS,
        KEY,
        "kraus",
        "choi",
        "model",
        "parameter",
        "excessNoise",
        "channelLoss",
        "intermediateStations",
    ),
    kind=THEOREM,
    formula="erasure Q = 1-2p, Q2 = K = 1-p; dephasing Q = 1-h(p); damping Q = max h((1-g)q)-h(gq), Q2 at g/2; "
    "depolarising Q <= 1-4p, Q2 <= 1-h(p); loss K = -log2(1-eta); matrix Q2 <= log2 ||tr_out |J^T|||",
    tolerance="10 % of the capacity without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.78.3217",
    judge=judge,
    circuit="coherent-information",
)
