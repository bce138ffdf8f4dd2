"""The claims of a rate that a capacity bounds, each as so many uses and modes of the channel.

Key for each use is held against the modes side by side as well: the word means one mode, but rates are often quoted for
one pulse on all of them. Rounds are quoted for signals sent, pairs shared or bits sifted: a key is not refuted for them
alone, and the clock and the duration of the session are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgov.dossier.model import Item

from ...estimate import Estimate, claimed, estimate
from .words import number


@dataclass(frozen=True)
class Rate:
    """A claimed amount of key, and ``uses``: how many uses of one mode it may have come from."""

    terms: tuple[str, ...]
    claimed: Estimate
    inputs: dict[str, Estimate]
    uses: Callable[[dict[str, float]], float]
    unit: str
    needs: tuple[str, ...] = ()


def rates(item: Item) -> list[Rate]:
    """Every claimed rate whose number of uses is known."""
    return [rate for rate in (_per_use(item), _per_second(item), _of_a_session(item)) if rate is not None]


def asked(item: Item) -> tuple[str, ...]:
    """What is missing to bound a key rate that is claimed."""
    if claimed(item, "secretKeyRate") is not None and _least_upper(item, "clockRate") is None:
        return ("clockRate",)
    if claimed(item, "keyLength") is not None and _of_a_session(item) is None:
        return ("rounds, or clockRate and duration",)
    return ()


def modes(item: Item) -> tuple[float, tuple[str, ...]]:
    """The number of modes side by side, 1 until it is stated; times the dimension of high-dimensional signals."""
    count, needs = number(item, "modes"), ()
    if count is None:
        count, needs = 1.0, ("modes",)
    if item.claims.get("protocol") == "high-dimensional":
        dimension = number(item, "dimension")
        needs += () if dimension is not None else ("dimension",)
        count *= dimension or 1.0
    return count, needs


def _per_use(item: Item) -> Rate | None:
    quantity = claimed(item, "secretKeyPerUse")
    return None if quantity is None else Rate(("secretKeyPerUse",), estimate(quantity), {}, lambda v: 1.0, "bit")


def _per_second(item: Item) -> Rate | None:
    quantity, clock = claimed(item, "secretKeyRate"), _least_upper(item, "clockRate")
    if quantity is None or clock is None:
        return None
    return Rate(("secretKeyRate", "clockRate"), estimate(quantity), {"clock": clock}, lambda v: v["clock"], "bit/s")


def _of_a_session(item: Item) -> Rate | None:
    quantity, rounds = claimed(item, "keyLength"), _least_upper(item, "rounds")
    clock, duration = _least_upper(item, "clockRate"), _least_upper(item, "duration")
    if quantity is None:
        return None
    one = estimate(quantity)
    if clock is not None and duration is not None:
        inputs = {"clock": clock, "duration": duration}
        return Rate(("keyLength", "clockRate", "duration"), one, inputs, lambda v: v["clock"] * v["duration"], "1")
    if rounds is None:
        return None
    needs = ("clockRate and duration",)
    return Rate(("keyLength", "rounds"), one, {"rounds": rounds}, lambda v: v["rounds"], "1", needs)


def _least_upper(item: Item, term: str) -> Estimate | None:
    """A claim with an upper end: without one there may be any number of uses."""
    quantity = claimed(item, term)
    one = None if quantity is None else estimate(quantity)
    return one if one is not None and one.high is not None else None
