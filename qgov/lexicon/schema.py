"""The dossier as JSON Schema 2020-12 and as a JSON-LD 1.1 context, both generated from the lexicon.

The schema says what form a dossier has. What no schema can say (unique ids, references that exist, ordered bounds) is
said by ``qgov validate`` and by ``POST /v1/validations``, which are the reference.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from qgov.base import limits
from qgov.base.iri import QGOV
from qgov.lexicon.terms import Lexicon, Term, lexicon
from qgov.lexicon.units import fitting

CONTEXT = QGOV + "context/v1.jsonld"
SCHEMA = QGOV + "schema/dossier/v1.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The classes whose objects a dossier holds; items are apart, since any item may carry any item key.
CLASSES = (
    "Dossier", "Party", "Declarations", "Authorisation", "Safeguard", "Certificate", "MonetaryAmount", "QuantityValue",
    "NoiseFigureRow", "QubitPair", "NoiseModelRow", "OwnershipStake", "ScreeningMatch",
)  # fmt: skip
_QUANTITIES = ("quantity", "count")
_ORDERED = frozenset({"citizenship", "qubits", "priors"})
_NOTHING = {"enum": [False, "none"]}
_TEXT = {"type": "string", "pattern": "\\S", "maxLength": limits.MAX_STRING}
_BASIC = {
    "Place": {
        "type": "string",
        "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        "description": "Code of a place: ISO 3166-1 alpha-2, or ISO 3166-2 where law differs inside a state.",
    },
    "Provision": {
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9-]*:\\S(.*\\S)?$",
        "description": "Provision of an instrument, such as us-ear:4A906.a.2.",
    },
    "Date": {"type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": "ISO 8601 day."},
    "LocalId": {
        "type": ["string", "integer"],
        "description": "Name of an item or a party within its dossier.",
    },
    "Matrix": {
        "type": "array",
        "items": {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/Matrix"}]},
        "description": "List of lists of numbers, or of [real, imaginary] pairs.",
    },
}  # fmt: skip


def dossier_schema() -> dict:
    """The JSON Schema of a dossier; a new dict at each call, for the caller to change as it likes."""
    words = lexicon()
    definitions = {name: dict(schema) for name, schema in _BASIC.items()}
    for name in CLASSES:
        definitions[name] = _class(words, name)
    definitions["NoiseFigureRow"] = _quantity_object(words, "NoiseFigureRow")
    definitions["QuantityValue"] = _quantity_object(words)
    definitions["QubitPair"] = _pair(words)
    definitions["Item"] = _object(words.terms["Item"], words.item_keys(), words, "Item")
    for name, term in words.item_types().items():
        definitions[name] = _item_type(words, term)
    dossier = definitions.pop("Dossier")
    dossier["properties"] = {
        "@context": {"const": CONTEXT, "description": "The only JSON-LD context that is accepted; nothing is fetched."},
        **dossier["properties"],
    }
    dossier["properties"]["items"] |= {"minItems": 1}
    return {"$schema": DIALECT, "$id": SCHEMA, "title": "qgov dossier", **dossier, "$defs": definitions}


def _class(words: Lexicon, name: str) -> dict:
    return _object(words.terms[name], words.keys_on(name), words, name)


def _object(about: Term, keys: dict[str, Term], words: Lexicon, class_name: str) -> dict:
    found = {
        "type": "object",
        "description": about.definition,
        "properties": {key: _property(term, words, class_name) for key, term in keys.items()},
        "additionalProperties": False,
    }
    required = [key for key, term in keys.items() if term.required]
    return found | ({"required": required} if required else {})


def _property(term: Term, words: Lexicon, class_name: str) -> dict:
    if term.value_kind == "type":
        types = words.transfer_types() if class_name == "Dossier" else words.item_types()
        found: dict = {"type": "string", "enum": sorted(types)}
    elif class_name == "Dossier" and term.value_kind == "id":
        found = {"type": "string", "format": "iri", "pattern": '^[A-Za-z][A-Za-z0-9+.\\-]*:[^\\s<>"{}|\\\\^`]+$'}
    elif term.role == "assumption":
        found = _assumption(term, words)
    elif term.many and term.value_kind not in ("node", "nodes", "matrix"):
        one = _single(term, words)
        found = {"anyOf": [one, {"type": "array", "items": one}]}
    else:
        found = _single(term, words)
    # A description may stand beside "$ref"; the term's own is the better one.
    found = found | {"description": term.definition}
    if term.unit not in (None, "1"):
        found["description"] += f" A bare number is in {term.unit}."
    return found


def _single(term: Term, words: Lexicon) -> dict:
    """One value of a term, not a list of them."""
    kind = term.value_kind
    if kind in _QUANTITIES:
        units = sorted(set(fitting(term)))
        value: dict = {"$ref": f"#/$defs/{term.node_class or 'QuantityValue'}"}
        if units:
            value = {"allOf": [value, {"properties": {"unit": {"enum": units}}}]}
        return {"anyOf": [_bare(term), value]}
    if kind == "word":
        return {"type": "string", "enum": sorted(words.words(term.words_class or ""))}
    if kind in ("node", "nodes"):
        one = {"$ref": f"#/$defs/{term.node_class}"}
        return one if kind == "node" else {"type": "array", "items": one}
    simple = {
        "flag": {"type": "boolean"},
        "number": _bare(term),
        "date": {"$ref": "#/$defs/Date", "pattern": "^(19|[2-9])"},
        "place": {"$ref": "#/$defs/Place"},
        "provision": {"$ref": "#/$defs/Provision"},
        "matrix": {"$ref": "#/$defs/Matrix"},
        "id": {"$ref": "#/$defs/LocalId"},
        "reference": {"$ref": "#/$defs/LocalId"},
    }
    return simple.get(kind or "", _TEXT)


def _bare(term: Term) -> dict:
    """A bare number in the canonical unit, within the domain."""
    found: dict = {"type": "integer" if term.value_kind == "count" else "number"}
    if term.minimum is not None:
        found["exclusiveMinimum" if term.minimum_exclusive else "minimum"] = _number(term.minimum)
    if term.maximum is not None:
        found["exclusiveMaximum" if term.maximum_exclusive else "maximum"] = _number(term.maximum)
    return found


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _assumption(term: Term, words: Lexicon) -> dict:
    """What the term takes, false or "none" to rule it out, true for yes, or any of these with its source."""
    one = _single(term, words)
    taken: list[dict] = [_NOTHING, {"const": True}] + ([] if term.value_kind == "flag" else [one])
    if term.many:
        taken.append({"type": "array", "items": {"anyOf": list(taken)}})
    # A bare quantity object is read as the object form of the assumption, so only its number stands alone.
    bare = [_bare(term) if value is one and term.value_kind in _QUANTITIES else value for value in taken]
    sourced = {
        "type": "object",
        "properties": {"value": {"anyOf": taken}, "source": {"type": "string"}},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [*bare, sourced]}


def _quantity_object(words: Lexicon, class_name: str | None = None) -> dict:
    """A number with unit, uncertainty and origin; ``class_name`` names a class that adds keys."""
    about = words.terms[class_name or "QuantityValue"]
    keys = words.keys_on("QuantityValue") | (words.keys_on(class_name) if class_name else {})
    found = _object(about, keys, words, class_name or "QuantityValue")
    found["properties"]["uncertainty"] |= {"minimum": 0}
    found["properties"]["coverageFactor"] |= {"exclusiveMinimum": 0}
    found["dependentRequired"] = {"uncertainty": ["value"]}
    return found | {"anyOf": [{"required": [key]} for key in ("value", "lower", "upper")]}


def _pair(words: Lexicon) -> dict:
    """A pair row: two qubits, and lists of two in their order, null where unknown."""
    keys = words.keys_on("QubitPair")
    found = _object(words.terms["QubitPair"], keys, words, "QubitPair")
    for key in ("t1", "t2"):
        entry = {"anyOf": [_single(keys[key], words), {"type": "null"}]}
        found["properties"][key] = _two(entry) | {"description": found["properties"][key]["description"]}
    qubit = {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 1}]}
    found["properties"]["qubits"] = _two(qubit) | {"uniqueItems": True, "description": keys["qubits"].definition}
    return found


def _two(entry: dict) -> dict:
    return {"type": "array", "items": entry, "minItems": 2, "maxItems": 2}


def _item_type(words: Lexicon, term: Term) -> dict:
    """An item of one type, with the keys that are defined for it; it may carry every other item key as well."""
    own = {key: {"$ref": f"#/$defs/Item/properties/{key}"} for key in words.keys_on(term.name)}
    return {
        "description": term.definition,
        "allOf": [{"$ref": "#/$defs/Item"}],
        "properties": {"type": {"const": term.notation}, **own},
    }


def context() -> dict:
    """The JSON-LD 1.1 context of dossiers.

    A key that means the same everywhere is defined once; one that means different things on different objects is
    defined in the context of the key that holds the object. Words are plain text, as norms read them.
    """
    words = lexicon()
    classes = _classes()
    found: dict = {"@version": 1.1, "qgov": QGOV, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    for name, keys in classes.items():
        for key, term in keys.items():
            found.setdefault(key, _definition(term, name))
    for name in (*words.transfer_types(), *words.item_types()):
        found.setdefault(name, "qgov:" + name)
    return {"@context": found}


@cache
def _classes() -> dict[str, dict[str, Term]]:
    """The keys of each class of object, the dossier first."""
    words = lexicon()
    found = {name: words.keys_on(name) for name in (*CLASSES, "AssumptionValue")}
    found["NoiseFigureRow"] = words.keys_on("QuantityValue") | words.keys_on("NoiseFigureRow")
    return found | {"Item": words.item_keys()}


@cache
def _twofold() -> frozenset[str]:
    """The keys that mean different things on different objects."""
    meanings: dict[str, set[str]] = {}
    for keys in _classes().values():
        for key, term in keys.items():
            meanings.setdefault(key, set()).add(term.name)
    return frozenset(key for key, names in meanings.items() if len(names) > 1)


def _scope(class_name: str) -> dict:
    """The context inside objects of a class: what the keys of two meanings mean there."""
    keys = _classes()[class_name]
    return {key: _definition(term, class_name) for key, term in sorted(keys.items()) if key in _twofold()}


def _definition(term: Term, class_name: str) -> object:
    if term.value_kind == "type":
        return "@type"
    if class_name == "Dossier" and term.value_kind == "id":
        return "@id"
    found: dict = {"@id": "qgov:" + term.name}
    if term.value_kind == "date":
        found["@type"] = "xsd:date"
    elif term.value_kind == "matrix":
        found["@type"] = "@json"
    if term.value_kind != "matrix" and (term.many or term.value_kind == "nodes"):
        found["@container"] = "@list" if term.key in _ORDERED or class_name == "QubitPair" else "@set"
    holds = term.node_class
    if term.role == "assumption":
        holds = "AssumptionValue"
    elif term.value_kind in _QUANTITIES and holds is None:
        holds = "QuantityValue"
    # Inside an object of the same class its meanings hold already.
    if holds not in (None, class_name) and _scope(holds):
        found["@context"] = _scope(holds)
    return found["@id"] if set(found) == {"@id"} else found
