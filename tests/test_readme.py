"""The README shows what the program prints, and its example is a dossier."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from qgov import decide
from qgov.cli.arguments import build_parser
from qgov.report.text import judgment

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def without_receipt(text: str) -> str:
    return re.sub(r"Receipt sha256:\S+", "Receipt", text).strip()


def test_the_judgment_is_the_one_that_is_printed():
    block = next(b for b in re.findall(r"```text\n(.*?)```", README, re.DOTALL) if b.startswith("Export of"))
    dossier = Path(__file__).resolve().parent.parent / "data/dossiers/2026-us-in-boston-headline.json"
    assert without_receipt(block) == without_receipt(judgment(decide(dossier)))


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
