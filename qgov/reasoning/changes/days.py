"""The next day on which the law, a table or a paper on file turns the outcome. A day that is past is no choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from qgov.dossier.model import Dossier
from qgov.norms.model import EXCEPTION, NORM, PROHIBITED, REQUIRED, Norm
from qgov.reasoning.changes.trials import Trials, said
from qgov.situation import Line, build_lines
from qgov.situation.standing import papers_standing

_ANYWHERE = "anywhere"


def later_days(trials: Trials) -> Iterator[dict]:
    """The first such day, unless it is the one from which law was not searched: that is no other law, but none known.
    A day on which nothing changes that reaches the transfer is passed over unjudged."""
    from qgov.reasoning.timeline import turning_days

    again, dossier = trials.again, trials.dossier
    if again.day != dossier.date:
        return
    seen = _Seen(trials)
    unsearched = seen.unsearched()
    for day in turning_days(again.book, again.tables, dossier, dossier.date, date.max):
        moved = replace(dossier, date=day)
        if not seen.changed(moved):
            continue
        verdict = trials.verdict(dossier=moved, day=day)
        if verdict is None:
            return
        if trials.flips(verdict):
            if not seen.unsearched() <= unsearched:
                return
            edit = [{"op": "replace", "path": "/date", "value": day.isoformat()}]
            yield {"kind": "date", "change": f"from {day.isoformat()}", **said(verdict), "edit": edit}
            return
        unsearched = seen.unsearched()


class _Seen:
    """What norms, tables and papers were on the day before, as far as the transfer can tell."""

    def __init__(self, trials: Trials):
        self.trials = trials
        self.standing: frozenset[tuple[str, bool | None]] = frozenset()
        self.known: tuple[Norm, ...] = ()
        self.asked = None
        self.told: tuple = ()
        self.papers: tuple = ()
        self.changed(trials.dossier)

    def changed(self, dossier: Dossier) -> bool:
        """Whether anything is otherwise than on the day before; what is seen is kept for the next."""
        from qgov.reasoning.pipeline import asked_under, law_under, norms_for

        again, day = self.trials.again, dossier.date
        norms = norms_for(dossier, again.book, again.tables, day)
        law = law_under(norms, again.book.in_force(day), again.book.acting_on_entries)
        made = norms[len(law.norms) :]  # pointers of this transfer alone
        standing = law.standing(day).union((norm.iri, norm.in_force(day)) for norm in made)
        turned = standing ^ self.standing
        if turned or self.asked is None:
            self.asked = asked_under(norms, again.book, day)
        lines = build_lines(dossier, again.ground.facts, again.tables, self.asked, self.trials.screening)
        told = tuple((line.spans, line.members, line.open_members) for line in lines)
        papers = papers_standing(dossier)
        screened = dossier.declarations.parties_screened
        papers = (*papers, screened is not None and screened <= day)
        names = {iri for iri, _ in turned}
        found = told != self.told or papers != self.papers or self._bear(names, norms, lines)
        self.standing, self.papers, self.known = standing, papers, norms
        self.told, self.lines, self.day = told, lines, day
        return found

    def unsearched(self) -> set[str]:
        """The norms that stand for law that was not searched for the day, as far as they can bear on a line."""
        of_the_book = {norm.iri for norm in self.trials.again.book.in_force(self.day)}
        others = [norm for norm in self.known if norm.iri not in of_the_book]
        return {norm.iri for norm in others for line in self.lines if _bears(norm, line)}

    def _bear(self, names: set[str], norms: Iterable[Norm], lines: tuple[Line, ...]) -> bool:
        """Whether one of the norms of these names can bear on a line: it, or what it defeats, reaches and may hold."""
        turned = {norm.iri: norm for norm in (*norms, *self.known) if norm.iri in names}
        return any(_bears(norm, line) for norm in turned.values() for line in lines)


def _bears(norm: Norm, line: Line) -> bool:
    if norm.kind == NORM and norm.effect not in (PROHIBITED, REQUIRED) and not norm.asks_for:
        return False
    if norm.connects_by and _ANYWHERE not in norm.connects_by:
        if not any(norm.jurisdiction in line.values(factor) for factor in norm.connects_by):
            return False
    if norm.asks_for or (norm.kind == EXCEPTION and not norm.verified):
        return norm.kind != EXCEPTION
    return norm.condition.possible(line.widest_view([norm.condition])) is not False
