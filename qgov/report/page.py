"""A page of named rows, wrapped for reading in a terminal."""

from __future__ import annotations

import textwrap

WIDTH = 110


def rows_page(title: str, rows: list[tuple[str, str]], column: int = 20) -> str:
    """A title and its rows; empty rows are left out. A line of a row that is an item of a list keeps its indent."""
    lines = [title]
    for name, value in rows:
        first = f"  {name:{column - 2}}"
        for line in value.split("\n") if value else ():
            indent = " " * (len(line) - len(line.lstrip(" ")))
            hanging = indent + ("  " if line.lstrip(" ").startswith("- ") else "")
            lines.append(
                textwrap.fill(
                    line.strip(), WIDTH, initial_indent=first + indent, subsequent_indent=" " * column + hanging,
                    break_long_words=False, break_on_hyphens=False,
                )
            )  # fmt: skip
            first = " " * column
    return "\n".join(lines) + "\n"
