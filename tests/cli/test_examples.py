"""``qgov examples``: a folder in which the other commands find what they are shown with."""

from __future__ import annotations

import json

import pytest

from qgov.base.resources import resource
from qgov.cli import main


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "examples"
    assert main(["examples", str(path)]) == 0
    return path


def test_the_register_holds_each_worked_dossier_to_the_digit(folder):
    lines = (folder / "register.ndjson").read_text("utf-8").splitlines()
    worked = sorted(resource("data/dossiers").glob("*.json"))
    assert len(lines) == len(worked) > 30
    for line, path in zip(lines, worked, strict=True):
        assert json.loads(line, parse_float=str) == json.loads(path.read_bytes(), parse_float=str)


def test_the_link_is_imported_and_the_draft_is_read(folder, capsys):
    assert main(["import", str(folder / "link.json")]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "QkdLink"
    from qgov.registers.task import LawOptions, Task

    with_it = Task((LawOptions(extra=(str(folder / "draft.ttl"),)),)).prepared().laws[0].book
    without = Task((LawOptions(),)).prepared().laws[0].book
    assert {n.provision for n in with_it.norms} - {n.provision for n in without.norms} == {"us-ear:4A906.a.99"}


def test_nothing_is_written_over(folder, capsys):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["examples", str(folder)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["examples", str(folder / "transfer.json")]) == 2
    assert "cannot write to" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
