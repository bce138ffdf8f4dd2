"""What would change it: for each kind of change the smallest that flips the outcome, and to what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from qgov.dossier.model import Authorisation
from qgov.norms.conditions import Within
from qgov.norms.model import ENTRY, POINTER, REQUIRED
from qgov.reasoning.variables import show

MOST_LINES = 5
_AHEAD = timedelta(days=1)


def nearest(again, judged) -> list[dict]:
    """The smallest change of a quantity, a date and a paper that flips the outcome.

    Quantities are tried for up to MOST_LINES lines: each step judges the whole dossier again.
    """
    now = judged.whole.overall.outcome
    found = []
    for line in judged.lines if len(judged.lines) <= MOST_LINES else ():
        found += _quantities(again, line, judged, now)
    found += _paper(again, judged, now)
    found += _dates(again, judged, now)
    return found


def _moved(dossier, day: date):
    """The dossier on another day; a screening that counted still counts, as it would be made in time."""
    screened = dossier.declarations.parties_screened
    if screened is not None and screened <= dossier.date:
        declarations = replace(dossier.declarations, parties_screened=min(screened, day))
        return replace(dossier, date=day, declarations=declarations)
    return replace(dossier, date=day)


def _quantities(again, line, judged, now: str) -> list[dict]:
    norms = [norm for judgment in judged.judgments if judgment.line is line for norm in judgment.norms]
    leaves = {
        leaf for norm in norms if norm.kind == ENTRY for leaf in norm.condition.all_leaves if isinstance(leaf, Within)
    }
    found = []
    for term in sorted({leaf.term for leaf in leaves}):
        fact = line.facts.get(term)
        if fact is None or not fact.known or fact.lower is None or fact.upper is None:
            continue
        middle = fact.estimate if fact.estimate is not None else (fact.lower + fact.upper) / 2
        bounds = sorted({bound for leaf in leaves if leaf.term == term for bound in leaf.bounds()})
        for value, label in sorted(_steps(middle, bounds, fact.integer), key=lambda step: abs(step[0] - middle)):
            changed = replace(fact, lower=value, upper=value, estimate=value, standard_uncertainty=None)
            facts = {**again.ground.facts, line.item.id: {**line.facts, term: changed}}
            outcome = again.outcome(facts=facts)
            if outcome != now:
                found.append(
                    {
                        "kind": "quantity",
                        "item": line.item.id,
                        "term": term,
                        "change": label,
                        "value": value,
                        "outcome": outcome,
                    }
                )
                break
    return found


def _steps(middle: Decimal, bounds: list[Decimal], integer: bool):
    """The values on either side of each bound, nearest first: on it, and just past it."""
    for index, bound in enumerate(bounds):
        if integer:
            for value in (bound - 1, bound):
                if value >= 0:
                    yield value, f"{show(value)}"
            continue
        below = bounds[index - 1] if index else Decimal(0)
        above = bounds[index + 1] if index + 1 < len(bounds) else bound * 2
        yield (
            bound,
            f"exactly {show(bound)}"
            if middle == bound
            else (f"at most {show(bound)}" if middle > bound else f"from {show(bound)}"),
        )
        yield bound + (above - bound) / 1000, f"above {show(bound)}"
        yield bound - (bound - below) / 1000, f"below {show(bound)}"


def _paper(again, judged, now: str) -> list[dict]:
    """A licence that covers what describes the items."""
    if REQUIRED not in judged.whole.overall.possible:
        return []
    covers = sorted({p for judgment in judged.judgments for p in _uncovered(judgment)})
    if not covers:
        return []
    day = again.dossier.date
    licence = Authorisation("licence", "example", covers=tuple(covers), valid_from=day, valid_until=day)
    outcome = again.outcome(dossier=replace(again.dossier, authorisations=(*again.dossier.authorisations, licence)))
    if outcome == now:
        return []
    return [{"kind": "paper", "change": "a licence covering " + ", ".join(covers), "outcome": outcome}]


def _uncovered(judgment) -> set[str]:
    """The provisions, paragraphs cut, whose entries describe the item where a licence is required for them."""
    required = {norm.iri: norm.provision for norm in judgment.norms if norm.effect == REQUIRED}
    entries = {norm.iri: norm for norm in judgment.norms if norm.kind == ENTRY}
    found = set()
    for reading in judgment.readings:
        applying = {required[iri] for iri in reading.applies - reading.satisfied if iri in required}
        for iri in reading.entries:
            if iri in entries and applying.intersection(entries[iri].controlled_under):
                provision = entries[iri].provision
                found.add(provision.rsplit(".", 1)[0] if provision.count(".") > 1 else provision)
    return found


def _dates(again, judged, now: str) -> list[dict]:
    """The next day on which the law, or a paper on file, turns the outcome. A day that is past is no choice."""
    if again.day != again.dossier.date:
        return []
    concerned = {norm.jurisdiction for judgment in judged.judgments for norm in judgment.norms}
    days: set[date] = set()
    for norm in again.book.norms:
        if norm.jurisdiction in concerned and norm.kind != POINTER:
            days.add(norm.in_force_from)
            days |= {day + _AHEAD for day in (norm.in_force_until, norm.latest) if day is not None}
            days |= {norm.earliest} if norm.earliest else set()
    for paper in again.dossier.authorisations:
        days |= {paper.valid_from} if paper.valid_from else set()
        days |= {paper.valid_until + _AHEAD} if paper.valid_until and paper.valid_until < date.max else set()
    for day in sorted(day for day in days if day > again.dossier.date)[:12]:
        outcome = again.outcome(dossier=_moved(again.dossier, day), day=day)
        if outcome != now:
            return [{"kind": "date", "change": f"from {day.isoformat()}", "outcome": outcome}]
    return []
