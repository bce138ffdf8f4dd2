"""Short ways to write claims."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qgov.dossier.model import Assumption, Item, Pair, Quantity
from qgov.grounding import Grounding, ItemGrounding, ground_item

STATED = {
    "sameQubits": True,
    "sameGate": True,
    "dynamicalDecoupling": "none",
    "errorCorrection": "none",
    "postselection": "none",
}


def q(value: object = None, u: object = None, lower: object = None, upper: object = None, **words) -> Quantity:
    """A quantity from anything that Decimal reads; ``u`` is the standard uncertainty."""
    numbers = {"value": value, "standard_uncertainty": u, "lower": lower, "upper": upper}
    decimals = {name: None if number is None else Decimal(str(number)) for name, number in numbers.items()}
    return Quantity(**decimals, **words)


def computer(pairs: tuple[Pair, ...] = (), assume: dict | None = None, **claims) -> Item:
    """A quantum computer; a claim that reads as a number stands for a quantity with that value."""
    read = {term: _claim(claim) for term, claim in claims.items()}
    assumptions = {term: Assumption(word) for term, word in (assume or {}).items()}
    return Item("qpu", "QuantumComputer", claims=read, pairs=tuple(pairs), assumptions=assumptions)


def _claim(claim: object) -> object:
    if isinstance(claim, (Quantity, tuple, bool)):
        return claim
    try:
        return q(claim)
    except InvalidOperation:
        return claim


def row(index: int, error: object, t1="100e-6", t2="100e-6", time="500e-9", qubits=None, **rest) -> Pair:
    """A pair row of qubits ``index`` and ``index + 1``; one T1 or T2 stands for both qubits, None for none."""

    def both(number):
        one = None if number is None else number if isinstance(number, Quantity) else q(number)
        return (one, one)

    return Pair(
        index,
        qubits or (str(index), str(index + 1)),
        "cx",
        error if isinstance(error, Quantity) or error is None else q(error),
        None if time is None else time if isinstance(time, Quantity) else q(time),
        t1 if isinstance(t1, tuple) else both(t1),
        t2 if isinstance(t2, tuple) else both(t2),
        **rest,
    )


def ground(item: Item) -> ItemGrounding:
    return ground_item(item, simulate=False)


def by_check(item: Item, check: str) -> list[Grounding]:
    return [grounding for grounding in ground(item).groundings if grounding.check == check]


def only(item: Item, check: str) -> Grounding:
    (grounding,) = by_check(item, check)
    return grounding
