"""Which items of a dossier make up an end-to-end service, and how they hang together.

Links belong to a service by ``partOf``; without that, by the names in ``nodes``, if the service itself counts the links
that it joins. A node is described by the item whose id is its name. Links that name no nodes at all form one chain:
the bounds do not depend on the order in it. That every link of the service is described is taken from its own count of
``links``, and from nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from qgov.dossier.model import Item

from ...estimate import claimed, estimate

SERVICES = frozenset({"EntanglementLink", "EntanglementSource", "QkdLink", "QkdSystem", "QuantumRepeater"})
LINKS = frozenset({"EntanglementLink", "QkdLink"})
NODES = frozenset({"QuantumRepeater", "QuantumMemory"})
MOST_LINKS = 2000


@dataclass(frozen=True)
class Service:
    """A claimed service, its links with their ends, and the items that describe its nodes.

    ``needs`` is what must be said before the parts can refute it; ``broken`` says why nothing can be computed at all,
    ``asks`` what would mend that.
    """

    item: Item
    links: dict[str, tuple[Item, tuple[str, str]]]
    nodes: dict[str, Item] = field(default_factory=dict)
    ends: tuple[str, str] = ("", "")
    needs: tuple[str, ...] = ()
    broken: str = ""
    asks: tuple[str, ...] = ()


def services(items: Iterable[Item]) -> list[Service]:
    """Every item that is claimed as a whole of links which are described in the same dossier.

    Where all of them together have too many links, one says so for the rest that only share names.
    """
    items = tuple(items)
    parts: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.part_of is not None and item.part_of != item.id:
            parts[item.part_of].append(item)
    nodes = [part for part in items if part.type in NODES]
    loose = [one for one in items if one.part_of is None and one.type in LINKS and _names(one) is not None]
    loose = [one for one in loose if (counted(one) or 1) == 1]
    found, judged = [], 0
    for item in items:
        own = [part for part in parts.get(item.id, ()) if part.type in LINKS] if item.type in SERVICES else []
        needs, whole = (), item.type in SERVICES and (counted(item) or 0) > 1 and _names(item) is not None
        if whole and not own and judged <= MOST_LINKS:
            own, needs = _beside(item, loose), (f"partOf: {item.id}, on each of its links",)
        if own:
            judged += len(own)
            around = (
                {part.id: part for part in nodes if part.part_of in (None, item.id)} if judged <= MOST_LINKS else {}
            )
            found.append(_joined(item, own, around, needs, judged))
    return found


def _beside(item: Item, loose: list[Item]) -> list[Item]:
    """The links of no service, if they lead to both ends of this one; a direct one between them is no part of it."""
    ends = set(_names(item))
    links = [one for one in loose if set(_names(one)) != ends]
    return links if ends <= {name for link in links for name in _names(link)} else []


def counted(item: Item) -> float | None:
    """The number of links that an item says it joins; None if it gives none or only an interval."""
    quantity = claimed(item, "links")
    one = None if quantity is None else estimate(quantity)
    return float(one.low) if one is not None and one.low is not None and one.low == one.high else None


def moments(item: Item, term: str, link: Item, *sources: str) -> tuple[str, ...]:
    """What to ask for where the claims of a link may be of a worse moment than the claim of the service."""
    own = item.quantity(term).statistic or "mean"
    apart = [source for source in sources if (link.quantity(source).statistic or "mean") not in ("best", own)]
    wanted = "best" if own == "best" else f"{own} or best"
    return tuple(f"{link.id}: {source} with statistic {wanted}" for source in apart)


def _names(item: Item) -> tuple[str, str] | None:
    names = item.claims.get("nodes")
    names = (names,) if isinstance(names, str) else names
    if not isinstance(names, tuple) or len(names) != 2 or not all(isinstance(name, str) for name in names):
        return None
    return names if names[0] != names[1] else None


def _joined(
    item: Item, parts: list[Item], nodes: dict[str, Item], needs: tuple[str, ...], judged: int
) -> Service:  # fmt: skip
    ends = [_names(part) for part in parts]
    if judged > MOST_LINKS:
        reason = f"the services of this dossier have more links than are judged together ({MOST_LINKS})"
        return Service(item, {}, broken=reason, asks=(f"at most {MOST_LINKS} links of services in one dossier",))
    count = counted(item)
    if count != len(parts):
        stated = "" if count is None else f" (stated: {count:g})"
        needs += (f"links: {len(parts)}{stated}",)
    if not any(ends):
        whole = (str(0), str(len(parts)))
        series = {part.id: (part, (str(at), str(at + 1))) for at, part in enumerate(parts)}
        placed = [node for node in nodes.values() if node.part_of == item.id and node.type == "QuantumRepeater"]
        inner = {str(at + 1): node for at, node in enumerate(placed)} if len(placed) == len(parts) - 1 else {}
        return Service(item, series, inner, whole, needs)
    if not all(ends):
        unnamed = tuple(f"{part.id}: nodes (two names)" for part, names in zip(parts, ends, strict=True) if not names)
        return Service(item, {}, broken="not every link names the two nodes that it joins", asks=unnamed)
    links = {part.id: (part, names) for part, names in zip(parts, ends, strict=True)}
    whole = _names(item) or _leaves(ends)
    if whole is None:
        return Service(item, {}, broken="between which two nodes the service runs is not said", asks=("nodes",))
    return Service(item, links, nodes, whole, needs)


def _leaves(ends: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The ends of links that form one line; None of any other graph."""
    degree = Counter(name for pair in ends for name in pair)
    leaves = [name for name, count in degree.items() if count == 1]
    line = len(leaves) == 2 and max(degree.values()) <= 2 and len(degree) == len(ends) + 1
    return (leaves[0], leaves[1]) if line else None
