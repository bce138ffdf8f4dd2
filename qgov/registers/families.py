"""What of its day and its facts a dossier's own norms can tell, so that keys which differ in nothing else are one.

The keys of ``keys`` hold apart whatever some norm of some place can tell. Most norms cannot hold of a given transfer
whatever its numbers are: they are for other items, other parties, other groups of countries. A *family* is the dossiers
of one pattern on days that are alike; of it one wide line is built, with every number open. A norm that the cautious
reading excludes there is excluded for every dossier of the family, and then no result depends on what it says. What is
left is told by

* the norms that are not excluded, as they read on the day, and how each comes to concern the line;
* the values that they read of the line's sets, certain and open; and of the numbers the ranges that they set.

Families of one pattern in which these are equal have equal results for facts that lie alike in these ranges. Only what
has merged days (``days``) and no share of United States content has a family: with a share, sets follow from numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2b

from qgov.dossier.model import Dossier
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, Has, ItemIs, OneOf, Span, Within
from qgov.norms.model import ENTRY, EXCEPTION, FACTORS, POINTER, Norm
from qgov.reasoning.law import law_of
from qgov.reasoning.pipeline import ground_dossier, jurisdictions_of, norms_for
from qgov.reasoning.reach import Reach
from qgov.registers.days import Days
from qgov.registers.law import Cuts, Law
from qgov.registers.lenses import Conjunctions, Lens, conjunctions, told_in_text
from qgov.situation import Line, build_lines
from qgov.situation.asked import asked_of
from qgov.situation.screening import screen

_OPEN = Span(possibly_absent=True)
# Sets that are read by name, beside what conditions read: what ties a line to places, what is indicated of its use.
_WHOLE = frozenset((*FACTORS, "endUseIndication"))


@dataclass(frozen=True)
class Family:
    """The hash of all but the facts, and what its norms tell of these."""

    sense: str
    lens: Lens


class _Wide(Reach):
    """A line of which nothing is settled but its sets and words."""

    def _all_readers(self) -> dict[str, list[Condition]]:
        return {}


class Families:
    """The families of dossiers under some laws."""

    def __init__(self, laws: tuple[Law, ...], cuts: Cuts, calendar: Days):
        self._laws, self._cuts, self._calendar = laws, cuts, calendar
        self._lenses: dict[str, Lens] = {}
        self._facts: dict[int, dict] = {}
        self._collected: dict[tuple[int, str], tuple[Condition, Conjunctions]] = {}

    def look(self, dossier: Dossier, pattern: int) -> tuple[str, str]:
        """The sense of the dossier's family, and in text the conjunctions of ranges that its norms have. Dossiers with
        one number of a ``pattern`` have the same words."""
        digest, conditions = blake2b(digest_size=16), []
        item = dossier.items[0].id
        if pattern not in self._facts:
            self._facts[pattern] = ground_dossier(dossier, simulate=False).facts[item]
        for at, law in enumerate(self._laws):
            told, read = self._told(at, law, dossier, {item: self._facts[pattern]})
            digest.update(repr(told).encode())
            conditions += read
        ranges: Conjunctions = {}
        for condition in conditions:
            ranges |= self._conjunctions(condition, dossier.items[0].type)
        return digest.hexdigest(), told_in_text(ranges)

    def _conjunctions(self, condition: Condition, kind: str) -> Conjunctions:
        key = id(condition), kind
        if key not in self._collected:
            classes = frozenset(lexicon().superclasses(kind))
            self._collected[key] = condition, conjunctions((condition,), frozenset(self._cuts.bounds), classes)
        return self._collected[key][1]

    def family(self, sense: str, ranges: str) -> Family:
        """What ``look`` found, here or in another process."""
        if ranges not in self._lenses:
            self._lenses[ranges] = Lens.of_text(ranges, self._cuts)
        return Family(sense, self._lenses[ranges])

    def _told(self, at: int, law: Law, dossier: Dossier, facts: dict) -> tuple[tuple, list[Condition]]:
        day = law.at or dossier.date
        norms, of_the_book = norms_for(dossier, law.book, law.tables, day), law.book.in_force(day)
        same = norms[: len(of_the_book)] == of_the_book
        known = law_of(of_the_book if same else norms, law.book.acting_on_entries)
        asked = known.asked(frozenset(law.book.questions)).joined(asked_of(norms[len(known.norms) :]))
        line = build_lines(dossier, facts, law.tables, asked, screen(dossier, law.lists))[0]
        spans = {term: _OPEN for term in self._cuts.bounds} | {
            term: _OPEN if span.words is None else span for term, span in line.spans.items()
        }
        wide = replace(line, spans=spans)
        engine = _Wide(dossier, (wide,), norms, day, law.book.acting_on_entries, known)
        left, concerned, listed = _left(engine, wide)
        hashes = self._calendar.hashes(at, day)

        def hashed(norm: Norm) -> bytes:
            return hashes.get(norm.iri) or blake2b(repr((norm, norm.in_force(day))).encode(), digest_size=8).digest()

        conditions = list({id(one): one for norm in left for one in _read(norm)}.values())
        values, whole = _values(conditions)
        terms = frozenset(values) | whole | {term for one in conditions for term in one.terms}
        present = {norm.iri for norm in concerned}
        told = (
            jurisdictions_of(dossier, wide, law.tables),
            [(hashed(norm), norm.iri in listed) for norm in left],
            [
                [(hashed(n), n.iri in listed) for n in known.controls_read_for(norm) if n.iri in present]
                for norm in left if norm.kind == EXCEPTION
            ],
            _residual_owners(engine, wide, concerned, listed, terms),
            sorted(asked.terms & terms),
            _restricted(wide.members, values, whole),
            _restricted(wide.open_members, values, whole),
        )  # fmt: skip
        return told, conditions


def _left(engine: Reach, line: Line) -> tuple[list[Norm], tuple[Norm, ...], frozenset[str]]:
    """The norms on which something may rest, all that concern the line, and the IRIs of those entries that do so
    whatever the facts are."""
    concerned = engine.concerned(line)
    tied = frozenset((factor, code) for factor in FACTORS for code in line.values(factor))
    rules = engine.law.rules(tied, engine.made)
    touched = {code for _, code in tied}
    anyway = {
        norm.provision for norm in rules if norm.jurisdiction in touched or engine._possibly_asked(norm, line)
    }  # fmt: skip
    listed = frozenset(entry.iri for entry in engine.law.entries_of(anyway, ()))
    view = engine.widest(line)
    left = [
        norm for norm in concerned
        if norm.condition.possible(view) is not False
        or (norm.asks_for and engine.unanswered(norm)) or (norm.foreclosed_by and _given_way(norm, line))
    ]  # fmt: skip
    return left, concerned, listed | {norm.iri for norm in rules if norm.provision in anyway}


def _given_way(norm: Norm, line: Line) -> bool:
    """Whether a norm may be told to be defeated by another one."""
    own = norm.own_condition
    return own is not None and own.possible(line.widest_view([own])) is not False


def _read(norm: Norm) -> list[Condition]:
    return [norm.condition] if norm.own_condition is None else [norm.condition, norm.own_condition]


def _values(conditions: list[Condition]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """By term the values of sets that conditions ask for, and the terms of which they read the whole set."""
    values: dict[str, set[str]] = defaultdict(set)
    whole = set(_WHOLE)
    for condition in conditions:
        for leaf in condition.all_leaves:
            if isinstance(leaf, Has):
                values[leaf.term].update(leaf.values)
            elif not isinstance(leaf, (Within, OneOf, ItemIs)):
                whole.add(leaf.term)
    return {term: frozenset(found) for term, found in values.items()}, frozenset(whole)


def _restricted(sets: dict[str, frozenset[str]], values: dict[str, frozenset[str]], whole: frozenset[str]) -> list:
    """Of sets what is read of them."""
    found = []
    for term in sorted(sets):
        kept = sets[term] if term in whole else sets[term] & values.get(term, frozenset())
        if kept:
            found.append((term, sorted(kept)))
    return found


def _residual_owners(engine: Reach, line: Line, concerned, listed: frozenset[str], terms: frozenset[str]) -> list:
    """Whose norms need what is unknown, excluded or not: a jurisdiction's residual has what its norms read."""
    open_terms = terms & (line.open_members.keys() | {term for term, span in line.spans.items() if span.words is None
                                                      or span.possibly_absent or len(span.words) > 1})  # fmt: skip
    several: dict[str, set[str]] = defaultdict(set)
    for norm in concerned:
        several[norm.provision].add(norm.jurisdiction)
    found = set()
    for norm in concerned:
        if norm.kind == POINTER or norm.condition.terms.isdisjoint(open_terms):
            continue
        # What comes with a rule that may hold comes with the same provisions wherever that rule is the same.
        by = (norm.provision, *norm.controlled_under) if norm.kind == ENTRY and norm.iri not in listed else ()
        for code in several[norm.provision]:
            found.update((term, code, by) for term in norm.condition.terms & open_terms)
    return sorted(found)
