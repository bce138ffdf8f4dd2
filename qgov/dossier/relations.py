"""A dossier as individuals and relations: what its keys say with text, said with nodes.

A key with ``qgov:objectForm`` names by text a word, an item or a party; here the same stands as an object property to
the word's individual or to the item's or party's node, so that the axioms of the lexicon can be applied.
"""

from __future__ import annotations

from qgov.base.iri import QGOV, safe_fragment
from qgov.dossier.model import Dossier
from qgov.dossier.rdf import dossier_triples
from qgov.lexicon import Term, lexicon


def dossier_relations(dossier: Dossier) -> list:
    """The triples of a dossier, and the relations between nodes that its texts say."""
    import pyoxigraph as ox

    triples = dossier_triples(dossier)
    keys = {term.iri: term for term in lexicon().terms.values() if term.object_form}
    rows = {t.subject.value: t.object for t in triples if t.predicate.value == QGOV + "value"}
    nodes = {t.subject.value for t in triples}
    found = list(triples)
    for triple in triples:
        key = keys.get(triple.predicate.value)
        if key is None:
            continue
        value = triple.object
        if isinstance(value, ox.NamedNode) and value.value in rows:
            value = rows[value.value]
        target = value.value if isinstance(value, ox.NamedNode) else _target(key, value.value, dossier.id)
        if target is not None and (isinstance(value, ox.NamedNode) or key.value_kind == "word" or target in nodes):
            found.append(ox.Triple(triple.subject, ox.NamedNode(QGOV + key.object_form), ox.NamedNode(target)))
    return found


def _target(key: Term, text: str, root: str) -> str | None:
    if key.value_kind == "word":
        word = lexicon().words(key.words_class or "").get(text)
        return word.iri if word else None
    return f"{root}#{safe_fragment(text)}"
