"""Reads a table in CSV: known columns, one dict a row with its number; every fault names the row."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Collection
from decimal import Decimal

from qgov.base import limits
from qgov.base.errors import BROKEN, Fault, InputError
from qgov.base.parse import BadNumber, decode, fault, read_number

_DELIMITERS = ",;\t"
_MOST_COLUMNS = 100


def header(text: str) -> list[str]:
    """The columns that the first line names; empty where the text is no table."""
    line = _first(text)
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]
    except csv.Error:
        return []


def rows(data: str | bytes, known: Collection[str], required: Collection[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows that hold anything, as (row, {column: text}); cells are stripped, empty ones left out.

    Columns are separated by comma, semicolon or tab, as the header has them. Raises InputError on unknown, repeated
    or missing columns, on rows longer than the header and on text that no dossier may hold.
    """
    text = decode(data)
    columns = header(text)
    if len(columns) > _MOST_COLUMNS:
        raise fault("", f"the first line has {len(columns)} columns", "known: " + ", ".join(known))
    faults = [Fault("", f"column {name[:60]!r} is unknown", nearest(name, known)) for name in columns if
              name not in known]  # fmt: skip
    faults += [Fault("", f"column {name!r} stands twice", "keep one") for name in known if columns.count(name) > 1]
    faults += [Fault("", f"column {name!r} is missing", "add it to the first line") for name in required if
               name not in columns]  # fmt: skip
    if faults:
        raise InputError(faults[: limits.MAX_FAULTS])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(_first(text)), strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    number, headed = 0, False
    try:
        for number, raw in enumerate(reader, 1):
            cells = [cell.strip() for cell in raw]
            if not any(cells) or not headed:
                headed = headed or any(cells)
                continue
            here = place(number)
            if len(cells) > len(columns):
                faults.append(Fault(here, f"{len(cells)} cells, but {len(columns)} columns", "quote text with commas"))
            elif any(BROKEN.search(cell) for cell in cells):
                faults.append(Fault(here, "a cell holds a broken or control character", "remove it"))
            else:
                row = dict(zip(columns, cells, strict=False))
                found.append((number, {name: cell for name, cell in row.items() if cell}))
            if len(faults) >= limits.MAX_FAULTS:
                break
    except csv.Error as error:
        raise fault(place(number + 1), f"not readable as CSV: {error}", "check the quotes") from None
    if faults:
        raise InputError(faults)
    if not found:
        raise fault("", "the table has no rows", "add a row below the first line")
    return found


def place(row: int, column: str = "") -> str:
    """Where a fault stands, such as "row 3, value"; rows are counted as a spreadsheet does, from 1."""
    return f"row {row}" + (f", {column}" if column else "")


def number(text: str) -> Decimal | int:
    """A cell as number; ValueError says why not and what to write."""
    read = read_number(text)
    if not isinstance(read, BadNumber):
        return read
    if "," in text and not isinstance(read_number(text.replace(",", ".", 1)), BadNumber):
        raise ValueError(f"{text[:40]!r} has a comma; write a decimal point and no separators of thousands")
    if text[:1] in "<>≤≥~≈±":
        raise ValueError(f"{text[:40]!r} is no single number; a bound goes into the column lower or upper")
    raise ValueError(f"{text[:40]!r} is not a number; write a decimal number such as 0.0041 or 4.1e-3")


def nearest(word: str, known: Collection[str], hint: str = "") -> str:
    """The nearest known word, else the known ones where they are few, else the hint."""
    lowered = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word[:60].lower(), lowered, n=1, cutoff=0.6)
    if close:
        return f"did you mean {lowered[close[0]]!r}?"
    return hint or "known: " + ", ".join(known)


def _first(text: str) -> str:
    return text.lstrip("\r\n").partition("\n")[0]


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
