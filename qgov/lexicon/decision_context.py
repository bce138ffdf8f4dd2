"""The keys of a decision and the terms that say them in RDF, as a table and as the JSON-LD context made from it.

The table is the lexicon's own: the keys that objects of a class carry. What a key means depends on the object that it
stands on (the ``kind`` of a grounding is no ``kind`` of a repair), so the context gives it by the object's type.
"""

from __future__ import annotations

from functools import cache

from qgov.lexicon.terms import Term, lexicon

DECISION_CONTEXT = "https://w3id.org/qgov/context/decision-v1.jsonld"
_ROOTS = ("Decision", "ScreeningMatch", "ConfirmedMatch", "DismissedMatch")
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# What the keys of a class do not say: the label of a change, and what matches say by the names of their terms.
_OF_MATCHES = {"matchedParty": "matchedParty", "list": "matchList", "entry": "matchEntry", "status": "matchStatus"}
_BESIDE = {
    "NearestChange": {"change": _LABEL, "outcome": "outcome"},
    "ScreeningMatch": _OF_MATCHES, "ConfirmedMatch": _OF_MATCHES, "DismissedMatch": _OF_MATCHES,
}  # fmt: skip
_TYPES = {"date": "xsd:date", "number": "xsd:decimal"}


@cache
def decision_keys() -> dict[str, dict[str, str]]:
    """Class -> JSON key -> IRI of the property that says it, for a decision and all that stands in it."""
    words = lexicon()
    found: dict[str, dict[str, str]] = {}
    waiting = list(_ROOTS)
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        keys = words.keys_on(name)
        beside = {
            key: term if term.startswith("http") else words.terms[term].iri
            for key, term in _BESIDE.get(name, {}).items()
        }
        found[name] = {key: term.iri for key, term in keys.items()} | beside
        waiting += [term.node_class for term in keys.values() if term.node_class]
    return found


@cache
def decision_context() -> dict:
    """The JSON-LD 1.1 context of decisions: each key in the context of the type of object that it stands on."""
    found: dict = {
        "@version": 1.1, "qgov": lexicon().terms["Decision"].iri.removesuffix("Decision"),
        "xsd": "http://www.w3.org/2001/XMLSchema#", "id": "@id", "type": "@type",
    }  # fmt: skip
    by_iri = {term.iri: term for term in lexicon().terms.values()}
    for name, keys in sorted(decision_keys().items()):
        scoped = {key: _definition(iri, by_iri.get(iri)) for key, iri in sorted(keys.items())}
        found[name] = {"@id": f"qgov:{name}", "@context": scoped}
    return {"@context": found}


def _definition(iri: str, term: Term | None) -> object:
    if term is None:
        return iri
    found: dict = {"@id": f"qgov:{term.name}"}
    if term.value_kind in _TYPES:
        found["@type"] = _TYPES[term.value_kind]
    elif term.node_class or term.value_kind is None:
        found["@type"] = "@id"
    if term.many or term.value_kind == "nodes":
        found["@container"] = "@set"
    return found["@id"] if set(found) == {"@id"} else found
