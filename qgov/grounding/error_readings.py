"""What the quoted error of a two-qubit gate may mean, and what "average" may mean over a table of pairs.

A metric that is not stated may be average gate infidelity, process infidelity (of which it is 4/5; DOI
10.1103/PhysRevA.60.1888), or the error of a Clifford or a cycle, which hold other gates too and are an upper end (DOI
10.1103/PhysRevA.85.042311). A statistic that is not stated may be mean, median, best or worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from qgov.dossier.model import Item, Pair, Quantity

from .estimate import claimed, is_alive, is_readable
from .facts import Interval, Refuted, interval, uncut
from .interleaved import decay_of, gate_interval
from .means import mean_of, of_days
from .metric import INTERLEAVED, average_gate_infidelity
from .model import Fact
from .pair_table import is_excerpt
from .percent_slip import PERCENT, either
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
AT_ODDS = "cnotError and processInfidelity brought into agreement, or the wrong one left out"
_SAME = {"interleaved-rb": "average-gate-infidelity", "pauli-error": "process-infidelity"}



class Found(NamedTuple):
    """One reading: about number or provision, in words, what the measurand would be, and what would settle it where
    that is no measurement."""

    about: str
    words: str
    interval: Interval
    settled_by: str = ""


def error_readings(item: Item, refuted: Refuted, within: Interval, own: Fact, qubits: Fact) -> Iterator[Found]:
    """Every reading of the declared error and of the pair rows, as intervals of the mean over working pairs.

    ``own`` is the fact of that mean. What widened it is a reading too: either of two claims that differ, a percentage
    that may have been written as a fraction. An excerpt of a table has none.
    """
    claim, other = claimed(item, "cnotError"), _process(item, refuted, within, own)
    declared = list(_declared(item, refuted, within))
    if other is not None and declared:
        declared = [one._replace(words=f"cnotError alone, {one.words}", settled_by=AT_ODDS) for one in declared]
    if claim is not None:
        average = average_gate_infidelity(claim, 2)
        base = None if average is None else interval(average, within)
        yield from _in_either_unit(declared, base, (claim,), "cnotError", qubits)
    if other is not None:
        given = (item.quantity("processInfidelity"),)
        yield from _in_either_unit([other], other.interval, given, "processInfidelity", qubits)
    if not is_excerpt(own):
        rows = list(_rows(item, refuted, within))
        errors = [pair.cnot_error for pair in item.pairs if is_alive(pair)]
        yield from _in_either_unit(rows, rows[0].interval if rows else None, errors, "the pair rows", qubits)


def _in_either_unit(
    found: list[Found], base: Interval | None, given: Iterable[Quantity], what: str, qubits: Fact
) -> Iterator[Found]:
    """The readings, and those of the same number in percent where ``percent_slip`` asks for its unit."""
    slips = base is not None and either(base, given, qubits) is not None
    unit = f"{what} given with the unit, as % or 1"
    for one in found:
        yield one._replace(settled_by=one.settled_by or unit) if slips else one
        if slips:
            part = _times(one.interval, Fraction(1, PERCENT))
            yield one._replace(words=f"{one.words}, the number in percent", interval=part, settled_by=unit)


def _process(item: Item, refuted: Refuted, within: Interval, own: Fact) -> Found | None:
    """What processInfidelity alone says of the mean, where the facts count it beside cnotError or in its place."""
    claim = claimed(item, "processInfidelity")
    if claim is None or "processInfidelity" not in own.derived_from or ("processInfidelity", None) in refuted:
        return None
    one = interval(claim, within)
    if one is None or claim.statistic not in (None, "mean"):
        return None
    words = "processInfidelity alone, mean over pairs"
    return Found(NUMBER, words, _times(one, METRICS[1][1]), AT_ODDS if "cnotError" in own.derived_from else "")


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
            yield Found(NUMBER, f"{metric}, {statistic} over pairs", mean_of(statistic, part, within))
            if statistic != "mean" and not upper_end:
                yield Found(PROVISION, f"{metric}, the provision read as the {statistic} pair", part)
        half = half_digit(error, True) if error.metric != INTERLEAVED else None
        if half is not None and not upper_end and error.statistic in (None, "mean"):
            wide = _times(Interval(one.low - Fraction(half), one.high + Fraction(half)), share)
            yield Found(NUMBER, f"{metric}, mean over pairs, rounded to the digits given", wide.cut(within) or wide)


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
            yield Found(PROVISION, f"{metric}, {statistic} over the pairs that work", _over(statistic, best, within))
        yield Found(PROVISION, f"{metric}, mean over the rows", _over("mean", [one for _, one in found], within))
        if dead and within.high is not None:
            lost = [Interval(within.high, within.high)] * dead
            whole = _over("mean", best + lost, within)
            yield Found(PROVISION, f"{metric}, mean over all pairs, dead ones as errors of 1", whole)
        gates = sorted({pair.gate for pair, _ in found if pair.gate})
        for gate in gates if len(gates) > 1 else ():
            kind = [one for pair, one in found if pair.gate == gate]
            yield Found(PROVISION, f"{metric}, mean over the {gate} gates", _over("mean", kind, within))


def _intervals(alive: list[Pair], metric: str, within: Interval) -> list[tuple[Pair, Interval]]:
    """The rows in average gate infidelity, those that state no metric read as of this one; empty if one cannot be.

    Their ends are not cut to the domain, so that a mean of them is that of the facts.
    """
    found = []
    for pair in alive:
        error: Quantity = pair.cnot_error
        if not is_readable(error):
            return []
        average = average_gate_infidelity(error if error.metric else replace(error, metric=metric), 2)
        one = None if average is None else interval(average, within)
        if one is None or one.low is None or one.high is None:
            return []
        found.append((pair, uncut(of_days(average, within), within)))
    return found


def _over(statistic: str, errors: list[Interval], within: Interval) -> Interval:
    from .checks.pair_statistics import statistic as of

    found = Interval(of(statistic, [one.low for one in errors]), of(statistic, [one.high for one in errors]))
    return found.cut(within) or within


def _times(one: Interval, factor: Fraction) -> Interval:
    return Interval(None if one.low is None else one.low * factor, None if one.high is None else one.high * factor)
