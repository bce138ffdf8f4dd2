"""The reference tables of the law in words: positions, deadlines, the country chart, impact assessments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal

from qgov.base.places import name_of
from qgov.situation.country_chart import EMBARGOED, INHERITED, MARKS, Destination
from qgov.situation.deadlines import Deadline
from qgov.situation.impact_assessments import AssessmentElement
from qgov.situation.positions import Position

_BINDS = {True: "in force", False: "does not bind", None: "first day not read"}


def row_dict(row: Position | Deadline | Destination | AssessmentElement) -> dict:
    """A row for JSON: its fields by name, days in ISO 8601, sets sorted; a cell that is empty is left out."""
    found = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, Decimal):
            value = int(value)
        if value not in (None, "", []):
            found[field.name] = value
    return found


def positions_text(rows: Iterable[Position], day: date) -> str:
    """One block a position: who, what of whom, and by when, with whether that day has passed."""
    lines = []
    for row in rows:
        lines.append(f"{row.authority} ({row.jurisdiction}, {row.topic}, {row.binding})")
        lines.append(f"    {row.position}; for {row.addressee}")
        if row.milestone:
            passed = " (passed)" if row.milestone < day else ""
            lines.append(f"    by {row.milestone}{passed}")
        lines.append(f"    published {row.published or 'on a day not read'}; {_seen(row)}")
    return _text(lines, "No position is in the table.")


def deadlines_text(rows: Iterable[Deadline], day: date) -> str:
    """One block a period: what for, who to whom, how long, from when, and whether it binds on the day."""
    lines = []
    for row in rows:
        to = f" to {row.recipient}" if row.recipient else ""
        lines.append(f"{row.provision}  {row.stage}: {period_words(row)} from {row.clock_start}")
        lines.append(f"    {row.duty_holder}{to}; on {row.trigger}")
        lines.append(f"    {_BINDS[row.binds(day)]} on {day}; {_seen(row)}")
    return _text(lines, "No period is in the table.")


def period_words(row: Deadline) -> str:
    """A period in words, such as ``72 hours`` or ``without undue delay``."""
    if row.value is None:
        return {"undue-delay": "without undue delay"}.get(row.unit, row.unit)
    unit = row.unit.replace("-", " ")
    return f"{row.value:f} {unit}" + ("" if row.value == 1 else "s")


def destination_text(place: str, destination: Destination | None, edition: date | None) -> str:
    """A destination with its marks; no mark is no clearance, which is said."""
    if edition is None:
        return f"{place}: no edition of the chart was read for this day.\n"
    if destination is None:
        return f"{place}: in no row of the edition of {edition}; nothing is told.\n"
    lines = [f"{destination.name} ({place}), edition of {edition}"]
    if destination.kind == EMBARGOED:
        lines.append("    embargoed: part 746 says what needs a licence, and the chart has no marks")
    else:
        if destination.kind == INHERITED:
            lines.append(f"    governed by the row of {name_of(destination.row_of) or destination.row_of}")
        marked = [mark for mark in MARKS if mark in destination.marks]
        lines.append(f"    marked: {', '.join(marked) or 'by no reason for control'}")
        lines.append("    no mark is no clearance: other parts may still ask for a licence")
    if destination.groups:
        lines.append(f"    country groups beside those of decisions: {', '.join(sorted(destination.groups))}")
    if destination.footnotes:
        lines.append(f"    footnotes: {', '.join(sorted(destination.footnotes))}")
    return "\n".join([*lines, f"    {_seen(destination)}"]) + "\n"


def assessment_text(outline: dict[str, tuple[AssessmentElement, ...]]) -> str:
    """The outline: a heading for each element, and under it what each provision asks."""
    lines = []
    for number, (element, rows) in enumerate(outline.items(), 1):
        lines.append(f"{number}. {element.replace('-', ' ')}")
        lines += [f"    {row.provision} ({row.regime}): {row.asks}; {_seen(row)}" for row in rows]
    return _text(lines, "None of these regimes asks for anything on this day.")


def _seen(row: Position | Deadline | Destination | AssessmentElement) -> str:
    note = f"; {row.note}" if row.note else ""
    return f"{row.verification}: {row.source}{note}"


def _text(lines: list[str], nothing: str) -> str:
    return "\n".join(lines or [nothing]) + "\n"
