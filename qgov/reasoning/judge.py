"""The reference engine: every world that the facts allow is built, every norm is read in it, every outcome is kept.

Slow and meant to be obviously right. Faster readings are tested against it. The rules are those of the design:
controls vary over the worlds; a privilege counts only where it is shown, that is, where its own condition holds in
every world in which the control it defeats applies.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations, product
from math import prod

from qgov.base.iri import ancestors
from qgov.dossier.model import DECLARED, Declarations, Dossier
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, View, World
from qgov.norms.model import (
    ENTRY,
    EXCEPTION,
    NORM,
    NOTHING,
    OPEN,
    PERMITTED,
    POINTER,
    PROHIBITED,
    REQUIRED,
    SEVERITY,
    Norm,
)  # fmt: skip
from qgov.reasoning.variables import (
    FACT,
    LAW,
    Variable,
    fact_variables,
    law_variables,
    member_variable,
    member_variables,
)  # fmt: skip
from qgov.reasoning.variables import (
    POINTER as POINTER_KIND,
)
from qgov.situation import Line
from qgov.situation.papers import conditions_on_file
from qgov.situation.screening.screen import TERMS

MAX_WORLDS = 20_000
MAX_ANSWERS = 256
ANYWHERE = "anywhere"
# The end-use indication that shows the same as a declaration.
INDICATIONS = {
    "militaryEndUse": "military",
    "wmdEndUse": "wmd",
    "informedByAuthority": "informed",
    "internalRepression": "human-rights",
}
FACTORS = ("exportFrom", "importInto", "transitThrough", "within", "releasedWithin", "itemOrigin")


class TooManyWorlds(Exception):
    """The facts leave more worlds open than are tried one by one; the cautious reading answers instead."""


@dataclass(frozen=True)
class Reading:
    """How every norm reads in one world of a line: ``described`` are provisions, everything else norms by IRI."""

    assignment: dict[tuple, object]
    described: frozenset[str]
    entries: frozenset[str]
    applies: frozenset[str]
    satisfied: frozenset[str]
    scope: frozenset[str]


@dataclass(frozen=True)
class Row:
    """One world with the pointers' answers fixed, and the outcome it has in each jurisdiction."""

    assignment: dict[tuple, object]
    outcomes: dict[str, str]

    @cached_property
    def outcome(self) -> str:
        return most_severe(self.outcomes.values())


@dataclass
class LineJudgment:
    """Everything the engine found about one line."""

    line: Line
    norms: tuple[Norm, ...]
    jurisdictions: tuple[str, ...]
    variables: list[Variable]
    readings: list[Reading]
    shown: dict[str, frozenset[str]] = field(default_factory=dict)
    disqualified: dict[str, str] = field(default_factory=dict)
    open_conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    cautious: bool = False
    possible: dict[str, frozenset[str]] = field(default_factory=dict)


def most_severe(outcomes) -> str:
    """The most severe of several outcomes; with none, nothing was found."""
    return max(outcomes, key=SEVERITY.__getitem__, default=NOTHING)


def declared(declarations: Declarations, name: str, day: date) -> bool | None:
    """A declaration as the law asks for it: true triggers, false clears, None is not given.

    ``partiesScreened`` is a day: not after the transfer it clears (False), later or missing it is not given.
    """
    if name == "partiesScreened":
        screened = declarations.parties_screened
        return False if screened is not None and screened <= day else None
    return getattr(declarations, DECLARED[name])


def reaches(norm: Norm, world: World) -> bool:
    """Whether a connecting factor ties the line to the norm's jurisdiction."""
    return ANYWHERE in norm.connects_by or any(
        norm.jurisdiction in world.members.get(factor, frozenset()) for factor in norm.connects_by
    )


class Engine:
    """Judges the lines of one dossier under the norms in force on a day."""

    def __init__(
        self,
        dossier: Dossier,
        lines: tuple[Line, ...],
        norms: tuple[Norm, ...],
        day: date,
        acting_on_entries: frozenset[str],
    ):
        self.dossier, self.day = dossier, day
        self.acting_on_entries = acting_on_entries
        self.lines = {line.item.id: line for line in lines}
        self.norms = norms
        self.entries = tuple(norm for norm in norms if norm.kind == ENTRY)
        self.controls = tuple(norm for norm in norms if norm.kind == NORM)
        self.exceptions = tuple(norm for norm in norms if norm.kind == EXCEPTION)
        self._unanswered: dict[str, tuple[str, ...]] = {}
        self._readers = self._all_readers()

    # Which norms can matter to a line at all.

    def concerned(self, line: Line) -> tuple[Norm, ...]:
        """The norms of every jurisdiction that some connecting factor may tie the line to."""
        reached = {(f, code) for f in FACTORS for code in line.values(f)}

        def connected(norm: Norm) -> bool:
            return ANYWHERE in norm.connects_by or any((f, norm.jurisdiction) in reached for f in norm.connects_by)

        rules = [norm for norm in self.norms if norm.kind in (NORM, POINTER) and connected(norm)]
        controls = {norm.provision for norm in rules}
        read = {
            value
            for norm in rules
            if "describedBy" in norm.condition.terms and self._possible(norm, line)
            for leaf in norm.condition.all_leaves
            if getattr(leaf, "term", None) == "describedBy"
            for value in leaf.values
        }
        # A rule that reaches everywhere brings its list along only where the transfer touches its place or it may hold.
        touched = {code for _, code in reached}
        listed = {
            norm.provision
            for norm in rules
            if norm.jurisdiction in touched or self._possible(norm, line) or self._possibly_asked(norm, line)
        }
        entries = [e for e in self.entries if listed & set(e.controlled_under) or read & set(ancestors(e.provision))]
        exceptions = [norm for norm in self.exceptions if controls.intersection(norm.defeats)]
        return (*entries, *rules, *exceptions)

    def designers(self, line: Line) -> list[Line]:
        """The items that a line's item is specially designed for or relates to, and theirs in turn, each once."""
        found: dict[str, Line] = {}
        waiting = [item for items in line.targets.values() for item in items]
        while waiting:
            item_id = waiting.pop(0)
            if item_id in self.lines and item_id not in found:
                found[item_id] = self.lines[item_id]
                waiting.extend(item for items in found[item_id].targets.values() for item in items)
        return list(found.values())

    # One world.

    def world(self, line: Line, assignment: dict[tuple, object], known: dict | None = None) -> World:
        """The world of a line under an assignment of values to everything unknown.

        ``known`` keeps what describes each item that others are designed for, so that it is found once.
        """
        known = {} if known is None else known
        scalars = {}
        for term, span in line.spans.items():
            if (FACT, line.item.id, term) in assignment:
                scalars[term] = assignment[(FACT, line.item.id, term)]
            elif span.words is not None:
                scalars[term] = min(span.words)
            else:
                scalars[term] = span.lower if span.lower is not None else span.upper
        members = dict(line.members)
        for key, value in assignment.items():
            if key[0] == "member" and key[1] in ("", line.item.id) and value is True:
                members[key[2]] = members.get(key[2], frozenset()) | {key[3]}
        for term, items in line.targets.items():
            described = {p for item in items for p in self.described(self.lines[item], assignment, known)}
            above = {higher for provision in described for higher in ancestors(provision)}
            members[term] = members.get(term, frozenset()) | above
        return World(line.classes, scalars, members)

    def described(self, line: Line, assignment: dict[tuple, object], known: dict) -> frozenset[str]:
        """The provisions whose entries describe an item in a world, of whatever jurisdiction."""
        if line.item.id not in known:
            world = self.world(line, assignment, known)
            known[line.item.id] = frozenset(
                entry.provision
                for entry in self.entries
                if assignment.get((LAW, entry.iri), True) and entry.condition.holds(world)
            )
        return known[line.item.id]

    def read(self, line: Line, assignment: dict[tuple, object], norms: tuple[Norm, ...]) -> Reading:
        """How every norm reads in one world."""
        world = self.world(line, assignment)
        describing = [
            norm
            for norm in norms
            if norm.kind == ENTRY and assignment.get((LAW, norm.iri), True) and norm.condition.holds(world)
        ]
        described = frozenset(entry.provision for entry in describing)
        above = frozenset(p for provision in described for p in ancestors(provision))
        world = World(world.classes, world.scalars, world.members | {"describedBy": above})
        applies, satisfied, scope = set(), set(), set()
        licensed = world.members.get("licensedProvision", frozenset())
        for norm in norms:
            if norm.kind == EXCEPTION:
                if self.can_be_shown(norm) and norm.condition.holds(world):
                    scope.add(norm.iri)
            elif norm.kind in (NORM, POINTER):
                if not (assignment.get((LAW, norm.iri), True) and reaches(norm, world) and norm.condition.holds(world)):
                    continue
                entries = [entry for entry in describing if norm.provision in entry.controlled_under]
                if norm.provision in self.acting_on_entries and not entries:
                    continue
                applies.add(norm.iri)
                provisions = [entry.provision for entry in entries] or [norm.provision]
                covered = all(licensed.intersection(ancestors(provision)) for provision in provisions)
                if "licence" in norm.satisfied_by and covered:
                    satisfied.add(norm.iri)
        return Reading(
            dict(assignment), described, frozenset(entry.iri for entry in describing), frozenset(applies),
            frozenset(satisfied), frozenset(scope),
        )  # fmt: skip

    def world_read(self, line: Line, reading: Reading, answers: dict[tuple, object] | None = None) -> World:
        """The world that was read, with what describes the item in it."""
        world = self.world(line, reading.assignment | (answers or {}))
        above = frozenset(p for provision in reading.described for p in ancestors(provision))
        return World(world.classes, world.scalars, world.members | {"describedBy": above})

    def accompanies(self, norm: Norm, line: Line, reading: Reading, answers: dict[tuple, object]) -> bool:
        """Whether a duty or a review policy holds in a world of the controls, with what it reads itself answered.

        A review policy is about applications under the norm it reviews and holds only where that norm applies.
        """
        world = self.world_read(line, reading, answers)
        if not (reaches(norm, world) and norm.condition.holds(world)):
            return False
        if norm.provision in self.acting_on_entries:
            return any(e.iri in reading.entries and norm.provision in e.controlled_under for e in self.entries)
        reviewed = {control.provision for control in self.controls if control.iri in reading.applies}
        return not norm.reviews or bool(reviewed.intersection(norm.reviews))

    # All worlds.

    def deciding(self, norms: tuple[Norm, ...]) -> tuple[Norm, ...]:
        """The norms on which an outcome can rest; review policies and duties only accompany one."""
        return tuple(n for n in norms if n.kind != NORM or n.effect in (PROHIBITED, REQUIRED))

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
            read = [entry.condition for entry in entries if self._possible(entry, target)]
            found += self._facts_read(target, read)
            found += member_variables(target, read, self._readers[target.item.id])
        found += law_variables((*norms, *entries), self.day)
        return list({variable.key: variable for variable in found}.values())

    def conditions(self, line: Line, norms: tuple[Norm, ...]) -> list[Condition]:
        """What these norms read; an exception that cannot be shown anyway is not asked in every world."""
        return [
            norm.condition
            for norm in norms
            if norm.kind != EXCEPTION or (self.can_be_shown(norm) and self._possible(norm, line))
        ]

    def can_be_shown(self, exception: Norm) -> bool:
        return exception.verified and exception.in_force(self.day) is True

    def _facts_read(self, line: Line, conditions: list[Condition]) -> list[Variable]:
        terms = {getattr(leaf, "term", None) for condition in conditions for leaf in condition.all_leaves}
        readers = [*self._readers[line.item.id], *conditions]
        return [v for v in fact_variables(line, readers) if v.term in terms]

    def _possible(self, norm: Norm, line: Line) -> bool:
        """Whether the cautious reading leaves a norm open on a line; what is derived from other items is open."""
        return norm.condition.possible(line.widest_view([norm.condition])) is not False

    def design_entries(self, line: Line) -> tuple[Norm, ...]:
        """The entries by which the items that a line's item is designed for can matter to it."""
        if not any(line.targets.values()):
            return ()
        wanted = {
            provision
            for norm in self.concerned(line)
            for leaf in norm.condition.all_leaves
            if getattr(leaf, "term", None) in line.targets
            for provision in leaf.values
        }
        targets = self.designers(line)
        return tuple(
            entry
            for entry in self.entries
            if wanted.intersection(ancestors(entry.provision)) and any(self._possible(entry, t) for t in targets)
        )

    def _all_readers(self) -> dict[str, list[Condition]]:
        """For each item, every condition that reads its facts, on whichever line."""
        found: dict[str, list[Condition]] = {item: [] for item in self.lines}
        for line in self.lines.values():
            found[line.item.id] += self.conditions(line, self.relevant(line, self.deciding(self.concerned(line))))
            for target in self.designers(line):
                found[target.item.id] += [
                    entry.condition for entry in self.design_entries(line) if self._possible(entry, target)
                ]
        return found

    def assignments(self, variables: list[Variable]):
        """Every combination of values; TooManyWorlds beyond the limit."""
        size = 1
        for variable in variables:
            size *= len(variable.values)
            if size > MAX_WORLDS:
                raise TooManyWorlds
        keys = [variable.key for variable in variables]
        for values in product(*(variable.values for variable in variables)):
            yield dict(zip(keys, values, strict=True))

    def judge(self, line: Line, jurisdictions: tuple[str, ...]) -> LineJudgment:
        """Judge one line in every world."""
        norms = self.concerned(line)
        deciding = self.relevant(line, self.deciding(norms))
        variables = self.variables(line, deciding)
        found = LineJudgment(line, norms, jurisdictions, variables, [])
        try:
            found.readings = [self.read(line, assignment, deciding) for assignment in self.assignments(variables)]
        except TooManyWorlds:
            from qgov.reasoning.cautious import judge_cautiously

            return judge_cautiously(self, found, deciding)
        self._privileges(found, deciding)
        for reading in found.readings:
            self._rows(found, reading, deciding)
        codes = {code for row in found.rows for code in row.outcomes}
        found.possible = {code: frozenset(row.outcomes.get(code, NOTHING) for row in found.rows) for code in codes}
        return found

    def relevant(self, line: Line, norms: tuple[Norm, ...]) -> tuple[Norm, ...]:
        """Leave out what the cautious reading already excludes in every world, which agrees with the exact one, and the
        exceptions to nothing else than that."""
        kept = {
            norm.iri
            for norm in norms
            if norm.kind != EXCEPTION and (self._possible(norm, line) or self._possibly_asked(norm, line))
        }
        left = {norm.provision for norm in norms if norm.iri in kept}
        return tuple(
            norm
            for norm in norms
            if norm.iri in kept
            or (
                norm.kind == EXCEPTION
                and left.intersection(norm.defeats)
                and not self._rests_on_silence(norm, line, norms)
            )
        )

    def _rests_on_silence(self, exception: Norm, line: Line, norms: tuple[Norm, ...]) -> bool:
        """Whether an exception needs what nobody stated of the item, and what it defeats does not read: it fails where
        that is absent, whatever else holds, so it is never shown and its facts need not vary for it."""
        defeated = set(exception.defeats)
        read = {
            getattr(leaf, "term", None)
            for norm in norms
            if norm.provision in defeated or defeated.intersection(norm.controlled_under)
            for leaf in norm.condition.leaves()
        }
        terms = lexicon().terms
        silent = {
            term
            for term, fact in line.facts.items()
            if not fact.known and fact.possibly_absent and term not in read and "Line" not in terms[term].used_on
        }
        view = line.widest_view([exception.condition])
        stated = {term: span for term, span in view.spans.items() if term not in silent}
        return bool(silent) and exception.condition.possible(replace(view, spans=stated)) is False

    def _possibly_asked(self, norm: Norm, line: Line) -> bool:
        """Whether a declaration that was not given may matter; see ``asked``."""
        missing = self.unanswered(norm)
        words = frozenset(INDICATIONS[name] for name in missing if name in INDICATIONS)
        if len(words) < len(missing):
            return True
        view = line.widest_view([norm.condition])
        undecided = view.open_members.get("endUseIndication", frozenset())
        view = View(view.classes, view.spans, view.members, view.open_members | {"endUseIndication": undecided | words})
        return bool(words) and norm.condition.possible(view) is not False

    def _privileges(self, found: LineJudgment, norms: tuple[Norm, ...]) -> None:
        """Which exceptions are shown, which are ruled out by a declaration, which conditions of use are not on file."""
        by_provision: dict[str, list[str]] = {}
        for norm in norms:
            by_provision.setdefault(norm.provision, []).append(norm.iri)
        for norm in norms:
            if norm.kind != EXCEPTION:
                continue
            for provision in norm.defeats:
                controls = set(by_provision.get(provision, []))
                worlds = [reading for reading in found.readings if controls & reading.applies]
                if worlds and all(norm.iri in reading.scope for reading in worlds):
                    found.shown[norm.iri] = found.shown.get(norm.iri, frozenset()) | {provision}
            self.conditions_of(norm, found)

    def conditions_of(self, norm: Norm, found: LineJudgment) -> None:
        """Disqualifying declarations and conditions of use of one exception."""
        missing = []
        for name in norm.disqualified_by:
            answer = self.trigger(name)
            if answer:
                found.disqualified.setdefault(norm.iri, name)
            elif answer is None:
                missing.append(f"declarations.{name}")
        met = conditions_on_file(self.dossier, norm.authorisation_code)
        missing.extend(f"conditionsMet:{word}" for word in norm.conditions_of_use if word not in met)
        found.open_conditions[norm.iri] = tuple(missing)

    def unanswered(self, norm: Norm) -> tuple[str, ...]:
        """The declarations that a norm asks for and that were not given. To have compared the parties with every list
        that the norm reads answers whether they were screened."""
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

    def contributions(self, found: LineJudgment, reading: Reading, norms: tuple[Norm, ...]) -> dict[str, list[str]]:
        """What each norm that applies in a world contributes to the outcome of its jurisdiction, pointers aside."""
        parts: dict[str, list[str]] = {}
        for norm in norms:
            if self.asked(norm, found.line, reading):
                parts.setdefault(norm.jurisdiction, []).append(OPEN)
            if norm.kind == NORM and norm.iri in reading.applies:
                parts.setdefault(norm.jurisdiction, []).append(self._control(norm, found, reading, norms))
        return parts

    def asked(self, norm: Norm, line: Line, reading: Reading) -> bool:
        """Whether a declaration that was not given matters in a world: the norm would apply if it, or some of those
        that are missing, were made. What no end-use indication shows, such as screening, matters wherever the norm
        reaches."""
        missing = self.unanswered(norm)
        if norm.kind not in (NORM, POINTER) or not missing:
            return False
        world = self.world_read(line, reading)
        if not reaches(norm, world):
            return False
        if norm.provision in self.acting_on_entries and not any(
            entry.iri in reading.entries and norm.provision in entry.controlled_under for entry in self.entries
        ):
            return False
        words = [INDICATIONS[name] for name in missing if name in INDICATIONS]
        if len(words) < len(missing):
            return True
        shown = world.members["endUseIndication"]
        return any(
            norm.condition.holds(
                World(world.classes, world.scalars, world.members | {"endUseIndication": shown | set(added)})
            )
            for size in range(1, len(words) + 1)
            for added in combinations(words, size)
        )

    def _control(self, norm: Norm, found: LineJudgment, reading: Reading, norms: tuple[Norm, ...]) -> str:
        if norm.iri in reading.satisfied:
            return PERMITTED
        milder = [
            OPEN if found.open_conditions.get(exception.iri) else PERMITTED
            for exception in norms
            if exception.kind == EXCEPTION
            and norm.provision in exception.defeats
            and norm.provision in found.shown.get(exception.iri, ())
            and exception.iri not in found.disqualified
        ]
        return min(milder, key=SEVERITY.__getitem__) if milder else norm.effect

    def _rows(self, found: LineJudgment, reading: Reading, norms: tuple[Norm, ...]) -> None:
        base = self.contributions(found, reading, norms)
        active = [norm for norm in norms if norm.kind == POINTER and norm.iri in reading.applies]
        codes = set(found.jurisdictions) | set(base) | {norm.jurisdiction for norm in active}
        if prod(len(norm.may_yield) for norm in active) > MAX_ANSWERS:
            found.rows += self._folded(reading, base, active, codes)
            return
        for answers in product(*(norm.may_yield for norm in active)):
            outcomes = {code: list(base.get(code, [])) for code in codes}
            assignment = dict(reading.assignment)
            for norm, answer in zip(active, answers, strict=True):
                outcomes[norm.jurisdiction].append(answer)
                assignment[(POINTER_KIND, norm.iri)] = answer
            found.rows.append(Row(assignment, {code: most_severe(parts) for code, parts in outcomes.items()}))

    def _folded(self, reading: Reading, base: dict, active: list[Norm], codes: set[str]) -> list[Row]:
        """The rows of a world with many pointers: the outcomes of each jurisdiction, not which pointer gave them."""
        options: dict[str, set[str]] = {code: {most_severe(base.get(code, []))} for code in codes}
        for norm in active:
            pairs = product(options[norm.jurisdiction], norm.may_yield)
            options[norm.jurisdiction] = {most_severe(pair) for pair in pairs}
        ordered = sorted(options)
        return [
            Row(dict(reading.assignment), dict(zip(ordered, outcomes, strict=True)))
            for outcomes in product(*(sorted(options[code]) for code in ordered))
        ]


def pointer_variables(norms: tuple[Norm, ...]) -> list[Variable]:
    """The answers that pointers may yield, as variables."""
    return [
        Variable(
            (POINTER_KIND, norm.iri), POINTER_KIND, norm.provision, "what it yields", norm.may_yield, norm.may_yield
        )
        for norm in norms
        if norm.kind == POINTER
    ]
