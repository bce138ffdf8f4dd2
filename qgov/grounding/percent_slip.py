"""A two-qubit error so large that a percentage may have been written as a fraction: 0.08 for 0.08 %.

Over 68 published calibrations of superconducting computers with up to 156 qubits the mean error of the pairs reaches
0.050. From there on the number is read in either way, the mean error counts as anywhere between, and a warning asks;
a claim that says "%" has told. Computers below 34 qubits are named by no entry (15 CFR 774 Supp. 1, ECCN 4A906.a): of
them nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from qgov.dossier.model import Quantity

from .facts import Interval
from .model import Fact
from .rounding import UNITS

LARGE = Fraction(5, 100)
QUBITS = 34
PERCENT = 100


def many(qubits: Fact) -> bool:
    """Whether the computer may have as many qubits as an entry asks for."""
    return not qubits.known or qubits.upper is None or qubits.upper >= QUBITS


def either(found: Interval, given: Iterable[Quantity], qubits: Fact) -> Interval | None:
    """What the error may be if it may have been given in percent; None where that is not in question."""
    if found.low is None or found.low < LARGE or not many(qubits) or any(map(said_in_percent, given)):
        return None
    return Interval(found.low / PERCENT, found.high)


def warning(term: str, item: str, found: Interval) -> str:
    small = float(found.low) / PERCENT
    return (
        f"{term} of {item}: an error of {float(found.low):.6g} is more than is known of computers with so many qubits;"
        f" in percent it would be {small:.6g}. The mean error counts as anywhere from there; if the number is right,"
        f" give it with its unit, as {float(found.low) * PERCENT:.6g} %"
    )


def said_in_percent(claim: object) -> bool:
    """Whether the unit that was given says that it is a percentage, or a share of a million."""
    words = claim.given.split() if isinstance(claim, Quantity) else ()
    return len(words) == 2 and words[1] in UNITS
