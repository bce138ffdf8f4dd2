"""The results of a job, piece by piece: kept as Parquet, given as that, as NDJSON or as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

NDJSON, CSV, PARQUET = "application/x-ndjson", "text/csv", "application/vnd.apache.parquet"
RESULT_TYPES = (NDJSON, CSV, PARQUET)
_ROWS = 4096
_LISTS = frozenset(("possible", "norms", "residual", "causes"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pieces(path: Path, media: str) -> Iterator[bytes]:
    """The result file in a form; the file is open until the last piece is taken."""
    if media == PARQUET:
        return plain_pieces(path)
    return _rows(path, media)


def plain_pieces(path: Path) -> Iterator[bytes]:
    """A file as it is."""
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            yield block


def _rows(path: Path, media: str) -> Iterator[bytes]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        if media == CSV:
            yield (",".join(names) + "\n").encode()
        for batch in file.iter_batches(batch_size=_ROWS):
            columns = [batch.column(number).to_pylist() for number in range(len(names))]
            if media == CSV:
                lines = [",".join(map(_csv_cell, row)) for row in zip(*columns, strict=True)]
            else:
                lines = [
                    "{" + ",".join(f'"{n}":{_json_cell(n, v)}' for n, v in zip(names, row, strict=True)) + "}"
                    for row in zip(*columns, strict=True)
                ]
            yield "".join(line + "\n" for line in lines).encode()


def _json_cell(name: str, value: object) -> str:
    from qgov.registers.verdicts import SEPARATOR

    if name in _LISTS:
        return json.dumps(value.split(SEPARATOR) if value else [], ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, ensure_ascii=False)


def _csv_cell(value: object) -> str:
    """A cell; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    if value.startswith(_FORMULA):
        value = "'" + value
    return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in ',"\r\n') else value
