"""Pair rows as columns of floats: the way from JSON to arrays for dossiers with large tables.

Tables are read whole, and the tables of many dossiers together, column by column. What is accepted is what the ordinary
reader accepts: the words of a quantity (unit, metric, source and the rest) go through that reader once for each
combination that occurs, and the numbers are held against the domains of their terms as columns. A table with anything
else in it is not read here at all, so that the ordinary reader alone says what is wrong with a dossier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter

import numpy as np
from msgspec import UNSET, UnsetType

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.base.json_tables import Table, exact_rows
from qgov.dossier.model import Dossier, Quantity
from qgov.dossier.pair_rows import PAIRS, WORDS, Ends, PairRow, QuantityRow, Times, Word
from qgov.dossier.read import from_data
from qgov.dossier.values import Reader
from qgov.lexicon import Term, lexicon

_PLAIN = WORDS[:1]
_NEITHER = Times(None, None)
_TOGETHER = 128 * 1024  # bytes of lines: few enough for their rows to stay in the cache of the processor
_COVERAGE = 2.0  # of an uncertainty that names no coverage factor
_NEAR = 1e-12  # relative: nearer to an end of a domain, the decimals decide
_LONG_COVERAGE = re.compile(rb'"coverageFactor"[^,}]{18}')  # so many digits that a float may hide which side it is on


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

    def __getitem__(self, rows: slice) -> Numbers:
        return Numbers(self.value[rows], self.u[rows], self.metric[rows], self.metrics)


@dataclass(frozen=True)
class PairColumns:
    """The pair rows of one item. ``qubits`` are numbered by their names; ``dead`` rows have no error."""

    qubits: tuple[np.ndarray, np.ndarray]
    error: Numbers
    dead: np.ndarray
    time: Numbers
    t1: tuple[Numbers, Numbers]
    t2: tuple[Numbers, Numbers]
    text: bytes  # the rows themselves take ten times the memory of text and columns

    def __len__(self) -> int:
        return len(self.dead)

    def exact_errors(self, rows: np.ndarray) -> list[Quantity]:
        """Value and given text of the errors of some rows, as the ordinary reader has them."""
        return _exact_errors(self.text, rows) if len(rows) else []


Read = tuple[Dossier, dict[int, PairColumns]]


def read_columns(line: bytes) -> Read | None:
    """A dossier without its pair rows, and these rows as columns by index of their item.

    None where the dossier is not in JSON, gives no id, or holds rows that are not plain: bounds, escapes in text, a
    number of more digits than a decimal may have, or any fault, of the rows or of anything else.
    """
    return next(read_lines([line]))


def read_lines(lines: Iterable[bytes]) -> Iterator[Read | None]:
    """As ``read_columns`` says of every line; the tables of some lines together, which is quicker."""
    some: list[bytes] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size >= _TOGETHER:
            yield from _together(some)
            some, size = [], 0
    yield from _together(some)


def _together(lines: list[bytes]) -> Iterator[Read | None]:
    read = [_apart(line) for line in lines]
    columns = iter(_each([table for one in read if one for table in one[1].values()]))
    for one in read:
        own = {index: next(columns) for index in one[1]} if one else {}
        yield (one[0], own) if one and None not in own.values() else None


def _apart(line: bytes) -> tuple[Dossier, dict[int, Table]] | None:
    try:
        found = PAIRS.read(line)
        if found is None or "id" not in found[0]:
            return None
        data, tables = found
        items = data["items"]
        with_pairs = [index for index, item in enumerate(items) if "pairs" in item]
        if len(with_pairs) != len(tables) or any(items[index]["pairs"] != [] for index in with_pairs):
            return None
        return from_data(data), dict(zip(with_pairs, tables, strict=True))
    except InputError:
        return None


def _each(tables: list[Table]) -> list[PairColumns | None]:
    """The columns of every table; None for one that has none, which is found by halving."""
    if not tables:
        return []
    try:
        return _columns(tables)
    except _Odd:
        middle = len(tables) // 2
        return [*_each(tables[:middle]), *_each(tables[middle:])] if middle else [None]


def _columns(tables: list[Table]) -> list[PairColumns]:
    """The columns of every table, made in one piece."""
    rows = list(chain.from_iterable(table.rows for table in tables))
    found, keys = _read(rows, _PLAIN)
    most = sum(table.most_keys() for table in tables)
    if keys != most:
        found, keys = _read(rows, WORDS)
        if keys not in (most, sum(table.keys() for table in tables)):  # there is a key that stands twice
            raise _Odd
    if any(_LONG_COVERAGE.search(table.text) for table in tables if b'"coverageFactor"' in table.text):
        raise _Odd
    qubits, error, time, t1, t2 = found
    dead = error.value >= 1 - _NEAR
    columns = []
    for table, end in zip(tables, accumulate(len(table.rows) for table in tables), strict=True):
        own = slice(end - len(table.rows), end)
        columns.append(
            PairColumns(
                (qubits[0][own], qubits[1][own]), error[own], dead[own], time[own], (t1[0][own], t1[1][own]),
                (t2[0][own], t2[1][own]), table.text,
            )
        )  # fmt: skip
    for one in columns if dead.any() else ():
        if any(given.value != 1 for given in one.exact_errors(np.flatnonzero(one.dead))):
            raise _Odd
    error.value[dead] = error.u[dead] = np.nan
    return columns


def _read(rows: list[PairRow], words: tuple[str, ...]) -> tuple[tuple, int]:
    """Qubits, error, time, t1 and t2 of the rows; and how many keys stand in them, of those that ``words`` allow.

    Without all words the number is too small where there are others, and what is found then does not count.
    """
    known = lexicon().keys_on("QubitPair")
    keys = len(rows) + _text([row.gate for row in rows], blank=True)
    if words != _PLAIN:
        keys += _text([row.note for row in rows], blank=False)
    single = []
    for key, column in (
        ("cnotError", [row.cnotError for row in rows]),
        ("twoQubitGateTime", [row.twoQubitGateTime for row in rows]),
    ):
        numbers, more = _quantities(known[key], column, words)
        keys += more + _given(column)
        single.append(numbers)
    ends = []
    for key, column in (("t1", [row.t1 for row in rows]), ("t2", [row.t2 for row in rows])):
        told = _given(column)
        if told < len(column):
            column = [_NEITHER if both is UNSET else both for both in column]
        first, more = _quantities(known[key], [both.first for both in column], words)
        second, some = _quantities(known[key], [both.second for both in column], words)
        keys += told + more + some
        ends.append((first, second))
    return (_qubits([row.qubits for row in rows]), *single, *ends), keys


def _given(column: list) -> int:
    """How many rows have what is in the column."""
    return len(column) - (column.count(UNSET) if UnsetType in set(map(type, column)) else 0)


def _qubits(column: list[Ends]) -> tuple[np.ndarray, np.ndarray]:
    ends = [both.first for both in column], [both.second for both in column]
    names = dict.fromkeys(chain(*ends))
    if "" in names:
        raise _Odd
    if set(map(type, names)) - {int} or min(names, default=0) < 0 or max(names, default=0) >= 2**31:
        numbers = {name: at for at, name in enumerate(dict.fromkeys(map(str, names)))}
        ends = tuple([numbers[str(name)] for name in end] for end in ends)
    first, second = (np.array(end, np.int64) for end in ends)
    if (first == second).any():
        raise _Odd
    return first, second


def _text(column: list[Word], blank: bool) -> int:
    """How many rows have the text; refuses one of more than the accepted length, and unless ``blank`` blank ones."""
    different = set(column)
    for text in different - {UNSET}:
        if len(text) > limits.MAX_STRING or not (blank or text.strip()):
            raise _Odd
    return _given(column)


def _quantities(term: Term, column: list, words: tuple[str, ...]) -> tuple[Numbers, int]:
    """The quantities of a column, in which None and UNSET are none; and how many keys stand in them."""
    count, kinds = len(column), set(map(type, column))
    metrics: list[str | None] = [None]
    if kinds == {QuantityRow}:
        value, u, metric, keys = _objects(term, column, words, metrics)
    else:
        value, u, metric, keys = np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, np.int64), 0
        if kinds == {float}:
            value[:] = column
        elif float in kinds:
            places = [at for at, entry in enumerate(column) if type(entry) is float]
            value[places] = [column[at] for at in places]
        if QuantityRow in kinds:
            places = [at for at, entry in enumerate(column) if type(entry) is QuantityRow]
            entries = [column[at] for at in places]
            value[places], u[places], metric[places], keys = _objects(term, entries, words, metrics)
    _in_domain(term, value)
    return Numbers(value, u, metric, tuple(metrics)), keys


def _objects(term: Term, entries: list[QuantityRow], words: tuple[str, ...], metrics: list) -> tuple:
    """Value, standard uncertainty and metric of quantities that are objects, and how many keys these have."""
    value, u = _floats(entries, "value"), _floats(entries, "uncertainty")
    keys = len(entries) + np.count_nonzero(~np.isnan(u))
    if (u < 0).any():
        raise _Odd
    coverage = _COVERAGE
    if words != _PLAIN:
        given = _floats(entries, "coverageFactor")
        keys += np.count_nonzero(~np.isnan(given))
        if ((given < 1) | (given > 10)).any():
            raise _Odd
        coverage = np.where(np.isnan(given), _COVERAGE, given)
    u = u / coverage
    told, more = _told(entries, words)
    meant = {}
    for one in set(told):
        factor, metric = _words(term, words, one)
        if metric not in metrics:
            metrics.append(metric)
        meant[one] = factor, metrics.index(metric)
    if len(meant) == 1:
        ((factor, metric),) = meant.values()
        return value * factor, u * factor, np.full(len(value), metric), keys + more
    factors, codes = map(np.array, zip(*(meant[one] for one in told), strict=True))
    return value * factors, u * factors, codes, keys + more


def _floats(entries: list[QuantityRow], key: str) -> np.ndarray:
    return np.fromiter(map(attrgetter(key), entries), float, len(entries))


def _told(entries: list[QuantityRow], words: tuple[str, ...]) -> tuple[list[tuple[Word, ...]], int]:
    """The words of every quantity, or once if they are the same for all; and how many there are in all."""
    columns = [list(map(attrgetter(word), entries)) for word in words]
    different = [set(column) for column in columns]
    if all(len(column) == 1 for column in different):
        one = tuple(column.pop() for column in different)
        return [one], len(entries) * sum(word is not UNSET for word in one)
    lacking = sum(column.count(UNSET) for column, found in zip(columns, different, strict=True) if UNSET in found)
    return list(zip(*columns, strict=True)), len(entries) * len(words) - lacking


@lru_cache(maxsize=10_000)
def _words(term: Term, names: tuple[str, ...], words: tuple[Word, ...]) -> tuple[float, str | None]:
    """The factor to the canonical unit and the metric of quantities with these words, as the ordinary reader has them.

    Whether the reader accepts them does not depend on the number, as long as that lies in the term's domain.
    """
    given = {name: word for name, word in zip(names, words, strict=True) if word is not UNSET}
    if any(len(word) > limits.MAX_STRING for word in given.values()):
        raise _Odd
    probe = Decimal("0.5")
    reader = Reader(lexicon())
    read = reader.quantity(term, {"value": probe} | given, "")
    if reader.faults or read is None or read.value is None or read.lower is not None or read.upper is not None:
        raise _Odd
    if term.key == "cnotError" and read.statistic not in (None, "mean"):  # which leaves ends of the error of a gate
        raise _Odd
    return float(read.value / probe), read.metric


def _in_domain(term: Term, value: np.ndarray) -> None:
    """Refuse numbers outside of the term's domain, with some room at the upper end, where the decimals decide."""
    least, most = (None if end is None else float(end) for end in (term.minimum, term.maximum))
    if least is not None and ((value < least) | (term.minimum_exclusive & (value == least))).any():
        raise _Odd
    if most is not None and (value > most * (1 + _NEAR)).any():
        raise _Odd


def _exact_errors(text: bytes, rows: np.ndarray) -> list[Quantity]:
    reader, found = Reader(lexicon()), []
    for row in exact_rows(text, rows):
        raw = row["cnotError"]
        if isinstance(raw, dict):
            raw = {key: raw[key] for key in ("value", "unit") if key in raw}
        read = reader.quantity(lexicon().keys_on("QubitPair")["cnotError"], raw, "")
        if read is None:
            raise _Odd
        found.append(read)
    return found
