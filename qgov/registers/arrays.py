"""The cells of a dossier's numbers, for many rows of equal form at once.

For the common register (counts and errors of computers, quantities of items that no check of physics judges) the facts
that ``ground_item`` would establish follow from the claims by a guard band, a cut at the domain and a smallest count.
Here the same is done over columns of floats, and only the cells of the ends are kept. A row with a number that floats
cannot place surely, or that a dossier may not hold at all, is *doubtful*: it is grounded by itself. So is every row of
another form; ``Plan.arrays`` says which form has an array reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import numpy as np

from qgov.grounding.checks import CHECKS
from qgov.grounding.checks.counting import WHOLE
from qgov.grounding.domain import QUBIT_COUNTS
from qgov.grounding.meant_statistic import MEANT
from qgov.grounding.measurand_registry import MEASURANDS
from qgov.grounding.metric import factor as metric_factor
from qgov.grounding.percent_slip import LARGE
from qgov.lexicon import Term, lexicon
from qgov.lexicon.units import UnitError, to_canonical
from qgov.registers.law import CONTENT, VALUE, WORTH, Cuts
from qgov.registers.patterns import Path

GUARD = 1.645
COVERAGE = 2.0
NEAR = 1e-12  # relative: nearer to a bound, the decimals decide
LARGE_ERROR = 0.5
INTERLEAVED = "interleaved-rb"
LEAST, MOST = 1e-100, 1e100
_EXACT_DIGITS = 15  # decimals of no more digits are told apart by floats
QUBITS, ERROR = "operationalQubits", "meanCnotInfidelity"
# Claims of a computer that no check refutes if nothing else is claimed; the times only while no norm reads them.
_PLAIN_CLAIMS = frozenset((*QUBIT_COUNTS, "cnotError"))
_TIMES = frozenset(("t1", "t2", "oneQubitGateTime", "twoQubitGateTime"))
# Types whose checks are silent on an item that claims no more than this term.
_SILENT = {"PhotonicCircuit": frozenset(("opticalChannels",))}
_WORDS = frozenset(("value", "uncertainty", "coverageFactor", "lower", "upper", "unit", "metric", "statistic", "basis",
                    "measuredOn", "source", "method", "note"))  # fmt: skip


class _NoArrays(Exception):
    """This form has no array reading."""


@dataclass(frozen=True)
class Column:
    """One quantity: where its numbers stand among the slots, and how they become canonical."""

    item: int
    term: str
    slots: tuple[tuple[str, int], ...]
    scale: float
    offset: float
    exact: bool  # the canonical number is the number given
    minimum: float | None
    maximum: float | None
    open_minimum: bool
    open_maximum: bool
    whole: bool
    words: tuple[tuple[str, str], ...] = ()

    def word(self, key: str) -> str | None:
        return dict(self.words).get(key)


@dataclass(frozen=True)
class Plan:
    """How rows of one form are placed. ``facts``: item (None for the dossier) and term of each pair of codes."""

    arrays: bool
    facts: tuple[tuple[int | None, str], ...] = ()
    columns: tuple[Column, ...] = ()
    amounts: tuple[tuple[int, int | None], ...] = ()  # slots by item: amount (below 0: none in euro), pieces at most
    types: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.arrays, self.facts, self.columns, self.amounts, self.types))


def plan(tree: dict, paths: list[Path], cuts: Cuts) -> Plan:
    """The plan for dossiers that differ from this one in their slots alone."""
    slots = {path: index for index, path in enumerate(paths)}
    items = tree.get("items")
    try:
        if not isinstance(items, list) or not items:
            raise _NoArrays
        if len(items) > 1 and any(isinstance(item, dict) and WORTH in item for item in items):
            raise _NoArrays
        facts: list[tuple[int | None, str]] = []
        columns, amounts, types, used = [], [], [], set()
        for index, item in enumerate(items):
            found, terms = _item(item, index, slots, cuts, used)
            columns += found
            facts += [(index, term) for term in terms]
            amount, pieces = _amount(item, index, slots, used)
            amounts.append(amount)
            columns += pieces
            types.append(item["type"])
        if used != set(slots.values()):
            raise _NoArrays
        facts.append((None, VALUE))
        return Plan(True, tuple(facts), tuple(columns), tuple(amounts), tuple(types))
    except _NoArrays:
        return Plan(False)


def _item(item: object, index: int, slots: dict, cuts: Cuts, used: set) -> tuple[list[Column], list[str]]:
    keys = lexicon().item_keys()
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(kind, str) or kind not in lexicon().item_types() or "pairs" in item:
        raise _NoArrays
    numeric = [
        key for key, value in item.items()
        if key in keys and keys[key].role == "claim" and keys[key].value_kind in ("quantity", "count")
    ]  # fmt: skip
    _harmless(item, kind, frozenset(numeric), cuts)
    found = [_column(keys[key], item[key], index, ("items", index, key), slots, used) for key in numeric]
    computed = kind == "QuantumComputer"
    terms = [column.term for column in found if column.term in cuts.bounds and not (computed and column.term == ERROR)]
    if computed:
        terms = [term for term in terms if term not in (QUBITS, ERROR)] + [
            term for term in (QUBITS, ERROR) if term in cuts.bounds
        ]
    if CONTENT in item:
        found.append(_column(keys[CONTENT], item[CONTENT], index, ("items", index, CONTENT), slots, used))
        terms.append(CONTENT)
    return found, terms


def _harmless(item: dict, kind: str, numeric: frozenset[str], cuts: Cuts) -> None:
    """Refuse claims that a check could refute, or that become measurands in a way of their own."""
    if kind == "QuantumComputer":
        times = numeric & _TIMES
        if numeric - _PLAIN_CLAIMS - _TIMES or times & set(cuts.bounds):
            raise _NoArrays
        if "t1" in times and isinstance(item["t1"], dict) and item["t1"].get("statistic") == "best":
            raise _NoArrays  # the longest T1 and the shortest gate bound the error of every gate
        error = item.get("cnotError")
        if isinstance(error, dict) and error.get("statistic") in ("best", "median", "worst"):
            raise _NoArrays  # each leaves ends of the mean
    elif kind in MEASURANDS:
        raise _NoArrays
    elif CHECKS.get(kind) and not numeric <= _SILENT.get(kind, frozenset()):
        raise _NoArrays
    # Texts and matrices that checks simulate, and what several words may be.
    if any(key in item for key in ("circuit", "kraus", "choi", "model", "correlationMatrix", "noiseModel", "nodes")):
        raise _NoArrays


def _column(term: Term, raw: object, item: int, path: Path, slots: dict, used: set) -> Column:
    words: tuple[tuple[str, str], ...] = ()
    scale, offset, exact = 1.0, 0.0, True
    if path in slots:
        places = (("value", slots[path]),)
    elif isinstance(raw, dict) and not set(raw) - _WORDS:
        places = tuple(
            (key, slots[(*path, key)])
            for key in ("value", "uncertainty", "coverageFactor", "lower", "upper")
            if key in raw
        ) if all((*path, key) in slots for key in raw if key in
                 ("value", "uncertainty", "coverageFactor", "lower", "upper")) else ()  # fmt: skip
        if ("statistic" in raw and term.key in MEANT) or ("metric" in raw and term.key != "cnotError"):
            raise _NoArrays  # an end of what is meant; a fault
        words = tuple((key, raw[key]) for key in ("metric", "statistic", "unit") if key in raw)
        scale, offset, exact = _to_canonical(term, raw.get("unit"))
    else:
        raise _NoArrays
    names = {name for name, _ in places}
    if not names & {"value", "lower", "upper"} or ("uncertainty" in names and "value" not in names):
        raise _NoArrays
    whole = term.value_kind == "count"
    if whole and (names != {"value"} or not exact):
        raise _NoArrays
    used.update(slot for _, slot in places)
    low, high = (None if end is None else float(end) for end in (term.minimum, term.maximum))
    return Column(item, term.key, places, scale, offset, exact, low, high, term.minimum_exclusive,
                  term.maximum_exclusive, whole, words)  # fmt: skip


@lru_cache(maxsize=1000)
def _to_canonical(term: Term, unit: str | None) -> tuple[float, float, bool]:
    """Slope and intercept of the way to the canonical unit, and whether it is the identity."""
    if unit is None or unit == term.unit:
        return 1.0, 0.0, True
    try:
        at = [to_canonical(Decimal(number), unit, term) for number in (0, 1, 2)]
    except (UnitError, AttributeError, TypeError):
        raise _NoArrays from None
    if at[2] - at[1] != at[1] - at[0]:
        raise _NoArrays
    return float(at[1] - at[0]), float(at[0]), False


def _amount(item: dict, index: int, slots: dict, used: set) -> tuple[tuple[int, int | None], list[Column]]:
    """The slots of the worth in euro: the amount, and how many pieces at most; below 0 where none in euro is stated."""
    count, columns = None, []
    if "quantity" in item:
        column = _column(lexicon().item_keys()["quantity"], item["quantity"], index, ("items", index, "quantity"),
                         slots, used)  # fmt: skip
        if not column.exact or any(name not in ("value", "upper") for name, _ in column.slots):
            raise _NoArrays
        count, columns = dict(column.slots), [column]
    raw = item.get("value")
    if raw is None:
        amount = -1
    elif isinstance(raw, dict) and set(raw) <= {"value", "currency"}:
        path = ("items", index, "value", "value")
        if path not in slots and "value" in raw:
            raise _NoArrays
        amount = slots.get(path, -1)
        if amount >= 0:
            used.add(amount)
            if raw.get("currency") != "EUR":
                amount = -2 - amount  # read and checked, but not converted
    else:
        raise _NoArrays
    return (amount, None if count is None else count.get("upper", count.get("value"))), columns


class Placer:
    """Places rows among the cuts."""

    def __init__(self, cuts: Cuts):
        self.cuts = cuts
        self._bounds = {term: np.array([float(bound) for bound in bounds]) for term, bounds in cuts.bounds.items()}
        self._sharp = {
            term: all(len(bound.normalize().as_tuple().digits) <= _EXACT_DIGITS for bound in bounds)
            for term, bounds in cuts.bounds.items()
        }

    def place(self, plan: Plan, numbers: np.ndarray, plain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes (rows x 2 facts) and which rows are doubtful.

        ``numbers`` are the slots by row; ``plain`` says of each slot whether its floats tell its decimals apart.
        """
        count = len(numbers)
        doubt = np.zeros(count, bool)
        codes = np.empty((count, 2 * len(plan.facts)), np.uint8)
        ends: dict[tuple[int, str], tuple] = {}
        with np.errstate(all="ignore"):
            for column in plan.columns:
                ends[column.item, column.term] = self._ends(column, numbers, plain, doubt)
            for at, (item, term) in enumerate(plan.facts):
                if item is None:
                    low, high = self._worth(plan, numbers, plain, doubt)
                elif term == QUBITS:
                    low, high = self._qubits(item, ends, count, doubt)
                elif term == ERROR and plan.types[item] == "QuantumComputer":
                    low, high = self._error(plan, item, ends, count, doubt)
                else:
                    low, high = self._direct(term, ends[item, term], doubt, cut=term != CONTENT)
                codes[:, 2 * at], codes[:, 2 * at + 1] = low, high
        return codes, doubt

    def _ends(self, column: Column, numbers: np.ndarray, plain: np.ndarray, doubt: np.ndarray) -> tuple:
        """The ends of a claim before it is cut, how far they may be off, whether they are exact; doubt where a number
        is none that a dossier may hold, or too near to an end of its domain to say."""
        given = {}
        sharp = column.exact
        for name, slot in column.slots:
            raw = numbers[:, slot]
            size = np.abs(raw)
            doubt |= ~((raw == 0) | ((size >= LEAST) & (size <= MOST)))
            sharp = sharp and bool(plain[slot])
            given[name] = raw
        made = {}
        for name in ("value", "lower", "upper"):
            if name not in given:
                continue
            number = given[name] if column.exact else given[name] * column.scale + column.offset
            slack = 0.0 if sharp else NEAR * (np.abs(number) + abs(column.offset))
            if column.minimum is not None:
                doubt |= number - slack <= column.minimum if column.open_minimum else number - slack < column.minimum
                if not sharp:
                    doubt |= (number - slack < column.minimum) & (number != 0)
            if column.maximum is not None:
                doubt |= number + slack >= column.maximum if column.open_maximum else number + slack > column.maximum
            made[name] = number
        if column.whole:
            doubt |= (made["value"] != np.floor(made["value"])) | (made["value"] > 2**53)
        ordered = [made[name] for name in ("lower", "value", "upper") if name in made]
        for first, second in pairwise(ordered):
            doubt |= ~(first < second)
        if "uncertainty" in given:
            doubt |= ~(given["uncertainty"] >= 0)
        k = COVERAGE
        if "coverageFactor" in given:
            k = given["coverageFactor"]
            doubt |= ~((k >= 1) & (k <= 10))
        if "lower" in made or "upper" in made:
            low, high = made.get("lower"), made.get("upper")
        elif "uncertainty" in given:
            guard = GUARD * (given["uncertainty"] * abs(column.scale) / k)
            low, high, sharp = made["value"] - guard, made["value"] + guard, False
            spread = NEAR * (np.abs(made["value"]) + guard + abs(column.offset))
            return low, high, spread, sharp
        else:
            low = high = made["value"]
        size = sum(np.abs(end) for end in (low, high) if end is not None) + abs(column.offset)
        return low, high, NEAR * size, sharp

    def _cell(self, term: str, number: np.ndarray, slack, sharp: bool, doubt: np.ndarray) -> np.ndarray:
        """2 i + 1 in the gap before bound i, 2 i + 2 at it; 0 is left for an open lower end."""
        bounds = self._bounds[term]
        at = np.searchsorted(bounds, number)
        inside = np.minimum(at, len(bounds) - 1)
        hit = (at < len(bounds)) & (bounds[inside] == number)
        if not (sharp and self._sharp[term]):
            before = np.maximum(at - 1, 0)
            doubt |= (np.abs(bounds[inside] - number) <= slack) | (np.abs(bounds[before] - number) <= slack)
        return (2 * at + 1 + hit).astype(np.int64)

    def _at(self, term: str, end: float | None, open_code: int) -> int:
        if end is None:
            return open_code
        return 2 * int(np.searchsorted(self._bounds[term], end)) + 2

    def _domain(self, term: str) -> tuple[int, int]:
        known = lexicon().terms[term] if term in lexicon().terms else None
        low, high = (None, None) if known is None else (known.minimum, known.maximum)
        last = 2 * len(self._bounds[term]) + 2
        return (
            self._at(term, None if low is None else float(low), 0),
            self._at(term, None if high is None else float(high), last),
        )

    def _direct(self, term: str, ends: tuple, doubt: np.ndarray, cut: bool = True, scale: float = 1.0) -> tuple:
        """The cells of a claim's ends, cut to the domain of the term."""
        low, high, slack, sharp = ends
        least, most = self._domain(term) if cut else (0, 2 * len(self._bounds[term]) + 2)
        if scale != 1.0:
            low, high = (None if end is None else end * scale for end in (low, high))
            sharp = False
        lower = least if low is None else np.maximum(self._cell(term, low, slack, sharp, doubt), least)
        if high is low and high is not None:
            upper = np.minimum(lower, most)
        else:
            upper = most if high is None else np.minimum(self._cell(term, high, slack, sharp, doubt), most)
        return lower, upper

    def _qubits(self, item: int, ends: dict, count: int, doubt: np.ndarray) -> tuple:
        """The smallest of the counts, all of which are points; anything where a part exceeds the whole, since then
        ``qubit-count-pairs`` refutes both."""
        values = [ends[item, term] for term in QUBIT_COUNTS if (item, term) in ends]
        if not values:
            return self._domain(QUBITS)
        smallest, sharp = values[0][0], values[0][3]
        for low, _, _, one in values[1:]:
            smallest, sharp = np.minimum(smallest, low), sharp and one
        lower, upper = self._direct(QUBITS, (smallest, smallest, NEAR * smallest, sharp), doubt)
        if (item, WHOLE) in ends:
            least, most = self._domain(QUBITS)
            whole = ends[item, WHOLE][0]
            wrong = np.zeros(count, bool)
            for term in QUBIT_COUNTS:
                if (item, term) in ends:
                    wrong |= ends[item, term][0] > whole
            lower, upper = np.where(wrong, least, lower), np.where(wrong, most, upper)
        return lower, upper

    def _error(self, plan: Plan, item: int, ends: dict, count: int, doubt: np.ndarray) -> tuple:
        """The declared mean in average gate infidelity; anything where none is declared that can be converted."""
        column = next((c for c in plan.columns if c.item == item and c.term == "cnotError"), None)
        if column is None or column.word("statistic") not in (None, "mean"):
            return self._domain(ERROR)
        low, high, slack, _ = ends[item, "cnotError"]
        for end in (low, high):  # a gate has a largest error, by metric and statistic; far below it none is refuted
            doubt |= False if end is None else end + slack > LARGE_ERROR
        doubt |= False if low is None else low + slack >= float(LARGE)  # it may be a percentage
        share = metric_factor(column.word("metric"), 2)
        if share is None or column.word("metric") == INTERLEAVED:  # the decay that its bound needs is no plain claim
            return self._domain(ERROR)
        return self._direct(ERROR, ends[item, "cnotError"], doubt, scale=float(share))

    def _worth(self, plan: Plan, numbers: np.ndarray, plain: np.ndarray, doubt: np.ndarray) -> tuple:
        """The worth of all items in euro, for one piece each and for all pieces."""
        low = high = 0.0
        sharp, last = True, 2 * len(self._bounds[VALUE]) + 2
        one_item = len(plan.amounts) == 1
        unknown = False
        for amount, count in plan.amounts:
            slot = amount if amount >= 0 else -2 - amount
            if amount != -1:
                raw = numbers[:, slot]
                doubt |= ~((raw >= 0) & ((raw == 0) | ((raw >= LEAST) & (raw <= MOST))))
            if count is not None:
                pieces = numbers[:, count]
                doubt |= ~((pieces >= 0) & (pieces <= MOST))
            if amount < 0:
                unknown = True
            if unknown:
                continue
            low = low + raw
            high = high + (raw if count is None else raw * np.maximum(1.0, pieces))
            sharp = sharp and bool(plain[slot]) and one_item and count is None
        lower = self._cell(VALUE, np.broadcast_to(low, (len(numbers),)), NEAR * np.abs(low), sharp, doubt)
        if unknown:
            return lower, last
        if high is low:
            return lower, lower
        return lower, self._cell(VALUE, np.broadcast_to(high, (len(numbers),)), NEAR * np.abs(high), False, doubt)
