"""Random data over the lexicon, for comparing the run-time entailment with a complete reasoner."""

from __future__ import annotations

import random
from collections import defaultdict

from qgov.base.iri import QGOV
from qgov.lexicon.axioms import RDF, Axiom

BASE = "https://example.org/random/"


def random_data(axioms: list[Axiom], seed: int, number: int) -> tuple[list, list[str]]:
    """Triples about a few individuals, and the names of these; the same for the same seed and number.

    Types are rare and mostly those that the relations speak of, so that half of the data is consistent or more.
    """
    import pyoxigraph as ox

    chance = random.Random(f"{seed}/{number}")  # noqa: S311 (reproducible, nothing secret)
    classes = sorted(axiom[1] for axiom in axioms if axiom[0] == "DeclarationClass")
    properties = sorted(axiom[1] for axiom in axioms if axiom[0] == "DeclarationObjectProperty")
    ends = _ends(axioms)
    names = [f"{BASE}{seed}/{number}/{index}" for index in range(chance.randint(2, 5))]
    rows = set()
    focus = chance.sample(properties, 4)
    near = sorted({kind for path in focus for kind in ends[path]})
    for name in names:
        if near and chance.random() < 0.4:
            rows.add((name, RDF + "type", chance.choice(near)))
        elif chance.random() < 0.1:
            rows.add((name, RDF + "type", chance.choice(classes)))
    for _ in range(chance.randint(1, 4)):
        begin, end = chance.sample(names, 2) if chance.random() < 0.95 else (names[0], names[0])
        rows.add((begin, chance.choice(focus), end))
    triples = [ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o)) for s, p, o in sorted(rows)]
    return triples, names


def defined_data(axioms: list[Axiom]) -> list[tuple[list, list[str]]]:
    """For each class defined by conditions: a member, and a bare thing by each relation that the definition names."""
    import pyoxigraph as ox

    found = []
    for axiom in sorted(axioms, key=repr):
        if axiom[0] != "EquivalentClasses":
            continue
        name = next((part for part in axiom[1:] if isinstance(part, str)), None)
        paths = sorted({path for part in axiom[1:] for path in _paths(part)})
        if name is None or not paths:
            continue
        base = f"{BASE}defined/{len(found)}/"
        rows = [(base + "x", RDF + "type", name)] + [(base + "x", path, base + str(i)) for i, path in enumerate(paths)]
        triples = [ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o)) for s, p, o in rows]
        found.append((triples, [base + "x", *(base + str(index) for index in range(len(paths)))]))
    return found


def _paths(expression) -> set[str]:
    """The properties of existential restrictions inside an expression."""
    if not isinstance(expression, tuple):
        return set()
    if expression[0] in ("and", "or"):
        return {path for part in expression[1] for path in _paths(part)}
    return {expression[1]} if expression[0] == "some" else set()


def _ends(axioms: list[Axiom]) -> dict[str, list[str]]:
    """Property -> the named classes of its domain and range, and of restrictions on it."""
    found: dict[str, list[str]] = defaultdict(list)

    def visit(expression) -> None:
        if isinstance(expression, tuple):
            if expression[0] in ("some", "all") and isinstance(expression[2], str):
                found[expression[1]].append(expression[2])
            for part in expression[1:]:
                for inner in part if isinstance(part, tuple) and part and isinstance(part[0], tuple) else (part,):
                    visit(inner)

    for axiom in sorted(axioms, key=repr):
        if (
            axiom[0] in ("PropertyDomain", "ObjectPropertyRange")
            and isinstance(axiom[2], str)
            and axiom[2].startswith(QGOV)
        ):
            found[axiom[1]].append(axiom[2])
        elif axiom[0] in ("SubClassOf", "EquivalentClasses"):
            for part in axiom[1:]:
                visit(part)
    return found
