"""What the columns of a table mean: a mapping from columns to dossier paths, or the columns' own names as paths.

A mapping is a small YAML or JSON file::

    columns:
      Destination: destination
      Qubits: items[0].physicalQubits
      Error in %: {path: items[0].cnotError, unit: "%"}
      Via: {path: transit, split: ";"}
    constants:
      type: Export
      items[0].type: QuantumComputer
    ignore: [Remarks]
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as File

from qgov.base import limits
from qgov.base.parse import fault, parse_data
from qgov.registers.paths import kind_of, read_path
from qgov.registers.patterns import Path

_KEYS = ("columns", "constants", "ignore")
_COLUMN_KEYS = ("path", "unit", "split")
_COMPARED = 200  # columns, and characters of their names: the time to find a near name grows with the square


@dataclass(frozen=True)
class Field:
    """One column: its name, where it goes, how patterns read it, the unit of its numbers, what splits a list."""

    column: str
    path: Path
    kind: str
    unit: str | None = None
    split: str | None = None


@dataclass(frozen=True)
class Mapping:
    """Fields by column of a table, and what is the same in every row."""

    fields: tuple[Field, ...]
    constants: tuple[tuple[Path, object], ...] = ()


def read_mapping(path: str | None) -> dict:
    """The mapping file as plain data; empty where there is none. InputError for a file that is no mapping."""
    if path is None:
        return {}
    try:
        data = File(path).read_bytes()
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror}", "give a readable mapping") from None
    if len(data) > limits.MAX_YAML_BYTES:
        raise fault("", f"the mapping {path} has {len(data)} bytes", f"at most {limits.MAX_YAML_BYTES} are read")
    found = parse_data(data, path)
    if not isinstance(found, dict) or not isinstance(found.get("columns", {}), dict):
        raise fault("", f"{path} is no mapping", "write columns: {<column>: <dossier path>}")
    if not isinstance(found.get("constants") or {}, dict):
        raise fault("/constants", "the constants are no object", "write constants: {<dossier path>: <value>}")
    ignored = found.get("ignore") or []
    if not isinstance(ignored, list) or not all(isinstance(name, str) for name in ignored):
        raise fault("/ignore", "what is ignored is no list of columns", "write ignore: [<column>]")
    for key in found:
        if key not in _KEYS:
            raise fault(f"/{key}", f"unknown key {key!r} in a mapping", "known: " + ", ".join(_KEYS))
    return found


def mapping(raw: dict, columns: Iterable[str], with_names: bool = False) -> Mapping:
    """The mapping of a table with these columns. InputError names a column that nothing is said of, or a path twice."""
    columns = list(columns)
    named, ignored = raw.get("columns", {}), set(raw.get("ignore") or ())
    missing = [name for name in [*named, *ignored] if name not in columns]
    if missing:
        known = [name[:_COMPARED] for name in columns[:_COMPARED]]
        near = difflib.get_close_matches(str(missing[0])[:_COMPARED], known, n=1, cutoff=0.5)
        raise fault("", f"the register has no column {missing[0]!r}",
                    f"did you mean {near[0]!r}?" if near else "columns: " + ", ".join(columns)[:500])  # fmt: skip
    fields: list[Field] = []
    for name in columns:
        if name in ignored:
            continue
        said = named.get(name, None if named else name)
        if said is None:
            raise fault("", f"the mapping says nothing of the column {name!r}", "map it, or name it under ignore")
        said = {"path": said} if isinstance(said, str) else said
        if not isinstance(said, dict) or not isinstance(said.get("path"), str) or set(said) - set(_COLUMN_KEYS):
            raise fault("", f"the column {name!r} is not mapped", "give a path, or {path, unit, split}")
        try:
            path = read_path(said["path"])
        except Exception:
            if not named:
                raise fault(
                    "", f"the column {name!r} is no dossier path", "give --mapping, with its path or under ignore"
                ) from None
            raise
        unit, split = said.get("unit"), said.get("split")
        if not all(text is None or (isinstance(text, str) and text) for text in (unit, split)):
            raise fault("", f"unit or split of the column {name!r} is no text", "write text in quotes, or leave it out")
        if unit is not None and path[-1] != "value":
            path = (*path, "value")
        fields.append(Field(name, path, kind_of(path, with_names), unit, split))
    constants = tuple((read_path(text), value) for text, value in (raw.get("constants") or {}).items())
    _check_places([*((f.path, f.column) for f in fields), *((p, "a constant") for p, _ in constants)])
    return Mapping(tuple(fields), constants)


def _check_places(said: list[tuple[Path, str]]) -> None:
    """Every path leads to a place of its own: no path twice, none within another, rows and keys never side by side."""
    ends: dict[Path, str] = {}
    inner: dict[Path, tuple[type, str]] = {}
    for path, what in said:
        if path in ends:
            raise fault("", f"{what!r} and {ends[path]!r} both say the same of a dossier", "keep one of them")
        ends[path] = what
        for depth in range(1, len(path)):
            kind, other = inner.setdefault(path[:depth], (type(path[depth]), what))
            if kind is not type(path[depth]):
                raise fault("", f"{what!r} and {other!r} take one place for a list and an object", "keep one of them")
    for path, (_, what) in inner.items():
        if path in ends:
            raise fault("", f"{what!r} says a part of what {ends[path]!r} says as a whole", "keep one of them")
