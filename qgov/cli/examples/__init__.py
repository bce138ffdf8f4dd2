"""``qgov examples``: a folder with files to try the commands on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR

EXAMPLES = """examples:
  qgov examples qgov-examples
  qgov decide qgov-examples/transfer.json
  qgov screen qgov-examples/register.ndjson --out result.csv
  qgov draft impact qgov-examples/draft.ttl qgov-examples/register.ndjson"""
_FIRST = "2026-us-in-boston-headline.json"
_BESIDE = ("link.json", "draft.ttl")
_ABOUT = {
    "transfer.json": "a dossier: a quantum computer from the United States to India",
    "register.ndjson": "a register: every worked dossier on a line of its own",
    "link.json": "parameters of a key distribution link, for `qgov import`",
    "draft.ttl": "a draft of a norm that is no law, for `qgov draft check`, `impact` and `compare`",
    "dossiers/": "the worked dossiers; README.md there says what each shows",
}


def add_examples(parser: argparse.ArgumentParser) -> None:
    """The options of ``qgov examples``."""
    parser.add_argument("folder", help="a folder to be made; one that is there must be empty")


def examples(arguments) -> int:
    """Write the files; nothing that is there is written over."""
    from qgov.base.resources import resource

    folder, worked = Path(arguments.folder), resource("data/dossiers")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise fault("", f"{folder} is not empty", "name a folder that is not there yet")
        dossiers = folder / "dossiers"
        dossiers.mkdir()
        for path in (*sorted(worked.glob("*.json")), worked / "README.md"):
            (dossiers / path.name).write_bytes(path.read_bytes())
        (folder / "transfer.json").write_bytes((worked / _FIRST).read_bytes())
        (folder / "register.ndjson").write_text(_register(worked), encoding="utf-8")
        for name in _BESIDE:
            (folder / name).write_bytes((Path(__file__).parent / name).read_bytes())
    except OSError as error:
        raise fault("", f"cannot write to {folder}: {error.strerror}", "name another folder") from None
    for name, about in _ABOUT.items():
        print(f"{folder / name!s:36} {about}")
    print(f"qgov: try `qgov decide {folder / 'transfer.json'}`", file=sys.stderr)
    return CLEAR


def _register(worked: Path) -> str:
    """Every worked dossier on a line, to the digit: a line end never stands inside a string of JSON."""
    texts = (path.read_text("utf-8") for path in sorted(worked.glob("*.json")))
    return "".join(" ".join(part.strip() for part in text.split("\n")).strip() + "\n" for text in texts)
