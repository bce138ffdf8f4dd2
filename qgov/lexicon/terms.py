"""The dossier vocabulary as the ontology defines it: keys, words, item types, domains and units.

The annotations that are read here are defined in ``ontology/annotation.ttl``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from qgov.base.errors import LexiconError
from qgov.base.iri import QGOV, local
from qgov.base.resources import resource

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
DCTERMS = "http://purl.org/dc/terms/"


@dataclass(frozen=True)
class Term:
    """One term: what it means and, for a dossier key, which values it takes."""

    name: str
    iri: str
    key: str
    label: str
    definition: str
    sources: tuple[str, ...] = ()
    example: str = ""
    kinds: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    value_kind: str | None = None
    many: bool = False
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    minimum_exclusive: bool = False
    maximum_exclusive: bool = False
    not_in_percent: bool = False
    used_on: tuple[str, ...] = ()
    role: str | None = None
    words_class: str | None = None
    node_class: str | None = None
    required: bool = False
    notation: str | None = None
    functional: bool = False
    negative_example: str = ""
    source_verification: str | None = None
    module: str = ""
    object_form: str | None = None
    deprecated: bool = False
    replaced_by: str | None = None
    reading: str = ""
    other_readings: tuple[str, ...] = ()

    def accepts(self, value: Decimal) -> bool:
        """Whether a number in the canonical unit lies in the term's domain."""
        if self.minimum is not None and (value < self.minimum or (self.minimum_exclusive and value == self.minimum)):
            return False
        return not (
            self.maximum is not None and (value > self.maximum or (self.maximum_exclusive and value == self.maximum))
        )

    def domain(self) -> str:
        """The domain in words, for messages."""
        unit = "" if self.unit in (None, "1") else f" {self.unit}"
        parts = []
        if self.minimum is not None:
            parts.append(("above " if self.minimum_exclusive else "at least ") + f"{self.minimum}{unit}")
        if self.maximum is not None:
            parts.append(("below " if self.maximum_exclusive else "at most ") + f"{self.maximum}{unit}")
        return " and ".join(parts) or "any number"


@dataclass(frozen=True)
class Lexicon:
    """All terms by name, and the indexes that reading a dossier needs."""

    terms: dict[str, Term]
    version: str
    _words: dict[str, dict[str, Term]] = field(default_factory=dict)
    _on: dict[str, dict[str, Term]] = field(default_factory=dict)
    _below: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keys_on(self, class_name: str) -> dict[str, Term]:
        """The keys that objects of a class carry, by JSON key."""
        return self._on.get(class_name, {})

    def words(self, class_name: str) -> dict[str, Term]:
        """The words of a class of words, by the word as it stands in JSON."""
        return self._words.get(class_name, {})

    def is_day(self, name: str) -> bool:
        """Whether a term's values are calendar days; a term that is not known is none of them."""
        return name in self.terms and self.terms[name].value_kind == "date"

    def item_types(self) -> dict[str, Term]:
        return {name: self.terms[name] for name in self._below["Item"] if self.terms[name].notation == name}

    def transfer_types(self) -> dict[str, Term]:
        return {name: self.terms[name] for name in self._below["Transfer"] if self.terms[name].notation == name}

    def superclasses(self, name: str) -> tuple[str, ...]:
        """A class and all that it is a subclass of."""
        found, waiting = [], [name]
        while waiting:
            current = waiting.pop(0)
            if current not in found and current in self.terms:
                found.append(current)
                waiting.extend(self.terms[current].parents)
        return tuple(found)

    def item_keys(self) -> dict[str, Term]:
        """Every key that some item carries; physics and law decide which of them matter for which type."""
        return self._item_keys

    @cached_property
    def _item_keys(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for name in ("Item", *self._below["Item"]):
            for key, term in self.keys_on(name).items():
                if term.role in ("claim", "assumption", "structure"):
                    found.setdefault(key, term)
        return found

    def unit(self, code: str) -> tuple[str, Decimal, Decimal] | None:
        """Quantity kind, factor to the SI unit of that kind, and offset of a unit code."""
        return _units().get(code)


def ontology_files() -> list[Path]:
    return sorted(resource("ontology").glob("*.ttl"))


@cache
def ontology_triples() -> tuple:
    """The triples of all modules, as pyoxigraph reads them; blank nodes are kept apart by module."""
    import pyoxigraph as ox

    return tuple(
        quad.triple for path in ontology_files() for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )


@cache
def modules() -> dict[str, str]:
    """The modules by name, with what each describes itself as; the loader is not among them."""
    found = {
        triple.subject.value.rsplit("/", 1)[-1]: triple.object.value
        for triple in ontology_triples()
        if triple.predicate.value == DCTERMS + "description"
    }
    return {name: found[name] for name in sorted(found) if name != "qgov"}


@cache
def lexicon() -> Lexicon:
    """Read the ontology once; LexiconError where it lacks what the code needs."""
    import pyoxigraph as ox

    store: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for triple in ontology_triples():
        if isinstance(triple.subject, ox.NamedNode):
            store[triple.subject.value][triple.predicate.value].append(triple.object)
    terms = {
        local(iri): _term(iri, properties)
        for iri, properties in store.items()
        if iri.startswith(QGOV) and RDF_TYPE in properties and "ontology/" not in iri
    }
    versions = [
        value.value.rsplit("/", 1)[-1]
        for properties in store.values()
        for value in properties.get(OWL + "versionIRI", [])
    ]
    below: dict[str, list[str]] = defaultdict(list)
    built = Lexicon(terms, max(versions, default="0"))
    for name, term in terms.items():
        if "Class" in term.kinds:
            for ancestor in built.superclasses(name):
                below[ancestor].append(name)
    words: dict[str, dict[str, Term]] = defaultdict(dict)
    on: dict[str, dict[str, Term]] = defaultdict(dict)
    for term in terms.values():
        if term.notation and "Class" not in term.kinds:
            for kind in term.kinds:
                for ancestor in built.superclasses(kind):
                    words[ancestor][term.notation] = term
        for class_name in term.used_on:
            on[class_name][term.key] = term
    built._words.update(words)
    built._on.update(on)
    built._below.update({name: tuple(sorted(names)) for name, names in below.items()})
    for needed in ("Item", "Transfer"):
        if not built._below.get(needed):
            raise LexiconError(f"the ontology declares no {needed}")
    return built


def _term(iri: str, properties: dict[str, list]) -> Term:
    def values(predicate: str) -> list[str]:
        return [value.value for value in properties.get(predicate, []) if hasattr(value, "value")]

    def own(name: str) -> str | None:
        found = values(QGOV + name)
        return found[0] if found else None

    def english(predicate: str) -> str:
        found = [v.value for v in properties.get(predicate, []) if getattr(v, "language", None) in ("en", None)]
        return found[0] if found else ""

    def number(name: str) -> Decimal | None:
        found = own(name)
        return None if found is None else Decimal(found)

    name = local(iri)
    return Term(
        name=name,
        iri=iri,
        key=own("key") or name,
        label=english(RDFS + "label"),
        definition=english(SKOS + "definition"),
        sources=tuple(values(DCTERMS + "source")),
        example=english(SKOS + "example"),
        kinds=tuple(kind.removeprefix(OWL) if kind.startswith(OWL) else local(kind) for kind in values(RDF_TYPE)),
        parents=tuple(local(parent) for parent in values(RDFS + "subClassOf") if parent.startswith(QGOV)),
        value_kind=own("valueKind"),
        many=own("many") == "true",
        unit=own("canonicalUnit"),
        minimum=number("minimum"),
        maximum=number("maximum"),
        minimum_exclusive=own("minimumExclusive") == "true",
        maximum_exclusive=own("maximumExclusive") == "true",
        not_in_percent=own("notInPercent") == "true" or own("valueKind") == "count",
        used_on=tuple(local(value) for value in values(QGOV + "usedOn")),
        role=own("role"),
        words_class=local(own("words")) if own("words") else None,
        node_class=local(own("nodeClass")) if own("nodeClass") else None,
        required=own("required") == "true",
        notation=(values(SKOS + "notation") or [None])[0],
        functional="FunctionalProperty" in " ".join(values(RDF_TYPE)),
        negative_example=own("negativeExample") or "",
        source_verification=own("sourceVerification"),
        module=next((v.rsplit("/", 1)[-1] for v in values(RDFS + "isDefinedBy")), ""),
        object_form=local(own("objectForm")) if own("objectForm") else None,
        deprecated=values(OWL + "deprecated") == ["true"],
        replaced_by=next((local(value) for value in values(DCTERMS + "isReplacedBy")), None),
        reading=own("reading") or "",
        other_readings=tuple(values(QGOV + "otherReading")),
    )


@cache
def _units() -> dict[str, tuple[str, Decimal, Decimal]]:
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in ontology_triples():
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal | ox.NamedNode):
            row = found[triple.subject.value]
            if triple.predicate.value == SKOS + "notation":
                row.setdefault("codes", "")
                row["codes"] += triple.object.value + "\n"
            elif triple.predicate.value in (QGOV + "factor", QGOV + "offset", QGOV + "quantityKind"):
                row[local(triple.predicate.value)] = triple.object.value
    return {
        code: (row["quantityKind"], Decimal(row["factor"]), Decimal(row.get("offset", "0")))
        for row in found.values()
        if "factor" in row
        for code in row["codes"].split("\n")
        if code
    }
