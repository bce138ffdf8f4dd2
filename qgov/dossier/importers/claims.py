"""A table of claims in CSV, one claim a row, as items of a dossier.

Columns: ``item`` (its id), ``type`` (needed once an item), ``term``, ``value``; and as the claim has them ``unit``,
``uncertainty`` (expanded, k = 2 unless ``coverageFactor`` says otherwise), ``lower``, ``upper``, ``metric``,
``statistic``, ``basis``, ``measuredOn``, ``method``, ``source``, ``note``. A term that takes several words has a row
for each.
"""

from __future__ import annotations

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.dossier.importers import table
from qgov.dossier.values import Reader
from qgov.lexicon import Term, lexicon

CLAIMS_TABLE = "claims-table"
_REQUIRED = ("item", "type", "term")
_NUMBERS = ("value", "uncertainty", "coverageFactor", "lower", "upper")
_WORDS = ("unit", "metric", "statistic", "basis", "measuredOn", "method", "source", "note")
COLUMNS = (*_REQUIRED, *_NUMBERS, *_WORDS)
_NUMERIC = ("quantity", "count", "number")
_NOT_IN_A_CELL = ("node", "nodes", "matrix", "id", "type")
_YES_NO = {"true": True, "false": False}
_RULED = ("none", "true", "false")


def looks_like_claims(columns: list[str]) -> bool:
    """Whether the header is that of a table of claims."""
    return "item" in columns and "term" in columns


def read_claims(data: str | bytes, *, id: str | None = None) -> list[dict]:
    """The items of a table, in the order in which they first stand.

    ``id`` renames the item where there is only one. Every fault found is raised together, each with its row.
    """
    items = _Claims().items(table.rows(data, COLUMNS, _REQUIRED))
    if id is not None:
        if len(items) != 1:
            raise InputError([Fault("", f"the table holds {len(items)} items", "leave out the id; column item has it")])
        items[0]["id"] = id
    return items


class _Claims:
    """Collects items and faults from rows."""

    def __init__(self) -> None:
        self.reader = Reader(lexicon())
        self.types = lexicon().item_types()
        self.keys = lexicon().item_keys()
        self.terms = {key: term for key, term in self.keys.items() if term.value_kind not in _NOT_IN_A_CELL}

    def items(self, rows: list[tuple[int, dict[str, str]]]) -> list[dict]:
        items: dict[str, dict] = {}
        first: dict[str, int] = {}
        for line, row in rows:
            if "item" not in row:
                self.fault(line, "item", "the row names no item", "give the item's id")
                continue
            item = items.setdefault(row["item"], {"id": row["item"]})
            first.setdefault(row["item"], line)
            self.type(item, row.get("type"), line)
            self.claim(item, row, line)
        for name, item in items.items():
            if "type" not in item and not self.reader.faults:
                self.fault(first[name], "type", f"the item {name[:60]!r} has no type", "give it in its first row")
        if self.reader.faults:
            raise InputError(self.reader.faults[: limits.MAX_FAULTS])
        return [{"id": item.pop("id"), "type": item.pop("type")} | item for item in items.values()]

    def fault(self, line: int, column: str, message: str, remedy: str = "") -> None:
        self.reader.fault(table.place(line, column), message, remedy)

    def type(self, item: dict, kind: str | None, line: int) -> None:
        if kind is None:
            return
        if kind not in self.types:
            self.fault(line, "type", f"unknown item type {kind[:60]!r}", table.nearest(kind, self.types))
        elif item.setdefault("type", kind) != kind:
            self.fault(line, "type", f"{kind}, but {item['type']} in a row above", "one item has one type")

    def claim(self, item: dict, row: dict[str, str], line: int) -> None:
        """The claim of one row, checked against the lexicon and put into its item."""
        key = row.get("term")
        term = self.terms.get(key or "")
        if key is None:
            self.fault(line, "term", "the row names no term", "give one such as cnotError; qgov term lists them")
        elif key in self.keys and term is None:
            self.fault(line, "term", f"{key} cannot be given in a table", "write it in the dossier itself")
        elif term is None:
            self.fault(line, "term", f"unknown term {key[:60]!r}", table.nearest(key, self.terms, "qgov term --search"))
        if term is None or (found := self.value(term, row, line)) is None:
            return
        if key in item and not term.many:
            self.fault(line, "term", f"{key} stands twice for the item {item['id'][:60]!r}", "keep one row")
            return
        before = len(self.reader.faults)
        self.reader.read(term, found, table.place(line))
        if len(self.reader.faults) > before:
            self.plain_places(before, line)
        elif not term.many:
            item[key] = found
        else:
            item.setdefault(key, []).append(found)
        source = row.get("source")
        if source and not isinstance(found, dict):
            item["note"] = (item["note"] + " " if "note" in item else "") + f"Source of {key}: {source}."

    def value(self, term: Term, row: dict[str, str], line: int) -> object:
        """What a dossier would hold; None after a fault."""
        assumed = term.role == "assumption"
        numeric = term.value_kind in _NUMERIC and not (assumed and row.get("value", "").lower() in _RULED)
        allowed = ("value", "source") if not numeric else ("value", "source", "unit") if assumed else COLUMNS
        wrong = [name for name in row if name not in (*_REQUIRED, *allowed)]
        for name in wrong:
            self.fault(line, name, f"{term.key} has no {name}", "leave the cell empty")
        numbers: dict[str, object] = {}
        for name in _NUMBERS if numeric else ():
            if name in row:
                try:
                    numbers[name] = table.number(row[name])
                except ValueError as error:
                    message, _, remedy = str(error).partition("; ")
                    self.fault(line, name, message, remedy)
                    wrong.append(name)
        if not wrong and not {"value", "lower", "upper"} & set(row):
            self.fault(line, "value", f"{term.key} has no value", "give one")
            return None
        if wrong:
            return None
        if assumed:
            bare = numbers.get("value", _bare(term, row["value"]))
            if "unit" in row:
                bare = {"value": {"value": bare, "unit": row["unit"]}}
            elif "source" in row:
                bare = {"value": bare}
            return bare | {"source": row["source"]} if "source" in row else bare
        if not numeric:
            return _bare(term, row["value"])
        words = {name: row[name] for name in _WORDS if name in row}
        return numbers | words if words or set(numbers) != {"value"} else numbers["value"]

    def plain_places(self, start: int, line: int) -> None:
        """Faults of the lexicon's reader name "row 3/unit"; a table has columns."""
        for index, found in enumerate(self.reader.faults[start:], start):
            column = found.pointer.removeprefix(table.place(line)).rpartition("/")[2]
            column = column if column in COLUMNS else "value"
            self.reader.faults[index] = Fault(table.place(line, column), found.message, found.remedy)


def _bare(term: Term, text: str) -> object:
    """A cell as true, false or text; a number where an assumption that takes any text holds one."""
    if term.value_kind == "flag" or (term.role == "assumption" and text.lower() in _YES_NO):
        return _YES_NO.get(text.lower(), text)
    return text
