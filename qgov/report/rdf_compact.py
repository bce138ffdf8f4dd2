"""Triples about decisions as compact JSON-LD: the keys of the JSON, its nesting, and the context by its IRI.

Nothing is fetched to write it: the context is made from the lexicon, and what it says of each key is applied here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable

from qgov.base.iri import QGOV
from qgov.lexicon.decision_context import DECISION_CONTEXT, decision_context, decision_keys

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBER = re.compile(r"\d+")
_HEAD = {"id": 0, "type": 1}


def compact_text(triples: Iterable, root: str | None = None) -> str:
    """The triples as one document: ``root`` with all that it leads to, then what nothing leads to. Without a root all
    nodes that nothing leads to stand side by side."""
    writer = _Writer(triples)
    top = writer.tops() if root is None else [root]
    nodes = [writer.node(iri) for iri in top]
    rest = [writer.node(iri) for iri in sorted(writer.left(), key=_in_order)]
    if root is None:
        found: dict = {"@context": DECISION_CONTEXT, "@graph": [*nodes, *rest]}
    else:
        found = {"@context": DECISION_CONTEXT, **nodes[0], **({"@included": rest} if rest else {})}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _in_order(iri: str) -> list:
    """Parts with a number by that number, so that the eleventh stands behind the second."""
    return [*re.split(_NUMBER, iri), *map(int, _NUMBER.findall(iri))]


class _Writer:
    def __init__(self, triples: Iterable):
        self.about: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        self.told: set[str] = set()
        pointed: set[str] = set()
        for triple in triples:
            self.about[triple.subject.value][triple.predicate.value].append(triple.object)
            if not hasattr(triple.object, "datatype") and triple.predicate.value != _TYPE:
                pointed.add(triple.object.value)
        self.pointed = pointed

    def tops(self) -> list[str]:
        """The nodes that nothing leads to."""
        return sorted((iri for iri in self.about if iri not in self.pointed), key=_in_order)

    def left(self) -> list[str]:
        """The nodes that nothing leads to and that are not told yet."""
        return [iri for iri in self.tops() if iri not in self.told]

    def node(self, iri: str) -> dict:
        """A node with what it says; a node that was told before, by its name alone."""
        if iri in self.told or iri not in self.about:
            return {"id": iri}
        self.told.add(iri)
        said = self.about[iri]
        types = sorted(value.value.removeprefix(QGOV) for value in said[_TYPE])
        keys = {property: key for name in types for key, property in decision_keys().get(name, {}).items()}
        scope = {key: value for name in types for key, value in _scope(name).items()}
        found: dict = {"id": iri, "type": types[0] if len(types) == 1 else types}
        for property, values in said.items():
            if property != _TYPE:
                key = keys.get(property) or property.replace(QGOV, "qgov:", 1)
                found[key] = self.values(values, scope.get(key, {}))
        return dict(sorted(found.items(), key=lambda pair: (_HEAD.get(pair[0], 2), isinstance(pair[1], list), pair[0])))

    def values(self, values: list, rule: object) -> object:
        rule = rule if isinstance(rule, dict) else {}
        nodes = sorted((v.value for v in values if not hasattr(v, "datatype")), key=_in_order)
        texts = sorted((v for v in values if hasattr(v, "datatype")), key=lambda v: (v.datatype.value, v.value))
        linked = rule.get("@type") == "@id"
        found = [self.link(iri, linked) for iri in nodes] + [_literal(text, rule.get("@type")) for text in texts]
        return found if rule.get("@container") == "@set" or len(found) != 1 else found[0]

    def link(self, iri: str, linked: bool) -> object:
        shown = self.node(iri)
        return iri if linked and set(shown) == {"id"} else shown


def _literal(value, type: str | None) -> object:
    """A value as JSON has it where that says the same, else with its type."""
    kind = value.datatype.value.replace(_XSD, "xsd:", 1)
    if kind == type:
        return value.value
    if type is None and kind == "xsd:string":
        return value.value
    if type is None and kind == "xsd:boolean":
        return value.value == "true"
    if type is None and kind == "xsd:integer":
        return int(value.value)
    return {"@type": kind, "@value": value.value}


def _scope(name: str) -> dict:
    return decision_context()["@context"].get(name, {}).get("@context", {})
