"""Orders that are split so that each part stays on the free side of a threshold which all parts together reach.

It is pointed out, not judged: whether parts are one order is a fact that no dossier proves. What a contract is worth in
all (``contractValueEur``) is what the law reads in any case; modules are added where ``partOf`` makes one machine of
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from qgov.dossier.model import Dossier
from qgov.lexicon import lexicon
from qgov.norms.conditions import Span, Within
from qgov.norms.model import ENTRY, Norm
from qgov.norms.words import show, threshold_text
from qgov.situation import Line
from qgov.situation.sides import RECEIVING

# Measurands of a machine that are the sum of those of its modules.
ADDITIVE = ("operationalQubits", "opticalChannels")
VALUE = "contractValueEur"
# Shipments this far apart between the same parties are looked at as one order.
APART = timedelta(days=365)


def split_order(judgments: Iterable) -> list[str]:
    """What is to be said of the items of one dossier, from the judgments of its lines."""
    judgments = list(judgments)
    lines = [judgment.line for judgment in judgments]
    norms = {norm.iri: norm for judgment in judgments for norm in judgment.norms}.values()
    return list(dict.fromkeys((*_by_value(lines, norms), *_modules(lines, norms))))


def _by_value(lines: list[Line], norms: Iterable[Norm]) -> Iterator[str]:
    worth = {line.item.id: _worth(line) for line in lines}
    if None in worth.values() or not worth:
        return
    total, pieces = sum(worth.values()), sum(line.item.count or Decimal(1) for line in lines)
    if len(worth) == 1 and pieces <= 1:
        return
    each = {line.item.id: worth[line.item.id] / max(Decimal(1), line.item.count or Decimal(1)) for line in lines}
    known = [fact.upper for line in lines if (fact := line.facts.get(VALUE)) is not None and fact.upper is not None]
    together = max(known, default=total)
    for bound, provisions in _limits(norms, VALUE).items():
        if together < total and max(each.values()) <= bound < together:
            yield (
                f"Each part of this order stays at or below EUR {show(bound)} ({', '.join(sorted(provisions))}); what"
                f" may count together is worth EUR {show(together)}: all such goods of the contract count."
            )
        elif max(each.values()) <= bound < total == together:
            parts = ", ".join(f"{name} {show(worth[name])}" for name in worth)
            yield (
                f"Each part of this order stays at or below EUR {show(bound)} ({', '.join(sorted(provisions))}),"
                f" together they are worth EUR {show(total)} ({parts}): the whole contract counts."
            )


def _worth(line: Line) -> Decimal | None:
    """What all pieces of an item are worth if its value is that of one piece."""
    stated = line.item.value or {}
    if stated.get("value") is None or stated.get("currency") != "EUR":
        return None
    return stated["value"] * max(Decimal(1), line.item.count or Decimal(1))


def _limits(norms: Iterable[Norm], term: str) -> dict[Decimal, set[str]]:
    """The upper bounds that norms set to a term, with the provisions."""
    found: dict[Decimal, set[str]] = defaultdict(set)
    for norm in norms:
        for leaf in norm.condition.all_leaves:
            if isinstance(leaf, Within) and leaf.term == term and leaf.max_inclusive is not None:
                found[leaf.max_inclusive].add(norm.provision)
    return dict(sorted(found.items()))


def _modules(lines: list[Line], norms: Iterable[Norm]) -> Iterator[str]:
    machines: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.item.part_of:
            machines[line.item.part_of].append(line)
    entries = [norm for norm in norms if norm.kind == ENTRY]
    for machine, parts in machines.items():
        if len(parts) < 2 and all((line.item.count or 1) <= 1 for line in parts):
            continue
        own = [line for line in lines if line.item.id == machine]
        for term in ADDITIVE:
            yield from _added(machine, term, parts, own, entries)


def _added(machine: str, term: str, parts: list[Line], own: list[Line], entries: list[Norm]) -> Iterator[str]:
    facts = [line.facts.get(term) for line in parts]
    if not all(fact is not None and fact.known and fact.lower is not None for fact in facts):
        return
    # A machine of which the sum is not stated says nothing against it.
    own = [line for line in own if (fact := line.facts.get(term)) is not None and fact.known]
    counts = [line.item.count or Decimal(1) for line in parts]
    total = sum(fact.lower * count for fact, count in zip(facts, counts, strict=True))
    reached: dict[str, list[str]] = {}
    for entry in entries:
        leaves = [leaf for leaf in entry.condition.leaves() if isinstance(leaf, Within) and leaf.term == term]
        if not leaves or any(entry.condition.possible(line.view()) is not False for line in (*parts, *own)):
            continue
        whole = [replace(line, spans=line.spans | {term: Span(total, total)}) for line in parts]
        if any(entry.condition.possible(line.view()) is not False for line in whole):
            reached.setdefault(threshold_text(leaves[0]), []).append(entry.provision)
    if reached:
        label = lexicon().terms[term].label
        each = ", ".join(
            f"{line.item.id} {show(fact.lower)}" + (f" ({show(count)} pieces)" if count > 1 else "")
            for line, fact, count in zip(parts, facts, counts, strict=True)
        )
        told = "; ".join(f"{words}: {', '.join(sorted(provisions))}" for words, provisions in reached.items())
        yield (
            f"The parts of {machine} each stay outside a threshold that they reach together: {label} {each}, together"
            f" {show(total)} ({told}). If they are modules of one machine, it is the machine that is described."
        )


def value_bounds(norms: Iterable[Norm]) -> dict[Decimal, set[str]]:
    """The values in euro up to which norms leave a contract free, with their provisions."""
    return _limits(norms, VALUE)


def split_shipments(dossiers: Iterable[Dossier], bounds: Iterable[Decimal]) -> list[dict]:
    """Shipments between the same parties, of the same kinds of item, that each stay at or below a value in euro and
    together exceed it within a year: the ids, the values, their sum and the bound. The dossiers may come in any order.
    """
    groups: dict[tuple, list[tuple]] = defaultdict(list)
    for dossier in dossiers:
        worth = _shipment(dossier)
        if worth is not None:
            groups[_who(dossier)].append((dossier.date, dossier.id, worth))
    return [
        found for rows in groups.values() for bound in sorted(bounds) for found in _runs(sorted(rows), bound)
    ]  # fmt: skip


def _who(dossier: Dossier) -> tuple:
    """What makes shipments look like one order: route, what is sent, by whom and to whom."""
    named = {(p.role, p.name or p.id) for p in dossier.parties if p.role in (*RECEIVING, "exporter")}
    kinds = {item.type for item in dossier.items}
    return (dossier.type, dossier.origin, dossier.destination, frozenset(named), frozenset(kinds))


def _shipment(dossier: Dossier) -> Decimal | None:
    values = [item.value for item in dossier.items]
    if not values or not all(v and v.get("currency") == "EUR" and v.get("value") is not None for v in values):
        return None
    return sum((value["value"] for value in values), Decimal(0))


def _runs(rows: list[tuple], bound: Decimal) -> Iterator[dict]:
    small = [row for row in rows if row[2] <= bound]
    start = 0
    while start < len(small):
        run = [row for row in small[start:] if row[0] - small[start][0] <= APART]
        total = sum(row[2] for row in run)
        if len(run) > 1 and total > bound:
            yield {
                "dossiers": [row[1] for row in run], "values": [row[2] for row in run], "total": total, "bound": bound,
                "from": run[0][0], "until": run[-1][0],
            }  # fmt: skip
            start = _first_with(small, start + len(run), bound)
        else:
            start += 1


def _first_with(small: list[tuple], number: int, bound: Decimal) -> int:
    """Where the shortest run begins that ends with a shipment and exceeds the bound within the time; the shipment
    itself where there is none. So none goes unseen because those before it were told already."""
    first, total = number, Decimal(0)
    while 0 <= first and number < len(small) and small[number][0] - small[first][0] <= APART:
        total += small[first][2]
        if total > bound:
            return first
        first -= 1
    return number
