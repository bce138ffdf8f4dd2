"""Items as columns for the array functions, where the columns hold all that their facts rest on."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

import numpy as np

from qgov.dossier.model import Item, Pair, Quantity

from .assumptions import unstated
from .bulk_reference import COUNTS, STATISTICS
from .bulk_words import Columns
from .checks import two_qubit_floor
from .estimate import is_readable
from .metric import factor
from .rounding import half_digit

_ROW = (
    "device", "qubit_a", "qubit_b", "error", "u_error", "share", "time", "u_time", "t1_a", "t1_b", "t2_a", "t2_b",
    "u_t1_a", "u_t1_b", "dead",
)  # fmt: skip
_DEVICE = (*COUNTS, "error", "u_error", "error_share", "statistic", "time", "u_time", "stated")
_KINDS = dict.fromkeys(("device", "qubit_a", "qubit_b", "statistic"), np.int64) | {"dead": bool, "stated": bool}
_EMPTY = (*[nan] * len(COUNTS), nan, nan, 1.0, 0, nan, nan, False)


def columns_of(items: Iterable[Item]) -> tuple[Columns, Columns, list[int]]:
    """Rows, devices, and the indices of the items that do not fit and are to be grounded one by one.

    An item that does not fit has no rows and an empty device, so that devices keep the indices of their items.
    Bounds in place of values, and claims of the whole device beside counts, cnotError and twoQubitGateTime, do not
    fit: other checks judge them, and may refute what the rows alone do not.
    """
    parts, halves, devices, others = [np.empty((0, len(_ROW)))], [np.empty(0)], [], []
    for index, item in enumerate(items):
        if not _fits(item):
            others.append(index)
            devices.append(_EMPTY)
            continue
        devices.append(_device(item))
        if item.pairs:
            names: dict[str, int] = {}
            part = np.array([_row(index, pair, names) for pair in item.pairs])
            parts.append(part)
            halves.append(_halves(item.pairs, part, devices[-1][_DEVICE.index("time")]))
    rows = _table(np.concatenate(parts), _ROW) | {"half_digit": np.concatenate(halves)}
    return rows, _table(np.array(devices).reshape(-1, len(_DEVICE)), _DEVICE), others


def _table(numbers: np.ndarray, names: tuple[str, ...]) -> Columns:
    return {name: numbers[:, at].astype(_KINDS.get(name, float)) for at, name in enumerate(names)}


def _halves(pairs: tuple[Pair, ...], part: np.ndarray, device_time: float) -> np.ndarray:
    """Half of the last digit of the errors that may lie below half of their floor, elsewhere NaN: it is costly to read.

    Half of the floor is at most t/5 (1/T1a + 1/T1b).
    """
    error, time, t1_a, t1_b = (part[:, _ROW.index(name)] for name in ("error", "time", "t1_a", "t1_b"))
    time = np.where(np.isnan(time), device_time, time)
    found = np.full(len(pairs), nan)
    with np.errstate(all="ignore"):
        low = ~(error * 0.79 > time / 5 * (1 / t1_a + 1 / t1_b)) & ~np.isnan(error)
    for at in np.flatnonzero(low):
        half = half_digit(pairs[at].cnot_error, True)
        found[at] = nan if half is None else float(half)
    return found


def _fits(item: Item) -> bool:
    quantities = {term: claim for term, claim in item.claims.items() if not isinstance(claim, (str, bool))}
    error = item.quantity("cnotError")
    return (
        item.type == "QuantumComputer"
        and set(quantities) <= {*COUNTS, "cnotError", "twoQubitGateTime"}
        and all(map(_plain, quantities.values()))
        and all(quantities[term].standard_uncertainty is None for term in COUNTS if term in quantities)
        and (error is None or (error.metric != "interleaved-rb" and error.statistic in STATISTICS))
        and all(map(_plain_row, item.pairs))
    )


def _plain(claim: object) -> bool:
    """Whether the claim is one value of sane size."""
    return isinstance(claim, Quantity) and claim.lower is None and claim.upper is None and is_readable(claim)


def _plain_row(pair: Pair) -> bool:
    """Whether the row gives values and no bounds; values of absurd size are found in the arrays."""
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
    return (
        device, first, second, *_numbers(error), _share(error), *_numbers(time), t1_a, t1_b, t2_a, t2_b,
        u_t1_a, u_t1_b, pair.dead,
    )  # fmt: skip


def _device(item: Item) -> tuple:
    error, time = item.quantity("cnotError"), item.quantity("twoQubitGateTime")
    shortest = time if time is not None and time.statistic in (None, "best") else None
    statistic = STATISTICS.index(None if error is None else error.statistic)
    return (
        *(_numbers(item.quantity(term))[0] for term in COUNTS), *_numbers(error), _share(error), statistic,
        *_numbers(shortest), not unstated(item, two_qubit_floor.CHECK.assumptions),
    )  # fmt: skip


def _numbers(quantity: Quantity | None) -> tuple[float, float]:
    """Value and standard uncertainty, NaN where there is none."""
    if quantity is None:
        return nan, nan
    u = quantity.standard_uncertainty
    return float(quantity.value), nan if u is None else float(u)


def _share(error: Quantity | None) -> float:
    if error is None or error.metric is None:
        return 1.0
    share = factor(error.metric, 2)
    return nan if share is None else float(share)
