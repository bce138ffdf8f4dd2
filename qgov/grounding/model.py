"""What a check returns and what a norm may read: groundings and facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

SUPPORTED, REFUTED, UNDETERMINED = "supported", "refuted", "undetermined"
MET, NOT_MET = "met", "not-met"
THEOREM, MODEL, CAPABILITY = "theorem", "model", "capability"


@dataclass(frozen=True)
class ClaimRef:
    """Which claim a grounding is about: the item, the term (``pairs.cnotError`` for pair rows), the row's index."""

    item: str
    term: str
    index: int | None = None

    def to_dict(self) -> dict:
        return {"item": self.item, "term": self.term} | ({} if self.index is None else {"index": self.index})


@dataclass(frozen=True)
class Grounding:
    """The verdict of one check on one claim, or on a set of claims that are judged together.

    ``value`` and ``bound`` are in the canonical unit of the claim's term; ``margin`` is how far the value lies on the
    permitted side of the bound (negative: beyond it); ``side`` says which that is (``at most`` or ``at least`` the
    bound) and ``u`` is the combined standard uncertainty of value and bound, where the check has them. ``count`` says
    for how many pair rows the verdict stands.
    """

    check: str
    kind: str
    verdict: str
    claims: tuple[ClaimRef, ...]
    value: Decimal | None = None
    bound: Decimal | None = None
    margin: Decimal | None = None
    z_score: Decimal | None = None
    side: str = ""
    u: Decimal | None = None
    unit: str = ""
    formula: str = ""
    reason: str = ""
    assumptions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    source: str = ""
    circuit: str | None = None
    simulated: dict | None = None
    count: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict:
        """The grounding as the contract's JSON object, with numbers as Decimals for the caller to render."""
        claims = [claim.to_dict() for claim in self.claims]
        always = {
            "check": self.check,
            "kind": self.kind,
            "verdict": self.verdict,
            "value": self.value,
            "bound": self.bound,
            "margin": self.margin,
            "assumptions": list(self.assumptions),
            "needs": list(self.needs),
            "source": self.source,
            "circuit": self.circuit,
        }
        where_set = {
            "zScore": self.z_score,
            "side": self.side,
            "standardUncertainty": self.u,
            "unit": self.unit,
            "formula": self.formula,
            "reason": self.reason,
            "simulated": None if self.simulated is None else dict(self.simulated),
            "count": self.count,
            "counts": dict(self.counts),
        }
        about = {"claim": claims[0]} if len(claims) == 1 else {"claims": claims}
        return about | always | {name: value for name, value in where_set.items() if value not in (None, "", {})}


@dataclass(frozen=True)
class Fact:
    """A measurand that norms may read: a closed interval in the term's canonical unit, or the words it may be.

    ``lower`` and ``upper`` are the ends of the term's domain where nothing better is known; ``known`` is False when
    nothing but the domain is left (missing, refuted, not convertible). ``values`` is set for words instead of numbers.
    ``possibly_absent`` says that the item may not have the measurand at all (nothing was claimed).
    """

    term: str
    item: str
    lower: Decimal | None = None
    upper: Decimal | None = None
    values: frozenset[str] | None = None
    known: bool = True
    possibly_absent: bool = False
    estimate: Decimal | None = None
    standard_uncertainty: Decimal | None = None
    basis: str | None = None
    as_declared: bool = False
    integer: bool = False
    reading: str = ""
    derived_from: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
