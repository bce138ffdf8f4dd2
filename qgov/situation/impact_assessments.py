"""What each regime's impact assessment asks for, so that one written assessment can answer several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/impact-assessments.csv"
COLUMNS = ("element", "regime", "provision", "asks", "from", "verification", "source", "note")
# Data protection (Union), transfer under standard clauses, fundamental rights (artificial intelligence), the data
# protection test of the United Kingdom, personal information (China), human rights due diligence of business; data
# protection in the United Kingdom, in Switzerland and in Brazil.
REGIMES = ("dpia", "tia", "fria", "uk-test", "pipia", "hria", "uk-dpia", "ch-dpia", "br-ripd")
ELEMENTS = (
    "processing", "purpose", "period", "necessity", "affected-persons", "risks", "transfer-circumstances",
    "destination-law", "measures", "human-oversight", "complaints", "officer-advice", "views-of-persons", "record",
    "review", "notice-to-authority",
)  # fmt: skip


@dataclass(frozen=True)
class AssessmentElement:
    """One point that an assessment under a ``regime`` has to contain, from a day on, in our words (``asks``).

    ``verification`` is that of the provision and its first day together.
    """

    element: str
    regime: str
    provision: str
    asks: str
    start: date
    verification: str
    source: str
    note: str = ""


@cache
def assessment_elements() -> tuple[AssessmentElement, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_assessment_elements(resource(TABLE))


def read_assessment_elements(path: Path) -> tuple[AssessmentElement, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("element", "regime", "provision")):
        if not PROVISION.fullmatch(row.text("provision")):
            raise row.refuse("provision", f"{row.text('provision')!r} is not <instrument>:<number>")
        start = row.day("from")
        if start is None:
            raise row.refuse("from", "empty; a day is needed")
        found.append(
            AssessmentElement(
                row.word("element", ELEMENTS), row.word("regime", REGIMES), row.text("provision"), row.text("asks"),
                start, row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)


def one_assessment(regimes: Iterable[str], day: date) -> dict[str, tuple[AssessmentElement, ...]]:
    """The outline of one assessment that answers these regimes on a day: each element once, in reading order, with the
    provisions that ask for it. A regime that is not in force yet asks nothing. Raises ValueError on an unknown one."""
    wanted = frozenset(regimes)
    if unknown := sorted(wanted - set(REGIMES)):
        raise ValueError(f"no regime is called {unknown[0]!r}; known: {', '.join(REGIMES)}")
    asked = [row for row in assessment_elements() if row.regime in wanted and row.start <= day]
    outline = {name: tuple(row for row in asked if row.element == name) for name in ELEMENTS}
    return {name: rows for name, rows in outline.items() if rows}
