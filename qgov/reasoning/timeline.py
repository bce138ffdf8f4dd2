"""The same transfer on every day of a span: when its outcome changes, and which provisions change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from qgov.dossier.model import Dossier
from qgov.norms import NormBook, norm_book
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER
from qgov.reasoning.combine import Verdict
from qgov.reasoning.findings import NOT, find
from qgov.reasoning.pipeline import Judged, ground_dossier, judge, norms_for
from qgov.situation import Reference, reference
from qgov.situation.licence_terms import shortened
from qgov.situation.screening import PartyList

MAX_DAYS = 400
_ONE = timedelta(days=1)
_KINDS = (ENTRY, NORM, EXCEPTION, POINTER)


@dataclass(frozen=True)
class Change:
    """One provision whose status on one line differs from the period before; None where it leaves no finding."""

    provision: str
    line: str
    before: str | None
    after: str | None

    def to_dict(self) -> dict:
        return {"provision": self.provision, "line": self.line, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Period:
    """The days from ``start`` to ``end``, both included, on which the outcome and what it rests on stay the same."""

    start: date
    end: date
    overall: Verdict
    jurisdictions: dict[str, Verdict]
    changes: tuple[Change, ...] = ()
    statuses: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

    def to_dict(self) -> dict:
        return {
            "from": self.start.isoformat(),
            "until": self.end.isoformat(),
            **self.overall.to_dict(),
            "jurisdictions": [{"code": code} | verdict.to_dict() for code, verdict in self.jurisdictions.items()],
            "changes": [change.to_dict() for change in self.changes],
        }


def turning_days(norms: NormBook, tables: Reference, dossier: Dossier, start: date, end: date) -> list[date]:
    """The first day, and each later one on which a norm, a table, an edition or a paper on file begins or has ended."""
    days: set[date] = {start}
    ends: set[date] = set()
    for norm in norms.norms:
        days |= {norm.in_force_from, norm.earliest, norm.latest} - {None}
        ends |= {norm.in_force_until} - {None}
    for editions in tables.editions.values():
        days |= set(editions)
    for rows in tables.memberships.values():
        days |= {row.start for row in rows} - {None}
        ends |= {row.until for row in rows} - {None}
    for spans in tables.union_members.values():
        days |= {first for first, _ in spans}
        ends |= {last for _, last in spans} - {None}
    for vintage in tables.vintages.values():
        days.add(vintage.searched_from)
        ends.add(vintage.stale_after)
    for paper in dossier.authorisations:
        days |= {paper.valid_from} - {None}
        ends |= {paper.valid_until} - {None}
        ends |= {last for _, last in shortened(paper).values()}
    for safeguard in dossier.safeguards:
        days |= {safeguard.get("date")} - {None}
    for item in dossier.items:
        for certificate in item.certificates:
            days |= {certificate.get("validFrom")} - {None}
            ends |= {certificate.get("validUntil")} - {None}
    screened = dossier.declarations.parties_screened
    days |= {screened} if screened and screened > dossier.date else set()
    days |= {last + _ONE for last in ends if last < date.max}
    return sorted(day for day in days if start <= day <= end)


def timeline(
    dossier: Dossier,
    start: date,
    end: date,
    *,
    book: NormBook | None = None,
    tables: Reference | None = None,
    simulate: bool = False,
    lists: tuple[PartyList, ...] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[Period]:
    """Judge the dossier as if it were dated on each day from ``start`` to ``end``; law date and transfer move together,
    and with them the day on which the parties were screened, where it would come after the transfer.

    The claims are grounded once; the parties are compared with ``lists`` as these stand, on every day. Neighbouring
    days of equal outcome and equal statuses are one period. Raises
    ValueError where the span is empty or the law turns on more than ``MAX_DAYS`` days in it.
    """
    if end < start:
        raise ValueError(f"the span ends on {end}, before it begins on {start}")
    book, tables = book or norm_book(), tables or reference()
    days = turning_days(book, tables, dossier, start, end)
    if len(days) > MAX_DAYS:
        raise ValueError(f"the law turns on {len(days)} days in this span, more than {MAX_DAYS}; take a shorter one")
    ground = ground_dossier(dossier, simulate)
    periods: list[Period] = []
    for number, day in enumerate(days):
        if progress:
            progress(number, len(days))
        moved = _moved(dossier, day)
        judged = judge(moved, ground.facts, norms_for(moved, book, tables, day), tables, day, book, lists)
        last = days[number + 1] - _ONE if number + 1 < len(days) else end
        found = Period(day, last, judged.whole.overall, judged.whole.jurisdictions, statuses=dict(_statuses(judged)))
        before = periods[-1] if periods else None
        if before and _same(before, found):
            periods[-1] = replace(before, end=last)
        else:
            periods.append(replace(found, changes=_changes(before, found)) if before else found)
    return periods


def _moved(dossier: Dossier, day: date) -> Dossier:
    """The same transfer on another day; parties that were screened in time are screened in time there too."""
    declared = dossier.declarations
    screened = declared.parties_screened
    if screened is not None and day < screened <= dossier.date:
        declared = replace(declared, parties_screened=day)
    return replace(dossier, date=day, declarations=declared)


def _statuses(judged: Judged) -> Iterator[tuple[tuple[str, str], str]]:
    """The status of every provision on every line; of several norms of one provision the statuses together."""
    found: dict[tuple[str, str], set[str]] = {}
    for judgment in judged.judgments:
        for finding in find(judged.engine, judgment, ()):
            if finding.status != NOT and finding.norm.kind in _KINDS:
                found.setdefault((finding.provision, finding.line), set()).add(finding.status)
    for key, statuses in found.items():
        yield key, " and ".join(sorted(statuses))


def _same(before: Period, after: Period) -> bool:
    told = (before.overall, before.jurisdictions, before.statuses)
    return told == (after.overall, after.jurisdictions, after.statuses)


def _changes(before: Period, after: Period) -> tuple[Change, ...]:
    keys = sorted(set(before.statuses) | set(after.statuses))
    return tuple(
        Change(*key, before.statuses.get(key), after.statuses.get(key))
        for key in keys
        if before.statuses.get(key) != after.statuses.get(key)
    )
