"""The README shows what the program prints, and its example is a dossier."""

from __future__ import annotations

import re
from pathlib import Path

from qgov import decide
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
