"""Days counted in months and years, within what a calendar day can be."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_after(first: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last; the last day there is a date for, where the
    count goes beyond."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
