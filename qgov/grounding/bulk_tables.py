"""Items whose pair rows are columns already: judged as arrays, and what the checks find of each, counted.

An item that does not fit, or of which only the reference can speak, is left to the caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from qgov.dossier.columns import Numbers, PairColumns
from qgov.dossier.model import Item, Quantity

from .bulk import BulkGrounding, ground_rows
from .bulk_columns import device_of, devices_table, fits, halves, share_of
from .bulk_words import NO_VERDICT, REFUTED, SUPPORTED, UNDETERMINED, Columns
from .checks import two_qubit_floor
from .metric import INTERLEAVED
from .model import Fact, Grounding

_WORDS = {SUPPORTED: "supported", UNDETERMINED: "undetermined", REFUTED: "refuted"}
_FLOOR = two_qubit_floor.CHECK.name
# The checks that give one verdict a device, with the column of their verdict; metric-conversion gives two.
_SINGLE = (
    ("metric", "metric-conversion"),
    ("pair_metric", "metric-conversion"),
    ("qubit_count", "qubit-count-pairs"),
    ("pair_statistics", "pair-statistics"),
    ("error_claims", "error-claims"),
)


@dataclass(frozen=True)
class Counted:
    """What the checks find of one item.

    ``verdicts``: how many groundings each check gives, by check and verdict. ``refuted``: the pair rows whose error is
    refuted. ``qubits`` and ``mean_error``: the facts operationalQubits and meanCnotInfidelity, None where not known.
    """

    item: str
    verdicts: dict[tuple[str, str], int]
    refuted: tuple[int, ...]
    qubits: float | None
    mean_error: tuple[float, float] | None


def ground_tables(items: Sequence[tuple[Item, PairColumns | None]]) -> list[Counted | None]:
    """Judge all items at once; None for those that the checks of single dossiers have to judge."""
    found: list[Counted | None] = [None] * len(items)
    places = [place for place, (item, pairs) in enumerate(items) if fits(item) and not _interleaved(pairs)]
    if not places:
        return found
    devices = [device_of(items[place][0]) for place in places]
    machines = devices_table(devices)
    tables = [(at, items[place][1]) for at, place in enumerate(places) if items[place][1] is not None]
    rows = _rows(tables, machines["time"]) if tables else _no_rows()
    judged = ground_rows(rows, machines, refer=False)
    starts = np.searchsorted(rows["device"], np.arange(len(places) + 1))
    for at, place in enumerate(places):
        if not judged.by_reference[at]:
            found[place] = _counted(items[place][0].id, judged, at, judged.verdict[starts[at] : starts[at + 1]])
    return found


def _interleaved(pairs: PairColumns | None) -> bool:
    """Whether an error of the rows is by interleaved sequences; the words are those of all tables read together."""
    if pairs is None or INTERLEAVED not in pairs.error.metrics:
        return False
    return bool((pairs.error.metric == pairs.error.metrics.index(INTERLEAVED)).any())


def count(item: str, facts: Mapping[str, Fact], groundings: Sequence[Grounding]) -> Counted:
    """The same of an item that was judged alone, from its facts and all groundings that speak of it."""
    verdicts = Counter((one.check, one.verdict) for one in groundings)
    refuted = {
        claim.index
        for one in groundings
        if one.verdict == "refuted"
        for claim in one.claims
        if claim.index is not None and claim.item == item
    }
    qubits, mean = facts.get("operationalQubits"), facts.get("meanCnotInfidelity")
    return Counted(
        item, dict(verdicts), tuple(sorted(refuted)),
        float(qubits.lower) if qubits is not None and qubits.known else None,
        (float(mean.lower), float(mean.upper)) if mean is not None and mean.known else None,
    )  # fmt: skip


def _no_rows() -> Columns:
    return {name: np.zeros(0, np.int64) for name in ("device", "qubit_a", "qubit_b")} | {"error": np.zeros(0)}


def _rows(tables: list[tuple[int, PairColumns]], device_time: np.ndarray) -> Columns:
    """The rows of all tables, each with the index of its device."""
    sizes = [len(pairs) for _, pairs in tables]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    whole = [pairs for _, pairs in tables]
    device = np.repeat([at for at, _ in tables], sizes)
    error, time = [pairs.error for pairs in whole], [pairs.time for pairs in whole]
    (t1_a, t1_b), (t2_a, t2_b) = ([[getattr(pairs, key)[end] for pairs in whole] for end in (0, 1)]
                                  for key in ("t1", "t2"))  # fmt: skip
    shares = [np.array([share_of(metric) for metric in numbers.metrics])[numbers.metric] for numbers in error]
    told = [np.array([metric is not None for metric in numbers.metrics])[numbers.metric] for numbers in error]
    rows = {
        "device": device, "qubit_a": np.concatenate([pairs.qubits[0] for pairs in whole]),
        "qubit_b": np.concatenate([pairs.qubits[1] for pairs in whole]),
        "dead": np.concatenate([pairs.dead for pairs in whole]),
        "error": _values(error), "u_error": _us(error), "share": np.concatenate(shares), "told": np.concatenate(told),
        "time": _values(time), "u_time": _us(time), "t1_a": _values(t1_a), "t1_b": _values(t1_b),
        "u_t1_a": _us(t1_a), "u_t1_b": _us(t1_b), "t2_a": _values(t2_a), "t2_b": _values(t2_b),
    }  # fmt: skip

    def given(chosen: np.ndarray) -> list[Quantity]:
        found: list[Quantity] = []
        owners = np.searchsorted(starts, chosen, side="right") - 1
        for owner in np.unique(owners):
            found += whole[owner].exact_errors(chosen[owners == owner] - starts[owner])
        return found

    half = halves(rows["error"], rows["time"], rows["t1_a"], rows["t1_b"], device_time[device], given)
    return rows | {"half_digit": half}


def _values(parts: list[Numbers]) -> np.ndarray:
    return np.concatenate([numbers.value for numbers in parts])


def _us(parts: list[Numbers]) -> np.ndarray:
    return np.concatenate([numbers.u for numbers in parts])


def _counted(item: str, judged: BulkGrounding, at: int, rows: np.ndarray) -> Counted:
    facts = {name: column[at].item() for name, column in judged.devices.items()}
    verdicts: Counter[tuple[str, str]] = Counter()
    for name, check in _SINGLE:
        if facts[name] != NO_VERDICT:
            verdicts[check, _WORDS[facts[name]]] += 1
    if facts["limit_within"] + facts["limit_beyond"]:
        verdicts["relaxation-limit", "undetermined" if facts["limit_beyond"] else "supported"] += 1
    if facts["refuted"]:
        verdicts[_FLOOR, "refuted"] += facts["refuted"]
    if facts["supported"] + facts["undetermined"]:  # one summary of all rows that are not refuted
        verdicts[_FLOOR, "undetermined" if facts["undetermined"] else "supported"] += 1
    return Counted(
        item, dict(verdicts), tuple(np.flatnonzero(rows == REFUTED).tolist()),
        None if isnan(facts["qubits"]) else facts["qubits"],
        (facts["mean_lower"], facts["mean_upper"]) if facts["mean_known"] else None,
    )  # fmt: skip
