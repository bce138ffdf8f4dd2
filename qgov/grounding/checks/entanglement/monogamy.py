"""Monogamy: a qubit that is shared with two partners cannot be strongly entangled with both.

In one joint state of a qubit and two partners the squares of both Bell values add up to at most 8 (Toner and
Verstraete, arXiv:quant-ph/0611001), those of the concurrences to at most 1 (Coffman, Kundu, Wootters 2000, DOI
10.1103/PhysRevA.61.052306), and the Bell fidelities to at most 3/2, that of a qubit with the clones of its partner
(Gisin and Massar 1997, DOI 10.1103/PhysRevLett.79.2153). One pair may therefore be as good as any if the other is poor
enough: a claim of one number is judged only where it is that of every pair of three nodes or more, by the means
S <= 2, C <= 1/sqrt(2), F <= 3/4. Two items that name the same node are judged by the sum of both.

Nothing is refuted without the statement ``sharedQubit``. A qubit that serves several links one after another has no
joint state with both partners: a claim of such numbers states that ``sameState`` is false, and is not refuted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product
from math import hypot, isfinite, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word, unstated
from ...estimate import Estimate
from ...exact import decimal_from_float
from ...model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED
from ..bound import AT_MOST, DECLARED, Bound, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .reading import FAR_POSTSELECTION, contrary, number_of, read, refs
from .states import LOCAL
from .tsirelson import counted

ONE_STATE = (("sameState", "true"),)
SHARED = (("sharedQubit", "true"),)
ALL_PAIRS = 40  # items at one node up to which every two are judged
_ORDER = (REFUTED, UNDETERMINED, SUPPORTED)
_LIMITS = {
    "chsh": (2.0, "S_AB^2 + S_AC^2 <= 8", "arXiv:quant-ph/0611001"),
    "concurrence": (1 / sqrt(2), "C_AB^2 + C_AC^2 <= 1", "10.1103/PhysRevA.61.052306"),
    "bellFidelity": (3 / 4, "F_AB + F_AC <= 3/2", "10.1103/PhysRevLett.79.2153"),
}
# What each number of a pair adds, its slope, and the most of both; convex, so that the slope never makes u too small.
_SUMS: dict[str, tuple[Callable[[float], float], Callable[[float], float], float]] = {
    "chsh": (lambda s: s * s, lambda s: 2 * s, 8.0),
    "concurrence": (lambda c: c * c, lambda c: 2 * c, 1.0),
    "bellFidelity": (lambda f: f, lambda f: 1.0, 3 / 2),
}
# The least squared concurrence of two qubits with that number: S <= 2 sqrt(1 + C^2), F <= (1 + C)/2.
_TANGLES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "chsh": (lambda s: s * s / 4 - 1 if s > LOCAL else 0.0, lambda s: s / 2 if s > LOCAL else 0.0),
    "concurrence": (lambda c: c * c, lambda c: 2 * c),
    "bellFidelity": (lambda f: max(0.0, 2 * f - 1) ** 2, lambda f: 4 * max(0.0, 2 * f - 1)),
}


def is_shared(item: Item) -> bool:
    """Whether a qubit has several partners: the claim says so, or names three nodes and does not deny it."""
    stated = stated_word(item, "sharedQubit")
    return stated == "true" or (stated is None and len(_nodes(item)) > 2)


def judge(check: Check, item: Item) -> list[Judged]:
    """A number that is claimed of every pair of a qubit with its partners, all in one item."""
    nodes = _nodes(item)
    if not is_shared(item) or len(nodes) == 2:
        return []  # one pair: see ``pairs``
    results = []
    for term, (most, formula, source) in _LIMITS.items():
        one = _claimed(item, term)
        if one is None:
            continue
        results.append(judge_bound(
            replace(check, formula=formula, source=source), item, refs(item, term), one, Bound(most, most, exact=True),
            AT_MOST, unit="1", within=f"two pairs that share a qubit can both have such a {term}",
            beyond=f"two pairs that share a qubit cannot both have such a {term}",
            needs=(*(() if nodes else ("nodes: the qubit and its partners",)), *_beside(item)), evidence=_evidence(),
        ))  # fmt: skip
    return results


def pairs(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Every two items that state a shared qubit and have one of their two nodes in common.

    At a node of very many items each is held against those with the largest numbers, the hardest to stand beside.
    """
    at: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if stated_word(item, "sharedQubit") == "true" and len(_nodes(item)) == 2:
            for name in _nodes(item):
                at[name].append(item)
    for around in at.values():
        few = len(around) <= ALL_PAIRS
        for one, other in combinations(around, 2) if few else product(_largest(around), around):
            if _nodes(one) != _nodes(other):
                yield one, other


def _largest(items: list[Item]) -> list[Item]:
    """Of each term the item with the largest number."""
    found = {}
    for term in _LIMITS:
        given = [(one.shown, at) for at, item in enumerate(items) if (one := _claimed(item, term)) is not None]
        if given:
            best = items[max(given)[1]]
            found[best.id] = best
    return list(found.values())


def judge_pair(check: Check, items: tuple[Item, Item]) -> list[Judged]:
    """Two pairs with a common qubit: the gravest of what their numbers say together."""
    terms = [[term for term in _LIMITS if _claimed(item, term) is not None] for item in items]
    found = [judged for chosen in product(*terms) if (judged := _together(check, items, chosen)) is not None]
    return [min(found, key=lambda judged: _ORDER.index(judged.grounding.verdict))] if found else []


def _together(check: Check, items: tuple[Item, Item], terms: tuple[str, ...]) -> Judged | None:
    same = terms[0] == terms[1]
    most = _SUMS[terms[0]][2] if same else 1.0
    parts = [_SUMS[term][:2] if same else _TANGLES[term] for term in terms]
    claims = tuple(ref for item, term in zip(items, terms, strict=True) for ref in refs(item, term))
    formula, source = _LIMITS[terms[0]][1:] if same else _LIMITS["concurrence"][1:]
    whole = _sum(items, terms, parts)
    if whole is None:
        return None
    # The relative tolerance of a square is twice that of its number.
    tolerance = DECLARED if terms == ("bellFidelity",) * 2 else 2 * DECLARED
    return judge_bound(
        replace(check, formula=formula, source=source), items[0], claims, whole,
        Bound(most, most, exact=True), AT_MOST, unit="1", within="two pairs that share a qubit can be so entangled",
        beyond="two pairs that share a qubit cannot both be so entangled",
        needs=(*_beside(items[0]), *unstated(items[1], SHARED), *_beside(items[1]), *(() if same else _levels(items))),
        tolerance=tolerance, evidence=_evidence(),
    )  # fmt: skip


def _sum(items: tuple[Item, Item], terms: tuple[str, ...], parts: list) -> Estimate | None:
    """What both numbers add up to, with its ends and its uncertainty; None beyond what can be computed."""
    ones = [_claimed(item, term) for item, term in zip(items, terms, strict=True)]

    def added(*numbers) -> float:
        return sum(of(float(number)) for (of, _), number in zip(parts, numbers, strict=True))

    # Every term is at least 0, and what it adds grows with it.
    low = added(*(0 if one.low is None else one.low for one in ones))
    high = None if any(one.high is None for one in ones) else added(*(one.high for one in ones))
    value = added(*(one.shown for one in ones))
    us = [slope(float(one.shown)) * float(one.u) for (_, slope), one in zip(parts, ones, strict=True) if one.u]
    if not all(isfinite(number) for number in (value, low, high or 0.0, *us)):
        return None
    ends = (None if number is None else decimal_from_float(number) for number in (value, low, high))
    return Estimate(*ends, decimal_from_float(hypot(*us)) if any(us) else None)


def _claimed(item: Item, term: str) -> Estimate | None:
    """The number of a pair; that of the best of several moments, or of half of them, says nothing of one state."""
    one = counted(item) if term == "chsh" else read(item, term)
    return None if one is None or item.quantity(term).statistic in ("best", "median") else one


def _nodes(item: Item) -> frozenset[str]:
    nodes = item.claims.get("nodes")
    return frozenset(nodes) if isinstance(nodes, tuple) else frozenset()


def _beside(item: Item) -> tuple[str, ...]:
    return (*contradicted(item, ONE_STATE), *contrary(item, "postselection", *FAR_POSTSELECTION))


def _levels(items: tuple[Item, Item]) -> tuple[str, ...]:
    """Concurrences follow from other numbers for qubits only."""
    found = [number_of(item, "dimension") for item in items]
    return tuple(f"dimension: 2 (stated: {levels:g})" for levels in found if levels is not None and levels != 2)


def _evidence() -> Evidence:
    """A qubit whose half of a Bell pair was cloned: it overlaps with both copies as far as any can, 3/4 each."""
    return Evidence("cloning", {"copies": 2.0}, lambda: 3 / 4)


CHECK = Check(
    name="monogamy",
    terms=("chsh", "concurrence", "bellFidelity", "nodes", "sharedQubit"),
    kind=THEOREM,
    formula="S_AB^2 + S_AC^2 <= 8; C_AB^2 + C_AC^2 <= 1; F_AB + F_AC <= 3/2",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.61.052306",
    judge=judge,
    assumptions=SHARED,
    circuit="cloning",
)
