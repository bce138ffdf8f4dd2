"""The lines of a dossier together: what they share is one unknown, so that only what occurs at once is combined."""

from __future__ import annotations

from qgov.reasoning.smt.lines import LEVELS, contributions, exactly, search_of
from qgov.reasoning.smt.search import Search


def together(search: Search, judgments) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """The terms of the worlds that have each outcome: over all jurisdictions, and in each of them."""
    parts: dict[str, list[tuple[str, int]]] = {}
    for judgment in judgments:
        terms = search.encoding.line(judgment.line)
        for code, options in contributions(search, judgment, terms).items():
            parts.setdefault(code, []).extend(options)
    overall = exactly(search, [pair for options in parts.values() for pair in options])
    return overall, {code: exactly(search, options) for code, options in parts.items()}


def outcomes_together(engine, judgments) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """The outcomes that occur over all lines, and per jurisdiction; OutOfTime where finding them takes too long."""
    search = search_of(engine)
    with search:
        overall, each = together(search, judgments)
        worlds = search.cover([*overall.values(), *(term for found in each.values() for term in found.values())])

    def occurring(found: dict[str, int]) -> frozenset[str]:
        return frozenset(outcome for outcome in LEVELS if found[outcome] in worlds)

    return occurring(overall), {code: occurring(found) for code, found in each.items()}
