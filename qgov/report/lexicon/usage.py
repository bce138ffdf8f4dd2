"""Where each term is used: competency questions, norms, checks of grounding, worked dossiers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from qgov.base.iri import QGOV, local
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.lexicon.questions import Question, questions, used_by

_SH = "http://www.w3.org/ns/shacl#"
_NORM_KINDS = {QGOV + name for name in ("Norm", "ControlEntry", "Exception", "PointerNorm")}


@dataclass
class Usage:
    """What uses a term: questions, provisions of norms, names of checks, files of dossiers."""

    questions: tuple[Question, ...] = ()
    norms: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    dossiers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.questions or self.norms or self.checks or self.dossiers)


@dataclass
class _Found:
    norms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    checks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dossiers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@cache
def usages() -> dict[str, Usage]:
    """Term name -> where it is used. Every term of the lexicon has an entry."""
    found = _Found()
    _norms(found.norms)
    _checks(found.checks)
    _dossiers(found.dossiers)
    asked = used_by(questions())
    return {
        name: Usage(
            asked.get(name, ()), *(tuple(sorted(part[name])) for part in (found.norms, found.checks, found.dossiers))
        )
        for name in lexicon().terms
    }


def _norms(found: dict[str, set[str]]) -> None:
    """What a norm or its condition names, by the provision of the norm."""
    import pyoxigraph as ox

    from qgov.norms.load import norm_files

    graph: dict[str, list] = defaultdict(list)
    for path in norm_files():
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            graph[str(triple.subject)].append(triple)
    words = _notations()
    for subject, rows in graph.items():
        if not any(getattr(row.object, "value", None) in _NORM_KINDS for row in rows):
            continue
        provision = next((r.object.value for r in rows if r.predicate.value == QGOV + "provision"), local(subject))
        for name in _named(subject, graph, words):
            found[name].add(provision)


def _named(subject: str, graph: dict[str, list], words: dict[tuple[str, str], str]) -> set[str]:
    """The terms and words below a node; a word is named by the text that the path above it takes."""
    names, seen, waiting = set(), set(), [(subject, "")]
    while waiting:
        current, path = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        path = next((r.object.value for r in graph[current] if r.predicate.value == _SH + "path"), path)
        for row in graph[current]:
            for node in (row.predicate, row.object):
                value = getattr(node, "value", "")
                if value.startswith(QGOV) and local(value) in lexicon().terms:
                    names.add(local(value))
            literal = type(row.object).__name__ == "Literal"
            if not literal and str(row.object) in graph:
                waiting.append((str(row.object), path))
            for key in (path, row.predicate.value) if literal else ():
                if (local(key), row.object.value) in words:
                    names.add(words[local(key), row.object.value])
    return names


@cache
def _notations() -> dict[tuple[str, str], str]:
    """(property name, notation) -> the word's name."""
    return {
        (term.name, notation): word.name
        for term in lexicon().terms.values()
        if term.words_class
        for notation, word in lexicon().words(term.words_class).items()
    }


def _checks(found: dict[str, set[str]]) -> None:
    from qgov.grounding.checks import CHECKS

    for item_type, checks in CHECKS.items():
        for check in checks:
            found[item_type].add(check.name)
            found[check.kind if check.kind in lexicon().terms else f"grounding-kind-{check.kind}"].add(check.name)
            for key in (*check.terms, *(term for term, _word in check.assumptions)):
                for part in key.split("."):
                    term = lexicon().item_keys().get(part) or lexicon().keys_on("QubitPair").get(part)
                    if term is not None:
                        found[term.name].add(check.name)


def _dossiers(found: dict[str, set[str]]) -> None:
    from qgov.dossier.read import read_dossier
    from qgov.dossier.relations import dossier_relations

    for path in sorted(resource("data/dossiers").glob("*.json")):
        for triple in dossier_relations(read_dossier(path.read_bytes(), path.name)):
            for node in (triple.predicate, triple.object):
                value = getattr(node, "value", "")
                if value.startswith(QGOV) and local(value) in lexicon().terms:
                    found[local(value)].add(path.stem)
