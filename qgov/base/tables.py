"""Tables that qgov ships as CSV: read strictly, each fault with its file, line and column.

A table has exactly the columns its reader names, every cell is trimmed, rows are sorted by their key and no key comes
twice, so that a change of one row is a change of one line and two readings of a table are the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from qgov.base.errors import NormError
from qgov.base.places import name_of

VERIFICATIONS = ("verified", "secondary", "unverified")


@dataclass(frozen=True)
class TableRow:
    """One row; ``where`` is its file and line, for error messages."""

    where: str
    cells: dict[str, str]

    def refuse(self, column: str, why: str) -> NormError:
        return NormError(f"{self.where}, column {column}: {why}")

    def maybe(self, column: str) -> str:
        """The text of a cell, perhaps empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise self.refuse(column, "empty; a value is needed")
        return self.cells[column]

    def word(self, column: str, allowed: Iterable[str]) -> str:
        allowed = tuple(allowed)
        if self.cells[column] not in allowed:
            raise self.refuse(column, f"{self.cells[column]!r} is none of {', '.join(allowed)}")
        return self.cells[column]

    def day(self, column: str) -> date | None:
        """A calendar day, or None for an empty cell."""
        text = self.cells[column]
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            found = None
        if text and (found is None or found.isoformat() != text):
            raise self.refuse(column, f"{text!r} is no calendar day; write it as 2026-03-02")
        return found

    def number(self, column: str) -> Decimal | None:
        """A plain decimal without exponent or separators, or None for an empty cell."""
        text = self.cells[column]
        if not text:
            return None
        whole, _, part = text.removeprefix("-").partition(".")
        if not (whole.isascii() and whole.isdigit() and ("." not in text or (part.isascii() and part.isdigit()))):
            raise self.refuse(column, f"{text!r} is no plain decimal; write it as 0.001")
        return Decimal(text)

    def place(self, column: str, others: Iterable[str] = ()) -> str:
        """An ISO 3166 code, or one of the other codes that the table knows."""
        code = self.text(column)
        if code not in tuple(others) and name_of(code) is None:
            raise self.refuse(column, f"{code!r} is no ISO 3166 code" + "".join(f", nor {word}" for word in others))
        return code

    def interval(self, start: str = "from", end: str = "until") -> tuple[date | None, date | None]:
        """The first and the last day, both inclusive; None where it is open."""
        first, last = self.day(start), self.day(end)
        if first is not None and last is not None and last < first:
            raise self.refuse(end, f"{last} lies before {first}")
        return first, last


def read_table(path: Path, columns: tuple[str, ...], key: tuple[str, ...]) -> list[TableRow]:
    """The rows of a table with exactly these columns, sorted by ``key``, which tells them apart.

    Raises NormError naming file, line and column.
    """
    name = "/".join(path.parts[-3:])
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        try:
            lines = [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise NormError(f"{name}, line {reader.line_num}: {error}") from error
    if not lines or tuple(lines[0][1]) != columns:
        raise NormError(
            f"{name}: the columns are {', '.join(lines[0][1]) if lines else 'none'}; they must be {', '.join(columns)}"
        )
    rows = []
    for number, cells in lines[1:]:
        where = f"{name}, line {number}"
        if len(cells) != len(columns):
            raise NormError(f"{where}: {len(cells)} cells, {len(columns)} columns")
        row = TableRow(where, dict(zip(columns, cells, strict=True)))
        for column, cell in row.cells.items():
            if cell != cell.strip() or "\n" in cell:
                raise row.refuse(column, "blanks at an end of the cell, or a line break in it")
        rows.append(row)
    keys = [tuple(row.cells[column] for column in key) for row in rows]
    for row, before, this in zip(rows[1:], keys, keys[1:], strict=False):
        if this == before:
            raise NormError(f"{row.where}: the same {', '.join(key)} as the line before")
        if this < before:
            raise NormError(f"{row.where}: out of order; rows are sorted by {', '.join(key)}")
    return rows
