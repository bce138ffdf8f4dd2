"""The shared words: read from ``ontology/``, the only place where they are defined."""

from qgov.lexicon.terms import Lexicon, Term, lexicon

__all__ = ["Lexicon", "Term", "lexicon"]
