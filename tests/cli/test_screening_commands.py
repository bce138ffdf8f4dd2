"""Comparing parties with lists on the command line: exit codes, formats, faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qgov.cli import main

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "data" / "lists"
BASE = json.loads((ROOT / "cases" / "bases" / "us.json").read_text(encoding="utf-8"))


@pytest.fixture
def transfer(tmp_path: Path):
    def write(name: str, **changes) -> str:
        parties = [BASE["parties"][0], {**BASE["parties"][1], "name": name}]
        items = [{**BASE["items"][0], "physicalQubits": 30}]
        path = tmp_path / "transfer.json"
        path.write_text(json.dumps({**BASE, "parties": parties, "items": items, **changes}), encoding="utf-8")
        return str(path)

    return write


def test_decide_with_lists(transfer, capsys):
    path = transfer("Ivan Primerov")
    assert main(["decide", path, "--no-sim"]) == 0
    capsys.readouterr()
    assert main(["decide", path, "--no-sim", "--format", "json", "--lists", str(LISTS / "us.json")]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert answer["possible"] == ["prohibited", "no-control-found"]
    assert answer["screening"]["matches"][0]["entry"] == "d1"


@pytest.mark.parametrize(("status", "code"), [("open", 3), ("confirmed", 1), ("dismissed", 0)])
def test_screen_the_parties_of_a_dossier(transfer, capsys, status: str, code: int):
    match = {
        "party": "user",
        "list": "us-denied-persons",
        "entry": "d1",
        "status": status,
        "reason": "as the file says",
    }
    assert main(["screen-party", transfer("Ivan Primerov", matches=[match]), "--lists", str(LISTS / "us.json")]) == code
    out = capsys.readouterr().out
    assert "Ivan Primerov" in out and "Denied Persons List" in out and "2026-10-05" in out


def test_screen_a_name(capsys):
    arguments = ["screen-party", "--format", "json", "--lists", str(LISTS / "us.json"), str(LISTS / "gb.xml")]
    assert (
        main(
            [*arguments, "--name", "Iouri Primerovitch", "--born", "1970-01-31", "--country", "RU", "--kind", "person"]
        )
        == 3
    )
    found = json.loads(capsys.readouterr().out)
    assert {match["entry"] for match in found["matches"]} == {"s1", "XXX0001"}
    assert all("date of birth agrees: 1970-01-31" in match["reasons"] for match in found["matches"])
    assert main([*arguments, "--name", "Example University"]) == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--lists", str(LISTS / "us.json")], "--name"),
        (["--name", "Example", "--country", "XX", "--lists", str(LISTS / "us.json")], "unknown place"),
        (["--name", "Example", "--born", "yesterday", "--lists", str(LISTS / "us.json")], "must be a date"),
        (["--name", "Example", "--lists", str(LISTS / "README.md")], "no known list"),
        (["--name", "Example", "--lists", str(LISTS / "nothing.xml")], "cannot read"),
    ],
)
def test_faults_are_told(arguments: list[str], word: str, capsys):
    assert main(["screen-party", *arguments]) == 2
    assert word in capsys.readouterr().err
