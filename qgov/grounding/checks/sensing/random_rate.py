"""A generator hands out no more secret bits than its samples hold.

What is extracted safely is the min-entropy of a sample times the sample rate. More is not impossible at once: over many
independent samples the Shannon entropy can be extracted, which for m outcomes, the likeliest of probability
p = 2^-Hmin, is at most h(p) + (1 - p) log2(m - 1). Modes that are sampled side by side
count each. Beyond that the output is stretched by computation, which the claim must then state (securityModel). Source:
Pironio et al. 2010; Tomamichel et al. 2009, DOI 10.1109/TIT.2009.2032797, for the limit of many samples.
"""

from __future__ import annotations

from math import log2

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from ...model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Judged
from ..premises import contradicted, stated_number
from .min_entropy import even_outcomes

COMPUTED = (("securityModel", "unconditional"),)


def judge(check: Check, item: Item) -> list[Judged]:
    """The claimed rate of secret bits; or else the bits of a session and its duration."""
    rate, bits, duration = (claimed(item, term) for term in ("secretKeyRate", "keyLength", "duration"))
    if rate is not None:
        return _judge(check, item, ("secretKeyRate",), estimate(rate), {}, "bit/s")
    if bits is not None and duration is not None:
        return _judge(check, item, ("keyLength", "duration"), estimate(bits), {"duration": estimate(duration)}, "bit")
    return []


def _judge(
    check: Check, item: Item, terms: tuple[str, ...], output: Estimate, time: dict[str, Estimate], unit: str
) -> list[Judged]:
    found = {term: claimed(item, term) for term in ("sampleRate", "outcomes", "minEntropyPerSample")}
    known = {term: estimate(one) for term, one in found.items() if one is not None}
    lacking = tuple(term for term in ("sampleRate", "outcomes") if term not in known)
    claims = tuple(ClaimRef(item.id, term) for term in (*terms, *known))
    if "sampleRate" not in known or len(known) < 2:
        reason = "without these the samples bound nothing"
        grounding = check.verdict(UNDETERMINED, claims, value=output.shown, unit=unit, reason=reason, needs=lacking)
        return [Judged(grounding)]
    modes = stated_number(item, "modes")
    lanes, alone = max(1.0, float(modes or 1)), ("modes",) if modes is None else ()
    inputs = known | time
    results = []
    if "minEntropyPerSample" in known:
        safe = {name: one for name, one in inputs.items() if name != "outcomes"}
        bound = bound_of(safe_bits, AT_MOST, safe, lanes=lanes)
        if bound is not None:
            results.append(judge_bound(
                check, item, claims, output, bound, AT_MOST, unit=unit, kind=MODEL,
                within="no more bits than the min-entropy of the samples",
                beyond="more bits than the min-entropy of the samples, which only many independent samples allow",
                needs=(*lacking, *alone, "how the bits are extracted, and whether samples are independent"),
                evidence=even_outcomes(known["outcomes"]) if "outcomes" in known else None,
            ))  # fmt: skip
    if "outcomes" in known:
        bound = bound_of(most_bits, AT_MOST, inputs, lanes=lanes)
        if bound is not None:
            results.append(judge_bound(
                check, item, claims, output, bound, AT_MOST, unit=unit,
                within="no more bits than the samples can hold", beyond="more bits than the samples can hold",
                needs=(*contradicted(item, COMPUTED), *alone), evidence=even_outcomes(known["outcomes"]),
            ))  # fmt: skip
    return _one(results)


def _one(results: list[Judged]) -> list[Judged]:
    """The safe verdict unless the other refutes, or asks for what stands in the way of refuting."""
    if len(results) < 2 or results[0].grounding.verdict == SUPPORTED:
        return results[:1]
    safe, wide = results
    return [wide if wide.grounding.verdict in (REFUTED, UNDETERMINED) else safe]


def safe_bits(sampleRate: float, minEntropyPerSample: float, duration: float = 1.0, lanes: float = 1.0) -> float:
    """Bits in a duration, of one second for a rate, that the min-entropy of the samples gives."""
    return lanes * sampleRate * minEntropyPerSample * duration


def most_bits(
    sampleRate: float,
    outcomes: float,
    minEntropyPerSample: float | None = None,
    duration: float = 1.0,
    lanes: float = 1.0,
) -> float:
    """Bits in a duration that no extraction exceeds."""
    bits = log2(outcomes)
    if minEntropyPerSample is not None and minEntropyPerSample < bits:
        likeliest = 2.0**-minEntropyPerSample
        rest = 1 - likeliest
        bits = 0.0
        if rest > 0:
            bits = -likeliest * log2(likeliest) - rest * log2(rest) + rest * log2(outcomes - 1)
    return lanes * sampleRate * bits * duration


CHECK = Check(
    name="random-rate",
    terms=("secretKeyRate", "keyLength", "duration", "sampleRate", "outcomes", "minEntropyPerSample"),
    kind=THEOREM,
    formula="bits <= samples x (h(p) + (1 - p) log2(m - 1)), p = 2^-Hmin; safely samples x Hmin",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1038/nature09008",
    judge=judge,
    circuit="uniform-outcome",
)
