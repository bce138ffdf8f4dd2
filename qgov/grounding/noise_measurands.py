"""The lowest and the highest noise figure of an amplifier between 2 GHz and 15 GHz, from one value or a table.

A table says nothing between its rows: unless it reaches from one end of the amplifier's band to the other, the lowest
figure may be lower than any row and the highest higher. A typical figure is an end of both, the worst of the lowest.
"""

from __future__ import annotations

from fractions import Fraction

from qgov.dossier.model import Item, Quantity

from .domain import Domain
from .facts import Interval, Refuted, common, ends, interval, is_point, unknown
from .meant_statistic import of_all
from .model import Fact

# 15 CFR 774 Supp. 1, ECCN 3A901.b: the band that the entry names, in hertz.
BAND = Interval(Fraction(2 * 10**9), Fraction(15 * 10**9))
READINGS = {
    "lowestNoiseFigure": "lowest noise figure at any frequency from 2 GHz to 15 GHz in the amplifier's own band",
    "highestNoiseFigure": "highest noise figure at any frequency from 2 GHz to 15 GHz in the amplifier's own band",
}


def noise_measurands(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """Both figures, in decibels."""
    stated = item.claims.get("noiseFigure")
    rows = stated if isinstance(stated, tuple) else () if stated is None else (stated,)
    rest = {"derived_from": ("noiseFigure", "frequencyLow", "frequencyHigh")}
    within = ends(domain, "noiseFigure")
    inside = [row for row in rows if row.frequency is None or BAND.low <= Fraction(row.frequency) <= BAND.high]
    read = [interval(row, within) for row in inside]
    notes: tuple[str, ...] = ()
    if not rows:
        notes = ("needs noiseFigure",)
    elif ("noiseFigure", None) in refuted:
        notes = (f"noiseFigure is refuted by the check {refuted['noiseFigure', None]}",)
    elif not inside:
        notes = ("no noise figure is given between 2 GHz and 15 GHz",)
    elif None in read:
        notes = ("a noise figure cannot be read",)
    if notes:
        absent = not rows
        return {
            term: unknown(term, item.id, domain, possibly_absent=absent, reading=reading, notes=notes, **rest)
            for term, reading in READINGS.items()
        }, []
    whole = _covers(rows, claims)
    rest |= {"basis": common([row.basis for row in inside]), "as_declared": any(map(is_point, inside))}
    if not whole:
        rest["notes"] = ("the table does not reach over the whole band",)
    ends_of = [of_all(row, found, within) for row, found in zip(inside, read, strict=True)]
    lows = [low.low for low, _ in ends_of]
    lowest = Interval(
        (None if None in lows else min(lows)) if whole else within.low, _least([low.high for low, _ in ends_of])
    )
    highs = [high.high for _, high in ends_of]
    highest = Interval(
        max(high.low for _, high in ends_of), (None if None in highs else max(highs)) if whole else within.high
    )
    return {
        "lowestNoiseFigure": _fact("lowestNoiseFigure", item, lowest, rest),
        "highestNoiseFigure": _fact("highestNoiseFigure", item, highest, rest),
    }, []


def _fact(term: str, item: Item, found: Interval, rest: dict) -> Fact:
    estimate = found.lower if found.low == found.high else None
    return Fact(
        term, item.id, lower=found.lower, upper=found.upper, estimate=estimate, reading=READINGS[term], **rest
    )  # fmt: skip


def _least(highs: list[Fraction | None]) -> Fraction | None:
    return min((high for high in highs if high is not None), default=None)


def _covers(rows: tuple[Quantity, ...], claims: dict[str, Fact]) -> bool:
    """Whether a figure holds for the whole band, or the table reaches over the part of it where the amplifier works."""
    if any(row.frequency is None for row in rows):
        return True
    first, last = (min(Fraction(row.frequency) for row in rows), max(Fraction(row.frequency) for row in rows))
    low, high = claims.get("frequencyLow"), claims.get("frequencyHigh")
    start = BAND.low if low is None or low.lower is None else max(BAND.low, Fraction(low.lower))
    stop = BAND.high if high is None or high.upper is None else min(BAND.high, Fraction(high.upper))
    return first <= start and last >= stop
