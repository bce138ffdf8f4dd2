"""Random data over the lexicon, for comparing the run-time entailment with a complete reasoner."""

from __future__ import annotations

import random
from collections import defaultdict

from qgov.base.iri import QGOV
from qgov.lexicon.axioms import RDF, Axiom

BASE = "https://example.org/random/"


def random_data(axioms: list[Axiom], seed: int, number: int) -> tuple[list, list[str]]:
    """Triples about a few individuals, and the names of these; the same for the same seed and number.

    Half of the relations follow domain and range, so that the data is consistent often enough to be of use.
    """
    import pyoxigraph as ox

    chance = random.Random(f"{seed}/{number}")  # noqa: S311 (reproducible, nothing secret)
    classes = sorted(axiom[1] for axiom in axioms if axiom[0] == "DeclarationClass")
    properties = sorted(axiom[1] for axiom in axioms if axiom[0] == "DeclarationObjectProperty")
    ends = _ends(axioms)
    names = [f"{BASE}{seed}/{number}/{index}" for index in range(chance.randint(2, 5))]
    rows = set()
    focus = chance.sample(properties, 4)
    for name in names:
        for _ in range(chance.randint(0, 2)):
            kind = chance.choice(classes)
            if focus and chance.random() < 0.5:
                kind = chance.choice([*ends[chance.choice(focus)], kind])
            rows.add((name, RDF + "type", kind))
    for _ in range(chance.randint(1, 6)):
        rows.add((chance.choice(names), chance.choice(focus), chance.choice(names)))
    triples = [ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o)) for s, p, o in sorted(rows)]
    return triples, names


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
