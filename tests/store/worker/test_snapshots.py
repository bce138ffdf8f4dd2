"""Queries over a store on disk that is being written: how fresh the answers are, and that readers hurt nobody."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import pyoxigraph as ox
import pytest

from qgov.store.embedded import EmbeddedStore
from qgov.store.worker import QueryRefused
from qgov.store.worker.source import Snapshots

from .loop import JSON, Asking

GRAPH, OTHER = "http://e/a/1", "http://e/b/1"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def triple(number: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(f"http://e/s{number}"), ox.NamedNode("http://e/p"), ox.Literal(number))


def count(asking, **options) -> int:
    found = json.loads(asking.ask(COUNT, **options).body)
    return int(found["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def store(tmp_path):
    found = EmbeddedStore(tmp_path / "store")
    found.add(GRAPH, [triple(1)])
    yield found
    found.close()


def make(store, tmp_path, freshness=0.0, **options):
    return Asking(Snapshots(store, tmp_path / "snapshots", freshness), workers=2, **options)


def test_what_was_written_is_seen(store, tmp_path):
    asking = make(store, tmp_path)
    try:
        assert count(asking) == 1
        for number in range(2, 6):
            store.add(GRAPH, [triple(number)])
            assert count(asking) == number
        store.remove(GRAPH)
        assert count(asking) == 0
    finally:
        asking.close()


def test_while_nothing_is_written_no_snapshot_is_made(store, tmp_path):
    asking = make(store, tmp_path)
    try:
        count(asking)
        before = sorted((tmp_path / "snapshots").iterdir())
        assert asking.ask(COUNT).cached
        assert [count(asking, visible_graph_prefixes=("http://e/a/",)) for _ in range(5)] == [1] * 5
        assert sorted((tmp_path / "snapshots").iterdir()) == before
    finally:
        asking.close()


def test_a_snapshot_serves_for_a_while(store, tmp_path):
    now = [0.0]
    source = Snapshots(store, tmp_path / "snapshots", freshness=10.0, clock=lambda: now[0])
    asking = Asking(source, workers=1)
    try:
        assert count(asking) == 1
        store.add(GRAPH, [triple(2)])
        now[0] = 9.9
        assert count(asking) == 1
        now[0] = 10.1
        assert count(asking) == 2
    finally:
        asking.close()


def test_a_snapshot_that_is_just_done_is_not_waited_for(monkeypatch, tmp_path):
    """Who asks between the end of a snapshot and the news of it finds one that is too old: another is made, and the
    loop is never kept from all else. Each snapshot takes as long as it is fresh, and the store is written meanwhile."""
    now, asked = [0.0], [0]

    class Busy:
        generation = 1

        def snapshot(self, folder):
            self.generation += 1
            now[0] += 1.0

    def clock() -> float:
        asked[0] += 1
        assert asked[0] < 1000, "it asks again and again whether the snapshot is fresh"
        return now[0]

    async def at_once(function, *arguments):
        return function(*arguments)

    async def both() -> tuple:
        source = Snapshots(Busy(), tmp_path / "snapshots", freshness=1.0, clock=clock)
        first = asyncio.create_task(source.lease())
        await asyncio.sleep(0)
        return await asyncio.create_task(source.lease()), await first

    monkeypatch.setattr(asyncio, "to_thread", at_once)
    second, _ = asyncio.run(both())
    assert second.name == "00000002"


def test_old_snapshots_are_removed(store, tmp_path):
    asking = make(store, tmp_path)
    try:
        for number in range(2, 8):
            store.add(GRAPH, [triple(number)])
            count(asking)
        assert len(list((tmp_path / "snapshots").iterdir())) <= 2
    finally:
        asking.close()
    deadline = time.monotonic() + 10
    while (tmp_path / "snapshots").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not (tmp_path / "snapshots").exists()


def test_tenants_on_disk(store, tmp_path):
    asking = make(store, tmp_path)
    try:
        store.add(OTHER, [triple(7)])
        assert count(asking) == 2
        assert count(asking, visible_graph_prefixes=("http://e/a/",)) == 1
        query = f"SELECT * FROM <{OTHER}> FROM NAMED <{OTHER}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        found = asking.ask(query, visible_graph_prefixes=("http://e/a/",))
        assert json.loads(found.body)["results"]["bindings"] == []
    finally:
        asking.close()


def test_writing_and_asking_at_once(store, tmp_path):
    asking = make(store, tmp_path, freshness=0.05, patience=20)
    stop, written = threading.Event(), [1]

    def write() -> None:
        while not stop.is_set():
            store.add(GRAPH, [triple(written[0] + 1)])
            written[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        seen = [count(asking) for _ in range(15)]
    finally:
        stop.set()
        thread.join()
    try:
        assert seen == sorted(seen)
        time.sleep(0.1)
        assert count(asking) == written[0]
        assert len(store.graph(GRAPH)) == written[0]
    finally:
        asking.close()


def test_a_store_that_cannot_be_copied_is_an_error_that_says_so(store, tmp_path):
    source = Snapshots(store, tmp_path / "snapshots")
    asking = Asking(source, workers=1)
    try:
        (tmp_path / "snapshots").write_text("a file stands where the folder would be")
        with pytest.raises(QueryRefused) as caught:
            asking.ask(COUNT, JSON)
        assert caught.value.status == 503
    finally:
        asking.close()
