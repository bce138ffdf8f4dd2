"""Findings by device over arrays of pair rows: T2 against 2 T1, the declared statistic, counts, and the mean error.

As checks/relaxation_limit.py, checks/pair_statistics.py, checks/qubit_count_pairs.py, measurands.py and pair_table.py
say; sums are floats here, good to 1e-12, where the reference is exact.
"""

from __future__ import annotations

import numpy as np

from .bulk_errors import declared_against_rows, metrics
from .bulk_mean import mean_error
from .bulk_reference import COUNTS
from .bulk_rows import alive
from .bulk_words import (
    CLOSE,
    NO_VERDICT,
    REFUTED,
    SUPPORTED,
    UNDETERMINED,
    Columns,
    absurd,
    any_by,
    close,
    count_by,
    statistic_by,
)
from .checks import pair_statistics, relaxation_limit


def device_facts(rows: Columns, devices: Columns, verdict: np.ndarray) -> tuple[Columns, np.ndarray]:
    """The findings of every device, and the devices of which the reference has to decide."""
    owner, count = rows["device"], len(devices["stated"])
    ends = np.concatenate([rows["qubit_a"], rows["qubit_b"]])
    owners = np.concatenate([owner, owner])
    _, names = np.unique(owners << 31 | ends, return_inverse=True)  # each qubit of each device has a number of its own
    live = alive(rows)
    codes = {"supported": SUPPORTED, "undetermined": UNDETERMINED, "refuted": REFUTED}
    facts = {name: count_by(owner, verdict == code, count) for name, code in codes.items()}
    limits, doubt = _limit(rows, owners, names, count)
    statistics, unsure = _pair_statistics(rows, devices, live)
    named = _distinct(owners, names, np.concatenate([live, live]), count)
    counts, qubits, countless = _counts(devices, named)
    mean, open_mean = mean_error(rows, devices, verdict, names, named, qubits, countless, counts == REFUTED)
    named_metrics, beyond = metrics(rows, devices, live)
    errors, open_errors = declared_against_rows(rows, devices, live)
    doubt |= unsure | open_mean | beyond | open_errors | _apart(devices, named)
    doubt |= absurd(*(devices[name] for name in (*COUNTS, "error", "u_error", "time", "u_time")))
    verdicts = {"pair_statistics": statistics, "qubit_count": counts, "error_claims": errors} | named_metrics
    return facts | limits | verdicts | {"qubits": qubits} | mean, doubt


def _apart(devices: Columns, named: np.ndarray) -> np.ndarray:
    """Devices that the reference judges further: with counts at odds with each other, or an error without rows.

    Counts of 2^53 and more have no float of their own.
    """
    counts = np.stack([devices[term] for term in COUNTS])
    with np.errstate(invalid="ignore"):
        odd = (counts[1:] > counts[0]).any(axis=0) | (counts >= 2**53).any(axis=0)
    return odd | (~np.isnan(devices["error"]) & (named == 0))


def _distinct(owners: np.ndarray, names: np.ndarray, where: np.ndarray, count: int) -> np.ndarray:
    """How many different qubits of each device there are among the chosen entries."""
    _, first = np.unique(names[where], return_index=True)
    return np.bincount(owners[where][first], minlength=count)


def _limit(rows: Columns, owners: np.ndarray, names: np.ndarray, count: int) -> tuple[Columns, np.ndarray]:
    t1, t2 = (np.concatenate([rows[f"{term}_a"], rows[f"{term}_b"]]) for term in ("t1", "t2"))
    most = float(relaxation_limit.TOLERANCE)
    with np.errstate(all="ignore"):
        compared = (t1 > 0) & ~np.isnan(t2)
        beyond = compared & (t2 > most * 2 * t1)
        doubt = compared & close(t2, most * 2 * t1)
    seen, over = (_distinct(owners, names, where, count) for where in (compared, beyond))
    return {"limit_within": seen - over, "limit_beyond": over}, any_by(owners, doubt, count)


def _pair_statistics(rows: Columns, devices: Columns, live: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The verdict on the declared statistic; none if there are no rows, or a metric cannot be converted."""
    owner, count = rows["device"][live], len(devices["stated"])
    errors = (rows["error"] * rows["share"])[live]
    numbers = np.bincount(owner, minlength=count)
    declared, u = devices["error"] * devices["error_share"], devices["u_error"] * devices["error_share"]
    own = statistic_by(owner, errors, devices["statistic"])
    judged = ~np.isnan(own) & ~np.isnan(declared) & ~any_by(owner, np.isnan(errors), count)
    with np.errstate(invalid="ignore"):
        gap, most = np.abs(declared - own), float(pair_statistics.RELATIVE) * own
        slack = np.maximum(CLOSE, 1e-15 * numbers) * (declared + own)
        agrees = (gap <= most) | (gap <= pair_statistics.Z * u)
        doubt = (np.abs(gap - most) <= slack) | (np.abs(gap - pair_statistics.Z * u) <= slack)
        doubt &= gap >= most - slack
    verdict = np.where(judged, np.where(agrees, SUPPORTED, UNDETERMINED), NO_VERDICT)
    return verdict, judged & doubt


def _counts(devices: Columns, named: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The verdict on the counts against the rows; operationalQubits, NaN if not known; and where no count is claimed.

    A count that is refuted, by the rows or as larger than that of all qubits, leaves nothing known.
    """
    counts = np.stack([devices[term] for term in COUNTS])
    countless = np.isnan(counts).all(axis=0)
    smallest = np.where(np.isnan(counts), np.inf, counts).min(axis=0)
    with np.errstate(invalid="ignore"):
        parts = (counts[1:] > counts[0]).any(axis=0)
        broken = (np.isfinite(counts) & (counts != np.floor(counts))).any(axis=0)
    judged = ~countless & (named > 0)
    refuted = judged & (smallest < named)
    verdict = np.where(judged, np.where(refuted, REFUTED, SUPPORTED), NO_VERDICT)
    return verdict, np.where(countless | refuted | parts | broken, np.nan, smallest), countless
