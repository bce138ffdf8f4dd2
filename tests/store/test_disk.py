"""Full disks, read-only folders, damaged files and folders of others: clear words, and nothing lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from qgov.store import StoreLocked, StoreReadOnly, StoreUnavailable
from qgov.store.embedded import EmbeddedStore

GRAPH = "urn:qgov-test:disk"
FILL = """
import sys, resource
import pyoxigraph as ox
from qgov.store import StoreUnavailable
from qgov.store.embedded import EmbeddedStore

folder, limit = sys.argv[1], int(sys.argv[2])
store = EmbeddedStore(folder)
if limit:
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for number in range(100_000):
    rows = [
        ox.Triple(ox.NamedNode(f"urn:{number}:{row}"), ox.NamedNode("urn:p"), ox.Literal(f"{number} {row} " + "x" * 900))
        for row in range(20)
    ]
    try:
        store.add(f"urn:batch:{number}", rows)
    except StoreUnavailable as error:
        print("said", error, flush=True)
        break
    print("kept", number, flush=True)
"""


@contextmanager
def small_disk(folder: Path, size: str):
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "qgov-test", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def filled(folder: Path, limit: int = 0) -> tuple[int, str]:
    """Write until it is refused; how many batches were acknowledged, and what was said then."""
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(folder), str(limit)], capture_output=True, text=True, timeout=120, check=False
    )
    lines = done.stdout.splitlines()
    assert lines and lines[-1].startswith("said "), done.stdout[-500:] + done.stderr[-2000:]
    return sum(line.startswith("kept ") for line in lines), lines[-1]


def whole(folder: Path, count: int) -> None:
    with EmbeddedStore(folder) as store:
        graphs = store.graphs("urn:batch:")
        assert len(graphs) >= count
        assert {store.count(graph) for graph in graphs} == {20}


def test_a_full_disk(tmp_path):
    with small_disk(tmp_path / "disk", "12m") as disk:
        count, said = filled(disk / "store")
        assert count > 5 and "the disk is full" in said and "nothing was changed" in said
        # With room again, everything that was acknowledged is there, and writing goes on.
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        whole(disk / "store", count)
        with EmbeddedStore(disk / "store") as store:
            store.add(GRAPH, [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("after"))])
            assert store.count(GRAPH) == 1


def test_writing_goes_on_once_there_is_room(tmp_path):
    """The one who holds the store need not be started anew; and what can be read is read all the time."""
    row = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("x" * 90_000))
    with small_disk(tmp_path / "disk", "9m") as disk, EmbeddedStore(disk / "store") as store:
        number = 0
        with pytest.raises(StoreUnavailable, match="disk is full") as full:
            for number in range(1000):
                store.add(f"urn:batch:{number}", [row])
        assert full.value.__cause__.errno == errno.ENOSPC and number > 5
        for wait in (0.0, 1.1, 0.0):
            time.sleep(wait)
            with pytest.raises(StoreUnavailable, match="disk is full"):
                store.add(GRAPH, [row])
            assert store.count("urn:batch:3") == 1
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        time.sleep(1.1)
        reading = store.triples("urn:batch:3")
        next(reading)
        with pytest.raises(StoreUnavailable):  # somebody still reads from what would be closed
            store.add(GRAPH, [row])
        reading.close()
        time.sleep(1.1)
        store.add(GRAPH, [row])
        assert store.graph(GRAPH) == [row] and len(store.graphs("urn:batch:")) == number


def test_a_limit_on_file_size(tmp_path):
    count, said = filled(tmp_path / "store", 2_000_000)
    assert count > 5 and "limit on file size" in said
    whole(tmp_path / "store", count)


def test_no_room_for_a_store_at_all(tmp_path):
    with small_disk(tmp_path / "disk", "8k") as disk, pytest.raises(StoreUnavailable, match=r"disk is full|cannot"):
        EmbeddedStore(disk / "store")


@contextmanager
def read_only(folder: Path):
    """A folder that nobody can write, the superuser included."""
    bound = (
        subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False).returncode == 0
    )
    if bound:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
    elif os.geteuid() == 0:
        pytest.skip("the superuser writes everywhere, and no file system can be mounted here")
    else:
        folder.chmod(0o500)
    try:
        yield
    finally:
        if bound:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        else:
            folder.chmod(0o700)


@pytest.mark.parametrize("lock", [True, False])
def test_a_folder_that_cannot_be_written(tmp_path, lock):
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as store:
        store.add(GRAPH, [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("1"))])
    if not lock:
        (folder / "qgov.lock").unlink()
    with read_only(folder):
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            EmbeddedStore(folder)
        with EmbeddedStore(folder, read_only=True) as store, EmbeddedStore(folder, read_only=True) as other:
            assert store.count(GRAPH) == other.count(GRAPH) == 1
            with pytest.raises(StoreReadOnly):
                store.remove(GRAPH)
    with EmbeddedStore(folder) as store:
        assert store.count(GRAPH) == 1


def test_a_new_store_in_a_folder_that_cannot_be_written(tmp_path):
    with read_only(tmp_path), pytest.raises(StoreUnavailable, match="cannot hold a store"):
        EmbeddedStore(tmp_path / "store")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreUnavailable, match=r"holds other files \(letter.txt\)"):
        EmbeddedStore(tmp_path)
    assert os.listdir(tmp_path) == ["letter.txt"]
    with pytest.raises(StoreUnavailable, match="cannot hold a store"):
        EmbeddedStore(tmp_path / "letter.txt")
    with pytest.raises(StoreUnavailable, match="is no store"):
        EmbeddedStore(tmp_path / "none", read_only=True)


def test_damaged_files_are_said_to_be(tmp_path):
    rows = [
        ox.Triple(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal("x" * 400 + str(n))) for n in range(999)
    ]
    with EmbeddedStore(tmp_path / "store") as store:
        store.add(GRAPH, rows)
    tables = sorted((tmp_path / "store").glob("*.sst"))
    assert tables
    for table in tables:
        content = bytearray(table.read_bytes())
        for place in range(len(content) // 3, len(content) // 3 + 64):
            content[place] ^= 0xFF
        table.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged"), EmbeddedStore(tmp_path / "store") as store:
        store.graph(GRAPH)


def test_readers_share_and_keep_writers_out(tmp_path):
    EmbeddedStore(tmp_path / "store").close()
    with EmbeddedStore(tmp_path / "store", read_only=True), EmbeddedStore(tmp_path / "store", read_only=True):
        with pytest.raises(StoreLocked, match="in use"):
            EmbeddedStore(tmp_path / "store")
    EmbeddedStore(tmp_path / "store").close()


def test_another_program_that_has_it_open_is_noticed(tmp_path):
    ox.Store(str(tmp_path / "store"))
    code = f"import pyoxigraph, sys\ns = pyoxigraph.Store({str(tmp_path / 'store')!r})\nprint(1, flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "1\n"
        for options in ({}, {"read_only": True}):
            with pytest.raises(StoreLocked, match="not qgov"):
                EmbeddedStore(tmp_path / "store", **options)
        process.stdin.close()


def test_a_fork_does_not_keep_the_lock(tmp_path):
    store = EmbeddedStore(tmp_path / "store")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        os._exit(0)
    try:
        with pytest.raises(StoreLocked):
            EmbeddedStore(tmp_path / "store")
        store.close()
        EmbeddedStore(tmp_path / "store").close()
    finally:
        os.write(write, b"x")
        os.waitpid(child, 0)
        os.close(read)
        os.close(write)


def test_what_is_synced_is_on_the_disk(tmp_path, monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(os.readlink(f"/proc/self/fd/{file}")), real(file)))
    with EmbeddedStore(tmp_path / "store") as store:
        store.add(GRAPH, [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("1"))])
        store.sync()
    assert any(name.endswith(".log") for name in synced) and str(tmp_path / "store") in synced


def test_snapshots_can_be_read_while_the_store_is_written(tmp_path):
    row = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("1"))
    with EmbeddedStore(tmp_path / "store") as store:
        store.add(GRAPH, [row])
        store.snapshot(tmp_path / "copy")
        store.remove(GRAPH)
        with EmbeddedStore(tmp_path / "copy", read_only=True) as copy:
            assert copy.graph(GRAPH) == [row]
        with pytest.raises(StoreUnavailable, match="exists"):
            store.snapshot(tmp_path / "copy")
    with pytest.raises(StoreUnavailable, match=r"memory|[Bb]ackup"):
        EmbeddedStore().snapshot(tmp_path / "other")


def test_a_long_log_is_turned_into_files(tmp_path):
    """What an opening after a kill would have to read again stays bounded."""
    with EmbeddedStore(tmp_path / "store") as store:
        for number in range(50):
            store.add(
                f"urn:g:{number}",
                [
                    ox.Triple(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal("x" * 100))
                    for n in range(1000)
                ],
            )
        store._turning.join()
        log = sum(path.stat().st_size for path in (tmp_path / "store").glob("*.log"))
        tables = sum(path.stat().st_size for path in (tmp_path / "store").glob("*.sst"))
        assert tables > 0 and log < 25_000_000
