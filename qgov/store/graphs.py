"""What goes into the graphs: the shipped Turtle as it is, and the tables as RDF in the same words."""

from __future__ import annotations

from qgov.base.iri import QGOV
from qgov.lexicon.alignments import alignments
from qgov.lexicon.labels import label_files
from qgov.lexicon.terms import ontology_files
from qgov.norms import Norm, norm_book
from qgov.norms.load import norm_files
from qgov.situation import reference
from qgov.store.names import GRAPH

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_CITATION = "http://purl.org/dc/terms/bibliographicCitation"
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


def load_shipped(store) -> None:
    """Load lexicon, norms and reference data into their named graphs."""
    import pyoxigraph as ox

    for name, files in (("lexicon", ontology_files()), ("labels", label_files()), ("norms", norm_files())):
        for path in files:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPH + name))
    store.extend(_mappings())
    store.extend(_table_norms())
    store.extend(_vintages())
    store.extend(_reference())


def _quad(graph: str, subject: str, predicate: str, value: object):
    import pyoxigraph as ox

    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.NamedNode(GRAPH + graph))


def _mappings():
    """The mappings to other vocabularies, as they are stated, in a graph of their own."""
    import pyoxigraph as ox

    for name, rows in alignments().items():
        for mapping in rows:
            yield _quad("alignments", QGOV + name, mapping.predicate, ox.NamedNode(mapping.object))


def _vintages():
    """As of when the text of each instrument was read, from the table, on the instrument's own node."""
    import pyoxigraph as ox

    for code, instrument in norm_book().instruments.items():
        if instrument.text_as_of:
            day = ox.Literal(instrument.text_as_of.isoformat(), datatype=ox.NamedNode(_XSD_DATE))
            yield _quad("norms", f"{QGOV}instrument/{code}", QGOV + "textAsOf", day)


def _table_norms():
    """The pointer norms that stand in tables, in the words of those that stand in files."""
    import pyoxigraph as ox

    date_type = ox.NamedNode(_XSD_DATE)
    for norm in norm_book().norms:
        if norm.origin.endswith(".ttl"):
            continue
        texts = {
            QGOV + "provision": norm.provision, QGOV + "jurisdiction": norm.jurisdiction, QGOV + "effect": norm.effect,
            QGOV + "verification": norm.verification, _CITATION: norm.citation,
        }  # fmt: skip
        yield _quad("norms", norm.iri, _RDF_TYPE, ox.NamedNode(QGOV + "PointerNorm"))
        yield _quad("norms", norm.iri, _LABEL, ox.Literal(norm.label, language="en"))
        yield _quad("norms", norm.iri, _DEFINITION, ox.Literal(norm.definition, language="en"))
        yield _quad(
            "norms", norm.iri, QGOV + "inForceFrom", ox.Literal(norm.in_force_from.isoformat(), datatype=date_type)
        )
        for predicate, text in texts.items():
            yield _quad("norms", norm.iri, predicate, ox.Literal(text))
        for outcome in norm.may_yield:
            yield _quad("norms", norm.iri, QGOV + "mayYield", ox.Literal(outcome))
        yield from _connections(norm)


def _connections(norm: Norm):
    import pyoxigraph as ox

    for factor in norm.connects_by:
        yield _quad("norms", norm.iri, QGOV + "connectsBy", ox.NamedNode(QGOV + factor))


def _reference():
    """Country groups by edition: one node an edition, with its places."""
    import pyoxigraph as ox

    for instrument, editions in reference().editions.items():
        for day, groups in editions.items():
            for group, places in groups.items():
                iri = f"{QGOV}group/{instrument}/{group.split(':', 1)[1]}/{day.isoformat()}"
                yield _quad("reference", iri, _RDF_TYPE, ox.NamedNode(QGOV + "CountryGroup"))
                yield _quad("reference", iri, _LABEL, ox.Literal(group))
                yield _quad(
                    "reference",
                    iri,
                    QGOV + "inForceFrom",
                    ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD_DATE)),
                )
                for place in sorted(places):
                    yield _quad("reference", iri, QGOV + "groupMember", ox.Literal(place))
