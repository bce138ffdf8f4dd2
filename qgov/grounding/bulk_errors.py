"""What is said of declared and measured errors over arrays of pair rows: their metrics, and one against the other.

As checks/metric_conversion.py and checks/consistency/error_claims.py say.
"""

from __future__ import annotations

import numpy as np

from .bulk_reference import STATISTICS
from .bulk_words import NO_VERDICT, SUPPORTED, UNDETERMINED, Columns, any_by, sum_by
from .checks.ceiling import ceiling
from .checks.consistency.error_claims import ROUNDED

CLOSE_SUM = 1e-9  # relative; of a spread, which is a root of a difference of sums
_CEILING = float(ceiling(2))
_MEAN = (STATISTICS.index(None), STATISTICS.index("mean"))


def metrics(rows: Columns, devices: Columns, live: np.ndarray) -> tuple[Columns, np.ndarray]:
    """Whether the metrics that are stated can be converted; and the devices with an error near or above the ceiling."""
    owner, count = rows["device"], len(devices["stated"])
    with np.errstate(invalid="ignore"):
        most = _CEILING * (1 - CLOSE_SUM)
        beyond = any_by(owner, live & (rows["error"] * rows["share"] >= most), count)
        beyond |= devices["error"] * devices["error_share"] >= most
    opaque = any_by(owner, live & np.isnan(rows["share"]), count)
    told = any_by(owner, live & rows["told"], count)
    declared = devices["error_told"] & ~np.isnan(devices["error"])
    return {
        "metric": _verdicts(declared, np.isnan(devices["error_share"])), "pair_metric": _verdicts(told, opaque),
    }, beyond  # fmt: skip


def _verdicts(judged: np.ndarray, open_: np.ndarray) -> np.ndarray:
    return np.where(judged, np.where(open_, UNDETERMINED, SUPPORTED), NO_VERDICT)


def declared_against_rows(rows: Columns, devices: Columns, live: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the declared mean lies further from that of the rows than their spread; and where that is in doubt."""
    owner, count = rows["device"][live], len(devices["stated"])
    errors = (rows["error"] * rows["share"])[live]
    declared, u = devices["error"] * devices["error_share"], devices["u_error"] * devices["error_share"]
    numbers = np.bincount(owner, minlength=count)
    judged = ~np.isnan(declared) & np.isin(devices["statistic"], _MEAN) & (numbers > 0)
    judged &= ~any_by(owner, np.isnan(errors), count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sum_by(owner, errors, count) / numbers
        spread = np.sqrt(sum_by(owner, (errors - mean[owner]) ** 2, count) / numbers)
        spread = np.maximum(np.maximum(spread, ROUNDED * mean), 3 * np.where(np.isnan(u), 0.0, u))
        gap = np.abs(declared - mean)
        doubt = np.abs(gap - spread) <= CLOSE_SUM * (declared + mean)
        apart = judged & (gap > spread)
    return np.where(apart, UNDETERMINED, NO_VERDICT), judged & doubt
