"""What a link says of itself in words: its protocol, who may listen, how many stations and modes it has.

What is not stated is asked for by name. Two things follow from a protocol and need not be stated: that twin-field,
measurement-device-independent and mode-pairing keys have a measuring station between the ends, and how many conjugate
bases BB84 and the six-state protocol have.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item, Quantity

from ...assumptions import Required, stated_word
from ...estimate import claimed, estimate
from ..check import Check

MIDDLE = frozenset({"mdi", "twin-field", "mode-pairing"})
PAIRS = frozenset({"e91", "bbm92", "device-independent"})
SENT = frozenset({"bb84", "decoy-bb84", "six-state", "b92", "sarg04", "cow", "dps"})
QUADRATURES = frozenset({"cv-gaussian", "cv-discrete"})
BASES = {"bb84": 2, "decoy-bb84": 2, "bbm92": 2, "six-state": 3}
KEY_TERMS = ("secretKeyRate", "secretKeyPerUse", "keyLength", "asymptoticKeyRate")
LISTENS_TO_ALL = frozenset({"unconditional", "collective-attacks"})  # she holds all the light that is lost
AMPLIFIED = frozenset({"in-line", "receiver"})


def protocol(item: Item) -> str | None:
    word = item.claims.get("protocol")
    return word if isinstance(word, str) else None


def is_true(item: Item, term: str) -> bool:
    return stated_word(item, term) == "true"


def number(item: Item, term: str) -> float | None:
    """A stated assumption that is a number, None if it is not stated or not positive and finite."""
    assumption = item.assumptions.get(term)
    value = None if assumption is None else assumption.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return None
    return float(value) if 0 < value < Decimal("1e300") else None


def stations(item: Item) -> tuple[float | None, tuple[str, ...]]:
    """How many stations divide the path at most, None where that has no end; and what should be said of them."""
    hidden = 1 if protocol(item) in MIDDLE or is_true(item, "memoryNode") else 0
    count = claimed(item, "intermediateStations")
    if count is None:
        return float(hidden), ("intermediateStations",)
    high = estimate(count).high
    if high is None:
        return None, ("intermediateStations with an upper end",)
    if high < hidden:
        return float(hidden), ("intermediateStations with the measuring station or memory node counted",)
    return float(high), ()


def source_divides(item: Item, pairs: bool) -> bool:
    """Whether a source of entangled pairs may stand on the path and divide its loss; ``pairs`` if there is such one."""
    return pairs and stated_word(item, "sourcePosition") != "at-end-node"


def bases(item: Item) -> float | None:
    """The number of conjugate bases whose errors enter the key: stated, or that of the protocol."""
    stated = number(item, "keyBases")
    return stated if stated is not None else BASES.get(protocol(item) or "")


def key_claims(item: Item) -> tuple[str, ...]:
    """The terms by which the item claims that there is a key at all."""
    found = []
    for term in KEY_TERMS:
        quantity = claimed(item, term)
        low = None if quantity is None else estimate(quantity).low
        if low is not None and low > 0:
            found.append(term)
    return tuple(found)


def eavesdropper(item: Item) -> tuple[Required, ...]:
    """What must be ruled out for the lost light to be an eavesdropper's.

    A secret key is secret from whoever holds all lost light, unless a weaker security model is stated; amplified light
    is told apart only where that model is stated.
    """
    model = stated_word(item, "securityModel")
    if model is not None:
        return () if model in LISTENS_TO_ALL else (("securityModel", "unconditional"),)
    return (("opticalAmplifiers", "none"),)


def supposing(check: Check, *required: Required) -> Check:
    """The check with the assumptions that it makes for one item."""
    return replace(check, assumptions=tuple(dict.fromkeys((*check.assumptions, *required))))


def at_most(quantity: Quantity) -> bool:
    """Whether a number says how large something may be at most: one that is rated, or the worst of several.

    The attenuation on the data sheet of a fibre is such a number; what is laid loses less.
    """
    return quantity.basis == "specified" or quantity.statistic == "worst"


def equal_statistic(item: Item, *terms: str) -> tuple[str, ...]:
    """A need, if the claims are different statistics, so that they may be of different moments.

    On a system, as against one link, a best value may hold at another length than the one given.
    """
    found = {quantity.statistic for term in terms if (quantity := claimed(item, term)) is not None}
    stated = found - {None}
    apart = len(stated) > 1 or (item.type == "QkdSystem" and "best" in stated and None in found)
    return (f"{', '.join(terms[:-1])} and {terms[-1]} with equal statistic",) if apart else ()
