"""S1, S2: whatever a text asks for, nothing is fetched and no file is opened.

Each vector is tried twice: on qgov, which must not touch the canary, and on the bare library that qgov uses or others
use, which must: so the vector is live, and without the defence the first half would fail.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import pytest

from qgov.base.errors import InputError
from qgov.dossier.read import read_dossier
from qgov.situation.screening import load_lists
from qgov.store import query
from qgov.store.worker.guard import Outline

DOSSIER = {
    "id": "urn:example:t", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN",
    "items": [{"id": "q", "type": "QuantumComputer", "physicalQubits": 127}],
}  # fmt: skip
OWL = "http://www.w3.org/2002/07/owl#"


def json_ld(make: Callable) -> tuple[Callable, Callable]:
    """A context, in a dossier and for rdflib's reader of JSON-LD."""

    def bare(canary) -> None:
        import rdflib

        rdflib.Graph().parse(data=make(canary), format="json-ld")

    def door(canary) -> None:
        for name in ("dossier.jsonld", "dossier.json", ""):
            with pytest.raises(InputError) as caught:
                read_dossier(make(canary), name)
            assert "context" in str(caught.value)

    return door, bare


def with_context(context: Callable) -> tuple[Callable, Callable]:
    return json_ld(lambda canary: json.dumps({"@context": context(canary), **DOSSIER}))


def sparql(make: Callable, run: Callable) -> tuple[Callable, Callable]:
    """A query, by ``qgov query`` and by the bare library."""

    def door(canary) -> None:
        import pyoxigraph as ox

        store = ox.Store()
        store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"), ox.DefaultGraph()))
        with contextlib.suppress(InputError):
            query.run_query(store, make(canary))

    return door, lambda canary: run(make(canary))


def oxigraph(text: str) -> None:
    import pyoxigraph as ox

    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"), ox.DefaultGraph()))
    list(store.query(text))


def oxigraph_update(text: str) -> None:
    import pyoxigraph as ox

    ox.Store().update(text)


def rdflib_dataset(text: str) -> None:
    import rdflib

    list(rdflib.Dataset().query(text))


def rdflib_graph(text: str) -> None:
    import rdflib

    data = rdflib.Graph().parse(data="<urn:s> <urn:p> <urn:o> .", format="turtle")
    list(data.query(text))


def rdf(make: Callable, bare: Callable) -> tuple[Callable, Callable]:
    def door(canary) -> None:
        for format in ("turtle", "trig"):
            with contextlib.suppress(InputError):
                read_dossier(make(canary), format=format)

    return door, bare


def owlready(canary) -> None:
    import io

    import owlready2

    rows = f"<urn:o> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{OWL}Ontology> .\n<urn:o> <{OWL}imports> <{canary.url}> .\n"
    owlready2.World().get_ontology("urn:o").load(fileobj=io.BytesIO(rows.encode()), only_local=True)


def pyshacl_imports(canary) -> None:
    import pyshacl
    import rdflib

    graph = rdflib.Graph().parse(data=f"<urn:o> a <{OWL}Ontology> ; <{OWL}imports> <{canary.url}> .", format="turtle")
    pyshacl.validate(rdflib.Graph(), shacl_graph=graph, do_owl_imports=True)


def address(make: Callable) -> tuple[Callable, Callable]:
    """A name in the place of a text. (As bytes, as they come over the network: a program may name a file of its own.)"""

    def door(canary) -> None:
        for format in (None, "json", "yaml", "turtle", "trig"):
            with pytest.raises(InputError):
                read_dossier(make(canary).encode(), format=format)

    def bare(canary) -> None:
        import rdflib

        rdflib.Graph().parse(make(canary), format="json-ld")

    return door, bare


def yaml(make: Callable) -> tuple[Callable, Callable]:
    def door(canary) -> None:
        with pytest.raises(InputError, match="tags are not accepted"):
            read_dossier(make(canary), format="yaml")

    def bare(canary) -> None:
        import yaml

        yaml.unsafe_load(make(canary))

    return door, bare


def xml(make: Callable, tmp: str) -> tuple[Callable, Callable]:
    """An official list, by the reader of lists and by an expat parser that follows what the text refers to."""

    def door(canary) -> None:
        path = canary.file.with_name(tmp)
        path.write_text(make(canary), encoding="utf-8")
        with pytest.raises(InputError):
            load_lists([path])

    def bare(canary) -> None:
        from urllib.request import urlopen
        from xml.parsers import expat

        def follow(context, base, system, public):
            with urlopen(system) as found:
                parser.ExternalEntityParserCreate(context).Parse(b"<x/>" if found.read() else b"", True)
            return 1

        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.ExternalEntityRefHandler = follow
        parser.Parse(make(canary), True)

    return door, bare


VECTORS = {
    "context": with_context(lambda c: c.url),
    "context in a list": with_context(lambda c: [c.url, "https://w3id.org/qgov/context/v1.jsonld"]),
    "context that moves": with_context(lambda c: c.moved),
    "context that imports": with_context(lambda c: {"@version": 1.1, "@import": c.url}),
    "context of a key": with_context(lambda c: {"@version": 1.1, "items": {"@id": "urn:i", "@context": c.url}}),
    "context of a type": with_context(lambda c: {"@version": 1.1, "type": "@type", "Export": {"@id": "urn:E", "@context": c.url}}),
    "context in an item": json_ld(lambda c: json.dumps({**DOSSIER, "@context": {"items": "urn:i"}, "items": [{"@context": c.url}]})),
    "context with an escaped key": json_ld(
        lambda c: json.dumps({"@context": c.url, **DOSSIER}).replace('"@context"', '"\\u0040context"')
    ),
    "context that stands twice": json_ld(
        lambda c: json.dumps({"@context": "https://w3id.org/qgov/context/v1.jsonld", **DOSSIER})[:-1] + f', "@context": "{c.url}"}}'
    ),
    "context in a file": with_context(lambda c: c.file.as_uri()),
    "context by a path": with_context(lambda c: str(c.file)),
    "service": sparql(lambda c: f"SELECT * {{ SERVICE <{c.url}> {{ ?s ?p ?o }} }}", oxigraph),
    "silent service": sparql(lambda c: f"SELECT * {{ SERVICE SILENT <{c.url}> {{ ?s ?p ?o }} }}", oxigraph),
    "service in a filter": sparql(
        lambda c: f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ SERVICE <{c.url}> {{ ?s ?p ?o }} }} }}", oxigraph
    ),
    "service with an escape": sparql(lambda c: f"SELECT * {{ \\u0053ERVICE <{c.url}> {{ ?s ?p ?o }} }}", rdflib_graph),
    "from a file": sparql(lambda c: f"SELECT * FROM <{c.file.as_uri()}> {{ ?s ?p ?o }}", rdflib_dataset),
    "from a server": sparql(lambda c: f"SELECT * FROM <{c.url}> {{ ?s ?p ?o }}", rdflib_dataset),
    "from named": sparql(lambda c: f"SELECT * FROM NAMED <{c.url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", rdflib_dataset),
    "load": sparql(lambda c: f"LOAD <{c.url}>", oxigraph_update),
    "imports of an ontology": rdf(lambda c: f"<urn:o> a <{OWL}Ontology> ; <{OWL}imports> <{c.url}> .", owlready),
    "imports of a dossier": rdf(lambda c: f"<urn:o> a <https://w3id.org/qgov/Export> ; <{OWL}imports> <{c.url}> .", pyshacl_imports),
    "an address": address(lambda c: c.url),
    "a path": address(lambda c: str(c.file)),
    "yaml that calls": yaml(lambda c: f"!!python/object/apply:urllib.request.urlopen ['{c.url}']"),
    "yaml that opens": yaml(lambda c: f"!!python/object/apply:builtins.open ['{c.file}']"),
    "external entity": xml(
        lambda c: f'<!DOCTYPE whole [<!ENTITY e SYSTEM "{c.url}">]><whole><a>&e;</a></whole>', "entity.xml"
    ),
    "external entity in a file": xml(
        lambda c: f'<!DOCTYPE whole [<!ENTITY e SYSTEM "{c.file.as_uri()}">]><whole><a>&e;</a></whole>', "file.xml"
    ),
    "external document type": xml(lambda c: f'<!DOCTYPE whole SYSTEM "{c.url}"><whole/>', "type.xml"),
    "external parameter entity": xml(
        lambda c: f'<!DOCTYPE whole [<!ENTITY % e SYSTEM "{c.url}"> %e;]><whole/>', "parameter.xml"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_nothing_is_fetched_and_no_file_is_opened(canary, name):
    door, bare = VECTORS[name]
    door(canary)
    assert not canary.was_touched()
    with contextlib.suppress(Exception):  # what a library makes of the answer does not matter: it came for it
        bare(canary)
    assert canary.was_touched(), "the vector is not live: the half above proves nothing"


def test_a_query_is_kept_from_the_network_by_the_guard_alone(canary, monkeypatch):
    """With the guard taken out, the same query by the same function reaches the canary."""
    import pyoxigraph as ox

    store = ox.Store()
    text = f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}"
    with pytest.raises(InputError, match="SERVICE is not available"):
        query.run_query(store, text)
    assert not canary.was_touched()
    monkeypatch.setattr(query, "check_query", lambda text: Outline("SELECT"))
    with pytest.raises(RuntimeError):  # the canary speaks no SPARQL
        query.run_query(store, text)
    assert canary.was_touched()
