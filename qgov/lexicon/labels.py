"""Labels in other languages, and how far each was checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.iri import QGOV, local
from qgov.base.resources import resource

# Parsers write language tags in small letters; BCP 47 writes a script with a capital.
_CASED = {"zh-hans": "zh-Hans"}
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@dataclass(frozen=True)
class Label:
    """A label of a term in a language; ``check`` says where it was seen, or that it was not checked."""

    text: str
    language: str
    check: str


def label_files() -> list[Path]:
    return sorted(resource("ontology").glob("labels/*.ttl"))


@cache
def labels() -> dict[str, tuple[Label, ...]]:
    """Term name -> its labels in other languages, by language."""
    import pyoxigraph as ox

    texts: dict[tuple[str, str], str] = {}
    checks: dict[tuple[str, str], str] = {}
    for path in label_files():
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if not isinstance(triple.object, ox.Literal) or not triple.subject.value.startswith(QGOV):
                continue
            name = local(triple.subject.value)
            if triple.predicate.value == RDFS_LABEL:
                texts[name, triple.object.language.lower()] = triple.object.value
            elif triple.predicate.value == QGOV + "labelCheck":
                language, _, check = triple.object.value.partition(" ")
                checks[name, language.lower()] = check
    found: dict[str, list[Label]] = defaultdict(list)
    for (name, language), text in sorted(texts.items()):
        shown = _CASED.get(language, language)
        # A mark names the language alone: a script is part of the label's tag only.
        found[name].append(Label(text, shown, checks.get((name, language.split("-")[0]), "not checked")))
    return {name: tuple(rows) for name, rows in found.items()}
