"""Parquet registers as fuzz targets: files as they stand, and tables of any types that are written as such files."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from fuzz_registers import _register
from fuzz_seeds import dossiers, text_of

from qgov.base.errors import InputError

_ROWS = 400
# What a column may hold beside what Arrow makes of its values by itself.
TYPES = (
    "string", "large_string", "dictionary", "bool", "int8", "int64", "uint64", "float16", "float32", "float64",
    "decimal", "date32", "date64", "timestamp", "binary", "null", "nested",
)  # fmt: skip


class NoTable(Exception):
    """What was told is no table, or none that Arrow writes: that is no input of a register."""


REFUSALS = (InputError, NoTable)


def read_file(data: bytes) -> int:
    """A file as it was sent."""
    return _register(".parquet", data)


def read_table(data: bytes) -> int:
    """A table told in JSON: its columns, the type of each, and how many rows stand together in the file."""
    try:
        told = json.loads(data)
        file = _written(told["columns"], told.get("types", {}), told.get("group", 2))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, ArithmeticError) as error:
        raise NoTable(f"no table is told: {type(error).__name__}") from error
    return _register(".parquet", file)


def _written(columns: dict, types: dict, group: int) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not columns or any(not isinstance(values, list) or len(values) > _ROWS for values in columns.values()):
        raise ValueError
    try:
        table = pa.table({name: _column(values, types.get(name)) for name, values in columns.items()})
        target = io.BytesIO()
        pq.write_table(table, target, row_group_size=max(1, int(group)))
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error
    return target.getvalue()


def _column(values: list, kind: object):
    import pyarrow as pa

    if kind == "decimal":
        return pa.array([None if one is None else Decimal(str(one)) for one in values])
    if kind == "dictionary":
        return pa.array(values, pa.string()).dictionary_encode()
    if kind in ("date32", "date64"):
        days = [None if one is None else date.fromisoformat(one) for one in values]
        return pa.array(days, pa.date32()).cast(getattr(pa, kind)())
    if kind == "timestamp":
        return pa.array([None if one is None else datetime.fromisoformat(one) for one in values])
    if kind == "binary":
        return pa.array([None if one is None else str(one).encode("utf-8", "surrogatepass") for one in values])
    if kind in TYPES[:-1]:
        return pa.array(values, getattr(pa, {"bool": "bool_"}.get(kind, kind))())
    return pa.array(values)


_PLAIN = {
    "id": ["urn:x:1", "urn:x:2", "urn:x:3"], "type": ["Export", "Export", "Deemed"], "date": ["2026-03-02"] * 3,
    "origin": ["US", "US", None], "destination": ["IN", "CN", "DE"], "items[0].id": ["q", "q", "q"],
    "items[0].type": ["QuantumComputer"] * 3, "items[0].physicalQubits": [120, 80, None],
    "items[0].cnotError.value": [0.0009, 0.1, None],
}  # fmt: skip


@cache
def tables() -> list[bytes]:
    """Tables with a column for each path, in the types that writers of Parquet choose, and tables of whole dossiers."""
    whole = [one for one in map(json.loads, dossiers()) if len(json.dumps(one)) < 2500][:3]
    nested = {name: [one.get(name) for one in whole] for name in ("id", "type", "date", "origin", "destination")}
    nested["items"] = [[{"id": "q", "type": "QuantumComputer", "physicalQubits": 120}]] * len(whole)
    told = [
        {"columns": _PLAIN},
        {"columns": _PLAIN, "types": {"date": "date32", "origin": "dictionary", "items[0].cnotError.value": "float32"}},
        {"columns": _PLAIN, "types": {"type": "large_string", "items[0].cnotError.value": "decimal"}, "group": 1},
        {"columns": _PLAIN, "types": {"date": "timestamp", "items[0].physicalQubits": "int8"}},
        {"columns": _PLAIN, "types": {"id": "binary", "date": "date64"}},
        {"columns": nested}, {"columns": {**nested, "date": nested["date"]}, "types": {"date": "date32"}, "group": 1},
    ]  # fmt: skip
    return [text_of(one) for one in told]


@cache
def parquets() -> list[bytes]:
    """The same as files, and one that is cut off."""
    told = map(json.loads, tables())
    files = [_written(one["columns"], one.get("types", {}), one.get("group", 2)) for one in told]
    return [*files, files[0][:-7]]
