"""A ledger under any sequence of appends, redactions, crashes, reopenings and clocks holds what a list would hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qgov.ledger import Ledger, verify
from qgov.ledger.redaction import redacted_spans

from .ledgers import files, quick_folder, whole

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


class LedgerStates(RuleBasedStateMachine):
    """Two handles on one ledger, as two processes have them, against a list of what was acknowledged."""

    def __init__(self):
        super().__init__()
        self.kept = quick_folder()
        self.folder, self.seen = Path(self.kept.name) / "l", Path(self.kept.name) / "kept-elsewhere"
        self.now = datetime(2026, 3, 2, tzinfo=UTC)
        self.acknowledged: list = []
        self.erased: set[int] = set()

    @initialize(size=st.sampled_from((1, 900, 3000, 10**6)))
    def begin(self, size):
        self.size = size
        self.ledgers = [self.opened(), self.opened()]

    def opened(self) -> Ledger:
        return Ledger(self.folder, segment_bytes=self.size, checkpoint_file=self.seen, clock=lambda: self.now)

    @rule(handle=st.integers(0, 1), tenant=st.sampled_from("ab"), text=TEXT)
    def append(self, handle, tenant, text):
        self.acknowledged.append(self.ledgers[handle].append("decision", tenant, {"text": text}))

    @rule(handle=st.integers(0, 1), data=st.data())
    @precondition(lambda self: any(self.erasable()))
    def redact(self, handle, data):
        seqs = data.draw(st.lists(st.sampled_from(list(self.erasable())), min_size=1, max_size=4, unique=True))
        told = self.ledgers[handle].redact(seqs, "a reason", "somebody")
        named = {seq for entry in told for first, last in redacted_spans(entry) for seq in range(first, last + 1)}
        assert named == set(seqs)
        self.acknowledged += told
        self.erased |= named

    @rule(handle=st.integers(0, 1), days=st.integers(0, 4))
    def retain(self, handle, days):
        before = (self.now - timedelta(days=days)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        old = {seq for seq in self.erasable() if self.acknowledged[seq - 1].time < before}
        self.acknowledged += self.ledgers[handle].retain(days, "somebody")
        self.erased |= old

    @rule(days=st.integers(-3, 3))
    def clock(self, days):
        self.now += timedelta(days=days, seconds=1)

    @rule(handle=st.integers(0, 1))
    def reopen(self, handle):
        self.ledgers[handle].close()
        self.ledgers[handle] = self.opened()

    @rule(handle=st.integers(0, 1), length=st.integers(1, 300))
    @precondition(lambda self: files(self.folder))
    def crash_while_writing(self, handle, length):
        """Another process leaves half a line; the next append sets it aside."""
        half = (b'{"hash":"' + b"0" * 600)[:length]
        with files(self.folder)[-1].open("ab") as other:
            other.write(half)
        assert not verify(self.folder).holds
        entry = self.ledgers[handle].append("decision", "a", {"after": "a crash"})
        told = self.ledgers[handle].entry(entry.seq - 1)
        assert told.kind == "recovery" and (self.folder / told.payload["setAside"]).read_bytes() == half
        self.acknowledged += [told, entry]

    @rule(handle=st.integers(0, 1))
    @precondition(lambda self: self.acknowledged)
    def checkpoint(self, handle):
        assert self.ledgers[handle].checkpoint()["seq"] == len(self.acknowledged)

    def erasable(self) -> list[int]:
        return [e.seq for e in self.acknowledged if e.kind == "decision" and e.seq not in self.erased]

    @invariant()
    def holds_what_was_acknowledged(self):
        if not hasattr(self, "ledgers"):
            return
        found = verify(self.folder, checkpoints=[self.seen] if self.seen.exists() else [])
        assert found.holds and found.seq == len(self.acknowledged) and found.redacted == len(self.erased)
        present = list(self.ledgers[0].entries())
        assert [entry.hash for entry in present] == [entry.hash for entry in self.acknowledged]
        for entry, given in zip(present, self.acknowledged, strict=True):
            assert entry.payload == (None if entry.seq in self.erased else given.payload)

    def teardown(self):
        if hasattr(self, "ledgers") and self.acknowledged:
            content = whole(self.folder)
            place = len(content) * 2 // 3
            seq = content[:place].count(b"\n") + 1
            rest = place
            for path in files(self.folder):
                size = path.stat().st_size
                if rest < size:
                    changed = bytearray(path.read_bytes())
                    changed[rest] ^= 1
                    path.write_bytes(bytes(changed))
                    break
                rest -= size
            assert verify(self.folder).wrong.seq == seq
        self.kept.cleanup()


TestLedgerStates = LedgerStates.TestCase
TestLedgerStates.settings = settings(max_examples=60, stateful_step_count=25)
