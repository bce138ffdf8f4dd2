"""What a network of links can do between two of its nodes, from what each link and each node can.

Visibility is multiplied along a path, by each link and by the swapping at each node that is passed (Briegel et al.
1998, DOI 10.1103/PhysRevLett.81.5932). The rate of one path is that of its worst link; all paths together carry at most
the smallest cut between the ends, whatever the routing (Pirandola 2019, DOI 10.1038/s42005-019-0147-3). Visibilities
are fractions; rates have any one unit, and an infinite one stands for a link whose rate has no known bound.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf


@dataclass(frozen=True)
class Link:
    """An undirected link between two nodes; two nodes may have several."""

    name: str
    ends: tuple[str, str]
    visibility: float = 1.0
    rate: float = inf


@dataclass(frozen=True)
class PathBounds:
    """The best visibility, the best rate on one path, and the rate on all; each with the links that decide it.

    ``clearest`` and ``widest`` are the links of the best paths in order, ``cut`` those of the smallest cut (none where
    the rate has no bound).
    """

    visibility: float
    clearest: tuple[str, ...]
    rate: float
    widest: tuple[str, ...]
    flow: float
    cut: tuple[str, ...]


Graph = dict[str, list[tuple[str, Link]]]


def path_bounds(
    links: Iterable[Link], start: str, end: str, nodes: Mapping[str, float] | None = None
) -> PathBounds | None:
    """The bounds between two nodes; None where no path joins them or they are one.

    ``nodes`` gives what swapping at a node leaves of the visibility, 1 for a node that it does not name. Visibilities
    count between 0 and 1, rates from 0.
    """
    graph: Graph = defaultdict(list)
    for link in links:
        first, second = link.ends
        if first != second:
            graph[first].append((second, link))
            graph[second].append((first, link))
    if start == end or start not in graph or end not in graph:
        return None
    swaps = nodes or {}
    clear = _best(graph, start, end, lambda so_far, node, link: so_far * _share(link.visibility) * (
        1.0 if node == start else _share(swaps.get(node, 1.0))), 1.0)  # fmt: skip
    if clear is None:
        return None
    wide = _best(graph, start, end, lambda so_far, node, link: min(so_far, max(0.0, link.rate)), inf)
    return PathBounds(*clear, *wide, *_flow(graph, start, end))


def _share(number: float) -> float:
    return min(1.0, max(0.0, number))


def _best(graph: Graph, start: str, end: str, onwards, first: float) -> tuple[float, tuple[str, ...]] | None:
    """The best path by a figure that never grows on the way (Dijkstra), and its links; fewer links where it is even."""
    queue = [(-first, 0, start)]
    done: set[str] = set()
    reached: dict[str, tuple[float, int]] = {start: (first, 0)}
    came: dict[str, tuple[str, str]] = {}
    while queue:
        figure, steps, node = heappop(queue)
        if node in done:
            continue
        done.add(node)
        if node == end:
            break
        for other, link in graph[node]:
            found = onwards(-figure, node, link)
            known = reached.get(other)
            if other not in done and (known is None or (-found, steps + 1) < (-known[0], known[1])):
                reached[other] = (found, steps + 1)
                came[other] = (node, link.name)
                heappush(queue, (-found, steps + 1, other))
    if end not in done:
        return None
    names, node = [], end
    while node != start:
        node, name = came[node]
        names.append(name)
    return reached[end][0], tuple(reversed(names))


def _flow(graph: Graph, start: str, end: str) -> tuple[float, tuple[str, ...]]:
    """The most that all paths carry (Edmonds and Karp 1972, DOI 10.1145/321694.321699), and the links of the cut."""
    left: dict[str, dict[str, float]] = {node: defaultdict(float) for node in graph}
    for node, entries in graph.items():
        for other, link in entries:
            left[node][other] += max(0.0, link.rate)
    whole = 0.0
    while True:
        came = _reach(left, start)
        if end not in came:
            break
        steps, node = [], end
        while node != start:
            steps.append((came[node], node))
            node = came[node]
        amount = min(left[one][other] for one, other in steps)
        if amount == inf:
            return inf, ()
        whole += amount
        for one, other in steps:
            left[one][other] -= amount
            left[other][one] += amount
    return whole, tuple(sorted(
        {link.name for node in came for other, link in graph[node] if other not in came}
    ))  # fmt: skip


def _reach(left: Mapping[str, Mapping[str, float]], start: str) -> dict[str, str]:
    """Every node to which something is left, with the one before it."""
    came, queue = {start: start}, deque([start])
    while queue:
        node = queue.popleft()
        for other, amount in left[node].items():
            if amount > 0 and other not in came:
                came[other] = node
                queue.append(other)
    return came
