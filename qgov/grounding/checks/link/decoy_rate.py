"""The key of decoy-state BB84 with perfect decoys: R = Q0 + Q1 (1 - h(e1)) - Qmu h(Emu) for each pulse.

Qmu = Y0 + P - Y0 P, P = 1 - exp(-eta mu), Q0 = Y0 exp(-mu), Q1 = Y1 mu exp(-mu), Y1 = Y0 + eta - Y0 eta, e1 = (Y0 (1 -
eta)/2 + e eta)/Y1, with the misalignment e that the claimed error rate leaves. Counts of empty pulses are secret, for
nothing was sent (Lim et al. 2014, DOI 10.1103/PhysRevA.89.022307, eq. 1). No pulse is lost in sifting and errors are
corrected at the Shannon limit, in favour of the claim; what is above is asked about and not refuted.
"""

from __future__ import annotations

from math import exp, expm1

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from ...model import MODEL, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Judged
from .capacity import binary_entropy, transmissivity
from .path import path
from .rates import modes, rates
from .words import equal_statistic, protocol

TERMS = ("qber", "meanPhotonNumber", "detectorEfficiency", "darkCountProbability")


def decoy_rate(eta: float, mu: float, dark: float, qber: float) -> float:
    """Secret bits a pulse, never negative; ``eta`` is the loss of the path times the efficiency of the detectors."""
    counted = -expm1(-eta * mu)
    gain, single_yield = dark + counted - dark * counted, dark + eta - dark * eta
    if gain <= 0 or single_yield <= 0:
        return 0.0
    wrong = max(0.0, qber * gain - dark / 2)  # what misalignment adds to the errors of dark counts
    single = single_yield * mu * exp(-mu)
    misaligned = wrong / counted if counted > 0 else 0.0
    phase = min((dark / 2 * (1 - eta) + misaligned * eta) / single_yield, 0.5)
    secret = dark * exp(-mu) + single * (1 - binary_entropy(phase))
    return max(0.0, secret - gain * binary_entropy(min(qber, 0.5)))


def judge(check: Check, item: Item) -> list[Judged]:
    lost, found = path(item), rates(item)
    quantities = {term: claimed(item, term) for term in TERMS}
    if protocol(item) != "decoy-bb84" or lost is None or not found or None in quantities.values():
        return []
    inputs = {term: estimate(quantity) for term, quantity in quantities.items()}
    if any(one.low is None or one.high is None for one in inputs.values()):
        return []
    side_by_side, _ = modes(item)
    results = []
    for rate in found:

        def most(rate=rate, **values: float) -> float:
            eta = transmissivity(lost.loss(values)) * values["detectorEfficiency"]
            errors = values["meanPhotonNumber"], values["darkCountProbability"], values["qber"]
            return rate.uses(values) * side_by_side * decoy_rate(eta, *errors)

        bound = bound_of(most, AT_MOST, rate.inputs | lost.inputs | inputs)
        if bound is None:
            continue
        terms = (*rate.terms, *lost.terms, *TERMS)
        results.append(
            judge_bound(
                check, item, tuple(ClaimRef(item.id, term) for term in terms), rate.claimed, bound, AT_MOST,
                unit=rate.unit, within="no more key than perfect decoys and perfect error correction leave",
                beyond="more key than perfect decoys and perfect error correction leave",
                needs=("modes", "gain and errors of the signal pulses", *rate.needs, *equal_statistic(item, *terms)),
            )
        )  # fmt: skip
    return results


CHECK = Check(
    name="decoy-key-rate",
    terms=("secretKeyRate", "secretKeyPerUse", "clockRate", "channelLoss", "length", *TERMS),
    kind=MODEL,
    formula="R = Q0 + Q1 (1 - h(e1)) - Qmu h(Emu), Q0 = Y0 exp(-mu), Q1 = (Y0 + eta - Y0 eta) mu exp(-mu)",
    tolerance="10 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.94.230504",
    judge=judge,
)
