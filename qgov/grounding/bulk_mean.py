"""meanCnotInfidelity of every device over arrays of pair rows: as measurands.py and pair_table.py say."""

from __future__ import annotations

import numpy as np

from .bulk_reference import STATISTICS
from .bulk_rows import alive
from .bulk_words import CLOSE, REFUTED, Columns, any_by, close, statistic_by, sum_by
from .facts import GUARD
from .means import LEAST_BY_MEDIAN
from .pair_table import RELATIVE, SHARE_OF_PAIRS
from .percent_slip import LARGE, QUBITS

_GUARD = float(GUARD)
_MEAN = (STATISTICS.index(None), STATISTICS.index("mean"))


def mean_error(
    rows: Columns, devices: Columns, verdict: np.ndarray, names: np.ndarray, named: np.ndarray, qubits: np.ndarray,
    countless: np.ndarray, overfull: np.ndarray,
) -> tuple[Columns, np.ndarray]:  # fmt: skip
    """The interval of the mean, and the devices of which the reference has to decide.

    ``names`` are the numbers of both qubits of every row, ``named`` is how many different ones have a working gate;
    ``qubits`` is operationalQubits, ``countless`` where no count is claimed; ``overfull`` where the rows name more
    qubits than there are, so that they count for nothing.
    """
    owner, count = rows["device"], len(named)
    live = alive(rows)
    errors, us = rows["error"] * rows["share"], rows["u_error"] * rows["share"]
    sound = live & (verdict != REFUTED)
    opaque = any_by(owner, sound & np.isnan(errors), count)
    low, high, edge = _interval(errors, us)
    doubt = any_by(owner, sound & edge, count)
    sound &= ~(low > high) & ~np.isnan(errors)

    keep = np.flatnonzero(live)
    first, second = names[: len(owner)][keep], names[len(owner) :][keep]
    key = np.minimum(first, second) * (2 * len(owner)) + np.maximum(first, second)
    order = keep[np.lexsort((low[keep], high[keep], ~sound[keep], key))]
    key = np.sort(key)
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    guard = _guard(us)
    best, unclear = _best(order, starts, sound, errors, us, low, high, (errors - guard, errors + guard))
    whose = owner[order[starts]]
    doubt |= any_by(whose, unclear, count)
    pairs = np.bincount(whose, minlength=count)
    lower, upper, some = _means(whose, best, pairs)

    claim = devices["error"] * devices["error_share"]
    claim_low, claim_high, claim_edge = _interval(claim, devices["u_error"] * devices["error_share"])
    doubt |= claim_edge
    asked = devices["statistic"]
    declared = ~np.isnan(claim) & np.isin(asked, _MEAN)
    with np.errstate(invalid="ignore"):
        gaps = ~countless & ~((named >= qubits) & (pairs >= float(SHARE_OF_PAIRS) * (qubits - 1)))
        doubt |= close(pairs.astype(float), float(SHARE_OF_PAIRS) * (qubits - 1))
    other = ~np.isnan(claim) & ~declared & some & ~opaque
    differs, unsure = _contradicted(other, asked, (claim_low, claim_high), rows, sound, (low, high), whose, best)
    doubt |= unsure
    open_ = (gaps | differs) & ~declared
    ends = _by_statistic(asked, claim_low, claim_high, ~np.isnan(claim) & ~differs)
    large = float(LARGE) * (1 - CLOSE)
    with np.errstate(invalid="ignore"):
        doubt |= ~(qubits < QUBITS) & ((some & (lower >= large)) | (claim_low >= large))
    lower, upper = np.where(open_, ends[0], lower), np.where(open_, ends[1], upper)

    table = some & ~opaque
    lower, upper = np.where(table, lower, np.inf), np.where(table, upper, -np.inf)
    lower = np.where(declared, np.minimum(lower, claim_low), lower)
    upper = np.where(declared, np.maximum(upper, claim_high), upper)
    lost = overfull | ((pairs > 0) & ~opaque & ~some)
    known = (table | declared) & ~lost
    doubt |= known & (lower < CLOSE) & (upper > 1 - CLOSE) & ~((lower == 0) & (upper == 1))
    known &= ~((lower == 0) & (upper == 1))
    return {
        "mean_lower": np.where(known, lower, 0.0), "mean_upper": np.where(known, upper, 1.0), "mean_known": known,
    }, doubt  # fmt: skip


def _interval(value: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ends that an error allows inside of [0, 1], and where it is in doubt whether they are cut."""
    guard = _guard(u)
    low, high = value - guard, value + guard
    edge = (guard > 0) & (close(value, guard) | close(high, np.ones_like(high)))
    return np.maximum(low, 0.0), np.minimum(high, 1.0), edge


def _guard(u: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(u), 0.0, _GUARD * u)


def _by_statistic(
    statistic: np.ndarray, low: np.ndarray, high: np.ndarray, holds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What a declared best, median or worst of all pairs leaves of their mean, where it holds of them."""
    best, median, worst = (holds & (statistic == STATISTICS.index(name)) for name in ("best", "median", "worst"))
    lower = np.where(best, low, np.where(median, float(LEAST_BY_MEDIAN) * low, 0.0))
    return lower, np.where(worst, high, np.where(median, (high + 1) / 2, 1.0))


def _best(
    order: np.ndarray, starts: np.ndarray, sound: np.ndarray, errors: np.ndarray, us: np.ndarray, low: np.ndarray,
    high: np.ndarray, uncut: tuple[np.ndarray, np.ndarray],
) -> tuple[Columns, np.ndarray]:  # fmt: skip
    """The uncut ends of the smallest error of each pair, of which a row may be lost.

    ``order`` are the rows sorted by pair, in each pair the sound ones first, by their upper and then their lower end.
    """
    if not len(order):
        return {name: np.zeros(0) for name in ("low", "high", "sound")}, np.zeros(0, bool)
    size = np.diff(starts, append=len(order))
    chosen = order[starts]
    good = sound[order]
    least = np.minimum.reduceat(np.where(good, uncut[0][order], np.inf), starts)
    least = np.where(np.add.reduceat(good.astype(int), starts) < size, np.minimum(least, 0.0), least)
    rival = np.repeat(chosen, size)
    same = (errors[order] == errors[rival]) & ((us[order] == us[rival]) | (np.isnan(us[order]) & np.isnan(us[rival])))
    near = close(high[order], high[rival]) | (close(low[order], low[rival]) & (low[order] > 0))
    unclear = np.logical_or.reduceat(good & ~same & near, starts)
    return {"low": least, "high": uncut[1][chosen], "sound": sound[chosen]}, unclear


def _means(owner: np.ndarray, best: Columns, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean of the ends of the pairs, cut to [0, 1] as a whole; those without a sound row may be anywhere there."""
    count = len(pairs)
    good = best["sound"].astype(bool)
    whose = owner[good]
    low, high = best["low"][good], best["high"][good]
    found = np.bincount(whose, minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = sum_by(whose, low, count) / pairs
        upper = sum_by(whose, high, count) / pairs + (pairs - found) / pairs
    return np.maximum(lower, 0.0), np.minimum(upper, 1.0), found > 0


def _contradicted(
    asked_of: np.ndarray, statistic: np.ndarray, claim: tuple[np.ndarray, np.ndarray], rows: Columns,
    sound: np.ndarray, ends: tuple[np.ndarray, np.ndarray], owner: np.ndarray, best: Columns,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Where the best, median or worst that is declared is neither that of the rows nor that of the pairs."""
    none = np.zeros(len(asked_of), bool)
    if not asked_of.any():
        return none, none
    some, good = sound & asked_of[rows["device"]], best["sound"].astype(bool) & asked_of[owner]
    agrees, doubt, relative = none.copy(), none.copy(), float(RELATIVE)
    for whose, low, high in (
        (rows["device"][some], ends[0][some], ends[1][some]),
        (owner[good], np.maximum(best["low"][good], 0.0), np.minimum(best["high"][good], 1.0)),
    ):
        least, most = statistic_by(whose, low, statistic), statistic_by(whose, high, statistic)
        with np.errstate(invalid="ignore"):
            agrees |= (claim[0] <= most * (1 + relative)) & (claim[1] >= least * (1 - relative))
            doubt |= close(claim[0], most * (1 + relative)) | close(claim[1], least * (1 - relative))
    return asked_of & ~agrees, asked_of & doubt
