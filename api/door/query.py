"""Query parameters: only those that are known, each once, and pages of a list."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from fastapi import Request

from qgov.api.door.problem import Problem, query_fault

PAGE = 100
LARGEST = 500


def only(*names: str) -> Callable[[Request], None]:
    """A dependency that refuses parameters that are unknown or given twice."""

    def check(request: Request) -> None:
        faults = []
        for name in dict.fromkeys(request.query_params.keys()):
            if name not in names:
                close = difflib.get_close_matches(name[:100], names, n=1)
                remedy = f"did you mean {close[0]!r}?" if close else "known: " + (", ".join(names) or "none")
                faults.append(query_fault(name, f"unknown parameter {name!r}", remedy))
            elif len(request.query_params.getlist(name)) > 1:
                faults.append(query_fault(name, f"{name} is given twice", "give it once"))
        if faults:
            raise Problem(422, "the query has a fault", faults=faults)

    return check


def known(name: str, value: str | None, words: Sequence[str]) -> None:
    """Refuse a filter that nothing can pass: an empty list would read as if no law existed."""
    if value is not None and value not in words:
        close = difflib.get_close_matches(value[:100], words, n=1)
        remedy = (f"did you mean {close[0]!r}? " if close else "") + "known: " + ", ".join(words)
        raise Problem(422, "the query has a fault", faults=[query_fault(name, f"unknown {name} {value!r}", remedy)])


def page(rows: Sequence, key: Callable, after: str | None, limit: int) -> tuple[list, str | None]:
    """The rows after a cursor, and the cursor of the next page if there is one; ``rows`` are sorted by ``key``."""
    rest = [row for row in rows if after is None or key(row) > after]
    shown = rest[:limit]
    return shown, key(shown[-1]) if len(rest) > limit else None


def next_link(path: str, cursor: str | None, **parameters: object) -> str | None:
    """The address of the next page."""
    if cursor is None:
        return None
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode({**given, 'after': cursor})}"
