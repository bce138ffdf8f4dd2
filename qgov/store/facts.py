"""What is established of each item, in RDF: the facts that the norms of a decision read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgov.base.iri import QGOV, safe_fragment
from qgov.store.terms import RDF_TYPE, literal

if TYPE_CHECKING:
    import pyoxigraph as ox

    from qgov.reasoning.decision import Decision


def fact_triples(decision: Decision) -> list[ox.Triple]:
    """One node a fact, ``<dossier>#decision/fact/<item>/<term>``: its item, its term, and the closed interval
    (``lower``, ``upper``, in ``unit``) or the one word (``value``) that is established.

    Numbers are the exact decimals that the receipt holds. A term of which nothing is known but its domain, or which
    may be one of several words, is no fact and is left out.
    """
    import pyoxigraph as ox

    situation = getattr(decision.seal, "situation", None) or {"lines": []}
    root, triples = decision.dossier.id, []

    def add(subject: str, name: str, value: object) -> None:
        triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(QGOV + name), value))

    for line in situation["lines"]:
        item = safe_fragment(line["item"])
        for term, span in line["spans"].items():
            words = span.get("words")
            if span.get("unknown") or span.get("perhapsAbsent") or (words is not None and len(words) != 1):
                continue
            node = f"{root}#decision/fact/{item}/{safe_fragment(term)}"
            triples.append(ox.Triple(ox.NamedNode(node), ox.NamedNode(RDF_TYPE), ox.NamedNode(QGOV + "Fact")))
            add(node, "aboutItem", ox.NamedNode(f"{root}#{item}"))
            add(node, "term", literal(term))
            if words:
                add(node, "value", literal(words[0]))
            for end in ("lower", "upper"):
                if end in span:
                    add(node, end, literal(span[end], "decimal"))
            if words is None and span["unit"] != "1":
                add(node, "unit", literal(span["unit"]))
            if span["basis"]:
                add(node, "basis", literal(span["basis"]))
    return triples
