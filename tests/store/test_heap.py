"""Large blocks that are freed go back to the system, whatever was freed before."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pyoxigraph as ox
import pytest

from qgov.store import embedded
from qgov.store.embedded import EmbeddedStore
from qgov.store.heap import LARGE

# The memory in mappings that a block of so many bytes adds, and what stays of it when it is freed; after a larger
# block was freed, from which the C library of GNU would otherwise learn to keep such blocks.
ADDED = """
import ctypes, sys
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("arena", "free", "fast", "count", "mapped", "a", "b", "c", "d", "e")]
libc.mallinfo2.restype = Info
mapped = lambda: libc.mallinfo2().mapped
if sys.argv[2] == "given back":
    from qgov.store.heap import give_back
    assert give_back()
libc.free(libc.malloc(16 << 20))
libc.free(libc.malloc(16 << 20))
before = mapped()
block = libc.malloc(int(sys.argv[1]))
during = mapped()
libc.free(block)
print(during - before, mapped() - before)
"""


def added(size: int, how: str) -> tuple[int, int]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    command = [sys.executable, "-c", ADDED, str(size), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=environment)
    during, after = map(int, done.stdout.split())
    return during, after


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="the C library is not that of GNU")
def test_a_large_block_is_a_mapping_of_its_own():
    during, after = added(LARGE * 4, "given back")
    assert during >= LARGE * 4 and after == 0
    assert added(LARGE * 4, "as it is") == (0, 0)  # else nothing would have to be set


def test_a_store_that_is_written_has_it_set(tmp_path):
    """Readers come and go with their processes; who writes stays."""
    program = (
        "import sys; from qgov.store import heap; from qgov.store.embedded import EmbeddedStore;"
        "EmbeddedStore(sys.argv[1], read_only=sys.argv[2] == 'r').close(); print(heap.give_back.cache_info().currsize)"
    )
    for way, count in (("w", "1"), ("r", "0")):
        command = [sys.executable, "-c", program, str(tmp_path / "store"), way]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.split() == [count]


def test_a_store_is_opened_anew_once_in_so_many_quads(tmp_path, monkeypatch):
    """What RocksDB has in its caches goes then; what is kept stays, and who reads is not cut off."""
    monkeypatch.setattr(embedded, "_AGE", 10)
    monkeypatch.setattr(embedded, "_HASTE", 0.05)
    rows = [ox.Triple(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal("x")) for n in range(4)]
    opened, real, number = [], EmbeddedStore._open_anew, 0
    monkeypatch.setattr(EmbeddedStore, "_open_anew", lambda store: (opened.append(number), real(store)))
    with EmbeddedStore(tmp_path / "store") as store:
        for number in range(7):
            store.add(f"urn:g:{number}", rows)
        assert opened == [3, 6]
        reading = store.triples("urn:g:0")
        read = [next(reading)]
        for number in range(7, 12):
            store.add(f"urn:g:{number}", rows)
        assert opened == [3, 6]  # at 9 somebody was reading
        assert {*read, *reading} == set(rows)
        number = 12
        store.add("urn:g:12", rows)
        assert opened == [3, 6, 12]
        assert {store.count(f"urn:g:{number}") for number in range(13)} == {4}
    with EmbeddedStore(tmp_path / "store", read_only=True) as store:
        assert len(store.graphs("urn:g:")) == 13
