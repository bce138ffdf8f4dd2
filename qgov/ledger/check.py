"""The check of a ledger: the first entry that is not as it was written, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qgov.ledger.checkpoints import read_checkpoints
from qgov.ledger.entry import OWN_KINDS, RECOVERY, REDACTION, START, Entry, LedgerError, read_entry
from qgov.ledger.redaction import folder_has_intention, redacted_spans, spans
from qgov.ledger.segments import Segment, lines, snapshot

CHANGED, REMOVED, REORDERED, CUT_OFF = "changed", "removed", "reordered", "cut off"
REWRITTEN, ERASED, CHECKPOINT = "rewritten", "erased without a redaction", "checkpoint"
_TRIES = 5


@dataclass(frozen=True)
class Wrong:
    """The first entry that is not as it was written. ``kind``: changed (bytes within its line), removed, reordered,
    cut off (the end of the ledger or of a line is missing), rewritten (the chain does not fit), erased without a
    redaction, or checkpoint (the signature of one does not fit)."""

    seq: int
    kind: str
    what: str

    def to_dict(self) -> dict:
        return {"seq": self.seq, "kind": self.kind, "what": self.what}


@dataclass(frozen=True)
class Verification:
    """What the check found: ``wrong`` is None if the ledger holds; ``seq`` and ``hash`` are of the last sound entry;
    ``redacted`` counts; ``checkpoints`` counts those that were compared; ``notes`` say what no chain can tell."""

    seq: int
    hash: str
    redacted: int
    checkpoints: int
    wrong: Wrong | None
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.wrong is None

    def to_dict(self) -> dict:
        return {
            "holds": self.holds, "entries": self.seq, "hash": self.hash, "redacted": self.redacted,
            "checkpoints": self.checkpoints, "wrong": self.wrong and self.wrong.to_dict(), "notes": list(self.notes),
        }  # fmt: skip


class _Broken(Exception):
    def __init__(self, seq: int, kind: str, what: str):
        self.wrong = Wrong(seq, kind, what)


def verify(path: Path | str, *, checkpoints: Iterable[Path | str] = (), trust: str | None = None) -> Verification:
    """Check every entry of a ledger against the chain, and the chain against files of checkpoints.

    ``trust`` is the did:key that must have signed the checkpoints. Others may go on writing: what stood there at the
    call is checked. Raises LedgerError where the folder or a checkpoint file cannot be read.
    """
    try:
        return _Check(Path(path), [Path(file) for file in checkpoints], trust).run()
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}") from None


class _Check:
    def __init__(self, folder: Path, checkpoint_files: list[Path], trust: str | None):
        # Read before the entries: a checkpoint made meanwhile must not look like a truncation.
        self._files = [(file, *read_checkpoints(file, trust)) for file in checkpoint_files]
        self._folder = folder
        self._segments = snapshot(folder)
        self._hashes = {checkpoint["seq"]: "" for _, found, _, _ in self._files for checkpoint in found}
        self._first = ""
        self._last, self._seq, self._time = START, 0, ""
        self._bare: list[int] = []
        self._named: list[tuple[int, int]] = []
        self._set_back: list[int] = []
        self._recovered: list[int] = []
        self._notes: list[str] = []

    def run(self) -> Verification:
        wrong = None
        try:
            self._chain()
        except _Broken as broken:
            wrong = broken.wrong
        wrong = self._earlier(wrong, self._compare())
        if wrong is None:  # else the redaction that is looked for may be among what is lost
            wrong = self._redactions()
        self._tell()
        count = sum(len(found) for _, found, _, _ in self._files)
        return Verification(self._seq, self._last, len(self._bare), count, wrong, tuple(self._notes))

    def _chain(self) -> None:
        number = 0
        while number < len(self._segments):
            segment, expected = self._segments[number], self._seq + 1
            if segment.first != expected:
                raise self._misplaced(segment.first, expected, f"the next segment is {segment.path.name}")
            segment, handle = self._opened(number)
            with handle:
                for line in lines(handle, segment.size):
                    self._link(line, last=number == len(self._segments) - 1)
            number += 1

    def _opened(self, number: int) -> tuple[Segment, BinaryIO]:
        """A segment and its file. Where a redaction has written it anew since the snapshot, another snapshot is taken,
        which also sees the entry that tells of the redaction."""
        for _ in range(_TRIES):
            handle = self._segments[number].open()
            if handle is not None:
                return self._segments[number], handle
            self._segments = snapshot(self._folder)
            if number >= len(self._segments):
                break
        raise LedgerError(f"{self._folder} is changed too fast to be read; check it again later")

    def _link(self, line: bytes, last: bool) -> None:
        expected = self._seq + 1
        if not line.endswith(b"\n"):
            what = "its line is cut off" + (
                ": a crash while it was written (opening the ledger sets it aside), or bytes were taken away"
                if last else ""
            )  # fmt: skip
            raise _Broken(expected, CUT_OFF, what)
        try:
            entry = read_entry(line)
        except ValueError as error:
            raise _Broken(expected, CHANGED, str(error)) from None
        if entry.seq != expected:
            raise self._misplaced(entry.seq, expected, f"entry {entry.seq} stands in its place")
        if entry.previous != self._last:
            raise _Broken(expected, REWRITTEN, f"it does not continue the entry {expected - 1} that stands before it")
        self._note(entry)
        self._seq, self._last, self._time = entry.seq, entry.hash, entry.time

    def _note(self, entry: Entry) -> None:
        if entry.time < self._time:
            raise _Broken(entry.seq, REWRITTEN, f"its time {entry.time} is before that of the entry before it")
        if entry.seq == 1:
            self._first = entry.hash
        if entry.seq in self._hashes:
            self._hashes[entry.seq] = entry.hash
        if "clock" in entry.header:
            self._set_back.append(entry.seq)
        if entry.payload is None:
            if entry.kind in OWN_KINDS:
                raise _Broken(entry.seq, ERASED, f"a {entry.kind} is never erased")
            self._bare.append(entry.seq)
        elif entry.kind == REDACTION:
            try:
                self._named += redacted_spans(entry)
            except ValueError as error:
                raise _Broken(entry.seq, REWRITTEN, str(error)) from None
        elif entry.kind == RECOVERY:
            self._recovered.append(entry.seq)

    def _misplaced(self, found: int, expected: int, what: str) -> _Broken:
        if found > expected and self._stands_elsewhere(expected):
            return _Broken(expected, REORDERED, what + "; it stands elsewhere")
        if found > expected:
            missing = f"entries {expected} to {found - 1} are missing" if found - expected > 1 else "it is missing"
            return _Broken(expected, REMOVED, f"{missing}: {what}")
        return _Broken(expected, REORDERED, what + ", which belongs earlier")

    def _stands_elsewhere(self, seq: int) -> bool:
        mark = f'"seq":{seq},'.encode()
        return any(_is(line, mark, seq) for segment in self._segments for line in _lines_of(segment))

    def _compare(self) -> Wrong | None:
        """The first entry that the checkpoints show to be missing or another."""
        found: list[Wrong] = []
        for file, checkpoints, wrong, notes in self._files:
            self._notes += notes
            found += [Wrong(seq, CHECKPOINT, text) for seq, text in wrong]
            if not checkpoints and not wrong:
                self._notes.append(f"{file.name} holds no checkpoint")
            for one in checkpoints:
                if self._first and one["ledger"] != self._first:
                    found.append(Wrong(1, REWRITTEN, f"the checkpoint of {one['time']} is of another ledger"))
                elif one["seq"] > self._seq:
                    what = f"the checkpoint of {one['time']} saw {one['seq']} entries"
                    found.append(Wrong(self._seq + 1, CUT_OFF, what))
                elif self._hashes[one["seq"]] != one["hash"]:
                    what = f"it, or one before it, is not what the checkpoint of {one['time']} saw"
                    found.append(Wrong(one["seq"], REWRITTEN, what))
        return min(found, key=lambda wrong: wrong.seq, default=None)

    def _redactions(self) -> Wrong | None:
        """The first entry without a payload that no redaction names."""
        named = sorted(self._named)
        for seq in self._bare:
            while named and named[0][1] < seq:
                named.pop(0)
            if not named or named[0][0] > seq:
                return Wrong(seq, ERASED, "its payload is missing, and no redaction names it")
        bare = set(self._bare)
        pending = [seq for first, last in self._named for seq in range(first, last + 1) if seq not in bare]
        if pending:
            self._notes.append(f"redacted, but not erased yet: {_listed(pending)}; opening the ledger or another "
                               "redaction erases them")  # fmt: skip
        return None

    @staticmethod
    def _earlier(one: Wrong | None, other: Wrong | None) -> Wrong | None:
        """The fault of the chain itself stands before one at the same place that follows from it."""
        if one is None or other is None:
            return one or other
        return other if other.seq < one.seq else one

    def _tell(self) -> None:
        if self._set_back:
            self._notes.append(f"the clock had gone back at {_listed(self._set_back)}; their time is that of the entry "
                               "before, and what the clock said stands beside it")  # fmt: skip
        if self._recovered:
            self._notes.append(f"a line cut off by a crash was set aside before {_listed(self._recovered)}")
        if folder_has_intention(self._folder):
            self._notes.append("a redaction was interrupted; opening the ledger finishes it")
        if not self._files:
            self._notes.append("without a checkpoint kept elsewhere nobody can tell whether the end was cut off")


def _lines_of(segment: Segment) -> Iterator[bytes]:
    with segment.path.open("rb") as handle:
        yield from lines(handle, segment.size)


def _is(line: bytes, mark: bytes, seq: int) -> bool:
    if mark not in line:
        return False
    try:
        return read_entry(line).seq == seq
    except ValueError:
        return False


def _listed(seqs: list[int]) -> str:
    parts = [str(first) if first == last else f"{first} to {last}" for first, last in spans(sorted(seqs))]
    return ", ".join(parts[:8]) + (f" and {len(parts) - 8} more" if len(parts) > 8 else "")
