"""T2 <= 2 T1: a qubit cannot keep its phase longer than relaxation lets it.

For devices (like statistics compared with like) this is a theorem. Tables of single qubits break it in about one row of
a hundred, because T1 and T2 are taken hours apart while both fluctuate (Burnett et al. 2019,
DOI 10.1038/s41534-019-0168-5); there it is a data-quality flag and refutes nothing. Decays that are seen and sorted
out, as in erasure and dual-rail qubits, leave a longer coherence (Kubica et al. 2023, DOI 10.1103/PhysRevX.13.041022):
a claim which states such postselection is not refuted.
"""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Item, Quantity

from ..assumptions import unstated
from ..estimate import Estimate, claimed, estimate, is_readable, positive
from ..exact import difference, ratio
from ..model import MODEL, REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_MOST
from .check import Check, Evidence, Judged
from .premises import contradicted

TOLERANCE = Decimal("1.10")
Z = 3
EVERY_RUN = (("postselection", "none"),)


def judge(check: Check, item: Item) -> list[Judged]:
    return _device(check, item) + _pair_rows(check, item)


def _device(check: Check, item: Item) -> list[Judged]:
    t1, t2 = claimed(item, "t1"), claimed(item, "t2")
    if t1 is None or t2 is None:
        return []
    claims = (ClaimRef(item.id, "t1"), ClaimRef(item.id, "t2"))
    one, two = estimate(t1), estimate(t2)
    numbers = {"value": two.shown, "side": AT_MOST, "unit": "s"}
    if t1.statistic != t2.statistic:
        reason = f"T1 is {_statistic(t1)} and T2 is {_statistic(t2)}: different statistics cannot be compared"
        needs = ("t1 and t2 with equal statistic",)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]
    if one.high is None:
        reason = "T1 has no upper end, so that there is no limit"
        needs = ("t1 with a value or an upper end",)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers))]
    limit = 2 * (one.value if one.value is not None else one.high)
    numbers |= {"bound": limit, "margin": None if two.shown is None else difference(limit, two.shown)}
    excess, z = _excess(one, two)
    if z is not None:
        numbers |= {"z_score": -z, "u": _square(one, two).sqrt()}
    evidence = _evidence(one, two)
    if excess == "none":
        return [Judged(check.verdict(SUPPORTED, claims, reason="T2 lies within 2 T1", **numbers), evidence)]
    if excess == "slight":
        reason = "T2 lies above 2 T1 by no more than the tolerance"
        needs = ("t1 and t2 with uncertainty", "t1 and t2 taken together")
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers), evidence)]
    needs = (*unstated(item, check.assumptions), *contradicted(item, EVERY_RUN))
    if needs:
        reason = "T2 lies above 2 T1, which is impossible only under assumptions that the claim does not state"
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=needs, **numbers), evidence)]
    return [Judged(check.verdict(REFUTED, claims, reason="T2 lies above 2 T1", **numbers), evidence)]


def _excess(one: Estimate, two: Estimate) -> tuple[str, Decimal | None]:
    """How far T2 is above 2 T1: "none", "slight" (within tolerance) or "clear"; and the z score if there is one."""
    if one.value is not None and two.value is not None and two.value <= 2 * one.value:
        return "none", None
    if two.low is None:
        return ("none" if two.value is None else "slight"), None
    if (one.value is None or two.value is None) and two.low <= 2 * one.high:
        return "none", None
    if one.u is None and two.u is None and (one.low, two.low) != (one.value, two.value):
        return ("clear" if two.low > 2 * one.high else "slight"), None
    over = difference(two.low, 2 * one.high)
    square = _square(one, two)
    z = ratio(over, square.sqrt()) if square else None
    beyond_uncertainty = over > 0 and over * over > Z * Z * square
    beyond_tolerance = two.low > TOLERANCE * 2 * one.high
    if one.u is not None and two.u is not None:
        return ("clear" if beyond_uncertainty else "slight"), z
    return ("clear" if beyond_tolerance and beyond_uncertainty else "slight"), z


def _square(one: Estimate, two: Estimate) -> Decimal:
    """u^2 of T2 - 2 T1."""
    return (two.u or Decimal(0)) ** 2 + 4 * (one.u or Decimal(0)) ** 2


def _pair_rows(check: Check, item: Item) -> list[Judged]:
    worst: dict[str, tuple[Decimal, Estimate, Estimate]] = {}
    for pair in item.pairs:
        for qubit, t1, t2 in zip(pair.qubits, pair.t1, pair.t2, strict=True):
            if t1 is None or t2 is None or not is_readable(t1) or not is_readable(t2):
                continue
            one, two = estimate(t1), estimate(t2)
            if one.high is None or two.low is None or one.high <= 0:
                continue
            share = ratio(two.low, 2 * one.high, 20)
            if qubit not in worst or share > worst[qubit][0]:
                worst[qubit] = (share, one, two)
    if not worst:
        return []
    flagged = sum(share > TOLERANCE for share, _, _ in worst.values())
    qubit, (_, one, two) = max(worst.items(), key=lambda entry: (entry[1][0], entry[0]))
    counts = {"supported": len(worst) - flagged, "undetermined": flagged}
    reason = f"{counts['supported']} of {len(worst)} qubits within 2 T1 and 10 %; largest ratio on qubit {qubit}"
    grounding = check.verdict(
        UNDETERMINED if flagged else SUPPORTED,
        (ClaimRef(item.id, "pairs.t1"), ClaimRef(item.id, "pairs.t2")),
        kind=MODEL, value=two.low, bound=2 * one.high, margin=difference(2 * one.high, two.low), side=AT_MOST, unit="s",
        reason=reason, needs=("t1 and t2 of a qubit taken together",) if flagged else (), assumptions=(),
        count=len(worst), counts=counts,
    )  # fmt: skip
    return [Judged(grounding, _evidence(one, two))]


def _evidence(one: Estimate, two: Estimate) -> Evidence | None:
    """The coherence of |+> after T1, with the claimed T2 or, where that is impossible, with the limit."""
    from math import exp

    t1, t2 = positive(one.value if one.value is not None else one.high), positive(two.shown)
    if t1 is None or t2 is None:
        return None
    possible = min(t2 / t1, 2.0)
    return Evidence("coherence", {"t1": 1.0, "t2": possible, "time": min(1.0, possible)},
                    lambda: exp(-min(1.0, possible) / possible))  # fmt: skip


def _statistic(quantity: Quantity) -> str:
    return quantity.statistic or "of no stated statistic"


CHECK = Check(
    name="relaxation-limit",
    terms=("t1", "t2", "pairs.t1", "pairs.t2"),
    kind=THEOREM,
    formula="T2 <= 2 T1",
    tolerance="10 % without uncertainty, else 3 standard uncertainties, u^2 = u(T2)^2 + 4 u(T1)^2",
    source="10.1017/CBO9780511976667",
    judge=judge,
    assumptions=(("sameQubits", "true"), ("dynamicalDecoupling", "none"), ("errorCorrection", "none")),
    circuit="coherence",
)
