"""Conflicts of duty in words: which provisions pull against each other, about what, and what way out the law offers."""

from __future__ import annotations

from qgov.reasoning.decision import Decision


def conflict_words(decision: Decision) -> list[str]:
    """One text a matter; provisions that say the same against one duty are told together."""
    groups: dict[tuple, dict] = {}
    for conflict in decision.conflicts:
        duty, measure = conflict["between"]
        key = (duty, conflict["what"], conflict["certain"], tuple(conflict["lines"]))
        groups.setdefault(key, {**conflict, "measures": []})["measures"].append(measure)
    several = len(decision.lines) > 1
    return [_words(group, several) for group in groups.values()]


def _words(group: dict, several: bool) -> str:
    kind = "Conflict" if group["certain"] else "Possible conflict"
    of = f" [{', '.join(group['lines'])}]" if several else ""
    measures = " and ".join(dict.fromkeys(group["measures"]))
    matter = group["what"][:1].upper() + group["what"][1:]
    way = group["resolution"][:1].upper() + group["resolution"][1:]
    return f"{kind} of {group['between'][0]} with {measures}{of}. {matter}. {way}. ({group['citation']})"
