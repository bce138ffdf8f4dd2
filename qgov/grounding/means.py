"""What is found on the way to a mean error: the means themselves, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .facts import Interval


@dataclass(frozen=True)
class Mean:
    """One way to the mean: from the declared value or from the pair rows."""

    interval: Interval
    estimate: Decimal | None
    u: Decimal | None
    declared: bool
    bases: tuple[str | None, ...]
    terms: tuple[str, ...]


@dataclass
class Findings:
    means: list[Mean]
    notes: list[str]
    warnings: list[str]
    claimed: bool = False
    open: bool = False  # something claimed is refuted or unreadable: the mean may be anything
