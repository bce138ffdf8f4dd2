"""Which named classes are subclasses of which, by completion.

The completion rules of EL (Baader, Brandt, Lutz: Pushing the EL envelope, IJCAI 2005) over the axioms in normal form,
with role hierarchy, chains, domains, ranges and single individuals. What lies outside of EL (universal restrictions,
inverses, unions on the right) adds no subsumption here; the tests compare the result with a complete reasoner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from qgov.base.iri import QGOV, local
from qgov.lexicon.axioms import THING, Axiom, Expression, shipped_axioms
from qgov.lexicon.normal import Normal, normal_form


def subsumptions(axioms: Iterable[Axiom]) -> dict[str, frozenset[str]]:
    """Each named class -> the named classes that hold of all its members, itself included."""
    axioms = list(axioms)
    normal = normal_form(axioms)
    above = complete(normal)
    named = {axiom[1] for axiom in axioms if axiom[0] == "DeclarationClass"}
    return {name: frozenset(above.get(name, {name}) & named) for name in named}


@cache
def direct_superclasses() -> dict[str, tuple[str, ...]]:
    """Name of a class of the shipped lexicon -> the names of the classes right above it, inferred ones included."""
    above = {local(name): {local(held) for held in wider if held.startswith(QGOV)} - {local(name)}
             for name, wider in subsumptions(shipped_axioms()).items()}  # fmt: skip
    return {
        name: tuple(sorted(one for one in wider if not any(one in above[other] for other in wider if other != one)))
        for name, wider in above.items()
    }


def complete(normal: Normal) -> dict[Expression, set[Expression]]:
    """Each atom -> the atoms that hold of all its members. Atoms are names and what ``normal`` made of expressions."""
    above: dict[Expression, set[Expression]] = defaultdict(set)
    out: dict[Expression, set[tuple[str, Expression]]] = defaultdict(set)
    into: dict[Expression, set[tuple[str, Expression]]] = defaultdict(set)
    waiting: list[tuple] = []

    def hold(atom: Expression, super_: Expression) -> None:
        if super_ not in above[atom]:
            above[atom].add(super_)
            waiting.append((atom, super_))

    def edge(atom: Expression, path: str, filler: Expression) -> None:
        if (path, filler) in out[atom]:
            return
        out[atom].add((path, filler))
        into[filler].add((path, atom))
        start(filler)
        for wider in normal.super_properties[path]:
            edge(atom, wider, filler)
        if filler[0] == "one":
            for result in normal.value_left[path, filler[1]]:
                hold(atom, result)
        for domain in normal.domains[path]:
            hold(atom, domain)
        for held in tuple(above[filler]):
            for result in normal.some_left[path, held]:
                hold(atom, result)
        for first, second, whole in normal.chains:
            if first == path:
                for step, end in tuple(out[filler]):
                    if step == second:
                        edge(atom, whole, end)
            if second == path:
                for step, begin in tuple(into[atom]):
                    if step == first:
                        edge(begin, whole, filler)

    def start(atom: Expression) -> None:
        hold(atom, atom)
        hold(atom, THING)
        for kind in normal.individual_types[atom[1]] if atom[0] == "one" else ():
            hold(atom, kind)

    for atom in normal.atoms:
        start(atom)
    while waiting:
        atom, held = waiting.pop()
        for result in normal.sub[held]:
            hold(atom, result)
        for other, result in normal.both[held]:
            if other in above[atom]:
                hold(atom, result)
        for path, filler in normal.some_right[held]:
            edge(atom, path, _ranged(normal, path, filler, hold))
        for path, value in normal.value_right[held]:
            edge(atom, path, ("one", value))
        for path, begin in tuple(into[atom]):
            for result in normal.some_left[path, held]:
                hold(begin, result)
    return above


def _ranged(normal: Normal, path: str, filler: Expression, hold) -> Expression:
    """The filler of an existential, which also belongs to the ranges of its property."""
    ranges = normal.ranges_of(path)
    if not ranges or filler in ranges:
        return filler
    fresh = ("and", tuple(sorted((filler, *ranges), key=repr)))
    for part in (filler, *ranges):
        hold(fresh, part)
    return fresh
