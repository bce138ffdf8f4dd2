"""The look at a query's text: what passes, what is refused and with which status, and that it never fails otherwise."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.store.worker import Limits, QueryRefused, check_query

EVIL = "<http://127.0.0.1:1/>"


def status(text: str) -> int:
    try:
        check_query(text)
    except QueryRefused as refused:
        assert refused.title
        assert refused.detail
        return refused.status
    return 200


@pytest.mark.parametrize("text, form", [
    ("SELECT * { ?s ?p ?o }", "SELECT"),
    ("ask{}", "ASK"),
    ("BASE <http://e/> PREFIX : <x#> CONSTRUCT WHERE { :a :b ?c }", "CONSTRUCT"),
    ("# a comment\nDESCRIBE <http://e/a>", "DESCRIBE"),
    ("SELECT (COUNT(*) AS ?n) { ?s a ?t FILTER(?n < 3 && ?m > 2) }", "SELECT"),
    ("SELECT * { ?s ?p 5. ?s ?p .5 . ?s ?p 5.e3, -1, 1.5E-2 }", "SELECT"),
    ("PREFIX e: <http://e/> SELECT * { ?s e:a\\'b\\(c 'x' }", "SELECT"),
    ("SELECT ?service WHERE { ?service ?load ?insert }", "SELECT"),
    ('SELECT * { ?s ?p "SERVICE", \'LOAD\', """DELETE "x" INSERT""", <http://e/SERVICE> } # SERVICE', "SELECT"),
    ("PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }", "SELECT"),
    ('SELECT * { ?s ?p "\\u0041", <http://e/\\u00e9> }', "SELECT"),
    ("SELECT * { VALUES (?a ?b) { " + "(1 2)" * 500 + " } }", "SELECT"),
    ("SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(500))) + ")) }", "SELECT"),
    ("SELECT * {" + "".join(f"?s{i} ?p ?o{i} ." for i in range(64)) + "}", "SELECT"),
    ("SELECT * { ?s (<http://e/a>/^<http://e/b>)*|!<http://e/c> ?o }", "SELECT"),
])  # fmt: skip
def test_what_passes(text, form):
    assert check_query(text).form == form


@pytest.mark.parametrize("text", [
    f"SELECT * {{ SERVICE {EVIL} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {EVIL} {{ ?s ?p ?o }} }}",
    "SELECT * { SeRvIcE?x{} }",
    f"PREFIX e: {EVIL} SELECT * {{ FILTER(1<2)SERVICEe:a{{ ?s ?p ?o }} }}",
    f"PREFIX : {EVIL} SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{EVIL}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{EVIL}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE {EVIL} {{}} }} }}",
    f"SELECT * {{ #\nSERVICE {EVIL} {{}} }}",
    f"SELECT * {{ #\rSERVICE {EVIL} {{}} }}",
    f"PREFIX e: <http://h:80> SELECT * {{ ?s ?p e:SERVICE{EVIL}{{ ?s ?p ?o }} }}",
    f"PREFIX e: <http://e/#> PREFIX : {EVIL} SELECT * {{ ?s ?p e:SERVICE:x\\# {{ }} }}",
    "PREFIX service: <http://e/> SELECT * { ?s a service:x }",
])  # fmt: skip
def test_service_is_found_however_it_is_written(text):
    assert status(text) in (400, 403)


def test_a_service_hidden_in_what_looks_like_an_iri():
    text = f"SELECT * {{ ?s ?p ?o FILTER(0<?o)SERVICE#>\n{EVIL}{{ ?s ?p ?o }} }}"
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:p"), ox.Literal(1)))
    with pytest.raises(OSError, match="port 1"):  # the engine would ask it
        list(store.query(text))
    assert status(text) == 400


@pytest.mark.parametrize("text", [
    "INSERT DATA { <a:b> <a:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "LOAD <file:///etc/passwd>", "CLEAR ALL",
    "drop all", "CREATE GRAPH <a:b>", "ADD DEFAULT TO <a:b>", "MOVE <a:b> TO <a:c>", "COPY <a:b> TO <a:c>",
    "PREFIX x: <a:b> WITH <a:b> DELETE { } WHERE { }", "SELECT * { } ; INSERT DATA { }",
])  # fmt: skip
def test_updates_are_refused(text):
    assert status(text) == 403


@pytest.mark.parametrize("text", [
    "SELECT * { FILTER(" + "(" * 4650 + "1" + ")" * 4650 + ") }",
    "SELECT * " + "{" * 5000 + "}" * 5000,
    "SELECT * { FILTER(" + "!" * 30000 + "?x) }",
    "SELECT * {" + "OPTIONAL {" * 3000 + "}" * 3000 + "}",
    "SELECT * {" + "".join(f"?s{i} ?p{i} ?o{i} ." for i in range(600)) + "}",
    "SELECT * { ?s ?p " + ",".join(f"?o{i}" for i in range(600)) + " }",
    "SELECT * { ?s ?p ?o ; " + ";".join(f"?p{i} ?o{i}" for i in range(300)) + " }",
    "SELECT * { ?s " + "/".join(["<a:b>"] * 600) + " ?o }",
    "SELECT * { ?s " + "|".join(["<a:b>"] * 600) + " ?o }",
    "SELECT * { ?s ?p (" + "1 " * 600 + ") }",
    "SELECT * { ?s ?p (" + "(1)" * 600 + ") }",
    "SELECT * { " + "[] ?p ?o ." * 300 + " }",
    "SELECT * { " + "[ ?p ?o ] ." * 300 + " }",
    "SELECT * {" + "{} UNION " * 600 + "{} }",
    "SELECT * {" + "?s ?p ?o FILTER(1) " * 300 + "}",
    "SELECT * {" + "?s ?p 5. " * 300 + "}",
    "SELECT * { FILTER(" + "||".join(["?x"] * 2000) + ") }",
    "SELECT * { VALUES ?x {" + "1 " * 9000 + "} }",
    "SELECT * { FILTER(?x IN (" + ",".join(["1"] * 3000) + ")) }",
    "SELECT * { FILTER(?a<" + "(" * 9000 + "#>\n?b" + ")" * 9000 + ") }",
    "SELECT * " + "FROM <a:b>" * 500 + " {}",
    "SELECT * {{ } }}",
    "SELECT * { ) }",
    "",
    "PREFIX",
    "SELEKT * {}",
    "SELECT * { ?s ?p 'x\n' }",
    "SELECT * { ?s ?p \\u0053ERVICE }",
    "SELECT * { \\u0053ERVICE <a:b> {} }",
    "SELECT * { ?s ?p \ud800 }",
    "SELECT * { ?s ?p '\x00' }",
    "SELECT * FROM x:y {}",
    "SELECT * FROM {}",
])  # fmt: skip
def test_what_is_refused_as_malformed_or_too_complex(text):
    assert status(text) in (400, 413)


def test_the_size_is_looked_at_first():
    assert status("#" + "(" * 32 * 1024) == 413


def test_limits_are_exact():
    limits = Limits(patterns=2, depth=3)
    assert check_query("SELECT * { ?s ?p ?o . ?s ?p ?o }", limits).form == "SELECT"
    with pytest.raises(QueryRefused, match="2 triple patterns"):
        check_query("SELECT * { ?s ?p ?o . ?s ?p ?o . ?s ?p ?o }", limits)
    assert check_query("SELECT * { { { } } }", limits)
    with pytest.raises(QueryRefused, match="3 deep"):
        check_query("SELECT * { { { { } } } }", limits)


def test_the_data_set_of_the_text():
    text = (
        "BASE <http://e/base/> PREFIX g: <http://e/g/> SELECT * FROM <one> FROM g:two FROM NAMED <http://e/\\u0074hree> "
        "FROM NAMED g:a\\-b { ?from ?named 'FROM <http://e/no>' }"
    )
    found = check_query(text)
    assert found.default_graphs == ("http://e/base/one", "http://e/g/two")
    assert found.named_graphs == ("http://e/three", "http://e/g/a-b")
    assert not check_query("SELECT ?from { ?from ?p ?o }").has_dataset


@pytest.mark.parametrize("word", ["RAND()", "NOW()", "UUID()", "struuid()", "BNODE()"])
def test_what_differs_from_run_to_run(word):
    assert check_query(f"SELECT ({word} AS ?x) {{}}").volatile
    assert not check_query(f"SELECT * {{ ?s ?p '{word}' }}").volatile


PIECES = st.sampled_from([
    "SELECT", "ASK", "*", "{", "}", "(", ")", "[", "]", "<", ">", "<a:b>", "?x", "$y", "a", "e:", "e:x", ":", "'", '"',
    '"""', "'''", "\\", "\\u0053", "#", "\n", "\r", " ", ".", ";", ",", "1", "1.5", "true", "SERVICE", "FILTER", "FROM",
    "NAMED", "PREFIX", "BASE", "VALUES", "OPTIONAL", "UNION", "^", "^^", "!", "&&", "||", "/", "@en", "_:b", "<<", ">>",
    "é", "\u2028", "\ud800", "\x00", "%41",
])  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_passes_or_is_refused(text):
    assert status(text) in (200, 400, 403, 413)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_passes_and_is_a_query_fetches_nothing(text):
    """Whatever the guard lets through, the engine does not try to reach anything: an attempt would be an OSError."""
    query = f"PREFIX e: {EVIL} PREFIX : {EVIL} SELECT * {{ ?s ?p ?o {text} }}"
    if status(query) != 200:
        return
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("o")))
    try:
        list(store.query(query))
    except (SyntaxError, ValueError):
        return


@pytest.mark.parametrize("escape", ["\\U00110000", "\\U80000000", "\\UFFFFFFFF"])
def test_an_escape_of_no_character_is_malformed(escape):
    with pytest.raises(QueryRefused) as caught:
        check_query(f"PREFIX e: <http://e/{escape}> ASK {{ ?s ?p ?o }}")
    assert caught.value.status == 400
