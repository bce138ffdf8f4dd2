"""Terms by what people call them: their name, key or notation, their label, or a text that they hold."""

from __future__ import annotations

import difflib

from qgov.base.iri import QGOV
from qgov.lexicon.labels import labels
from qgov.lexicon.terms import Lexicon, Term

_SHOWN = 6


def named(words: Lexicon, text: str) -> list[Term]:
    """The terms of a name, key or notation; else those whose label, in any language, is the text."""
    wanted = text.removeprefix("qgov:").removeprefix(QGOV)
    found = [term for term in words.terms.values() if wanted in (term.name, term.key, term.notation)]
    return found or [term for term in words.terms.values() if wanted.casefold() in _labels(term)]


def holding(words: Lexicon, text: str) -> list[Term]:
    """The terms whose name, label or definition holds a text."""
    wanted = text.casefold()
    return [
        term for term in words.terms.values()
        if any(wanted in told.casefold() for told in (term.label, term.definition, term.name))
    ]  # fmt: skip


def near(words: Lexicon, text: str) -> list[Term]:
    """What may have been meant: labels that hold the text, and what the definition of the first speaks of, for a word
    in use for one thing may stand for its neighbour; else names and labels spelt like it."""
    wanted = text[:200].casefold()
    held = sorted((t for t in words.terms.values() if wanted in t.label.casefold()), key=lambda t: _rank(t, wanted))
    spoken = [other for term in held[:1] for other in _spoken_of(words, term)]
    found = list({term.name: term for term in (*held[:1], *spoken, *held[1:])}.values())
    if not found or not wanted:
        by_text = {term.label: term for term in words.terms.values()} | dict(words.terms)
        close = difflib.get_close_matches(text[:200], by_text, n=3, cutoff=0.5)
        found = [by_text[one] for one in close]
    return found[:_SHOWN]


def _rank(term: Term, wanted: str) -> tuple:
    """Classes first, then labels that begin with the text, then short ones."""
    return "Class" not in term.kinds, not term.label.casefold().startswith(wanted), len(term.label)


def _spoken_of(words: Lexicon, term: Term) -> list[Term]:
    """The terms of two words or more whose label stands in a definition: its genus, and what tells it apart."""
    told = term.definition.casefold()
    return [
        other for other in words.terms.values()
        if " " in other.label and other.name != term.name and other.label.casefold() in told
    ]  # fmt: skip


def _labels(term: Term) -> set[str]:
    return {term.label.casefold(), *(label.text.casefold() for label in labels().get(term.name, ()))}
