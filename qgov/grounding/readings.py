"""The admissible readings of a quoted number: which metric, which statistic, which pairs, and how it was rounded.

A number on a data sheet says less than it seems. "Error 1e-3" may be an average gate infidelity or a process
infidelity, of the mean pair or the best; and "average" in a provision may be read over pairs, over rows, over all
pairs or those that work. Each reading here is what the measurand would be if it were the right one, as a fact that
takes the place of the measurand's own. What the claim states is not doubted: only what it leaves open is read in
more than one way. The first reading is the one that the facts use.

``about`` says what is read: the ``number`` (what the claim may mean, so that the measurand is an interval) or the
``provision`` (what the law may mean by its words).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from qgov.dossier.model import Item, Quantity

from . import ItemGrounding
from .domain import QUBIT_COUNTS, Domain
from .domain import domain as default_domain
from .error_readings import NUMBER, PROVISION, Found, error_readings
from .estimate import claimed, is_alive, is_readable
from .facts import Interval, Refuted, ends, interval, refutations
from .model import Fact
from .rounding import half_digit

OWN = "as the facts read it"
ERROR, QUBITS = "meanCnotInfidelity", "operationalQubits"


@dataclass(frozen=True)
class Reading:
    """``words`` are the readings that all lead to this fact; ``own`` marks the one that the facts use."""

    words: tuple[str, ...]
    fact: Fact
    about: str
    own: bool = False


def readings(found: ItemGrounding, domain: Domain = default_domain) -> dict[str, tuple[Reading, ...]]:
    """The readings of every measurand that has more than one, its own first; readings of equal interval are one."""
    item, refuted = found.item, refutations(list(found.groundings))
    possible: dict[str, list[Found]] = {}
    for term, fact in found.facts.items():
        within = ends(domain, term)
        if fact.values is None and (others := list(_readings(item, term, refuted, within))):
            possible[term] = others
    result = {}
    for term, others in possible.items():
        read = _distinct(found.facts[term], others)
        if len(read) > 1:
            result[term] = read
    return result


def _readings(item: Item, term: str, refuted: Refuted, within: Interval) -> Iterator[Found]:
    if term == ERROR:
        yield from error_readings(item, refuted, within)
    elif term == QUBITS:
        yield from _counts(item, refuted, within)
    elif (term, None) not in refuted:
        yield from _claim(item, term, within)


def _distinct(own: Fact, others: Iterable[Found]) -> tuple[Reading, ...]:
    read = {(own.lower, own.upper): Reading((OWN,), own, NUMBER, own=True)}
    for about, words, one in others:
        key = (one.lower, one.upper)
        if key in read:
            read[key] = replace(read[key], words=(*read[key].words, words))
            continue
        fact = replace(
            own, lower=key[0], upper=key[1], known=True, possibly_absent=False, estimate=None,
            standard_uncertainty=None, as_declared=False, reading=words, notes=(),
        )  # fmt: skip
        read[key] = Reading((words,), fact, about)
    return tuple(read.values())


def _counts(item: Item, refuted: Refuted, within: Interval) -> Iterator[Found]:
    """Which qubits a provision may count: each count that is claimed, or those that the pair rows name."""
    for term in QUBIT_COUNTS:
        count = claimed(item, term)
        one = None if count is None or (term, None) in refuted else interval(count, within, integer=True)
        if one is not None:
            yield PROVISION, f"the count {term}", one
    named = {qubit for pair in item.pairs if is_alive(pair) for qubit in pair.qubits}
    if named and ("pairs", None) not in refuted:
        yield PROVISION, "the qubits of pairs that work", Interval(Fraction(len(named)), Fraction(len(named)))


def _claim(item: Item, term: str, within: Interval) -> Iterator[Found]:
    """A claimed number as it may have been rounded; of a list of numbers the least and the greatest."""
    claim = item.claims.get(term)
    entries = claim if isinstance(claim, tuple) else (claim,)
    quantities = [entry for entry in entries if isinstance(entry, Quantity) and is_readable(entry)]
    found = [one for one in (interval(quantity, within) for quantity in quantities) if one is not None]
    if not found or len(found) < len(entries):
        return
    if len(found) > 1 and all(one.low is not None and one.high is not None for one in found):
        yield PROVISION, "the least of the values", min(found, key=lambda one: one.low)
        yield PROVISION, "the greatest of the values", max(found, key=lambda one: one.high)
        return
    half = half_digit(quantities[0], (within.low, within.high) == (0, 1)) if len(found) == 1 else None
    if half is not None:
        wide = Interval(found[0].low - Fraction(half), found[0].high + Fraction(half)).cut(within)
        yield NUMBER, "rounded to the digits given", wide
