"""SHACL Core shapes read into conditions; whatever lies outside the analysable part is refused by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from qgov.base import limits
from qgov.base.errors import NormError
from qgov.base.iri import QGOV, local
from qgov.lexicon import Lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, Within, conjunction

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

# Connecting factors are derived in full for every line: an empty set of them says "none", not "unknown".
CLOSED = frozenset(
    {
        "exportFrom",
        "importInto",
        "transitThrough",
        "within",
        "releasedWithin",
        "itemOrigin",
        "personalDataFrom",
        "transferType",
        "itemType",
    }
)

# What is known of the item itself; an entry, whose focus is the item, may read these and facts, nothing else.
ITEM_TERMS = frozenset(
    {
        "activity",
        "certificateOnFile",
        "certificateRecognised",
        "designedFor",
        "designedForProvision",
        "itemOrigin",
        "itemType",
        "openQuestion",
        "personalData",
        "relatedItemType",
        "relatedProvision",
        "storedIn",
        "subjectsFrom",
        "wholeType",
    }
)

_NODE_KEYS = {"class", "property", "and", "or", "not", "node"}
_ANNOTATIONS = {"name", "description", "message", "severity", "order"}
_RANGES = {
    "minInclusive": "min_inclusive", "minExclusive": "min_exclusive",
    "maxInclusive": "max_inclusive", "maxExclusive": "max_exclusive",
}  # fmt: skip
_PROPERTY_KEYS = {
    *_RANGES,
    "path",
    "minCount",
    "maxCount",
    "in",
    "hasValue",
    "qualifiedValueShape",
    "qualifiedMinCount",
}
_DECIMAL = re.compile(r"[-+]?\d+(\.\d+)?")


class ShapeReader:
    """Reads the shapes of one graph, in the words of the lexicon."""

    def __init__(self, graph: dict, lexicon: Lexicon, source: str = ""):
        self.graph = graph
        self.terms = lexicon.terms
        self.source = source
        self._reading: list = []

    def refuse(self, node: object, why: str, about: str = "", remedy: str = "") -> NormError:
        """The error that names a node; ``about`` is the term or value that is at fault."""
        name = getattr(node, "value", str(node))
        return NormError(f"{self.source}: {name}: {why}" + (f"; {remedy}" if remedy else ""))

    def entry(self, node: object) -> Condition:
        """The condition that a control entry states; its focus is the item."""
        found = self.condition(node)
        for leaf in found.leaves():
            term = getattr(leaf, "term", None)
            if term and term not in ITEM_TERMS and not self.terms[term].functional:
                raise self.refuse(node, f"an entry is about the item, but {term} is known of the line only", term)
        return found

    def line_condition(self, node: object) -> Condition:
        """The condition that a norm asks of the line."""
        found = self.condition(node)
        for leaf in found.leaves():
            if isinstance(leaf, ItemIs):
                raise self.refuse(node, "sh:class is for entries: a line is no item; ask for its itemType", "class")
        return found

    def condition(self, node: object) -> Condition:
        """The condition that a node shape states, whatever its focus."""
        if node in self._reading:
            raise self.refuse(node, "the shape refers to itself; recursive shapes have no agreed meaning")
        if len(self._reading) >= limits.MAX_DEPTH:
            raise self.refuse(node, f"nested too deeply; at most {limits.MAX_DEPTH} levels are accepted")
        self._reading.append(node)
        try:
            return self._node(node)
        finally:
            self._reading.pop()

    def _shacl(self, node: object) -> dict[str, list]:
        found: dict[str, list] = {}
        for predicate, values in self.graph.get(node, {}).items():
            if predicate.startswith(SH):
                found[predicate.removeprefix(SH)] = values
        return found

    def _node(self, node: object) -> Condition:
        shacl = self._shacl(node)
        unknown = set(shacl) - _NODE_KEYS - _ANNOTATIONS
        if unknown:
            first = sorted(unknown)[0]
            raise self.refuse(node, f"sh:{first} is outside the analysable part of SHACL Core", first)
        parts: list[Condition] = []
        for value in shacl.get("class", []):
            parts.append(self._class(node, value))
        for value in shacl.get("property", []):
            parts.append(self._property(value))
        for value in shacl.get("and", []):
            parts.append(And(tuple(self.condition(member) for member in self._list(value))))
        for value in shacl.get("or", []):
            parts.append(Or(tuple(self.condition(member) for member in self._list(value))))
        for value in shacl.get("not", []):
            denied = self.condition(value)
            self._intended(node, denied)
            parts.append(Not(denied))
        for value in shacl.get("node", []):
            if value not in self.graph:
                raise self.refuse(node, f"sh:node names {value.value}, which is not defined")
            parts.append(self.condition(value))
        if not parts and not self.graph.get(node):
            raise self.refuse(node, "the shape is not defined")
        return conjunction(sorted(parts, key=repr))

    def _class(self, node: object, value: object) -> Condition:
        name = local(value.value)
        if "Class" not in getattr(self.terms.get(name), "kinds", ()):
            known = (other for other, term in self.terms.items() if "Class" in term.kinds)
            raise self.refuse(node, f"the lexicon has no class {name}", name, near(name, known))
        return ItemIs(name)

    def _intended(self, node: object, denied: Condition) -> None:
        """``sh:not`` is true of absent data, so the shape must say for which terms that is meant."""
        declared = {
            local(v.value) for shape in self._reading for v in self.graph[shape].get(QGOV + "absentMeansNo", [])
        }
        for leaf in denied.leaves():
            term = getattr(leaf, "term", None)
            if term is not None and term not in declared and term not in CLOSED:
                raise self.refuse(
                    node, f"sh:not over {term} would hold where it is absent; say qgov:absentMeansNo if that is meant"
                )

    def _property(self, node: object) -> Condition:
        shacl = self._shacl(node)
        unknown = set(shacl) - _PROPERTY_KEYS - _ANNOTATIONS
        if unknown:
            first = sorted(unknown)[0]
            raise self.refuse(node, f"sh:{first} is outside the analysable part of SHACL Core", first)
        paths = shacl.get("path", [])
        if len(paths) != 1 or not getattr(paths[0], "value", "").startswith(QGOV) or paths[0] in self.graph:
            raise self.refuse(node, "sh:path must be one qgov term")
        term = local(paths[0].value)
        functional = self._known(node, term)
        counts = {
            key: [v.value for v in shacl[key]] for key in ("minCount", "maxCount", "qualifiedMinCount") if key in shacl
        }
        if any(values != ["1"] for key, values in counts.items() if key != "maxCount"):
            raise self.refuse(node, "only a minimum count of 1 is analysable")
        if counts.get("maxCount", ["0"]) != ["0"]:
            raise self.refuse(node, "only sh:maxCount 0 is analysable")
        if "maxCount" in counts:
            if set(shacl) - {"path", "maxCount"} - _ANNOTATIONS:
                raise self.refuse(node, "sh:maxCount 0 stands alone")
            return Not(Present(term))
        parts: list[Condition] = [Has(term, (self._text(node, term, v),)) for v in shacl.get("hasValue", [])]
        if "qualifiedValueShape" in shacl:
            if "qualifiedMinCount" not in counts:
                raise self.refuse(node, "a qualified value shape needs sh:qualifiedMinCount 1")
            for shape in shacl["qualifiedValueShape"]:
                inner = self._shacl(shape)
                if set(inner) != {"in"}:
                    raise self.refuse(node, "a qualified value shape holds one sh:in")
                parts.append(Has(term, tuple(self._text(node, term, v) for v in self._list(inner["in"][0]))))
        ranged = {name: shacl[key] for key, name in _RANGES.items() if key in shacl}
        if (ranged or "in" in shacl) and "minCount" not in counts:
            raise self.refuse(node, f"a range or list on {term} needs sh:minCount 1: absent data would conform")
        if ranged:
            if not functional:
                raise self.refuse(
                    node, f"a range on {term}, which may have several values; use a qualified value shape"
                )
            read = self._day if self.terms[term].value_kind == "date" else self._number
            within = Within(term, **{name: read(node, values) for name, values in ranged.items()})
            if not within.bounded(whole=self.terms[term].value_kind in ("count", "date")):
                raise self.refuse(node, f"the range of {term} is empty: no value lies in it", term)
            parts.append(within)
        for value in shacl.get("in", []):
            values = tuple(self._text(node, term, v) for v in self._list(value))
            parts.append(OneOf(term, values) if functional else Every(term, values))
        if not parts:
            if "minCount" not in counts:
                raise self.refuse(node, "the property shape asks nothing")
            parts.append(Present(term))
        if functional and any(isinstance(part, Has) for part in parts):
            parts = [OneOf(p.term, p.values) if isinstance(p, Has) else p for p in parts]
        return conjunction(parts)

    def _known(self, node: object, term: str) -> bool:
        """Whether a term has at most one value; refuses what a line or an item never says."""
        known = self.terms.get(term)
        if known is None or not known.value_kind:
            readable = (name for name, other in self.terms.items() if other.value_kind)
            raise self.refuse(node, f"the lexicon has no term {term} that conditions read", term, near(term, readable))
        return known.functional

    def _text(self, node: object, term: str, value: object) -> str:
        """Words, codes and places are plain strings; any other kind of value equals none of them."""
        datatype = getattr(value, "datatype", None)
        if datatype is None or datatype.value != XSD + "string":
            raise self.refuse(
                node, f"{value.value} is no value of {term}: words, codes and places are plain strings", value.value
            )
        return value.value

    def _number(self, node: object, values: list) -> Decimal:
        if len(values) != 1:
            raise self.refuse(node, "one bound of each kind")
        if not hasattr(values[0], "datatype"):
            raise self.refuse(node, f"{values[0].value} is no number")
        kind = local(values[0].datatype.value.removeprefix(XSD))
        text = values[0].value
        if kind not in ("decimal", "integer") or not _DECIMAL.fullmatch(text):
            raise self.refuse(
                node, f"{text} is an xsd:{kind}; bounds are xsd:decimal or xsd:integer", text,
                "write the digits out, such as 0.001",
            )  # fmt: skip
        if len(text) > limits.MAX_DIGITS:
            raise self.refuse(node, f"{text[:20]}… has more than {limits.MAX_DIGITS} digits", text)
        return Decimal(text)

    def _day(self, node: object, values: list) -> Decimal:
        """A calendar day as a day number, so that days are compared like numbers."""
        datatype = getattr(values[0], "datatype", None)
        if len(values) != 1 or datatype is None or datatype.value != XSD + "date":
            raise self.refuse(node, f"{values[0].value} is no xsd:date; one bound of each kind")
        try:
            return Decimal(date.fromisoformat(values[0].value).toordinal())
        except ValueError:
            raise self.refuse(node, f"{values[0].value[:40]} is no day of the calendar", values[0].value) from None

    def _list(self, head: object) -> list:
        members, seen = [], set()
        while getattr(head, "value", None) != RDF + "nil":
            if head in seen or head not in self.graph:
                raise self.refuse(head, "not a well-formed RDF list")
            seen.add(head)
            first, rest = (self.graph[head].get(RDF + name, ()) for name in ("first", "rest"))
            if len(first) != 1 or len(rest) != 1:
                raise self.refuse(head, "not a well-formed RDF list")
            members.extend(first)
            head = rest[0]
        return members


def near(word: str, known: Iterable[str]) -> str:
    """Which of the known words was probably meant, as a remedy; empty where none is like it."""
    close = difflib.get_close_matches(word[:200], sorted(known), n=1, cutoff=0.75)
    return f"did you mean {close[0]}?" if close else ""
