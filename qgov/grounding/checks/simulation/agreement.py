"""A claimed number against a simulated one: they agree within the uncertainty of both, or one is not of the other.

Agreement is two standard uncertainties; beyond three the claim is not of this circuit. Where nothing has an
uncertainty the digits of the claim decide: half of the last one for agreement, a relative 2 % beyond which it is not.
"""

from __future__ import annotations

from decimal import Decimal
from math import hypot, sqrt

from qgov.dossier.model import Item

from ...assumptions import unstated
from ...exact import decimal_from_float, ratio
from ...model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ..bound import DECLARED, Z
from ..check import Check, Evidence, Judged
from .claims import AT_MOST, Target
from .run import Simulated

COVERAGE = 2  # standard uncertainties within which the two agree
FORMULAS = {
    "outcomeProbability": "abs(p - sum of <x|rho|x> over the outcomes x) = 0",
    "outcomeCount": "abs(n/N - sum of <x|rho|x> over the outcomes x) = 0",
    "heavyOutputProbability": "abs(h - sum of <x|rho|x> over x of p(x) above the median) = 0",
    "circuitFidelity": "abs(F - <psi|rho|psi>) = 0",
    "chsh": "S <= 2 sqrt(s1^2 + s2^2), s the singular values of the correlation matrix",
    "bellFidelity": "F <= (1 + s1 + s2 - sgn(det) s3)/4, s the singular values of the correlation matrix",
}
FLOOR = 1e-9  # below this lies the arithmetic of the simulation


def judge_agreement(
    check: Check, item: Item, claims: tuple[ClaimRef, ...], target: Target, found: Simulated,
    half_digit: Decimal | None, evidence: Evidence, about: str,
) -> Judged:  # fmt: skip
    """The verdict; only the check of circuits without noise refutes, and only a claim that says that there is none."""
    value = target.value

    def judged(verdict: str, reason: str, needs: tuple[str, ...] = ()) -> Judged:
        return Judged(check.verdict(verdict, claims, reason=reason, needs=needs, **numbers), evidence)

    distance = _distance(value, found, target.side)
    u = hypot(float(value.u) if value.u is not None else 0.0, found.u, _counting(found.value, target.shots))
    if u > 0 or value.u is not None:  # an uncertainty stated as 0 is one
        agreed, far = COVERAGE * u, Z * u
    else:
        agreed = float(half_digit) if half_digit is not None else 0.0
        far = max(DECLARED * max(abs(found.value), FLOOR), agreed)
    numbers = {
        "value": value.shown, "bound": decimal_from_float(found.value), "unit": "1",
        "margin": decimal_from_float(agreed + FLOOR - distance), "side": AT_MOST if target.side == AT_MOST else "",
        "formula": FORMULAS[target.term],
    }  # fmt: skip
    if u > 0:
        numbers["u"] = decimal_from_float(u)
        numbers["z_score"] = ratio(Decimal(repr(-distance)), Decimal(repr(u)))
    if distance <= agreed + FLOOR:
        said = "at most what" if target.side == AT_MOST else "what"
        return judged(SUPPORTED, f"the claim is {said} {about} gives")
    sense = "is more than" if target.side == AT_MOST else "differs from what"
    beyond = f"the claim {sense} {about} gives"
    if distance <= far + FLOOR:
        needs = ("the claim with its uncertainty, or with more digits",)
        return judged(UNDETERMINED, f"{beyond}, by little", needs)
    if check.kind != THEOREM:
        needs = ("the noise model that the device has", "the claim of this circuit, with its uncertainty")
        return judged(UNDETERMINED, beyond, needs)
    if missing := unstated(item, check.assumptions):
        return judged(UNDETERMINED, f"{beyond}, which noise may explain", (*missing, "or a noiseModel"))
    return judged(REFUTED, beyond)


def _distance(value, found: Simulated, side: str) -> float:
    """How far the claim lies outside what the simulation gives; 0 if it may be that."""
    below = 0.0 if value.low is None else float(value.low) - found.high
    above = 0.0 if value.high is None else found.low - float(value.high)
    return max(0.0, below, above if side != AT_MOST else 0.0)


def _counting(probability: float, shots: float | None) -> float:
    """The spread of a share that is counted over independent shots."""
    if shots is None or shots <= 0:
        return 0.0
    return sqrt(max(0.0, probability * (1 - probability)) / shots)
