"""Compacting erases what was removed to the last byte, and a stop at any moment leaves the old store or the new one."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time

import pyoxigraph as ox
import pytest

from qgov.store import StoreLocked, StoreUnavailable, compaction, embedded
from qgov.store.compaction import new_folder, old_folder
from qgov.store.embedded import EmbeddedStore

SECRET = "Example Exporter, 1 Secret Street, and more text than is kept inside a key"
AGAIN = """
import sys
from qgov.store.embedded import EmbeddedStore
store = EmbeddedStore(sys.argv[1])
print("open", flush=True)
while True:
    store.compact()
    print("compacted", flush=True)
"""


def rows(count: int, text: str = "text") -> list[ox.Triple]:
    return [
        ox.Triple(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal(f"{text} number {n} of many, {n * n}"))
        for n in range(count)
    ]


def found(folder, text: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.fixture
def store(tmp_path):
    with EmbeddedStore(tmp_path / "store", purpose="the test") as store:
        blank = ox.Triple(ox.BlankNode("b"), ox.NamedNode("urn:p"), ox.BlankNode("c"))
        store.write(add={"urn:kept": rows(500), "https://w3id.org/qgov/graph/blank": [blank]})
        yield store


def test_nothing_stays_of_what_was_removed(store, tmp_path):
    store.add("urn:gone", [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal(SECRET))])
    store.remove("urn:gone")
    store.close()
    assert found(tmp_path, SECRET), "removing alone is enough, and compacting need not do more"
    with EmbeddedStore(tmp_path / "store") as again:
        before = again.generation
        again.compact()
        assert set(again.graph("urn:kept")) == set(rows(500)) and again.count("https://w3id.org/qgov/graph/blank") == 1
        assert again.generation > before
        again.add("urn:new", rows(1))
        with pytest.raises(StoreLocked):
            EmbeddedStore(tmp_path / "store")
    assert not found(tmp_path, SECRET) and [path.name for path in tmp_path.iterdir()] == ["store"]
    with EmbeddedStore(tmp_path / "store") as again:
        assert again.graphs("urn:") == ["urn:kept", "urn:new"]


def test_kills_leave_the_old_or_the_new(store, tmp_path):
    store.close()
    chance = random.Random(5)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", AGAIN, str(tmp_path / "store")], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.wait()
        with EmbeddedStore(tmp_path / "store") as again:
            assert set(again.graph("urn:kept")) == set(rows(500))
        assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_stop_between_the_two_renames(store, tmp_path):
    store.close()
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as again:
        target = compaction.begin(folder)
        compaction.fill(target, iter(again.store))
        compaction.write_out(target, folder)
        del target
    folder.rename(old_folder(folder))
    with pytest.raises(StoreUnavailable, match="is no store"):
        EmbeddedStore(folder, read_only=True)
    holder = compaction.FolderLock(old_folder(folder), shared=False)
    with pytest.raises(StoreLocked):  # it has not stopped, it is just there
        EmbeddedStore(folder)
    holder.release()
    with EmbeddedStore(folder) as again:
        assert set(again.graph("urn:kept")) == set(rows(500))
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_an_exchange_that_fails_changes_nothing(store, tmp_path, monkeypatch):
    def broken(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(embedded, "exchange", broken)
    with pytest.raises(StoreUnavailable, match="Input/output error"):
        store.compact()
    store.add("urn:new", rows(1))
    assert store.count("urn:kept") == 500 and store.count("urn:new") == 1
    with pytest.raises(StoreLocked, match="the test"):
        EmbeddedStore(tmp_path / "store")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_who_reads_is_waited_for(store, monkeypatch):
    reading = store.triples("urn:kept")
    next(reading)
    monkeypatch.setattr(embedded, "_PATIENCE", 0.05)
    with pytest.raises(StoreUnavailable, match="goes on reading"):
        store.compact()
    assert sum(1 for _ in reading) == 499
    monkeypatch.setattr(embedded, "_PATIENCE", 30.0)
    faults = []

    def look() -> None:
        while not done.is_set():
            try:
                if store.count("urn:kept") != 500:
                    faults.append("another content")
            except Exception as error:
                faults.append(error)

    done, threads = threading.Event(), [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        store.compact()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert faults == [] and not new_folder(store.path).exists()


def everything(store) -> set:
    return {quad for quad in store.store if quad.graph_name.value.startswith("urn:")}


def test_writing_goes_on_and_is_kept(store, monkeypatch):
    """Every kind of change, made by another thread after the first copy was taken and before the stores change places."""
    twin = EmbeddedStore()
    twin.extend(store.store)

    def change(one) -> None:
        one.add("urn:new", rows(20))
        one.write(discard={"urn:new": rows(3)}, replace={"urn:kept": rows(40, "other")})
        one.add_text({"urn:text": "<urn:a> <urn:p> <urn:b> .\n"})
        one.add("urn:gone", rows(2))
        one.remove("urn:gone")
        one.extend([ox.Quad(ox.NamedNode("urn:q"), ox.NamedNode("urn:p"), ox.Literal("q"), ox.NamedNode("urn:quads"))])

    def meanwhile(*arguments) -> None:
        real(*arguments)
        writer = threading.Thread(target=change, args=(store,))
        writer.start()
        writer.join(60)
        assert not writer.is_alive(), "a write waits for the compaction"

    real = embedded.fill
    monkeypatch.setattr(embedded, "fill", meanwhile)
    store.compact()
    change(twin)
    assert everything(store) == everything(twin) and len(everything(store)) == 17 + 40 + 1 + 1
    monkeypatch.undo()
    store.add("urn:after", rows(1))  # what is changed later is not kept for it any more
    store.close()
    with EmbeddedStore(store.path) as again:
        assert everything(again) == everything(twin) | {
            ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode("urn:after")) for triple in rows(1)
        }


def test_closing_ends_it(store, monkeypatch):
    def meanwhile(target, quads) -> None:
        next(quads)
        closer.start()
        while not store._ending:
            time.sleep(0.001)
        real(target, quads)

    real, closer = embedded.fill, threading.Thread(target=store.close)
    monkeypatch.setattr(embedded, "fill", meanwhile)
    with pytest.raises(StoreUnavailable, match="being closed") as caught:
        store.compact()
    closer.join(60)
    assert caught.value.__context__ is not None  # who keeps the error does not keep the store open
    with EmbeddedStore(store.path) as again:
        assert again.count("urn:kept") == 500


def test_it_does_not_begin_where_there_is_no_room(store, monkeypatch):
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, store.size() - 1))
    monkeypatch.setattr(embedded, "begin", lambda path: pytest.fail("it was begun"))
    with pytest.raises(StoreUnavailable, match="disk is full"):
        store.compact()


def test_a_link_leads_to_the_new_one(store, tmp_path):
    store.close()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "store").rename(tmp_path / "elsewhere" / "real")
    (tmp_path / "store").symlink_to(tmp_path / "elsewhere" / "real")
    with EmbeddedStore(tmp_path / "store") as again:
        again.compact()
        assert again.count("urn:kept") == 500
    assert (tmp_path / "store").is_symlink() and [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["real"]


def test_no_room_to_write_anew(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "qgov-test", str(folder)], check=False)
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with EmbeddedStore(folder / "store") as store:
            store.add("urn:kept", rows(500, random.Random(3).randbytes(4_000).hex()))
            used = shutil.disk_usage(folder).used // 1024
            subprocess.run(["mount", "-o", f"remount,size={used + 300}k", str(folder)], check=True)
            with pytest.raises(StoreUnavailable, match="disk is full"):
                store.compact()
            assert [path.name for path in folder.iterdir()] == ["store"]
            subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
            store.add("urn:new", rows(1))
            assert (store.count("urn:kept"), store.count("urn:new")) == (500, 1)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
