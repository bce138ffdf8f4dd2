"""What of a dossier is the same for many: its words, with places held open for numbers, days and names.

A *pattern* is a dossier without the numbers of its claims, its days, its names and its notes. Registers repeat their
patterns; what differs from row to row goes into *slots*, which are columns of numbers. Whatever is not known to be a
slot stays in the pattern as it is, and only makes patterns more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache

from qgov.base import limits
from qgov.dossier.values import read_date
from qgov.lexicon import lexicon

# Enough digits for every number that a dossier may hold: rounded ones would make rows alike that are not.
_EXACT = Context(prec=2 * (limits.MAX_DIGITS + limits.MAX_EXPONENT))
NUMBER, DAY, ID = "#", "@", "~"
Path = tuple[str | int, ...]
_QUANTITY_NUMBERS = frozenset(("value", "uncertainty", "coverageFactor", "lower", "upper"))
_QUANTITY_WORDS = frozenset(("method", "source", "note"))  # read, and no norm asks for them
_NODES = {
    "authorisations": "Authorisation", "safeguards": "Safeguard", "matches": "ScreeningMatch",
    "declarations": "Declarations",
}  # fmt: skip
NAMES = ("name", "otherNames", "birthDate")


@dataclass(frozen=True)
class Open:
    """Stands for a value that differs from row to row, in the tree of a table's row: which kind, which column."""

    kind: str
    column: int


@dataclass
class Slots:
    """What was found on the way through a dossier: numbers and days with their paths, and the item's own id."""

    numbers: list = field(default_factory=list)
    number_paths: list[Path] = field(default_factory=list)
    days: list = field(default_factory=list)
    day_paths: list[Path] = field(default_factory=list)
    item_id: str | None = None


def shred(tree: dict, with_names: bool = False) -> tuple[tuple, Slots]:
    """The pattern of a dossier's plain data, hashable, and what its slots hold.

    ``with_names`` keeps the names of the parties in the pattern, for where they are compared with lists.
    """
    slots = Slots()
    return _Walk(slots, with_names).dossier(tree), slots


@lru_cache(maxsize=1)
def _kinds() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Of the keys of an item: how each is read; those that refer to items; keys that name a part of a dossier."""
    keys = lexicon().item_keys()
    read = {}
    for key, term in keys.items():
        if term.role == "claim" and term.value_kind in ("quantity", "count"):
            read[key] = "quantity"
    read |= {"usContent": "quantity", "quantity": "quantity", "value": "amount", "pairs": "pairs",
             "certificates": "dated", "note": "note", "id": "id"}  # fmt: skip
    refer = {key for key, term in keys.items() if "reference" in (term.value_kind or "")} | {"nodes"}
    return read, frozenset(refer), frozenset(lexicon().keys_on("Dossier"))


@lru_cache(maxsize=64)
def _dated(class_name: str) -> frozenset[str]:
    return frozenset(key for key, term in lexicon().keys_on(class_name).items() if term.value_kind == "date")


def freeze(value: object) -> object:
    """A value as it is, hashable; true is not one, and no text is a number."""
    if isinstance(value, dict):
        return ("{", *sorted((key, freeze(child)) for key, child in value.items())) if value else ("{",)
    if isinstance(value, (list, tuple)):
        return ("[", *map(freeze, value))
    if isinstance(value, bool) or value is None:
        return (repr(value),)
    return ("n", str(Decimal(value).normalize(_EXACT))) if isinstance(value, (int, Decimal)) else ("s", value)


def _is_number(value: object) -> bool:
    kind = type(value)
    return kind is int or kind is Decimal or (kind is Open and value.kind == NUMBER)


class _Walk:
    def __init__(self, slots: Slots, with_names: bool):
        self.slots, self.with_names = slots, with_names
        self.kinds, self.refer, self.parts = _kinds()

    def dossier(self, tree: dict) -> tuple:
        found = []
        for key in sorted(tree):
            value = tree[key]
            if key == "id" and isinstance(value, (str, Open)):
                continue
            if key == "date":
                part = self.day(value, (key,))
            elif key == "items" and isinstance(value, list):
                alone = len(value) == 1
                part = tuple(self.item(row, (key, index), alone, tree) for index, row in enumerate(value))
            elif key == "parties" and isinstance(value, list):
                part = tuple(self.party(row, (key, index)) for index, row in enumerate(value))
            elif key in _NODES and isinstance(value, (list, dict)):
                rows = value if isinstance(value, list) else None
                part = (
                    self.dated(value, _NODES[key], (key,))
                    if rows is None
                    else tuple(self.dated(row, _NODES[key], (key, index)) for index, row in enumerate(rows))
                )
            elif key == "note" and _is_text(value):
                continue
            else:
                part = freeze(value)
            found.append((key, part))
        return tuple(found)

    def item(self, row: object, path: Path, alone: bool, tree: dict) -> tuple:
        if not isinstance(row, dict):
            return freeze(row)
        found = []
        kinds = self.kinds
        for key in sorted(row):
            value, kind = row[key], kinds.get(key)
            if kind is None:
                part = freeze(value)
            elif kind == "quantity":
                part = self.quantities(value, (*path, key))
            elif kind == "id":
                if alone and self.refer.isdisjoint(row) and self._own(value, tree):
                    self.slots.item_id = value
                    part = ID
                else:
                    part = freeze(value)
            elif kind == "note" and _is_text(value):
                continue
            elif kind == "amount" and isinstance(value, dict):
                part = tuple(
                    (name, self.number(value[name], (*path, key, name)) if name == "value" else freeze(value[name]))
                    for name in sorted(value)
                )
            elif kind == "pairs" and isinstance(value, list):
                part = tuple(self.pair(one, (*path, key, index)) for index, one in enumerate(value))
            elif kind == "dated" and isinstance(value, list):
                part = tuple(self.dated(one, "Certificate", (*path, key, index)) for index, one in enumerate(value))
            else:
                part = freeze(value)
            found.append((key, part))
        return tuple(found)

    def _own(self, value: object, tree: dict) -> bool:
        """Whether an id is one of the item alone, good text that nothing else in the dossier goes by."""
        if type(value) is Open:
            return True
        if not _is_text(value) or value.split("/")[0] in self.parts:
            return False
        parties = tree.get("parties")
        return not isinstance(parties, list) or all(
            not isinstance(party, dict) or str(party.get("id")) != value for party in parties
        )

    def quantities(self, value: object, path: Path) -> object:
        if isinstance(value, list):
            return ("[", *(self.quantity(one, (*path, index)) for index, one in enumerate(value)))
        return self.quantity(value, path)

    def quantity(self, value: object, path: Path) -> object:
        if _is_number(value):
            return self.number(value, path)
        if not isinstance(value, dict):
            return freeze(value)
        found = []
        for key in sorted(value):
            one = value[key]
            if key in _QUANTITY_NUMBERS:
                found.append((key, self.number(one, (*path, key))))
            elif key == "frequency":
                found.append((key, self.quantity(one, (*path, key))))
            elif (key in _QUANTITY_WORDS and _is_text(one)) or (key == "measuredOn" and _is_day(one)):
                continue
            else:
                found.append((key, freeze(one)))
        return ("q", *found)

    def pair(self, row: object, path: Path) -> object:
        if not isinstance(row, dict):
            return freeze(row)
        found = []
        for key in sorted(row):
            value = row[key]
            if key in ("cnotError", "twoQubitGateTime", "t1", "t2"):
                found.append((key, self.quantities(value, (*path, key))))
            else:
                found.append((key, freeze(value)))
        return tuple(found)

    def party(self, row: object, path: Path) -> object:
        if not isinstance(row, dict):
            return freeze(row)
        found = []
        for key in sorted(row):
            value = row[key]
            if key == "employedSince":
                found.append((key, self.day(value, (*path, key))))
            elif key in NAMES and not self.with_names and self._names_well(key, value):
                continue
            elif key == "note" and _is_text(value):
                continue
            elif key == "certificates" and isinstance(value, list):
                rows = (self.dated(one, "Certificate", (*path, key, index)) for index, one in enumerate(value))
                found.append((key, tuple(rows)))
            else:
                found.append((key, freeze(value)))
        return tuple(found)

    @staticmethod
    def _names_well(key: str, value: object) -> bool:
        if key == "birthDate":
            return _is_day(value)
        if key == "otherNames" and isinstance(value, list):
            return all(map(_is_text, value))
        return _is_text(value)

    def dated(self, row: object, class_name: str, path: Path) -> object:
        if not isinstance(row, dict):
            return freeze(row)
        days, found = _dated(class_name), []
        for key in sorted(row):
            value = row[key]
            if key in days:
                found.append((key, self.day(value, (*path, key))))
            elif key == "note" and _is_text(value):
                continue
            elif key == "reason" and _is_text(value):
                found.append((key, ID))
            else:
                found.append((key, freeze(value)))
        return tuple(found)

    def number(self, value: object, path: Path) -> object:
        if not _is_number(value):
            return freeze(value)
        self.slots.numbers.append(value)
        self.slots.number_paths.append(path)
        return NUMBER

    def day(self, value: object, path: Path) -> object:
        if type(value) is Open:
            found = value
        else:
            found = _ordinal(value)
            if found is None:
                return freeze(value)
        self.slots.days.append(found)
        self.slots.day_paths.append(path)
        return DAY


def _is_text(value: object) -> bool:
    return type(value) is Open or (isinstance(value, str) and bool(value.strip()))


def _is_day(value: object) -> bool:
    return type(value) is Open or _ordinal(value) is not None


@lru_cache(maxsize=100_000)
def _ordinal_of(text: str) -> int | None:
    found: date | None = read_date(text)
    return None if found is None else found.toordinal()


def _ordinal(value: object) -> int | None:
    return _ordinal_of(value) if isinstance(value, str) else None
