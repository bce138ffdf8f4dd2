"""The axioms of the ontology as plain values, read from its triples.

A class expression is the IRI of a class, or a tuple:

- ``("and", (C, ...))``, ``("or", (C, ...))``, ``("not", C)``
- ``("some", p, C)``, ``("all", p, C)``, ``("value", p, v)``
- ``("min", n, p, C)``, ``("max", n, p, C)``, ``("exactly", n, p, C)``, with C ``owl:Thing`` where it is not qualified

An axiom is a tuple whose first member names its kind as the functional syntax of OWL 2 does, such as
``("SubClassOf", C, D)`` or ``("ObjectPropertyDomain", p, C)``. Source: OWL 2 Mapping to RDF Graphs, section 3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache

from qgov.base.errors import LexiconError
from qgov.base.iri import QGOV

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
THING, NOTHING = OWL + "Thing", OWL + "Nothing"
NUMERIC = frozenset(
    XSD + name
    for name in (
        "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long",
        "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip

Expression = str | tuple
Axiom = tuple

_DECLARED = {
    OWL + name: "Declaration" + name
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
}
_CHARACTERISTICS = {
    OWL + name: name
    for name in (
        "FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty", "SymmetricProperty",
        "AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty",
    )
}  # fmt: skip
_CARDINALITIES = {
    OWL + "minCardinality": "min", OWL + "maxCardinality": "max", OWL + "cardinality": "exactly",
    OWL + "minQualifiedCardinality": "min", OWL + "maxQualifiedCardinality": "max",
    OWL + "qualifiedCardinality": "exactly",
}  # fmt: skip
_TEXTS = {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
_STRUCTURE = {
    OWL + name
    for name in (
        "intersectionOf", "unionOf", "complementOf", "onProperty", "someValuesFrom", "allValuesFrom", "hasValue",
        "onClass", "members", "distinctMembers", "oneOf", "imports", "versionIRI", "versionInfo", "deprecated",
    )
} | {RDF + "first", RDF + "rest", *_CARDINALITIES}  # fmt: skip


def axioms(triples: Iterable) -> list[Axiom]:
    """Every axiom that the triples state, declarations included, in a fixed order.

    LexiconError names a construct of OWL or RDF Schema that is not read here.
    """
    return _Reader(triples).read()


@cache
def shipped_axioms() -> tuple[Axiom, ...]:
    """The axioms of the shipped modules."""
    from qgov.lexicon.terms import ontology_triples

    return tuple(axioms(ontology_triples()))


class _Reader:
    def __init__(self, triples: Iterable):
        self.rows = list(triples)
        self.graph: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            self.graph[str(row.subject)][row.predicate.value].append(row.object)
        self.kinds = {
            row.subject.value: _DECLARED[row.object.value]
            for row in self.rows
            if row.predicate.value == RDF + "type" and getattr(row.object, "value", None) in _DECLARED
            and type(row.subject).__name__ == "NamedNode"
        }  # fmt: skip

    def read(self) -> list[Axiom]:
        found: set[Axiom] = set()
        for row in self.rows:
            named = type(row.subject).__name__ == "NamedNode"
            predicate = row.predicate.value
            if predicate in _STRUCTURE:
                continue
            if predicate == RDF + "type":
                found.update(self._typed(row, named))
            elif predicate.startswith((OWL, RDFS, RDF)) and predicate not in _TEXTS:
                found.add(self._stated(row, predicate))
            elif named and predicate.startswith(QGOV):
                if self.kinds.get(predicate) in ("DeclarationObjectProperty", "DeclarationDatatypeProperty"):
                    found.add(("PropertyAssertion", predicate, row.subject.value, _plain(row.object)))
        return sorted(found, key=repr)

    def _typed(self, row, named: bool):
        kind = row.object.value if type(row.object).__name__ == "NamedNode" else self._expression(row.object)
        if kind == OWL + "Ontology":
            return
        if kind in _CHARACTERISTICS:
            yield (_CHARACTERISTICS[kind], row.subject.value)
        elif kind in _DECLARED:
            if named:
                yield (_DECLARED[kind], row.subject.value)
        elif kind in (OWL + "AllDisjointClasses", OWL + "AllDisjointProperties"):
            members = [self._expression(member) for member in self._list(row.subject, "members")]
            name = "DisjointClasses" if kind.endswith("Classes") else "DisjointProperties"
            for index, one in enumerate(members):
                for other in members[index + 1 :]:
                    yield (name, *sorted((one, other), key=repr))
        elif kind == OWL + "AllDifferent":
            members = [_plain(m) for m in self._list(row.subject, "distinctMembers", "members")]
            for index, one in enumerate(members):
                for other in members[index + 1 :]:
                    yield ("DifferentIndividuals", *sorted((one, other)))
        elif kind == OWL + "Restriction":
            return
        elif isinstance(kind, str) and kind.startswith((OWL, RDF, RDFS)):
            raise LexiconError(f"{row.subject} is typed {kind}, which is not read")
        elif named:
            yield ("ClassAssertion", kind, row.subject.value)

    def _stated(self, row, predicate: str) -> Axiom:
        subject, value = row.subject, row.object
        data = self.kinds.get(str(getattr(subject, "value", ""))) == "DeclarationDatatypeProperty"
        if predicate == RDFS + "subClassOf":
            return ("SubClassOf", self._expression(subject), self._expression(value))
        if predicate == OWL + "equivalentClass":
            return ("EquivalentClasses", *sorted((self._expression(subject), self._expression(value)), key=repr))
        if predicate == OWL + "disjointWith":
            return ("DisjointClasses", *sorted((self._expression(subject), self._expression(value)), key=repr))
        if predicate == RDFS + "subPropertyOf":
            return ("SubPropertyOf", subject.value, value.value)
        if predicate == OWL + "propertyChainAxiom":
            return ("PropertyChain", tuple(_plain(step) for step in self._members(value)), subject.value)
        if predicate == OWL + "inverseOf":
            return ("InverseProperties", *sorted((subject.value, value.value)))
        if predicate == OWL + "propertyDisjointWith":
            return ("DisjointProperties", *sorted((subject.value, value.value)))
        if predicate == RDFS + "domain":
            return ("PropertyDomain", subject.value, self._expression(value))
        if predicate == RDFS + "range":
            return ("DataPropertyRange" if data else "ObjectPropertyRange", subject.value, self._expression(value))
        if predicate in (OWL + "differentFrom", OWL + "sameAs"):
            name = "DifferentIndividuals" if predicate.endswith("From") else "SameIndividual"
            return (name, *sorted((subject.value, value.value)))
        raise LexiconError(f"{subject} has {predicate}, which is not read")

    def _expression(self, node) -> Expression:
        if type(node).__name__ == "NamedNode":
            return node.value
        found = self.graph[str(node)]
        for name, word in (("intersectionOf", "and"), ("unionOf", "or")):
            if OWL + name in found:
                members = [self._expression(member) for member in self._members(found[OWL + name][0])]
                return (word, tuple(sorted(members, key=repr)))
        if OWL + "complementOf" in found:
            return ("not", self._expression(found[OWL + "complementOf"][0]))
        if OWL + "onProperty" in found:
            path = found[OWL + "onProperty"][0].value
            for name, word in (("someValuesFrom", "some"), ("allValuesFrom", "all")):
                if OWL + name in found:
                    return (word, path, self._expression(found[OWL + name][0]))
            if OWL + "hasValue" in found:
                return ("value", path, _plain(found[OWL + "hasValue"][0]))
            for name, word in _CARDINALITIES.items():
                if name in found:
                    filler = found.get(OWL + "onClass")
                    number = int(found[name][0].value)
                    return (word, number, path, self._expression(filler[0]) if filler else THING)
        raise LexiconError(f"a class expression that is not read: {sorted(found)}")

    def _list(self, node, *names: str) -> list:
        found = self.graph[str(node)]
        for name in names:
            if OWL + name in found:
                return self._members(found[OWL + name][0])
        raise LexiconError(f"{node} has none of {names}")

    def _members(self, head) -> list:
        members = []
        while getattr(head, "value", None) != RDF + "nil":
            cell = self.graph[str(head)]
            if len(cell[RDF + "first"]) != 1 or len(cell[RDF + "rest"]) != 1 or len(members) > 10_000:
                raise LexiconError("a list in the ontology is not well formed")
            members.append(cell[RDF + "first"][0])
            head = cell[RDF + "rest"][0]
        return members


def _plain(node) -> str:
    """A node as text: an IRI bare, a literal by its value."""
    return node.value if type(node).__name__ == "NamedNode" else literal_text(node)


def literal_text(node) -> str:
    """A literal so that equal values are equal texts: numbers as decimals, booleans as words."""
    datatype = node.datatype.value if type(node).__name__ == "Literal" else ""
    if datatype in NUMERIC:
        try:
            number = Decimal(node.value)
        except InvalidOperation:
            return str(node)
        if number.is_finite() and -400 < number.adjusted() < 400:
            return f'"{format(number.normalize() + 0, "f")}"^^<{XSD}decimal>'
    if datatype == XSD + "boolean" and node.value in ("1", "0"):
        return f'"{"true" if node.value == "1" else "false"}"^^<{datatype}>'
    return str(node)


def written(axiom: Axiom) -> str:
    """An axiom as one line, in the order and with the names of the functional syntax."""
    return f"{axiom[0]}({' '.join(_written(part) for part in axiom[1:])})"


def _written(part) -> str:
    if isinstance(part, str):
        for prefix, namespace in (("qgov:", QGOV), ("owl:", OWL), ("rdfs:", RDFS)):
            if part.startswith(namespace):
                return prefix + part.removeprefix(namespace)
        return part.replace("http://www.w3.org/2001/XMLSchema#", "xsd:")
    if isinstance(part, int):
        return str(part)
    if (
        part
        and isinstance(part[0], str)
        and part[0] in ("and", "or", "not", "some", "all", "value", "min", "max", "exactly")
    ):
        return f"{part[0]}({' '.join(_written(inner) for inner in part[1:])})"
    return " ".join(_written(inner) for inner in part)
