"""Result files: one row a dossier line and jurisdiction, as Parquet, NDJSON or CSV, part by part.

The columns are ``dossier``, ``row`` (of the register, from 1), ``item`` and those of the task. The bytes of a part
depend on the register and the law alone, not on who judged what first.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qgov.base.parse import fault
from qgov.registers.verdicts import SEPARATOR

FORMATS = {".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv"}
HEAD = ("dossier", "row", "item")
_LISTS = frozenset(("possible", "norms", "residual", "causes"))


def format_of(path: str) -> str:
    """The format that a result file's name asks for."""
    found = FORMATS.get(Path(path).suffix.lower())
    if found is None:
        raise fault("", f"the format of {path} is not known", "name it .parquet, .ndjson or .csv")
    return found


@dataclass
class Rows:
    """Result rows of one batch: by result row the block row it shows and the row of the register."""

    names: Sequence  # dossier ids by row of the batch
    items: Sequence  # item ids by row of the batch, null where they stand in the blocks
    numbers: np.ndarray
    owner: np.ndarray
    shown: np.ndarray
    lines: list[tuple]  # block rows: item, then the columns


def spread(block: np.ndarray, blocks: list[list[tuple]], names, items, numbers: np.ndarray) -> Rows:
    """Every row of a batch with each row of its block; rejected rows (below 0) have none."""
    rows = np.flatnonzero(block >= 0)
    used, first, which = np.unique(block[rows], return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # blocks in the order in which the register has them
    rank = np.empty(len(used), np.int64)
    rank[order] = np.arange(len(used))
    lines: list[tuple] = []
    starts, counts = np.zeros(len(used), np.int64), np.zeros(len(used), np.int64)
    for place, at in enumerate(order):
        starts[place], counts[place] = len(lines), len(blocks[int(used[at])])
        lines += blocks[int(used[at])]
    own = rank[which.reshape(-1)]
    lengths = counts[own]
    owner = np.repeat(rows, lengths)
    total = int(lengths.sum())
    within = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Rows(names, items, numbers, owner, np.repeat(starts[own], lengths) + within, lines)


def schema(columns: tuple[str, ...]):
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    fields = [("dossier", pa.string()), ("row", pa.int64()), ("item", pa.string())]
    return pa.schema([*fields, *((name, word) for name in columns)])


def arrow_table(rows: Rows, columns: tuple[str, ...]):
    """The result rows as an Arrow table."""
    import pyarrow as pa

    found = [rows.names.take(pa.array(rows.owner)), pa.array(rows.numbers[rows.owner]), _items(rows)]
    for values in list(zip(*rows.lines, strict=True))[1:] or [()] * len(columns):
        words = {word: code for code, word in enumerate(dict.fromkeys(values))}
        codes = np.array(list(map(words.__getitem__, values)), np.int32)
        found.append(pa.DictionaryArray.from_arrays(codes[rows.shown], pa.array(list(words), pa.string())))
    return pa.Table.from_arrays(found, schema=schema(columns))


def _items(rows: Rows):
    """Item ids: from the batch where the block leaves them open, null for the whole dossier."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds: dict[str | None, int] = {}
    codes = np.array([kinds.setdefault(line[0], len(kinds)) for line in rows.lines] or [0], np.int32)
    own = rows.items.take(pa.array(rows.owner))
    if set(kinds) <= {""}:
        return own
    stated = pa.DictionaryArray.from_arrays(codes[rows.shown], pa.array(list(kinds), pa.string())).cast(pa.string())
    return pc.if_else(pc.equal(pc.fill_null(stated, "-"), ""), own, stated)


def write_part(rows: Rows, columns: tuple[str, ...], format: str) -> bytes:
    """The bytes of a part."""
    if format == "parquet":
        import pyarrow as pa

        table, out = arrow_table(rows, columns), io.BytesIO()
        with pa.ipc.new_file(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table)
        return out.getvalue()
    if format == "csv":
        return _text(rows, columns, _csv_cell, ",", "", "")
    texts = (*(f'"{name}":' for name in HEAD), *(f'"{name}":' for name in columns))
    return _text(rows, columns, _json_cell, ",", "{", "}", texts)


def _text(rows: Rows, columns, cell, separator: str, before: str, after: str, keys: tuple[str, ...] | None = None):
    keys = keys or ("",) * (len(HEAD) + len(columns))
    names, items = rows.names.to_pylist(), rows.items.to_pylist()
    names = [keys[0] + cell(None, name) for name in names]
    own = [keys[2] + cell(None, item) for item in items]
    ends = []
    for line in rows.lines:
        stated = None if line[0] == "" else keys[2] + cell(None, line[0])
        rest = separator.join(
            key + cell(name, value) for key, name, value in zip(keys[3:], columns, line[1:], strict=True)
        )
        ends.append((stated, separator + rest + after + "\n"))
    numbers = [f"{separator}{keys[1]}{number}{separator}" for number in rows.numbers.tolist()]
    out = []
    for row, shown in zip(rows.owner.tolist(), rows.shown.tolist(), strict=True):
        stated, end = ends[shown]
        out.append(before + names[row] + numbers[row] + (own[row] if stated is None else stated) + end)
    return "".join(out).encode()


_FORMULA = frozenset("=+-@\t\r")


def _csv_cell(_: str | None, value: str | None) -> str:
    if value is None:
        return ""
    if value[:1] in _FORMULA:  # a spreadsheet would run it
        value = "'" + value
    return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in ',"\r\n') else value


def _json_cell(name: str | None, value: str | None) -> str:
    if name in _LISTS:
        return json.dumps(value.split(SEPARATOR) if value else [], ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, ensure_ascii=False)


class Joined:
    """The parts in their order as one file."""

    def __init__(self, target: Path, columns: tuple[str, ...], format: str):
        self._format, self._file, self._writer = format, None, None
        if format == "parquet":
            import pyarrow.parquet as pq

            self._writer = pq.ParquetWriter(
                target, schema(columns), compression="zstd", compression_level=1, use_dictionary=True,
                write_statistics=False,
            )  # fmt: skip
            return
        self._file = target.open("wb")
        if format == "csv":
            self._file.write((",".join((*HEAD, *columns)) + "\n").encode())

    def add(self, part: Path) -> None:
        """The next part."""
        if self._writer is not None:
            import pyarrow as pa

            with pa.memory_map(str(part)) as source:
                self._writer.write_table(pa.ipc.open_file(source).read_all())
            return
        with part.open("rb") as source:
            while block := source.read(1 << 20):
                self._file.write(block)

    def close(self) -> None:
        """End the file; what was closed already stays so."""
        (self._writer or self._file).close()
