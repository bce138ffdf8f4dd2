"""Days as cells: between two days on which nothing changes that a dossier asks for, its outcome is the same.

Of the day of a transfer the situation asks: which norms are in force, how old the readings of the law are, and to what
groups and territories its places belong. So the days on which anything changes are merged again for all dossiers with
the same places and the same type of item, wherever these are equal for the norms that can reach it. A dossier with
papers (authorisations, certificates, safeguards), with items that refer to others, or whose parties are compared with
lists asks more, and its days are not merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np

from qgov.base.iri import ancestors
from qgov.base.places import name_of
from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Or
from qgov.norms.defeat import names_of
from qgov.norms.hierarchy import ranks
from qgov.norms.load import NormBook
from qgov.norms.model import ENTRY, EXCEPTION, Norm
from qgov.norms.pointers import ENCODED
from qgov.reasoning.law import ANYWHERE, DERIVED
from qgov.registers.law import Cuts, Law
from qgov.registers.patterns import _kinds
from qgov.registers.store import KeyStore
from qgov.situation.asked import asked_of
from qgov.situation.de_minimis import STRICT
from qgov.situation.lines import ABROAD
from qgov.situation.reference import UNION

_ASKING = frozenset(("authorisations", "certificates", "safeguards"))
_PERSONAL = frozenset(("personalData", "specialCategories"))


@dataclass(frozen=True)
class Setting:
    """What of a dossier its days are merged by: every place that it names, its type, and that of its item; whether
    the item may be of United States origin by its content, and whether it may be personal data."""

    places: frozenset[str]
    transfer: str
    item: str
    content: bool
    personal: bool


def setting_of(tree: dict) -> Setting | None:
    """The setting of a dossier's plain data; None where its days are not merged."""
    found: set[str] = set()
    apart = _ASKING | _kinds()[1]

    def visit(node: object) -> bool:
        if isinstance(node, dict):
            return not (apart & node.keys()) and all(map(visit, node.values()))
        if isinstance(node, list):
            return all(map(visit, node))
        if isinstance(node, str) and 2 <= len(node) <= 6 and name_of(node):
            found.add(node)
        return True

    items, transfer = tree.get("items"), tree.get("type")
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict) or not visit(tree):
        return None
    item = items[0].get("type")
    if not isinstance(transfer, str) or item not in tuple(lexicon().item_types()):
        return None
    personal = "DataTransfer" == transfer or not _PERSONAL.isdisjoint(items[0]) or _on(item, "personalData")
    return Setting(frozenset(found), transfer, item, "usContent" in items[0] or transfer in ABROAD, personal)


@lru_cache(maxsize=10_000)
def _on(item: str, term: str) -> bool:
    """Whether an item of a type may state a term."""
    return not frozenset(lexicon().superclasses(item)).isdisjoint(lexicon().terms[term].used_on)


class Days:
    """The cells of days under some laws."""

    def __init__(self, laws: Iterable[Law], cuts: Cuts, store: KeyStore | None = None):
        self._laws, self._store = tuple(laws), store or KeyStore(None)
        self._days, self._others = np.array(cuts.days, np.int64), np.array(cuts.other_days, np.int64)
        # One day of each cell; before the first cut any day will do.
        self._probes = [date.fromordinal(max(1, cuts.days[0] - 1)), *map(date.fromordinal, cuts.days)]
        self._merging = not any(law.lists for law in self._laws)
        self._numbers: dict[Setting | None, int] = {None: 0}
        self._settings: list[Setting | None] = [None]
        self._tables: list[np.ndarray] = [np.arange(len(self._probes))]
        self._classes: list[dict[str, int]] = [{}]
        self._senses: list[list[str]] = [[]]
        self._by_day: dict[tuple[int, date], NormsInForce] = {}
        self._by_state: dict[tuple, NormsInForce] = {}
        self._codes: dict[tuple[int, str], set[str]] = {}
        self._of_norms: dict[tuple[int, int, int], tuple[NormsInForce, tuple, frozenset[str]]] = {}

    def merging(self, setting: Setting | None) -> int:
        """The number of the merging for dossiers with this setting."""
        if not self._merging:
            setting = None
        if setting not in self._numbers:
            self._numbers[setting] = len(self._settings)
            self._settings.append(setting)
            self._tables.append(np.full(len(self._probes), -1))
            self._classes.append({})
            self._senses.append([])
        return self._numbers[setting]

    def codes(self, days: np.ndarray, date: int | None, ends: tuple[int, ...], pairs: tuple, merging: np.ndarray):
        """Codes by row: the cell of the transfer's day, then of every other day its cell and its side of the transfer,
        then the order of pairs. ``merging`` is by row what ``merging`` gave; ``ends`` are the columns of last days, the
        others hold first days. The first code is a number of this object's own, of which ``lasting`` gives the sense.
        """
        if days.shape[1] == 0:
            return np.zeros((len(days), 0), np.int32)
        found = []
        if date is not None:
            found.append(self._merged(merging, np.searchsorted(self._days, days[:, date], side="right")))
        for column in range(days.shape[1]):
            values = days[:, column]
            if column == date:
                continue
            found.append(np.searchsorted(self._others, values, side="right"))
            if date is not None:
                found.append(values < days[:, date] if column in ends else values > days[:, date])
        found += [np.sign(days[:, first] - days[:, second]) + 1 for first, second in pairs]
        return np.stack(found, axis=1).astype(np.int32)

    def lasting(self, merging: int, codes: list[int], date: int | None) -> tuple:
        """Codes of one row as they are in every process: the first as the hash of what its days have in common."""
        if date is None or not codes:
            return tuple(codes)
        return self._senses[merging][codes[0]] if merging else codes[0], *codes[1:]

    def _merged(self, merging: np.ndarray, cells: np.ndarray) -> np.ndarray:
        width = len(self._probes)
        met, where = np.unique(merging * width + cells, return_inverse=True)
        places = [divmod(one, width) for one in met.tolist()]
        new = [(number, cell) for number, cell in places if self._tables[number][cell] < 0]
        for number, cell, sense in self._looked_up(new):
            classes = self._classes[number]
            if sense not in classes:
                classes[sense] = len(classes)
                self._senses[number].append(sense)
            self._tables[number][cell] = classes[sense]
        found = [self._tables[number][cell] for number, cell in places]
        return np.array(found, np.int64)[where.reshape(-1)]

    def _looked_up(self, new: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Of settings and cells the hash of what a day in the cell decides, found here or by another process."""
        keys = {self._key(*one): one for one in new}

        def work(key: bytes) -> list[tuple]:
            number, cell = keys[key]
            state = self._state(number, self._probes[cell])
            return [(blake2b(repr(state).encode(), digest_size=16).hexdigest(),)]

        for key, block in self._store.fill(keys, work):
            yield *keys[key], block[0][0]

    def _key(self, number: int, cell: int) -> bytes:
        setting = self._settings[number]
        told = sorted(setting.places), setting.transfer, setting.item, setting.content, setting.personal
        return blake2b(repr(("days", told, self._probes[cell].isoformat())).encode(), digest_size=16).digest()

    def _state(self, number: int, day: date) -> tuple:
        """Everything that a day decides in a setting."""
        told: list[object] = []
        setting = self._settings[number]
        for at, law in enumerate(self._laws):
            when, tables = law.at or day, law.tables
            codes = self._jurisdictions(at, setting)
            said, read = self._said(at, number, self._in_force(at, when), codes)
            told += said
            for code in sorted(codes):
                vintage = tables.vintages.get(code)
                if vintage is not None and code in (*ENCODED, UNION):
                    told += [when < vintage.searched_from, when > vintage.stale_after]
                told.append(tables.in_union(code, day))
            for place in sorted(setting.places):
                told += [tuple(sorted(groups & read)) for groups in tables.groups_of(place, day)]
                told.append(tables.in_union(place, day))
        return tuple(told)

    def _said(self, at: int, number: int, norms: NormsInForce, codes: set[str]) -> tuple[tuple, frozenset[str]]:
        """What the norms of a day ask and say in a setting, and the words that they read."""
        key = at, number, id(norms)
        if key not in self._of_norms:
            setting = self._settings[number]
            reached = norms.reached(frozenset(codes), setting)
            read = norms.words(reached) | (STRICT if setting.content else frozenset())
            self._of_norms[key] = norms, (norms.asked(setting.item), norms.digest(reached)), read
        return self._of_norms[key][1:]

    def _jurisdictions(self, at: int, setting: Setting) -> set[str]:
        """Every jurisdiction that a transfer in this setting can reach, on any day."""
        codes = {"US"} if setting.content else set()
        tables = self._laws[at].tables
        for place in setting.places:
            if (at, place) not in self._codes:
                self._codes[at, place] = {code for day in self._probes for code in tables.territories_of(place, day)}
            codes |= self._codes[at, place]
        return codes

    def hashes(self, at: int, when: date) -> dict[str, bytes]:
        """By IRI what the norms of a law say on a day, by hash."""
        return self._in_force(at, when).hashes

    def _in_force(self, at: int, when: date) -> NormsInForce:
        """The norms of a law on a day; of days with the same norms and ranks, one object."""
        if (at, when) not in self._by_day:
            book = self._laws[at].book
            key = at, tuple(norm.in_force(when) for norm in book.norms), tuple(rank.holds(when) for rank in ranks())
            if key not in self._by_state:
                self._by_state[key] = NormsInForce(book, when)
            self._by_day[at, when] = self._by_state[key]
        return self._by_day[at, when]


class NormsInForce:
    """The norms of a day, as they read on that day, and which of them can reach what."""

    def __init__(self, book: NormBook, when: date):
        self._norms = norms = book.in_force(when)
        self._asked = asked_of(norms, book.questions)
        jurisdictions = np.array([norm.jurisdiction for norm in norms], str)
        self._of = {str(code): jurisdictions == code for code in np.unique(jurisdictions)}
        self._of[ANYWHERE] = np.array([ANYWHERE in norm.connects_by for norm in norms], bool)
        self._none = np.zeros(len(norms), bool)
        self._entry = np.array([norm.kind == ENTRY for norm in norms], bool)
        self._exception = np.array([norm.kind == EXCEPTION for norm in norms], bool)
        self._asking = np.array([bool(norm.asks_for) for norm in norms], bool)
        self._hashes = np.array([_hash(norm, norm.in_force(when)) for norm in norms], "V8")
        places: dict[str, list[int]] = {}
        for place, norm in enumerate(norms):
            for name in names_of(norm):
                places.setdefault(name, []).append(place)
        # needs[a, b]: if b can reach a transfer, so can a.
        needs = np.zeros((len(norms), len(norms)), bool)
        below: dict[str, list[int]] = {}
        for place, norm in enumerate(norms):
            if norm.kind == ENTRY:
                for above in ancestors(norm.provision):
                    below.setdefault(above, []).append(place)
            for provision in (*norm.controlled_under, *norm.defeats):
                needs[place, places.get(provision, [])] = True
        for place, norm in enumerate(norms):
            for value in _named(norm):
                needs[below.get(value, []), place] = True
        self._needed_by = np.ascontiguousarray(needs.T)
        self._closures: dict[str, np.ndarray] = {}
        self._words = [
            frozenset(value for leaf in norm.condition.all_leaves for value in getattr(leaf, "values", ()))
            for norm in norms
        ]
        self._reached: dict[tuple, np.ndarray] = {}
        self._possible: dict[tuple, np.ndarray] = {}

    @cached_property
    def hashes(self) -> dict[str, bytes]:
        """By IRI what each norm says, by hash."""
        return {norm.iri: bytes(found) for norm, found in zip(self._norms, self._hashes, strict=True)}

    def reached(self, codes: frozenset[str], setting: Setting) -> np.ndarray:
        """The places of the norms that can reach a transfer in a setting and may hold of it. A norm that asks for a
        declaration matters wherever it reaches, whatever its condition says."""
        words = setting.transfer, setting.item, setting.personal
        if (codes, words) not in self._reached:
            found = np.logical_or.reduce([self._closure(code) for code in (ANYWHERE, *codes)])
            kept = found & (self._asking | self._holding(*words))
            # What is an exception to nothing that is left says nothing.
            self._reached[codes, words] = np.flatnonzero(kept & (~self._exception | self._needed_by[kept].any(axis=0)))
        return self._reached[codes, words]

    def _closure(self, code: str) -> np.ndarray:
        """The norms that can reach a transfer which a jurisdiction reaches: its own, and what these need."""
        if code not in self._closures:
            found = self._of.get(code, self._none) & ~self._entry & ~self._exception
            while (more := found | self._needed_by[found].any(axis=0)).sum() > found.sum():
                found = more
            self._closures[code] = found
        return self._closures[code]

    def _holding(self, transfer: str, item: str, personal: bool) -> np.ndarray:
        if (transfer, item, personal) not in self._possible:
            fixed = {"transferType": transfer, "itemType": item} | ({} if personal else {"personalData": "not-stated"})
            classes = frozenset(lexicon().superclasses(item))
            self._possible[transfer, item, personal] = np.array(
                [not _never(norm.condition, classes, fixed) for norm in self._norms], bool
            )
        return self._possible[transfer, item, personal]

    def digest(self, reached: np.ndarray) -> str:
        """What these norms say, by hash."""
        return blake2b(self._hashes[reached].tobytes(), digest_size=16).hexdigest()

    def words(self, reached: np.ndarray) -> frozenset[str]:
        """Every word that the conditions of these norms read."""
        return frozenset().union(*(self._words[place] for place in reached.tolist()))

    @lru_cache(maxsize=1000)  # noqa: B019 - there are few objects, kept as long as the process
    def asked(self, item: str) -> tuple:
        """What these norms ask of an item of a type, whomever they reach: silence leaves it open."""
        return (
            tuple(sorted(term for term in self._asked.terms if _on(item, term))),
            tuple(sorted(self._asked.designs)) if _on(item, "speciallyDesignedFor") else None,
            tuple(sorted(self._asked.relations)) if _on(item, "relatesTo") else None,
        )


_hashes: dict[tuple[int, bool | None], tuple[Norm, bytes]] = {}


def _hash(norm: Norm, in_force: bool | None) -> bytes:
    """What a norm says, by hash; most are the same object on all days."""
    key = id(norm), in_force
    if key not in _hashes:
        _hashes[key] = norm, blake2b(repr((norm, in_force)).encode(), digest_size=8).digest()
    return _hashes[key][1]


def _named(norm: Norm) -> set[str]:
    """The provisions that a norm reads of what describes items."""
    return {
        value
        for leaf in norm.condition.all_leaves
        if getattr(leaf, "term", None) in DERIVED
        for value in getattr(leaf, "values", ())
    }


def _never(condition: Condition, classes: frozenset[str], fixed: dict[str, str]) -> bool:
    """Whether a condition holds of no item of these classes, with these words alone for some terms."""
    if isinstance(condition, ItemIs):
        return condition.name not in classes
    if isinstance(condition, (Has, Every)) and condition.term in fixed:
        return fixed[condition.term] not in condition.values
    if isinstance(condition, And):
        return any(_never(part, classes, fixed) for part in condition.parts)
    return isinstance(condition, Or) and all(_never(part, classes, fixed) for part in condition.parts)
