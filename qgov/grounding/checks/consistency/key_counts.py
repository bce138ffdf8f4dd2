"""Key, signals and time of one session belong together: no more key than signals carry, no more signals than were sent.

A link that sends f signals a second on m modes side by side, for a time T, sends at most N = m f T of them. With P
secret bits for each use of a mode it makes at most P m f bits a second and P N in all; a system of dimension d carries
log2 d bits at most, whoever shares entanglement with nobody else (Holevo 1973; DOI 10.1103/PhysRevLett.69.2881). Clock
rates are quoted for pulses or for signals of two pulses, keys with or without the cost of finite sessions: only beyond
a factor of two is there a contradiction; P alone is held against log2 d as it stands. Rounds are quoted for the bits
that were sifted and for one block of many as well, so that a key is not refuted by them but by the signals of its time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import log2, prod

from qgov.dossier.model import Item

from ...model import REFUTED, SUPPORTED, THEOREM
from ..bound import AT_MOST
from ..check import Check, Judged
from ..link.words import MIDDLE, PAIRS, QUADRATURES, SENT, equal_statistic, protocol
from .sets import judge_set, smallest

SLACK = 2.0


@dataclass(frozen=True)
class Relation:
    """``left`` <= the product of ``rights``, times the modes; ``by_dimension`` adds log2 d bits for each signal.

    ``slack``: how far sources differ in what they call by these names.
    """

    left: str
    rights: tuple[str, ...]
    formula: str
    unit: str
    beyond: str
    by_dimension: bool = False
    slack: float = SLACK


RELATIONS = (
    Relation("secretKeyPerUse", (), "P <= m log2 d", "bit", "more key for each use than a signal can carry",
             by_dimension=True, slack=1.0),
    Relation("secretKeyRate", ("secretKeyPerUse", "clockRate"), "R <= P m f", "bit/s",
             "more key a second than key for each use times signals a second"),
    Relation("rounds", ("clockRate", "duration"), "N <= m f T", "1", "more signals than were sent in that time"),
    Relation("keyLength", ("secretKeyPerUse", "rounds"), "K <= P m N", "1",
             "more key than key for each use times signals"),
    Relation("keyLength", ("secretKeyPerUse", "clockRate", "duration"), "K <= P m f T", "1",
             "more key than key for each use times the signals of that time"),
    Relation("secretKeyRate", ("clockRate",), "R <= m f log2 d", "bit/s",
             "more key a second than the signals can carry", by_dimension=True),
    Relation("keyLength", ("rounds",), "K <= m N log2 d", "1", "more key than the signals can carry",
             by_dimension=True),
    Relation("keyLength", ("clockRate", "duration"), "K <= m f T log2 d", "1",
             "more key than the signals of that time can carry", by_dimension=True),
)  # fmt: skip
WITHIN = "the claims of key, signals and time agree"


def judge(check: Check, item: Item) -> list[Judged]:
    found = smallest([judged for relation in RELATIONS for judged in _judge(check, item, relation)])
    impossible = [one for one in found if one.grounding.verdict == REFUTED and len(one.grounding.claims) == 1]
    return [one for one in found if one.grounding.verdict != SUPPORTED or not _holds(one, impossible)]


def _holds(judged: Judged, impossible: list[Judged]) -> bool:
    """Whether the set holds a claim that cannot be true alone, so that it supports nothing."""
    return any(set(one.grounding.claims) <= set(judged.grounding.claims) for one in impossible)


def _judge(check: Check, item: Item, relation: Relation) -> list[Judged]:
    modes, needs = _whole(item, "modes"), equal_statistic(item, relation.left, *relation.rights)
    if modes is None:
        modes, needs = 1.0, (*needs, "modes")
    if "rounds" in relation.rights:
        if all(item.quantity(term) is not None for term in ("clockRate", "duration")):
            return []  # these say how many signals were sent
        needs = (*needs, "clockRate and duration")
    factor, word = modes, protocol(item)
    if relation.by_dimension:
        if word in QUADRATURES:
            return []  # a quadrature has no greatest number of bits
        dimension = _whole(item, "dimension")
        if dimension is None and word not in SENT | PAIRS | MIDDLE:
            needs = (*needs, "dimension")
        factor *= log2(dimension or 2)
    named = replace(check, formula=relation.formula)
    found = judge_set(
        named, item, relation.left, product_of, relation.rights, AT_MOST, constants={"factor": factor},
        slack=relation.slack, within=WITHIN, beyond=relation.beyond, needs=needs, unit=relation.unit,
    )  # fmt: skip
    if relation.by_dimension and item.quantity("secretKeyPerUse") is not None:
        return [judged for judged in found if judged.grounding.verdict != SUPPORTED]  # tighter bounds say more
    return found


def product_of(factor: float, **numbers: float) -> float:
    """The product of claims, none of which can be negative."""
    if min(numbers.values(), default=0) < 0:
        raise ValueError("a rate, a count or a time below zero")
    return factor * prod(numbers.values())


def _whole(item: Item, term: str) -> float | None:
    assumption = item.assumptions.get(term)
    value = None if assumption is None else assumption.value
    if not isinstance(value, Decimal) or not value.is_finite() or not 1 <= value <= Decimal(10) ** 9:
        return None
    return float(value)


CHECK = Check(
    name="key-counts",
    terms=("secretKeyRate", "secretKeyPerUse", "clockRate", "keyLength", "duration", "rounds", "protocol"),
    kind=THEOREM,
    formula="R <= P m f, N <= m f T, K <= P m N; P <= log2 d for signals of dimension d",
    tolerance="a factor of 2, and 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.69.2881",
    judge=judge,
)
