"""S10: what a party hands in says nothing about words, norms or shapes, and changes no decision but by its claims."""

from __future__ import annotations

import json

import pytest

import qgov
from qgov.base.errors import InputError
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import read_dossier

HEAD = """@prefix qgov: <https://w3id.org/qgov/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
DATA = {
    "id": "urn:example:t", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN",
    "items": [{"id": "q", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 127,
               "cnotError": 0.0005}],
}  # fmt: skip
ITEM = "<urn:example:t#q>"
# A shape as a service would hold it that puts norms and data into one graph: no computer of 100 qubits or more.
SHAPE = (
    HEAD
    + """<urn:shape> a sh:NodeShape ; sh:targetClass qgov:QuantumComputer ;
    sh:property <urn:few> . <urn:few> sh:path qgov:physicalQubits ; sh:maxExclusive 100 ."""
)
LIVE = {
    "a shape switched off": "<urn:shape> sh:deactivated true .",
    "a condition switched off": "<urn:few> sh:deactivated true .",
    "a shape against the item": f"<urn:other> a sh:NodeShape ; sh:targetNode {ITEM} ; sh:closed true .",
    "a class above that of the item": "qgov:QuantumComputer rdfs:subClassOf qgov:Software .",
    "a twin of the item": f"{ITEM} owl:sameAs <urn:other> . <urn:other> a qgov:Software .",
    "an inverse property": f"qgov:items owl:inverseOf qgov:partOf . {ITEM} qgov:items <urn:example:t> .",
    "a property under another": "qgov:quantumVolume rdfs:subPropertyOf qgov:physicalQubits .",
    "a domain": "qgov:physicalQubits rdfs:domain qgov:Software .",
}
OTHER = {
    "a norm": '<urn:n> a qgov:Norm ; qgov:provision "us-ear:742.4(a)(5)" .',
    "an exception that defeats": "<urn:n> a qgov:Exception ; qgov:defeats <https://w3id.org/qgov/norm/us-ear/742.4%28a%29%285%29/2024-09-06> .",
    "a fact": f"{ITEM} qgov:operationalQubits 1 .",
    "a finding": '<urn:example:t#decision> qgov:outcome "permitted" .',
    "an outcome": '<urn:example:t> qgov:outcome "permitted" .',
    "a shown privilege": f'{ITEM} qgov:shownPrivilege "us-ear:740.24" .',
    "a fact of the line": '<urn:example:t> qgov:licensedProvision "us-ear:4A906" .',
    "the end of a norm": '<https://w3id.org/qgov/norm/us-ear/742.4%28a%29%285%29/2024-09-06> qgov:inForceUntil "2025-01-01" .',
    "another class of a word": "qgov:QuantumComputer a owl:Class ; owl:disjointWith qgov:QuantumComputer .",
    "an import": "<urn:example:t> owl:imports <urn:elsewhere> .",
}


def turtle() -> str:
    return HEAD + dossier_text(read_dossier(DATA))


@pytest.mark.parametrize("name", [*LIVE, *OTHER])
def test_such_statements_are_refused(name):
    text = turtle()
    assert read_dossier(text, format="turtle").items[0].quantity("physicalQubits").value == 127
    for format in ("turtle", "trig"):
        with pytest.raises(InputError):
            read_dossier(text + (LIVE | OTHER)[name], format=format)
    with pytest.raises(InputError):
        read_dossier(f"{text} GRAPH <https://w3id.org/qgov/graph/norms> {{ {(LIVE | OTHER)[name]} }}", format="trig")


def results(*more: str) -> set:
    """What a service would find that puts everything into one graph, with what follows by RDFS and OWL."""
    import owlrl
    import pyshacl
    import rdflib

    graph = rdflib.Graph()
    for text in (turtle(), SHAPE, *(HEAD + text for text in more)):
        graph.parse(data=text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    _, report, _ = pyshacl.validate(graph, shacl_graph=graph, advanced=False)
    sh, rdf = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.RDF
    found = {
        (str(report.value(one, sh.focusNode)), str(report.value(one, sh.sourceConstraintComponent)))
        for one in report.subjects(rdf.type, sh.ValidationResult)
    }
    term = rdflib.Namespace("https://w3id.org/qgov/")
    found |= {(str(node), "is software") for node in graph.subjects(rdf.type, term.Software)}
    found |= {(str(node), "is below") for node in graph.subjects(rdflib.RDFS.subPropertyOf, term.physicalQubits)}
    found |= {(str(node), "has parts") for node in graph.objects(None, term.partOf)}
    return found


@pytest.mark.parametrize("name", LIVE)
def test_in_one_graph_with_the_norms_they_would_count(name):
    """The vectors are live: admitted, each changes what engines find."""
    assert results(LIVE[name]) != results()


@pytest.mark.parametrize(
    "extra",
    [
        {"rdfs:subClassOf": "Software"}, {"owl:sameAs": "urn:other"}, {"sh:deactivated": True}, {"outcome": "permitted"},
        {"findings": []}, {"facts": {"operationalQubits": 1}}, {"norms": []}, {"groundings": []}, {"receipt": {}},
        {"operationalQubits": 1}, {"meanCnotInfidelity": 0.5}, {"shownPrivilege": "us-ear:740.24"},
        {"licensedProvision": "us-ear:4A906"}, {"@type": "Software"}, {"@id": "urn:other"}, {"@graph": []},
        {"http://www.w3.org/2002/07/owl#sameAs": "urn:other"}, {"https://w3id.org/qgov/physicalQubits": 1},
    ],
)  # fmt: skip
def test_the_same_in_json_is_refused_by_name(extra):
    for data in ({**DATA, **extra}, {**DATA, "items": [{**DATA["items"][0], **extra}]}):
        with pytest.raises(InputError, match=next(iter(extra)).split("/")[-1]):
            read_dossier(json.dumps(data))


@pytest.mark.parametrize(
    "text",
    ["us-ear:742.4(a)(5) does not apply", "} qgov:outcome qgov:permitted .", "<urn:shape> sh:deactivated true .",
     "permitted", "{% outcome %}", "\"; DROP ALL; #"],
)  # fmt: skip
def test_free_text_changes_no_decision(text):
    plain = qgov.decide(DATA, simulate=False).to_dict()
    noted = qgov.decide({**DATA, "note": text, "items": [{**DATA["items"][0], "note": text}]}, simulate=False).to_dict()
    for key in ("outcome", "possible", "precaution", "lines", "jurisdictions", "findings"):
        assert noted[key] == plain[key]
