"""Privileges that nobody needs: their conditions are not all on file, and another way permits all that they would."""

from __future__ import annotations

from collections.abc import Iterable

from qgov.norms.model import EXCEPTION
from qgov.reasoning.findings import DEFEATED, NOT, SATISFIED, Finding


def unused(findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """The line and IRI of every exception with conditions that are not on file, where each control that it defeats is
    licensed or defeated by what has none open: what it lacks and what it asks of who relies on it is not for this
    transfer."""
    findings = tuple(findings)
    lacking = {(f.line, f.norm.iri): f.norm for f in findings if f.missing and f.norm.kind == EXCEPTION}
    if not lacking:
        return frozenset()
    settled: dict[tuple[str, str], bool] = {}
    for finding in findings:
        if finding.norm.kind == EXCEPTION or finding.status == NOT:
            continue
        free = finding.status == SATISFIED or (
            finding.status == DEFEATED and (finding.line, finding.defeated_by) not in lacking
        )
        key = finding.line, finding.provision
        settled[key] = settled.get(key, True) and free
    return frozenset(
        (line, iri)
        for (line, iri), norm in lacking.items()
        if (reached := [settled[line, p] for p in norm.defeats if (line, p) in settled]) and all(reached)
    )
