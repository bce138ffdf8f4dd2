"""Which norms can matter to a line at all, and what is unknown that they read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from math import prod

from qgov.dossier.model import DECLARED, Declarations, Dossier
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, View
from qgov.norms.model import EXCEPTION, FACTORS, Norm
from qgov.reasoning.law import Law, decides
from qgov.reasoning.plan import Plan
from qgov.reasoning.variables import Variable, fact_variables, law_variables, member_variable, member_variables
from qgov.reasoning.worlds import Worlds
from qgov.situation import Line
from qgov.situation.screening.screen import TERMS

MAX_WORLDS = 512  # beyond, a solver is quicker than trying each
# The end-use indication that shows the same as a declaration.
INDICATIONS = {
    "militaryEndUse": "military",
    "wmdEndUse": "wmd",
    "informedByAuthority": "informed",
    "internalRepression": "human-rights",
}


class TooManyWorlds(Exception):
    """The facts leave more worlds open than are tried one by one; the cautious reading answers instead."""


def declared(declarations: Declarations, name: str, day: date) -> bool | None:
    """A declaration as the law asks for it: true triggers, false clears, None is not given.

    ``partiesScreened`` is a day: not after the transfer it clears (False), later or missing it is not given.
    """
    if name == "partiesScreened":
        screened = declarations.parties_screened
        return False if screened is not None and screened <= day else None
    return getattr(declarations, DECLARED[name])


def _refuse_many(variables: list[Variable]) -> None:
    if prod(len(variable.values) for variable in variables) > MAX_WORLDS:
        raise TooManyWorlds


class Reach(Worlds):
    """The lines of one dossier, the norms that can matter to each, and the unknowns that those read."""

    def __init__(
        self,
        dossier: Dossier,
        lines: tuple[Line, ...],
        norms: tuple[Norm, ...],
        day: date,
        acting_on_entries: frozenset[str],
        law: Law | None = None,
        beside: Worlds | None = None,
    ):
        super().__init__(dossier, lines, norms, day, acting_on_entries, law, beside)
        self._unanswered: dict[str, tuple[str, ...]] = {}
        self._concerned: dict[str, tuple[Norm, ...]] = {}
        self._deciding: dict[str, tuple[Norm, ...]] = {}
        self._design_entries: dict[str, tuple[Norm, ...]] = {}
        self._asked_views: dict[tuple[str, frozenset[str]], View] = {}
        self._readers = self._all_readers()

    def concerned(self, line: Line) -> tuple[Norm, ...]:
        """The norms of every jurisdiction that some connecting factor may tie the line to, entries first."""
        if line.item.id not in self._concerned:
            self._concerned[line.item.id] = self._concern(line)
        return self._concerned[line.item.id]

    def _concern(self, line: Line) -> tuple[Norm, ...]:
        reached = frozenset((f, code) for f in FACTORS for code in line.values(f))
        rules = self.law.rules(reached, self.made)
        touched = {code for _, code in reached}
        listed, read = set(), set()
        view = self.widest(line)
        for norm in rules:
            may_matter = norm.condition.possible(view) is not False or self._possibly_asked(norm, line)
            if may_matter:
                read |= self.law.read_provisions(norm, "describedBy")
            # A rule that reaches everywhere brings its list along only where the transfer touches its place or it may
            # matter.
            if norm.jurisdiction in touched or may_matter:
                listed.add(norm.provision)
        entries = self.law.entries_of(listed, read)
        return (*entries, *rules, *self.law.exceptions_to({norm.provision for norm in rules}))

    def deciding(self, line: Line) -> tuple[Norm, ...]:
        """The norms on which an outcome of the line can rest: without those that the cautious reading already excludes
        in every world, which agrees with the exact one, and without the exceptions to nothing else than that."""
        if line.item.id not in self._deciding:
            self._deciding[line.item.id] = self._relevant(line, [n for n in self.concerned(line) if decides(n)])
        return self._deciding[line.item.id]

    def _relevant(self, line: Line, norms: list[Norm]) -> tuple[Norm, ...]:
        view = self.widest(line)
        kept = {
            norm.iri
            for norm in norms
            if norm.kind != EXCEPTION
            and (norm.condition.possible(view) is not False or (norm.asks_for and self._possibly_asked(norm, line)))
        }
        left = {norm.provision for norm in norms if norm.iri in kept}
        present = {norm.iri for norm in norms}
        return tuple(
            norm
            for norm in norms
            if norm.iri in kept
            or (
                norm.kind == EXCEPTION
                and not left.isdisjoint(norm.defeats)
                and norm.condition.possible(view) is not False
                and not self._rests_on_silence(norm, line, present)
            )
        )

    def _rests_on_silence(self, exception: Norm, line: Line, present: set[str]) -> bool:
        """Whether an exception needs what nobody stated of the item, and what it defeats does not read: it fails where
        that is absent, whatever else holds, so it is never shown and its facts need not vary for it."""
        silent = self._silent(line) & exception.condition.terms
        for norm in self.law.controls_read_for(exception):
            if silent and norm.iri in present:
                silent -= norm.condition.terms
        if not silent:
            return False
        view = self.widest(line)
        stated = {term: span for term, span in view.spans.items() if term not in silent}
        return exception.condition.possible(replace(view, spans=stated, told={})) is False

    def _silent(self, line: Line) -> frozenset[str]:
        """What nobody stated of the item and what may be absent."""
        terms = lexicon().terms
        return frozenset(
            term
            for term, fact in line.facts.items()
            if not fact.known and fact.possibly_absent and "Line" not in terms[term].used_on
        )

    def _possibly_asked(self, norm: Norm, line: Line) -> bool:
        """Whether a declaration that was not given may matter; see ``Engine.asked``."""
        if not norm.asks_for:
            return False
        missing = self.unanswered(norm)
        words = frozenset(INDICATIONS[name] for name in missing if name in INDICATIONS)
        if len(words) < len(missing):
            return True
        if not words:
            return False
        key = line.item.id, words
        if key not in self._asked_views:
            view = self.widest(line)
            undecided = view.open_members.get("endUseIndication", frozenset())
            open_members = view.open_members | {"endUseIndication": undecided | words}
            self._asked_views[key] = replace(view, open_members=open_members, told={})
        return norm.condition.possible(self._asked_views[key]) is not False

    def variables(self, line: Line, norms: tuple[Norm, ...]) -> list[Variable]:
        """Everything unknown that some of these norms reads, of the line and of what it is designed for.

        The cells of a fact are cut by everything that reads it on any line, so that lines which share it agree on them.
        """
        conditions = self.conditions(line, norms)
        entries = self.design_entries(line)
        found = list(self._facts_read(line, conditions))
        found += member_variables(line, conditions, self._readers[line.item.id])
        factors = {factor for norm in norms for factor in norm.connects_by}
        found += [
            member_variable(line, factor, code)
            for factor in sorted(factors & set(line.open_members))
            for code in sorted(line.open_members[factor])
        ]
        for target in self.designers(line):
            read = [entry.condition for entry in entries if self.possible(entry, target)]
            found += self._facts_read(target, read)
            found += member_variables(target, read, self._readers[target.item.id])
        found += law_variables((*norms, *entries), self.day)
        return list({variable.key: variable for variable in found}.values())

    def conditions(self, line: Line, norms: tuple[Norm, ...]) -> list[Condition]:
        """What these norms read; an exception that cannot be shown anyway is not asked in every world."""
        return [
            norm.condition
            for norm in norms
            if norm.kind != EXCEPTION or (self.can_be_shown(norm) and self.possible(norm, line))
        ]

    def _facts_read(self, line: Line, conditions: list[Condition]) -> list[Variable]:
        terms = frozenset().union(*(condition.terms for condition in conditions))
        return fact_variables(line, [*self._readers[line.item.id], *conditions], terms)

    def design_entries(self, line: Line) -> tuple[Norm, ...]:
        """The entries by which the items that a line's item is designed for can matter to it."""
        if not any(line.targets.values()):
            return ()
        if line.item.id not in self._design_entries:
            wanted = {
                provision
                for norm in self.concerned(line)
                for term in line.targets
                for provision in self.law.read_provisions(norm, term)
            }
            below = self.law.entries_of((), wanted)
            targets = self.designers(line)
            self._design_entries[line.item.id] = tuple(
                entry for entry in below if any(self.possible(entry, target) for target in targets)
            )
        return self._design_entries[line.item.id]

    def _all_readers(self) -> dict[str, list[Condition]]:
        """For each item, every condition that reads its facts, on whichever line."""
        found: dict[str, dict[int, Condition]] = {item: {} for item in self.lines}
        for line in self.lines.values():
            found[line.item.id] |= {id(read): read for read in self.conditions(line, self.deciding(line))}
            for target in self.designers(line):
                found[target.item.id] |= {
                    id(entry.condition): entry.condition
                    for entry in self.design_entries(line)
                    if self.possible(entry, target)
                }
        return {item: list(read.values()) for item, read in found.items()}

    def plan(self, variables: list[Variable]) -> Plan:
        """Every combination of values at once; TooManyWorlds beyond the limit."""
        _refuse_many(variables)
        return Plan(self, ((variable.key, variable.values) for variable in variables))

    def assignments(self, variables: list[Variable]):
        """Every combination of values; TooManyWorlds beyond the limit."""
        _refuse_many(variables)
        keys = [variable.key for variable in variables]
        for values in product(*(variable.values for variable in variables)):
            yield dict(zip(keys, values, strict=True))

    def assignments_from_ends(self, variables: list[Variable]):
        """The same, all low and all high first: most often these two tell already."""
        _refuse_many(variables)
        for end in (0, -1):
            yield {variable.key: variable.values[end] for variable in variables}
        yield from self.assignments(variables)

    def unanswered(self, norm: Norm) -> tuple[str, ...]:
        """The declarations that a norm asks for and that were not given. To have compared the parties with every list
        that the norm reads answers whether they were screened."""
        if not norm.asks_for:
            return ()
        if norm.iri not in self._unanswered:
            missing = tuple(name for name in norm.asks_for if self.trigger(name) is None)
            self._unanswered[norm.iri] = tuple(
                name for name in missing if name != "partiesScreened" or not self.compared(norm)
            )
        return self._unanswered[norm.iri]

    def compared(self, norm: Norm) -> bool:
        """Whether the parties were compared with every list of persons under restriction that a norm reads."""
        read = {
            value for leaf in norm.condition.all_leaves if getattr(leaf, "term", None) in TERMS for value in leaf.values
        }
        return bool(read) and read <= next(iter(self.lines.values())).compared

    def trigger(self, name: str) -> bool | None:
        """A declaration, or what the dossier otherwise shows of the same thing; that prevails over a denial."""
        answer = declared(self.dossier.declarations, name, self.dossier.date)
        shown = next(iter(self.lines.values())).members["endUseIndication"]
        word = INDICATIONS.get(name)
        return True if word in shown else answer
