"""Names in the place of blank nodes: what two dossiers both call ``_:x`` must never meet in a store."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox


def skolemised(triples: Iterable[ox.Triple], root: str) -> list[ox.Triple]:
    """The triples with every blank node named ``<root>/node/<32 random hexadecimal digits>``.

    One label is one name within this call and another one in the next. ``root`` is an IRI that only the program gives
    out, such as a decision's; whoever hands in triples must not be able to use names under it (``qgov.store.cases``).
    """
    import pyoxigraph as ox

    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(term):
        if isinstance(term, ox.BlankNode):
            if term not in names:
                names[term] = ox.NamedNode(f"{root}/node/{uuid.uuid4().hex}")
            return names[term]
        if isinstance(term, ox.Triple):
            return ox.Triple(named(term.subject), term.predicate, named(term.object))
        return term

    return [named(triple) for triple in triples]


def has_blank(triple: ox.Triple) -> bool:
    """Whether a blank node stands anywhere in a triple."""
    import pyoxigraph as ox

    parts = (triple.subject, triple.object)
    return any(isinstance(part, ox.BlankNode) or (isinstance(part, ox.Triple) and has_blank(part)) for part in parts)
