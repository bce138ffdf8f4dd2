"""IRIs and terms on their way into a store: made by the library, so that no text can turn into a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qgov.base.parse import fault

if TYPE_CHECKING:
    import pyoxigraph as ox

SCHEMES = ("http", "https", "urn", "tag", "doi", "mailto")
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
# Strings, IRIs and comments, or a variable outside of them.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*|[?$](?P<name>\w+)",
    re.DOTALL,
)


def iri(text: str, pointer: str = "") -> ox.NamedNode:
    """The term of an absolute IRI (RFC 3987) of an accepted scheme. Raises InputError for anything else."""
    import pyoxigraph as ox

    try:
        node = ox.NamedNode(text)
    except (ValueError, TypeError) as error:
        raise fault(pointer, f"{str(text)[:120]!r} is no absolute IRI: {error}", "give one such as urn:x:1") from None
    scheme = text.split(":", 1)[0].lower()
    if scheme not in SCHEMES:
        raise fault(pointer, f"IRIs of the scheme {scheme[:40]!r} are not accepted", "use " + ", ".join(SCHEMES))
    return node


def literal(value: object, kind: str = "string") -> ox.Literal:
    """A typed literal of an XML Schema datatype by its local name."""
    import pyoxigraph as ox

    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + kind))


def substituted(text: str, bindings: Mapping[str, object] | None) -> str:
    """A query with terms in the place of variables, as the library writes them; names in quotes and IRIs stay.

    The variables stand in patterns and filters and are not projected. Raises TypeError for a value that is neither an
    IRI nor a literal. (Oxigraph's own substitutions ask that each variable be projected, and an endpoint has none.)
    """
    import pyoxigraph as ox

    if not bindings:
        return text
    for name, value in bindings.items():
        if not isinstance(value, (ox.NamedNode, ox.Literal)):
            raise TypeError(f"{name!r} cannot be bound to {type(value).__name__}; give a NamedNode or a Literal")
    return _TOKEN.sub(lambda found: str(bindings[found["name"]]) if found["name"] in bindings else found[0], text)


def ntriples(triples: Iterable[ox.Triple]) -> str:
    """Triples as the library writes N-Triples, which is also what INSERT DATA takes between its braces."""
    import pyoxigraph as ox

    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()


def update_text(
    drop: Iterable[str] = (),
    insert: Mapping[str, list[ox.Triple]] | None = None,
    delete: Mapping[str, list[ox.Triple]] | None = None,
) -> str:
    """One SPARQL update that removes triples from graphs, then graphs, and then inserts into graphs."""
    import pyoxigraph as ox

    parts = [f"DROP SILENT GRAPH {ox.NamedNode(graph)}" for graph in drop]
    if any((delete or {}).values()):
        parts.insert(0, f"DELETE DATA {{\n{_blocks(delete)}\n}}")
    if any((insert or {}).values()):
        parts.append(f"INSERT DATA {{\n{_blocks(insert)}\n}}")
    return " ;\n".join(parts)


def _blocks(graphs: Mapping[str, list[ox.Triple]]) -> str:
    import pyoxigraph as ox

    return "\n".join(f"GRAPH {ox.NamedNode(graph)} {{\n{ntriples(rows)}}}" for graph, rows in graphs.items() if rows)
