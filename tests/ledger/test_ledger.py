"""What is acknowledged is on the disk, once, in order, from many threads and processes; what is not leaves nothing."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from qgov.base.errors import InputError
from qgov.ledger import Ledger, LedgerError, prepare, reading, verify
from qgov.ledger.reading import latest, with_receipt

from .ledgers import files, filled, whole

RECEIPT = "ab" * 32


def test_an_entry_says_what_was_given(tmp_path):
    payload = {"outcome": "permitted", "cnotError": Decimal("0.0010"), "qubits": 127, "share": 0.25, "none": None}
    with Ledger(tmp_path / "l") as ledger:
        entry = ledger.append("decision", "acme", payload)
        assert (entry.seq, entry.kind, entry.tenant) == (1, "decision", "acme")
        assert ledger.entry(1) == entry and list(ledger.entries()) == [entry]
    assert entry.payload["cnotError"] == {"@decimal": "0.001"} and entry.payload["qubits"] == {"@decimal": "127"}


def test_the_chain_can_be_checked_with_the_standard_library_alone(tmp_path):
    """The format that the package documents, read by code that shares nothing with it."""
    from hashlib import sha256

    def compact(value) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    folder = filled(tmp_path / "l", [{"n": number, "receipt": {"sha256": RECEIPT}} for number in range(7)])
    previous, seq = "0" * 64, 0
    for path in files(folder):
        assert path.name == f"segment-{seq + 1:012}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            entry, seq = json.loads(line), seq + 1
            header, salt = entry["header"], bytes.fromhex(entry["salt"])
            assert header["seq"] == seq and header["previous"] == previous and len(salt) == 32
            assert header["commitment"] == sha256(salt + compact(entry["payload"])).hexdigest()
            assert header["receipt"] == sha256(salt + RECEIPT.encode()).hexdigest()
            assert entry["hash"] == sha256(compact(header)).hexdigest()
            previous = entry["hash"]
    assert seq == 7 and len(files(folder)) > 2


def test_a_receipt_is_found_and_leaves_no_trace_without_its_salt(tmp_path):
    with Ledger(tmp_path / "l") as ledger:
        ledger.append("decision", "a", {"receipt": {"sha256": "cd" * 32}})
        ledger.append("decision", "a", {"decision": {"receipt": {"sha256": RECEIPT}}})
        assert [entry.seq for entry in with_receipt(ledger.path, RECEIPT)] == [2]
        ledger.redact([2], "asked for", "tester")
        assert list(with_receipt(ledger.path, RECEIPT)) == []
    assert RECEIPT.encode() not in whole(ledger.path)


@pytest.mark.parametrize("kind", ["", "Decision", "redaction", "recovery", "a b", "x" * 41])
def test_kinds_that_are_none_are_refused(tmp_path, kind):
    with Ledger(tmp_path / "l") as ledger, pytest.raises(InputError, match="kind of entry"):
        ledger.append(kind, "a", {})


@pytest.mark.parametrize(
    "payload",
    [[], "text", {"a": {1: 2}}, {"a": "\ud800"}, {"a": object()}, {"a": float("nan")}, {"a": "x" * 17_000_000}],
)
def test_payloads_that_cannot_be_kept_are_refused_and_leave_nothing(tmp_path, payload):
    with Ledger(tmp_path / "l") as ledger:
        with pytest.raises(InputError):
            ledger.append("decision", "a", payload)
        assert ledger.append("decision", "a", {}).seq == 1
        assert ledger.verify().holds


def test_entries_by_tenant_kind_and_place(tmp_path):
    folder = filled(tmp_path / "l", [{"n": number} for number in range(20)])
    with Ledger(folder) as ledger:
        assert [entry.seq for entry in ledger.entries(tenant="tenant-1", after=5, limit=3)] == [6, 8, 10]
        assert [entry.seq for entry in ledger.entries(after=18)] == [19, 20]
        assert list(ledger.entries(after=20)) == [] and ledger.entry(21) is None and ledger.entry(0) is None
        ledger.append("screening", "tenant-1", {})
        assert [entry.seq for entry in ledger.entries(kind="screening")] == [21]


def test_threads_share_writes_and_lose_nothing(tmp_path, monkeypatch):
    """Appends that wait while the disk is busy go out by one fsync."""
    syncs, real, gate = [], os.fsync, threading.Event()

    def slow(handle):
        syncs.append(handle)
        if len(syncs) == 2:
            gate.wait(10)
        real(handle)

    with Ledger(tmp_path / "l") as ledger:
        ledger.append("decision", "a", {"n": -1})
        monkeypatch.setattr(os, "fsync", slow)
        syncs.append(0)
        found = []
        threads = [
            threading.Thread(target=lambda n=n: found.append(ledger.append("decision", "a", {"n": n})))
            for n in range(40)
        ]
        for thread in threads:
            thread.start()
        while len(ledger._queue) < 39:
            threading.Event().wait(0.001)
        gate.set()
        for thread in threads:
            thread.join()
        assert len(syncs) == 3, "one for the first, one for the 39 that waited"
        assert sorted(entry.seq for entry in found) == list(range(2, 42))
        assert ledger.verify().seq == 41 and ledger.verify().holds


def test_entries_that_are_given_at_once_go_out_by_one_fsync_all_or_none(tmp_path, monkeypatch):
    syncs, real = [], os.fsync
    with Ledger(tmp_path / "l") as ledger:
        ledger.append("decision", "a", {"n": 0})
        monkeypatch.setattr(os, "fsync", lambda handle: (syncs.append(handle), real(handle)))
        given = [prepare("decision", tenant, {"n": n}) for n, tenant in enumerate("abc", 1)]
        found = ledger.append_all(given)
        assert len(syncs) == 1 and ledger.append_all([]) == []
        assert [(entry.seq, entry.tenant) for entry in found] == [(2, "a"), (3, "b"), (4, "c")]
        assert list(ledger.entries(after=1)) == found

        def fail(handle):
            raise OSError(28, "No space left on device")

        before = whole(ledger.path)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(LedgerError, match=r"not kept.*No space"):
            ledger.append_all([prepare("decision", "a", {"n": n}) for n in range(3)])
        monkeypatch.undo()
        assert whole(ledger.path) == before
        assert ledger.append("decision", "a", {}).seq == 5 and ledger.verify().holds


def test_several_threads_give_several_at_once(tmp_path):
    with Ledger(tmp_path / "l", segment_bytes=4000) as ledger:
        found: list[list] = []

        def give(name: str) -> None:
            for first in range(0, 30, 3):
                given = [prepare("decision", name, {"n": first + n}) for n in range(3)]
                found.append(ledger.append_all(given))

        threads = [threading.Thread(target=give, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.verify().holds and ledger.head.seq == 120
        for entries in found:
            seqs = [entry.seq for entry in entries]
            assert seqs == list(range(seqs[0], seqs[0] + 3)) and len({entry.tenant for entry in entries}) == 1
        for name in "abcd":
            written = [entry.payload["n"]["@decimal"] for entry in ledger.entries(tenant=name)]
            assert written == [str(n) for n in range(30)]


def test_each_entry_is_found_in_a_long_segment(tmp_path):
    """A segment is not read from its beginning for one entry, whatever lengths its lines have."""
    lengths = [(n * 7919) % 20_011 if n % 5 else 3 for n in range(200)] + [400_000, 1, 150_000, 2]
    folder = filled(tmp_path / "l", [{"n": n, "text": "é" * size} for n, size in enumerate(lengths)], 10**8)
    assert len(files(folder)) == 1
    with Ledger(folder) as ledger:
        ledger.redact([1, 50, 51, 52, 120, 202], "asked for", "tester")
        every = list(ledger.entries())
        assert [entry.payload is None for entry in every].count(True) == 6
        for entry in every:
            assert ledger.entry(entry.seq) == entry
        assert ledger.entry(0) is None and ledger.entry(len(every) + 1) is None


def test_an_entry_is_found_beside_a_line_that_is_none(tmp_path):
    folder = filled(tmp_path / "l", [{"n": n, "text": "x" * 9000} for n in range(60)], 10**8)
    (path,) = files(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    for damaged in (29, 30, 31):
        path.write_bytes(b"".join([*lines[:damaged], b"{}" + b" " * 8000 + b"\n", *lines[damaged + 1 :]]))
        for seq in (1, 15, 29, 33, 45, 60):
            assert reading.entry(folder, seq).payload["n"] == {"@decimal": str(seq - 1)}
        with pytest.raises(LedgerError, match="run qgov audit verify"):
            reading.entry(folder, damaged + 1)


def test_the_entry_is_synced_before_it_is_acknowledged(tmp_path, monkeypatch):
    with Ledger(tmp_path / "l") as ledger:
        ledger.append("decision", "a", {})

        def fail(handle):
            raise OSError(5, "Input/output error")

        before = whole(ledger.path)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(LedgerError, match=r"not kept.*Input/output"):
            ledger.append("decision", "a", {"n": 1})
        monkeypatch.undo()
        assert whole(ledger.path) == before
        assert ledger.append("decision", "a", {"n": 2}).seq == 2
        assert ledger.verify().holds


def test_the_name_of_a_new_segment_is_synced_too(tmp_path, monkeypatch):
    folders, real = [], os.fsync

    def seen(handle):
        folders.append(os.path.isdir(f"/proc/self/fd/{handle}"))
        real(handle)

    with Ledger(tmp_path / "l", segment_bytes=1) as ledger:
        monkeypatch.setattr(os, "fsync", seen)
        ledger.append("decision", "a", {})
        ledger.append("decision", "a", {})
    assert folders == [True, False, True, False]


WRITER = """
import sys
from qgov.ledger import Ledger
with Ledger(sys.argv[1], segment_bytes=2000) as ledger:
    for number in range(int(sys.argv[2])):
        print(ledger.append("decision", sys.argv[3], {"n": number}).hash, flush=True)
"""


def test_two_processes_write_one_chain(tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path / "l"), "60"]
    writers = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("one", "two")]
    with Ledger(tmp_path / "l", segment_bytes=2000) as ledger:
        mine = [ledger.append("decision", "here", {"n": number}).hash for number in range(60)]
        told = [writer.communicate(timeout=60)[0].split() for writer in writers]
        assert [writer.returncode for writer in writers] == [0, 0]
        for tenant, hashes in zip(("here", "one", "two"), (mine, *told), strict=True):
            assert [entry.hash for entry in ledger.entries(tenant=tenant)] == hashes and len(hashes) == 60
        assert ledger.verify().holds and ledger.append("decision", "here", {}).seq == 181


def test_a_clock_that_goes_back_is_told_and_time_does_not(tmp_path):
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    moments = [start, start - timedelta(days=400), start + timedelta(seconds=1), start + timedelta(seconds=1)]
    with Ledger(tmp_path / "l", clock=lambda: moments.pop(0)) as ledger:
        entries = [ledger.append("decision", "a", {}) for _ in range(4)]
    assert [entry.time[:19] for entry in entries] == ["2026-03-02T12:00:00"] * 2 + ["2026-03-02T12:00:01"] * 2
    assert [entry.header.get("clock", "")[:10] for entry in entries] == ["", "2025-01-26", "", ""]
    found = verify(ledger.path)
    assert found.holds and any("gone back at 2;" in note for note in found.notes)


def test_a_closed_ledger_takes_nothing(tmp_path):
    ledger = Ledger(tmp_path / "l")
    ledger.append("decision", "a", {})
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        ledger.append("decision", "a", {})


FULL = """
import resource, sys
from qgov.ledger import Ledger, LedgerError
ledger = Ledger(sys.argv[1])
kept = ledger.append("decision", "a", {"n": 1})
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
try:
    ledger.append("decision", "a", {"text": "x" * 5000})
except LedgerError as error:
    print("refused:", error)
small = ledger.append("decision", "a", {"n": 2})
print(small.seq, ledger.verify().holds)
"""


def test_a_write_that_the_disk_takes_in_part_leaves_nothing(tmp_path):
    """The limit on the size of a file cuts a write in the middle, as a disk does that fills up."""
    found = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "l")], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "refused: the entry was not kept" in found.stdout and "File too large" in found.stdout
    assert found.stdout.endswith("2 True\n")


SMALL_DISK = """
mount -t tmpfs -o size=64k none "$1" && exec "$2" -c '
import sys
from qgov.ledger import Ledger, LedgerError
ledger, kept = Ledger(sys.argv[1] + "/l", segment_bytes=9000), []
try:
    while True:
        kept.append(ledger.append("decision", "a", {"text": "x" * 3000}).hash)
except LedgerError as error:
    print("refused:", error)
found = ledger.verify()
print(found.holds, [entry.hash for entry in ledger.entries()] == kept, len(kept) > 5)
again = Ledger(sys.argv[1] + "/l")
print(again.head.seq == len(kept), again.recovered)
' "$1"
"""


def test_a_full_disk_refuses_clearly_and_keeps_what_was_acknowledged(tmp_path):
    if subprocess.run(["unshare", "-Urm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here, so no small disk can be mounted")
    found = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "No space left on device" in found.stdout
    assert found.stdout.endswith("True True True\nTrue ()\n"), found.stdout


READ_ONLY = """
import fcntl, os, sys
from qgov.ledger import Ledger, LedgerError, prepare, reading, verify
os.chdir(sys.argv[1])
os.chmod(".", 0o500)
if os.getuid() == 0:
    os.chown(".", 65534, 65534)
    os.setgid(65534), os.setuid(65534)
print(verify(".").holds)
try:
    Ledger(".")
except LedgerError as error:
    print("refused:", error)
"""


def test_a_folder_that_cannot_be_written_is_refused_and_can_be_checked(tmp_path):
    folder = filled(tmp_path / "l", [{"n": 1}, {"n": 2}])
    (folder / "lock").unlink()
    for path in folder.iterdir():
        path.chmod(0o444)
    found = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("True\nrefused: the ledger ") and "read-only" in found.stdout


def test_files_are_for_their_owner_alone(tmp_path):
    folder = filled(tmp_path / "l", [{"n": 1}])
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_many_small_segments_need_few_open_files(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(map(int, os.listdir("/proc/self/fd")))  # other tests of this process may have files open
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, highest + 40), hard))
    try:
        folder = filled(tmp_path / "l", [{}] * 80, segment_bytes=1)
        assert len(files(folder)) == 80 and verify(folder).holds
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_last_entries_are_read_from_the_end(tmp_path):
    folder = filled(tmp_path / "l", [{"n": number} for number in range(12)], 1000)
    assert [entry.seq for entry in latest(folder, 3)] == [10, 11, 12]
    assert [entry.seq for entry in latest(folder, 3, "tenant-0")] == [7, 9, 11]
    assert len(latest(folder, 50)) == 12 and latest(folder, 0) == []
    files(folder)[0].write_bytes(b"unread\n")
    assert [entry.seq for entry in latest(folder, 1)] == [12]
