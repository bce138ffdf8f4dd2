"""The order in which a judgment tells its reasons: those by which the outcome stands, what is owed, then the rest."""

from __future__ import annotations

from collections.abc import Iterable

from qgov.norms.model import ENTRY, EXCEPTION, NORM, OPEN, PERMITTED, POINTER, PROHIBITED, REQUIRED, SEVERITY
from qgov.reasoning.combine import UNDETERMINED
from qgov.reasoning.decision import Decision
from qgov.reasoning.findings import APPLIES, DEFEATED, DEPENDS, NOT, SATISFIED, Finding

_ANCHOR = {ENTRY: 0, NORM: 1, EXCEPTION: 2, POINTER: 3}
_STATUS = {APPLIES: 0, SATISFIED: 0, DEFEATED: 0, DEPENDS: 1, NOT: 2}
_DECIDES, _OWED, _REST = range(3)


def in_order(decision: Decision, findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they are told: by part, then by the strictest jurisdiction, of equally strict ones those that are
    decided first, the most severe of what each brings, lines that are decided before those that are not, the entry
    before the control that reads it, and provision. The same findings always come in the same order."""
    findings = list(findings)
    undecided = {code for code, verdict in decision.jurisdictions if verdict.outcome == UNDETERMINED}
    undecided_lines = {item for item, verdict in decision.lines if verdict.outcome == UNDETERMINED}
    precaution = {code: SEVERITY.get(verdict.precaution, 0) for code, verdict in decision.jurisdictions}
    possible = {code: {SEVERITY[word] for word in verdict.possible} for code, verdict in decision.jurisdictions}
    brought = {id(finding): _brings(finding, precaution) for finding in findings}
    controls: dict[tuple, int] = {}
    for finding in findings:
        if finding.norm.kind == NORM and (severity := brought[id(finding)]) is not None:
            key = finding.line, finding.provision
            controls[key] = max(controls.get(key, severity), severity)

    def key(finding: Finding) -> tuple:
        norm, code = finding.norm, finding.norm.jurisdiction
        severity = brought[id(finding)]
        if norm.kind == ENTRY and finding.status != NOT:
            named = [
                controls[at] for provision in norm.controlled_under if (at := (finding.line, provision)) in controls
            ]
            severity = max(named, default=None)
        stands = severity is not None and (severity >= precaution.get(code, 0) or severity in possible.get(code, ()))
        owed = norm.kind == NORM and finding.status not in (NOT, DEPENDS) and norm.effect not in (PROHIBITED, REQUIRED)
        part = _DECIDES if stands else _OWED if owed else _REST
        return (
            part, -precaution.get(code, 0), code in undecided, code, -(severity or 0) if stands else 0,
            stands and finding.line in undecided_lines, _ANCHOR[norm.kind], _STATUS[finding.status], finding.provision,
        )  # fmt: skip

    return sorted(findings, key=key)


def _brings(finding: Finding, precaution: dict[str, int]) -> int | None:
    """The severity of the outcome that a finding brings or may bring about; None of one that brings none by itself."""
    norm, status = finding.norm, finding.status
    if status == NOT or norm.kind == ENTRY:
        return None
    if norm.kind == POINTER:
        return max((SEVERITY[word] for word in norm.may_yield), default=None)
    if norm.kind == EXCEPTION:
        return SEVERITY[OPEN if finding.missing else PERMITTED] if status == APPLIES else None
    if norm.effect not in (PROHIBITED, REQUIRED):
        return None
    if status in (SATISFIED, DEFEATED):  # told with the paper or the exception on which it now depends
        return min(precaution.get(norm.jurisdiction, 0), SEVERITY[OPEN])
    return SEVERITY[norm.effect]
