"""One device of the columns as an item, and what the checks of single dossiers find of it: the reference."""

from __future__ import annotations

from decimal import Decimal
from math import isnan, nan

import numpy as np

from qgov.dossier.model import Assumption, Item, Pair, Quantity

from . import ItemGrounding, ground_item
from .bulk_words import NO_VERDICT, REFUTED, SUPPORTED, UNDETERMINED, Columns
from .checks import two_qubit_floor
from .domain import QUBIT_COUNTS as COUNTS
from .estimate import live_pairs
from .metric import AVERAGE

STATISTICS = (None, "mean", "median", "best", "worst")

_CODES = {"supported": SUPPORTED, "undetermined": UNDETERMINED, "refuted": REFUTED}


def reference(rows: Columns, device: dict[str, object]) -> tuple[np.ndarray, dict[str, object]]:
    """The verdicts of the rows of one device, and the findings of the device."""
    item = item_of(rows, device)
    found = ground_item(item, simulate=False)
    verdict = np.full(len(item.pairs), NO_VERDICT, np.int8)
    floor = two_qubit_floor.CHECK
    for pair in live_pairs(item):
        supported = two_qubit_floor.judge_row(floor, item, pair).verdict == "supported"
        verdict[pair.index] = SUPPORTED if supported else UNDETERMINED
    for grounding in found.groundings:
        if grounding.check == floor.name and grounding.verdict == "refuted":
            verdict[grounding.claims[0].index] = REFUTED
    return verdict, _facts(found, verdict)


def _facts(found: ItemGrounding, verdict: np.ndarray) -> dict[str, object]:
    limit = next((one.counts for one in found.groundings if one.check == "relaxation-limit" and one.count), {})
    qubits, mean = found.facts["operationalQubits"], found.facts["meanCnotInfidelity"]
    return {name: int((verdict == code).sum()) for name, code in _CODES.items()} | {
        "limit_within": limit.get("supported", 0),
        "limit_beyond": limit.get("undetermined", 0),
        "pair_statistics": _verdict(found, "pair-statistics", "pairs.cnotError"),
        "qubit_count": _verdict(found, "qubit-count-pairs", "pairs"),
        "error_claims": _verdict(found, "error-claims", "pairs.cnotError"),
        "metric": _verdict(found, "metric-conversion", "cnotError"),
        "pair_metric": _verdict(found, "metric-conversion", "pairs.cnotError"),
        "qubits": float(qubits.lower) if qubits.known else nan,
        "mean_lower": float(mean.lower), "mean_upper": float(mean.upper), "mean_known": mean.known,
    }  # fmt: skip


def _verdict(found: ItemGrounding, check: str, term: str) -> int:
    """The verdict of a check on claims of which one has this term and is no single row."""
    for one in found.groundings:
        if one.check == check and any((claim.term, claim.index) == (term, None) for claim in one.claims):
            return _CODES[one.verdict]
    return NO_VERDICT


def item_of(rows: Columns, device: dict[str, object]) -> Item:
    """The device as a dossier would give it; each float as the shortest decimal that reads as it."""
    pairs = tuple(
        Pair(
            index, (str(rows["qubit_a"][index]), str(rows["qubit_b"][index])), None,
            _error(*(rows[name][index] for name in ("error", "u_error", "share", "told", "half_digit"))),
            _quantity(rows["time"][index], rows["u_time"][index]),
            tuple(_quantity(rows[f"t1_{end}"][index], rows[f"u_t1_{end}"][index]) for end in "ab"),
            tuple(_quantity(rows[f"t2_{end}"][index]) for end in "ab"),
            bool(rows["dead"][index]),
        )
        for index in range(len(rows["error"]))
    )  # fmt: skip
    claims = {term: _quantity(device[term]) for term in COUNTS}
    statistic = STATISTICS[int(device["statistic"])]
    declared = (device[name] for name in ("error", "u_error", "error_share", "error_told"))
    claims["cnotError"] = _error(*declared, statistic=statistic)
    claims["twoQubitGateTime"] = _quantity(device["time"], device["u_time"])
    assumptions = dict(two_qubit_floor.CHECK.assumptions) if device["stated"] else {}
    return Item(
        "device", "QuantumComputer", {term: claim for term, claim in claims.items() if claim is not None}, pairs,
        {term: Assumption(word) for term, word in assumptions.items()},
    )  # fmt: skip


def _quantity(value: float, u: float = nan, **words) -> Quantity | None:
    if isnan(value):
        return None
    return Quantity(_decimal(value), standard_uncertainty=None if isnan(u) else _decimal(u), **words)


def _error(
    value: float, u: float, share: float, told: bool, half: float = nan, statistic: str | None = None
) -> Quantity | None:
    metric = AVERAGE if told else None
    if share != 1:
        metric = "rb-error-per-clifford" if isnan(share) else "process-infidelity"
    given = ""
    if half > 0 and not isnan(value):  # so many digits that half of the last is ``half``
        given = f"{_decimal(value).quantize((_decimal(half) * 2).normalize()):f}"
    return _quantity(value, u, metric=metric, given=given, statistic=statistic)


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))
