"""The admissible readings of a quoted number: which metric, which statistic, which pairs, and how it was rounded.

A number on a data sheet says less than it seems. "Error 1e-3" may be an average gate infidelity or a process
infidelity, of the mean pair or the best; and "average" in a provision may be read over pairs, over rows, over all
pairs or those that work. Each reading here is what the measurand would be if it were the right one, as a fact that
takes the place of the measurand's own. What the claim states is not doubted: only what it leaves open is read in
more than one way. The first reading is the one that the facts use.

What the facts do not believe as it stands (a purity, a percentage, another unit) is read as it stands and as it was
suspected to be; no number of digits settles it.

``about`` says what is read: the ``number`` (what the claim may mean, so that the measurand is an interval) or the
``provision`` (what the law may mean by its words).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from qgov.dossier.model import Item, Quantity

from . import ItemGrounding, isotopic_purity
from .domain import QUBIT_COUNTS, Domain
from .domain import domain as default_domain
from .error_readings import NUMBER, PROVISION, Found, error_readings
from .estimate import claimed, is_alive, is_readable
from .facts import Interval, Refuted, ends, interval, refutations
from .meant_statistic import meant
from .model import Fact
from .rounding import half_digit
from .unit_slips import in_other_unit

OWN = "as the facts read it"
ERROR, QUBITS = "meanCnotInfidelity", "operationalQubits"


@dataclass(frozen=True)
class Reading:
    """``words`` are the readings that all lead to this fact; ``own`` marks the one that the facts use."""

    words: tuple[str, ...]
    fact: Fact
    about: str
    own: bool = False
    settled_by: str = ""


def readings(found: ItemGrounding, domain: Domain = default_domain) -> dict[str, tuple[Reading, ...]]:
    """The readings of every measurand that has more than one, its own first; readings of equal interval are one."""
    refuted = refutations(list(found.groundings))
    possible: dict[str, list[Found]] = {}
    for term, fact in found.facts.items():
        within = ends(domain, term)
        if fact.values is None and (others := list(_readings(found, term, refuted, within))):
            possible[term] = others
    result = {}
    for term, others in possible.items():
        read = _distinct(found.facts[term], others)
        if len(read) > 1:
            result[term] = read
    return result


def _readings(found: ItemGrounding, term: str, refuted: Refuted, within: Interval) -> Iterator[Found]:
    item = found.item
    if term == ERROR:
        yield from error_readings(item, refuted, within, found.facts[term], _qubits(found))
    elif term == QUBITS:
        yield from _counts(item, refuted, within)
    elif (term, None) not in refuted:
        yield from _claim(item, term, within, found.facts[term].known)


def _qubits(found: ItemGrounding) -> Fact:
    """How many qubits there are; any number where no norm asks."""
    return found.facts.get(QUBITS) or Fact(QUBITS, found.item.id, known=False)


def _distinct(own: Fact, others: Iterable[Found]) -> tuple[Reading, ...]:
    read = {(own.lower, own.upper): Reading((OWN,), own, NUMBER, own=True)}
    for about, words, one, settled in others:
        key = (one.lower, one.upper)
        if key in read:
            read[key] = replace(read[key], words=(*read[key].words, words))
            continue
        fact = replace(
            own, lower=key[0], upper=key[1], known=True, possibly_absent=False, estimate=None,
            standard_uncertainty=None, as_declared=False, reading=words, notes=(),
        )  # fmt: skip
        read[key] = Reading((words,), fact, about, settled_by=settled)
    return tuple(read.values())


def _counts(item: Item, refuted: Refuted, within: Interval) -> Iterator[Found]:
    """Which qubits a provision may count: each count that is claimed, or those that the pair rows name."""
    for term in QUBIT_COUNTS:
        count = claimed(item, term)
        one = None if count is None or (term, None) in refuted else interval(count, within, integer=True)
        if one is not None:
            yield Found(PROVISION, f"the count {term}", meant(term, count, one, within)[0])
    named = {qubit for pair in item.pairs if is_alive(pair) for qubit in pair.qubits}
    if named and ("pairs", None) not in refuted:
        whole = Interval(Fraction(len(named)), Fraction(len(named)))
        yield Found(PROVISION, "the qubits of pairs that work", whole)


def _claim(item: Item, term: str, within: Interval, believed: bool) -> Iterator[Found]:
    """A claimed number as it may have been rounded; of a list of numbers the least and the greatest. One that is not
    believed as it stands: that, and what it may be instead."""
    claim = item.claims.get(term)
    entries = claim if isinstance(claim, tuple) else (claim,)
    quantities = [entry for entry in entries if isinstance(entry, Quantity) and is_readable(entry)]
    found = [one for one in (interval(quantity, within) for quantity in quantities) if one is not None]
    if not found or len(found) < len(entries):
        return
    if any(meant(term, quantity, one, within)[1] for quantity, one in zip(quantities, found, strict=True)):
        return
    if not believed:
        if len(found) == 1:
            yield from _suspected(item, term, found[0], within)
        return
    if len(found) > 1 and all(one.low is not None and one.high is not None for one in found):
        yield Found(PROVISION, "the least of the values", min(found, key=lambda one: one.low))
        yield Found(PROVISION, "the greatest of the values", max(found, key=lambda one: one.high))
        return
    half = half_digit(quantities[0], (within.low, within.high) == (0, 1)) if len(found) == 1 else None
    if half is not None:
        wide = Interval(found[0].low - Fraction(half), found[0].high + Fraction(half)).cut(within)
        yield Found(NUMBER, "rounded to the digits given", wide)


def _suspected(item: Item, term: str, given: Interval, within: Interval) -> Iterator[Found]:
    """The number as it stands, and in the unit or the sense that it was suspected to have."""
    others: list[tuple[str, Interval]] = []
    settled = f"{term} given with its unit"
    if term == isotopic_purity.TERM:
        others = isotopic_purity.suspected(given)
        settled = f"{term} given as 1 - purity, or with its unit"
    elif (slip := in_other_unit(item, term)) is not None and given.low is not None and given.high is not None:
        factor = Fraction(slip.factor)
        words = slip.other if " " in slip.other else f"a number in {slip.other}"
        others = [(words, Interval(given.low * factor, given.high * factor))]
    for words, one in [("the number as given", given), *others]:
        if (inside := one.cut(within)) is not None:
            yield Found(NUMBER, words, inside, settled)
