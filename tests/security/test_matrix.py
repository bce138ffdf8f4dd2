"""The table in README.md names tests that exist, and leaves no class out."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| (S\d+) .*$", (ROOT / "tests/security/README.md").read_text("utf-8"), re.MULTILINE)
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "tests/security/README.md").read_text("utf-8"))


@lru_cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_class_has_a_row():
    assert ROWS == [f"S{number}" for number in range(1, 21)]


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_what_is_named_exists(path, name):
    assert name in functions_in(path)
