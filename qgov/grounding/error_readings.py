"""What the quoted error of a two-qubit gate may mean, and what "average" may mean over a table of pairs.

A metric that is not stated may be average gate infidelity, process infidelity (of which it is 4/5; DOI
10.1103/PhysRevA.60.1888), or the error of a Clifford or a cycle, which hold other gates too and are an upper end (DOI
10.1103/PhysRevA.85.042311). A statistic that is not stated may be mean, median, best or worst.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from qgov.dossier.model import Item, Pair, Quantity

from .estimate import claimed, is_alive, is_readable
from .facts import Interval, Refuted, interval
from .interleaved import decay_of, gate_interval
from .means import mean_of
from .metric import INTERLEAVED, average_gate_infidelity
from .rounding import half_digit

NUMBER, PROVISION = "number", "provision"
STATISTICS = ("mean", "median", "best", "worst")
# A metric that a claim may have meant: its name, its share of average gate infidelity, and whether it is only an upper
# end: two-qubit Cliffords hold 1.5 C-NOT gates in the mean, cycles hold one-qubit gates too.
METRICS = (
    ("average-gate-infidelity", Fraction(1), False),
    ("process-infidelity", Fraction(4, 5), False),
    ("rb-error-per-clifford", Fraction(2, 3), True),
    ("xeb-error-per-cycle", Fraction(4, 5), True),
)
_SAME = {"interleaved-rb": "average-gate-infidelity", "pauli-error": "process-infidelity"}

Found = tuple[str, str, Interval]  # about number or provision, in words, what the measurand would be


def error_readings(item: Item, refuted: Refuted, within: Interval) -> Iterator[Found]:
    """Every reading of the declared error and of the pair rows, as intervals of the mean over working pairs."""
    yield from _declared(item, refuted, within)
    yield from _rows(item, refuted, within)


def _declared(item: Item, refuted: Refuted, within: Interval) -> Iterator[Found]:
    """What a declared error may mean: of each admissible metric the mean, median, best or worst of the pairs."""
    error = claimed(item, "cnotError")
    if error is None or ("cnotError", None) in refuted or (one := interval(error, within)) is None:
        return
    if error.metric == INTERLEAVED and (one := gate_interval(one, decay_of(item, refuted))) is None:
        return
    stated = _SAME.get(error.metric, error.metric)
    for metric, share, upper_end in METRICS:
        if stated not in (None, metric):
            continue
        part = _times(one, share)
        if upper_end:
            part = Interval(within.low, part.high)
        for statistic in STATISTICS:
            if error.statistic not in (None, statistic):
                continue
            yield NUMBER, f"{metric}, {statistic} over pairs", mean_of(statistic, part, within)
            if statistic != "mean" and not upper_end:
                yield PROVISION, f"{metric}, the provision read as the {statistic} pair", part
        half = half_digit(error, True) if error.metric != INTERLEAVED else None
        if half is not None and not upper_end and error.statistic in (None, "mean"):
            wide = _times(Interval(one.low - Fraction(half), one.high + Fraction(half)), share)
            yield NUMBER, f"{metric}, mean over pairs, rounded to the digits given", wide.cut(within) or wide


def _rows(item: Item, refuted: Refuted, within: Interval) -> Iterator[Found]:
    """What "average" may mean over a table of pairs. Of a pair with several rows the smallest error counts."""
    if ("pairs", None) in refuted:
        return
    alive = [pair for pair in item.pairs if is_alive(pair)]
    if any(("pairs.cnotError", pair.index) in refuted or pair.cnot_error.metric == INTERLEAVED for pair in alive):
        return
    dead = sum(pair.dead for pair in item.pairs)
    open_metric = any(pair.cnot_error.metric is None for pair in alive)
    for metric in [name for name, _, upper_end in METRICS if not upper_end] if open_metric else ["as stated"]:
        found = _intervals(alive, metric, within)
        if not found:
            return
        pairs: dict[frozenset[str], Interval] = {}
        for pair, one in found:
            key = frozenset(pair.qubits)
            other = pairs.get(key, one)
            pairs[key] = Interval(min(one.low, other.low), min(one.high, other.high))
        best = list(pairs.values())
        for statistic in STATISTICS:
            yield PROVISION, f"{metric}, {statistic} over the pairs that work", _over(statistic, best)
        yield PROVISION, f"{metric}, mean over the rows", _over("mean", [one for _, one in found])
        if dead and within.high is not None:
            lost = [Interval(within.high, within.high)] * dead
            yield PROVISION, f"{metric}, mean over all pairs, dead ones as errors of 1", _over("mean", best + lost)
        gates = sorted({pair.gate for pair, _ in found if pair.gate})
        for gate in gates if len(gates) > 1 else ():
            kind = [one for pair, one in found if pair.gate == gate]
            yield PROVISION, f"{metric}, mean over the {gate} gates", _over("mean", kind)


def _intervals(alive: list[Pair], metric: str, within: Interval) -> list[tuple[Pair, Interval]]:
    """The rows in average gate infidelity, those that state no metric read as of this one; empty if one cannot be."""
    found = []
    for pair in alive:
        error: Quantity = pair.cnot_error
        if not is_readable(error):
            return []
        average = average_gate_infidelity(error if error.metric else replace(error, metric=metric), 2)
        one = None if average is None else interval(average, within)
        if one is None or one.low is None or one.high is None:
            return []
        found.append((pair, one))
    return found


def _over(statistic: str, errors: list[Interval]) -> Interval:
    from .checks.pair_statistics import statistic as of

    return Interval(of(statistic, [one.low for one in errors]), of(statistic, [one.high for one in errors]))


def _times(one: Interval, factor: Fraction) -> Interval:
    return Interval(None if one.low is None else one.low * factor, None if one.high is None else one.high * factor)
