"""What the array functions share: codes of verdicts, when a comparison is in doubt, and sums by device."""

from __future__ import annotations

import numpy as np

NO_VERDICT, SUPPORTED, UNDETERMINED, REFUTED = -1, 0, 1, 2
CLOSE = 1e-12  # relative; sums of n numbers widen it by n roundings
LEAST, MOST = 1e-100, 1e100  # numbers beyond, other than 0, are left to the reference

Columns = dict[str, np.ndarray]


def close(left: np.ndarray, right: np.ndarray, tolerance: float | np.ndarray = CLOSE) -> np.ndarray:
    """Where two numbers are too near to each other for floats to say which is larger."""
    return np.abs(left - right) <= tolerance * np.maximum(np.abs(left), np.abs(right))


def absurd(*columns: np.ndarray) -> np.ndarray:
    """Where a number that is given is of absurd size."""
    found = np.zeros(len(columns[0]), bool)
    for column in columns:
        found |= (column != 0) & ((column < LEAST) | (column > MOST))
    return found


def any_by(device: np.ndarray, where: np.ndarray, count: int) -> np.ndarray:
    return count_by(device, where, count) > 0


def count_by(device: np.ndarray, where: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(device[where], minlength=count)


def sum_by(device: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(device, weights=values, minlength=count)


def statistic_by(device: np.ndarray, values: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Of the values of each device the statistic ``which`` (index in STATISTICS); NaN of a device without values."""
    count = len(which)
    numbers = np.bincount(device, minlength=count)
    ordered = values[np.lexsort((values, device))]
    starts = np.cumsum(numbers) - numbers
    some = numbers > 0
    result = np.full(count, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sum_by(device, values, count) / numbers
    first, size = starts[some], numbers[some]
    median = (ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2
    asked = which[some]
    result[some] = np.choose(asked, [mean[some], mean[some], median, ordered[first], ordered[first + size - 1]])
    return result
