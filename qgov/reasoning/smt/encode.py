"""The norms of a dossier as boolean terms over its unknowns, read as ``Worlds.read`` and ``Engine`` read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from qgov.base.iri import ancestors
from qgov.norms.conditions import Always, And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, Within
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, Norm
from qgov.reasoning.law import ANYWHERE
from qgov.reasoning.reach import INDICATIONS
from qgov.reasoning.smt.formulas import FALSE, TRUE, Formulas
from qgov.reasoning.smt.unknowns import Unknown, unknown_of
from qgov.reasoning.variables import FACT, LAW, OF_THE_ITEM
from qgov.reasoning.variables import POINTER as POINTER_KIND
from qgov.situation import Line

DESCRIBED = "describedBy"
INDICATED = "endUseIndication"


@dataclass(frozen=True)
class Setting:
    """In what a condition is read: before or after it is known what describes the item, with further indications of
    end use, and with the unknowns of a norm that accompanies others answered apart."""

    described: bool = True
    indicated: frozenset[str] = frozenset()
    apart: str = ""


ITEM = Setting(described=False)
LINE = Setting()


@dataclass
class LineTerms:
    """How every deciding norm of a line reads, by IRI, as terms."""

    entries: dict[str, int] = field(default_factory=dict)
    applies: dict[str, int] = field(default_factory=dict)
    satisfied: dict[str, int] = field(default_factory=dict)
    scope: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    defeats: dict[tuple[str, str], int] = field(default_factory=dict)  # the worlds in which there is what to defeat


class Encoding:
    """The terms of one dossier. ``unknowns`` are those of all of its lines, by key; lines that share one share it.
    ``tick`` is called now and then, and may raise."""

    def __init__(self, engine, tick: Callable[[], object]):
        self.engine, self.formulas, self.tick = engine, Formulas(), tick
        self.unknowns: dict[tuple, Unknown] = {}
        for line in engine.lines.values():
            tick()
            for variable in engine.variables(line, engine.deciding(line)):
                if variable.key not in self.unknowns:
                    self.unknowns[variable.key] = unknown_of(variable, engine.lines)
        self._apart: dict[str, frozenset[tuple]] = {}
        self._conditions: dict[tuple, int] = {}
        self._kept: list[Condition] = []  # or their ids would be used again
        self._described: dict[tuple[str, str], int] = {}
        self._lines: dict[str, LineTerms] = {}
        self._listing: dict[str, dict[str, list[Norm]]] = {}

    # Unknowns.

    def key(self, key: tuple, setting: Setting) -> tuple:
        return ("apart", setting.apart, *key) if key in self._apart.get(setting.apart, ()) else key

    def set_apart(self, norm: Norm, variables: list) -> Setting:
        """A setting in which the unknowns of a norm are answered apart from those of the norms that decide."""
        own = frozenset(variable.key for variable in variables)
        self._apart[norm.iri] = own
        for variable in variables:
            key = ("apart", norm.iri, *variable.key)
            self.unknowns[key] = unknown_of(variable, self.engine.lines, key)
        return Setting(apart=norm.iri)

    def is_(self, key: tuple, value: object) -> int:
        if self.unknowns[key].values == (True, False) and value is False:
            return self.is_(key, True) ^ 1
        return self.formulas.atom(("is", key, value))

    def law(self, norm: Norm, setting: Setting = LINE) -> int:
        key = self.key((LAW, norm.iri), setting)
        return self.is_(key, True) if key in self.unknowns else TRUE

    # Conditions.

    def condition(self, condition: Condition, line: Line, setting: Setting) -> int:
        """A condition as a term; what the cautious reading decides is not looked into."""
        if not setting.indicated:
            told = condition.possible(self.engine.widest(line))
            if told is not None:
                return TRUE if told else FALSE
        key = (id(condition), line.item.id, setting)
        if key not in self._conditions:
            self._kept.append(condition)
            self._conditions[key] = self._read(condition, line, setting)
        return self._conditions[key]

    def _read(self, condition: Condition, line: Line, setting: Setting) -> int:
        formulas = self.formulas
        match condition:
            case And(parts):
                return formulas.all(self._each(parts, line, setting, FALSE))
            case Or(parts):
                return formulas.any(self._each(parts, line, setting, TRUE))
            case Not(part):
                return self.condition(part, line, setting) ^ 1
            case Always():
                return TRUE
            case ItemIs(name):
                return TRUE if name in line.classes else FALSE
            case Within():
                return self._within(condition, line, setting)
            case OneOf(term, values):
                return self._one_of(term, values, line, setting)
            case Has(term, values):
                return formulas.any(self.member(line, term, value, setting) for value in dict.fromkeys(values))
            case Every(term, values):
                members = self._members(line, term, setting)
                outside = [found ^ 1 for value, found in members.items() if value not in values]
                return formulas.all([formulas.any(members.values()), *outside])
            case Present(term):
                members = self._members(line, term, setting).values()
                return formulas.any([self._present(line, term, setting), *members])
        raise TypeError(f"no reading of {type(condition).__name__} for a solver")

    def _each(self, parts, line: Line, setting: Setting, enough: int):
        for part in parts:
            found = self.condition(part, line, setting)
            yield found
            if found == enough:
                return

    def _fact(self, line: Line, term: str, setting: Setting) -> tuple[tuple | None, object]:
        """The key of a fact if it is unknown, else its value as ``Worlds.world`` fixes it."""
        key = (FACT, line.item.id, term)
        if key in self.unknowns or key in self._apart.get(setting.apart, ()):
            return self.key(key, setting), None
        span = line.spans.get(term)
        if span is None:
            return None, None
        if span.words is not None:
            return None, min(span.words)
        return None, span.lower if span.lower is not None else span.upper

    def _within(self, leaf: Within, line: Line, setting: Setting) -> int:
        key, value = self._fact(line, leaf.term, setting)
        if key is None:
            return TRUE if isinstance(value, Decimal) and leaf.inside(value) else FALSE
        if line.spans[leaf.term].words is not None:
            return FALSE
        parts = [("present", key)]
        negated = []
        if leaf.min_inclusive is not None:
            parts.append(("from", key, Fraction(leaf.min_inclusive)))
        if leaf.min_exclusive is not None:
            parts.append(("above", key, Fraction(leaf.min_exclusive)))
        if leaf.max_inclusive is not None:
            negated.append(("above", key, Fraction(leaf.max_inclusive)))
        if leaf.max_exclusive is not None:
            negated.append(("from", key, Fraction(leaf.max_exclusive)))
        atom = self.formulas.atom
        return self.formulas.all([*map(atom, parts), *(atom(one) ^ 1 for one in negated)])

    def _one_of(self, term: str, values: tuple, line: Line, setting: Setting) -> int:
        key, value = self._fact(line, term, setting)
        if key is None:
            return TRUE if value in values else FALSE
        if line.spans[term].words is None:
            return FALSE
        return self.formulas.any(self.is_(key, word) for word in self.unknowns[key].values if word in values)

    def _present(self, line: Line, term: str, setting: Setting) -> int:
        key, value = self._fact(line, term, setting)
        if key is None:
            return FALSE if value is None else TRUE
        if line.spans[term].words is None:
            return self.formulas.atom(("present", key))
        return self.formulas.any(self.is_(key, word) for word in self.unknowns[key].values if word is not None)

    # Value sets.

    def member(self, line: Line, term: str, value: str, setting: Setting = LINE) -> int:
        """Whether a value belongs to a set of the line."""
        if term == DESCRIBED and setting.described:
            return self.described_at(line, value)
        if value in line.members.get(term, ()) or (term == INDICATED and value in setting.indicated):
            return TRUE
        found = []
        key = ("member", line.item.id if term in OF_THE_ITEM else "", term, value)
        own = key in self._apart.get(setting.apart, ())
        if value in line.open_members.get(term, ()) and (own or key in self.unknowns):
            found.append(self.is_(self.key(key, setting), True))
        for target in line.targets.get(term, ()):
            found.append(self.target_described_at(target, value, setting.apart))
        return self.formulas.any(found)

    def _members(self, line: Line, term: str, setting: Setting) -> dict[str, int]:
        """Every value that may belong to a set of the line."""
        values = set(line.values(term)) | (setting.indicated if term == INDICATED else set())
        if term == DESCRIBED and setting.described:
            values = set(self._listing_of(line))
        for target in line.targets.get(term, ()):
            entries = self.engine.open_entries(self.engine.lines[target])
            values |= {above for entry in entries for above in ancestors(entry.provision)}
        return {value: self.member(line, term, value, setting) for value in sorted(values)}

    def described_at(self, line: Line, provision: str) -> int:
        """Whether a deciding entry at or below a provision describes the item of a line."""
        return self.formulas.any(self.describes(entry, line) for entry in self._listing_of(line).get(provision, ()))

    def _listing_of(self, line: Line) -> dict[str, list[Norm]]:
        if line.item.id not in self._listing:
            found = self._listing[line.item.id] = {}
            for norm in self.engine.deciding(line):
                if norm.kind == ENTRY:
                    for above in ancestors(norm.provision):
                        found.setdefault(above, []).append(norm)
        return self._listing[line.item.id]

    def target_described_at(self, item: str, provision: str, apart: str = "") -> int:
        """The same of an item that others are designed for, of which entries of every jurisdiction count."""
        key = (item, provision, apart)
        if key not in self._described:
            line = self.engine.lines[item]
            entries = self.engine.law.entries_of((), (provision,))
            self._described[key] = self.formulas.any(
                self.describes(entry, line, Setting(False, frozenset(), apart)) for entry in entries
            )
        return self._described[key]

    def describes(self, entry: Norm, line: Line, setting: Setting = ITEM) -> int:
        return self.formulas.all([self.law(entry, setting), self.condition(entry.condition, line, setting)])

    # Norms.

    def reaches(self, norm: Norm, line: Line, setting: Setting = LINE) -> int:
        if ANYWHERE in norm.connects_by:
            return TRUE
        return self.formulas.any(self.member(line, factor, norm.jurisdiction, setting) for factor in norm.connects_by)

    def line(self, line: Line) -> LineTerms:
        """How the deciding norms of a line read."""
        if line.item.id in self._lines:
            return self._lines[line.item.id]
        found = self._lines[line.item.id] = LineTerms()
        norms = self.engine.deciding(line)
        for norm in norms:
            if norm.kind == ENTRY:
                found.entries[norm.iri] = self.describes(norm, line)
        for norm in norms:
            self.tick()
            if norm.kind == EXCEPTION:
                shown = self.engine.can_be_shown(norm)
                found.scope[norm.iri] = self.condition(norm.condition, line, LINE) if shown else FALSE
            elif norm.kind in (NORM, POINTER):
                self._rule(norm, line, found)
        for norm in norms:
            if norm.kind == EXCEPTION:
                for provision in norm.defeats:
                    controls = [n.iri for n in norms if n.provision == provision and n.iri in found.applies]
                    found.defeats[norm.iri, provision] = self.formulas.any(found.applies[iri] for iri in controls)
        return found

    def _rule(self, norm: Norm, line: Line, found: LineTerms) -> None:
        formulas = self.formulas
        entries = [e for e in self.engine.deciding(line) if e.kind == ENTRY and norm.provision in e.controlled_under]
        listed = formulas.any(found.entries[entry.iri] for entry in entries)
        tied = self._tied(norm, line, listed)
        applies = formulas.all([self.law(norm), tied])
        if applies != FALSE:
            applies = formulas.all([applies, self.condition(norm.condition, line, LINE)])
        found.applies[norm.iri] = applies
        found.satisfied[norm.iri] = FALSE
        if "licence" in norm.satisfied_by:
            covered = [formulas.any((found.entries[e.iri] ^ 1, self._licensed(line, e.provision))) for e in entries]
            itself = formulas.any((listed, self._licensed(line, norm.provision)))
            found.satisfied[norm.iri] = formulas.all([applies, *covered, itself])
        found.asked[norm.iri] = self._asked(norm, line, tied)

    def _tied(self, norm: Norm, line: Line, listed: int) -> int:
        """Whether a norm reaches the line and, where it acts on what lists describe, one of its entries does."""
        acting = norm.provision in self.engine.acting_on_entries
        return self.formulas.all([self.reaches(norm, line), listed if acting else TRUE])

    def asked_beside(self, norm: Norm, line: Line) -> int:
        """Whether a declaration that was not given matters for a norm that only accompanies others."""
        entries = self.line(line).entries
        listing = self.engine.law.entries_of((norm.provision,), ())
        listed = self.formulas.any(entries[entry.iri] for entry in listing if entry.iri in entries)
        return self._asked(norm, line, self._tied(norm, line, listed))

    def _licensed(self, line: Line, provision: str) -> int:
        return self.formulas.any(self.member(line, "licensedProvision", above) for above in ancestors(provision))

    def _asked(self, norm: Norm, line: Line, tied: int) -> int:
        missing = self.engine.unanswered(norm)
        if not missing:
            return FALSE
        words = [INDICATIONS[name] for name in missing if name in INDICATIONS]
        if len(words) < len(missing) or tied == FALSE:
            return tied
        made = (frozenset(added) for size in range(1, len(words) + 1) for added in combinations(words, size))
        applying = (self.condition(norm.condition, line, Setting(indicated=added)) for added in made)
        return self.formulas.all([tied, self.formulas.any(applying)])

    # Pointers.

    def answer(self, norm: Norm, value: str) -> int:
        """That a pointer yields an outcome."""
        key = (POINTER_KIND, norm.iri)
        if key not in self.unknowns:
            from qgov.reasoning.judge import pointer_variables

            self.unknowns[key] = unknown_of(pointer_variables((norm,))[0], self.engine.lines)
        return self.is_(key, value)
