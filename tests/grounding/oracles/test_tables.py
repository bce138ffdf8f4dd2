"""The tables themselves: from which script and library they come, and that none is left unread."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .tables import FOLDER, read

OUTSIDE = Path(__file__).resolve().parents[3] / "benchmarks" / "outside"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
HEAD = {"made by", "libraries"}


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_a_call_a_difference_and_cases(name):
    found = read(name)
    assert HEAD < set(found) and found["libraries"]
    for table in set(found) - HEAD:
        assert set(found[table]) == {"call", "difference", "cases"} and found[table]["call"]
        assert found[table]["cases"] and all(set(case) == {"inputs", "value"} for case in found[table]["cases"])


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_read_by_a_test(name):
    text = (FOLDER / f"test_{name}.py").read_text("utf-8")
    for table in set(read(name)) - HEAD:
        assert f'"{table}"' in text, table


@pytest.mark.skipif(not OUTSIDE.is_dir(), reason="the scripts are not part of this copy")
@pytest.mark.parametrize("name", NAMES)
def test_the_scripts_and_their_pinned_libraries_are_there(name):
    found = read(name)
    assert found["made by"] == f"benchmarks/outside/{name}.py" and (OUTSIDE / f"{name}.py").is_file()
    pinned = dict(re.findall(r"^([\w.\-]+)==(\S+)$", (OUTSIDE / "oracles.txt").read_text("utf-8"), re.M))
    assert {library: pinned.get(library) for library in found["libraries"]} == found["libraries"]
