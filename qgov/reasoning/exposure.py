"""What a breach may cost at most: the penalties behind the controls and duties that a decision finds.

The sums are those of the law in the abstract; what an authority or court would impose is not said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qgov.norms.model import FORECLOSURE, NORM, PROHIBITED, REQUIRED
from qgov.reasoning.findings import APPLIES, DEPENDS, Finding
from qgov.situation.penalties import Penalty
from qgov.situation.penalty_scope import penalties_for


@dataclass(frozen=True)
class Exposure:
    """A penalty, the provisions found whose breach it sanctions, and whether text and day of it were read.

    ``certain`` tells that one of them applies; otherwise it is open whether any does.
    """

    penalty: Penalty
    breaches: tuple[str, ...]
    certain: bool
    verified: bool

    def to_dict(self) -> dict:
        """The penalty as JSON has it; what its law does not give is left out."""
        penalty = self.penalty
        given = {
            "fixedMaximum": penalty.fixed_max, "currency": penalty.currency, "percent": penalty.percent,
            "percentOf": penalty.percent_base, "imprisonmentYears": penalty.imprisonment_years,
            "otherMeasures": penalty.other_measures, "caveat": penalty.note,
        }  # fmt: skip
        return {
            "provision": penalty.provision,
            "jurisdiction": penalty.jurisdiction,
            "condition": penalty.condition,
            "tier": penalty.tier,
            "kind": penalty.kind,
            "rule": penalty.rule,
            **{key: value for key, value in given.items() if value not in (None, "")},
            "breachOf": list(self.breaches),
            "certain": self.certain,
            "verified": self.verified,
        }


def exposures(findings: Iterable[Finding], jurisdictions: frozenset[str], day: date) -> tuple[Exposure, ...]:
    """The penalties of the jurisdictions in question: for controls that apply or may, were the transfer made without
    what they ask for; and for duties that apply, were they not met."""
    found: dict[str, tuple[Penalty, dict[str, bool]]] = {}
    for finding in findings:
        norm = finding.norm
        control = norm.effect in (PROHIBITED, REQUIRED)
        if norm.kind != NORM or norm.effect == FORECLOSURE:
            continue
        if finding.status not in ((APPLIES, DEPENDS) if control else (APPLIES,)):
            continue
        for penalty in penalties_for(norm.provision, day):
            if penalty.jurisdiction in jurisdictions:
                _, breaches = found.setdefault(penalty.id, (penalty, {}))
                breaches[norm.provision] = breaches.get(norm.provision, False) or finding.status == APPLIES
    return tuple(
        Exposure(
            penalty, tuple(breaches), any(breaches.values()),
            penalty.verification == "verified" and penalty.holds(day) is True,
        )
        for penalty, breaches in found.values()
    )  # fmt: skip
