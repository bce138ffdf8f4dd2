"""What a finding rests on: the facts and terms that a norm asserts of a line, each with its bound and its margin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from qgov.base.iri import ancestors
from qgov.base.kept import Kept
from qgov.grounding.model import Fact, Grounding
from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Not, OneOf, Or, View, Within, World
from qgov.norms.model import NORM, Norm
from qgov.norms.words import threshold_text
from qgov.reasoning.bound import bound_data, bound_text
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.situation.lines import span_of

# Every question of every law is open on every line: a condition rests on those that it asks alone.
_QUESTIONS = "openQuestion"


class Reasons:
    """The reasons of all findings on one line, as data and as the text that a receipt binds.

    Norms share most of their leaves: each is worked out once for the line.
    """

    def __init__(self, engine: Engine, judged: LineJudgment, groundings: tuple[Grounding, ...]):
        self.engine, self.judged, self.line, self.groundings = engine, judged, judged.line, groundings
        self._found: dict[int, dict | None] = {}  # by the identity of a leaf, which its norm keeps alive
        self._texts: dict[int, str] = {}
        self._data: dict[int, list[dict]] = {}
        self._judged: dict[str, list[str]] = {}
        self._terms: dict[str, tuple[list[frozenset[str]], list[str], str]] = {}

    def of(self, norm: Norm) -> Iterator[dict]:
        """The facts and terms a finding rests on; what a negation or an alternative not taken reads is left out."""
        for leaf in asserted(norm.condition, self._view):
            if (found := self._reason(leaf)) is not None:
                yield dict(found)
        if (entries := self._entries(norm)) is not None:
            yield entries

    def data(self, norm: Norm) -> list[dict]:
        """The same as a receipt has it, with every number as its decimal."""
        kept = self._data
        found = []
        for step in _steps(norm.condition):
            data = kept.get(id(step))
            found += self._step_data(step) if data is None else data
        if (entries := self._entries(norm)) is not None:
            found.append(entries)
        return found

    def _step_data(self, step: Condition) -> list[dict]:
        """What a leaf or a choice gives."""
        if isinstance(step, Or):
            leaves = (leaf for part in _chosen(step, self._view) for leaf in asserted(part, self._view))
        else:
            leaves = (step,)
        found = [bound_data(reason) for leaf in leaves if (reason := self._reason(leaf)) is not None]
        self._data[id(step)] = found
        return found

    def text(self, norm: Norm) -> str:
        """The same as a receipt binds it: the members of a JSON array, without its brackets."""
        kept = self._texts
        texts = []
        for step in _steps(norm.condition):
            text = kept.get(id(step))
            if text is None:
                text = self._text(step)
            if text:
                texts.append(text)
        if (entries := self._entries(norm)) is not None:
            texts.append(bound_text(entries))
        return ",".join(texts)

    @cached_property
    def _view(self) -> View:
        return self.line.view()

    def _reason(self, leaf: Condition) -> dict | None:
        if id(leaf) not in self._found:
            self._found[id(leaf)] = self._worked_out(leaf)
        return self._found[id(leaf)]

    def _worked_out(self, leaf: Condition) -> dict | None:
        if isinstance(leaf, (Within, OneOf)):
            known = leaf.term in self.line.spans
            return fact_reason(leaf, self.line.facts[leaf.term], self._evidence(leaf.term)) if known else None
        if isinstance(leaf, (Has, Every)):
            sets, values, _ = self._term(leaf.term)
            if leaf.term == _QUESTIONS:
                values = _asked(leaf, values)
            return {"term": leaf.term, "value": values, "oneOf": sorted(leaf.values), "met": self._met(leaf, sets)}
        return None

    def _evidence(self, term: str) -> list[str]:
        """What physics says of the claims that a fact is derived from."""
        if term not in self._judged:
            fact = self.line.facts[term]
            self._judged[term] = [
                f"{g.check}: {g.verdict}"
                for g in self.groundings
                if any(ref.item == fact.item and ref.term.split(".")[-1] in fact.derived_from for ref in g.claims)
            ]
        return self._judged[term]

    def _text(self, step: Condition) -> str:
        """The text of what a leaf or a choice gives, which may be nothing."""
        if (text := self._texts.get(id(step))) is not None:
            return text
        kind = type(step)  # asking an abstract class for its instances takes longer than the rest
        if kind is Has or kind is Every:
            sets, found, values = self._terms.get(step.term) or self._term(step.term)
            if step.term == _QUESTIONS:
                values = bound_text(_asked(step, found))
            text = f'{{"met":"{self._met(step, sets)}",{_wanted(step)},"value":{values}}}'
        elif kind is Or:
            steps = (below for part in _chosen(step, self._view) for below in _steps(part))
            text = ",".join(filter(None, map(self._text, steps)))
        else:
            found = self._reason(step)
            text = "" if found is None else bound_text(found)
        self._texts[id(step)] = text
        return text

    def _met(self, leaf: Has | Every, sets: list[frozenset[str]]) -> str:
        if len(sets) == 1 and type(leaf) is Has:
            return "not met" if sets[0].isdisjoint(leaf.wanted) else "met"
        worlds = (World(frozenset(), {}, {leaf.term: found}) for found in sets)
        held = {leaf.holds(world) for world in worlds} or {leaf.possible(self._view)}
        return "met" if held == {True} else ("not met" if held == {False} else "open")

    def _term(self, term: str) -> tuple[list[frozenset[str]], list[str], str]:
        """A term over the worlds that were read: every set of values that it has in some, which are few where the
        worlds are many; its values, sorted; and the text of these."""
        if term not in self._terms:
            sets = {world.members.get(term, frozenset()) for world in self._worlds}
            values = sorted({value for found in sets for value in found} or self.line.values(term))
            self._terms[term] = list(sets), values, bound_text(values)
        return self._terms[term]

    @cached_property
    def _worlds(self) -> list[World]:
        """Every world that was read, built once for all reasons."""
        return [self.engine.world_read(self.line, reading) for reading in self.judged.readings]

    def _entries(self, norm: Norm) -> dict | None:
        """The listed provisions that describe the item and get their effect from a norm."""
        entries = self._described.get(norm.provision) if norm.kind == NORM else None
        if not entries:
            return None
        licensed = self.line.members.get("licensedProvision", frozenset())
        covered = [p for p in entries if licensed.intersection(ancestors(p))]
        return {"term": "describedBy", "value": list(entries), "licensed": covered, "met": "met"}

    @cached_property
    def _described(self) -> dict[str, list[str]]:
        """The provisions that describe the item in some world, sorted, by the control that gives them effect."""
        described = frozenset().union(*(reading.described for reading in self.judged.readings))
        found: dict[str, set[str]] = defaultdict(set)
        for norm in self.judged.norms:
            if norm.provision in described:
                for control in norm.controlled_under:
                    found[control].add(norm.provision)
        return {control: sorted(provisions) for control, provisions in found.items()}


def _asked(leaf: Has | Every, values: list[str]) -> list[str]:
    return [value for value in values if value in leaf.values]


def _unfolded(condition: Condition) -> tuple[Condition, ...]:
    """The leaves that a condition asserts of every line, and the choices it offers, in reading order."""
    if isinstance(condition, And):
        return tuple(step for part in condition.parts for step in _unfolded(part))
    if isinstance(condition, Or):
        return (condition,)
    return () if isinstance(condition, (Not, ItemIs)) else tuple(condition.leaves())


def _wanted_text(leaf: Has | Every) -> str:
    return f'"oneOf":{bound_text(sorted(leaf.values))},"term":{bound_text(leaf.term)}'


_steps, _wanted = Kept(_unfolded), Kept(_wanted_text)


def asserted(condition: Condition, view: View) -> Iterator[Condition]:
    """The leaves that a condition asserts: no negated ones, and of alternatives those that hold where one does."""
    for step in _steps(condition):
        if isinstance(step, Or):
            for part in _chosen(step, view):
                yield from asserted(part, view)
        else:
            yield step


def _chosen(choice: Or, view: View) -> tuple[Condition, ...]:
    """The alternatives that hold; all where none does."""
    return tuple(part for part in choice.parts if part.possible(view) is True) or choice.parts


def fact_reason(leaf: Within | OneOf, fact: Fact, evidence: list[str]) -> dict:
    """One fact against one bound, in the words of the provision."""
    met = leaf.possible(View(frozenset(), {leaf.term: span_of(fact)}))
    term = lexicon().terms.get(leaf.term)
    reason: dict = {"term": leaf.term}
    if fact.values is not None:
        reason["value"] = sorted(fact.values) if len(fact.values) != 1 else next(iter(fact.values))
        reason["threshold"] = " or ".join(leaf.values) if isinstance(leaf, OneOf) else ""
    elif fact.known and fact.lower == fact.upper:
        reason["value"] = fact.lower
    else:
        reason |= {"lower": fact.lower, "upper": fact.upper}
        if fact.known and fact.estimate is not None:
            reason |= {"value": fact.estimate}
    if isinstance(leaf, Within):
        reason["threshold"] = _threshold(leaf)
        margin = _margin(leaf, fact)
        if margin is not None:
            reason |= {"margin": margin, "bound": _nearest_bound(leaf, fact)}
            if fact.standard_uncertainty:
                reason["marginInStandardUncertainties"] = round(float(margin / fact.standard_uncertainty), 2)
    if lexicon().is_day(leaf.term):
        return _in_days(reason) | {"met": {True: "met", False: "not met", None: "unknown"}[met]}
    reason["unit"] = (term.unit if term else None) or "1"
    reason["met"] = {True: "met", False: "not met", None: "unknown"}[met]
    reason["basis"] = fact.basis
    if fact.standard_uncertainty is not None:
        reason["standardUncertainty"] = fact.standard_uncertainty
    reason["asDeclared"] = fact.as_declared
    if not fact.known:
        reason["known"] = False
    if fact.notes:
        reason["notes"] = list(fact.notes)
    if evidence:
        reason["evidence"] = list(evidence)
    return reason


def _in_days(reason: dict) -> dict:
    """A fact that is a day, written as one; its margin is in days."""
    days = {
        key: date.fromordinal(int(reason[key])).isoformat()
        for key in ("value", "lower", "upper", "bound")
        if isinstance(reason.get(key), Decimal)
    }
    return reason | days | {"unit": "d"}


_threshold = Kept(threshold_text)


def _margin(leaf: Within, fact: Fact) -> Decimal | None:
    """How far the estimate lies inside the nearest bound; negative when outside."""
    value = fact.estimate if fact.estimate is not None else (fact.lower if fact.lower == fact.upper else None)
    if value is None or not fact.known:
        return None
    low = leaf.min_inclusive if leaf.min_inclusive is not None else leaf.min_exclusive
    high = leaf.max_inclusive if leaf.max_inclusive is not None else leaf.max_exclusive
    margins = [value - low] if low is not None else []
    margins += [high - value] if high is not None else []
    return min(margins) if margins else None


def _nearest_bound(leaf: Within, fact: Fact) -> Decimal:
    value = fact.estimate if fact.estimate is not None else fact.lower
    return min(leaf.bounds(), key=lambda bound: abs(bound - value))
