"""The mean error of a table of qubit pairs, and whether the table is whole.

Two qubits count once: where rows give the gate in both directions, or two kinds of gate, the pair is as good as the
better one. A table that leaves out qubits or pairs may leave out the good ones or the bad ones: its mean then says
nothing of the mean over all, of which no more is known than what a declared best, median or worst leaves.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item, Pair, Quantity

from .checks.pair_statistics import statistic
from .estimate import is_alive, is_readable
from .exact import decimal_above, decimal_below, decimal_of
from .facts import Interval, Refuted, interval, is_point, uncut
from .interleaved import decay_of, gate_interval
from .means import Findings, Mean, declared_statistic, mean_of_working, of_days
from .metric import INTERLEAVED, average_gate_infidelity
from .model import Fact
from .percent_slip import either, warning

# Connected qubits have at least n - 1 pairs. Of a real device with many dead gates the working pairs fall into
# several islands, and 50 pairs name all of its 58 working qubits: 12 % short of n - 1. A table of disjoint pairs is
# half short.
SHARE_OF_PAIRS = Fraction(85, 100)
RELATIVE = Fraction(1, 100)  # rounding, between a declared statistic and that of the rows

_EXCERPT = "other pairs may have any error"

Sound = list[tuple[Pair, Quantity]]


def mean_of_rows(item: Item, refuted: Refuted, within: Interval, qubits: Fact, findings: Findings) -> None:
    """Add the mean over the working pairs to the findings; ``qubits`` is the fact of how many qubits there are.

    A pair whose rows are all refuted or unreadable counts as anywhere in the domain.
    """
    alive = [pair for pair in item.pairs if is_alive(pair)]
    if not alive:
        return
    findings.claimed = True
    if ("pairs", None) in refuted:
        findings.open = True
        findings.notes.append(f"the pair rows are refuted by the check {refuted['pairs', None]}")
        return
    sound = _sound(item, alive, refuted, within)
    if sound is None:
        metrics = sorted({pair.cnot_error.metric or "" for pair in alive})
        asks = " or referenceDecay" if INTERLEAVED in metrics else ""
        findings.notes.append(f"pair rows are {', '.join(metrics)}; needs average-gate-infidelity on every row{asks}")
        return
    lost = len(alive) - len(sound)
    if lost:
        note = f"{lost} of {len(alive)} pair rows of {item.id} are refuted or unreadable; each counts as anywhere in"
        note += f" [{within.lower}, {within.upper}]"
        findings.notes.append(note)
        findings.warnings.append(note)
    if not sound:
        findings.open = True
        return
    pairs = _by_pair(alive)
    best = _best_by_pair(pairs, sound, within)
    mean = _mean(best, len(pairs) - len(best), within)
    if len(pairs) < len(alive):
        findings.notes.append(f"{len(alive)} rows give {len(pairs)} pairs: of a pair the smallest error counts")
    findings.notes.append(f"mean of {len(pairs)} pair rows{_on_uncertainty(best)}")
    contradicted = _contradiction(item, [error for _, error in sound], best, within)
    gaps = _gaps(pairs, qubits) + contradicted
    findings.notes.extend(gaps)
    wide = either(mean.interval, [pair.cnot_error for pair, _ in sound], qubits)
    if gaps and not findings.means:  # beside a declared mean an excerpt of the table only widens it
        left = within if contradicted else _by_statistic(item, within, qubits)
        mean = replace(mean, interval=left, estimate=None, u=None)
    elif wide is not None:
        findings.warnings.append(warning("the mean of the pair rows", item.id, mean.interval))
        mean = replace(mean, interval=wide, estimate=None, u=None)
    findings.means.append(mean)


def is_excerpt(mean: Fact) -> bool:
    """Whether the table that a mean comes from leaves out pairs, so that it says nothing of the others."""
    return any(note.endswith(_EXCERPT) for note in mean.notes)


def _by_statistic(item: Item, within: Interval, qubits: Fact) -> Interval:
    """What a declared best, median or worst of all pairs leaves of their mean."""
    claim = item.quantity("cnotError")
    if claim is None or claim.metric == INTERLEAVED:
        return within
    found = declared_statistic(claim, within)
    if found is None:
        return within
    return mean_of_working(claim.statistic, either(found, (claim,), qubits) or found, within)


def _sound(item: Item, alive: list[Pair], refuted: Refuted, within: Interval) -> Sound | None:
    """The rows that may be believed, with their errors in average gate infidelity.

    None if the metric of a row cannot be converted.
    """
    sound = []
    decay = decay_of(item, refuted)
    for pair in alive:
        if ("pairs.cnotError", pair.index) in refuted or not is_readable(pair.cnot_error):
            continue
        average = average_gate_infidelity(pair.cnot_error, 2)
        if average is not None and average.metric == INTERLEAVED:
            average = _of_gate(average, decay, within)
        if average is None:
            return None
        if interval(average, within) is not None:
            sound.append((pair, of_days(average, within)))
    return sound


def _of_gate(error: Quantity, decay: Fraction | None, within: Interval) -> Quantity | None:
    """What an interleaved number leaves of the error of its gate; None where nothing is known of the reference."""
    found = interval(error, within)
    whole = None if found is None else gate_interval(found, decay)
    if whole is None:
        return None
    return replace(error, value=None, standard_uncertainty=None, lower=whole.lower, upper=whole.upper)


def _by_pair(alive: list[Pair]) -> dict[frozenset[str], int]:
    """The two qubits of each pair, in whatever order, with the number of their rows."""
    rows = {}
    for pair in alive:
        qubits = frozenset(pair.qubits)
        rows[qubits] = rows.get(qubits, 0) + 1
    return rows


def _best_by_pair(pairs: dict[frozenset[str], int], sound: Sound, within: Interval) -> list[Quantity]:
    """The smallest error of each pair that has a sound row."""
    errors = {}
    for pair, error in sound:
        errors.setdefault(frozenset(pair.qubits), []).append(error)
    return [_smallest(found, len(found) < pairs[qubits], within) for qubits, found in errors.items()]


def _smallest(errors: list[Quantity], lost: bool, within: Interval) -> Quantity:
    """The smallest of the errors of one pair; ``lost`` says that a further one may be anything.

    If none is surely the smallest, the bounds of what the smallest may be.
    """
    if len(errors) == 1 and not lost:
        return errors[0]
    smallest = min(errors, key=lambda error: (interval(error, within).high, interval(error, within).low))
    ends = uncut(smallest, within)
    low = min(uncut(error, within).low for error in errors)
    low = min(low, within.low) if lost else low
    if low == ends.low:
        return smallest
    return replace(
        smallest, value=None, standard_uncertainty=None, lower=decimal_below(low), upper=decimal_above(ends.high)
    )


def _gaps(pairs: dict[frozenset[str], int], qubits: Fact) -> tuple[str, ...]:
    """Why the table is not whole: it leaves out qubits, or too many pairs for qubits that are connected.

    With no count of qubits claimed there is nothing to miss; a count that is refuted leaves room for any number.
    """
    named = len(frozenset().union(*pairs))
    rows = f"({len(pairs)} pair{'s' * (len(pairs) != 1)}): {_EXCERPT}"
    if not qubits.known:
        if qubits.possibly_absent:
            return ()
        return (f"the pair rows name {named} qubits of a number that is unknown {rows}",)
    if qubits.upper is None and qubits.derived_from != ("logicalQubits",):
        return (f"the pair rows name {named} of at least {qubits.lower} qubits {rows}",)
    count = int(qubits.upper if qubits.upper is not None else qubits.lower)
    if named >= count and len(pairs) >= SHARE_OF_PAIRS * (count - 1):
        return ()
    return (f"the pair rows name {named} of {count} qubits {rows}",)


def _contradiction(item: Item, rows: list[Quantity], best: list[Quantity], within: Interval) -> tuple[str, ...]:
    """Why the table is not whole: cnotError declares another best, median or worst than rows or pairs have."""
    declared = item.quantity("cnotError")
    if declared is None or declared.statistic not in ("best", "median", "worst") or not is_readable(declared):
        return ()
    average = average_gate_infidelity(declared, 2)
    claim = None if average is None else interval(average, within)
    if claim is None or any(_agree(claim, declared.statistic, errors, within) for errors in (rows, best)):
        return ()
    return (f"the {declared.statistic} declared is not that of the pair rows: {_EXCERPT}",)


def _agree(claim: Interval, name: str, errors: list[Quantity], within: Interval) -> bool:
    """Whether the claim meets the statistic of the errors, up to rounding."""
    found = [interval(error, within) for error in errors]
    low, high = statistic(name, [one.low for one in found]), statistic(name, [one.high for one in found])
    return claim.low <= high * (1 + RELATIVE) and claim.high >= low * (1 - RELATIVE)


def _mean(rows: list[Quantity], anywhere: int, within: Interval) -> Mean:
    """The mean with its interval; ``anywhere`` is the number of pairs that may have any error.

    Uncertainties are averaged, u = (sum of u)/n, and so are the ends of the rows, cut to the domain only as a whole:
    rows of one machine share the day, the reference and the model of their benchmark, and correlations that are there
    must not be ignored (JCGM 100:2008, 5.2.4). A row without uncertainty takes nothing from those of the others.
    The mean was computed, so that it is never as declared. One without finite expansion is rounded to 40 digits: to
    the nearest as a point, outward as an interval.
    """
    count = len(rows) + anywhere
    mean = None if any(row.value is None for row in rows) else sum(Fraction(row.value) for row in rows) / count
    u = None
    if all(map(is_point, rows)):
        low = high = Fraction(decimal_of(mean))
    else:
        found = [uncut(row, within) for row in rows]
        low, high = sum(one.low for one in found) / count, sum(one.high for one in found) / count
        if mean is not None and not any(map(_is_bounded, rows)):
            u = sum(Fraction(row.standard_uncertainty or 0) for row in rows) / count
    share = Fraction(anywhere, count)
    # Rows that leave nothing possible between the ends leave the whole domain open.
    whole = Interval(low + share * within.low, high + share * within.high).cut(within) or within
    estimate: Decimal | None = None if mean is None or anywhere else decimal_of(mean)
    uncertainty = None if u is None else decimal_above(u)
    bases = tuple(row.basis for row in rows)
    return Mean(whole, estimate, uncertainty, False, bases, ("pairs.cnotError",))


def _is_bounded(row: Quantity) -> bool:
    return row.lower is not None or row.upper is not None


def _on_uncertainty(rows: list[Quantity]) -> str:
    """What is supposed of the uncertainties of the rows; nothing where none states one."""
    stated = sum(row.standard_uncertainty is not None for row in rows)
    if not stated:
        return ""
    note = "; the uncertainty of the mean is the mean of theirs, since rows may share what their benchmark shares"
    silent = sum(map(is_point, rows))
    return note + (f"; {silent} of them without one count as exact" if silent else "")
