"""Whatever is done to the files of a ledger behind its back is found, at the first entry that it touches."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.ledger import Ledger, LedgerError, check, verify
from qgov.reasoning.credential import did_of, new_key, read_key
from qgov.verifier.verify import canonical

from .ledgers import files, filled, put, quick_folder, whole

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abé\U0001f600"), inner, max_size=3),
    max_leaves=8,
)
PAYLOADS = st.lists(
    st.dictionaries(st.sampled_from(("x", "receipt", "\ufb33")), VALUES, max_size=3), min_size=2, max_size=9
)
SIZES = st.sampled_from((1, 700, 1500, 10_000))


def ledger_with_checkpoint(where: str, payloads: list[dict], size: int) -> tuple[Path, Path]:
    folder = filled(Path(where) / "l", payloads, segment_bytes=size)
    with Ledger(folder, checkpoint_file=Path(where) / "kept-elsewhere") as ledger:
        ledger.checkpoint()
    return folder, Path(where) / "kept-elsewhere"


@settings(max_examples=150)
@given(PAYLOADS, SIZES, st.data())
def test_a_flipped_byte_is_found_in_its_entry(payloads, size, data):
    with quick_folder() as where:
        folder, _ = ledger_with_checkpoint(where, payloads, size)
        assert verify(folder).holds
        content = bytearray(whole(folder))
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        seq = bytes(whole(folder)[:place]).count(b"\n") + 1
        put(folder, bytes(content))
        found = verify(folder).wrong
        assert found is not None and found.seq == seq
        # The last newline of all is the end of a line that is cut off; everything else is a change within a line.
        last = place == len(content) - 1 or (seq == len(payloads) and bytes(content)[-1:] != b"\n")
        assert found.kind == (check.CUT_OFF if last else check.CHANGED)


@settings(max_examples=100)
@given(PAYLOADS, SIZES, st.data())
def test_a_removed_byte_or_span_of_bytes_is_found(payloads, size, data):
    with quick_folder() as where:
        folder, _ = ledger_with_checkpoint(where, payloads, 10**6)
        content = whole(folder)
        start = data.draw(st.integers(0, len(content) - 2))
        end = data.draw(st.integers(start + 1, min(len(content) - 1, start + 40)))
        put(folder, content[:start] + content[end:])
        found = verify(folder).wrong
        assert found is not None and found.seq == content[:start].count(b"\n") + 1


@settings(max_examples=100)
@given(PAYLOADS, SIZES, st.data())
def test_removed_entries_are_found(payloads, size, data):
    with quick_folder() as where:
        folder, checkpoint = ledger_with_checkpoint(where, payloads, size)
        count = len(payloads)
        first = data.draw(st.integers(1, count))
        last = data.draw(st.integers(first, count))
        remove(folder, set(range(first, last + 1)))
        found = verify(folder, checkpoints=[checkpoint]).wrong
        assert found is not None and found.seq == first
        assert found.kind == (check.CUT_OFF if last == count else check.REMOVED)


@settings(max_examples=100)
@given(PAYLOADS, st.data())
def test_entries_that_change_places_are_found(payloads, data):
    with quick_folder() as where:
        folder, _ = ledger_with_checkpoint(where, payloads, 10**6)
        lines = whole(folder).splitlines(keepends=True)
        one, other = sorted(data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True)))
        lines[one], lines[other] = lines[other], lines[one]
        put(folder, b"".join(lines))
        found = verify(folder).wrong
        assert found is not None and (found.seq, found.kind) == (one + 1, check.REORDERED)


@settings(max_examples=60)
@given(PAYLOADS, st.data())
def test_an_entry_that_stands_twice_is_found(payloads, data):
    with quick_folder() as where:
        folder, _ = ledger_with_checkpoint(where, payloads, 10**6)
        lines = whole(folder).splitlines(keepends=True)
        one, place = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        copied = [*lines[:place], lines[one], *lines[place:]]
        put(folder, b"".join(copied))
        found = verify(folder).wrong
        # A copy right before its original is the same file as one right behind it.
        expected = place + 2 if one == place else place + 1
        assert found is not None and (found.seq, found.kind) == (expected, check.REORDERED)


@settings(max_examples=100)
@given(PAYLOADS, SIZES, st.data())
def test_an_end_that_was_cut_off_is_found_by_a_checkpoint_kept_elsewhere(payloads, size, data):
    with quick_folder() as where:
        folder, checkpoint = ledger_with_checkpoint(where, payloads, size)
        content = whole(folder)
        left = data.draw(st.integers(0, len(content) - 1))
        rest = content[:left]
        for path in files(folder):
            part, rest = rest[: path.stat().st_size], rest[path.stat().st_size :]
            path.write_bytes(part) if part else path.unlink()
        found = verify(folder, checkpoints=[checkpoint])
        assert found.wrong is not None and found.wrong.kind == check.CUT_OFF
        assert found.wrong.seq == content[:left].count(b"\n") + 1 == found.seq + 1
        if content[:left][-1:] in (b"\n", b""):
            alone = verify(folder)
            assert alone.holds and any("checkpoint kept elsewhere" in note for note in alone.notes)


@settings(max_examples=60)
@given(PAYLOADS, st.data())
def test_a_payload_erased_without_a_redaction_is_found(payloads, data):
    with quick_folder() as where:
        folder, _ = ledger_with_checkpoint(where, payloads, 10**6)
        seq = data.draw(st.integers(1, len(payloads)))
        lines = whole(folder).splitlines(keepends=True)
        bare = {name: json.loads(lines[seq - 1])[name] for name in ("hash", "header")}
        lines[seq - 1] = canonical(bare).encode() + b"\n"
        put(folder, b"".join(lines))
        found = verify(folder).wrong
        assert found is not None and (found.seq, found.kind) == (seq, check.ERASED)


def remove(folder: Path, seqs: set[int]) -> None:
    seq = 0
    for path in files(folder):
        kept = []
        for line in path.read_bytes().splitlines(keepends=True):
            seq += 1
            if seq not in seqs:
                kept.append(line)
        path.write_bytes(b"".join(kept)) if kept else path.unlink()


def forged(folder: Path, seq: int, payload: dict, onwards: bool) -> None:
    """Give an entry another payload with right hashes; ``onwards`` also links all later entries to it."""
    lines, previous = [], "0" * 64
    for line in whole(folder).splitlines():
        entry = json.loads(line)
        number = entry["header"]["seq"]
        if number == seq:
            entry["payload"] = payload
            text = bytes.fromhex(entry["salt"]) + canonical(payload).encode()
            entry["header"]["commitment"] = sha256(text).hexdigest()
        if onwards:
            entry["header"]["previous"] = previous
        if number == seq or onwards:
            entry["hash"] = sha256(canonical(entry["header"]).encode()).hexdigest()
        previous = entry["hash"]
        lines.append(canonical(entry).encode() + b"\n")
    put(folder, b"".join(lines))


def test_a_forged_entry_breaks_the_link_of_the_next(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "a"}] * 5, 10**6)
    forged(folder, 3, {"n": "b"}, onwards=False)
    found = verify(folder).wrong
    assert found is not None and (found.seq, found.kind) == (4, check.REWRITTEN)


def test_a_chain_written_anew_is_found_by_checkpoints(tmp_path):
    folder, seen = tmp_path / "l", tmp_path / "kept-elsewhere"
    for count in (2, 3):
        with Ledger(folder, checkpoint_file=seen) as ledger:
            for _ in range(count):
                ledger.append("decision", "a", {"n": "a"})
            ledger.checkpoint()
    forged(folder, 4, {"n": "b"}, onwards=True)
    assert verify(folder).holds, "with all hashes made anew, the chain alone cannot tell"
    found = verify(folder, checkpoints=[seen]).wrong
    assert found is not None and (found.seq, found.kind) == (5, check.REWRITTEN)


def test_a_segment_that_is_gone_is_found(tmp_path):
    for victim in (0, 1, -1):
        folder, seen = ledger_with_checkpoint(str(tmp_path / f"case{victim}"), [{"n": "x" * 300}] * 9, 1500)
        gone = files(folder)[victim]
        first = int(gone.stem.split("-")[1])
        gone.unlink()
        found = verify(folder, checkpoints=[seen]).wrong
        assert found is not None and found.seq == first
        assert found.kind == (check.CUT_OFF if victim == -1 else check.REMOVED)


def test_a_ledger_in_the_place_of_another_is_found(tmp_path):
    _, seen = ledger_with_checkpoint(str(tmp_path / "one"), [{"n": 1}], 10**6)
    other, _ = ledger_with_checkpoint(str(tmp_path / "two"), [{"n": 1}], 10**6)
    found = verify(other, checkpoints=[seen]).wrong
    assert found is not None and (found.seq, found.kind) == (1, check.REWRITTEN)


def test_a_time_that_goes_back_is_found(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "a"}] * 3, 10**6)
    lines, previous = [], "0" * 64
    for line in whole(folder).splitlines():
        entry = json.loads(line)
        entry["header"] |= {"previous": previous} | ({"time": "2001-01-01T00:00:00.000000Z"} if lines else {})
        previous = entry["hash"] = sha256(canonical(entry["header"]).encode()).hexdigest()
        lines.append(canonical(entry).encode() + b"\n")
    put(folder, b"".join(lines))
    found = verify(folder).wrong
    assert found is not None and (found.seq, found.kind) == (2, check.REWRITTEN)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    new_key(folder / "one"), new_key(folder / "two")
    return read_key(folder / "one"), read_key(folder / "two")


def test_signed_checkpoints_are_checked_by_the_trusted_key(tmp_path, keys):
    seen = tmp_path / "kept-elsewhere"
    with Ledger(tmp_path / "l", keys[0], checkpoint_file=seen, checkpoint_every=3) as ledger:
        for number in range(7):
            ledger.append("decision", "a", {"n": number})
    checkpoints = [json.loads(line) for line in seen.read_bytes().splitlines()]
    assert [one["seq"] for one in checkpoints] == [3, 6, 7], "two when they were due, one on closing"
    found = verify(ledger.path, checkpoints=[seen], trust=did_of(keys[0]))
    assert found.holds and found.checkpoints == 3
    stranger = verify(ledger.path, checkpoints=[seen], trust=did_of(keys[1])).wrong
    assert stranger is not None and (stranger.seq, stranger.kind) == (3, check.CHECKPOINT)


def test_a_checkpoint_that_was_changed_does_not_fit_its_signature(tmp_path, keys):
    seen = tmp_path / "kept-elsewhere"
    with Ledger(tmp_path / "l", keys[0], checkpoint_file=seen) as ledger:
        for number in range(4):
            ledger.append("decision", "a", {"n": number})
    changed = json.loads(seen.read_bytes()) | {"seq": 2}
    seen.write_bytes(canonical(changed).encode() + b"\n")
    found = verify(ledger.path, checkpoints=[seen]).wrong
    assert found is not None and (found.seq, found.kind) == (2, check.CHECKPOINT)


def test_an_unsigned_checkpoint_is_refused_where_a_key_is_trusted(tmp_path, keys):
    folder, seen = ledger_with_checkpoint(str(tmp_path), [{"n": 1}], 10**6)
    assert verify(folder, checkpoints=[seen]).holds
    found = verify(folder, checkpoints=[seen], trust=did_of(keys[0])).wrong
    assert found is not None and found.kind == check.CHECKPOINT


def test_half_a_checkpoint_is_noted_and_the_next_stands_on_its_own_line(tmp_path):
    folder, seen = ledger_with_checkpoint(str(tmp_path), [{"n": 1}], 10**6)
    seen.write_bytes(seen.read_bytes()[:-30])
    with Ledger(folder, checkpoint_file=seen) as ledger:
        ledger.checkpoint()
    found = verify(folder, checkpoints=[seen])
    assert found.holds and found.checkpoints == 1 and any("cut off" in note for note in found.notes)


def test_a_damaged_ledger_takes_no_entry(tmp_path):
    """Nothing is chained to an entry that does not hold."""
    folder = filled(tmp_path / "l", [{"n": "a"}] * 3, 10**6)
    content = whole(folder)
    put(folder, content[:-40] + b"#" + content[-39:])
    with pytest.raises(LedgerError, match=r"damaged.*qgov audit verify"):
        Ledger(folder)
    shutil.rmtree(folder)
    folder = filled(tmp_path / "l", [{"n": "x" * 900}] * 5)
    files(folder)[-2].unlink()
    with Ledger(folder) as ledger, pytest.raises(LedgerError, match="audit verify"):
        list(ledger.entries())
