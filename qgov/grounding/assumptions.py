"""What a claim must state before a theorem may refute it. What is not stated is asked for, not supposed."""

from __future__ import annotations

from qgov.dossier.model import Item

Required = tuple[str, str]  # the assumption and the word it must have, such as ("errorCorrection", "none")

_WORDS = {"none": ("none", "false"), "true": ("true",)}


def stated_word(item: Item, term: str) -> str | None:
    """The stated assumption as a word, ``true`` and ``false`` for flags; None if it is not stated."""
    assumption = item.assumptions.get(term)
    if assumption is None:
        return None
    return str(assumption.value).lower() if isinstance(assumption.value, bool) else str(assumption.value)


def unstated(item: Item, required: tuple[Required, ...]) -> tuple[str, ...]:
    """The required assumptions that the item does not state, as needs; one that it contradicts says what was stated."""
    needs = []
    for term, word in required:
        stated = stated_word(item, term)
        if stated is None:
            needs.append(f"{term}: {word}")
        elif stated not in _WORDS.get(word, (word,)):
            needs.append(f"{term}: {word} (stated: {stated})")
    return tuple(needs)


def written(required: tuple[Required, ...]) -> tuple[str, ...]:
    return tuple(f"{term}: {word}" for term, word in required)
