"""Writes JSON whose numbers keep the digits they were given with."""

from __future__ import annotations

import json
from decimal import Decimal


def write_json(value: object, width: int = 140) -> str:
    """JSON text of plain values and Decimals, digits unchanged; what fits into ``width`` stays on one line."""
    return _write(value, 0, width) + "\n"


def _write(value: object, indent: int, width: int) -> str:
    flat = _flat(value)
    if not isinstance(value, dict | list | tuple) or not value or indent + len(flat) <= width:
        return flat
    inner = " " * (indent + 1)
    if isinstance(value, dict):
        rows = [
            f"{json.dumps(key, ensure_ascii=False)}: {_write(child, indent + 1, width)}" for key, child in value.items()
        ]
        return "{\n" + ",\n".join(inner + row for row in rows) + "\n" + " " * indent + "}"
    rows = [_write(child, indent + 1, width) for child in value]
    return "[\n" + ",\n".join(inner + row for row in rows) + "\n" + " " * indent + "]"


def _flat(value: object) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("JSON has no word for a number that is not finite")
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_flat(child)}" for key, child in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flat(child) for child in value) + "]"
    if isinstance(value, float):
        raise TypeError("a binary float has no decimal digits of its own; use Decimal")
    return json.dumps(value, ensure_ascii=False)
