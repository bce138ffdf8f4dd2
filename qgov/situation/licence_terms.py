"""How long a licence may run under the law that asks for it.

The terms give way where the authority has set another period, which a dossier says with ``authority-approval`` among
the conditions that are met; without it a licence counts only for the usual term from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qgov.base.dates import months_after
from qgov.base.iri import PROVISION, ancestors
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table
from qgov.dossier.model import Authorisation

TABLE = "data/reference/licence-terms.csv"
COLUMNS = ("scope", "provision", "months", "unless", "verification", "source", "note")
SET_BY_AUTHORITY = "authority-approval"


@dataclass(frozen=True)
class LicenceTerm:
    """The usual term of licences for what ``scope`` (a provision, or a whole instrument) asks for, in whole months.

    ``unless`` says when the text lets it be longer. A term that is not verified shortens no licence.
    """

    scope: str
    provision: str
    months: int
    unless: str
    verification: str
    source: str
    note: str = ""

    def last_day(self, first: date) -> date:
        """The last day of a licence that is valid from ``first`` on."""
        return months_after(first, self.months)


@cache
def licence_terms() -> dict[str, LicenceTerm]:
    """The shipped table by scope. Raises NormError naming file, line and column."""
    return read_licence_terms(resource(TABLE))


def read_licence_terms(path: Path) -> dict[str, LicenceTerm]:
    found = {}
    for row in read_table(path, COLUMNS, ("scope",)):
        scope, months = row.text("scope"), row.number("months")
        if not PROVISION.fullmatch(row.text("provision")):
            raise row.refuse("provision", f"{row.text('provision')!r} is not <instrument>:<number>")
        if ":" in scope and not PROVISION.fullmatch(scope):
            raise row.refuse("scope", f"{scope!r} is neither <instrument>:<number> nor an instrument")
        if months is None or months <= 0 or months != months.to_integral_value():
            raise row.refuse("months", f"{months} is no whole number above zero")
        found[scope] = LicenceTerm(
            scope, row.text("provision"), int(months), row.text("unless"), row.word("verification", VERIFICATIONS),
            row.text("source"), row.maybe("note"),
        )  # fmt: skip
    return found


def term_of(provision: str) -> LicenceTerm | None:
    """The term of licences for a provision: that of the nearest scope that holds it; None where none was read."""
    terms = licence_terms()
    scopes = (*ancestors(provision), provision.split(":", 1)[0])
    return next((terms[scope] for scope in scopes if scope in terms), None)


def shortened(licence: Authorisation) -> dict[str, tuple[LicenceTerm, date]]:
    """The provisions for which a licence is stated to run longer than its law usually lets it, with the term and the
    last day on which it counts; none where its authority has set the period, or its days are not stated."""
    if licence.valid_from is None or licence.valid_until is None or SET_BY_AUTHORITY in licence.conditions_met:
        return {}
    found = {}
    for provision in licence.covers:
        term = term_of(provision)
        if term and term.verification == VERIFICATIONS[0] and licence.valid_until > term.last_day(licence.valid_from):
            found[provision] = (term, term.last_day(licence.valid_from))
    return found
