"""Pair rows as columns of floats: the way from JSON to arrays for dossiers with large tables.

A table is read whole, column by column, and no row becomes an object. What is accepted is what the ordinary reader
accepts: the words of a quantity (unit, metric, source and the rest) go through that reader once for each combination
that occurs, and the numbers are held against the domains of their terms as columns. A table with anything else in it
is not read here at all, so that the ordinary reader alone says what is wrong with a dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from operator import itemgetter

import numpy as np

from qgov.base import limits, parse
from qgov.base.errors import InputError
from qgov.dossier.model import Dossier, Quantity
from qgov.dossier.read import from_data
from qgov.dossier.values import Reader
from qgov.lexicon import Term, lexicon

_KNOWN = {"qubits", "gate", "cnotError", "twoQubitGateTime", "t1", "t2", "note"}
_NUMBERS = ("value", "uncertainty", "coverageFactor")
_COVERAGE = 2.0  # of an uncertainty that names no coverage factor
_NEAR = 1e-12  # relative: nearer to an end of a domain, the decimals decide
_SHAPES = 50  # more kinds of rows than this are no table
_ABSENT = object()


class _Odd(Exception):
    """The table holds what no column does."""


@dataclass(frozen=True)
class Numbers:
    """Quantities of one term in its canonical unit: value and standard uncertainty, NaN where not given.

    ``metric`` is an index in ``metrics``, in which None stands for a metric that is not stated.
    """

    value: np.ndarray
    u: np.ndarray
    metric: np.ndarray
    metrics: tuple[str | None, ...]


@dataclass(frozen=True)
class PairColumns:
    """The pair rows of one item. ``qubits`` are numbered by their names; ``dead`` rows have no error."""

    item: int
    qubits: tuple[np.ndarray, np.ndarray]
    error: Numbers
    dead: np.ndarray
    time: Numbers
    t1: tuple[Numbers, Numbers]
    t2: tuple[Numbers, Numbers]
    text: str  # the rows themselves take ten times the memory of text and columns

    def __len__(self) -> int:
        return len(self.dead)

    def exact_errors(self, rows: np.ndarray) -> list[Quantity]:
        """Value and given text of the errors of some rows, as the ordinary reader has them."""
        return _exact_errors(self.text, rows) if len(rows) else []


def read_columns(line: bytes) -> tuple[Dossier, dict[int, PairColumns]] | None:
    """A dossier without its pair rows, and these rows as columns by index of their item.

    None where the dossier is not in JSON, gives no id, or holds rows that are not plain: bounds, escapes in text, a
    number of more digits than a decimal may have, or any fault. InputError has the faults of all but the rows.
    """
    try:
        found = parse.parse_apart(line, "pairs")
        if found is None or not isinstance(found[0], dict) or "id" not in found[0]:
            return None
        data, tables = found
        items = data.get("items")
        with_pairs = [index for index, item in enumerate(items) if "pairs" in item]
        if len(with_pairs) != len(tables) or any(items[index]["pairs"] != [] for index in with_pairs):
            return None
        columns = {index: _columns(index, table) for index, table in zip(with_pairs, tables, strict=True)}
        return from_data(data), columns
    except (InputError, TypeError, _Odd):
        return None


def _columns(item: int, table: parse.Table) -> PairColumns:
    rows = table.rows
    keys = sum(map(_length, rows))
    shapes = set(map(tuple, rows))
    if len(shapes) > _SHAPES or not all(_KNOWN.issuperset(shape) and "qubits" in shape for shape in shapes):
        raise _Odd
    columns = _transposed(rows, shapes)
    known = lexicon().keys_on("QubitPair")
    qubits = _qubits(columns["qubits"])
    for key in ("gate", "note"):
        _text([text for text in columns[key] if text is not _ABSENT], blank=key == "gate")
    error, found = _quantities(known["cnotError"], columns["cnotError"])
    keys += found
    time, found = _quantities(known["twoQubitGateTime"], columns["twoQubitGateTime"])
    keys += found
    ends = {}
    for key in ("t1", "t2"):
        both, found = _quantities(known[key], _flat(columns[key]))
        keys += found
        ends[key] = tuple(Numbers(*(column[end::2] for column in (both.value, both.u, both.metric)), both.metrics)
                          for end in (0, 1))  # fmt: skip
    if keys != table.keys:
        raise _Odd
    dead = error.value >= 1 - _NEAR
    if dead.any():
        if any(found.value != 1 for found in _exact_errors(table.text, np.flatnonzero(dead))):
            raise _Odd
        error.value[dead] = error.u[dead] = np.nan
    return PairColumns(item, qubits, error, dead, time, ends["t1"], ends["t2"], table.text)


def _length(row: object) -> int:
    if type(row) is not dict:
        raise _Odd
    return len(row)


def _transposed(rows: list[dict], shapes: set[tuple[str, ...]]) -> dict[str, list]:
    """Every known key with its values, row by row, and _ABSENT where the row lacks it."""
    if len(shapes) == 1:
        (shape,) = shapes
        return {key: list(map(itemgetter(key), rows)) if key in shape else [_ABSENT] * len(rows) for key in _KNOWN}
    return {key: [row.get(key, _ABSENT) for row in rows] for key in _KNOWN}


def _flat(column: list) -> list:
    """The two entries of every row one after the other; a null, or a row without the key, is absent."""
    if _ABSENT in column:
        column = [[None, None] if pair is _ABSENT else pair for pair in column]
    if set(map(type, column)) - {list} or set(map(len, column)) - {2}:
        raise _Odd
    found = list(chain.from_iterable(column))
    return [_ABSENT if entry is None else entry for entry in found] if None in found else found


def _qubits(column: list) -> tuple[np.ndarray, np.ndarray]:
    names = _flat(column)
    kinds = set(map(type, names))
    if kinds - {int, str} or "" in names:
        raise _Odd
    if kinds != {int} or min(names) < 0 or max(names) >= 2**31:
        numbers: dict[str, int] = {}
        names = [numbers.setdefault(str(name), len(numbers)) for name in names]
    first, second = np.array(names[0::2], np.int64), np.array(names[1::2], np.int64)
    if (first == second).any():
        raise _Odd
    return first, second


def _text(column: list, blank: bool) -> None:
    """Refuse what is no text of accepted length, and blank text unless it may be blank."""
    if set(map(type, column)) - {str}:
        raise _Odd
    for text in set(column):
        if len(text) > limits.MAX_STRING or not (blank or text.strip()):
            raise _Odd


def _quantities(term: Term, column: list) -> tuple[Numbers, int]:
    """The quantities of a column, and how many keys stand in them."""
    count = len(column)
    kinds = set(map(type, column))
    if kinds <= {int, float}:
        found = Numbers(_floats(column), np.full(count, np.nan), np.zeros(count, np.int64), (None,))
        _in_domain(term, found.value)
        return found, 0
    if kinds - {int, float, dict, type(_ABSENT)}:
        raise _Odd
    value, u, metric = np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, np.int64)
    keys, metrics = 0, [None]
    if kinds == {dict} and len(shapes := set(map(tuple, column))) == 1:
        (shape,) = shapes
        keys = len(shape) * count
        value[:], u[:], metric[:] = _objects(term, shape, column, metrics)
    else:
        for shape, places in _by_shape(column).items():
            entries = [column[at] for at in places]
            keys += len(shape) * len(places)
            if shape:
                value[places], u[places], metric[places] = _objects(term, shape, entries, metrics)
            else:
                value[places] = _floats(entries)
    _in_domain(term, value)
    return Numbers(value, u, metric, tuple(metrics)), keys


def _by_shape(column: list) -> dict[tuple[str, ...], list[int]]:
    """Where quantities with the same keys in the same order stand; bare numbers have none."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at, entry in enumerate(column):
        if type(entry) is dict:
            if not entry:
                raise _Odd
            found.setdefault(tuple(entry), []).append(at)
        elif entry is not _ABSENT:
            found.setdefault((), []).append(at)
    return found


def _objects(term: Term, shape: tuple[str, ...], entries: list[dict], metrics: list) -> tuple:
    """Value, standard uncertainty and metric of quantities that are objects with the same keys in the same order."""
    if "value" not in shape:
        raise _Odd
    columns = {key: list(map(itemgetter(key), entries)) for key in shape}
    value = _floats(columns["value"])
    u = np.full(len(value), np.nan)
    if "uncertainty" in shape:
        u = _floats(columns["uncertainty"])
        if (u < 0).any():
            raise _Odd
    coverage = _COVERAGE
    if "coverageFactor" in shape:
        coverage = _floats(columns["coverageFactor"])
        if ((coverage < 1) | (coverage > 10)).any():
            raise _Odd
    u = u / coverage
    names = tuple(key for key in shape if key not in _NUMBERS)
    told = _told([columns[name] for name in names])
    meant = {}
    for words in set(told):
        factor, metric = _words(term, names, words)
        if metric not in metrics:
            metrics.append(metric)
        meant[words] = factor, metrics.index(metric)
    if len(meant) == 1:
        ((factor, metric),) = meant.values()
        return value * factor, u * factor, metric
    factors, codes = map(np.array, zip(*(meant[words] for words in told), strict=True))
    return value * factors, u * factors, codes


def _told(columns: list[list]) -> list[tuple[str, ...]]:
    """The words of every quantity, or once if they are the same for all."""
    different = [set(column) for column in columns]
    if all(len(words) == 1 for words in different):
        told = [tuple(words.pop() for words in different)]
    else:
        told = list(zip(*columns, strict=True))
    if any(set(map(type, words)) - {str} for words in told):
        raise _Odd
    return told


@lru_cache(maxsize=10_000)
def _words(term: Term, names: tuple[str, ...], words: tuple[str, ...]) -> tuple[float, str | None]:
    """The factor to the canonical unit and the metric of quantities with these words, as the ordinary reader has them.

    Whether the reader accepts them does not depend on the number, as long as that lies in the term's domain.
    """
    if any(len(word) > limits.MAX_STRING for word in words):
        raise _Odd
    probe = Decimal("0.5")
    reader = Reader(lexicon())
    read = reader.quantity(term, {"value": probe} | dict(zip(names, words, strict=True)), "")
    if reader.faults or read is None or read.value is None or read.lower is not None or read.upper is not None:
        raise _Odd
    return float(read.value / probe), read.metric


def _floats(column: list) -> np.ndarray:
    if set(map(type, column)) - {int, float}:
        raise _Odd
    return np.array(column, float)


def _in_domain(term: Term, value: np.ndarray) -> None:
    """Refuse numbers outside of the term's domain, with some room at the upper end, where the decimals decide."""
    least, most = (None if end is None else float(end) for end in (term.minimum, term.maximum))
    if least is not None and ((value < least) | (term.minimum_exclusive & (value == least))).any():
        raise _Odd
    if most is not None and (value > most * (1 + _NEAR)).any():
        raise _Odd


def _exact_errors(text: str, rows: np.ndarray) -> list[Quantity]:
    table, reader, found = parse.exact_rows(text), Reader(lexicon()), []
    for row in rows:
        raw = table[row]["cnotError"]
        if isinstance(raw, dict):
            raw = {key: raw[key] for key in ("value", "unit") if key in raw}
        read = reader.quantity(lexicon().keys_on("QubitPair")["cnotError"], raw, "")
        if read is None:
            raise _Odd
        found.append(read)
    return found
