"""Which papers stand on the day of the transfer."""

from __future__ import annotations

from datetime import date

from qgov.dossier.model import Dossier

PRIVILEGES = ("exception", "general-authorisation")
"""The types of authorisations that are claimed rather than issued."""


def standing_safeguards(dossier: Dossier) -> list[dict]:
    """The safeguards that stand on the day of the transfer."""
    return [row for row in dossier.safeguards if on_day(row.get("date"), None, dossier.date)]


def papers_standing(dossier: Dossier) -> tuple[bool, ...]:
    """Which authorisations and safeguards stand on the day, in the order of the dossier."""
    return (
        *(on_day(held.valid_from, held.valid_until, dossier.date) for held in dossier.authorisations),
        *(on_day(safeguard.get("date"), None, dossier.date) for safeguard in dossier.safeguards),
    )


def on_day(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)
