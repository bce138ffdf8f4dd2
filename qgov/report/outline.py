"""A condition as an outline for reading: a phrase for each part that has to hold, and below it the ways of a choice.

An outline is a list of phrases and of ``{"any" | "all" | "not": outline}``; a part that fits a line is one phrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from qgov.norms.conditions import Always, And, Condition, Not, Or
from qgov.norms.words import conjuncts, in_words

_LINE = 150
Outline = list["str | dict[str, Outline]"]


def outline(condition: Condition) -> Outline:
    """All that has to hold, said exactly. Nothing to ask is an empty outline."""
    if isinstance(condition, Always):
        return []
    found: Outline = []
    for part in conjuncts(condition):
        said = _part(part)
        if said not in found:
            found.append(said)
    return found


def _part(condition: Condition) -> str | dict[str, Outline]:
    phrase = in_words(condition, exactly=True)
    if len(phrase) <= _LINE or not isinstance(condition, (And, Or, Not)):
        return phrase
    if isinstance(condition, Not):
        return {"not": outline(condition.part)} if isinstance(condition.part, (And, Or, Not)) else phrase
    if isinstance(condition, And):
        return {"all": outline(condition)}
    return {"any": [_part(part) for part in _alternatives(condition)]}


def _alternatives(choice: Or) -> Iterator[Condition]:
    for part in choice.parts:
        if isinstance(part, Or):
            yield from _alternatives(part)
        else:
            yield part


def outline_text(found: Outline, depth: int = 0) -> str:
    """An outline as lines, each way below its heading."""
    lines = []
    for said in found:
        if isinstance(said, str):
            lines.append(f"{'  ' * depth}- {said}")
        else:
            ((kind, below),) = said.items()
            lines += [f"{'  ' * depth}- {_heading(kind, below)}", outline_text(below, depth + 1)]
    return "\n".join(lines)


def outline_html(found: Outline) -> str:
    """An outline as nested lists."""
    items = []
    for said in found:
        if isinstance(said, str):
            items.append(f"<li>{escape(said)}</li>")
        else:
            ((kind, below),) = said.items()
            items.append(f"<li>{_heading(kind, below)}{outline_html(below)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _heading(kind: str, below: Outline) -> str:
    if kind == "not":
        return "not all of" if len(below) > 1 else "not"
    return {"any": "one of", "all": "all of"}[kind]
