"""The README shows what the program prints, and its example is a dossier."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from qgov import decide
from qgov.cli import main
from qgov.cli.arguments import build_parser
from qgov.report.text import judgment

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def without_receipt(text: str) -> str:
    return re.sub(r"Receipt sha256:\S+", "Receipt", text).strip()


def test_the_judgment_is_the_one_that_is_printed():
    block = next(b for b in re.findall(r"```text\n(.*?)```", README, re.DOTALL) if b.startswith("Export of"))
    dossier = Path(__file__).resolve().parent.parent / "data/dossiers/2026-us-in-boston-headline.json"
    assert without_receipt(block) == without_receipt(judgment(decide(dossier)))
    assert "Receipt sha256:…" in block  # a hash of one release would be wrong in the next


def test_the_example_dossier_decides():
    block = re.search(r"```json\n(.*?)```", README, re.DOTALL).group(1)
    assert decide(block, simulate=False).outcome == "no-control-found"


COMMANDS = [line.split(" # ")[0].split(" > ")[0].split(" && ")[0].strip()
            for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
            for line in block.splitlines() if line.startswith("qgov ")]  # fmt: skip
COMMANDS += re.findall(r"`(qgov [^`|]+?)`", README)


@pytest.mark.parametrize("line", sorted({command for command in COMMANDS if len(command.split()) > 2}))
def test_each_command_is_one_that_is_there(line):
    assert build_parser().parse_args(shlex.split(line)[1:])


def test_the_readme_names_many_commands():
    assert len(COMMANDS) >= 30


ROOT = Path(__file__).resolve().parent.parent
FILE = re.compile(r"[\w./-]+(?:\.(?:json|ndjson|jsonl|ya?ml|ttl|parquet|csv|html|png|gz|toml|pem|rq|py)|/|-data/\w+)")
WRITES = ("--out", "-o", "--output", "--receipt", ">", "--data-dir")
# Minutes, a service that never ends, or a signing library that is an extra.
NOT_RUN = ("serve", "readings", "timeline", "lexicon", "screen", "whatif", "norms --matrix", "norms --cases", "key ", "audit",
           "store", "--sign", "--format png", "law", "DATE")  # fmt: skip


def steps() -> list[tuple[list[str], str]]:
    """The words of every command in the order of the README, and the paragraph that each stands in."""
    found = []
    for paragraph in re.split(r"\n\n(?![^`]*```\n)|(?=```sh)", README):
        block = re.match(r"```sh\n(.*?)```", paragraph, re.DOTALL)
        lines = block.group(1).splitlines() if block else re.findall(r"`(qgov [^`|]+?)`", paragraph.replace("\n", " "))
        for line in lines:
            for part in line.split(" # ")[0].split(" && "):
                found.append((shlex.split(part), paragraph))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("readme") / "qgov-examples"
    assert main(["examples", str(path)]) == 0
    return path


def test_each_file_is_one_that_the_reader_has(folder):
    """It lies among the examples, an earlier command wrote it, or it is said that it takes a clone."""
    made, asked = set(), 0
    for words, paragraph in steps():
        for before, word in zip(["", *words], words, strict=False):
            if (
                before in WRITES
                or words[0] == "cp"
                or words[1:2] in (["examples"], ["key"])
                or words[1:3] == ["lexicon", "site"]
            ):
                made.add(word.rstrip("/"))
        for word in words:
            if not FILE.fullmatch(word):
                continue
            asked += 1
            here = word.rstrip("/") in made or word.split("/")[0] in made or (folder / word).exists()
            assert here or ((ROOT / word).exists() and "n a clone" in paragraph), f"{word} of {shlex.join(words)}"
    assert asked >= 25


def test_the_commands_run_on_the_examples(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    run = 0
    for words, paragraph in steps():
        line = shlex.join(words)
        if words[0] != "qgov" or len(words) < 3 or words[1] in ("examples", "keys", "doctor"):
            continue
        if any(word in line for word in NOT_RUN) or "n a clone" in paragraph:
            continue
        words = words[1 : words.index(">")] if ">" in words else words[1:]
        assert main(words) in (0, 1, 3), line
        assert capsys.readouterr().out, line
        run += 1
    assert run >= 10
