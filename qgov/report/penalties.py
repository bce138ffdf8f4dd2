"""Penalties in words."""

from __future__ import annotations

from decimal import Decimal

from qgov.reasoning.exposure import Exposure
from qgov.situation.penalties import Penalty

_BASES = {
    "worldwide-turnover": "worldwide turnover",
    "transaction-value": "the value of the transaction",
    "turnover-of-prior-year": "the turnover of the year before",
    "turnover-in-brazil": "turnover in Brazil",
    "value-of-breach": "the value of the breach",
}


def penalty_words(exposures: tuple[Exposure, ...]) -> list[str]:
    """A line each: for what, how much at most, by which provision, and what of it was not read."""
    return [_line(exposure) for exposure in exposures]


def _line(exposure: Exposure) -> str:
    penalty = exposure.penalty
    for_what = ", ".join(exposure.breaches[:4]) + (" and others" if len(exposure.breaches) > 4 else "")
    told = f"{for_what}: {penalty.kind} penalty, {maximum_words(penalty)} ({penalty.provision}; {penalty.condition})."
    if not exposure.certain:
        told = f"If it applies, {told}"
    if penalty.note:
        told += f" {penalty.note[:1].upper()}{penalty.note[1:]}."
    return told if exposure.verified else told + " Not verified for this day."


def maximum_words(penalty: Penalty) -> str:
    """The most that the law allows, in words."""
    parts = []
    if penalty.rule == "none":
        return "none"
    share = f"{penalty.percent.normalize():f} % of {_BASES.get(penalty.percent_base, penalty.percent_base)}" if (
        penalty.percent is not None
    ) else ""  # fmt: skip
    fixed = money(penalty.fixed_max, penalty.currency) if penalty.fixed_max is not None else ""
    if fixed and share:
        how = {"higher": "the higher of", "lower": "the lower of", "either": "one or the other of"}[penalty.rule]
        parts.append(f"up to {how} {fixed} and {share}")
    elif fixed or share:
        parts.append(f"up to {fixed or share}")
    if penalty.imprisonment_years is not None:
        parts.append(f"up to {penalty.imprisonment_years.normalize():f} years of imprisonment")
    if penalty.other_measures:
        parts.append(penalty.other_measures)
    return "; ".join(parts) or "a maximum that was not read"


def money(amount: Decimal, currency: str) -> str:
    return f"{currency} {amount:,.0f}".replace(",", " ")
