"""Registers as files: Parquet, CSV, NDJSON, N-Quads, TriG and Turtle, cut into parts that are read on their own.

Where a register is cut depends on the file alone, so that a run which was interrupted, or has other workers, cuts it
alike. A *span* says which bytes or rows a part holds; a *load* is what is read of it and can be sent elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.parse import JSON, check_tree, fault, parse_data
from qgov.registers.batches import Batch, Documents, Table, TableMemory
from qgov.registers.cells import cells_of, rows_of, text_of
from qgov.registers.mapping import mapping
from qgov.registers.paths import WORD
from qgov.registers.patterns import DAY

PART_ROWS = 131_072
PART_BYTES = 8 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_RAW_SHOWN = 1000  # bytes kept of a line that is too long to be read


@dataclass(frozen=True)
class Span:
    """Rows of a register: where they begin and end in the file, and the number of the first."""

    start: int
    end: int
    first: int
    group: int = 0
    too_long: bool = False


@dataclass
class Read:
    """A batch, and the rows that are no rows: number, faults and raw form of each."""

    batch: Batch
    lost: list[tuple[int, list[Fault], object]]


class Source(ABC):
    """One register. ``options`` are the mapping as plain data and whether names of parties are read."""

    def __init__(self, path: str, mapping: dict, with_names: bool = False):
        self.path, self.mapping, self.with_names = Path(path), mapping, with_names

    @abstractmethod
    def spans(self) -> Iterator[Span]:
        """Where the register is cut, in its order. InputError for a file that is no register."""

    @abstractmethod
    def about(self) -> int:
        """About how many parts there are."""

    @abstractmethod
    def identity(self) -> object:
        """What tells the register from others beside the text of its parts, as JSON has it."""

    @abstractmethod
    def load(self, span: Span) -> object:
        """What a part is made of, as bytes or an Arrow table."""

    @abstractmethod
    def read(self, span: Span, load: object) -> Read:
        """The rows of a part."""


def open_register(path: str, mapping: dict, with_names: bool = False, spool: Path | None = None) -> Source:
    """The register in a file, by its suffix; RDF that is not N-Quads is first written as N-Quads into ``spool``."""
    from qgov.registers.quads import Quads, spooled

    suffix = Path(path).suffix.lower()
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror}", "give a readable file") from None
    if mapping and suffix not in (".parquet", ".csv", ".tsv"):
        raise fault("", "a mapping is for tables alone", "give a Parquet or CSV register, or leave out --mapping")
    if suffix == ".parquet":
        return Parquet(path, mapping, with_names)
    if suffix in (".csv", ".tsv"):
        return Csv(path, mapping, with_names)
    if suffix in (".ndjson", ".jsonl"):
        return Lines(path, {}, with_names)
    if suffix in (".nq", ".nt"):
        return Quads(path, {}, with_names)
    if suffix in (".trig", ".ttl"):
        return Quads(str(spooled(path, spool)), {}, with_names)
    raise fault("", f"the format of the register {path} is not known",
                "name it .parquet, .csv, .tsv, .ndjson, .nq, .trig or .ttl")  # fmt: skip


class Parquet(Source):
    """A Parquet file whose columns are mapped, or whose rows are nested dossiers."""

    _cached: tuple | None = None

    def _file(self):
        import pyarrow.parquet as pq

        with self._read():
            return pq.ParquetFile(self.path)

    @contextmanager
    def _read(self) -> Iterator[None]:
        """What Arrow says of a file that is no whole Parquet, as the fault of the register."""
        import pyarrow as pa

        try:
            yield
        except MemoryError:  # Arrow's own is one of its errors, too
            raise
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            said = " ".join(str(error).split())[:300]
            raise fault("", f"{self.path} cannot be read as Parquet: {said}", "give a whole Parquet file") from None

    def identity(self) -> object:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def about(self) -> int:
        return len(self._spans())

    def spans(self) -> Iterator[Span]:
        yield from self._spans()

    def _spans(self) -> list[Span]:
        file = self._file()
        found, first = [], 1
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            for start in range(0, rows, PART_ROWS):
                end = min(start + PART_ROWS, rows)
                found.append(Span(start, end, first + start, group))
            first += rows
        self._nested(file.schema_arrow)
        if not self._documents:
            mapping(self.mapping, file.schema_arrow.names, self.with_names)
        return found

    def _nested(self, schema) -> None:
        import pyarrow as pa

        self._documents = not self.mapping and any(
            pa.types.is_struct(field.type)
            or (pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type))
            for field in schema
        )

    def load(self, span: Span) -> object:
        """The rows of a span; of a large row group the last one read is kept."""
        if self._cached is None or self._cached[0] != span.group:
            file = self._file()
            self._nested(file.schema_arrow)
            words = [] if self._documents else self._words(file.schema_arrow)
            with self._read():
                if words:
                    import pyarrow.parquet as pq

                    file = pq.ParquetFile(self.path, read_dictionary=words, memory_map=True)
                found = file.read_row_group(span.group, use_threads=False)
                found.validate(full=True)  # text that is none, and places outside of what they point into
                self._cached = span.group, found
        return self._cached[1].slice(span.start, span.end - span.start)

    def _words(self, schema) -> list[str]:
        """The columns of text whose words are few, as names and ids are not."""
        import pyarrow as pa

        memory = _memory(self, schema.names)
        return [
            field.column for index, field in enumerate(memory.mapping.fields)
            if field.kind in (WORD, DAY) and index not in memory.passing
            and pa.types.is_string(schema.field(field.column).type)
        ]  # fmt: skip

    def read(self, span: Span, load: object) -> Read:
        numbers = np.arange(span.first, span.first + load.num_rows)
        self._nested(load.schema)
        if self._documents:
            raws = rows_of(load)
            trees = [raw if isinstance(raw, InputError) else _checked(_tree_of(raw)) for raw in raws]
            shown = [str(raw) if isinstance(raw, InputError) else raw for raw in raws]
            return Read(Documents(numbers, trees, shown, self.with_names), [])
        return Read(_table(self, numbers, cells_of(load, self.path)), [])


def _memory(source: Source, columns: list[str]) -> TableMemory:
    """What is known of the table's columns, worked out once."""
    memory = getattr(source, "_memory_kept", None)
    if memory is None:
        memory = TableMemory(mapping(source.mapping, columns, source.with_names), source.with_names)
        source._memory_kept = memory
    return memory


def _table(source: Source, numbers: np.ndarray, table) -> Table:
    memory = _memory(source, table.schema.names)
    table = table.select([field.column for field in memory.mapping.fields])
    for index in (memory.id_column, memory.item_column):
        if index is not None:
            table = table.set_column(index, table.schema.names[index], text_of(table.column(index), source.path))
    return Table(numbers, table, memory.mapping, memory)


def _checked(tree: object) -> object:
    try:
        return check_tree(tree)
    except InputError as error:
        return error


def _tree_of(raw: object) -> object:
    """A nested row as JSON would have it: without nulls, numbers as decimals, days as text."""
    from datetime import date

    from qgov.base.parse import read_number

    if isinstance(raw, dict):
        return {key: _tree_of(value) for key, value in raw.items() if value is not None}
    if isinstance(raw, list):
        return [_tree_of(value) for value in raw]
    if isinstance(raw, float):
        return read_number(repr(raw))
    return raw.isoformat() if isinstance(raw, date) else raw


class _Bytes(Source):
    """A register of text, cut at the ends of records."""

    def identity(self) -> dict:
        return {"bytes": self.path.stat().st_size}

    def about(self) -> int:
        return max(1, self.path.stat().st_size // PART_BYTES)

    def load(self, span: Span) -> bytes:
        with self.path.open("rb") as file:
            file.seek(span.start)
            return file.read(min(span.end - span.start, _RAW_SHOWN) if span.too_long else span.end - span.start)


class Lines(_Bytes):
    """NDJSON: a dossier a line. Rows are numbered by line; blank lines are none."""

    def spans(self) -> Iterator[Span]:
        start = position = 0
        first = line = 1
        with self.path.open("rb") as file:
            while text := file.readline(limits.MAX_BYTES + 2):
                begin = position
                position += len(text)
                if len(text) > limits.MAX_BYTES and not text.endswith(b"\n"):
                    while (rest := file.readline(_BLOCK)) and not rest.endswith(b"\n"):
                        position += len(rest)
                    position += len(rest)
                    if begin > start:
                        yield Span(start, begin, first)
                    yield Span(begin, position, line, too_long=True)
                    start, first = position, line + 1
                line += 1
                if position - start >= PART_BYTES:
                    yield Span(start, position, first)
                    start, first = position, line
        if position > start:
            yield Span(start, position, first)

    def read(self, span: Span, load: bytes) -> Read:
        if span.too_long:
            many = f"the line has more than the {limits.MAX_BYTES} bytes accepted"
            shown = load.decode("utf-8", "replace")
            lost = [(span.first, [Fault("", many, "split the dossier")], shown)]
            return Read(Documents([], [], [], self.with_names), lost)
        numbers, trees, raws = [], [], []
        for number, line in enumerate(load.split(b"\n"), span.first):
            line = line.strip()
            if not line:
                continue
            numbers.append(number)
            raws.append(line.decode("utf-8", "replace"))
            try:
                tree = parse_data(line, "", JSON)
                if not isinstance(tree, dict):
                    raise fault("", "a dossier is an object", "give one JSON object a line")
                trees.append(tree)
            except InputError as error:
                trees.append(error)
        return Read(Documents(numbers, trees, raws, self.with_names), [])


_QUOTED = re.compile(rb'"[^"]*"')


class Csv(_Bytes):
    """CSV with a header; the delimiter is a comma, a semicolon or a tab. Rows are numbered without the header."""

    head: bytes | None = None  # known where the file itself is not at hand

    def identity(self) -> object:
        return {**super().identity(), "head": hashlib.sha256(self._head()[0]).hexdigest()}

    def _head(self) -> tuple[bytes, str]:
        if self.head is None:
            with self.path.open("rb") as file:
                self.head = file.readline(limits.MAX_BYTES)
        head = self.head
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        return head, max(",;\t", key=text.count)

    def _columns(self) -> list[str]:
        import csv

        head, delimiter = self._head()
        try:
            return next(csv.reader([head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")], delimiter=delimiter), [])
        except UnicodeDecodeError as error:
            found = f"{error.reason} at byte {error.start}"
            raise fault("", f"the header of {self.path} cannot be read: {found}", "save the file as UTF-8") from None
        except csv.Error as error:
            raise fault(
                "",
                f"the header of {self.path} cannot be read: {error}",
                "close its quotes, and name a column in few words",
            ) from None

    def spans(self) -> Iterator[Span]:
        columns = self._columns()
        if len(set(columns)) < len(columns) or not columns:
            raise fault("", f"the header of {self.path} is empty or names a column twice", "give each column a name")
        mapping(self.mapping, columns, self.with_names)
        start = len(self._head()[0])
        first, rest, position = 1, b"", start
        with self.path.open("rb") as file:
            file.seek(start)
            while block := file.read(PART_BYTES):
                text = rest + block
                cut = len(text) if len(block) < PART_BYTES else _last_end(text)
                if cut <= 0:
                    rest = text
                    continue
                yield Span(position, position + cut, first)
                first += _records(text[:cut])
                position += cut
                rest = text[cut:]
        if rest:
            yield Span(position, position + len(rest), first)

    def read(self, span: Span, load: bytes) -> Read:
        import pyarrow as pa
        from pyarrow import csv

        columns, (_, delimiter) = self._columns(), self._head()
        broken: list[tuple[int, str]] = []

        def keep(row) -> str:
            broken.append((row.number, row.text))
            return "skip"

        try:
            load.decode("utf-8")
            table = csv.read_csv(
                pa.BufferReader(load),
                csv.ReadOptions(use_threads=False, column_names=columns, block_size=max(len(load), 1)),
                csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep),
                csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False),
            )
        except (UnicodeDecodeError, pa.ArrowInvalid):
            return self._by_hand(span, load, columns, delimiter)
        lost_rows = {number for number, _ in broken}
        total = table.num_rows + len(broken)
        kept = [row for row in range(total) if row + 1 not in lost_rows] if broken else range(total)
        numbers = span.first + np.asarray(kept, np.int64)
        wrong = [Fault("", f"the row has not the {len(columns)} cells of the header", "quote cells with separators")]
        lost = [(span.first + number - 1, wrong, text) for number, text in broken]
        return Read(_table(self, numbers, table), lost)

    def _by_hand(self, span: Span, load: bytes, columns: list[str], delimiter: str) -> Read:
        """The same where some row is no UTF-8, which the fast reader takes for the fault of all."""
        import csv
        import io

        import pyarrow as pa

        numbers, cells, lost = [], [], []
        csv.field_size_limit(max(csv.field_size_limit(), len(load)))  # a long cell is the fault of its row alone
        reader = csv.reader(io.StringIO(load.decode("utf-8", "surrogateescape"), newline=""), delimiter=delimiter)
        for number, row in enumerate((row for row in reader if row), span.first):
            text = delimiter.join(row)
            if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
                shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                lost.append((number, [Fault("", "the row is no UTF-8", "save the register as UTF-8")], shown))
            elif len(row) != len(columns):
                wrong = f"the row has {len(row)} cells, the header {len(columns)}"
                lost.append((number, [Fault("", wrong, "quote cells with separators")], text))
            else:
                numbers.append(number)
                cells.append(row)
        table = pa.table({name: pa.array([row[at] for row in cells], pa.string()) for at, name in enumerate(columns)})
        return Read(_table(self, np.asarray(numbers, np.int64), table), lost)


def _last_end(text: bytes) -> int:
    """The end of the last record in a text that begins with one; 0 where none ends."""
    cut = len(text)
    while (cut := text.rfind(b"\n", 0, cut)) >= 0:
        if text.count(b'"', 0, cut) % 2 == 0:
            return cut + 1
    return 0


def _records(text: bytes) -> int:
    plain = _QUOTED.sub(b"", text) if b'"' in text else text
    count = plain.count(b"\n") + (not plain.endswith(b"\n") and bool(plain.strip()))
    if b"\n\n" in plain or b"\n\r\n" in plain or plain[:1] == b"\n" or plain[:2] == b"\r\n":
        count = sum(1 for line in plain.split(b"\n") if line.strip(b"\r"))
    return count
