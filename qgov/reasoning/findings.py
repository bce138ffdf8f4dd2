"""Findings: one norm applied to one line, with its status and the numbers it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial

from qgov.base.iri import ancestors
from qgov.grounding.model import Fact, Grounding
from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Not, OneOf, Or, View, Within, World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, Norm
from qgov.reasoning.cautious import accompanies_cautiously
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.reach import TooManyWorlds
from qgov.reasoning.setaside import only_accompanies, set_aside
from qgov.reasoning.variables import say
from qgov.reasoning.worlds import Reading, connected
from qgov.situation.lines import span_of

APPLIES, NOT, DEPENDS, DEFEATED, SATISFIED = "applies", "does-not-apply", "depends", "defeated", "satisfied"


@dataclass(frozen=True)
class Finding:
    """One norm applied to one line.

    ``because`` holds the facts it rests on, each with threshold and margin, worked out by ``reasons`` when asked for:
    most findings say that a norm does not apply, and are not shown. ``relevant`` says whether it is shown by default;
    ``missing`` names conditions of use and declarations that are not on file.
    """

    norm: Norm
    line: str
    status: str
    reasons: Callable[[], Iterable[dict]] = field(default=tuple, compare=False, repr=False)
    defeated_by: str | None = None
    verified: bool = True
    note: str = ""
    missing: tuple[str, ...] = ()
    relevant: bool = True

    @property
    def provision(self) -> str:
        return self.norm.provision

    @cached_property
    def because(self) -> tuple[dict, ...]:
        return tuple(self.reasons())


def find(engine: Engine, judged: LineJudgment, groundings: tuple[Grounding, ...]) -> list[Finding]:
    """A finding for every norm that concerns the line, entries first."""
    return _with_near_misses(standing(engine, judged, groundings))


def standing(engine: Engine, judged: LineJudgment, groundings: tuple[Grounding, ...] = ()) -> list[Finding]:
    """How every norm that concerns the line stands to it, without a word on which was missed by least."""
    statuses = _Statuses(engine, judged)
    found = [statuses.finding(norm, groundings) for norm in sorted(judged.norms, key=engine.law.order)]
    return set_aside(found, judged.line)


def _with_near_misses(findings: list[Finding]) -> list[Finding]:
    """Findings that do not apply are beside the point, but for the entry of a list that was missed by least."""
    caught = {f.norm.instrument for f in findings if f.norm.kind == ENTRY and f.status != NOT}
    nearest: dict[str, tuple] = {}
    for finding in findings:
        if finding.norm.kind != ENTRY or finding.status != NOT or finding.norm.instrument in caught:
            continue
        unmet = [reason for reason in finding.because if reason.get("met") != "met"]
        if len(unmet) == 1 and len(finding.because) > 1:
            distance = abs(unmet[0].get("margin") or 0) / (abs(unmet[0].get("bound") or 1))
            key = (unmet[0]["term"] == "operationalQubits", distance, finding.provision)
            nearest[finding.norm.instrument] = min(nearest.get(finding.norm.instrument, (key, finding)), (key, finding),
                                                   key=lambda pair: pair[0])  # fmt: skip
    kept = {id(finding) for _, finding in nearest.values()}
    return [replace(finding, relevant=True) if id(finding) in kept else finding for finding in findings]


class _Statuses:
    def __init__(self, engine: Engine, judged: LineJudgment):
        self.engine, self.judged, self.line = engine, judged, judged.line
        self.deciding = engine.deciding(self.line)
        self.kept = {norm.iri for norm in self.deciding}
        self._reasons: dict[Condition, dict] = {}
        self._found_sets: dict[str, set[frozenset[str]]] = {}

    @cached_property
    def worlds(self) -> list[World]:
        """Every world that was read, built once for all reasons."""
        return [self.engine.world_read(self.line, reading) for reading in self.judged.readings]

    def _sets(self, term: str) -> set[frozenset[str]]:
        """Every set of values that a term has in some world; they are few where the worlds are many."""
        if term not in self._found_sets:
            self._found_sets[term] = {world.members.get(term, frozenset()) for world in self.worlds}
        return self._found_sets[term]

    def finding(self, norm: Norm, groundings: tuple[Grounding, ...]) -> Finding:
        status, defeated_by, note = self.status(norm)
        shown = True
        if norm.reviews and status == DEPENDS:
            shown, note = self._by_assumed_groups(norm)
        missing = self.judged.open_conditions.get(norm.iri, ()) if norm.kind == EXCEPTION and status == APPLIES else ()
        in_force = norm.in_force(self.engine.day)
        if in_force is None:
            note = _join(note, f"its first day is not verified: it lies between {norm.earliest} and {norm.latest}")
        if not norm.verified and norm.kind != POINTER and status != NOT:
            helps = "help" if norm.kind == EXCEPTION else "decide"
            note = _join(note, f"its conditions were not read in the official text, so it does not {helps}")
        return Finding(
            norm, self.line.item.id, status, partial(self.because, norm, groundings), defeated_by,
            norm.verified and in_force is True, note, missing, shown and status != NOT,
        )  # fmt: skip

    def _by_assumed_groups(self, norm: Norm) -> tuple[bool, str]:
        """Whether a policy would hold by the nearest edition of the groups, which is not verified for the day."""
        if not any(self.line.open_members.get(term) for term in self.line.assumed):
            return True, ""
        world = World(self.line.classes, {}, self.line.members | self.line.assumed)
        return norm.condition.holds(world), "by country groups that are not verified for this day"

    def status(self, norm: Norm) -> tuple[str, str | None, str]:
        if only_accompanies(norm):
            return self._accompanying(norm)
        if norm.iri not in self.kept:
            return NOT, None, ""
        if self.judged.cautious:
            return self._cautious(norm)
        readings = self.judged.readings
        if norm.kind == ENTRY:
            held = [norm.iri in reading.entries for reading in readings]
        elif norm.kind == EXCEPTION:
            return self._exception(norm)
        else:
            held = [norm.iri in reading.applies for reading in readings]
        if norm.kind == POINTER:
            return self._pointer(norm, any(held))
        if not any(held):
            return self._not_declared(norm)
        if not all(held):
            return DEPENDS, None, ""
        if norm.kind == ENTRY:
            return APPLIES, None, ""
        if all(norm.iri in reading.satisfied for reading in readings):
            return SATISFIED, None, "a licence on file covers it"
        ways = [
            exception.iri
            for exception in self.deciding
            if exception.kind == EXCEPTION
            and norm.provision in exception.defeats
            and norm.provision in self.judged.shown.get(exception.iri, ())
            and exception.iri not in self.judged.disqualified
        ]
        return (DEFEATED, min(ways), "") if ways else (APPLIES, None, "")

    def _pointer(self, norm: Norm, held: bool) -> tuple[str, str | None, str]:
        if held:
            return DEPENDS, None, "not modelled; it could yield " + " or ".join(norm.may_yield)
        return self._not_declared(norm)

    def _not_declared(self, norm: Norm) -> tuple[str, str | None, str]:
        """The status of a norm that applies in no world: open where a declaration that it asks for is missing."""
        engine, line = self.engine, self.line
        if self.judged.cautious:
            asked = bool(engine.unanswered(norm))
        else:
            asked = bool(engine.unanswered(norm)) and any(
                engine.asked(norm, line, reading) for reading in self.judged.readings
            )
        if asked:
            return DEPENDS, None, "not declared: " + ", ".join(engine.unanswered(norm))
        return NOT, None, ""

    def _exception(self, norm: Norm) -> tuple[str, str | None, str]:
        controls = {n.iri for n in self.deciding if n.provision in norm.defeats}
        worlds = [reading for reading in self.judged.readings if controls & reading.applies]
        if not worlds:
            return NOT, None, ""
        if not self.engine.can_be_shown(norm):
            if not self._may_hold(norm, worlds):
                return NOT, None, ""
            if norm.iri in self.judged.disqualified:
                return DEFEATED, self._declared(norm), f"declared: {self.judged.disqualified[norm.iri]}"
            return DEPENDS, None, ""
        if not any(norm.iri in reading.scope for reading in worlds):
            return NOT, None, ""
        if norm.iri in self.judged.disqualified:
            return DEFEATED, self._declared(norm), f"declared: {self.judged.disqualified[norm.iri]}"
        if self.judged.shown.get(norm.iri):
            return APPLIES, None, ""
        return DEPENDS, None, "it does not hold in every world that the facts allow"

    def _may_hold(self, norm: Norm, readings: list[Reading]) -> bool:
        """Whether a privilege that cannot be shown may hold in a world, whose facts were not varied for it."""
        return any(
            norm.condition.possible(self.engine.view_read(self.line, described)) is not False
            for described in {reading.described for reading in readings}
        )

    def _declared(self, norm: Norm) -> str:
        return f"declarations.{self.judged.disqualified[norm.iri]}"

    def _cautious(self, norm: Norm) -> tuple[str, str | None, str]:
        truth = self.judged.truths.get(norm.iri)
        if norm.kind == POINTER:
            return self._pointer(norm, truth is not False)
        if truth is False and norm.kind == NORM:
            return self._not_declared(norm)
        return {True: APPLIES, False: NOT, None: DEPENDS}[truth], None, "read cautiously: too many worlds to try each"

    def _accompanying(self, norm: Norm) -> tuple[str, str | None, str]:
        """A review policy or a duty: in the worlds of the controls, under every answer to what it reads itself."""
        note = "read cautiously: too many worlds to try each" if self.judged.cautious else ""
        if self.judged.cautious:
            truth = accompanies_cautiously(self.engine, norm, self.judged)
        elif not self.engine.possible(norm, self.line):
            truth = False
        elif self.judged.together:
            truth = self.judged.truths[norm.iri]
        else:
            try:
                held = self._held_in_worlds(norm)
            except TooManyWorlds:
                return DEPENDS, None, "read cautiously: too many worlds to try each"
            truth = all(held) if all(held) or not any(held) else None
        if truth is False:
            return (NOT, None, note) if self.judged.cautious else self._not_declared(norm)
        counts = norm.kind != EXCEPTION or self.engine.can_be_shown(norm)
        return (APPLIES if truth and counts else DEPENDS), None, note

    def _held_in_worlds(self, norm: Norm) -> set[bool]:
        """Whether a duty or a review policy holds, over the worlds of the controls; answers to what it reads itself are
        tried only where they matter."""
        engine, line = self.engine, self.line
        worlds = {(reading.entries, reading.applies): reading for reading in self.judged.readings}.values()
        held, answers = set(), None
        for reading in worlds:
            if not engine.attached(norm, reading):
                held.add(False)
                continue
            view = engine.view_read(line, reading.described)
            parts = connected(norm, view), norm.condition.possible(view)
            if None not in parts or False in parts:
                held.add(False not in parts)
                continue
            if answers is None:
                answers = list(engine.assignments(engine.variables(line, (norm,))))
                answers[1:1] = answers[-1:]  # all low and all high first: most often these two tell already
            for answer in answers:
                held.add(engine.accompanies(norm, line, reading, answer))
                if len(held) > 1:
                    return held
        return held

    # What a finding rests on.

    def because(self, norm: Norm, groundings: tuple[Grounding, ...]):
        """The facts and terms a finding rests on; what a negation or an alternative not taken reads is left out."""
        for leaf in asserted(norm.condition, self.line.view()):
            if isinstance(leaf, (Within, OneOf)) and leaf.term in self.line.spans:
                yield fact_reason(leaf, self.line.facts[leaf.term], groundings)
            elif isinstance(leaf, (Has, Every)):
                yield self._term_reason(leaf)
        if norm.kind == NORM:
            described = sorted({p for reading in self.judged.readings for p in reading.described})
            entries = [p for p in described if any(
                n.provision == p and norm.provision in n.controlled_under for n in self.judged.norms)]  # fmt: skip
            if entries:
                licensed = self.line.members.get("licensedProvision", frozenset())
                covered = [p for p in entries if licensed.intersection(ancestors(p))]
                yield {"term": "describedBy", "value": entries, "licensed": covered, "met": "met"}

    def _term_reason(self, leaf: Has | Every) -> dict:
        """Many norms share a leaf; over many worlds its reason is worked out once."""
        if leaf not in self._reasons:
            self._reasons[leaf] = self._worked_out(leaf)
        return dict(self._reasons[leaf])

    def _worked_out(self, leaf: Has | Every) -> dict:
        sets = self._sets(leaf.term)
        worlds = [World(frozenset(), {}, {leaf.term: found}) for found in sets]
        held = {leaf.holds(world) for world in worlds} or {leaf.possible(self.line.view())}
        values = {value for found in sets for value in found}
        return {
            "term": leaf.term,
            "value": sorted(values or self.line.values(leaf.term)),
            "oneOf": sorted(leaf.values),
            "met": "met" if held == {True} else ("not met" if held == {False} else "open"),
        }


def asserted(condition: Condition, view: View) -> Iterator[Condition]:
    """The leaves that a condition asserts: no negated ones, and of alternatives those that hold where one does."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from asserted(part, view)
    elif isinstance(condition, Or):
        holding = [part for part in condition.parts if part.possible(view) is True]
        for part in holding or condition.parts:
            yield from asserted(part, view)
    elif not isinstance(condition, (Not, ItemIs)):
        yield from condition.leaves()


def fact_reason(leaf: Within | OneOf, fact: Fact, groundings: tuple[Grounding, ...]) -> dict:
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
        reason["threshold"] = threshold_text(leaf)
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
    judged = [
        g for g in groundings
        if any(ref.item == fact.item and ref.term.split(".")[-1] in fact.derived_from for ref in g.claims)
    ]  # fmt: skip
    if judged:
        reason["evidence"] = [f"{g.check}: {g.verdict}" for g in judged]
    return reason


def _in_days(reason: dict) -> dict:
    """A fact that is a day, written as one; its margin is in days."""
    days = {
        key: date.fromordinal(int(reason[key])).isoformat()
        for key in ("value", "lower", "upper", "bound")
        if isinstance(reason.get(key), Decimal)
    }
    return reason | days | {"unit": "d"}


def threshold_text(leaf: Within) -> str:
    """A range in the words of a provision."""
    parts = []
    if leaf.min_inclusive is not None:
        parts.append(f"from {say(leaf.term, leaf.min_inclusive)}")
    if leaf.min_exclusive is not None:
        parts.append(f"above {say(leaf.term, leaf.min_exclusive)}")
    if leaf.max_inclusive is not None:
        parts.append(f"at most {say(leaf.term, leaf.max_inclusive)}")
    if leaf.max_exclusive is not None:
        parts.append(f"below {say(leaf.term, leaf.max_exclusive)}")
    return ", ".join(parts)


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


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
