"""Conflicts of duty between sovereigns: what one law demands for a transfer, another forbids.

They change no outcome, since each sovereign's own answer stands; they tell whoever is caught in between what way out
the laws offer. A licence on file takes the prohibition away and with it the conflict.
"""

from __future__ import annotations

from collections.abc import Iterable

from qgov.norms.model import NORM, POINTER, PROHIBITED, REQUIRED
from qgov.reasoning.findings import APPLIES, DEPENDS, Finding
from qgov.situation.incompatible import Incompatible, incompatible

_BINDING = (PROHIBITED, REQUIRED, "duty")


def conflicts(findings: Iterable[Finding], table: Iterable[Incompatible] | None = None) -> tuple[dict, ...]:
    """The conflicts among the findings of a decision, by their place in the table and their provisions.

    Each is ``{"between", "jurisdictions", "lines", "certain", "what", "resolution", "citation"}``. It is certain where
    both norms apply to one line and their texts, like the table's ground, were read; otherwise one only may apply.
    """
    found: dict[tuple[str, str, str], dict] = {}
    standing = [finding for finding in findings if _stands(finding)]
    for row in incompatible() if table is None else table:
        for duty in (finding for finding in standing if row.owes(finding.provision)):
            for measure in standing:
                if (
                    measure.line != duty.line
                    or measure.norm.jurisdiction == duty.norm.jurisdiction
                    or not row.opposes(measure.provision)
                ):
                    continue
                key = (row.id, duty.provision, measure.provision)
                one = found.setdefault(key, _conflict(row, duty, measure))
                one["lines"].add(duty.line)
                one["certain"] |= row.verified and _sure(duty) and _sure(measure)
    return tuple({**found[key], "lines": sorted(found[key]["lines"])} for key in sorted(found))


def _conflict(row: Incompatible, duty: Finding, measure: Finding) -> dict:
    return {
        "between": [duty.provision, measure.provision],
        "jurisdictions": [duty.norm.jurisdiction, measure.norm.jurisdiction],
        "lines": set(), "certain": False,
        "what": row.what, "resolution": row.resolution, "citation": row.citation,
    }  # fmt: skip


def _stands(finding: Finding) -> bool:
    """Whether a norm binds, or may bind; what is satisfied, defeated or merely permits does not."""
    if finding.status not in (APPLIES, DEPENDS):
        return False
    return finding.norm.kind == POINTER or (finding.norm.kind == NORM and finding.norm.effect in _BINDING)


def _sure(finding: Finding) -> bool:
    return finding.status == APPLIES and finding.verified
