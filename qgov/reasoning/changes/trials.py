"""Trying a change: the dossier is judged again with it, unless it cannot matter.

A change cannot matter where every norm that reads something changed reads the same of it. That is seen without judging,
so that only changes which some norm tells apart cost a judgment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from qgov.base.iri import ancestors
from qgov.dossier.edit import edited
from qgov.dossier.model import Dossier
from qgov.dossier.read import from_data
from qgov.grounding import ground_item
from qgov.grounding.model import REFUTED, Fact
from qgov.grounding.services import ground_services
from qgov.norms.conditions import Condition, Every, Has, ItemIs, View
from qgov.norms.model import ENTRY, EXCEPTION, FACTORS, NORM, NOTHING, PERMITTED, POINTER, SEVERITY, Norm
from qgov.reasoning.alike import changed_terms
from qgov.reasoning.combine import UNDETERMINED, Verdict, Whole
from qgov.reasoning.law import decides
from qgov.situation import Line, build_lines
from qgov.situation.asked import Asked
from qgov.situation.screening import Screening, screen

# What one decision spends on what would change it. A judgment costs one and what its worlds add; one for which a solver
# was asked costs more, by the size of what it was told; where that ran out of time, the next would do so again.
BUDGET, SOLVED = 80, 4
_WORLDS, _NODES = 128, 32
# What is read of a line not by a condition: whether a licence covers it, and what bears out a declaration.
_READ_APART = ("licensedProvision", "endUseIndication")
_DERIVED = frozenset({"describedBy", "designedForProvision", "relatedProvision"})
_REFERRED = ("id", "type", "partOf", "speciallyDesignedFor", "relatesTo")


@dataclass(frozen=True)
class Grounded:
    """Facts of all items of a changed dossier, and the claims that physics refutes in it."""

    facts: dict[str, dict[str, Fact]]
    refuted: frozenset[tuple[str, str, int | None]]


class _Views:
    """What is known of a line to the norms that read nothing derived, and to the others by what they ask."""

    def __init__(self, line: Line):
        self.line, self.plain = line, line.view()
        self.derived: dict[tuple, View] = {}


class _Readers:
    """The norms that read some terms: ``leaves`` are those that do, by norm; ``plain`` has the norms of each leaf that
    reads nothing derived, which all of them see alike; ``derived`` the norms that have others."""

    def __init__(self, norms: Iterable[Norm], changed: frozenset[str]):
        self.leaves: dict[str, tuple[Norm, list[Condition]]] = {}
        self.derived: list[str] = []
        plain: dict[int, tuple[Condition, list[str]]] = {}
        for norm in norms:
            leaves = [leaf for leaf in norm.condition.all_leaves if getattr(leaf, "term", None) in changed]
            self.leaves[norm.iri] = norm, leaves
            for leaf in leaves:
                if leaf.term not in _DERIVED:
                    plain.setdefault(id(leaf), (leaf, []))[1].append(norm.iri)
            if any(leaf.term in _DERIVED for leaf in leaves):
                self.derived.append(norm.iri)
        self.plain = list(plain.values())
        self._seen: dict[int, tuple[View, list]] = {}

    def seen(self, view: View) -> list:
        """What each of the leaves of ``plain`` can tell of a view that is asked about again and again."""
        if id(view) not in self._seen:
            self._seen[id(view)] = view, [sees(leaf, view) for leaf, _ in self.plain]
        return self._seen[id(view)][1]


class Trials:
    """A decided dossier (``again`` judges it anew, ``judged`` is what was found) and the changes tried on it."""

    def __init__(self, again, judged):
        self.again, self.judged = again, judged
        self.dossier: Dossier = again.dossier
        self.data: dict = again.dossier.normal
        self.now: Verdict = judged.whole.overall
        self.left = BUDGET - (cost(judged) if cost(judged) >= BUDGET else 0)
        self._built = None  # the lines that were built last, most often to be judged next

    def verdict(
        self, dossier: Dossier | None = None, facts: dict[str, dict[str, Fact]] | None = None, day: date | None = None
    ) -> Verdict | None:
        """The overall verdict with something changed; None where nothing is left to spend."""
        whole = self.whole(dossier, facts, day)
        return whole and whole.overall

    def whole(
        self, dossier: Dossier | None = None, facts: dict[str, dict[str, Fact]] | None = None, day: date | None = None
    ) -> Whole | None:
        """The same with the verdict of each jurisdiction."""
        if self.left <= 0:
            return None
        judged = self.again.judge(
            dossier=dossier, facts=facts, day=day, built=self._built, beside=self.judged.engine
        )  # fmt: skip
        self.left -= cost(judged)
        return judged.whole

    def binding_codes(self) -> list[str]:
        """The jurisdictions that are as severe as the whole: each of them must be milder before the whole is."""
        worst = SEVERITY[self.now.precaution]
        return [c for c, one in self.judged.whole.jurisdictions.items() if SEVERITY[one.precaution] >= worst]

    def milder_codes(self, whole: Whole) -> list[str]:
        """Those of them that are milder with a change."""
        worst = SEVERITY[self.now.precaution]
        codes = self.binding_codes()
        return [c for c in codes if SEVERITY[getattr(whole.jurisdictions.get(c), "precaution", NOTHING)] < worst]

    def flips(self, verdict: Verdict | None) -> bool:
        """Whether a verdict has another outcome than now."""
        return verdict is not None and verdict.outcome != self.now.outcome

    def apply(self, edit: list[dict]) -> Dossier:
        """The dossier with an edit that leaves its items alone; InputError where that is no dossier."""
        data = edited(self.data, edit)
        # The items are the same as before and long to read; what is referred to has to stand.
        bare = [{key: item[key] for key in _REFERRED if key in item} for item in data["items"]]
        return replace(from_data({**data, "items": bare}), id=self.dossier.id, items=self.dossier.items, normal=data)

    def milder(self, verdict: Verdict) -> bool:
        """Whether the precaution under a verdict asks less than that under the verdict now."""
        return SEVERITY[verdict.precaution] < SEVERITY[self.now.precaution]

    @property
    def may_be_milder(self) -> bool:
        """Whether anything milder than the outcome now is of use to who sends."""
        return self.now.outcome not in (NOTHING, PERMITTED)

    @cached_property
    def grounded(self) -> Grounded:
        """The dossier as it is."""
        refuted = frozenset(
            (ref.item, ref.term, ref.index)
            for grounding in self.again.ground.groundings
            if grounding.verdict == REFUTED
            for ref in grounding.claims
        )
        return Grounded(self.again.ground.facts, refuted)

    def ground(self, dossier: Dossier) -> Grounded:
        """The facts of a dossier of which some items are changed; the others keep theirs where nothing else refutes
        them."""
        services = ground_services(dossier.items, False)
        refuted = {
            (ref.item, ref.term, ref.index): grounding.check
            for grounding in services
            if grounding.verdict == REFUTED
            for ref in grounding.claims
        }
        facts, found = {}, set(refuted)
        same = {item.id: item for item in self.dossier.items}
        for item in dossier.items:
            elsewhere = {(term, index): check for (of, term, index), check in refuted.items() if of == item.id}
            if same.get(item.id) is item and not elsewhere:
                facts[item.id] = self.again.ground.facts[item.id]
                found |= {claim for claim in self.grounded.refuted if claim[0] == item.id}
                continue
            one = ground_item(item, simulate=False, refuted_elsewhere=elsewhere)
            facts[item.id] = one.facts
            found |= {
                (ref.item, ref.term, ref.index)
                for grounding in one.groundings
                if grounding.verdict == REFUTED
                for ref in grounding.claims
            }
        return Grounded(facts, frozenset(found))

    # Which changes some norm tells apart.

    @cached_property
    def in_force(self) -> tuple[Norm, ...]:
        """Every norm and pointer of the law date."""
        from qgov.reasoning.pipeline import norms_for

        return norms_for(self.dossier, self.again.book, self.again.tables, self.again.day)

    @cached_property
    def concerned(self) -> dict[str, Norm]:
        """The norms that concern some line, by IRI."""
        return {norm.iri: norm for judgment in self.judged.judgments for norm in judgment.norms}

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """What can bear on some line, now or with other parties or another place: the norms that concern one, those of
        every law that the origin of the transfer or of an item may tie to it, those that an import ties to a place, and
        where items are made for each other every entry, by which those are described."""
        found = dict(self.concerned)
        laws = self._laws
        found |= {
            n.iri: n
            for n in self.in_force
            if n.kind in (NORM, POINTER) and (n.jurisdiction in laws or "importInto" in n.connects_by)
        }
        if any(items for line in self.judged.lines for items in line.targets.values()):
            found |= {n.iri: n for n in self.in_force if n.kind == ENTRY}
        rules = {norm.provision for norm in found.values() if norm.kind == NORM}
        found |= {n.iri: n for n in self.in_force if n.kind == EXCEPTION and not rules.isdisjoint(n.defeats)}
        return tuple(found.values())

    @cached_property
    def home(self) -> frozenset[str]:
        """The jurisdictions of the origin."""
        return frozenset(self.again.tables.jurisdictions(self.dossier.origin, self.dossier.date))

    @cached_property
    def _laws(self) -> frozenset[str]:
        """The jurisdictions that a factor other than import may tie to a line; the United States also by content."""
        tables, dossier = self.again.tables, self.dossier
        origins = {dossier.origin, *dossier.transit, *(i.origin_country for i in dossier.items if i.origin_country)}
        found = {law for place in origins for law in tables.jurisdictions(place, dossier.date)}
        found |= {code for line in self.judged.lines for factor in FACTORS for code in line.values(factor)}
        content = any(item.us_content is not None for item in dossier.items)
        return frozenset(found | ({"US"} if content else set()))

    @cached_property
    def readers(self) -> dict[str, list[Norm]]:
        """The norms on which an outcome can rest, by the terms they read."""
        found = defaultdict(list)
        for norm in filter(decides, self.norms):
            for term in norm.condition.terms:
                found[term].append(norm)
        return found

    @cached_property
    def connecting(self) -> dict[str, frozenset[str]]:
        """The jurisdictions of norms that each factor ties to a line."""
        return {f: frozenset(n.jurisdiction for n in self.in_force if f in n.connects_by) for f in FACTORS}

    @cached_property
    def described(self) -> dict[str, frozenset[str] | None]:
        """The provisions, with those above them, that describe each line; None where worlds differ."""
        found: dict[str, frozenset[str] | None] = {}
        for judgment in self.judged.judgments:
            sets = {block.reading.described for block in judgment.blocks}
            only = next(iter(sets)) if len(sets) == 1 else None
            above = None if only is None else frozenset(a for provision in only for a in ancestors(provision))
            found[judgment.line.item.id] = above
        return found

    def view(self, line: Line, norm: Norm) -> View:
        """What is known of a line to a norm, with what describes it as long as no entry reads otherwise."""
        asked = self._asks(norm)
        if asked is None:
            return self._views_of(line).plain
        above = self.described.get(line.item.id)
        known = above is not None and "describedBy" in norm.condition.terms and norm.iri in self.concerned
        # Norms that ask the same of what is derived share a view, and with it what was told of their conditions.
        views, key = self._views_of(line).derived, (known, asked[known])
        if key not in views:
            views[key] = self._derived_view(line, norm, above if known else None)
        return views[key]

    def _derived_view(self, line: Line, norm: Norm, above: frozenset[str] | None) -> View:
        view = line.widest_view([norm.condition])
        if above is None:
            return view
        undecided = {term: values for term, values in view.open_members.items() if term != "describedBy"}
        return replace(view, members=view.members | {"describedBy": above}, open_members=undecided)

    def _asks(self, norm: Norm) -> tuple[frozenset, frozenset] | None:
        """What a norm asks of derived terms: everything, and without what describes the item; None if nothing."""
        if norm.iri not in self._asked_of:
            read = norm.condition.leaves_by_term
            asked = frozenset((term, leaf.values) for term in _DERIVED.intersection(read) for leaf in read[term])
            beside = frozenset(pair for pair in asked if pair[0] != "describedBy")
            self._asked_of[norm.iri] = (asked, beside) if _DERIVED & norm.condition.terms else None
        return self._asked_of[norm.iri]

    @cached_property
    def _asked_of(self) -> dict[str, tuple[frozenset, frozenset] | None]:
        return {}

    def _views_of(self, line: Line) -> _Views:
        """The views of a line: of the judged ones all are kept, of the others those of the last alone."""
        key = line.item.id, self._before.get(line.item.id) is line
        if key not in self._kept_views or self._kept_views[key].line is not line:
            self._kept_views[key] = _Views(line)
        return self._kept_views[key]

    @cached_property
    def _kept_views(self) -> dict[tuple[str, bool], _Views]:
        return {}

    @cached_property
    def _before(self) -> dict[str, Line]:
        """The lines that were judged, by item."""
        return {line.item.id: line for line in self.judged.lines}

    def lines(self, dossier: Dossier) -> tuple[Line, ...]:
        """The lines of a dossier of the same items and names, unjudged."""
        from qgov.reasoning.pipeline import Built

        facts = self.again.ground.facts
        lines = build_lines(dossier, facts, self.again.tables, self._asked, self.screening)
        self._built = Built(lines, dossier, facts, self._asked, self.screening)
        return lines

    @cached_property
    def _asked(self) -> Asked:
        from qgov.reasoning.pipeline import asked_under

        return asked_under(self.in_force, self.again.book, self.again.day)

    @cached_property
    def screening(self) -> Screening:
        return screen(self.dossier, self.again.lists)

    def difference(self, lines: Iterable[Line]) -> frozenset:
        """What the norms may read of these lines otherwise than of the lines that were judged; empty where nothing.

        Changes of one difference lead to one outcome.
        """
        return frozenset(told for line in lines for told in self._told(self._before[line.item.id], line))

    def reading(self, difference: frozenset) -> list[Norm]:
        """The norms that read a change otherwise."""
        names = {part[1] for part in difference}
        return [norm for norm in self.norms if norm.iri in names]

    def provisions(self, difference: frozenset) -> list[str]:
        """The provisions that read a change otherwise."""
        return sorted({norm.provision for norm in self.reading(difference)})

    def _told(self, old: Line, new: Line) -> Iterator[tuple]:
        changed = changed_terms(old, new)
        item = new.item.id
        for factor in changed.intersection(FACTORS):
            tied = [_tied(line, factor, self.connecting[factor]) for line in (old, new)]
            if tied[0] != tied[1]:
                yield (item, factor, *tied[1])
        for term in changed.intersection(_READ_APART):
            yield (item, term, new.members.get(term), new.open_members.get(term))
        for norm, leaves in self._reading_otherwise(old, new, changed):
            before, after = self.view(old, norm), self.view(new, norm)
            truth = norm.condition.possible(after)
            if norm.kind == EXCEPTION and not self._defeats_something(norm, new):
                continue
            # What a declaration that is asked for would make of a norm is not told by its truth without it.
            if truth is None or norm.asks_for:
                yield (item, norm.iri, tuple(sees(leaf, after) for leaf in leaves))
            elif truth is not norm.condition.possible(before):
                yield (item, norm.iri, truth)

    def _reading_otherwise(self, old: Line, new: Line, changed: frozenset[str]) -> Iterator[tuple[Norm, list]]:
        """The norms of which some leaf sees another thing, each with all its leaves that read what has changed."""
        readers = self._readers_of(changed)
        before, after = self._views_of(old).plain, self._views_of(new).plain
        found: dict[str, None] = {}
        for (leaf, names), seen in zip(readers.plain, readers.seen(before), strict=True):
            if seen != sees(leaf, after):
                found.update(dict.fromkeys(names))
        for name in readers.derived:
            norm, leaves = readers.leaves[name]
            one, other = self.view(old, norm), self.view(new, norm)
            if name not in found and any(sees(leaf, one) != sees(leaf, other) for leaf in leaves):
                found[name] = None
        return (readers.leaves[name] for name in found)

    def _readers_of(self, changed: frozenset[str]) -> _Readers:
        if changed not in self._readers:
            self._readers[changed] = _Readers(
                {norm.iri: norm for term in changed for norm in self.readers.get(term, ())}.values(), changed
            )
        return self._readers[changed]

    @cached_property
    def _readers(self) -> dict[frozenset[str], _Readers]:
        return {}

    def _defeats_something(self, exception: Norm, line: Line) -> bool:
        """Whether an exception can be shown, and some control that it defeats may hold of a line."""
        if not exception.verified or exception.in_force(self.again.day) is not True:
            return False
        return any(
            norm.condition.possible(self.view(line, norm)) is not False
            for provision in exception.defeats
            for norm in self._by_provision.get(provision, ())
        )

    @cached_property
    def _by_provision(self) -> dict[str, list[Norm]]:
        found = defaultdict(list)
        for norm in self.norms:
            if norm.kind == NORM:
                found[norm.provision].append(norm)
        return found

    # What keeps the outcome where it is.

    @cached_property
    def _binding(self) -> list[tuple[str, Norm]]:
        """The controls of the outcome now that apply in every world and that nothing sets aside."""
        found = []
        for judgment in self.judged.judgments:
            shown = {p for iri, provisions in judgment.shown.items() if iri not in judgment.disqualified
                     for p in provisions}  # fmt: skip
            for norm in judgment.norms:
                if norm.kind != NORM or norm.effect != self.now.outcome or norm.provision in shown:
                    continue
                worlds = [block.reading for block in judgment.blocks]
                held = [norm.iri in read.applies and norm.iri not in read.satisfied for read in worlds]
                if held and all(held):
                    found.append((judgment.line.item.id, norm))
        return found

    def binds(self, difference: frozenset) -> bool:
        """Whether some control keeps the outcome at least as severe as now: a change does not bear on it."""
        touched = {part[:2] for part in difference}
        return any(not self._touched(item, norm, touched) for item, norm in self._binding)

    def _touched(self, item: str, norm: Norm, touched: set[tuple]) -> bool:
        names = {norm.iri, *norm.connects_by, *_READ_APART}
        names |= {n.iri for n in self.norms if n.kind == EXCEPTION and norm.provision in n.defeats}
        names |= {n.iri for n in self.norms if n.kind == ENTRY and norm.provision in n.controlled_under}
        return any((item, name) in touched for name in names)


def _tied(line: Line, factor: str, codes: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    return (
        line.members.get(factor, frozenset()) & codes,
        line.open_members.get(factor, frozenset()) & codes,
    )


def cost(judged) -> int:
    """What a judgment takes, in units of one of few worlds."""
    if any(judgment.cautious for judgment in judged.judgments):
        return BUDGET
    found = 1 + sum(len(judgment.readings) for judgment in judged.judgments) // _WORLDS
    solved = sum(not judgment.blocks for judgment in judged.judgments)
    return found + (SOLVED * solved + len(judged.engine.search.formulas.nodes) // _NODES if solved else 0)


def said(verdict: Verdict) -> dict:
    """A verdict as a change tells it: the outcome and, where it is not settled, what remains possible."""
    told: dict = {"outcome": verdict.outcome}
    return told | ({"possible": list(verdict.possible)} if verdict.outcome == UNDETERMINED else {})


def sees(leaf: Condition, view: View) -> object:
    """What a condition without parts can tell of a view: equal values mean that it holds in the same worlds."""
    if isinstance(leaf, ItemIs):
        return leaf.name in view.classes
    truth = leaf.possible(view)
    if truth is not None:
        return truth
    term = getattr(leaf, "term", None)
    if isinstance(leaf, Has):
        return frozenset(leaf.values) & view.open_members[term]
    if isinstance(leaf, Every):
        return (view.members.get(term), view.open_members.get(term))
    return (view.spans.get(term), view.members.get(term), view.open_members.get(term))
