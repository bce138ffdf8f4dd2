"""What is erased is gone and told, by whom and why, and the chain still holds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from qgov.base.errors import InputError
from qgov.ledger import Ledger, LedgerError, check, redaction, verify

from .ledgers import files, filled, put, whole

SECRETS = [{"party": f"party-{number}-secret"} for number in range(12)]


def test_a_redaction_erases_payload_and_salt_and_stays_itself(tmp_path):
    folder = filled(tmp_path / "l", SECRETS)
    with Ledger(folder) as ledger:
        salts = [entry.salt for entry in ledger.entries()]
        told = ledger.redact([2, 3, 4, 9], "asked for by the data subject", "privacy office")
        assert [(entry.seq, entry.tenant) for entry in told] == [(13, "tenant-0"), (14, "tenant-1")]
        assert [redaction.redacted_spans(entry) for entry in told] == [[(3, 3), (9, 9)], [(2, 2), (4, 4)]]
        assert [entry.payload is None for entry in ledger.entries()] == [n in (2, 3, 4, 9) for n in range(1, 15)]
        assert ledger.append("decision", "a", {}).seq == 15
    content = whole(folder).decode()
    for seq in range(1, 13):
        gone = seq in (2, 3, 4, 9)
        assert (f"party-{seq - 1}-secret" not in content) == gone and (salts[seq - 1] not in content) == gone
    assert "privacy office" in content and "asked for by the data subject" in content
    found = verify(folder)
    assert found.holds and found.redacted == 4 and found.seq == 15
    assert not list(folder.glob("redacting-*")) and not list(folder.glob("*.tmp"))


def test_a_commitment_cannot_be_guessed_without_the_salt(tmp_path):
    """Two entries that hold the same do not show it."""
    with Ledger(tmp_path / "l") as ledger:
        one, other = (ledger.append("decision", "a", {"party": "same", "receipt": {"sha256": "ab" * 32}}) for _ in "xy")
    assert one.commitment != other.commitment and one.receipt != other.receipt


@pytest.mark.parametrize(
    ("seqs", "reason", "by", "why"),
    [
        ([], "r", "b", "no entry is named"), ([0], "r", "b", "no entry 0"), ([99], "r", "b", "no entry 99"),
        ([1, 13], "r", "b", "redaction of the ledger itself"), ([1, 5], "r", "b", "5 is redacted already"),
        ([1], " ", "b", "reason is missing"), ([1], "r", "", "by is missing"), ([1], "a\x00b", "b", "unusable"),
        ([1], "r" * 3000, "b", "unusable"),
    ],
)  # fmt: skip
def test_a_redaction_that_cannot_be_is_refused_whole(tmp_path, seqs, reason, by, why):
    with Ledger(filled(tmp_path / "l", SECRETS)) as ledger:
        ledger.redact([5], "r", "b")
        before = whole(ledger.path)
        with pytest.raises(InputError, match=why):
            ledger.redact(seqs, reason, by)
        assert whole(ledger.path) == before


def test_retention_erases_by_age_and_leaves_the_rest(tmp_path):
    day = datetime(2026, 1, 1, tzinfo=UTC)
    moment = [day]
    with Ledger(tmp_path / "l", segment_bytes=1500, clock=lambda: moment[0]) as ledger:
        for number in range(20):
            moment[0] = day + timedelta(days=number)
            ledger.append("decision", f"tenant-{number % 2}", {"party": f"secret-{number}"})
        assert ledger.retain(30, "retention job") == ()
        told = ledger.retain(9, "retention job")
        assert [redaction.redacted_spans(entry) for entry in told] == [
            [(n, n) for n in range(1, 11, 2)], [(n, n) for n in range(2, 11, 2)],
        ]  # fmt: skip
        assert told[0].payload["reason"] == "kept for 9 days"
        assert [entry.seq for entry in ledger.entries() if entry.payload is not None] == list(range(11, 23))
        assert ledger.retain(9, "retention job") == ()
        moment[0] += timedelta(days=5)
        (other,) = ledger.retain(9, "retention job", tenant="tenant-1")
        assert redaction.redacted_spans(other) == [(12, 12), (14, 14)]
        assert ledger.verify().holds
        with pytest.raises(InputError, match="not negative"):
            ledger.retain(-1, "retention job")


def test_a_clock_that_goes_back_erases_nothing_early(tmp_path):
    """An entry counts as old by the time of the chain, not by what a wrong clock said."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    moments = [now, now - timedelta(days=4000), now]
    with Ledger(tmp_path / "l", clock=lambda: moments.pop(0)) as ledger:
        ledger.append("decision", "a", {})
        ledger.append("decision", "a", {})
        assert ledger.retain(30, "retention job") == ()


def test_what_was_set_aside_goes_with_retention(tmp_path):
    folder = filled(tmp_path / "l", SECRETS)
    with files(folder)[-1].open("ab") as handle:
        handle.write(b'{"hash":"half a secret')
    with Ledger(folder) as ledger:
        (aside,) = (folder / "set-aside").iterdir()
        ledger.retain(1, "retention job")
        assert aside.exists()
        old = time.time() - 3 * 86400
        os.utime(aside, (old, old))
        ledger.retain(1, "retention job")
        assert not aside.exists()


def test_a_redaction_that_names_too_much_is_found(tmp_path):
    """A forged redaction cannot cover entries that come after it."""
    folder = filled(tmp_path / "l", SECRETS[:3], 10**6)
    with Ledger(folder) as ledger, ledger.exclusive():
        entries, content = ledger.seal(
            [redaction.prepare("redaction", "", {"redacted": [[1, 9]], "reason": "r", "by": "b"}, own=True)]
        )
        ledger.write(entries, content)
    found = verify(folder).wrong
    assert found is not None and (found.seq, found.kind) == (4, check.REWRITTEN)


def test_an_erased_redaction_is_found(tmp_path):
    folder = filled(tmp_path / "l", SECRETS[:3], 10**6)
    with Ledger(folder) as ledger:
        ledger.redact([1], "r", "b")
    lines = whole(folder).splitlines(keepends=True)
    entry = json.loads(lines[3])
    lines[3] = json.dumps({name: entry[name] for name in ("hash", "header")}, separators=(",", ":")).encode() + b"\n"
    put(folder, b"".join(lines))
    found = verify(folder).wrong
    assert found is not None and (found.seq, found.kind) == (4, check.ERASED)


STOPPED = """
import os, signal, sys
from qgov.ledger import Ledger, redaction, segments
ledger, point, real = Ledger(sys.argv[1]), sys.argv[2], redaction.write_whole
def stop(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if point == "before the entry":
    ledger.write = stop
elif point == "before erasing":
    redaction._erase = stop
elif point == "while erasing":
    done = []
    def some(path, content):
        if path.name.startswith("segment") and done:
            path.with_name(path.name + ".tmp").write_bytes(next(iter(content)))
            stop()
        done.extend([path] if path.name.startswith("segment") else [])
        real(path, content)
    redaction.write_whole = some
elif point == "before it is done":
    redaction.sync_folder = stop
ledger.redact([1, 2, 5, 8, 12], "r", "b")
"""


@pytest.mark.parametrize("point", ["before the entry", "before erasing", "while erasing", "before it is done"])
def test_a_redaction_killed_anywhere_is_finished_or_forgotten(tmp_path, point):
    folder = filled(tmp_path / "l", SECRETS)
    killed = subprocess.run([sys.executable, "-c", STOPPED, str(folder), point], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    between = verify(folder)
    assert between.holds, "at every moment the ledger can be checked"
    if point in ("before erasing", "while erasing"):
        assert any("redacted, but not erased yet" in note for note in between.notes)
    with Ledger(folder) as ledger:
        erased = [entry.seq for entry in ledger.entries() if entry.payload is None]
    assert erased == ([] if point == "before the entry" else [1, 2, 5, 8, 12])
    assert verify(folder).holds
    assert not list(folder.glob("redacting-*")) and not list(folder.glob("*.tmp"))


def test_a_failed_erasure_says_so_and_is_finished_later(tmp_path, monkeypatch):
    folder = filled(tmp_path / "l", SECRETS)
    real = redaction.write_whole

    def fail(path, content):
        if path.name.startswith("segment"):
            raise OSError(28, "No space left on device")
        real(path, content)

    with Ledger(folder) as ledger:
        monkeypatch.setattr(redaction, "write_whole", fail)
        with pytest.raises(LedgerError, match="entry 14, but erasing failed"):
            ledger.redact([1, 2], "r", "b")
        monkeypatch.undo()
        assert ledger.append("decision", "a", {}).seq == 15
    with Ledger(folder) as ledger:
        assert [entry.seq for entry in ledger.entries() if entry.payload is None] == [1, 2]
    assert verify(folder).holds


def test_others_append_and_read_while_much_is_erased(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "x" * 500}] * 200, 2000)
    script = "import sys; from qgov.ledger import Ledger; Ledger(sys.argv[1]).retain(0, 'retention job')"
    with Ledger(folder, segment_bytes=2000) as ledger:
        eraser = subprocess.Popen([sys.executable, "-c", script, str(folder)])
        count = 0
        while eraser.poll() is None:
            ledger.append("decision", "here", {"n": count})
            count += 1
            assert sum(1 for _ in ledger.entries()) >= 200 + count
            assert verify(folder).holds
        assert eraser.returncode == 0 and count > 3
        assert [entry.payload for entry in ledger.entries(tenant="tenant-0")][:100] == [None] * 100
        found = verify(folder)
        assert found.holds and found.seq >= 200 + count
