"""The two-qubit relaxation floor over arrays of pair rows: as checks/two_qubit_floor.py and checks/gate_floor.py say.

Floors are computed by the same operations in the same order; the exponentials of numpy may differ from those of the
C library in the last digit, so that a comparison with a floor counts only beyond 1e-12.
"""

from __future__ import annotations

import numpy as np

from .bulk_words import NO_VERDICT, REFUTED, SUPPORTED, UNDETERMINED, Columns, absurd, any_by, close, count_by
from .checks.gate_floor import LONG, SHARE, SHARE_OF_LONG, VOID, Z
from .checks.relaxation_limit import TOLERANCE
from .family import k_refute

DIGITS_OF_Z = 1e-5  # z scores of the reference have six digits


def alive(rows: Columns) -> np.ndarray:
    """Rows with the error of a gate that works; exactly 1 is how tables write a gate that is dead."""
    return ~rows["dead"] & ~np.isnan(rows["error"]) & (rows["error"] != 1)


def row_verdicts(rows: Columns, devices: Columns) -> tuple[np.ndarray, np.ndarray]:
    """A verdict a row, and the devices of which the reference has to decide."""
    owner, count = rows["device"], len(devices["stated"])
    live = alive(rows)
    own_time = np.isnan(rows["time"])
    time = np.where(own_time, devices["time"][owner], rows["time"])
    u_time = _or_zero(np.where(own_time, devices["u_time"][owner], rows["u_time"]))
    t1s, t2s = (rows["t1_a"], rows["t1_b"]), (rows["t2_a"], rows["t2_b"])
    share, error, u_error = rows["share"], rows["error"], _or_zero(rows["u_error"])
    with np.errstate(all="ignore"):
        whole = (time > 0) & (t1s[0] > 0) & (t1s[1] > 0) & ~np.isnan(share)
        least = _floor(time, t1s, [2 * t1 for t1 in t1s])
        full = _floor(time, t1s, [_cut(t1, t2) for t1, t2 in zip(t1s, t2s, strict=True)])
        shortest = np.minimum(*t1s)
        part = np.where(time > LONG * shortest, SHARE_OF_LONG, SHARE)
        u_floor = part * _u_floor(time, u_time, t1s, (_or_zero(rows["u_t1_a"]), _or_zero(rows["u_t1_b"])))
        bound, high, u = part * least, error * share, np.hypot(u_error * share, u_floor)
        below = whole & (high + Z * u < bound)
        doubt = whole & (close(high + Z * u, bound) | close(high, full))
        stays, near = _rounded(rows, bound, u_floor)
        doubt |= below & near
        z = np.where(u > 0, (bound - high) / u, np.inf)
        void = shortest >= VOID * time
        supported = whole & ~below & ~void & (high >= full)
    broken = _broken(t1s, t2s)
    doubt |= below & broken[1]
    hit = live & below & devices["stated"][owner] & ~broken[0]
    refuted = hit & stays
    verdict = np.where(live, np.where(supported, SUPPORTED, UNDETERMINED), NO_VERDICT).astype(np.int8)
    verdict[refuted] = REFUTED
    doubt |= refuted & (z <= _k(count_by(owner, live, count))[owner] * (1 + DIGITS_OF_Z))
    # Where no row is left to sum up, the reference reports rows that rounding explains one by one.
    doubt |= (hit & ~stays) & ~any_by(owner, live & ~hit, count)[owner]
    doubt = (doubt & live) | absurd(error, u_error, time, u_time, *t1s, *t2s, rows["u_t1_a"], rows["u_t1_b"])
    return verdict, any_by(owner, doubt, count)


def _or_zero(column: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(column), 0.0, column)


def _cut(t1: np.ndarray, t2: np.ndarray) -> np.ndarray:
    """T2 within its limit of 2 T1, and at the limit where it is not given."""
    return np.where(t2 > 0, np.minimum(t2, 2 * t1), 2 * t1)


def _broken(t1s: tuple[np.ndarray, ...], t2s: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Where a T2 is above 2 T1 by more than the tolerance: one of the two is wrong. And where that is in doubt."""
    most = float(TOLERANCE)
    with np.errstate(invalid="ignore"):
        over = [t2 > most * 2 * t1 for t1, t2 in zip(t1s, t2s, strict=True)]
        near = [close(t2, most * 2 * t1) for t1, t2 in zip(t1s, t2s, strict=True)]
    return over[0] | over[1], near[0] | near[1]


def _floor(time: np.ndarray, t1s: tuple[np.ndarray, ...], t2s: list[np.ndarray]) -> np.ndarray:
    one, other = ((-2 * np.expm1(-time / t2) - np.expm1(-time / t1)) / 4 for t1, t2 in zip(t1s, t2s, strict=True))
    return 4 / 5 * (one + (other - one * other))


def _u_floor(time: np.ndarray, u_time: np.ndarray, t1s: tuple[np.ndarray, ...], us: tuple[np.ndarray, ...]):
    total = 0.0
    for t1, u_t1 in zip(t1s, us, strict=True):
        slope = (np.exp(-time / (2 * t1)) + np.exp(-time / t1)) / (4 * t1)
        total = total + slope * (u_time + time / t1 * u_t1)
    return 4 / 5 * total


def _rounded(rows: Columns, bound: np.ndarray, u_floor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether a row is below its bound with the rounding of its error too, and where that is in doubt."""
    error, share, unstated = rows["error"], rows["share"], np.isnan(rows["u_error"])
    half = np.where(unstated & (error > 0) & (error < 1), _or_zero(rows["half_digit"]), 0.0)
    high = np.where(half > 0, np.minimum(error + half, 1.0), error) * share
    most = high + Z * np.hypot(_or_zero(rows["u_error"]) * share, u_floor)
    return most < bound, close(most, bound)


def _k(numbers: np.ndarray) -> np.ndarray:
    """How many standard uncertainties refute, if every row of a device is a claim judged together with the others."""
    different, where = np.unique(numbers, return_inverse=True)
    return np.array([float(k_refute(int(number))) for number in different])[where]
