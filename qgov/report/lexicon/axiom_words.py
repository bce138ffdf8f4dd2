"""What the axioms say of a term, in words, with the terms that each sentence names."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from qgov.base.iri import QGOV, local
from qgov.lexicon import lexicon
from qgov.lexicon.axioms import THING, Axiom, Expression, shipped_axioms

# A sentence is a sequence of texts and of terms in braces, such as "subclass of {Item}".
_OF_PROPERTY = {
    "FunctionalProperty": "has at most one value",
    "InverseFunctionalProperty": "a value belongs to at most one thing",
    "TransitiveProperty": "is transitive",
    "SymmetricProperty": "is symmetric",
    "AsymmetricProperty": "never holds both ways",
    "ReflexiveProperty": "holds of everything with itself",
    "IrreflexiveProperty": "never holds of a thing with itself",
}


@cache
def sentences() -> dict[str, tuple[str, ...]]:
    """Term name -> what the axioms say of it, terms in braces by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for axiom in shipped_axioms():
        for name, sentence in _said(axiom):
            if name.startswith(QGOV):
                found[local(name)].append(sentence)
    return {
        name: tuple(sorted(set(rows), key=lambda row: (row.startswith("excludes"), row)))
        for name, rows in found.items()
    }


def _said(axiom: Axiom):
    kind, *parts = axiom
    if kind == "SubClassOf" and isinstance(parts[0], str):
        yield parts[0], f"is a kind of {_words(parts[1])}" if isinstance(parts[1], str) else f"{_words(parts[1])}"
    elif kind == "EquivalentClasses":
        one, other = parts
        if isinstance(other, str):
            one, other = other, one
        if isinstance(one, str):
            yield one, f"is exactly: {_words(other)}"
    elif kind == "DisjointClasses":
        for one, other in (parts, parts[::-1]):
            if isinstance(one, str):
                yield one, f"excludes {_words(other)}"
    elif kind == "SubPropertyOf":
        yield parts[0], f"implies {_name(parts[1])}"
    elif kind == "InverseProperties":
        for one, other in (parts, parts[::-1]):
            yield one, f"is the inverse of {_name(other)}"
    elif kind == "PropertyChain":
        yield parts[1], "follows from " + ", then ".join(_name(step) for step in parts[0])
    elif kind == "PropertyDomain":
        yield parts[0], f"belongs to {_words(parts[1])}"
    elif kind == "ObjectPropertyRange":
        yield parts[0], f"leads to {_words(parts[1])}"
    elif kind == "DataPropertyRange":
        yield parts[0], f"takes values of {local(parts[1]).rsplit('#', 1)[-1]}"
    elif kind in _OF_PROPERTY:
        yield parts[0], _OF_PROPERTY[kind]
    elif kind == "ClassAssertion":
        yield parts[1], f"is of {_words(parts[0])}"
    elif kind == "PropertyAssertion":
        yield parts[1], f"{_name(parts[0])} {_name(parts[2])}"


def _name(iri: str) -> str:
    if iri == THING:
        return "anything"
    return f"{{{local(iri)}}}" if local(iri) in lexicon().terms else iri.strip('"')


def _words(expression: Expression) -> str:
    if isinstance(expression, str):
        return _name(expression)
    word = expression[0]
    if word in ("and", "or"):
        parts = sorted(expression[1], key=lambda part: (not isinstance(part, str), repr(part)))
        return (" that " if word == "and" else " or ").join([_words(parts[0]), *(_words(part) for part in parts[1:])])
    if word == "not":
        return f"no {_words(expression[1])}"
    if word == "some":
        return f"{_name(expression[1])} some {_words(expression[2])}"
    if word == "all":
        return f"{_name(expression[1])} only {_words(expression[2])}"
    if word == "value":
        return f"{_name(expression[1])} {_name(expression[2])}"
    said = {"min": "at least", "max": "at most", "exactly": "exactly"}[word]
    filler = "" if expression[3] == THING else f" {_words(expression[3])}"
    return f"{_name(expression[2])} {said} {expression[1]}{filler}"
