"""Findings of rules that something else takes away: a foreclosed exception, a rule that gives way to a higher one.

The conditions of a day already hold what defeats and outranks (``qgov.norms.defeat``, ``qgov.norms.hierarchy``); here a
rule that would hold but for that is said to be defeated, and by what.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.norms.hierarchy import Rank, ranks
from qgov.norms.model import ENTRY, EXCEPTION, FORECLOSURE, NORM, POINTER, Norm

APPLIES, NOT, DEFEATED = "applies", "does-not-apply", "defeated"
_DECIDING = ("prohibited", "authorisation-required")


def only_accompanies(norm: Norm) -> bool:
    """Whether no outcome rests on a rule itself: duties, review policies, foreclosures and exceptions to these."""
    return bool(norm.reviews) or (norm.kind == NORM and norm.effect not in _DECIDING)


def set_aside(findings: list, line) -> list:
    """The findings of one line, where what does not apply for another rule's sake alone is defeated by that rule.

    A pointer never applies, so one that gives way does not apply and says why.
    """
    holding = {finding.norm.iri for finding in findings if finding.status == APPLIES}
    describing = {f.norm.instrument for f in findings if f.norm.kind == ENTRY and f.status == APPLIES}
    above = {rank.iri: rank for rank in ranks() if rank.superior in describing}
    return [_told(finding, holding, above, line) for finding in findings]


def _told(finding, holding: set[str], above: dict[str, Rank], line):
    norm = finding.norm
    if finding.status != NOT or not norm.foreclosed_by:
        return finding
    by = next((iri for iri in norm.foreclosed_by if iri in holding or iri in above), None)
    own = norm.own_condition
    if by is None or own is None or own.possible(line.widest_view([own])) is False:
        return finding
    note = f"gives way: {above[by].says} ({above[by].citation})" if by in above else ""
    status = NOT if norm.kind == POINTER else DEFEATED
    return replace(finding, status=status, defeated_by=by, note=note, relevant=status == DEFEATED)


def foreclosed(finding) -> bool:
    """Whether an exception is taken away by a rule, and not by a declaration."""
    kinds = finding.norm.kind == EXCEPTION or finding.norm.effect == FORECLOSURE
    return kinds and finding.status == DEFEATED and finding.defeated_by in finding.norm.foreclosed_by
