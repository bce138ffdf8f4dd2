"""What an earlier run left is gone on with where it is whole and of the same register, and nothing else is."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.registers import parts, sources
from qgov.registers.run import OtherRun, run
from qgov.registers.task import LawOptions, Task

SCREEN = Task((LawOptions(),))


def _helper(name: str):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _small(tmp_path_factory, monkeypatch):
    """Small parts, and one cache for the tests of this file."""
    monkeypatch.setenv("QGOV_CACHE", str(tmp_path_factory.getbasetemp() / "cache" / "circuits"))
    monkeypatch.setattr(sources, "PART_BYTES", 6000)


class Stopped(Exception):
    """A run that ends here."""


@pytest.fixture
def left(tmp_path):
    """A register of N-Quads, its result, and a run of the same that was stopped after three parts."""
    moulds = _helper("test_moulds")
    register, whole, out = tmp_path / "r.nq", tmp_path / "whole.ndjson", tmp_path / "out.ndjson"
    blocks = [moulds.as_quads(moulds.computer(number)) for number in range(30)]
    blocks[4] = blocks[4].replace(b'"IN"', b'"XX"')
    register.write_bytes(b"".join(blocks))
    run(str(register), str(whole), SCREEN)

    def stop(done: int, *_) -> None:
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run(str(register), str(out), SCREEN, progress=stop)
    assert not out.exists() and not list(tmp_path.glob("*.tmp"))
    return register, whole, out, Path(f"{out}.parts")


def same(whole: Path, out: Path) -> None:
    for end in ("", ".rejected.ndjson"):
        assert Path(f"{whole}{end}").read_bytes() == Path(f"{out}{end}").read_bytes() != b""


def test_a_stopped_run_of_quads_goes_on(left):
    register, whole, out, folder = left
    told = []
    found = run(str(register), str(out), SCREEN, progress=lambda *one: told.append(one))
    assert found.reused == 3 and not folder.exists()
    assert told[-1] == (told[-1][1], told[-1][1], 30, 1)
    same(whole, out)


@pytest.mark.parametrize("suffix", [".data", ".rejected", ".names", ".json"])
@pytest.mark.parametrize("change", [lambda data: b"x" + data[1:], lambda data: data[: len(data) // 2], None],
                         ids=["changed", "cut off", "gone"])  # fmt: skip
def test_a_part_that_is_not_whole_is_made_again(left, suffix, change):
    register, whole, out, folder = left
    path = folder / f"000001{suffix}"
    assert path.stat().st_size
    if change is None:
        path.unlink()
    else:
        path.write_bytes(change(path.read_bytes()))
    assert run(str(register), str(out), SCREEN).reused == 2
    same(whole, out)


def test_a_register_that_was_changed_is_told(left):
    """Of the same length, and changed in a part that was made already; elsewhere nothing was made of it yet."""
    register, whole, out, _ = left
    text = register.read_bytes()
    register.write_bytes(text.replace(b'"98"', b'"99"', 1))
    with pytest.raises(OtherRun, match="another register"):
        run(str(register), str(out), SCREEN)
    register.write_bytes(text + b"\n")
    with pytest.raises(OtherRun, match="another register"):
        run(str(register), str(out), SCREEN)
    register.write_bytes(text)
    assert run(str(register), str(out), SCREEN).reused == 3
    same(whole, out)


def test_a_register_that_was_changed_after_what_was_made_of_it(left, tmp_path):
    register, whole, out, _ = left
    text = register.read_bytes()
    changed = text[:-3000] + text[-3000:].replace(b'"IN"', b'"CN"')
    assert changed != text
    register.write_bytes(changed)
    assert run(str(register), str(out), SCREEN).reused == 3
    run(str(register), str(tmp_path / "anew.ndjson"), SCREEN)
    same(tmp_path / "anew.ndjson", out)
    assert out.read_bytes() != whole.read_bytes()


def test_parts_of_another_layout_are_not_taken(left):
    register, _, out, folder = left
    journal = json.loads((folder / "journal.json").read_text())
    (folder / "journal.json").write_text(json.dumps(journal | {"layout": journal["layout"] - 1}))
    with pytest.raises(OtherRun):
        run(str(register), str(out), SCREEN)


def _named(folder: Path, keys: list[list[bytes]]) -> None:
    for index, some in enumerate(keys):
        parts.path_of(folder, index, parts.NAMES).write_bytes(some if isinstance(some, bytes) else parts.names_of(some))


def test_a_name_in_two_places_is_found(tmp_path):
    _named(tmp_path, [[b"a", b"b"], [], [b"c"]])
    parts.once(tmp_path, 3)
    _named(tmp_path, [[b"a", b"b"], [b"d"], [b"c", b"a"]])
    with pytest.raises(InputError, match="stand together"):
        parts.once(tmp_path, 3)


def test_names_that_are_half_alike_are_two(tmp_path):
    one, other = bytes(8) + b"1" * 8, bytes(8) + b"2" * 8
    _named(tmp_path, [one + other])
    parts.once(tmp_path, 1)
    _named(tmp_path, [one + other, other])
    with pytest.raises(InputError, match="stand together"):
        parts.once(tmp_path, 2)
