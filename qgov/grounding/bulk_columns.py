"""Items as columns for the array functions, where the columns hold all that their facts rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from math import nan

import numpy as np

from qgov.dossier.model import Item, Pair, Quantity

from .assumptions import unstated
from .bulk_reference import COUNTS, STATISTICS
from .bulk_words import Columns
from .checks import CHECKS, two_qubit_floor
from .estimate import is_readable
from .metric import INTERLEAVED, factor
from .rounding import half_digit

_ROW = (
    "device", "qubit_a", "qubit_b", "error", "u_error", "share", "time", "u_time", "t1_a", "t1_b", "t2_a", "t2_b",
    "u_t1_a", "u_t1_b", "dead", "told",
)  # fmt: skip
_DEVICE = (*COUNTS, "error", "u_error", "error_share", "error_told", "statistic", "time", "u_time", "stated")
_WHOLE = dict.fromkeys(("device", "qubit_a", "qubit_b", "statistic"), np.int64)
_KINDS = _WHOLE | dict.fromkeys(("dead", "told", "error_told", "stated"), bool)
_EMPTY = (*[nan] * len(COUNTS), nan, nan, 1.0, False, 0, nan, nan, False)
_NUMBERS = frozenset((*COUNTS, "cnotError", "twoQubitGateTime"))
# The checks that the arrays answer, and those that have nothing to say of an item with no other numbers than these.
_ANSWERED = {
    "relaxation-limit", "two-qubit-relaxation-floor", "metric-conversion", "qubit-count-pairs", "pair-statistics",
    "error-claims",
}  # fmt: skip
_SILENT = {
    "one-qubit-relaxation-floor", "quantum-volume", "clifford-rate", "interleaved-bound", "volume-error",
    "logical-qubits", "error-suppression", "diamond-error",
}  # fmt: skip


def columns_of(items: Iterable[Item]) -> tuple[Columns, Columns, list[int]]:
    """Rows, devices, and the indices of the items that do not fit and are to be grounded one by one.

    An item that does not fit has no rows and an empty device, so that devices keep the indices of their items.
    Bounds in place of values, and claims of the whole device beside counts, cnotError and twoQubitGateTime, do not
    fit: other checks judge them, and may refute what the rows alone do not.
    """
    parts, halves, devices, others = [np.empty((0, len(_ROW)))], [np.empty(0)], [], []
    for index, item in enumerate(items):
        if not fits(item):
            others.append(index)
            devices.append(_EMPTY)
            continue
        devices.append(device_of(item))
        if item.pairs:
            names: dict[str, int] = {}
            part = np.array([_row(index, pair, names) for pair in item.pairs])
            parts.append(part)
            halves.append(_halves(item.pairs, part, devices[-1][_DEVICE.index("time")]))
    rows = _table(np.concatenate(parts), _ROW) | {"half_digit": np.concatenate(halves)}
    return rows, devices_table(devices), others


def devices_table(devices: list[tuple]) -> Columns:
    """The columns of devices that ``device_of`` has read."""
    return _table(np.array(devices, float).reshape(-1, len(_DEVICE)), _DEVICE)


def _table(numbers: np.ndarray, names: tuple[str, ...]) -> Columns:
    return {name: numbers[:, at].astype(_KINDS.get(name, float)) for at, name in enumerate(names)}


def _halves(pairs: tuple[Pair, ...], part: np.ndarray, device_time: float) -> np.ndarray:
    """Half of the last digit of the errors that may lie below half of their floor, elsewhere NaN: it is costly to read.

    Half of the floor is at most t/5 (1/T1a + 1/T1b).
    """
    columns = (part[:, _ROW.index(name)] for name in ("error", "time", "t1_a", "t1_b"))
    return halves(*columns, device_time, lambda rows: [pairs[row].cnot_error for row in rows])


def halves(
    error: np.ndarray, time: np.ndarray, t1_a: np.ndarray, t1_b: np.ndarray, device_time: float | np.ndarray,
    given: Callable[[np.ndarray], list[Quantity]],
) -> np.ndarray:  # fmt: skip
    """As ``_halves`` says; ``given`` are the errors of some rows with the text that they were given as."""
    time = np.where(np.isnan(time), device_time, time)
    found = np.full(len(error), nan)
    with np.errstate(all="ignore"):
        low = ~(error * 0.79 > time / 5 * (1 / t1_a + 1 / t1_b)) & ~np.isnan(error)
    rows = np.flatnonzero(low)
    for row, error in zip(rows, given(rows), strict=True):
        half = half_digit(error, True)
        found[row] = nan if half is None else float(half)
    return found


@cache
def unanswered() -> tuple[str, ...]:
    """Checks of computers that read the terms of the columns and that the arrays know nothing of.

    As long as there is one, no item fits: an array must never be silent where a check speaks.
    """
    known = _ANSWERED | _SILENT
    return tuple(
        check.name
        for check in CHECKS["QuantumComputer"]
        if check.name not in known and any(term in _NUMBERS or term.startswith("pairs") for term in check.terms)
    )


@cache
def _read() -> frozenset[str]:
    return frozenset(term for check in CHECKS["QuantumComputer"] for term in check.terms)


def fits(item: Item) -> bool:
    """Whether the columns hold all that the checks read of the item."""
    words = {term for term, claim in item.claims.items() if isinstance(claim, (str, bool))}
    quantities = {term: claim for term, claim in item.claims.items() if term not in words}
    error = item.quantity("cnotError")
    return (
        item.type == "QuantumComputer"
        and not unanswered()
        and not words & _read()
        and set(quantities) <= _NUMBERS
        and all(map(_plain, quantities.values()))
        and all(_is_count(quantities[term]) for term in COUNTS if term in quantities)
        and (error is None or (error.metric != INTERLEAVED and error.statistic in STATISTICS))
        and all(map(_plain_row, item.pairs))
    )


def _plain(claim: object) -> bool:
    """Whether the claim is one value of sane size."""
    return isinstance(claim, Quantity) and claim.lower is None and claim.upper is None and is_readable(claim)


def _is_count(claim: Quantity) -> bool:
    return claim.standard_uncertainty is None and claim.statistic is None


def _plain_row(pair: Pair) -> bool:
    """Whether the row gives values and no bounds, no best or worst of them, not by interleaved sequences; values of
    absurd size are found in the arrays."""
    error = pair.cnot_error
    if error is not None and (error.metric == INTERLEAVED or error.statistic not in (None, "mean")):
        return False
    for number in (pair.cnot_error, pair.two_qubit_gate_time, *pair.t1, *pair.t2):
        if number is not None and (number.value is None or number.lower is not None or number.upper is not None):
            return False
    return True


def _row(device: int, pair: Pair, names: dict[str, int]) -> tuple:
    first, second = pair.qubits
    first, second = names.setdefault(first, len(names)), names.setdefault(second, len(names))
    (t1_a, u_t1_a), (t1_b, u_t1_b) = _numbers(pair.t1[0]), _numbers(pair.t1[1])
    t2_a, t2_b = _numbers(pair.t2[0])[0], _numbers(pair.t2[1])[0]
    error, time = pair.cnot_error, pair.two_qubit_gate_time
    told = error is not None and error.metric is not None
    return (
        device, first, second, *_numbers(error), share_of(error and error.metric), *_numbers(time),
        t1_a, t1_b, t2_a, t2_b, u_t1_a, u_t1_b, pair.dead, told,
    )  # fmt: skip


def device_of(item: Item) -> tuple:
    """The columns of an item that fits; its pair rows are not read."""
    error, time = item.quantity("cnotError"), item.quantity("twoQubitGateTime")
    shortest = time if time is not None and time.statistic in (None, "best") else None
    statistic = STATISTICS.index(None if error is None else error.statistic)
    told = error is not None and error.metric is not None
    return (
        *(_numbers(item.quantity(term))[0] for term in COUNTS),
        *_numbers(error), share_of(error and error.metric), told, statistic,
        *_numbers(shortest), not unstated(item, two_qubit_floor.CHECK.assumptions),
    )  # fmt: skip


def _numbers(quantity: Quantity | None) -> tuple[float, float]:
    """Value and standard uncertainty, NaN where there is none."""
    if quantity is None:
        return nan, nan
    u = quantity.standard_uncertainty
    return float(quantity.value), nan if u is None else float(u)


def share_of(metric: str | None) -> float:
    """The factor of a metric to average gate infidelity; NaN where there is none."""
    share = factor(metric, 2)
    return nan if share is None else float(share)
