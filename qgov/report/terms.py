"""A term of the lexicon as a page and as JSON."""

from __future__ import annotations

from qgov.lexicon import Term, lexicon
from qgov.lexicon.units import fitting
from qgov.report.page import rows_page


def term_page(term: Term) -> str:
    """Everything about one term, for reading."""
    words = sorted(lexicon().words(term.words_class)) if term.words_class else []
    rows = [
        ("label", term.label),
        ("means", term.definition),
        ("source", "; ".join(term.sources)),
        ("example", term.example),
        ("is a", ", ".join((*term.kinds, *(f"subclass of {parent}" for parent in term.parents)))),
        ("JSON key", term.key if term.value_kind else ""),
        ("value", term.value_kind or ""),
        ("unit", f"{term.unit} (also {', '.join(fitting(term))})" if term.unit else ""),
        ("domain", term.domain() if term.unit else ""),
        ("words", ", ".join(words)),
        ("used on", ", ".join(term.used_on)),
        ("reading", term.reading),
        ("other readings", "; ".join(term.other_readings)),
        ("IRI", term.iri),
    ]
    return rows_page(term.name, rows, column=18)


def term_dict(term: Term) -> dict:
    """A term as JSON."""
    found = {
        "iri": term.iri, "name": term.name, "key": term.key if term.value_kind else None, "label": term.label,
        "definition": term.definition, "sources": list(term.sources), "example": term.example,
        "types": list(term.kinds), "parents": list(term.parents), "valueKind": term.value_kind, "unit": term.unit,
        "minimum": None if term.minimum is None else str(term.minimum),
        "maximum": None if term.maximum is None else str(term.maximum), "usedOn": list(term.used_on),
        "words": sorted(lexicon().words(term.words_class)) if term.words_class else [],
        "reading": term.reading, "otherReadings": list(term.other_readings),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ("", [], None)}
