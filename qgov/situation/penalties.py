"""What a breach may cost at most: sums, shares of a base, imprisonment, and other measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from qgov.base.iri import PROVISION
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

TABLE = "data/reference/penalties.csv"
COLUMNS = (
    "id", "jurisdiction", "provision", "condition", "tier", "kind", "fixed_max", "currency", "percent", "percent_base",
    "rule", "imprisonment_years", "other_measures", "from", "until", "verification", "source", "note",
)  # fmt: skip
TIERS = ("warning", "corrective-order", "administrative-fine", "suspension", "revocation", "criminal-penalty")
KINDS = ("administrative", "civil", "criminal")
# How a sum and a share make a maximum; "either" leaves the choice to national law, "term" names no sum at all.
RULES = ("fixed", "percent", "higher", "lower", "either", "term", "none")


@dataclass(frozen=True)
class Penalty:
    """One maximum of the law.

    ``tier`` is a sanction tier of the lexicon without its prefix; ``percent`` is a share, in hundredths, of
    ``percent_base`` (such as "worldwide-turnover"); money is in ``currency`` (ISO 4217). ``start`` is None where the
    first day was not read.
    """

    id: str
    jurisdiction: str
    provision: str
    condition: str
    tier: str
    kind: str
    fixed_max: Decimal | None
    currency: str
    percent: Decimal | None
    percent_base: str
    rule: str
    imprisonment_years: Decimal | None
    other_measures: str
    start: date | None
    until: date | None
    verification: str
    source: str
    note: str = ""

    def holds(self, day: date) -> bool | None:
        """Whether the maximum is in force on a day; None where its first day was not read."""
        if self.until is not None and day > self.until:
            return False
        return None if self.start is None else self.start <= day

    def maximum(self, base: Decimal | None = None) -> Decimal | None:
        """The largest sum for a given ``percent_base``, in ``currency``; None where the law or the base gives none."""
        share = self.percent * base / 100 if self.percent is not None and base is not None else None
        if self.rule == "none":
            return Decimal(0)
        if self.rule == "fixed":
            return self.fixed_max
        if self.rule == "percent":
            return share
        if self.rule == "term" or share is None or self.fixed_max is None:
            return None
        return min(share, self.fixed_max) if self.rule == "lower" else max(share, self.fixed_max)


@cache
def penalties() -> tuple[Penalty, ...]:
    """The shipped table. Raises NormError naming file, line and column."""
    return read_penalties(resource(TABLE))


def read_penalties(path: Path) -> tuple[Penalty, ...]:
    found = []
    for row in read_table(path, COLUMNS, ("id",)):
        if not PROVISION.fullmatch(row.text("provision")):
            raise row.refuse("provision", f"{row.text('provision')!r} is not <instrument>:<number>")
        rule, fixed, percent = row.word("rule", RULES), row.number("fixed_max"), row.number("percent")
        if fixed is None and rule in ("fixed", "higher", "lower", "either"):
            raise row.refuse("fixed_max", f"empty; the rule {rule} needs a sum")
        if percent is None and rule in ("percent", "higher", "lower", "either"):
            raise row.refuse("percent", f"empty; the rule {rule} needs a share")
        if percent is not None and not row.maybe("percent_base"):
            raise row.refuse("percent_base", "empty; a share is a share of something")
        if fixed is not None and not row.maybe("currency"):
            raise row.refuse("currency", "empty; a sum is in a currency")
        start, until = row.interval()
        found.append(
            Penalty(
                row.text("id"), row.place("jurisdiction", ("EU", "INT")), row.text("provision"), row.text("condition"),
                row.word("tier", TIERS), row.word("kind", KINDS), fixed, row.maybe("currency"), percent,
                row.maybe("percent_base"), rule, row.number("imprisonment_years"), row.maybe("other_measures"),
                start, until, row.word("verification", VERIFICATIONS), row.text("source"), row.maybe("note"),
            )
        )  # fmt: skip
    return tuple(found)
