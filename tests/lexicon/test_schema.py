"""The JSON Schema and the JSON-LD context say what the lexicon says, and what the reader of dossiers does."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.dossier.read import CONTEXT as READ_CONTEXT
from qgov.dossier.read import read_dossier
from qgov.lexicon import lexicon
from qgov.lexicon.schema import CLASSES, CONTEXT, context, dossier_schema
from qgov.lexicon.units import fitting

FOLDER = Path(__file__).parents[2] / "data" / "dossiers"
FILES = sorted(FOLDER.glob("*.json"))
SCHEMA = dossier_schema()
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "number": (int, float),
    "integer": int,
}  # fmt: skip
KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "format", "type", "enum", "const", "pattern",
    "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "properties", "required",
    "additionalProperties", "items", "minItems", "maxItems", "uniqueItems", "anyOf", "allOf", "dependentRequired",
}  # fmt: skip


def is_type(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name]) or (name == "integer" and isinstance(value, float) and value.is_integer())


def valid(value: object, schema: dict) -> bool:
    """The part of JSON Schema 2020-12 that the schema uses; an unknown keyword is an error, never ignored."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        target: dict = SCHEMA
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        if not valid(value, target):
            return False
    types = schema.get("type", [])
    if types and not any(is_type(value, name) for name in ([types] if isinstance(types, str) else types)):
        return False
    same = [choice for choice in schema.get("enum", [schema["const"]] if "const" in schema else [])]
    if same and not any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in same):
        return False
    if isinstance(value, str) and not (
        re.search(schema.get("pattern", ""), value)
        and schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
    ):
        return False
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            return False
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            return False
        if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
            return False
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9):
            return False
        if schema.get("uniqueItems") and len({json.dumps(row) for row in value}) < len(value):
            return False
        if "items" in schema and not all(valid(row, schema["items"]) for row in value):
            return False
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        if not set(schema.get("required", ())) <= set(value):
            return False
        if schema.get("additionalProperties") is False and not set(value) <= set(properties):
            return False
        for key, needed in schema.get("dependentRequired", {}).items():
            if key in value and not set(needed) <= set(value):
                return False
        if not all(valid(row, properties[key]) for key, row in value.items() if key in properties):
            return False
    if "anyOf" in schema and not any(valid(value, choice) for choice in schema["anyOf"]):
        return False
    return all(valid(value, choice) for choice in schema.get("allOf", ()))


def every_reference(node: object):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from every_reference(child)
    elif isinstance(node, list):
        for child in node:
            yield from every_reference(child)


@pytest.fixture(scope="module")
def headline() -> dict:
    return json.loads((FOLDER / "2026-us-in-boston-headline.json").read_text("utf-8"))


def reads(dossier: dict) -> bool:
    try:
        read_dossier(json.dumps(dossier).encode(), format="json")
    except InputError:
        return False
    return True


def test_the_schema_is_json_and_each_call_gives_its_own():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    dossier_schema()["properties"].clear()
    assert dossier_schema() == SCHEMA


def test_every_reference_leads_somewhere():
    for reference in set(every_reference(SCHEMA)):
        target: dict = SCHEMA
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_worked_dossiers_are_valid(path):
    dossier = json.loads(path.read_text("utf-8"))
    assert valid(dossier, SCHEMA)
    for item in dossier["items"]:
        assert valid(item, SCHEMA["$defs"][item["type"]])


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_the_keys_of_the_lexicon(name):
    found = SCHEMA if name == "Dossier" else SCHEMA["$defs"][name]
    keys = lexicon().keys_on(name)
    if name == "NoiseFigureRow":
        keys = lexicon().keys_on("QuantityValue") | keys
    assert set(found["properties"]) - {"@context"} == set(keys)
    assert found["additionalProperties"] is False
    assert set(found.get("required", ())) == {key for key, term in keys.items() if term.required}
    assert found["description"] == lexicon().terms[name].definition
    for key, term in keys.items():
        assert found["properties"][key]["description"].startswith(term.definition)


def test_items_have_every_item_key_and_each_type_its_own():
    items = SCHEMA["$defs"]["Item"]
    assert set(items["properties"]) == set(lexicon().item_keys())
    assert set(items["required"]) == {"id", "type"}
    assert items["properties"]["type"]["enum"] == sorted(lexicon().item_types())
    for name in lexicon().item_types():
        own = SCHEMA["$defs"][name]["properties"]
        assert own["type"] == {"const": name}
        assert set(own) - {"type"} == set(lexicon().keys_on(name))


def test_words_units_and_domains_are_those_of_the_lexicon():
    for key, term in lexicon().item_keys().items():
        text = json.dumps(SCHEMA["$defs"]["Item"]["properties"][key])
        if term.value_kind == "word":
            assert json.dumps(sorted(lexicon().words(term.words_class))) in text, key
        if term.value_kind in ("quantity", "count"):
            assert json.dumps(sorted(set(fitting(term)))) in text, key
            for bound, exclusive in (("minimum", term.minimum_exclusive), ("maximum", term.maximum_exclusive)):
                limit, plain = getattr(term, bound), text.replace(".0,", ",").replace(".0}", "}")
                name = "exclusive" + bound.capitalize() if exclusive else bound
                assert limit is None or f'"{name}": {float(limit):g}' in plain, key
            if term.unit != "1":
                assert f"in {term.unit}." in text


VALUES = (
    [], {}, "x", 5, None, True, False, "none", [[]], [None], ["x"], [True], {"a": 1}, [{}], 0, 1, -1, 1e300, 0.5,
    {"value": []}, {"value": {}}, {"value": True}, {"value": 1, "unit": []}, {"value": 1, "unit": "h"},
    {"value": 1, "metric": "x"}, {"value": 1, "metric": "pauli-error"}, {"value": 1, "uncertainty": -1}, {"lower": 0},
    {"uncertainty": 1}, {"value": "x", "source": 5}, {"value": 1, "coverageFactor": 0}, "DE", ["DE"], "de",
    "2026-03-02", "us-ear:4A906", [[1, 2], [3, 4]], {"value": 5, "currency": "EUR"}, [{"qubits": [0, 1]}],
    [{"qubits": [0, 0]}], [{"qubits": [0, 1], "t1": [1, None]}], [{"qubits": [0, 1], "t1": [1]}], [{"scheme": "x"}],
)  # fmt: skip


def places(dossier: dict):
    """Each key of each kind of object, and the dossier with a value there."""
    words = lexicon()
    for key in words.keys_on("Dossier"):
        yield key, lambda found, value, key=key: found.__setitem__(key, value)
    for key in words.item_keys():
        yield key, lambda found, value, key=key: found["items"][0].__setitem__(key, value)
    for key in words.keys_on("Party"):
        yield key, lambda found, value, key=key: found["parties"][0].__setitem__(key, value)
    for key in words.keys_on("Authorisation"):
        row = {"type": "licence"}
        yield key, lambda found, value, key=key, row=row: found.__setitem__("authorisations", [row | {key: value}])


# What a schema cannot say: which references exist, which values exclude each other (a fraction of what is counted in
# pieces), and how a number is written.
BEYOND = {"id", "partOf", "relatesTo", "speciallyDesignedFor", "destination", "parties", "quantity"}


def test_schema_and_reader_agree_value_by_value(headline):
    refused = 0
    for key, put in places(headline):
        for value in VALUES:
            changed = copy.deepcopy(headline)
            put(changed, value)
            by_schema, by_reader = valid(changed, SCHEMA), reads(changed)
            if by_reader and not by_schema:
                raise AssertionError(f"{key}: {value!r} is read, but the schema refuses it")
            if by_schema and not by_reader:
                # The domain of a number in an object holds in the canonical unit, which no schema can reach.
                within = isinstance(value, (dict, list))
                assert key in BEYOND or within, f"{key}: {value!r} is refused, but the schema takes it"
            refused += not by_schema
    assert refused > 3000


@pytest.mark.parametrize("key", ["type", "date", "origin", "destination", "items"])
def test_required_keys_are_required(headline, key):
    assert not valid({name: value for name, value in headline.items() if name != key}, SCHEMA)


def test_the_context_is_that_which_dossiers_name():
    assert CONTEXT == READ_CONTEXT
    assert SCHEMA["properties"]["@context"]["const"] == CONTEXT


def test_the_context_defines_every_key():
    found = context()["@context"]
    assert found["@version"] == 1.1
    keys = {key for name in CLASSES for key in lexicon().keys_on(name)} | set(lexicon().item_keys())
    assert keys <= set(found)
    assert set(lexicon().item_types()) | set(lexicon().transfer_types()) <= set(found)
    assert json.loads(json.dumps(found)) == found
    assert "http" not in json.dumps([value for key, value in found.items() if key not in ("qgov", "xsd")])


def test_the_context_gives_every_key_its_term(headline):
    """A processor of JSON-LD that knows nothing of qgov reads the same terms that the lexicon has."""
    import rdflib

    dossier = copy.deepcopy(headline)
    item = dossier["items"][0]
    item |= {"source": {"value": "single-photon", "source": "data sheet"}, "value": {"value": 5, "currency": "EUR"}}
    item["noiseFigure"] = [{"frequency": 6000000000, "value": 2}]
    item["pairs"] = [{"qubits": [0, 1], "t1": [{"value": 1, "source": "log"}, 2]}]
    dossier["authorisations"] = [{"type": "licence", "code": "L1", "parties": ["exporter"]}]
    dossier["safeguards"] = [{"type": "scc", "date": "2026-01-01"}]
    assert reads(dossier)
    graph = rdflib.Graph()
    graph.parse(data=json.dumps({"@context": context()["@context"], **dossier}), format="json-ld")
    qgov = rdflib.Namespace("https://w3id.org/qgov/")
    root = rdflib.URIRef(dossier["id"])

    def one(subject, *path):
        for name in path:
            subject = graph.value(subject, qgov[name], any=False)
            assert subject is not None, path
        return subject

    assert (root, rdflib.RDF.type, qgov.Export) in graph
    assert str(one(root, "origin")) == "US"
    assert one(root, "date") == rdflib.Literal("2026-05-04", datatype=rdflib.XSD.date)
    assert (one(root, "items"), rdflib.RDF.type, qgov.QuantumComputer) in graph
    assert str(one(root, "items", "id")) == "qpu"
    assert str(one(root, "items", "lightSource", "assumptionValue")) == "single-photon"
    assert str(one(root, "items", "lightSource", "source")) == "data sheet"
    assert str(one(root, "items", "cnotError", "source")).startswith("data sheet of the exporter")
    assert one(root, "items", "physicalQubits").toPython() == 156
    assert one(root, "items", "monetaryValue", "amount").toPython() == 5
    assert one(root, "items", "noiseFigure", "rowFrequency").toPython() == 6000000000
    assert one(root, "items", "noiseFigure", "value").toPython() == 2
    times = list(graph.items(one(root, "items", "pairs", "pairT1")))
    assert str(one(times[0], "source")) == "log"
    assert times[1].toPython() == 2
    assert str(one(root, "authorisations", "authorisationType")) == "licence"
    assert str(one(root, "authorisations", "authorisedParties")) == "exporter"
    assert str(one(root, "safeguards", "safeguardType")) == "scc"
    assert str(one(root, "safeguards", "safeguardDate")) == "2026-01-01"
    known = {term.iri for term in lexicon().terms.values()}
    used = {str(p) for p in graph.predicates() if str(p).startswith(str(qgov))}
    assert used <= known
