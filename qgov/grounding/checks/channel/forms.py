"""A channel that is claimed in several forms is one map: Kraus operators, Choi matrix and named model must agree.

The eigenvalues of the Choi state do not depend on the basis or on which side is written first, so they are compared.
They differ where one of the forms is rounded, measured or meant in another convention; that refutes nothing by itself.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...exact import decimal_from_float
from ...model import MODEL, SUPPORTED, UNDETERMINED, ClaimRef
from ..check import Check, Judged
from . import spectra
from .matrices import both_maps
from .models import QUBIT_MODELS, Reading, convention_need, named_model

APART = 0.05  # half the sum of the differences of eigenvalues: what would tell the two maps apart


def judge(check: Check, item: Item) -> list[Judged]:
    forms: list[tuple[str, list[list[float]], float]] = []
    for found in both_maps(item):
        forms.append((found.term, [_eigenvalues(found)], found.size**0.5 * found.state_allowance))
    named = named_model(item)
    if named is not None and named.model in QUBIT_MODELS and named.readings and forms:
        forms.append(("parameter", [_model_eigenvalues(reading) for reading in named.readings], 0.0))
    if len(forms) < 2:
        return []
    results = []
    first, (ours,), slack = forms[0]
    for term, tried, more in forms[1:]:
        distances = [_distance(ours, theirs) for theirs in tried]
        value, allowed = min(distances), APART + 2 * (slack + more)
        claims = (ClaimRef(item.id, first), ClaimRef(item.id, term))
        numbers = {"value": decimal_from_float(value), "bound": decimal_from_float(allowed), "unit": "1"}
        if value <= allowed:
            results.append(Judged(check.verdict(SUPPORTED, claims, reason=f"{first} and {term} agree", **numbers)))
            continue
        needs = (f"{first} and {term} of one channel",)
        if term == "parameter" and named is not None and not named.convention_stated:
            needs = (convention_need(named), *needs)
        reason = f"{first} and {term} are not the same channel, so that one of them is not the one meant"
        results.append(Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers)))
    return results


def _eigenvalues(found) -> list[float]:
    import numpy as np

    trace = float(np.trace(found.state).real)
    if not trace > 0:
        return [0.0] * found.size
    return sorted((float(one) for one in np.linalg.eigvalsh(spectra.normalised(found))), reverse=True)


def _model_eigenvalues(reading: Reading) -> list[float]:
    x = reading.canonical
    if reading.model == "depolarizing":
        return sorted([1 - x, x / 3, x / 3, x / 3], reverse=True)
    if reading.model == "amplitude-damping":
        return [1 - x / 2, x / 2, 0.0, 0.0]
    return sorted([1 - x, x, 0.0, 0.0], reverse=True)


def _distance(left: list[float], right: list[float]) -> float:
    size = max(len(left), len(right))
    padded = [one + [0.0] * (size - len(one)) for one in (left, right)]
    return sum(abs(a - b) for a, b in zip(*padded, strict=True)) / 2


CHECK = Check(
    name="channel-forms",
    terms=("kraus", "choi", "model", "parameter", "parameterConvention"),
    kind=MODEL,
    formula="equal eigenvalues of the Choi states",
    tolerance="0.05 in trace distance of the spectra, and the rounding of the entries",
    source="10.1016/0024-3795(75)90075-0",
    judge=judge,
)
