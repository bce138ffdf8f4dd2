"""A channel map as a claim gives it: Kraus operators or a Choi matrix, read with its sizes and its rounding.

The Choi state is the map on half of a maximally entangled pair, input first, with trace 1 where the map keeps
probability. A matrix whose trace is the input dimension is brought to that form, and one with the output first is
turned. Entries that are not whole numbers are taken as rounded to the finest decimal place that the claim shows.
Sizes are looked at before anything is built, so that an absurd list costs no memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isqrt, sqrt

from qgov.dossier.model import Item

from .counts import stated_count

LARGEST_PRODUCT = 64  # input dimension x output dimension
LARGEST_LIST = 64  # Kraus operators; a map needs no more of them than the product of its dimensions
LARGEST_ENTRY = 1e6
COARSEST = 0.005  # half a unit of the second decimal: nobody states a map with less, so 0.9 is taken as 0.90
EXACT = 1e-8  # of matrices given to all their digits
GAIN = 1.1  # the largest probability that the noise of a measured Choi matrix makes of a certain output


@dataclass(frozen=True)
class Unreadable:
    """Why a matrix was not judged, and what would help."""

    term: str
    reason: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class ChannelMap:
    """``state`` is the Choi state as a numpy array; the allowances are what rounding may change, in operator norm."""

    term: str
    d_in: int
    d_out: int
    state: object
    kept_allowance: float
    state_allowance: float
    breaks_by_form: bool = False
    note: str = ""

    @property
    def size(self) -> int:
        return self.d_in * self.d_out


class _Refused(Exception):
    def __init__(self, reason: str, *needs: str):
        super().__init__(reason)
        self.reason, self.needs = reason, needs


def claimed_map(item: Item) -> ChannelMap | Unreadable | None:
    """The map that an item claims as matrices: Kraus operators before the Choi matrix; None if it gives neither."""
    for term, read in (("kraus", _kraus), ("choi", _choi)):
        raw = item.claims.get(term)
        if raw is not None:
            return map_of(item, term, read, raw)
    return None


def map_of(item: Item, term: str, read, raw: object) -> ChannelMap | Unreadable:
    try:
        return read(item, raw)
    except _Refused as refused:
        return Unreadable(term, refused.reason, refused.needs)


def both_maps(item: Item) -> list[ChannelMap]:
    """Every matrix form that the item gives and that can be read."""
    found = [map_of(item, term, read, item.claims[term]) for term, read in (("kraus", _kraus), ("choi", _choi))
             if item.claims.get(term) is not None]  # fmt: skip
    return [one for one in found if isinstance(one, ChannelMap)]


def _kraus(item: Item, raw: object) -> ChannelMap:
    import numpy as np

    operators = _rows(raw, "kraus")
    if _is_number(_first(_first(operators))):
        operators = [operators]  # one operator without the outer list
    if len(operators) > LARGEST_LIST:
        raise _Refused(f"a list of {len(operators)} Kraus operators is refused, for it is above {LARGEST_LIST}",
                       f"an equivalent list of at most {LARGEST_LIST} Kraus operators")  # fmt: skip
    d_out = len(_rows(operators[0], "kraus"))
    d_in = len(_rows(_first(operators[0]), "kraus"))
    _bounded(d_in, d_out)
    read = [_matrix(one, d_out, d_in, "kraus") for one in operators]
    delta = _delta(max(places for _, places, _ in read))
    state = np.zeros((d_in * d_out, d_in * d_out), dtype=complex)
    allowance, rank_one = 0.0, True
    kept = np.zeros((d_in, d_in))
    for matrix, _, parts in read:
        column = matrix.T.reshape(-1)  # index (input, output)
        state += np.outer(column, column.conj()) / d_in
        change, each = delta * sqrt(parts.sum()), delta * np.sqrt(parts)
        kept += np.abs(matrix).T @ each + each.T @ np.abs(matrix) + each.T @ each
        allowance += 2 * float(np.linalg.norm(matrix)) * change + change * change
        rank_one = rank_one and bool(np.linalg.matrix_rank(matrix, tol=1e-9) <= 1)
    # Of K^dagger K, each entry changes by no more than that of ``kept``, whose norm is no less than that of the change.
    gained = float(np.linalg.norm(kept, 2))
    return ChannelMap("kraus", d_in, d_out, state, gained, allowance / d_in, breaks_by_form=rank_one)


def _choi(item: Item, raw: object) -> ChannelMap:

    size = len(_rows(raw, "choi"))
    if size > LARGEST_PRODUCT:
        raise _Refused(f"a Choi matrix of {size} rows is refused, for it is above {LARGEST_PRODUCT}",
                       f"dimensions whose product is at most {LARGEST_PRODUCT}")  # fmt: skip
    d_in, d_out = _dimensions(item, size)
    matrix, places, parts = _matrix(raw, size, size, "choi")
    change = _delta(places) * sqrt(parts.sum())
    turned = matrix.reshape(d_out, d_in, d_out, d_in).transpose(1, 0, 3, 2).reshape(size, size)
    orders = ((matrix, ()), (turned, ("read with the output first",)))
    scales = ((1, ()), (d_in, ("divided by the input dimension",))) if d_in > 1 else ((1, ()),)
    readings = [(one / scale, change / scale, (*said, *order)) for one, order in orders for scale, said in scales]
    readings = [one for one in readings if _most(one[0], d_in, d_out) <= GAIN] or readings[:1]
    matrix, change, notes = min(readings, key=lambda one: round(_deviation(one[0], d_in, d_out), 9))
    note = ", ".join(notes)
    kept = d_in * sqrt(size) * change
    return ChannelMap("choi", d_in, d_out, matrix, kept, change, note=note)


def _dimensions(item: Item, size: int) -> tuple[int, int]:
    levels = stated_count(item, "dimension", 1)
    if levels is not None:
        if size % levels:
            raise _Refused(f"a Choi matrix of {size} rows does not fit carriers of {levels} levels", "dimension")
        return levels, size // levels
    root = isqrt(size)
    if root * root != size:
        raise _Refused(f"a Choi matrix of {size} rows has no square number of them", "dimension: levels of the input")
    return root, root


def _most(state, d_in: int, d_out: int) -> float:
    import numpy as np

    reduced = marginal(state, d_in, d_out) * d_in
    return float(np.linalg.eigvalsh((reduced + reduced.conj().T) / 2)[-1])


def _deviation(state, d_in: int, d_out: int) -> float:
    import numpy as np

    return float(np.abs(marginal(state, d_in, d_out) * d_in - np.eye(d_in)).max())


def marginal(state, d_in: int, d_out: int):
    """The Choi state with the output traced out; 1/d_in times the identity where the map keeps probability."""
    import numpy as np

    return np.trace(state.reshape(d_in, d_out, d_in, d_out), axis1=1, axis2=3)


def _bounded(d_in: int, d_out: int) -> None:
    if d_in < 1 or d_out < 1:
        raise _Refused("an operator has no entries", "Kraus operators with entries")
    if d_in * d_out > LARGEST_PRODUCT:
        raise _Refused(f"dimensions {d_in} x {d_out} are refused, for their product is above {LARGEST_PRODUCT}",
                       f"dimensions whose product is at most {LARGEST_PRODUCT}")  # fmt: skip


def _rows(raw: object, term: str) -> list | tuple:
    if not isinstance(raw, list | tuple) or not raw:
        raise _Refused(f"{term} is no list of matrices", f"{term} as lists of rows of numbers or [real, imaginary]")
    return raw


def _first(raw: object) -> object:
    return raw[0] if isinstance(raw, list | tuple) and raw else None


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | Decimal | float) and not isinstance(raw, bool)


def _matrix(raw: object, rows: int, columns: int, term: str):
    """The matrix, its finest decimal place, and how many numbers of each entry are not whole."""
    import numpy as np

    if len(_rows(raw, term)) != rows:
        raise _Refused(f"{term} holds matrices of different sizes", f"{term} with operators of equal size")
    found = np.zeros((rows, columns), dtype=complex)
    places, inexact = 0, np.zeros((rows, columns))
    for i, row in enumerate(raw):
        if len(_rows(row, term)) != columns:
            raise _Refused(f"{term} holds rows of different lengths", f"{term} with rows of equal length")
        for j, entry in enumerate(row):
            parts = entry if isinstance(entry, list | tuple) else (entry,)
            if not 1 <= len(parts) <= 2 or not all(map(_is_number, parts)):
                raise _Refused(f"{term} holds an entry that is neither a number nor [real, imaginary]", term)
            numbers = [float(part) for part in parts]
            if not all(abs(number) <= LARGEST_ENTRY for number in numbers):
                raise _Refused(f"{term} holds an entry above {LARGEST_ENTRY:g}", f"{term} in the usual scale")
            found[i, j] = complex(*numbers)
            shown = [_places(part) for part in parts]
            places = max(places, *shown)
            inexact[i, j] = sum(place > 0 for place in shown)
    return found, places, inexact


def _places(number: object) -> int:
    """The decimal places that a number shows; none for a whole number without a point."""
    return max(0, -Decimal(str(number)).as_tuple().exponent)


def _delta(places: int) -> float:
    return min(COARSEST, 0.5 * 10.0**-places) if places else 0.0
