"""Every kind of store does the same: what is written is read again, exactly, and a change is a change."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from qgov.store import Store, StoreError, StoreReadOnly
from qgov.store.terms import literal

ONE, TWO = "urn:qgov-test:one", "urn:qgov-test:two"
AWKWARD = [
    '"',
    "\\",
    "\n\r\t",
    "'''",
    '"""',
    "} } ; DROP ALL #",
    "?s ?p ?o",
    "é 漢字 😀",
    "",
    " leading",
    "<urn:x>",
    "\\u0041",
]


def triple(subject: str, value, predicate: str = "urn:p") -> ox.Triple:
    value = value if not isinstance(value, str) else ox.Literal(value)
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def test_it_is_a_store(store):
    assert isinstance(store, Store)


def test_what_is_written_is_read_again(store):
    rows = [triple(f"urn:s:{number}", text) for number, text in enumerate(AWKWARD)]
    rows += [triple("urn:en", ox.Literal("colour", language="en")), triple("urn:day", literal("2026-03-02", "date"))]
    rows += [
        triple("urn:n", literal("7", "integer")),
        triple("urn:iri", ox.NamedNode("https://example.org/a%20b?c=d&e")),
    ]
    store.add(ONE, rows)
    assert set(store.graph(ONE)) == set(rows)
    assert store.count(ONE) == len(rows)
    store.add(ONE, rows[:3])
    assert store.count(ONE) == len(rows)


def test_graphs_are_apart(store):
    store.write(add={ONE: [triple("urn:a", "1")], TWO: [triple("urn:a", "2")]})
    assert store.graphs("urn:qgov-test:") == [ONE, TWO]
    assert store.graph(ONE) == [triple("urn:a", "1")]
    assert store.graph("urn:qgov-test:none") == [] and store.count("urn:qgov-test:none") == 0
    text = "SELECT ?v WHERE { ?s <urn:p> ?v }"
    assert [row["v"].value for row in store.select(text, default_graphs=(TWO,))] == ["2"]
    assert sorted(row["v"].value for row in store.select(text, default_graphs=(ONE, TWO))) == ["1", "2"]
    named = "SELECT ?g WHERE { GRAPH ?g { ?s <urn:p> ?v } }"
    assert [row["g"].value for row in store.select(named, named_graphs=(TWO,))] == [TWO]


def test_replace_and_remove(store):
    store.add(ONE, [triple("urn:a", "old")])
    store.write(replace={ONE: [triple("urn:a", "new")]}, add={TWO: [triple("urn:b", "x")]})
    assert store.graph(ONE) == [triple("urn:a", "new")] and store.count(TWO) == 1
    store.remove(ONE)
    store.remove(ONE)
    assert store.graphs("urn:qgov-test:") == [TWO]
    store.replace(TWO, [])
    assert store.graphs("urn:qgov-test:") == []


def test_discard(store):
    rows = [triple(f"urn:s:{number}", text) for number, text in enumerate(AWKWARD)]
    store.add(ONE, rows)
    store.add(TWO, rows)
    store.write(discard={ONE: [*rows[1:], triple("urn:none", "x")]}, remove=[TWO])
    assert store.graph(ONE) == rows[:1] and store.count(TWO) == 0
    store.write(discard={ONE: rows[:1]}, add={TWO: rows[:1]})
    assert store.graphs("urn:qgov-test:") == [TWO]
    with pytest.raises(ValueError, match="blank node"):
        store.write(discard={TWO: [ox.Triple(ox.BlankNode(), ox.NamedNode("urn:p"), ox.Literal("x"))]})


def test_a_large_graph(store):
    rows = [triple(f"urn:large:{number}", f"value {number} " + "x" * 40) for number in range(12_000)]
    store.replace(ONE, rows)
    assert store.count(ONE) == len(rows)
    assert set(store.graph(ONE)) == set(rows)
    store.replace(ONE, rows[:1000])
    assert set(store.graph(ONE)) == set(rows[:1000])


def test_text_is_added_as_triples_are(store):
    from qgov.store.terms import ntriples

    rows = [triple(f"urn:s:{number}", text) for number, text in enumerate(AWKWARD)]
    store.add_text({ONE: ntriples(rows), TWO: ntriples(rows[:1])})
    assert set(store.graph(ONE)) == set(rows) and store.graph(TWO) == rows[:1]


@pytest.mark.parametrize("text", AWKWARD)
def test_a_value_is_a_value_whatever_it_says(store, text):
    store.add(ONE, [triple("urn:mine", text), triple("urn:other", "something else")])
    found = store.select(
        "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?v } } # ?v '", {"v": ox.Literal(text), "g": ox.NamedNode(ONE)}
    )
    assert [row["s"].value for row in found] == ["urn:mine"]
    assert store.ask("ASK { GRAPH ?g { ?s ?p ?o FILTER(?o = ?v) } }", {"v": ox.Literal(text), "g": ox.NamedNode(ONE)})


def test_yes_and_no(store):
    store.add(ONE, [triple("urn:a", "1")])
    assert store.ask("ASK { ?s <urn:p> ?o }", default_graphs=(ONE,)) is True
    assert store.ask("ASK { ?s <urn:q> ?o }", default_graphs=(ONE,)) is False
    assert store.ask("ASK { ?s <urn:p> ?o }", default_graphs=(TWO,)) is False


def test_only_terms_can_be_bound(store):
    for value in ("text", ox.BlankNode("x"), 1, None):
        with pytest.raises(TypeError):
            store.select("SELECT ?s WHERE { ?s ?p ?v }", {"v": value})


@pytest.mark.parametrize("graph", ["", "one", "urn:x> { } } ; DROP ALL #", "urn:a b"])
def test_what_is_no_iri_names_no_graph(store, graph):
    for act in (
        lambda: store.add(graph, [triple("urn:a", "1")]),
        lambda: store.graph(graph),
        lambda: store.remove(graph),
    ):
        with pytest.raises(ValueError):
            act()


def test_faulty_queries_are_said_to_be(store):
    with pytest.raises(StoreError, match="no query"):
        store.select("SELECT WHERE")
    with pytest.raises(StoreError, match="no SELECT"):
        store.select("ASK {}")
    with pytest.raises(StoreError, match="no ASK"):
        store.ask("SELECT * {}")


def test_unbound_variables_are_left_out(store):
    store.add(ONE, [triple("urn:a", "1")])
    rows = store.select("SELECT ?s ?x WHERE { ?s <urn:p> ?v OPTIONAL { ?s <urn:q> ?x } }", default_graphs=(ONE,))
    assert rows == [{"s": ox.NamedNode("urn:a")}]


def test_blank_nodes_are_refused(store):
    inside = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.BlankNode("x"))
    for rows in ([inside], [ox.Triple(ox.BlankNode("x"), ox.NamedNode("urn:p"), ox.NamedNode("urn:a"))]):
        with pytest.raises(ValueError, match="blank node"):
            store.add(ONE, rows)
    assert store.count(ONE) == 0


def test_a_change_with_a_fault_changes_nothing(store):
    store.add(ONE, [triple("urn:a", "1")])
    with pytest.raises(ValueError):
        store.write(remove=[ONE], add={TWO: [ox.Triple(ox.BlankNode(), ox.NamedNode("urn:p"), ox.Literal("x"))]})
    with pytest.raises(ValueError, match="twice"):
        store.write(remove=[ONE], replace={ONE: []})
    assert store.graph(ONE) == [triple("urn:a", "1")]


def test_reading_stores_refuse_to_write(store):
    store.writable = False
    for act in (lambda: store.add(ONE, []), lambda: store.remove(ONE), lambda: store.add_text({ONE: ""})):
        with pytest.raises(StoreReadOnly):
            act()


def test_after_closing_nothing_works(store):
    store.close()
    store.close()
    for act in (lambda: store.graph(ONE), lambda: store.ask("ASK {}"), lambda: store.add(ONE, [triple("urn:a", "1")])):
        with pytest.raises(StoreError, match="closed"):
            act()
