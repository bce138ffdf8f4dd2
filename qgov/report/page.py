"""A page of named rows, wrapped for reading in a terminal."""

from __future__ import annotations

import textwrap

WIDTH = 110


def rows_page(title: str, rows: list[tuple[str, str]], column: int = 20) -> str:
    """A title and its rows; empty rows are left out."""
    lines = [title]
    for name, value in rows:
        if value:
            first = f"  {name:{column - 2}}"
            lines.append(
                textwrap.fill(
                    value, WIDTH, initial_indent=first, subsequent_indent=" " * column, break_long_words=False
                )
            )
    return "\n".join(lines) + "\n"
