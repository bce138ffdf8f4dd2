"""Duties that only may apply: gathered in one line an instrument, as none of them decides the outcome."""

from __future__ import annotations

from collections.abc import Iterable

from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.model import NORM
from qgov.reasoning.findings import DEPENDS, Finding

_STATUS = frozenset({"partyStatus", "otherEntityStatus", "financialEntityStatus"})


def is_perhaps_owed(finding: Finding) -> bool:
    """Whether a finding says no more than that a duty may apply: no outcome rests on a duty."""
    return finding.norm.kind == NORM and finding.norm.effect == "duty" and finding.status == DEPENDS


def perhaps_owed(findings: Iterable[Finding]) -> tuple[list[Finding], list[list[Finding]]]:
    """The findings without such duties, and the duties by instrument in the order in which they come.

    An instrument of which one duty alone may apply keeps its sentence among the findings: nothing is shorter than it.
    """
    findings = list(findings)
    groups: dict[str, list[Finding]] = {}
    for finding in filter(is_perhaps_owed, findings):
        groups.setdefault(finding.norm.instrument, []).append(finding)
    several = [group for group in groups.values() if len({f.provision for f in group}) > 1]
    gathered = {id(finding) for group in several for finding in group}
    return [finding for finding in findings if id(finding) not in gathered], several


def perhaps_words(group: list[Finding], lines: int) -> str:
    """One line on the duties of one instrument; of which of several lines, where it is not all of them."""
    code = group[0].norm.instrument
    instrument = norm_book().instruments.get(code)
    named = instrument.label if instrument else code
    of = list(dict.fromkeys(finding.line for finding in group))
    prefix = f"[{', '.join(of)}] " if 1 < lines and len(of) < lines else ""
    provisions = ", ".join(dict.fromkeys(finding.provision for finding in group))
    return f"{prefix}Duties that may apply and decide nothing ({named}): {provisions}.{_settled_by(group)}"


def _settled_by(group: list[Finding]) -> str:
    """What settles them, where it is one answer: as what the parties are regulated."""
    open_terms = [{row["term"] for row in finding.because if row["met"] != "met"} for finding in group]
    if not all(terms and terms <= _STATUS for terms in open_terms):
        return ""
    return f" Settled by what each party is {lexicon().terms['regulatedAs'].label} (regulatedAs)."
