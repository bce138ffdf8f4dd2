"""Does anything entangled survive the channel? The test of a quantum channel in the legal sense.

A channel breaks entanglement if its Choi state is separable: then a measurement and a preparation do as well. For a
qubit to a qubit or to a qubit and the vacuum (2 x 2, 2 x 3) a positive partial transpose decides exactly; above that it
only proves entanglement, and rank-one Kraus operators or the ball around the uniform state prove separability. A lossy
line always passes, however long it is; whether anything arrives is the check ``channel-usability``.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...channel_facts import BREAKING, OPEN, QUANTUM
from ...estimate import Estimate, claimed, estimate
from ...exact import decimal_from_float
from ...model import CAPABILITY, MET, NOT_MET, UNDETERMINED, ClaimRef
from ..bound import AT_LEAST, AT_MOST, judge_threshold
from ..check import Check, Judged
from . import spectra
from .counts import stated_count
from .evidence import by_kraus, by_model
from .matrices import ChannelMap, Unreadable, claimed_map
from .models import QUBIT_MODELS, Named, Reading, convention_need, named_model, possible
from .surrogate import by_fidelity

EXACT_SIZE = 6  # up to this product of dimensions a positive partial transpose means separable
ROUND_OFF = 1e-9
EXCESS_LIMIT = 2.0  # shot noise units at the channel input


def judge(check: Check, item: Item) -> list[Judged]:
    found = claimed_map(item)
    by_matrix = [] if found is None else [_matrix(check, item, found)]
    named = named_model(item)
    stated = by_matrix + ([] if named is None else [_named(check, item, named)])
    return stated or by_fidelity(check, item)


def _open(check: Check, claims: tuple, reason: str, *needs: str, **numbers) -> Judged:
    return Judged(check.verdict(UNDETERMINED, claims, reason=f"{OPEN}; {reason}", needs=needs, **numbers))


def _matrix(check: Check, item: Item, found: ChannelMap | Unreadable) -> Judged:
    claims = (ClaimRef(item.id, found.term),)
    if isinstance(found, Unreadable):
        return _open(check, claims, found.reason, *found.needs)
    norm = spectra.trace_norm(found)
    slack = max(1e-6, 2 * found.size**0.5 * found.state_allowance)
    if not isfinite(norm) or norm > 1 + slack:
        return _open(check, claims, "what is claimed is not completely positive", "a map that is completely positive")
    least, most = spectra.kept_range(found)
    if most > 1 + max(1e-6, found.kept_allowance):
        return _open(check, claims, "what is claimed makes more than it is given", "a map that keeps probability")
    if stated_word(item, "tracePreserving") == "true" and least < 1 - max(0.1, found.kept_allowance):
        return _open(check, claims, "what is claimed to keep probability does not", "a map that keeps probability")
    kept = "" if least > 1 - max(1e-6, found.kept_allowance) else ", in the runs that have an output"
    state = spectra.normalised(found)
    negativity = max(0.0, -spectra.least_transposed(state, found.d_in, found.d_out))
    negativity = 0.0 if negativity < ROUND_OFF else negativity
    allowed = found.state_allowance  # in the norm that a partial transpose keeps
    value = Estimate(*(decimal_from_float(end) for end in (negativity, negativity - allowed, negativity)), None)
    evidence = None if kept else by_kraus(found)
    judged = judge_threshold(
        check, claims, value, 0.0, AT_LEAST, unit="1", evidence=evidence,
        met=f"{QUANTUM}; the partial transpose of its Choi state is negative{kept}",
        not_met=f"{BREAKING}; its Choi state is separable{kept}",
    )  # fmt: skip
    if judged.grounding.verdict == MET:
        return judged
    if judged.grounding.verdict == UNDETERMINED:
        return _open(check, claims, "the partial transpose is negative by no more than the rounding of the entries",
                     "the map with more digits", value=value.shown, bound=Decimal(0), unit="1")  # fmt: skip
    if found.size <= EXACT_SIZE:
        return judged
    return _large(check, claims, found, state, allowed, judged)


def _large(check: Check, claims: tuple, found: ChannelMap, state, allowed: float, transposed: Judged) -> Judged:
    """A positive partial transpose in large dimensions: other criteria, each sufficient, or no answer."""
    if found.breaks_by_form or spectra.in_separable_ball(state):
        return transposed
    norm = spectra.realigned_norm(state, found.d_in, found.d_out)
    if norm > 1 + ROUND_OFF + found.size**0.5 * allowed:
        reason = f"{QUANTUM}; the realigned Choi state has a trace norm of {norm:.6g}, above 1 (bound entangled)"
        return Judged(check.verdict(MET, claims, reason=reason, value=Decimal(0), bound=Decimal(0), unit="1"))
    reason = f"a positive partial transpose does not decide for dimensions {found.d_in} x {found.d_out}"
    return _open(check, claims, reason, "Kraus operators of rank one, or a state whose entanglement survives")


def _named(check: Check, item: Item, named: Named) -> Judged:
    claims = (ClaimRef(item.id, "model"), ClaimRef(item.id, "parameter"))
    if named.model == "identity":
        return Judged(check.verdict(MET, claims[:1], reason=f"{QUANTUM}; it changes nothing"))
    if not named.readings:
        return _open(check, claims[:1], f"the model {named.model} has no parameter that can be read", named.need)
    if stated_count(item, "dimension", 2) not in (None, 2) and named.model in QUBIT_MODELS:
        return _open(check, claims, f"the closed form of {named.model} is for qubits", "Kraus operators or Choi matrix")
    if all(_impossible(reading) for reading in named.readings):
        return _open(check, claims, "no channel has that parameter", "a parameter in the range of its model")
    if named.model == "thermal-loss":
        return _thermal(check, item, named)
    judged = [_reading(check, item, reading) for reading in possible(named)]
    verdicts = {one.grounding.verdict for one in judged}
    if len(verdicts) == 1:
        return judged[0]
    return _open(check, claims, "the conventions of the parameter disagree", convention_need(named),
                 value=named.readings[0].parameter.shown, unit="1")  # fmt: skip


def _impossible(reading: Reading) -> bool:
    low = reading.parameter.low
    return low is not None and float(low) > reading.convention.most


def _reading(check: Check, item: Item, reading: Reading) -> Judged:
    claims = (ClaimRef(item.id, "model"), ClaimRef(item.id, reading.term))
    convention, parameter = reading.convention, reading.parameter
    if reading.term == "channelLoss":
        reason = f"{QUANTUM}; loss alone, however large, never breaks entanglement"
        return Judged(check.verdict(MET, claims, value=parameter.shown, unit="dB", reason=reason))
    if convention.mirrored:
        parameter = _mirrored(parameter, Decimal(str(convention.breaks)))
    reaching = convention.breaks == 0  # a transmissivity, which must be above zero
    return judge_threshold(
        check, claims, parameter, convention.breaks, AT_LEAST if reaching else AT_MOST, unit="1",
        met=f"{QUANTUM}; the model {reading.model} with this {convention.word}",
        not_met=f"{BREAKING}; the model {reading.model} with this {convention.word}", evidence=by_model(reading),
    )  # fmt: skip


def _mirrored(one: Estimate, middle: Decimal) -> Estimate:
    """Above the middle a flip is as good as below it, after a fixed correction: the estimate is brought below."""
    if one.shown is None or one.shown <= middle:
        return one

    def turn(number: Decimal | None) -> Decimal | None:
        return None if number is None else 2 * middle - number

    return Estimate(turn(one.value), turn(one.high), turn(one.low), one.u)


def _thermal(check: Check, item: Item, named: Named) -> Judged:
    """Thermal loss breaks entanglement from 2 shot noise units of excess noise at the input."""
    noise = claimed(item, "excessNoise")
    claims = (ClaimRef(item.id, "model"), ClaimRef(item.id, "excessNoise"))
    if noise is None:
        return _open(check, claims[:1], "no excess noise is claimed", "excessNoise", "noiseReferredTo")
    if all(reading.canonical == 0 for reading in named.readings):
        return Judged(check.verdict(NOT_MET, claims, reason=f"{BREAKING}; nothing of the input passes"))
    referred, read = stated_word(item, "noiseReferredTo"), estimate(noise)
    limits = {"channel-input": EXCESS_LIMIT, "channel-output": EXCESS_LIMIT * named.readings[0].canonical}
    if referred == "channel-output" and len(named.readings) > 1:
        return _open(check, claims, "the noise at the output must be referred to the input", convention_need(named))
    tried = [referred] if referred in limits else list(limits)
    found = [judge_threshold(check, claims, read, limits[at], AT_MOST, unit="SNU",
                             met=f"{QUANTUM}; excess noise below 2 shot noise units at the input",
                             not_met=f"{BREAKING}; excess noise of 2 shot noise units or more at the input")
             for at in tried]  # fmt: skip
    if len({one.grounding.verdict for one in found}) == 1 and (len(tried) == 1 or len(named.readings) == 1):
        return found[0]
    if found[0].grounding.verdict == NOT_MET and len(tried) > 1:
        return found[0]  # the limit at the input is the higher one
    return _open(check, claims, "where the excess noise is stated decides", "noiseReferredTo: channel-input")


CHECK = Check(
    name="quantum-channel",
    terms=(
        "kraus",
        "choi",
        "model",
        "parameter",
        "parameterConvention",
        "excessNoise",
        "channelLoss",
        "fidelity",
        "bellFidelity",
    ),
    kind=CAPABILITY,
    formula="least eigenvalue of the partial transpose of the Choi state < 0; closed forms of named models",
    tolerance="1.645 standard uncertainties; rounding of the entries",
    source="10.1142/S0129055X03001709",
    judge=judge,
    circuit="bell-half-through-channel",
)
