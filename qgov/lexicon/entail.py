"""What follows from data by the axioms of the lexicon: types, relations, and contradictions.

The rules are compiled once; closing a dossier then takes milliseconds. Individuals of different names are different
(the dossier's own ids are unique), nothing is invented, and absence says nothing. On what it reads the result agrees
with a complete description-logic reasoner; the tests compare the two on worked and on random data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property

from qgov.base.iri import local
from qgov.lexicon.axioms import (
    NOTHING,
    NUMERIC,
    RDF,
    RDFS,
    THING,
    XSD,
    Axiom,
    Expression,
    literal_text,
    shipped_axioms,
)
from qgov.lexicon.classify import complete
from qgov.lexicon.normal import Normal, normal_form


@dataclass
class Closure:
    """The types and relations of individuals, stated and inferred, and what contradicts itself."""

    types: dict[str, set[Expression]] = field(default_factory=dict)
    relations: set[tuple[str, str, str]] = field(default_factory=set)
    clashes: list[str] = field(default_factory=list)

    def classes(self, individual: str) -> set[str]:
        """The named classes of an individual."""
        return {name for name in self.types.get(individual, ()) if isinstance(name, str)} - {THING}

    @property
    def consistent(self) -> bool:
        return not self.clashes


class Entailment:
    """The compiled rules of some axioms."""

    def __init__(self, axioms: Iterable[Axiom]):
        axioms = list(axioms)
        self.normal: Normal = normal_form(axioms)
        self.above = {atom: frozenset(held) for atom, held in complete(self.normal).items()}
        self.object_properties = {a[1] for a in axioms if a[0] == "DeclarationObjectProperty"}
        self.data_properties = {a[1] for a in axioms if a[0] == "DeclarationDatatypeProperty"}
        self.stated_types = [(a[2], a[1]) for a in axioms if a[0] == "ClassAssertion"]
        self.stated_relations = [tuple(a[1:]) for a in axioms if a[0] == "PropertyAssertion"]
        self.counted = {atom: rules for atom, rules in self.normal.max_right.items() if rules}
        self.second: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.transitive = {begin for begin, end, whole in self.normal.chains if begin == end == whole}
        for begin, end, whole in self.normal.chains:
            if not begin == end == whole:
                self.first[begin].append((end, whole))
                self.second[end].append((begin, whole))
        # Where a class says that there is something by p, and a property above p takes one thing only, that one is it.
        self.wanted: dict[Expression, list[tuple[str, Expression, str]]] = {
            kind: [(path, filler, wider) for path, filler in pairs for wider in self.normal.above(path)]
            for kind, pairs in self.normal.some_right.items()
        }

    def close(self, triples: Iterable) -> Closure:
        """Everything that follows from triples of pyoxigraph and from what the lexicon says of its own individuals.

        Triples with properties that the lexicon does not declare are passed over.
        """
        closing = _Closing(self, self._words)
        closing.read(triples)
        return closing.closed()

    @cached_property
    def words(self) -> Closure:
        """What follows of the lexicon's own individuals alone."""
        return self._words.closed()

    @cached_property
    def _words(self) -> _Closing:
        found = _Closing(self)
        for individual, kind in self.stated_types:
            found.typed(individual, kind)
        for path, begin, end in self.stated_relations:
            found.stated(begin, path, end, path in self.data_properties)
        found.run()
        return found


@cache
def entailment() -> Entailment:
    """The rules of the shipped lexicon."""
    return Entailment(shipped_axioms())


def inferred_triples(closure: Closure) -> list:
    """The named types and the relations of a closure as triples."""
    import pyoxigraph as ox

    def node(name: str):
        return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)

    kind = ox.NamedNode(RDF + "type")
    found = [
        ox.Triple(node(individual), kind, ox.NamedNode(name))
        for individual in closure.types
        for name in closure.classes(individual)
        if not individual.startswith('"')
    ]
    return found + [ox.Triple(node(b), ox.NamedNode(p), node(e)) for b, p, e in closure.relations]


class _Closing:
    """Types and relations on their way to the closure, from nothing or from a closing that is done."""

    def __init__(self, rules: Entailment, begun: _Closing | None = None):
        self.rules, self.normal = rules, rules.normal
        self.types: dict[str, set[Expression]] = defaultdict(set)
        self.out: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.into: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.values: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.waiting: list[tuple] = []
        self.misfits: list[str] = []
        # The steps of transitive relations that were not made by joining others: only these are joined further.
        self.steps: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        if begun is not None:
            self.types.update((name, set(kinds)) for name, kinds in begun.types.items())
            self.values.update((key, set(values)) for key, values in begun.values.items())
            for mine, theirs in ((self.out, begun.out), (self.into, begun.into), (self.steps, begun.steps)):
                for name, paths in theirs.items():
                    mine[name].update((path, set(ends)) for path, ends in paths.items())

    def read(self, triples: Iterable) -> None:
        """Take in triples and follow them to the end."""
        for triple in triples:
            subject, value = _name(triple.subject), triple.object
            path = triple.predicate.value
            literal = type(value).__name__ == "Literal"
            if path == RDF + "type":
                if not literal and (_name(value) in self.normal.atoms or _name(value) == NOTHING):
                    self.typed(subject, _name(value))
            elif literal:
                self.stated(subject, path, literal_text(value), True)
                self.check_range(subject, path, value)
            else:
                self.stated(subject, path, _name(value), False)
        self.run()

    def stated(self, subject: str, path: str, value: str, literal: bool) -> None:
        if literal and path in self.rules.data_properties:
            self.valued(subject, path, value)
        elif not literal and path in self.rules.object_properties:
            self.related(subject, path, value)

    def check_range(self, subject: str, path: str, literal) -> None:
        for wider in self.normal.above(path):
            for wanted in self.normal.data_ranges.get(wider, ()):
                if not _fits(literal, wanted):
                    said = f"{_short(subject)} has {literal} by {_short(path)}"
                    self.misfits.append(f"{said}, which takes values of {wanted.rsplit('#', 1)[-1]}")

    def run(self) -> None:
        while self.waiting:
            task = self.waiting.pop()
            if len(task) == 2:
                self.after_type(*task)
            else:
                self.after_relation(*task)

    def closed(self) -> Closure:
        relations = {
            (begin, path, end)
            for begin, paths in self.out.items()
            for path, ends in paths.items()
            if path in self.rules.object_properties
            for end in ends
        }
        clashes = sorted({*self.clashes(), *self.misfits})
        return Closure({name: set(kinds) for name, kinds in self.types.items()}, relations, clashes)

    def typed(self, individual: str, kind: Expression) -> None:
        fresh = self.rules.above.get(kind, {kind}) - self.types[individual]
        self.types[individual] |= fresh
        self.waiting.extend((individual, one) for one in fresh)

    def related(self, begin: str, path: str, end: str, joined: bool = False) -> None:
        if path in self.rules.transitive and not joined and begin not in self.steps[end][path]:
            self.steps[end][path].add(begin)
            for further in tuple(self.out[end][path]):
                self.related(begin, path, further, joined=True)
        if end not in self.out[begin][path]:
            self.out[begin][path].add(end)
            self.into[end][path].add(begin)
            self.waiting.append((begin, path, end))

    def valued(self, subject: str, path: str, value: str) -> None:
        if value in self.values[subject, path]:
            return
        self.values[subject, path].add(value)
        for kind in self.normal.domains[path] | self.normal.value_left[path, value]:
            self.typed(subject, kind)
        for wider in self.normal.super_properties[path]:
            self.valued(subject, wider, value)

    def after_type(self, individual: str, kind: Expression) -> None:
        normal = self.normal
        for other, result in normal.both.get(kind, ()):
            if other in self.types[individual]:
                self.typed(individual, result)
        for path, filler in normal.all_right.get(kind, ()):
            for end in tuple(self.out[individual][path]):
                self.typed(end, filler)
        for path, value in normal.value_right.get(kind, ()):
            self.stated(individual, path, value, path in self.rules.data_properties)
        for _, _, wider in self.rules.wanted.get(kind, ()):
            self.settle(individual, wider)
        for _, path, _ in self.rules.counted.get(kind, ()):
            self.settle(individual, path)
        for path, begins in tuple(self.into[individual].items()):
            for result in normal.some_left.get((path, kind), ()):
                for begin in tuple(begins):
                    self.typed(begin, result)
            for begin in tuple(begins) if path in normal.min_left else ():
                self.count(begin, path)

    def settle(self, begin: str, path: str) -> None:
        """Where there must be something by a property that takes one thing only, the thing that is there is it."""
        ends = self.out[begin].get(path)
        if not ends:
            return
        kinds = self.types[begin]
        single = {THING} if self.normal.is_functional(path) else set()
        for kind in kinds:
            single |= {f for number, by, f in self.rules.counted.get(kind, ()) if number == 1 and by == path}
        if not single:
            return
        wanted = {
            (narrow, filler)
            for kind in kinds
            for narrow, filler, wider in self.rules.wanted.get(kind, ())
            if wider == path
        }
        for narrow, filler in wanted:
            for limit in single:
                if limit == THING or limit in self.rules.above.get(filler, ()):
                    for end in [one for one in ends if limit == THING or limit in self.types[one]]:
                        self.typed(end, filler)
                        self.related(begin, narrow, end)

    def count(self, begin: str, path: str) -> None:
        """What follows from having several by a property: different names are different things."""
        for number, filler, result in self.normal.min_left.get(path, ()):
            ends = [end for end in self.out[begin][path] if filler == THING or filler in self.types[end]]
            if len(ends) >= number:
                self.typed(begin, result)

    def after_relation(self, begin: str, path: str, end: str) -> None:
        normal = self.normal
        self.typed(begin, THING)
        self.typed(end, THING)
        for wider in normal.super_properties.get(path, ()):
            self.related(begin, wider, end)
        for inverse in normal.inverses.get(path, ()):
            self.related(end, inverse, begin)
        for kind in (*normal.domains.get(path, ()), *normal.value_left.get((path, end), ())):
            self.typed(begin, kind)
        for kind in normal.ranges.get(path, ()):
            self.typed(end, kind)
        self.count(begin, path)
        self.settle(begin, path)
        if path in self.rules.transitive:
            for earlier in tuple(self.steps[begin][path]):
                self.related(earlier, path, end, joined=True)
        for held in tuple(self.types[end]):
            for result in normal.some_left.get((path, held), ()):
                self.typed(begin, result)
        for held in tuple(self.types[begin]):
            for wanted, filler in normal.all_right.get(held, ()):
                if wanted == path:
                    self.typed(end, filler)
        for step, whole in self.rules.first.get(path, ()):
            for further in tuple(self.out[end][step]):
                self.related(begin, whole, further)
        for step, whole in self.rules.second.get(path, ()):
            for earlier in tuple(self.into[begin][step]):
                self.related(earlier, whole, end)

    def clashes(self):
        """What cannot be, in words."""
        for individual, kinds in self.types.items():
            if NOTHING in kinds:
                yield f"{_short(individual)} is of a class that can have no member"
            for kind in kinds:
                for other in self.normal.disjoint.get(kind, ()):
                    if other in kinds and repr(kind) <= repr(other):
                        yield f"{_short(individual)} is {_said(kind)} and {_said(other)}, which exclude each other"
                for number, path, filler in self.rules.counted.get(kind, ()):
                    found = self.out.get(individual, {}).get(path, ())
                    ends = [end for end in found if filler == THING or filler in self.types[end]]
                    if len(ends) + len(self.values.get((individual, path), ())) > number:
                        yield f"{_short(individual)} has more than {number} by {_short(path)}: {_names(ends)}"
        for begin, paths in self.out.items():
            for path, ends in paths.items():
                marks = self.normal.characteristics.get(path, ())
                if "FunctionalProperty" in marks and len(ends) > 1:
                    yield f"{_short(begin)} has more than one by {_short(path)}: {_names(ends)}"
                if "IrreflexiveProperty" in marks and begin in ends:
                    yield f"{_short(begin)} stands in {_short(path)} to itself"
                if "AsymmetricProperty" in marks and any(begin in self.out.get(end, {}).get(path, ()) for end in ends):
                    yield f"{_short(path)} holds both ways at {_short(begin)}"
                for pair in self.normal.disjoint_properties:
                    if path in pair and len(pair) == 2:
                        (other,) = pair - {path}
                        if ends & paths.get(other, set()):
                            yield f"{_short(begin)} stands in {_short(path)} and {_short(other)} to the same"
        for end, paths in self.into.items():
            for path, begins in paths.items():
                if "InverseFunctionalProperty" in self.normal.characteristics.get(path, ()) and len(begins) > 1:
                    yield f"{_short(end)} is shared by {_names(begins)} through {_short(path)}"
        for (subject, path), values in self.values.items():
            if "FunctionalProperty" in self.normal.characteristics.get(path, ()) and len(values) > 1:
                yield f"{_short(subject)} has more than one {_short(path)}: {_names(values)}"


def _fits(literal, wanted: str) -> bool:
    """Whether a literal is a value of a datatype of OWL 2."""
    datatype = literal.datatype.value
    if wanted == RDFS + "Literal" or datatype == wanted:
        return not (datatype in NUMERIC and literal_text(literal) == str(literal) and not _is_number(literal.value))
    if wanted in NUMERIC and datatype in NUMERIC:
        number = literal_text(literal).split('"')[1]
        return wanted == XSD + "decimal" or "." not in number
    return False


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()


def _name(node) -> str:
    return node.value if type(node).__name__ == "NamedNode" else str(node)


def _short(iri: str) -> str:
    return local(iri)


def _said(kind: Expression) -> str:
    from qgov.lexicon.axioms import written

    return f"a {local(kind)}" if isinstance(kind, str) else written(("", kind))[1:-1]


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(_short(name) for name in names))
