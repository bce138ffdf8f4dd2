"""Whether the ontology stays in OWL 2 DL: what the profile forbids, looked for axiom by axiom.

Source: OWL 2 Web Ontology Language, Structural Specification (second edition), sections 3, 5.8 and 11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from qgov.lexicon.axioms import OWL, RDF, RDFS, THING, Axiom, written

XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = frozenset(
    [OWL + "real", OWL + "rational", RDFS + "Literal", RDF + "PlainLiteral", RDF + "XMLLiteral", RDF + "langString"]
    + [XSD + name for name in (
        "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long",
        "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "double", "float",
        "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "boolean", "hexBinary",
        "base64Binary", "anyURI", "dateTime", "dateTimeStamp",
    )]
)  # fmt: skip
_PROPERTY_KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_RESTRICTIONS = ("some", "all", "value", "min", "max", "exactly")
_ONLY_OBJECT = {
    "InverseFunctionalProperty", "TransitiveProperty", "SymmetricProperty", "AsymmetricProperty", "ReflexiveProperty",
    "IrreflexiveProperty", "InverseProperties", "PropertyChain",
}  # fmt: skip
_NEEDS_SIMPLE = {
    "FunctionalProperty", "InverseFunctionalProperty", "AsymmetricProperty", "IrreflexiveProperty",
    "DisjointProperties",
}  # fmt: skip
_OF_CLASSES = {
    "SubClassOf", "EquivalentClasses", "DisjointClasses", "ClassAssertion", "PropertyDomain", "ObjectPropertyRange",
}  # fmt: skip


def violations(axioms: Iterable[Axiom], triples: Iterable = ()) -> list[tuple[str, str]]:
    """What is outside of OWL 2 DL, as pairs of a term and what is wrong with it."""
    return sorted(set(_Profile(list(axioms)).check()) | set(_datatypes(triples)))


def _datatypes(triples: Iterable) -> Iterator[tuple[str, str]]:
    """Literals, in annotations of terms too, whose datatype OWL 2 does not know; headers are outside of the axioms."""
    rows = list(triples)
    headers = {row.subject for row in rows if getattr(row.object, "value", None) == OWL + "Ontology"}
    for triple in rows:
        value = triple.object
        if (
            type(value).__name__ == "Literal"
            and value.datatype.value not in DATATYPES
            and triple.subject not in headers
        ):
            yield (
                str(getattr(triple.subject, "value", triple.subject)),
                f"a literal of the datatype {value.datatype.value}",
            )


class _Profile:
    def __init__(self, axioms: list[Axiom]):
        self.axioms = axioms
        self.declared: dict[str, set[str]] = defaultdict(set)
        for axiom in axioms:
            if axiom[0].startswith("Declaration"):
                self.declared[axiom[1]].add(axiom[0].removeprefix("Declaration"))
        self.not_simple = self._not_simple()

    def check(self) -> Iterator[tuple[str, str]]:
        for name, kinds in self.declared.items():
            if len(kinds & set(_PROPERTY_KINDS)) > 1:
                yield name, "a property of two kinds"
            if "Class" in kinds and name.startswith(XSD):
                yield name, "a class and a datatype"
        for axiom in self.axioms:
            kind, *parts = axiom
            if kind.startswith("Declaration"):
                continue
            for expression in parts if kind not in ("PropertyChain", "PropertyAssertion", "DataPropertyRange") else ():
                yield from self._expression(expression, axiom)
            if kind in _ONLY_OBJECT and any(self._data(part) for part in parts if isinstance(part, str)):
                yield self._subject(axiom), f"{kind} of a data property"
            if kind in _NEEDS_SIMPLE and any(part in self.not_simple for part in parts):
                yield self._subject(axiom), f"{kind} of a property that a chain or transitivity makes composite"
            if kind == "DataPropertyRange" and parts[1] not in DATATYPES:
                yield parts[0], f"the range {parts[1]} is no datatype of OWL 2"
            if kind in (
                "FunctionalProperty",
                "PropertyDomain",
                "DataPropertyRange",
                "ObjectPropertyRange",
                "SubPropertyOf",
            ):
                yield from self._property(parts[0], axiom)
        yield from self._irregular()

    def _subject(self, axiom: Axiom) -> str:
        return next((part for part in axiom[1:] if isinstance(part, str)), written(axiom))

    def _data(self, name: str) -> bool:
        return "DatatypeProperty" in self.declared[name]

    def _property(self, name: str, axiom: Axiom) -> Iterator[tuple[str, str]]:
        if not self.declared[name] & {"ObjectProperty", "DatatypeProperty"}:
            yield name, f"used as a property and not declared as one: {written(axiom)}"

    def _expression(self, expression, axiom: Axiom) -> Iterator[tuple[str, str]]:
        if isinstance(expression, int) or (isinstance(expression, str) and axiom[0] not in _OF_CLASSES):
            return
        if isinstance(expression, str):
            individual = axiom[0] == "ClassAssertion" and expression == axiom[2]
            a_property = axiom[0] in ("PropertyDomain", "ObjectPropertyRange") and expression == axiom[1]
            if not individual and not a_property and expression not in (THING, OWL + "Nothing"):
                if "Class" not in self.declared[expression]:
                    yield expression, f"used as a class and not declared as one: {written(axiom)}"
            return
        word = expression[0]
        if word in ("and", "or"):
            for part in expression[1]:
                yield from self._expression(part, axiom)
        elif word == "not":
            yield from self._expression(expression[1], axiom)
        elif word in _RESTRICTIONS:
            path = expression[2] if word in ("min", "max", "exactly") else expression[1]
            yield from self._property(path, axiom)
            if word in ("min", "max", "exactly") and path in self.not_simple:
                yield path, f"counted, though a chain or transitivity makes it composite: {written(axiom)}"
            if word != "value" and not self._data(path):
                yield from self._expression(expression[-1], axiom)

    def _not_simple(self) -> set[str]:
        """Properties that a chain or transitivity makes composite, those above them, and their inverses."""
        found = {axiom[1] for axiom in self.axioms if axiom[0] == "TransitiveProperty"}
        found |= {axiom[2] for axiom in self.axioms if axiom[0] == "PropertyChain"}
        while True:
            more = {axiom[2] for axiom in self.axioms if axiom[0] == "SubPropertyOf" and axiom[1] in found}
            for axiom in self.axioms:
                if axiom[0] == "InverseProperties" and set(axiom[1:]) & found:
                    more |= set(axiom[1:])
            if more <= found:
                return found
            found |= more

    def _irregular(self) -> Iterator[tuple[str, str]]:
        """Chains need an order of the properties in which each chain stands below what it makes."""
        below: dict[str, set[str]] = defaultdict(set)
        for axiom in self.axioms:
            if axiom[0] == "PropertyChain":
                steps, whole = axiom[1], axiom[2]
                inner = steps
                if steps == (whole, whole):
                    continue
                if steps[0] == whole:
                    inner = steps[1:]
                elif steps[-1] == whole:
                    inner = steps[:-1]
                if whole in inner:
                    yield whole, "a chain holds the property that it makes, in its middle or twice"
                below[whole] |= set(inner)
            elif axiom[0] == "SubPropertyOf":
                below[axiom[2]].add(axiom[1])
        for name in list(below):
            seen, waiting = set(), list(below[name])
            while waiting:
                current = waiting.pop()
                if current == name:
                    yield name, "chains and sub-properties run in a circle"
                    break
                if current not in seen:
                    seen.add(current)
                    waiting.extend(below.get(current, ()))
