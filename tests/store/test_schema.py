"""A store says in which schema it is and what was loaded; what is older is brought up, what is newer is left alone."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from qgov import __version__, decide
from qgov.base.resources import resource
from qgov.store import StoreSchema, StoreUnavailable, schema
from qgov.store.check import check
from qgov.store.decisions import decisions, record_decision
from qgov.store.embedded import EmbeddedStore
from qgov.store.names import GRAPH, METADATA, PUBLIC_GRAPHS, index_graph
from qgov.store.schema import SCHEMA, load_shipped_graphs, migrate, prepare, read_state
from qgov.store.shipped import content_hash, shipped_triples


@pytest.fixture(scope="module")
def decision():
    return decide(resource("data/dossiers/2026-us-in-boston-headline.json"), simulate=False)


@pytest.fixture(scope="module")
def shipped():
    return shipped_triples()


@pytest.fixture(autouse=True)
def read_once(monkeypatch, shipped):
    """The shipped files are read once for all tests here, and hashed once."""
    hashes = {id(triples): None for triples in shipped.values()}

    def hashed(triples):
        if id(triples) not in hashes:
            return content_hash(triples)
        if hashes[id(triples)] is None:
            hashes[id(triples)] = content_hash(triples)
        return hashes[id(triples)]

    monkeypatch.setattr(schema, "shipped_triples", lambda: dict(shipped))
    monkeypatch.setattr(schema, "content_hash", hashed)


FEW = pytest.mark.parametrize("store", ["folder", "oxigraph", "virtuoso"], indirect=True)


@FEW
def test_an_empty_store_is_filled_with_what_is_shipped(store, shipped, request):
    assert read_state(store) is None
    said = []
    state = prepare(store, said.append)
    assert state == read_state(store) and state.schema == SCHEMA and state.program == __version__ and state.current
    assert said and set(state.contents) == set(PUBLIC_GRAPHS)
    for graph, triples in shipped.items():
        assert store.count(graph) == len(triples) == state.contents[graph][1]
    said.clear()
    assert prepare(store, said.append) == state and not said
    if "virtuoso" not in request.node.name:  # it keeps the value of a number and not its spelling
        assert check(store).faults == []


def test_the_hash_is_of_the_content(shipped):
    triples = shipped[GRAPH + "reference"]
    assert content_hash(reversed(triples)) == content_hash(triples) != content_hash(triples[1:])
    named = [ox.Triple(ox.BlankNode(name), ox.NamedNode("urn:p"), ox.BlankNode("b" + name)) for name in ("x", "y")]
    assert content_hash(named[:1]) == content_hash(named[1:])


def test_graphs_of_an_older_release_are_put_anew(decision, monkeypatch):
    with EmbeddedStore() as store:
        prepare(store)
        kept = record_decision(store, "acme", decision)
        monkeypatch.setattr(schema, "sources_hash", lambda: "of the next release")
        gone = ox.Triple(ox.NamedNode("urn:old"), ox.NamedNode("urn:p"), ox.Literal("old"))
        store.add(GRAPH + "reference", [gone])
        old = schema.State(SCHEMA, "0.0.1", "older", "2026-01-01T00:00:00Z", dict(read_state(store).contents))
        old.contents[GRAPH + "reference"] = ("sha256:other", 1)
        store.replace(METADATA, schema._written(old))
        written = []
        real = store.write
        monkeypatch.setattr(store, "write", lambda **change: (written.append(change), real(**change)))
        prepare(store)
        assert [set(change["replace"]) for change in written] == [{GRAPH + "reference", METADATA}]
        assert gone not in store.graph(GRAPH + "reference")
        assert read_state(store).sources == "of the next release" and read_state(store).program == __version__
        assert [row.id for row in decisions(store, "acme")] == [kept]


def test_graphs_of_a_newer_release_stay(monkeypatch):
    with EmbeddedStore() as store:
        prepare(store)
        newer = schema.State(SCHEMA, "99.0.0", "newer", "2027-01-01T00:00:00Z", read_state(store).contents)
        store.replace(METADATA, schema._written(newer))
        assert prepare(store) == newer == read_state(store)
        assert migrate(store) == [] and read_state(store) == newer


@FEW
def test_a_newer_schema_is_refused(store):
    node = ox.NamedNode
    row = ox.Triple(
        node(METADATA),
        node("http://purl.org/dc/terms/conformsTo"),
        node(f"https://w3id.org/qgov/store/schema/{SCHEMA + 1}"),
    )
    store.replace(METADATA, [row])
    for act in (prepare, migrate):
        with pytest.raises(StoreSchema, match="update qgov"):
            act(store)
    assert store.graph(METADATA) == [row] and store.count(GRAPH + "norms") == 0


@pytest.mark.parametrize("value", ["0", "-1", "x", "1x", "", "99999999999"])
def test_a_schema_that_is_none_is_refused(value):
    node = ox.NamedNode
    with EmbeddedStore() as store:
        said = node("https://w3id.org/qgov/store/schema/" + value)
        store.replace(METADATA, [ox.Triple(node(METADATA), node("http://purl.org/dc/terms/conformsTo"), said)])
        with pytest.raises(StoreSchema, match="migrate"):
            prepare(store)
        migrate(store)
        assert prepare(store).schema == SCHEMA


@pytest.mark.parametrize("store", ["folder", "oxigraph"], indirect=True)
def test_a_store_that_says_nothing_of_itself_is_migrated(store, decision):
    kept = record_decision(store, "acme", decision)
    before = decisions(store, "acme")
    store.remove(index_graph("acme"))
    with pytest.raises(StoreSchema, match="qgov store migrate"):
        prepare(store)
    said = migrate(store)
    assert "1 decisions" in said[0]
    after = decisions(store, "acme")
    assert [(row.id, row.dossier, row.outcome, row.as_of) for row in after] == [
        (row.id, row.dossier, row.outcome, row.as_of) for row in before
    ]
    assert after[0].id == kept and prepare(store).schema == SCHEMA
    assert migrate(store) == []


def test_steps_are_taken_in_order_and_taken_up_again(monkeypatch):
    """A migration that stops half-way goes on where it was."""
    taken, broken = [], [True]

    def second(store):
        if broken:
            raise StoreUnavailable("no power")
        taken.append(2)
        return "second"

    with EmbeddedStore() as store:
        prepare(store)
        monkeypatch.setattr(schema, "SCHEMA", SCHEMA + 2)
        steps = {SCHEMA: lambda store: taken.append(1) or "first", SCHEMA + 1: second}
        monkeypatch.setattr(schema, "_STEPS", steps)
        with pytest.raises(StoreSchema, match="qgov store migrate"):
            prepare(store)
        with pytest.raises(StoreUnavailable):
            migrate(store)
        with pytest.raises(StoreSchema, match="qgov store migrate"):
            prepare(store)
        broken.clear()
        assert migrate(store)[:2] == ["first", "second"] and taken == [1, 1, 2]
        assert prepare(store).schema == SCHEMA + 2


def test_reading_an_empty_store_says_so(tmp_path):
    EmbeddedStore(tmp_path / "store").close()
    with (
        EmbeddedStore(tmp_path / "store", read_only=True) as store,
        pytest.raises(StoreSchema, match="qgov store load"),
    ):
        prepare(store)


def test_check_names_what_is_wrong(decision):
    with EmbeddedStore() as store:
        assert "empty" in check(store).faults[0]
        load_shipped_graphs(store)
        kept = record_decision(store, "acme", decision)
        record_decision(store, "other", decision)
        sound = check(store)
        assert sound.faults == [] and sound.counts["decisions"] == sound.counts["tenants"] == 2
        store.remove(index_graph("other"))
        row = ox.Triple(ox.NamedNode("urn:x"), ox.NamedNode("urn:p"), ox.NamedNode("urn:y"))
        lexicon = store.graph(GRAPH + "lexicon")
        store.replace(GRAPH + "lexicon", [*lexicon[1:], row])
        store.remove(GRAPH + "labels")
        store.remove(f"https://w3id.org/qgov/decision/acme/{kept}/claims")
        store.add("https://w3id.org/qgov/else", [row])
        poison = ox.Quad(
            ox.NamedNode("https://w3id.org/qgov/Item"), ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs"),
            ox.NamedNode("urn:y"), ox.NamedNode(f"https://w3id.org/qgov/decision/acme/{kept}/facts"),
        )  # fmt: skip
        store.extend([poison])
        found = check(store)
        said = "\n".join(found.faults)
        assert "lexicon holds other triples" in said and "labels holds 0 triples and should hold" in said
        assert "lacks its claims" in said and "owl#sameAs is no property" in said
        assert found.notes == ["the graph https://w3id.org/qgov/else is none of qgov's"]
        assert "of other is not in the index" in said
