"""The reference engine: every world that the facts allow is built, every norm is read in it, every outcome is kept.

Slow and meant to be obviously right. Faster readings are tested against it. The rules are those of the design:
controls vary over the worlds; a privilege counts only where it is shown, that is, where its own condition holds in
every world in which the control it defeats applies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations, product

from qgov.norms.conditions import World
from qgov.norms.model import EXCEPTION, NORM, NOTHING, OPEN, PERMITTED, POINTER, SEVERITY, Norm
from qgov.reasoning.plan import Reading, reaches
from qgov.reasoning.reach import INDICATIONS, Reach, TooManyWorlds
from qgov.reasoning.variables import POINTER as POINTER_KIND
from qgov.reasoning.variables import Variable
from qgov.situation import Line
from qgov.situation.conditions import conditions_shown


@dataclass(frozen=True)
class Block:
    """One world that was read: ``base`` is what its norms contribute to each jurisdiction, ``active`` are the pointers
    that apply, ``options`` the outcomes that each jurisdiction may have under their answers.

    Verdicts need the options alone: a pointer's answers bear on one jurisdiction, and the most severe outcome of
    several sets is the same whether lines share the pointer or not.
    """

    reading: Reading
    base: dict[str, list[str]]
    active: list[Norm]
    options: dict[str, frozenset[str]]


@dataclass
class LineJudgment:
    """Everything the engine found about one line.

    Where its worlds were solved for, ``readings`` are those that show all that can happen, there are no ``blocks``,
    ``together`` has the outcomes over all jurisdictions, and ``truths`` says of the norms that accompany others whether
    they hold; where it was read cautiously, ``truths`` says so of every norm.
    """

    line: Line
    norms: tuple[Norm, ...]
    jurisdictions: tuple[str, ...]
    variables: list[Variable]
    readings: list[Reading]
    shown: dict[str, frozenset[str]] = field(default_factory=dict)
    disqualified: dict[str, str] = field(default_factory=dict)
    open_conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    cautious: bool = False
    possible: dict[str, frozenset[str]] = field(default_factory=dict)
    together: frozenset[str] = frozenset()
    truths: dict[str, bool | None] = field(default_factory=dict)

    @property
    def kinds(self) -> list[dict[str, frozenset[str]]]:
        """The options of the blocks, those that are alike once."""
        return list({id(block.options): block.options for block in self.blocks}.values())


def most_severe(outcomes) -> str:
    """The most severe of several outcomes; with none, nothing was found."""
    return max(outcomes, key=SEVERITY.__getitem__, default=NOTHING)


class Engine(Reach):
    """Judges the lines of one dossier under the norms in force on a day."""

    search = None  # the solver's, made when it is first asked

    def judge(self, line: Line, jurisdictions: tuple[str, ...]) -> LineJudgment:
        """Judge one line in every world."""
        deciding = self.deciding(line)
        variables = self.variables(line, deciding)
        found = LineJudgment(line, self.concerned(line), jurisdictions, variables, [])
        try:
            found.readings = self.plan(variables).readings(line, deciding)
        except TooManyWorlds:
            return self._solved(found, deciding)
        self._privileges(found, deciding)
        self._blocks(found, deciding)
        codes = {code for options in found.kinds for code in options}
        nothing = frozenset({NOTHING})
        found.possible = {
            code: frozenset().union(*(options.get(code, nothing) for options in found.kinds)) for code in codes
        }
        return found

    def _solved(self, found: LineJudgment, deciding: tuple[Norm, ...]) -> LineJudgment:
        """Judge a line of too many worlds by a solver, or cautiously where that takes too long."""
        from qgov.reasoning.cautious import judge_cautiously
        from qgov.reasoning.smt import OutOfTime, judge_exactly

        try:
            return judge_exactly(self, found)
        except OutOfTime:
            return judge_cautiously(self, found, deciding)

    def _privileges(self, found: LineJudgment, norms: tuple[Norm, ...]) -> None:
        """Which exceptions are shown, which are ruled out by a declaration, which conditions of use are not on file."""
        by_provision: dict[str, list[str]] = {}
        told = {(id(one.applies), id(one.scope)): one for one in found.readings}.values()  # worlds that say the same
        for norm in norms:
            by_provision.setdefault(norm.provision, []).append(norm.iri)
        for norm in norms:
            if norm.kind != EXCEPTION:
                continue
            for provision in norm.defeats:
                controls = set(by_provision.get(provision, []))
                worlds = [reading for reading in told if controls & reading.applies]
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
        met = conditions_shown(self.dossier, norm, found.line.papers_left_out)
        missing.extend(f"conditionsMet:{word}" for word in norm.conditions_of_use if word not in met)
        found.open_conditions[norm.iri] = tuple(missing)

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

    def _blocks(self, found: LineJudgment, norms: tuple[Norm, ...]) -> None:
        """The outcomes of every world; where the same norms apply and are asked for, they are worked out once."""
        known: dict[tuple, tuple[dict[str, list[str]], list[Norm], dict[str, frozenset[str]]]] = {}
        may_ask = [norm for norm in norms if norm.kind in (NORM, POINTER) and self.unanswered(norm)]
        for reading in found.readings:
            asked = tuple(norm.iri for norm in may_ask if self.asked(norm, found.line, reading))
            key = reading.applies, reading.satisfied, asked
            if key not in known:
                base = self.contributions(found, reading, norms)
                active = [norm for norm in norms if norm.kind == POINTER and norm.iri in reading.applies]
                codes = {*found.jurisdictions, *base, *(norm.jurisdiction for norm in active)}
                options = {
                    code: severest(
                        [{most_severe(base.get(code, ()))}, *(n.may_yield for n in active if n.jurisdiction == code)]
                    )
                    for code in codes
                }
                known[key] = base, active, options
            found.blocks.append(Block(reading, *known[key]))


def severest(sets) -> frozenset[str]:
    """The most severe of one choice from each set, over all choices."""
    found = {NOTHING}
    for options in sets:
        found = {max(pair, key=SEVERITY.__getitem__) for pair in product(found, options)}
    return frozenset(found)


def pointer_variables(norms: tuple[Norm, ...]) -> list[Variable]:
    """The answers that pointers may yield, as variables."""
    return [
        Variable(
            (POINTER_KIND, norm.iri), POINTER_KIND, norm.provision, "what it yields", norm.may_yield, norm.may_yield
        )
        for norm in norms
        if norm.kind == POINTER
    ]
