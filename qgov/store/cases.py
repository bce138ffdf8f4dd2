"""What the graphs of a case may say: what dossiers and decisions say, and nothing about words or law.

The words are the lexicon's and the law is in ``shapes/``; a party that could write ``rdfs:subClassOf``, ``owl:sameAs``,
``sh:deactivated`` or ``qgov:defeats`` into a graph that is read together with them would write law. What a dossier says
is read into plain data first and written out again in the words of dossiers, so nothing else should ever arrive here:
this is the second lock on the same door, and it also guards what is loaded from a dump.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from qgov.base.iri import QGOV
from qgov.store.names import DECISION
from qgov.store.terms import DCTERMS, RDF_TYPE, RDFS_LABEL

if TYPE_CHECKING:
    import pyoxigraph as ox

_ROLES = frozenset(("claim", "structure", "decision", "assumption", "measurand", "situation"))
_LAW = frozenset(("Norm", "Condition", "ControlEntry", "Instrument", "OpenQuestion", "CountryGroup"))
_PLAIN = {RDF_TYPE, RDFS_LABEL, DCTERMS + "identifier", DCTERMS + "created"}


@cache
def case_predicates() -> frozenset[str]:
    """The predicates that the graph of a case may use."""
    from qgov.lexicon import lexicon

    terms = lexicon().terms
    found = {term.iri for term in terms.values() if term.role in _ROLES}
    found |= {QGOV + term.object_form for term in terms.values() if term.object_form}
    found |= {QGOV + name for name in ("matchedParty", "answersDossier", "aboutItem")}
    return frozenset(found | _PLAIN)


@cache
def case_types() -> frozenset[str]:
    """The classes that the graph of a case may type a node with: those of the lexicon that are not law."""
    from qgov.lexicon import lexicon

    terms = lexicon().terms
    law = set(_LAW)
    while grown := {name for name, term in terms.items() if name not in law and not law.isdisjoint(term.parents)}:
        law |= grown
    return frozenset(term.iri for name, term in terms.items() if "Class" in term.kinds and name not in law)


def foreign(triples: Iterable[ox.Triple]) -> str:
    """What of some triples may not stand in the graph of a case, in words; empty where all may."""
    predicates, types = case_predicates(), case_types()
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if predicate not in predicates:
            return f"{predicate} is no property of a dossier or a decision"
        if predicate == RDF_TYPE and getattr(value, "value", "") not in types:
            return f"{value} is no class of a dossier or a decision"
        name = getattr(subject, "value", "")
        if name.startswith(QGOV) and not name.startswith(DECISION):
            return f"{name} is the lexicon's or the law's, and a case says nothing of it"
        if type(subject).__name__ != "NamedNode" or type(value).__name__ == "Triple":
            return f"{triple} speaks of a blank node or of a statement"
    return ""
