"""Which outcomes another law changes, and by which provisions."""

from __future__ import annotations

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.reasoning.combine import Verdict, line_verdict, settle
from qgov.reasoning.pipeline import ground_dossier
from qgov.registers.law import Law
from qgov.registers.verdicts import ALL, SEPARATOR, Standing, Verdicts, verdicts

FLIP_COLUMNS = ("jurisdiction", "before", "after", "causes")
ABSENT = "absent"  # not in force, or beside the point


def flips(dossier: Dossier, before: Law, after: Law, facts: dict[str, dict[str, Fact]] | None = None) -> list[tuple]:
    """The lines and jurisdictions whose outcome differs: item, jurisdiction, both outcomes, causes.

    An undetermined outcome is told with what it may be. Causes are the provisions whose status differs, as
    ``<provision>: <status before> -> <status after>``; of a jurisdiction its own, or all where none of its own differs.
    """
    if facts is None:
        facts = ground_dossier(dossier, simulate=False).facts
    return between(verdicts(dossier, before, facts), verdicts(dossier, after, facts))


def between(first: Verdicts, second: Verdicts) -> list[tuple]:
    """The same of what was found under two laws."""
    found = []
    for (one, standings), (other, others) in zip(first.lines, second.lines, strict=True):
        changes = _changes(standings, others)
        item = one.line.item.id
        rank = {code: index for index, code in enumerate(one.jurisdictions)}
        codes = sorted({*one.possible, *other.possible}, key=lambda code: (rank.get(code, len(rank)), code))
        pairs = [(ALL, line_verdict(one), line_verdict(other))]
        pairs += [
            (code, settle(one.possible.get(code, frozenset())), settle(other.possible.get(code, frozenset())))
            for code in codes
        ]
        found += [
            (item, code, _words(old), _words(new), _causes(changes, code))
            for code, old, new in pairs
            if old.possible != new.possible
        ]
    if len(first.lines) > 1:
        old, new = first.judged.whole.overall, second.judged.whole.overall
        if old.possible != new.possible:
            changes = {}
            for (_, standings), (_, others) in zip(first.lines, second.lines, strict=True):
                changes |= _changes(standings, others)
            found.append((None, ALL, _words(old), _words(new), _causes(changes, ALL)))
    return found


def _words(verdict: Verdict) -> str:
    if verdict.outcome == "undetermined":
        return f"undetermined ({' or '.join(verdict.possible)})"
    return verdict.outcome


def _changes(before: tuple[Standing, ...], after: tuple[Standing, ...]) -> dict[tuple[str, str], str]:
    """What changed, by jurisdiction and provision."""
    old, new = _statuses(before), _statuses(after)
    return {
        key: f"{key[1]}: {old.get(key, ABSENT)} -> {new.get(key, ABSENT)}"
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    }


def _statuses(standings: tuple[Standing, ...]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in standings:
        found.setdefault((one.jurisdiction, one.provision), []).append(one.status)
    return {key: "/".join(statuses) for key, statuses in found.items()}


def _causes(changes: dict[tuple[str, str], str], code: str) -> str:
    own = [text for (jurisdiction, _), text in changes.items() if code in (ALL, jurisdiction)]
    return SEPARATOR.join(own or changes.values())
