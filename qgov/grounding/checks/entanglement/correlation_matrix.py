"""S <= 2 sqrt(s1^2 + s2^2): the correlation matrix of two qubits says how far they can violate a Bell inequality.

s1 >= s2 >= s3 are the singular values of the matrix T of the mean products of Pauli operators, none above 1 (Horodecki
1995, DOI 10.1016/0375-9601(95)00214-N). The overlap with a maximally entangled state is at most (1 + s1 + s2 + s3)/4.
Signs and axes do not matter, so that matrices in any convention are read alike. A matrix has no uncertainty here and
counts as known to 10 %.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

from qgov.dossier.model import Item

from ...estimate import Estimate
from ...exact import decimal_from_float
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, DECLARED, MEASURED, Bound, Z, judge_bound
from ..check import Check, Evidence, Judged
from .reading import FAR_POSTSELECTION, averaged, contrary, read, refs
from .states import chsh_of_concurrence
from .tsirelson import counted

TERM = "correlationMatrix"
LARGEST = 10**6  # beyond which a number is no estimate of a correlation at all


def judge(check: Check, item: Item) -> list[Judged]:
    given = item.claims.get(TERM)
    if given is None:
        return []
    singular = singular_values(given)
    if singular is None:
        reason = "the matrix cannot be read as the correlations of two qubits"
        needs = (f"{TERM} as three lists of three real numbers",)
        return [Judged(check.verdict(UNDETERMINED, refs(item, TERM), reason=reason, needs=needs))]
    largest = decimal_from_float(singular[0])
    selected = contrary(item, "postselection", *FAR_POSTSELECTION)
    results = [judge_bound(
        check, item, refs(item, TERM), Estimate(largest, largest, largest, None), Bound(1.0, 1.0, exact=True), AT_MOST,
        unit="1", within="no correlation is above 1", beyond="a correlation lies above 1", tolerance=DECLARED,
        needs=selected,
    )]  # fmt: skip
    pairs = (("chsh", counted(item), chsh_most(singular)), ("bellFidelity", read(item, "bellFidelity"),
                                                          fidelity_most(singular)))  # fmt: skip
    for term, one, most in pairs:
        if one is None:
            continue
        results.append(judge_bound(
            check, item, refs(item, term, TERM), one, Bound(most, most, MEASURED / Z * most), AT_MOST, unit="1",
            within=f"{term} lies within what the correlations allow",
            beyond=f"{term} lies above what the correlations allow",
            needs=(*selected, *averaged(item, term)), evidence=_evidence(singular) if term == "chsh" else None,
        ))  # fmt: skip
    return results


def singular_values(matrix: object) -> tuple[float, float, float] | None:
    """The singular values of a matrix of three by three real numbers, the largest first; None for anything else."""
    import numpy

    rows = matrix if isinstance(matrix, list | tuple) else ()
    if len(rows) != 3 or any(not isinstance(row, list | tuple) or len(row) != 3 for row in rows):
        return None
    numbers = [number for row in rows for number in row]
    if any(isinstance(number, bool) or not isinstance(number, int | Decimal) for number in numbers):
        return None
    if not all(Decimal(number).is_finite() and abs(number) <= LARGEST for number in numbers):
        return None
    found = numpy.linalg.svd(numpy.array([float(number) for number in numbers]).reshape(3, 3), compute_uv=False)
    return tuple(float(one) for one in found)


def chsh_most(singular: tuple[float, float, float]) -> float:
    """The largest Bell value at any settings."""
    return 2 * sqrt(singular[0] ** 2 + singular[1] ** 2)


def fidelity_most(singular: tuple[float, float, float]) -> float:
    """The largest overlap with a maximally entangled state."""
    return min(1.0, (1 + sum(singular)) / 4)


def _evidence(singular: tuple[float, float, float]) -> Evidence | None:
    """The pure state whose two largest correlations have this ratio, at its best settings: the bound over s1."""
    if not singular[0] > 0:
        return None
    ratio = min(1.0, singular[1] / singular[0])
    return Evidence("chsh-pure-state", {"concurrence": ratio}, lambda: chsh_of_concurrence(ratio))


CHECK = Check(
    name="correlation-matrix",
    terms=(TERM, "chsh", "bellFidelity", "trials", "postselection"),
    kind=THEOREM,
    formula="S <= 2 sqrt(s1^2 + s2^2), F <= (1 + s1 + s2 + s3)/4, s1 <= 1, singular values of T",
    tolerance="2 % of the matrix alone, 10 % beside others, and 3 standard uncertainties",
    source="10.1016/0375-9601(95)00214-N",
    judge=judge,
    assumptions=(("sameState", "true"),),
    circuit="chsh-pure-state",
)
