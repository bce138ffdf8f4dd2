"""Many devices at once: the verdicts of the row checks and the mean error, as array functions.

For tables of a million pair rows the checks are written a second time over numpy arrays, with the same operations in
the same order. The checks of single dossiers remain the reference: a device with a number within 1e-12 of a bound, with
a refutation so weak that the number of claims decides, an error near the largest that a gate can have, or a number of
absurd size is answered by the reference itself. Columns are arrays of floats, NaN is a number not given; all numbers
are in canonical units.

Rows: ``device`` (index of the device, rows of a device together), ``qubit_a``, ``qubit_b`` (whole numbers), ``error``,
``u_error``, ``half_digit`` (half of the last digit that the error was given with), ``share`` (1 for average gate
infidelity, 4/5 for process infidelity or Pauli error, NaN for a metric that cannot be converted), ``told`` (whether a
metric is stated, as it is where ``share`` is other than 1), ``dead``, ``time``, ``u_time``, ``t1_a``, ``t1_b``,
``u_t1_a``, ``u_t1_b``, ``t2_a``, ``t2_b``.

Devices: ``physicalQubits``, ``workingQubits``, ``connectedQubits``, ``controlledQubits``, ``error``, ``u_error``,
``error_share`` and ``error_told`` (as ``share`` and ``told``), ``statistic`` (index in STATISTICS) of the declared
error, ``time`` and ``u_time`` of the device's shortest gate, ``stated`` (whether the assumptions of the relaxation
floor are all stated).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .bulk_devices import device_facts
from .bulk_reference import COUNTS, STATISTICS, reference
from .bulk_rows import row_verdicts
from .bulk_words import NO_VERDICT, REFUTED, SUPPORTED, UNDETERMINED, Columns

__all__ = ["NO_VERDICT", "REFUTED", "STATISTICS", "SUPPORTED", "UNDETERMINED", "BulkGrounding", "ground_rows"]

CHUNK = 65_536  # rows worked on at a time, so that memory beyond columns and results stays within some 30 MB

_ROWS = ("error", "u_error", "half_digit", "time", "u_time", "t1_a", "t1_b", "u_t1_a", "u_t1_b", "t2_a", "t2_b")
_DEVICES = (*COUNTS, "error", "u_error", "time", "u_time")
_FOUND = {
    "supported": np.int64, "undetermined": np.int64, "refuted": np.int64, "limit_within": np.int64,
    "limit_beyond": np.int64, "pair_statistics": np.int8, "qubit_count": np.int8, "error_claims": np.int8,
    "metric": np.int8, "pair_metric": np.int8, "qubits": float, "mean_lower": float, "mean_upper": float,
    "mean_known": bool,
}  # fmt: skip


@dataclass(frozen=True)
class BulkGrounding:
    """Verdicts by row, findings by device, and which devices the reference answered.

    ``verdict``: of the two-qubit relaxation floor, NO_VERDICT for rows without a working gate. ``devices``:
    ``supported``, ``undetermined``, ``refuted`` (rows by verdict), ``limit_within`` and ``limit_beyond`` (qubits by
    T2 <= 1.1 x 2 T1), ``pair_statistics``, ``qubit_count`` and ``error_claims`` (verdicts of these checks), ``metric``
    and ``pair_metric`` (of metric-conversion on the declared error and on the rows), ``qubits`` (operationalQubits,
    NaN if not known), ``mean_lower``, ``mean_upper``, ``mean_known`` (meanCnotInfidelity).
    """

    verdict: np.ndarray
    devices: dict[str, np.ndarray]
    by_reference: np.ndarray


def ground_rows(rows: Mapping[str, object], devices: Mapping[str, object], refer: bool = True) -> BulkGrounding:
    """Judge all rows of all devices. ValueError names the column that is no table, and the row out of its domain.

    Without ``refer`` the reference is not asked: ``by_reference`` then names devices whose findings do not count.
    """
    table, machines = _read_rows(rows), _read_devices(devices)
    owner, count = table["device"], len(machines["stated"])
    if len(owner) and (owner.min() < 0 or owner.max() >= count or (np.diff(owner) < 0).any()):
        raise ValueError(f"device: rows must lie in the order of the devices 0 to {count - 1}")
    verdict = np.full(len(owner), NO_VERDICT, np.int8)
    found = {name: np.zeros(count, kind) for name, kind in _FOUND.items()}
    by_reference = np.zeros(count, bool)
    starts = np.searchsorted(owner, np.arange(count + 1))
    first = 0
    while first < count:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + CHUNK, side="right")) - 1)
        last = min(last, count, first + CHUNK)
        part = {name: column[starts[first] : starts[last]] for name, column in table.items()}
        part["device"] = part["device"] - first
        some = {name: column[first:last] for name, column in machines.items()}
        judged, doubt = row_verdicts(part, some)
        facts, unsure = device_facts(part, some, judged)
        verdict[starts[first] : starts[last]] = judged
        for name, column in facts.items():
            found[name][first:last] = column
        by_reference[first:last] = doubt | unsure
        first = last
    for device in np.flatnonzero(by_reference) if refer else ():
        inside = slice(starts[device], starts[device + 1])
        one = {name: column[inside] for name, column in table.items()}
        verdict[inside], facts = reference(one, {name: column[device] for name, column in machines.items()})
        for name, value in facts.items():
            found[name][device] = value
    return BulkGrounding(verdict, found, by_reference)


def _read_rows(rows: Mapping[str, object]) -> Columns:
    count = len(np.asarray(rows["device"]))
    table = {name: _whole(rows, name) for name in ("device", "qubit_a", "qubit_b")}
    table |= {name: _floats(rows, name, count) for name in _ROWS}
    table["share"] = _floats(rows, "share", count, 1.0)
    table["dead"] = np.asarray(rows.get("dead", np.broadcast_to(False, (count,))), bool)
    table["told"] = np.asarray(rows.get("told", np.broadcast_to(False, (count,))), bool)
    _checked(table, count, {*_ROWS, "share", "told", "dead", "device", "qubit_a", "qubit_b"}, rows)
    table["told"] = table["told"] | (table["share"] != 1)
    if "half_digit" in rows:
        _whole_digits(table)
    return table


def _read_devices(devices: Mapping[str, object]) -> Columns:
    count = max((len(np.asarray(column)) for column in devices.values()), default=0)
    table = {name: _floats(devices, name, count) for name in _DEVICES}
    table["error_share"] = _floats(devices, "error_share", count, 1.0)
    table["stated"] = np.asarray(devices.get("stated", np.zeros(count, bool)), bool)
    table["error_told"] = np.asarray(devices.get("error_told", np.zeros(count, bool)), bool)
    table["statistic"] = _whole(devices, "statistic") if "statistic" in devices else np.zeros(count, np.int64)
    if ((table["statistic"] < 0) | (table["statistic"] >= len(STATISTICS))).any():
        raise ValueError(f"statistic: not an index of {STATISTICS}")
    _checked(table, count, {*_DEVICES, "error_share", "error_told", "stated", "statistic"}, devices)
    return table | {"error_told": table["error_told"] | (table["error_share"] != 1)}


def _floats(columns: Mapping[str, object], name: str, count: int, default: float = np.nan) -> np.ndarray:
    return np.asarray(columns[name], float) if name in columns else np.broadcast_to(default, (count,))


def _whole(columns: Mapping[str, object], name: str) -> np.ndarray:
    column = np.asarray(columns[name])
    if column.size and (not np.issubdtype(column.dtype, np.integer) or column.min() < 0 or column.max() >= 2**31):
        raise ValueError(f"{name}: whole numbers from 0 to 2^31 - 1 are asked for")
    return column.astype(np.int64, copy=False)


def _checked(table: Columns, count: int, known: set[str], given: Mapping[str, object]) -> None:
    """Refuse a table with unknown columns, columns of different lengths, or numbers outside of their domains."""
    if unknown := sorted(set(given) - known):
        raise ValueError(f"{unknown[0]}: no such column")
    for name, column in table.items():
        if column.shape != (count,):
            raise ValueError(f"{name}: {column.shape} where ({count},) is asked for")
        if name in ("error", "share", "error_share"):
            wrong = (column < 0) | (column > 1)
        elif name == "half_digit":
            wrong = (column < 0) | (column > 0.05)
        else:
            wrong = column < 0
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"{name}: {column[row]} in row {row} lies outside of its domain")


def _whole_digits(table: Columns) -> None:
    """Refuse a rounding coarser than the digits that the error itself has: 0.0019 was not given to three places."""
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = table["error"] / (2 * table["half_digit"])
        wrong = (table["half_digit"] > 0) & (np.abs(steps - np.round(steps)) > 1e-9 * np.maximum(steps, 1.0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(f"half_digit: {table['half_digit'][row]} in row {row}, of an error {table['error'][row]}")
