"""A term of the lexicon as a page for the terminal and as JSON."""

from __future__ import annotations

from qgov.lexicon import Term, lexicon
from qgov.lexicon.alignments import alignments
from qgov.lexicon.labels import labels
from qgov.lexicon.units import fitting
from qgov.report.lexicon.axiom_words import sentences
from qgov.report.lexicon.usage import Usage
from qgov.report.page import rows_page


def term_page(term: Term, usage: Usage | None = None) -> str:
    """Everything about one term, for reading; ``usage`` adds where it is used."""
    words = sorted(lexicon().words(term.words_class)) if term.words_class else []
    verified = f" ({term.source_verification})" if term.source_verification else ""
    rows = [
        ("label", term.label),
        ("means", term.definition),
        ("source", "; ".join(term.sources) + verified),
        ("example", term.example),
        ("not covered", term.negative_example),
        ("deprecated", f"use {term.replaced_by}" if term.replaced_by else "yes" if term.deprecated else ""),
        ("is a", ", ".join((*term.kinds, *(f"subclass of {parent}" for parent in term.parents)))),
        ("axioms", "; ".join(_plain(text) for text in sentences().get(term.name, ()))),
        ("JSON key", term.key if term.value_kind else ""),
        ("value", term.value_kind or ""),
        ("unit", f"{term.unit} (also {', '.join(fitting(term))})" if term.unit else ""),
        ("domain", term.domain() if term.unit else ""),
        ("words", ", ".join(words)),
        ("used on", ", ".join(term.used_on)),
        ("reading", term.reading),
        ("other readings", "; ".join(term.other_readings)),
        ("other languages", ", ".join(f"{label.text} ({label.language})" for label in labels().get(term.name, ()))),
        ("elsewhere", "; ".join(f"{m.relation} {m.object}" for m in alignments().get(term.name, ()))),
        ("module", term.module),
        ("IRI", term.iri),
    ]
    if usage is not None:
        rows += [
            ("questions", "; ".join(f"{q.module}/{q.name}" for q in usage.questions)),
            ("norms", ", ".join(usage.norms)),
            ("checks", ", ".join(usage.checks)),
            ("dossiers", ", ".join(usage.dossiers)),
        ]
    return rows_page(term.name, rows, column=18)


def _plain(sentence: str) -> str:
    return sentence.replace("{", "").replace("}", "")


def term_dict(term: Term, usage: Usage | None = None) -> dict:
    """A term as JSON; ``usage`` adds where it is used."""
    found = {
        "iri": term.iri, "name": term.name, "key": term.key if term.value_kind else None, "label": term.label,
        "definition": term.definition, "sources": list(term.sources),
        "sourceVerification": term.source_verification, "example": term.example,
        "negativeExample": term.negative_example, "deprecated": term.deprecated or None,
        "replacedBy": term.replaced_by, "module": term.module,
        "types": list(term.kinds), "parents": list(term.parents),
        "axioms": [_plain(text) for text in sentences().get(term.name, ())],
        "valueKind": term.value_kind, "unit": term.unit,
        "minimum": None if term.minimum is None else str(term.minimum),
        "maximum": None if term.maximum is None else str(term.maximum), "usedOn": list(term.used_on),
        "words": sorted(lexicon().words(term.words_class)) if term.words_class else [],
        "reading": term.reading, "otherReadings": list(term.other_readings),
        "labels": {label.language: {"text": label.text, "check": label.check} for label in labels().get(term.name, ())},
        "mappings": [
            {"relation": m.relation, "object": m.object, "vocabulary": m.vocabulary, "why": m.comment}
            for m in alignments().get(term.name, ())
        ],
    }  # fmt: skip
    if usage is not None:
        found["usedBy"] = {
            "questions": [f"{q.module}/{q.name}" for q in usage.questions], "norms": list(usage.norms),
            "checks": list(usage.checks), "dossiers": list(usage.dossiers),
        }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ("", [], {}, None)}
