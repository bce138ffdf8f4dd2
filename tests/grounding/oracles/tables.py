"""Reads the tables that the oracles wrote."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict:
    """All of a file, its numbers as the decimals that a claim would hold."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"), parse_float=Decimal)


def cases(name: str, table: str) -> list[tuple[dict, object]]:
    """Inputs and the oracle's value, as parameters of a test."""
    return [(case["inputs"], case["value"]) for case in read(name)[table]["cases"]]


def floats(value: object) -> object:
    if isinstance(value, dict):
        return {key: floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [floats(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def rows(name: str, table: str) -> list[tuple[dict, object]]:
    """The same in floats."""
    return [(floats(inputs), floats(value)) for inputs, value in cases(name, table)]
