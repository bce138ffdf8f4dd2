"""Parquet has many kinds of cells: what a dossier has no such kind for costs its row or its file, and never the run."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qgov.base.errors import InputError
from qgov.registers.cells import cells_of, rows_of
from qgov.registers.run import run
from qgov.registers.sources import open_register
from qgov.registers.task import LawOptions, Task

ROWS = {
    "id": ["urn:x:1", "urn:x:2"], "type": ["Export"] * 2, "date": [date(2026, 3, 2)] * 2, "origin": ["US"] * 2,
    "destination": ["IN", "CN"], "items[0].id": ["q"] * 2, "items[0].type": ["QuantumComputer"] * 2,
    "items[0].physicalQubits": [120, 80], "items[0].cnotError.value": [0.0009, 0.1],
}  # fmt: skip


def table(**columns) -> pa.Table:
    return pa.table(ROWS | {name.replace("__", "[0]."): column for name, column in columns.items()})


def screened(tmp_path, content: pa.Table) -> tuple[int, list[dict]]:
    """How many rows have results, and what is said of those that were rejected."""
    pq.write_table(content, tmp_path / "register.parquet")
    run(str(tmp_path / "register.parquet"), str(tmp_path / "out.ndjson"), Task((LawOptions(),)), kept=False)
    results = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    rejected = tmp_path / "out.ndjson.rejected.ndjson"
    lost = [json.loads(line) for line in rejected.read_text().splitlines()] if rejected.exists() else []
    return len({row["row"] for row in results}), lost


DAYS = pa.array([2**31 - 1, 20_000], pa.int32()).cast(pa.date32())


@pytest.mark.parametrize(("columns", "pointer", "rows"), [
    ({"date": DAYS}, "/date", 1),
    ({"date": pa.array([1, None], pa.timestamp("ns"))}, "/date", 0),
    ({"date": pa.array([1, 2], pa.timestamp("us", tz="Nowhere/Zone"))}, "/date", 0),
    ({"items__physicalQubits": pa.array([1, 2], pa.duration("ns"))}, "/items/0/physicalQubits", 0),
    ({"items__physicalQubits": pa.array([[[1]], [[2]]])}, "/items/0/physicalQubits", 0),
    ({"items__physicalQubits": pa.array([{"a": 1}, None])}, None, 0),
    ({"id": pa.array([[["urn:x:1"]], [["urn:x:2"]]])}, "/id", 0),
    ({"items__cnotError.value": pa.array([True, False])}, "/items/0/cnotError/value", 0),
    ({"items__physicalQubits": pa.array(["9e-3000", "0"])}, "/items/0/physicalQubits", 1),
], ids=["day", "nanosecond", "zone", "duration", "lists", "struct", "id", "truth", "underflow"])  # fmt: skip
def test_odd_cells_cost_their_row(tmp_path, columns, pointer, rows):
    found, lost = screened(tmp_path, table(**columns))
    assert found == rows and len(lost) == 2 - rows
    if pointer is not None:
        assert all(pointer in [fault["pointer"] for fault in one["reasons"]] for one in lost if one["row"] == 1)


def test_whole_dossiers_with_cells_that_python_has_not(tmp_path):
    items = pa.array([[{"id": "q", "type": "QuantumComputer"}]] * 2)
    content = {name: pa.array(ROWS[name]) for name in ("id", "type", "origin", "destination")}
    found, lost = screened(tmp_path, pa.table({**content, "date": DAYS, "items": items}))
    assert (found, [one["row"] for one in lost]) == (1, [1])
    assert "outside" in lost[0]["reasons"][0]["message"]
    whole = rows_of(pa.table({"date": pa.array([20_000, 2**31 - 1], pa.int32()).cast(pa.date32())}))
    assert whole[0] == {"date": date(2024, 10, 4)} and isinstance(whole[1], InputError)


@pytest.mark.parametrize("value", ["0.0009", "0.1", "0.3", "12345678901.2345", "1E-7"])
def test_decimals_become_the_nearest_float(tmp_path, value):
    """Arrow's own conversion may miss it by one place."""
    content = table(**{"items__cnotError.value": pa.array([Decimal(value), Decimal(1)], pa.decimal128(24, 9))})
    pq.write_table(content, tmp_path / "register.parquet")
    source = open_register(str(tmp_path / "register.parquet"), {})
    (span,) = source.spans()
    batch = source.read(span, source.load(span)).batch
    from qgov.registers.batches import _numbers

    numbers, there, _ = _numbers(batch._table.column("items[0].cnotError.value"))
    assert there.all() and numbers[0] == float(value)


def test_bytes_that_are_text_are_text(tmp_path):
    """Older writers leave the mark of text out."""
    assert screened(tmp_path, table(destination=pa.array([b"IN", b"CN"]))) == (2, [])
    with pytest.raises(InputError, match="no text"):
        cells_of(table(destination=pa.array([b"\xff", b"CN"])), "register.parquet")


def broken_text() -> pa.Table:
    text = pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff\xfe", b"IN"]).buffers())
    return table(destination=text)


def cut(tmp_path, content: pa.Table, change) -> str:
    path = tmp_path / "register.parquet"
    pq.write_table(content, path, compression="none")
    path.write_bytes(change(path.read_bytes()))
    return str(path)


@pytest.mark.parametrize(("content", "change"), [
    (broken_text(), lambda data: data),
    (table(), lambda data: data[:-7]),
    (table(), lambda data: data[:4] + b"\xff" * 40 + data[44:]),
    (table(), lambda data: data.replace(b"destination", b"destinatio\xff")),
    (table(), lambda data: b"PAR1junkPAR1"),
    (table(), lambda data: b""),
], ids=["text", "cut off", "page", "name", "junk", "empty"])  # fmt: skip
def test_a_file_that_is_no_whole_parquet_is_refused(tmp_path, content, change):
    source = open_register(cut(tmp_path, content, change), {})
    with pytest.raises(InputError, match="Parquet"):
        for span in source.spans():
            source.read(span, source.load(span))
