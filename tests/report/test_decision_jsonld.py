"""The JSON-LD of a decision: the keys of its JSON, the graph of its Turtle, a context that is shipped, not fetched."""

from __future__ import annotations

import json
from decimal import Decimal

import pyoxigraph as ox
import pytest

from qgov import decide
from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.lexicon.decision_context import DECISION_CONTEXT, decision_context, decision_keys
from qgov.reasoning.pipeline import ground_dossier
from qgov.report.rdf import decision_text, decision_triples, groundings_text

NAMES = ("2026-us-in-boston-headline", "2026-us-cn-helios-100", "2026-de-jp-aachen", "2026-us-in-impossible-t2")
# Parts of a decision that its graph leaves to the JSON: what they are about stands in the graph in other words.
JSON_ALONE = {
    "Decision": {"dossier", "duties", "penalties", "residual", "receipt", "vintage", "screening", "disclaimer"},
    "Finding": {"label", "citation", "policy", "mayYield", "missing", "note"},
    "Reason": {
        "asDeclared", "bound", "known", "licensed", "lower", "upper", "marginInStandardUncertainties", "met", "notes",
        "oneOf", "standardUncertainty",
    },
    "Grounding": {
        "claim", "circuit", "count", "counts", "formula", "reason", "side", "simulated", "standardUncertainty", "zScore",
    },
    "NearestChange": {
        "distance", "edit", "item", "joins", "kind", "leaves", "places", "possible", "provisions", "size", "step",
        "term", "uncertainty", "value", "way",
    },
    "Conflict": {"citation"},
}  # fmt: skip
NODES = {
    "lines": "LineOutcome", "jurisdictions": "JurisdictionOutcome", "findings": "Finding", "because": "Reason",
    "groundings": "Grounding", "claims": "ClaimReference", "nearest": "NearestChange", "robustness": "RobustnessRadius",
    "metricAudit": "MetricAudit", "readings": "FlippingReading", "whyNot": "StandingAccount",
    "controls": "StandingControl", "exceptions": "FailingException", "failing": "FailingConjunct",
    "conflicts": "Conflict",
}  # fmt: skip


@pytest.fixture(scope="module", params=NAMES)
def decision(request):
    return decide(resource(f"data/dossiers/{request.param}.json"), simulate=False)


def inlined(text: str) -> str:
    """The document with the shipped context in the place of its IRI."""
    found = json.loads(text)
    assert found.pop("@context") == DECISION_CONTEXT
    return json.dumps({**decision_context(), **found})


def triples_of(text: str) -> set[str]:
    import rdflib

    graph = rdflib.Graph().parse(data=inlined(text), format="json-ld")
    lines = graph.serialize(format="nt11")
    return {str(quad.triple) for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}


def test_it_says_what_the_turtle_says(decision):
    assert triples_of(decision_text(decision, "jsonld")) == {str(triple) for triple in decision_triples(decision)}


def test_the_root_is_the_decision_and_parts_are_in_order(decision):
    found = json.loads(decision_text(decision, "jsonld"))
    assert list(found)[:3] == ["@context", "id", "type"] and found["type"] == "Decision"
    assert found["id"] == f"{decision.dossier.id}#decision" and found["outcome"] == decision.outcome
    assert [int(one["id"].rpartition("/")[2]) for one in found["findings"]] == list(range(len(decision.findings)))


def walk(linked: dict, said: dict, name: str, seen: dict[str, set[str]]) -> None:
    """Every key of the JSON-LD is the same key of the JSON with the same value; what else the JSON has is listed."""
    keys = decision_keys()[name]
    seen.setdefault(name, set()).update(set(linked) & set(keys))
    full = {key for key, value in said.items() if value not in (None, "", [], {}, ())}
    assert full - set(linked) <= JSON_ALONE.get(name, set()), name
    for key, value in linked.items():
        if key in ("@context", "id", "type", "@included"):
            continue
        assert key in keys, f"{name} has no key {key}"
        other = said["claim" if key == "claims" and "claim" in said else key]
        other = [other] if isinstance(value, list) and not isinstance(other, (list, tuple)) else other
        if key in ("lines", "jurisdictions"):  # these are named by what they are about, not numbered
            value, other = (sorted(rows, key=lambda row: row.get("code") or row["item"]) for rows in (value, other))
        if key in NODES:
            for one, two in zip(value, other, strict=True):
                if set(one) > {"id"} and isinstance(one, dict):  # a claim is told once, then named
                    assert one["type"] == NODES[key]
                    walk(one, two, NODES[key], seen)
        elif isinstance(other, (list, tuple)):
            assert sorted(map(plain, value if isinstance(value, list) else [value])) == sorted(set(map(plain, other)))
        else:
            assert plain(value) == plain(other), (name, key)


def plain(value: object) -> str:
    value = value["@value"] if isinstance(value, dict) else value
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{float(Decimal(str(value))):.12g}"
    except ArithmeticError:
        return str(value)


def test_the_keys_are_those_of_the_json_both_ways(decision):
    walk(json.loads(decision_text(decision, "jsonld")), decision.to_dict(all_findings=True), "Decision", {})


def test_every_key_of_the_table_is_a_term_and_every_property_of_the_graph_is_in_it(decision):
    properties = {iri for keys in decision_keys().values() for iri in keys.values()}
    known = {term.iri for term in lexicon().terms.values()}
    assert all(iri in known for iri in properties if iri.startswith(QGOV))
    for triple in decision_triples(decision):
        assert triple.predicate.value in properties | {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}


def test_the_table_names_what_a_query_asks_for():
    assert decision_keys()["Finding"]["provision"] == QGOV + "findingProvision"
    scoped = decision_context()["@context"]["Finding"]
    assert scoped["@context"]["provision"] == "qgov:findingProvision" and scoped["@id"] == "qgov:Finding"
    assert set(NODES.values()) <= set(decision_keys())


def test_groundings_alone():
    from qgov.dossier.read import read_dossier

    path = resource("data/dossiers/2026-us-in-impossible-t2.json")
    dossier = read_dossier(path.read_bytes(), path.name)
    found = ground_dossier(dossier, simulate=False).groundings
    linked = json.loads(groundings_text(dossier.id, found, "jsonld"))["@graph"]
    assert [one["verdict"] for one in linked] == [one.verdict for one in found]
    turtle = {str(q.triple) for q in ox.parse(groundings_text(dossier.id, found, "turtle"), format=ox.RdfFormat.TURTLE)}
    assert triples_of(groundings_text(dossier.id, found, "jsonld")) == turtle
