"""Rows of a register that are judged together, read either as documents or as columns of a table.

A batch sorts its rows into groups of equal form and can give any row as plain data again. Rows that no group holds are
read one by one, which is also how it is found out what is wrong with them.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.base.parse import BadNumber, check_tree, read_number
from qgov.dossier.read import canonical_json, is_iri
from qgov.registers.keys import Group, Pattern, Patterns, form_of, pack
from qgov.registers.mapping import Field, Mapping
from qgov.registers.paths import TEXT, close, put
from qgov.registers.patterns import DAY, ID, NUMBER, Open, _kinds, _ordinal, shred

_EPOCH = date(1970, 1, 1).toordinal()
_SHORT = 16  # characters of a decimal that floats tell from every other as short


class Batch(ABC):
    """``rows`` is how many there are, ``numbers`` their numbers in the register, from 1."""

    rows: int
    numbers: np.ndarray

    @abstractmethod
    def groups(self, patterns: Patterns) -> list[Group]:
        """The rows that are judged by keys."""

    @abstractmethod
    def tree(self, row: int) -> dict:
        """A row as plain data, checked as ``check_tree`` does. InputError where it cannot be read as that."""

    @cached_property
    def ids(self) -> tuple[Sequence, Sequence]:
        """Dossier ids and, where the items' own ids are left out of the patterns, item ids, as Arrow arrays."""
        return self._ids()

    @abstractmethod
    def _ids(self) -> tuple[Sequence, Sequence]: ...

    @abstractmethod
    def raw(self, row: int) -> object:
        """A row as it was given, for the file of rejected rows."""

    def dates(self) -> np.ndarray:
        """The day number of every row's transfer; 0 where it cannot be read."""
        return self._dates

    _dates: np.ndarray


class Documents(Batch):
    """Dossiers as plain data, each with its raw form; an InputError in place of data is the fault of that row."""

    def __init__(self, numbers: Sequence[int], trees: list, raws: list, with_names: bool = False):
        self.numbers, self.rows = np.asarray(numbers, np.int64), len(trees)
        self._trees, self._raws, self._with_names = trees, raws, with_names
        self._dates = np.zeros(len(trees), np.int64)
        self._items: list[str | None] = [None] * len(trees)

    def groups(self, patterns: Patterns) -> list[Group]:
        found: dict[tuple, list[tuple]] = defaultdict(list)
        for row, tree in enumerate(self._trees):
            if not isinstance(tree, dict) or ("id" in tree and not self._good_id(tree["id"])):
                continue
            if tree.get("@context") is not None:
                continue
            pattern, slots = shred(tree, self._with_names)
            one = patterns.of(pattern, slots, tree)
            if one.date is not None:
                self._dates[row] = slots.days[one.date]
            self._items[row] = slots.item_id
            found[form_of(one)].append((row, one, slots))
        return [self._group(members) for members in found.values()]

    @staticmethod
    def _good_id(value: object) -> bool:
        return isinstance(value, str) and is_iri(value)

    @staticmethod
    def _group(members: list[tuple]) -> Group:
        form: Pattern = members[0][1]
        width, days = form.numbers, form.days
        rows = np.array([row for row, _, _ in members], np.int64)
        numbers = np.array([slots.numbers for _, _, slots in members], float).reshape(len(members), width)
        plain = np.array(
            [all(_tells(slots.numbers[slot]) for _, _, slots in members) for slot in range(width)], bool
        )  # fmt: skip
        when = np.array([slots.days for _, _, slots in members], np.int64).reshape(len(members), days)
        which = np.array([one.number for _, one, _ in members], np.int64)
        return Group(form.plan, rows, which, numbers, plain, when, form)

    def tree(self, row: int) -> dict:
        tree = self._trees[row]
        if isinstance(tree, InputError):
            raise tree
        return tree

    def _ids(self) -> tuple[Sequence, Sequence]:
        import pyarrow as pa

        names = [tree.get("id") if isinstance(tree, dict) else None for tree in self._trees]
        names = [
            name if isinstance(name, str)
            else "urn:sha256:" + _digest(tree) if name is None and isinstance(tree, dict) else None
            for name, tree in zip(names, self._trees, strict=True)
        ]  # fmt: skip
        return pa.array(names, pa.string()), pa.array(self._items, pa.string())

    def raw(self, row: int) -> object:
        return self._raws[row]


def _digest(tree: dict) -> str:
    from hashlib import sha256

    return sha256(canonical_json(tree).encode()).hexdigest()


def _tells(number: object) -> bool:
    """Whether the nearest float tells this number from every bound: it is short, or the shortest for its float."""
    if type(number) is int:
        return -(2**53) <= number <= 2**53
    return len(str(number)) <= _SHORT or Decimal(repr(float(number))) == number


class Table(Batch):
    """Rows of an Arrow table whose columns are mapped to dossier paths. ``values`` remembers words between batches."""

    def __init__(self, numbers: Sequence[int], table, mapping: Mapping, memory: TableMemory):
        self.numbers, self.rows = np.asarray(numbers, np.int64), table.num_rows
        self._table, self._mapping, self._memory = table, mapping, memory
        self._alone = np.zeros(self.rows, bool)
        self._dates = np.zeros(self.rows, np.int64)
        self._items = np.full(self.rows, None, object)  # the mapping's own id of the one item

    def groups(self, patterns: Patterns) -> list[Group]:
        fields, memory = self._mapping.fields, self._memory
        numbers: dict[int, tuple[np.ndarray, bool]] = {}
        days: dict[int, np.ndarray] = {}
        codes: list[np.ndarray] = []
        for index, field in enumerate(fields):
            column = self._table.column(index)
            if index in memory.passing:
                codes.append(self._good_text(column, index).astype(np.int64))
            elif field.kind == NUMBER:
                values, there, plain = _numbers(column)
                numbers[index] = values, plain
                codes.append(there.astype(np.int64))
            elif field.kind == DAY:
                values, there = self._days(column)
                days[index] = values
                codes.append(there.astype(np.int64))
            elif field.kind == TEXT:
                codes.append(self._good_text(column, index).astype(np.int64))
            else:
                codes.append(memory.words(index, column, field))
        packed = pack(codes, self.rows)
        _, first, combined = np.unique(packed, return_index=True, return_inverse=True)
        combined = combined.reshape(-1)
        forms = [memory.form(tuple(int(code[row]) for code in codes), self, int(row), patterns) for row in first]
        groups = []
        by_form: dict[tuple, list[int]] = defaultdict(list)
        for at, form in enumerate(forms):
            if form is not None:
                by_form[form[1:4]].append(at)
        chosen = np.full(len(forms), -1, np.int64)
        pattern_numbers = np.array([-1 if form is None else form[0].number for form in forms], np.int64)
        shapes = list(by_form)
        for at, shape in enumerate(shapes):
            chosen[by_form[shape]] = at
        which = chosen[combined]
        which[self._alone] = -1
        self._items = np.array([None if form is None else form[4] for form in forms], object)[combined]
        self._items[self._alone] = None
        for at, (_, slots, day_slots) in enumerate(shapes):
            form = forms[by_form[shapes[at]][0]][0]
            rows = np.flatnonzero(which == at)
            if not len(rows):
                continue
            matrix = np.empty((len(rows), len(slots)))
            for place, slot in enumerate(slots):
                matrix[:, place] = numbers[slot.column][0][rows] if isinstance(slot, Open) else float(slot)
            short = (numbers[slot.column][1] if isinstance(slot, Open) else _tells(slot) for slot in slots)
            plain = np.fromiter(short, bool, len(slots))
            when = np.empty((len(rows), len(day_slots)), np.int64)
            for place, slot in enumerate(day_slots):
                when[:, place] = days[slot.column][rows] if isinstance(slot, Open) else slot
            if form.date is not None:
                self._dates[rows] = when[:, form.date]
            groups.append(Group(form.plan, rows, pattern_numbers[combined[rows]], matrix, plain, when, form))
        return groups

    def _days(self, column) -> tuple[np.ndarray, np.ndarray]:
        """Day numbers; where a text is no day, the row is read alone."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_timestamp(column.type) or pa.types.is_date64(column.type):
            self._alone |= True  # a moment is no day; the reader says so
            return np.zeros(self.rows, np.int64), _there(column)
        if pa.types.is_date32(column.type):
            values = column.cast(pa.int32()).combine_chunks()
            return pc.fill_null(values, 0).to_numpy(zero_copy_only=False).astype(np.int64) + _EPOCH, _there(column)
        encoded = _encoded(column)
        found = np.array([_ordinal(text) or 0 for text in encoded.dictionary.to_pylist()] or [0], np.int64)
        index = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
        there = _there(column)
        values = found[index]
        self._alone |= there & (values == 0)
        return values, there

    def _good_text(self, column, index: int) -> np.ndarray:
        """Where there is text; where it is blank, too long or broken, the row is read alone."""
        import pyarrow as pa
        import pyarrow.compute as pc

        there = _there(column)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
                or pa.types.is_dictionary(column.type)):  # fmt: skip
            self._alone |= there
            return there
        text = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        good = pc.match_substring_regex(text, r"\A[\x20-\x7e\x{a0}-\x{2ff}]*[\x21-\x7e][\x20-\x7e\x{a0}-\x{2ff}]*\z")
        if index == self._memory.id_column:
            good = pc.match_substring_regex(text, r"\A[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9._~:/?@!$&'()*+,;=\-]+\z")
        good = pc.and_(good, pc.less(pc.binary_length(text), limits.MAX_STRING))
        if index == self._memory.item_column:
            parts = pa.array(sorted(_kinds()[2]))
            named = pc.is_in(pc.list_element(pc.split_pattern(text, "/", max_splits=1), 0), value_set=parts)
            good = pc.and_(good, pc.invert(named))
            for other in self._memory.party_columns:
                known = self._table.column(other)
                if pa.types.is_string(known.type):
                    good = pc.and_(good, pc.fill_null(pc.not_equal(text, known), True))
        self._alone |= there & ~pc.fill_null(good, False).to_numpy(zero_copy_only=False)
        return there

    def tree(self, row: int) -> dict:
        return check_tree(self._built(row, exact=True))

    def _built(self, row: int, exact: bool) -> dict:
        """The row as plain data; unless ``exact``, with open places for what patterns leave open."""
        tree: dict = {}
        for path, value in self._mapping.constants:
            put(tree, path, value)
        for index, field in enumerate(self._mapping.fields):
            value = self._whole[index][row].as_py()
            if value is None or value == "":
                continue
            if not exact and (field.kind in (NUMBER, DAY, TEXT) or index in self._memory.passing):
                value = Open(ID if index in self._memory.passing else field.kind, index)
            else:
                value = _plain(value, field)
            put(tree, field.path, value)
            if field.unit is not None:
                put(tree, (*field.path[:-1], "unit"), field.unit)
        return close(tree)

    @cached_property
    def _whole(self) -> list:
        """The columns, each as one array, of which single cells are quickly got."""
        return [_as_one(column) for column in self._table.columns]

    def _ids(self) -> tuple[Sequence, Sequence]:
        import pyarrow as pa

        memory = self._memory
        if memory.id_column is not None:
            names = self._table.column(memory.id_column).cast(pa.string()).combine_chunks()
            missing = np.flatnonzero(~_there(names))
            if len(missing):
                own = names.to_pylist()
                for row in missing:
                    own[row] = self._own_name(int(row))
                names = pa.array(own, pa.string())
        else:
            names = pa.array([self._own_name(row) for row in range(self.rows)], pa.string())
        if memory.item_column is None:
            return names, pa.array(self._items.tolist(), pa.string())
        return names, self._table.column(memory.item_column).combine_chunks().cast(pa.string())

    def _own_name(self, row: int) -> str | None:
        try:
            return "urn:sha256:" + _digest(self.tree(row))
        except InputError:
            return None

    def raw(self, row: int) -> object:
        found = {}
        for index, field in enumerate(self._mapping.fields):
            value = self._table.column(index)[row].as_py()
            found[field.column] = value if isinstance(value, (str, int, float, bool, list, type(None))) else str(value)
        return found


class TableMemory:
    """What the batches of one table share: words by column, and the patterns of their combinations."""

    def __init__(self, mapping: Mapping, with_names: bool = False):
        self.mapping, self.with_names = mapping, with_names
        fields = mapping.fields
        by_path = {field.path: index for index, field in enumerate(fields)}
        self.id_column = by_path.get(("id",))
        paths = [*by_path, *(path for path, _ in mapping.constants)]
        items = {path[1] for path in paths if path[0] == "items"}
        refer = any(path[0] == "items" and path[2] in _kinds()[1] for path in paths)
        own = by_path.get(("items", min(items), "id")) if len(items) == 1 and not refer else None
        self.item_column = own
        self.party_columns = [i for path, i in by_path.items() if path[0] == "parties" and path[-1] == "id"]
        fixed = {str(value) for path, value in mapping.constants if path[0] == "parties" and path[-1] == "id"}
        if fixed:
            self.item_column = None
        self.passing = frozenset(index for index in (self.id_column, self.item_column) if index is not None)
        self._words: dict[int, dict[object, int]] = defaultdict(dict)
        self._forms: dict[tuple, tuple | None] = {}

    def words(self, index: int, column, field: Field) -> np.ndarray:
        """The words of a column as numbers that are the same for all batches; 0 where there is none."""
        import pyarrow.compute as pc

        known = self._words[index]
        encoded = _encoded(column)
        texts = encoded.dictionary.to_pylist()
        numbers = np.array(
            [0 if text is None or text == "" else known.setdefault(_hashed(text), len(known) + 1) for text in texts]
            or [0], np.int64
        )  # fmt: skip
        missing = encoded.indices.is_null().to_numpy(zero_copy_only=False)
        found = numbers[pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)]
        found[missing] = 0
        return found

    def form(self, codes: tuple, batch: Table, row: int, patterns: Patterns) -> tuple | None:
        """The pattern of rows with these codes, with its form; what its slots for numbers and for days hold, each the
        place of a column or what the mapping says of every row; and the id that the mapping gives the one item."""
        if codes not in self._forms:
            tree = batch._built(row, exact=False)
            pattern, slots = shred(tree, self.with_names)
            one = patterns.of(pattern, slots, tree)
            own = slots.item_id if isinstance(slots.item_id, str) else None
            self._forms[codes] = one, form_of(one), tuple(slots.numbers), tuple(slots.days), own
        return self._forms[codes]


def _hashed(value: object) -> object:
    if isinstance(value, list):
        return ("[", *map(_hashed, value))
    return (type(value).__name__, value)


def _encoded(column):
    """A column as one dictionary array."""
    import pyarrow as pa

    column = _as_one(column)
    if pa.types.is_dictionary(column.type):
        return column
    if pa.types.is_nested(column.type):
        texts = [None if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_pylist()]
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        values = [json.loads(text) for text in encoded.dictionary.to_pylist()]
        return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(values, column.type))
    return column.dictionary_encode()


def _as_one(column):
    """The array of a column of one or several chunks."""
    import pyarrow as pa

    column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    return column


def _there(column) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.compute as pc

    there = pc.is_valid(column)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        there = pc.and_(there, pc.fill_null(pc.not_equal(column, ""), False))
    return there.to_numpy() if hasattr(there, "num_chunks") else there.to_numpy(zero_copy_only=False)


def _numbers(column) -> tuple[np.ndarray, np.ndarray, bool]:
    """A column as floats, where there are any, and whether the floats tell the decimals apart."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, there, plain = column.type, _there(column), True
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        column = column.cast(pa.string()).cast(pa.float64())  # the shortest decimal, not the binary one
    elif pa.types.is_integer(kind):
        most = pc.max(pc.abs(column.cast(pa.float64(), safe=False))).as_py() or 0
        plain = most < 2**53
        column = column.cast(pa.float64(), safe=False)
    elif pa.types.is_decimal(kind):
        plain = kind.precision <= 15
        column = column.cast(pa.string()).cast(pa.float64())  # Arrow's own way is not to the nearest float
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        plain = (pc.max(pc.utf8_length(column)).as_py() or 0) <= _SHORT
        column = _texts_to_floats(column)
    elif not pa.types.is_float64(kind):
        return np.full(len(there), np.nan), there, False
    values = pc.fill_null(column, float("nan")).to_numpy()
    return np.asarray(values, float), there, plain


def _texts_to_floats(column):
    """Texts as floats; what is no number, or is nothing only as a float (1e-3000), as not a number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    with suppress(pa.ArrowInvalid):
        values = column.cast(pa.float64())
        nothing = pc.equal(values, 0)
        if not pc.any(nothing).as_py() or not pc.any(pc.match_substring_regex(column.filter(nothing), "[eE]")).as_py():
            return values
    encoded = _encoded(column)
    values = [_number_of(text) for text in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(values, pa.float64())).cast(pa.float64())


def _number_of(text: str) -> float:
    found = read_number(text)
    return float("nan") if isinstance(found, BadNumber) or (found and not float(found)) else float(found)


def _plain(value: object, field: Field) -> object:
    """A cell as JSON would have it, by what its place in the dossier takes."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return read_number(repr(value))
    if isinstance(value, list):
        return [_plain(child, field) for child in value]
    if not isinstance(value, str):
        return value
    if field.split is not None:
        return [part.strip() for part in value.split(field.split) if part.strip()]
    if field.kind == NUMBER or _takes(field) == "number":
        found = read_number(value)
        return value if isinstance(found, BadNumber) else found
    if _takes(field) == "flag":
        return {"true": True, "false": False}.get(value.lower(), value)
    return value


def _takes(field: Field) -> str:
    """Whether the place of a field takes a number, a flag, or anything else."""
    from qgov.lexicon import lexicon

    words = lexicon()
    last = field.path[-1] if isinstance(field.path[-1], str) else field.path[-2]
    if field.path[0] == "items":
        term = words.item_keys().get(field.path[2])
        if term is not None and len(field.path) > 3 and last != "value":
            term = None
    elif field.path[0] == "declarations":
        term = words.keys_on("Declarations").get(last)
    elif field.path[0] == "ownership":
        term = words.keys_on("OwnershipStake").get(last)
    elif field.path[0] == "safeguards":
        term = words.keys_on("Safeguard").get(last)
    else:
        term = None
    kind = term.value_kind if term is not None else None
    if kind in ("quantity", "count", "number"):
        return "number"
    return "flag" if kind == "flag" else "word"
