"""Hostile dossiers: refused with a fault that has a place and a message, quickly, without network and without other files."""

from __future__ import annotations

import builtins
import copy
import gc
import io
import json
import re
import signal
import socket
import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qgov.base.errors import InputError
from qgov.base.parse import parse_data
from qgov.base.resources import resource
from qgov.dossier.model import Dossier
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import read_dossier

SECONDS = 2.0
HEAD = (
    "@prefix qgov: <https://w3id.org/qgov/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
)
PLAIN = (
    HEAD + '<urn:a> a qgov:Export ; qgov:date "2026-03-02" ; qgov:origin "US" ; qgov:destination "IN" ; qgov:items <urn:a#q> .\n'
    "<urn:a#q> a qgov:QuantumComputer ; qgov:physicalQubits 127 .\n"
)
# Words of the programming language; a person who fills in a form has not met them.
PYTHON = re.compile(
    r"\b(?:NoneType|None|True|False|Decimal|dict|str|tuple|OrderedDict|BadNumber|Traceback|unhashable|Error|object at 0x\w+|class '\w+)\b"
)
FILES = sorted(resource("data/dossiers").glob("*.json"))
SMALL = [path for path in FILES if path.stat().st_size < 10_000]


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """No connection is opened while a dossier is read."""

    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture(scope="module", autouse=True)
def warm():
    gc.collect()
    gc.freeze()  # what other tests left is not the cost of these readings
    read_dossier(FILES[0])
    read_dossier(PLAIN, format="turtle")
    with pytest.raises(InputError):
        read_dossier({"origin": "UK"})


@pytest.fixture(autouse=True)
def stopped():
    """A reading that would not end is stopped and fails."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_, frame):
        while frame is not None:
            if frame.f_code is read_dossier.__code__:
                raise AssertionError("the reading does not end")
            frame = frame.f_back

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 8, 0.5)  # of processor time: what else runs on the machine is not counted
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def refused(source, **hints) -> InputError:
    """The refusal of a source: in time, with faults that say something."""
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        read_dossier(source, **hints)
    assert time.process_time() - start < SECONDS
    assert caught.value.faults
    for fault in caught.value.faults:
        assert fault.message and len(fault.message) < 1000 and len(fault.remedy) < 10_000
        assert fault.pointer == "" or fault.pointer.startswith("/")
        str(fault).encode("utf-8")
    return caught.value


def resolves(pointer: str, data: object) -> bool:
    """Whether a JSON Pointer leads to a place in the data, or to a key that is missing on an object there."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for left, token in enumerate(tokens, start=1 - len(tokens)):
        if isinstance(data, dict) and token in data:
            data = data[token]
        elif isinstance(data, list) and token.isdigit() and int(token) < len(data):
            data = data[int(token)]
        elif not isinstance(data, (dict, list)):
            return token == "0" and left == 0  # a single value where a list is taken
        else:
            return left == 0 and isinstance(data, dict)
    return True


# Any node of a worked dossier, replaced by any JSON value.

NUMBERS = st.one_of(
    st.integers(-3, 300), st.integers(), st.floats(), st.decimals(),
    st.sampled_from([Decimal("1e308"), Decimal("1e-308"), Decimal("-0.0"), 10**39, 10**41, Decimal("1e400"), Decimal("0.5")]),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", " ", "none", "US", "EU", "2026-02-29", "2026-03-02", "us-ear:4A906", "mean", "qpu", "a/b~c", "\u202e",
                     "\ud800", "\x00", "null", "NaN", "1e400", "Export", "\U0001f52c", "id", "@context"]),
)  # fmt: skip
KEYS = st.one_of(TEXTS, st.sampled_from(["value", "unit", "source", "lower", "upper", "uncertainty", "id", "type", "frequency", "note"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


def places(node: object, at: tuple = ()):
    """The paths of all nodes."""
    yield at
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*at, key))


CORPUS = [(data, list(places(data))[1:]) for data in (parse_data(path.read_bytes()) for path in SMALL)]


def replaced(data: object, path: tuple, value: object) -> object:
    if not path:
        return value
    data = copy.deepcopy(data)
    node = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return data


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_dossier_with_any_node_replaced_is_read_or_refused(data):
    original, paths = data.draw(st.sampled_from(CORPUS))
    check_replaced(original, data.draw(st.sampled_from(paths)), data.draw(VALUES))


def check_replaced(original: object, path: tuple, value: object) -> None:
    changed = replaced(original, path, value)
    start = time.process_time()
    try:
        assert isinstance(read_dossier(changed), Dossier)
    except InputError as error:
        typed = json.dumps(value, default=str)
        for fault in error.faults:
            assert fault.message and resolves(fault.pointer, changed), fault
            hit = PYTHON.search(f"{fault.message} {fault.remedy}")
            assert hit is None or hit[0] in typed, fault
    assert time.process_time() - start < SECONDS


ODD = (None, True, 5, Decimal("1.5"), "x", [], ["x"], [[]], {}, {"a": 1}, {"value": None}, {"id": []}, float("nan"), {"type": {}})


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_every_node_of_a_dossier_replaced_by_odd_values(value):
    original, paths = next((data, paths) for data, paths in CORPUS if data["id"].endswith("licensed"))
    for path in paths:
        check_replaced(original, path, value)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(VALUES)
@example({"type": ["Export"], "items": [{"id": "a", "type": ["QuantumComputer"]}]})
@example({"items": [{"id": "a", "type": {}}]})
def test_any_value_is_refused(value):
    try:
        read_dossier(value if isinstance(value, (dict, bytes)) else {"items": value})
    except InputError as error:
        assert error.faults


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)), st.sampled_from(["json", "yaml", "turtle", "trig", "ntriples", None]))
def test_any_text_is_refused(text, format):
    try:
        read_dossier(text, format=format)
    except InputError as error:
        assert error.faults


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_file_with_a_slip_is_read_or_refused(data):
    """Characters deleted, doubled or exchanged in a file, in JSON and in Turtle."""
    source, format = data.draw(st.sampled_from(SOURCES))
    start, length = data.draw(st.integers(0, len(source) - 1)), data.draw(st.integers(0, 20))
    slip = data.draw(st.one_of(st.text(max_size=4), st.sampled_from(["{", "}", "[", "]", '"', "\\", ",", ".", ";", "<", ">", "0"])))
    try:
        read_dossier(source[:start] + slip + source[start + length :], format=format)
    except InputError as error:
        assert error.faults


SOURCES = [(FILES[0].read_text(encoding="utf-8"), "json"), (dossier_text(read_dossier(SMALL[0])), "turtle"), (PLAIN, "trig")]


# Single attacks.


def base(**changes) -> dict:
    item = {"id": "q", "type": "QuantumComputer"} | changes.pop("item", {})
    data = {"id": "urn:example:1", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN", "items": [item]}
    return data | changes


NUMERALS = {
    "-1": "/items/0/cnotError", "NaN": "/items/0/cnotError", "Infinity": "/items/0/cnotError", "-Infinity": "/items/0/cnotError",
    "1e400": "/items/0/cnotError", "1e-400": "/items/0/cnotError", "1e999999999": "/items/0/cnotError",
    "1" * 1_000_000: "/items/0/cnotError", "0." + "3" * 1_000_000: "/items/0/cnotError", '"0.001"': "/items/0/cnotError",
    '{"value": 1e-3, "unit": "furlong"}': "/items/0/cnotError/unit", '{"value": 1, "unit": "\\u0000"}': "/items/0/cnotError/unit",
    '{"value": -1e-30}': "/items/0/cnotError/value", "01": "", "0x1": "", "1_0": "", ".5": "", "+1": "", "1e": "",
}  # fmt: skip


@pytest.mark.parametrize(("numeral", "where"), NUMERALS.items(), ids=lambda text: text[:20])
def test_numerals(numeral, where):
    text = json.dumps(base(item={"cnotError": "@"})).replace('"@"', numeral)
    assert refused(text).faults[0].pointer == where


def test_minus_zero_is_zero():
    text = json.dumps(base(item={"cnotError": "@"})).replace('"@"', "-0.0")
    assert read_dossier(text).items[0].quantity("cnotError").value == 0


@pytest.mark.parametrize(
    "context",
    ["http://127.0.0.1:9/c.jsonld", "https://w3id.org/qgov/context/v2.jsonld", "file:///etc/passwd", "/etc/passwd", "",
     ["https://w3id.org/qgov/context/v1.jsonld"], [], {}, {"@import": "http://127.0.0.1:9/"}, {"x": {"@context": "http://127.0.0.1:9/"}},
     False, 0, "https://w3id.org/qgov/context/v1.jsonld ", "HTTPS://w3id.org/qgov/context/v1.jsonld"],
)  # fmt: skip
def test_contexts_that_are_not_ours(context):
    assert refused(json.dumps({"@context": context, **base()})).faults[0].pointer == "/@context"


@pytest.mark.parametrize("key", ["@context", "@import", "@id", "@type", "@graph", "@reverse", "@included", "@base", "\\u0040context"])
def test_json_ld_words_inside_are_unknown_keys(key):
    for text in (
        json.dumps(base(item={"@": "http://127.0.0.1:9/"})).replace('"@"', f'"{key}"'),
        json.dumps(base(declarations={"@": "file:///etc/passwd"})).replace('"@"', f'"{key}"'),
    ):
        assert "unknown key" in refused(text).faults[0].message


@pytest.mark.parametrize(
    "source",
    [
        b" " * (10 * 1024 * 1024), b"{" * 10_000_000, "[" * 100_000, '{"a":' * 100_000, b"\xff\xfe{\x00}\x00",
        "\ufeff", b"\x00" * 1000,
        "{}".encode("utf-16"), '{"a": 1}{"b": 2}', "[1]", '"text"', "null", "true", "---\n---\n", "--- a\n--- b\n",
        "\t", "%", "{", "}", "@",
        json.dumps(base(note="x" * 70_000)), json.dumps(base(note="a\u0000b")), json.dumps(base(note="a\ud800b")),
        json.dumps(base(note="abc\u202edef")), json.dumps(base(parties=[{"id": "a\u2066b", "role": "endUser"}])),
        json.dumps(base(note="a\u001b[2Jb")), json.dumps(base(note="a\u009bb")),
    ],
    ids=lambda source: repr(source[:12]),
)  # fmt: skip
def test_texts(source):
    refused(source)


@pytest.mark.parametrize(
    "source",
    [
        json.dumps({**base(), **{f"k{i}": 1 for i in range(100_000)}}),
        json.dumps(base(transit=[f"X{i}" for i in range(150_000)])),
        json.dumps(base(item={"designedFor": [f"cryptanalysi{i}" for i in range(80_000)]})),
        json.dumps(base(items=[{"id": "q"}] * 100_000)),
        json.dumps(base(items=[[]] * 150_000)),
        json.dumps(base(item={"pairs": [{}] * 150_000})),
        json.dumps(base(item={"pairs": [{"qubits": [0, 1], "t1": 1}] * 50_000})),
        json.dumps(base(item={"kraus": [["x"] * 100] * 1000})),
        json.dumps(base(item={"priors": [[[0.5]]] * 10_000})),
        json.dumps(base(authorisations=[{"type": "licence", "covers": ["us-ear:" + ".a" * 30_000] * 20}])),
        json.dumps(base(item={"type": "QubitDevice", "speciallyDesignedFor": ["us-ear:" + "(a)" * 20_000] * 20})),
        json.dumps(base(item={"x" * 60_000: 1})),
        json.dumps(base(destination="x" * 60_000)),
        json.dumps(base(type="x" * 60_000)),
        json.dumps(base(item={"t1": {"value": 1, "unit": "x" * 60_000}})),
        "{" + ",".join('"a":1' for _ in range(300_000)) + "}",
        "\n" * 400_000 + "#",
        '{"a": "' + '\\"' * 900_000,
    ],
    ids=["keys", "places", "words", "items", "lists", "pairs", "t1", "matrix", "nested", "covers", "designs", "key", "place", "type",
         "unit", "twice", "blank lines", "open text"],
)  # fmt: skip
def test_much_of_the_wrong_thing_is_refused_in_time(source):
    assert len(refused(source).faults) <= 51


def test_only_the_file_given_is_read(monkeypatch, tmp_path):
    opened: list[str] = []
    real_open, real_io = builtins.open, io.open

    def watch(real):
        def inner(file, *args, **kwargs):
            opened.append(str(file))
            return real(file, *args, **kwargs)

        return inner

    path = tmp_path / "given.json"
    text = json.dumps({**base(), "note": "file:///etc/passwd", "@context": "file:///etc/hostname"})
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(builtins, "open", watch(real_open))
    monkeypatch.setattr(io, "open", watch(real_io))
    refused(path)
    for source in (text, PLAIN.replace('"IN"', '<file:///etc/hostname>'), "a: !!python/name:os.system"):
        with pytest.raises(InputError):
            read_dossier(source)
    assert set(opened) <= {str(path)}


@pytest.mark.parametrize("name", ["file:///etc/passwd", "http://127.0.0.1:9/a.json", "https://example.org/dossier.ttl"])
def test_an_address_is_not_fetched(name):
    refused(name)


# RDF.


def test_plain_rdf_is_read():
    for format in ("turtle", "trig", None):
        assert read_dossier(PLAIN, format=format).items[0].quantity("physicalQubits").value == 127


BNODES = "".join(f"_:l{i} qgov:a _:l{i + 1} .\n" for i in range(5000))
FORKS = "".join(f"_:l{i} rdf:first _:l{i + 1} ; rdf:rest _:m{i} . _:m{i} rdf:first _:l{i + 1} ; rdf:rest () .\n" for i in range(40))
ATTACKS = {
    "two dossiers": PLAIN + "<urn:b> a qgov:Transit .",
    "none": HEAD + "<urn:b> a qgov:Norm .",
    "only comments": HEAD + "# nothing",
    "two types": PLAIN + "<urn:a> a qgov:Reexport .",
    "type as text": PLAIN.replace("a qgov:Export", 'a "https://w3id.org/qgov/Export"'),
    "second type as key": PLAIN + '<urn:a> qgov:type "Reexport" .',
    "first type as key": PLAIN.replace("<urn:a> a", '<urn:a> qgov:type "Reexport" ; a'),
    "item typed twice": PLAIN + '<urn:a#q> qgov:type "Software" .',
    "a second date": PLAIN + '<urn:a> qgov:date "2024-01-01" .',
    "a second date by another name": PLAIN + '<urn:a> qgov:safeguardDate "2024-01-01" .',
    "item is the dossier": PLAIN + "<urn:a> qgov:items <urn:a> .",
    "item holds itself": PLAIN + "<urn:a#q> qgov:items <urn:a#q> .",
    "part of itself": PLAIN + "<urn:a#q> qgov:partOf <urn:a#q> .",
    "list in itself": PLAIN + "<urn:a> qgov:transit _:l . _:l rdf:first _:l ; rdf:rest () .",
    "list without end": PLAIN + '<urn:a> qgov:transit _:l . _:l rdf:first "DE" ; rdf:rest _:l .',
    "list that forks": PLAIN + '<urn:a> qgov:transit _:l . _:l rdf:first "DE", "FR" ; rdf:rest () .',
    "list of two rests": PLAIN + '<urn:a> qgov:transit _:l . _:l rdf:first "DE" ; rdf:rest (), ("FR") .',
    "list and more": PLAIN + '<urn:a> qgov:transit _:l . _:l rdf:first "DE" ; rdf:rest () ; qgov:value "FR" .',
    "forking lists": PLAIN + "<urn:a> qgov:transit _:l0 . _:l40 rdf:first 'DE' ; rdf:rest () .\n" + FORKS,
    "deep nodes": PLAIN + "<urn:a> qgov:note _:l0 .\n" + BNODES,
    "deep lists": PLAIN + "<urn:a> qgov:transit " + "(" * 3000 + '"DE"' + ")" * 3000 + " .",
    "many values": PLAIN + "<urn:a> qgov:transit " + ",".join(f'"X{i}"' for i in range(100_000)) + " .",
    "many nodes": PLAIN + "".join(f"<urn:x{i}> qgov:value {i} .\n" for i in range(50_000)),
    "same index": PLAIN + '<urn:a> qgov:transit <urn:x>, <urn:y> . <urn:x> qgov:index 0 ; qgov:value "DE" .'
    ' <urn:y> qgov:index 0 ; qgov:value "FR" .',
    "citizenship without order": PLAIN + '<urn:a> qgov:parties [ qgov:id "p" ; qgov:partyRole "recipient" ;'
    ' qgov:citizenship "IR", "FR" ] .',
    "space in an IRI": PLAIN.replace("<urn:a#q>", "<urn:a q>"),
    "relative IRI": PLAIN.replace("<urn:a#q>", "<#q>"),
    "base": "@base <file:///etc/> .\n" + PLAIN.replace("<urn:a#q>", "<passwd>"),
    "bad number": PLAIN.replace("127", '"abc"^^xsd:integer'),
    "empty number": PLAIN.replace("127", '""^^xsd:decimal'),
    "infinite": PLAIN.replace("127", '"INF"^^xsd:double'),
    "not a number": PLAIN.replace("127", '"NaN"^^xsd:double'),
    "long number": PLAIN.replace("127", "1" * 1_000_000),
    "other digits": PLAIN.replace("127", '"١٢٧"^^xsd:integer'),
    "bad flag": PLAIN + '<urn:a> qgov:declarations [ qgov:militaryEndUse "nein"^^xsd:boolean ] .',
    "sameAs": PLAIN + "<urn:a#q> owl:sameAs <urn:b> .",
    "sameAs elsewhere": PLAIN + "<urn:b> owl:sameAs <urn:a#q> .",
    "subclass": PLAIN + "qgov:QuantumComputer rdfs:subClassOf qgov:Software .",
    "shape switched off": PLAIN + "<https://w3id.org/qgov/entry/us-ear/4A906.a.2/2024-09-06> sh:deactivated true .",
    "norm of one's own": PLAIN + '<urn:n> a qgov:Exception ; qgov:defeats "us-ear:742.4(a)(5)" .',
    "a fact": PLAIN + "<urn:a#q> qgov:meanCnotInfidelity 0.5 .",
    "facts of the line": PLAIN + '<urn:a> qgov:licensedProvision "us-ear:4A906" .',
    "shown privilege": PLAIN + '<urn:a#q> qgov:shownPrivilege "us-ear:740.24" .',
    "imports": PLAIN + "<urn:a> owl:imports <http://127.0.0.1:9/> .",
    "a declaration beside the dossier": PLAIN + "<urn:a#declarations> qgov:militaryEndUse true .",
    "triple term": PLAIN + "<urn:a> qgov:note <<( <urn:s> <urn:p> <urn:o> )>> .",
    "typed by a triple": PLAIN + "<urn:a> a <<( <urn:s> <urn:p> <urn:o> )>> .",
    "index by a triple": PLAIN + "<urn:a> qgov:note _:x . _:x qgov:index <<( <urn:s> <urn:p> <urn:o> )>> ; qgov:value 1 .",
    "unknown key": PLAIN + "<urn:a> <https://w3id.org/qgov/a/b~c> 1 .",
    "no key": PLAIN + "<urn:a> <https://w3id.org/qgov/> 1 .",
    "cut off": PLAIN[:-20],
    "control character": PLAIN.replace('"IN"', '"I\\u0007N"'),
    "nul": PLAIN.replace('"IN"', '"I\\u0000N"'),
}


@pytest.mark.parametrize("format", ["turtle", "trig"])
@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_rdf_that_is_refused(text, format):
    refused(text, format=format)


HARMLESS = {
    "language": PLAIN.replace('"IN"', '"IN"@en'),
    "blank nodes": PLAIN.replace("<urn:a#q>", "_:q") + '_:q qgov:id "q" .',
    "typed numbers": PLAIN.replace("127", '"127"^^xsd:nonNegativeInteger'),
    "repeated": PLAIN + PLAIN,
    "other prefixes": PLAIN.replace("qgov:", "q:"),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_rdf_that_says_the_same(text):
    read = read_dossier(text, format="turtle")
    assert (read.destination, read.items[0].id, read.items[0].quantity("physicalQubits").value) == ("IN", "q", 127)


def test_named_graphs_are_one_dossier_or_none():
    """A dossier spread over graphs is read whole or refused: no graph is passed over in silence."""
    facts = PLAIN.removeprefix(HEAD)
    split = HEAD + "GRAPH <urn:g> {" + facts + "} GRAPH <urn:h> { <urn:a> qgov:declarations [ qgov:militaryEndUse true ] . }"
    try:
        assert read_dossier(split, format="trig").declarations.military_end_use is True
    except InputError:
        pass
    refused(HEAD + "GRAPH <urn:g> {" + facts + "} GRAPH <urn:h> { <urn:b> a qgov:Export . }", format="trig")


@pytest.mark.parametrize("size", [2_000, 12_000])
def test_the_cost_of_rdf_follows_its_size(size):
    rows = ",".join(f"[qgov:index {i}; qgov:qubits ({i} {i + 1}); qgov:cnotError 0.01]" for i in range(size))
    start = time.process_time()
    read = read_dossier(PLAIN + f"<urn:a#q> qgov:pairs {rows} .", format="turtle")
    assert [pair.index for pair in read.items[0].pairs] == list(range(size))
    assert time.process_time() - start < size / 1500 + 0.5


HARD = [
    base(items=[{"id": "b", "type": "QubitDevice"}, {"id": "a", "type": "QubitDevice"}]),
    base(parties=[{"id": "z", "role": "endUser"}, {"id": "y", "role": "exporter"}]),
    base(parties=[{"id": "p", "role": "recipient", "citizenship": ["IR", "FR"]}]),
    base(item={"id": "a b#c%d/ü"}), base(item={"cnotError": Decimal("1e-100")}), base(item={"t1": Decimal("1e-300")}),
    base(item={"cnotError": {"value": Decimal("1e-45"), "source": "a\nb\t\"c\"\\"}}), base(note="urn:example:1#q"),
    base(note="https://w3id.org/qgov/circuit"), base(item={"priors": [Decimal("0.25"), Decimal("0.75")], "sameQubits": False}),
    base(item={"type": "Software", "relatesTo": ["us-ear:4A906.a"]}), base(transit=[], parties=[], authorisations=[]),
    base(item={"pairs": [{"qubits": ["1", 2], "t1": [None, 1], "t2": [None, None]}, {"qubits": [2, 3], "cnotError": 1}]}),
    base(id="urn:ü:%20?x=1"),
]  # fmt: skip


@pytest.mark.parametrize("data", HARD, ids=range(len(HARD)))
def test_what_is_read_survives_being_written_as_rdf(data):
    read = read_dossier(data)
    again = read_dossier(dossier_text(read), format="turtle")
    assert again == read
