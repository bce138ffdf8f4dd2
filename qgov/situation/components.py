"""Components that are built into goods which no list describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgov.situation.asked import Asked

if TYPE_CHECKING:
    from qgov.situation.lines import Line

COMPONENT_QUESTIONS = {"eu-general-note-2": "eu-dual-use", "de-list-note-2": "de-awv"}
"""Open questions that only a component raises which is built into an item that no entry of the instrument can describe:
whether it is less than the principal element of that item (Regulation (EU) 2021/821, Annex I, General Note 2), or no
main element of it (Ausfuhrliste, Anwendung der Ausfuhrliste, Teil I, no. 2)."""
_NO_GOODS = frozenset({"Software", "Technology"})


def component_questions(line: Line, lines: Mapping[str, Line], asked: Asked) -> frozenset[str]:
    """Those of ``COMPONENT_QUESTIONS`` that a line raises, by what is known of the item that it is part of before the
    entries are asked: one that may be described by an entry raises none."""
    whole = lines.get(line.item.part_of or "")
    if whole is None or line.item.type in _NO_GOODS or whole.item.type in _NO_GOODS:
        return frozenset()
    return frozenset(
        question
        for question, instrument in COMPONENT_QUESTIONS.items()
        if question in asked.questions
        and not any(
            entry.condition.possible(whole.widest_view([entry.condition])) is not False
            for entry in asked.entries
            if entry.instrument == instrument
        )
    )
