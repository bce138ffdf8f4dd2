"""Findings: one norm applied to one line, with its status and the numbers it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from qgov.grounding.model import Grounding
from qgov.norms.conditions import World
from qgov.norms.extent import places_outside
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, PROHIBITED, REQUIRED, Norm
from qgov.reasoning.cautious import accompanies_cautiously
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.plan import Reading
from qgov.reasoning.reach import TooManyWorlds
from qgov.reasoning.reasons import Reasons
from qgov.reasoning.setaside import only_accompanies, set_aside
from qgov.reasoning.worlds import connected

_ON_THE_WAY = ("transitThrough", "importInto")
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
    reasons: Reasons | None = field(default=None, compare=False, repr=False)
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
        return tuple(self.reasons.of(self.norm)) if self.reasons else ()


def does_not_apply(norm: Norm, line: str, reasons: Reasons) -> Finding:
    """``Finding(norm, line, NOT, reasons, verified=norm.verified, relevant=False)``: what most findings are.

    A frozen class sets field by field, which takes longer than all that is found out of such a norm.
    """
    found = object.__new__(Finding)
    found.__dict__.update(
        norm=norm, line=line, status=NOT, reasons=reasons, defeated_by=None, verified=norm.verified, note="",
        missing=(), relevant=False,
    )  # fmt: skip
    return found


def find(engine: Engine, judged: LineJudgment, groundings: tuple[Grounding, ...]) -> list[Finding]:
    """A finding for every norm that concerns the line, entries first."""
    found = _with_near_misses(standing(engine, judged, groundings))
    return _without_idle_lists(_with_rules_on_releases(found, judged), judged)


def standing(engine: Engine, judged: LineJudgment, groundings: tuple[Grounding, ...] = ()) -> list[Finding]:
    """How every norm that concerns the line stands to it, without a word on which was missed by least."""
    statuses = _Statuses(engine, judged, Reasons(engine, judged, groundings))
    found = [statuses.finding(norm) for norm in engine.law.in_order(judged.norms)]
    return set_aside(found, judged.line)


def _without_idle_lists(findings: list[Finding], judged: LineJudgment) -> list[Finding]:
    """The list of an embargo is beside the point where none of its prohibitions may reach the transfer, and a list
    where its instrument does not extend; that an item stands on another list is told even where nothing follows from
    it here."""
    awake = {f.norm.provision for f in findings if f.norm.kind == NORM and f.status != NOT}
    bans = {f.norm.provision for f in findings if f.norm.kind == NORM and f.norm.effect == PROHIBITED}

    def idle(norm: Norm) -> bool:
        controls = set(norm.controlled_under)
        asleep = bool(controls) and controls <= bans and controls.isdisjoint(awake)
        return norm.kind == ENTRY and (asleep or (controls.isdisjoint(awake) and _beyond(norm, judged)))

    return [replace(f, relevant=False) if f.relevant and idle(f.norm) else f for f in findings]


def _beyond(norm: Norm, judged: LineJudgment) -> bool:
    """Whether a transfer starts where the instrument of a norm does not extend, and meets its state nowhere else."""
    outside = places_outside().get(norm.instrument)
    if not outside:
        return False
    met = {place for term in _ON_THE_WAY for place in judged.line.values(term)}
    return not outside.isdisjoint(judged.line.values("exportFrom")) and norm.jurisdiction not in met


def _with_rules_on_releases(findings: list[Finding], judged: LineJudgment) -> list[Finding]:
    """Of a release inside a jurisdiction, which is no export, the control that is made for such releases is told too
    where a single fact is missing for it and nothing else of that jurisdiction stands."""
    inside = judged.line.members.get("releasedWithin", frozenset())
    if not inside:
        return findings
    standing = {f.norm.jurisdiction for f in findings if f.norm.kind in (NORM, POINTER) and f.status != NOT}

    def looked_at(finding: Finding) -> bool:
        norm = finding.norm
        if norm.kind != NORM or norm.effect != REQUIRED or "releasedWithin" not in norm.connects_by:
            return False
        reasons = finding.because
        return len(reasons) > 1 and sum(reason.get("met") != "met" for reason in reasons) == 1

    return [
        replace(f, relevant=True)
        if f.norm.jurisdiction in inside - standing and not f.relevant and looked_at(f) else f
        for f in findings
    ]  # fmt: skip


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
    def __init__(self, engine: Engine, judged: LineJudgment, reasons: Reasons):
        self.engine, self.judged, self.line, self.reasons = engine, judged, judged.line, reasons
        self.deciding = engine.deciding(self.line)
        self.kept = {norm.iri for norm in self.deciding}
        self.view, self.in_force = engine.widest(judged.line), engine.law.in_force_on(engine.day)
        self.accompanying = engine.law.accompanying.union(norm.iri for norm in engine.made if only_accompanies(norm))

    @cached_property
    def told_apart(self) -> list[Reading]:
        """The worlds that were read, one of those in which the same entries and controls apply."""
        return list({(reading.entries, reading.applies): reading for reading in self.judged.readings}.values())

    def finding(self, norm: Norm) -> Finding:
        in_force = norm.iri in self.in_force or norm.in_force(self.engine.day)
        accompanies = norm.iri in self.accompanying
        if in_force and self._ruled_out(norm, accompanies):
            return does_not_apply(norm, self.line.item.id, self.reasons)
        status, defeated_by, note = self._accompanying(norm) if accompanies else self.status(norm)
        if in_force and status == NOT and not note:
            return does_not_apply(norm, self.line.item.id, self.reasons)
        shown = True
        if norm.reviews and status == DEPENDS:
            shown, note = self._by_assumed_groups(norm)
        missing = self.judged.open_conditions.get(norm.iri, ()) if norm.kind == EXCEPTION and status == APPLIES else ()
        if in_force is None:
            note = _join(note, f"its first day is not verified: it lies between {norm.earliest} and {norm.latest}")
        if not norm.verified and norm.kind != POINTER and status != NOT:
            helps = "help" if norm.kind == EXCEPTION else "decide"
            note = _join(note, f"its conditions were not read in the official text, so it does not {helps}")
        return Finding(
            norm, self.line.item.id, status, self.reasons, defeated_by,
            norm.verified and in_force is True, note, missing, shown and status != NOT,
        )  # fmt: skip

    def _ruled_out(self, norm: Norm, accompanies: bool) -> bool:
        """Whether one look tells that a norm does not apply, whatever else holds: true of most."""
        if not accompanies:
            return norm.iri not in self.kept
        return not self.judged.cautious and not norm.asks_for and norm.condition.possible(self.view) is False

    def _by_assumed_groups(self, norm: Norm) -> tuple[bool, str]:
        """Whether a policy would hold by the nearest edition of the groups, which is not verified for the day."""
        if not any(self.line.open_members.get(term) for term in norm.condition.terms & set(self.line.assumed)):
            return True, ""
        world = World(self.line.classes, {}, self.line.members | self.line.assumed)
        return norm.condition.holds(world), "by country groups that are not verified for this day"

    def status(self, norm: Norm) -> tuple[str, str | None, str]:
        """The status of a norm on which an outcome can rest, what defeats it, and a note."""
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
        if not ways:
            return APPLIES, None, ""
        # One whose conditions are all on file permits; the others would only if theirs were.
        return DEFEATED, min(ways, key=lambda iri: (bool(self.judged.open_conditions.get(iri)), iri)), ""

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
        held, variables = set(), None
        for reading in self.told_apart:
            if not engine.attached(norm, reading):
                held.add(False)
                continue
            view = engine.view_read(line, reading.described)
            parts = connected(norm, view), norm.condition.possible(view)
            if None not in parts or False in parts:
                held.add(False not in parts)
                continue
            if variables is None:
                variables = engine.variables(line, (norm,))
            for answer in engine.assignments_from_ends(variables):
                held.add(engine.accompanies(norm, line, reading, answer))
                if len(held) > 1:
                    return held
        return held


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
