"""Killed in the middle of a write: nothing that was acknowledged is lost, what was not is set aside and told."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.ledger import Ledger, LedgerError, check, verify

from .ledgers import files, filled, whole

KILLS = Path(__file__).resolve().parents[2] / "benchmarks" / "kills_ledger.py"


def test_kills_during_writes_lose_nothing(tmp_path):
    spec = spec_from_file_location("kills_ledger", KILLS)
    kills = module_from_spec(spec)
    spec.loader.exec_module(kills)
    found = kills.kill_ledger(4, tmp_path, seed=7)
    assert found["kills"] == 4 and found["acknowledged"] > 0
    assert found["lost"] == [] and found["holds"]


@pytest.mark.parametrize("segment_bytes", [1, 10**6])
def test_a_last_line_cut_off_anywhere_is_set_aside_and_told(tmp_path, segment_bytes):
    """Every length of half a line, in a segment of its own and behind others."""
    source = filled(tmp_path / "source", [{"n": "a"}, {"n": "b"}, {"n": "ü"}], segment_bytes)
    last = files(source)[-1]
    content = last.read_bytes()
    begin = content.rfind(b"\n", 0, -1) + 1
    for length in (1, 2, 50, len(content) - begin - 2):
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        for path in files(source):
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / last.name).write_bytes(content[: begin + length])
        assert (verify(folder).wrong.seq, verify(folder).wrong.kind) == (3, check.CUT_OFF)
        with Ledger(folder, segment_bytes=segment_bytes) as ledger:
            assert len(ledger.recovered) == 1 and "set aside" in ledger.recovered[0]
            told = ledger.entry(3)
            assert told.kind == "recovery" and told.payload["bytes"] == {"@decimal": str(length)}
            aside = folder / told.payload["setAside"]
            assert aside.read_bytes() == content[begin : begin + length]
            assert ledger.append("decision", "a", {}).seq == 4
        found = verify(folder)
        assert found.holds and any("set aside before 3" in note for note in found.notes)


def test_a_line_that_lacks_its_newline_alone_is_kept(tmp_path):
    """It may have been acknowledged: a disk that lost one byte loses no decision."""
    folder = filled(tmp_path / "l", [{"n": "a"}, {"n": "b"}], 10**6)
    content = whole(folder)
    files(folder)[-1].write_bytes(content[:-1])
    assert verify(folder).wrong.kind == check.CUT_OFF
    with Ledger(folder) as ledger:
        assert "kept" in ledger.recovered[0] and ledger.head.seq == 2
    assert whole(folder) == content and verify(folder).holds


def test_half_a_line_of_another_process_is_found_by_the_next_append(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "a"}], 10**6)
    with Ledger(folder) as ledger:
        with files(folder)[-1].open("ab") as other:
            other.write(b'{"hash":"')
        entry = ledger.append("decision", "a", {"n": "b"})
        assert entry.seq == 3 and ledger.entry(2).kind == "recovery" and ledger.verify().holds


def test_a_segment_that_was_begun_and_not_written_is_used(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "a"}, {"n": "b"}], 1)
    (folder / "segment-000000000003.jsonl").touch()
    assert verify(folder).holds
    with Ledger(folder, segment_bytes=1) as ledger:
        assert ledger.append("decision", "a", {}).seq == 3 and not ledger.recovered
    assert len(files(folder)) == 3 and verify(folder).holds


def test_half_a_line_in_the_middle_is_no_crash(tmp_path):
    folder = filled(tmp_path / "l", [{"n": "a"}, {"n": "b"}, {"n": "c"}], 1)
    middle = files(folder)[1]
    middle.write_bytes(middle.read_bytes()[:-5])
    found = verify(folder).wrong
    assert (found.seq, found.kind) == (2, check.CUT_OFF)
    files(folder)[-1].write_bytes(b"")
    with pytest.raises(LedgerError, match="cut off in the middle"):
        Ledger(folder)


def test_a_ledger_opens_by_its_end_alone(tmp_path):
    """What opening reads does not grow with the ledger: it does not see what stands in the segments before."""
    folder = filled(tmp_path / "l", [{"n": "x" * 1000}] * 30, 5000)
    for path in files(folder)[:-1]:
        path.write_bytes(b"unread\n")
    with Ledger(folder) as ledger:
        assert ledger.append("decision", "a", {}).seq == 31
    assert verify(folder).wrong.seq == 1
