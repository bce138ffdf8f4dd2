"""The readings of the norms side by side on random dossiers: every disagreement in words, with seed and number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from qgov.base.workers import shared
from qgov.curation.readings import oracle
from qgov.curation.readings.dossiers import random_dossier
from qgov.curation.readings.oracle import most_severe_of, outcomes, read_worlds, take_effect
from qgov.curation.readings.shacl_engines import Probes
from qgov.curation.readings.worlds import Case, Tried, case_of
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.conditions import Within
from qgov.norms.model import ENTRY, EXCEPTION, NOTHING, PERMITTED, Norm
from qgov.reasoning.cautious import judge_cautiously
from qgov.reasoning.combine import line_verdict
from qgov.reasoning.judge import LineJudgment
from qgov.reasoning.law import decides
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.situation import reference

SOLVED = 10  # every so many dossiers are given to the solver too
BATCH = 50  # dossiers whose worlds are read in one run of the SHACL engine


@dataclass
class Tally:
    """How much was compared. ``intervals`` are known quantities that are no points; ``spanning`` of them hold a bound
    that some norm names, so that they span two cells or more."""

    dossiers: int = 0
    lines: int = 0
    decided: int = 0
    cautiously_decided: int = 0
    worlds: int = 0
    answers: int = 0
    intervals: int = 0
    spanning: int = 0
    absent: int = 0
    too_many_worlds: int = 0
    solved: int = 0
    disagreements: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def compare(seed: int, count: int, *, first: int = 0, engine: str = "shacl", workers: int = 1) -> Iterator[Tally]:
    """Compare the readings on ``count`` dossiers from number ``first`` on; a tally for every batch, in order."""
    batches = [(seed, start, min(BATCH, first + count - start), engine) for start in range(first, first + count, BATCH)]
    if workers < 2:
        yield from map(_batch, batches)
        return
    norm_book(), reference()
    with shared(workers) as pool:
        yield from pool.map(_batch, batches)


def _batch(what: tuple[int, int, int, str]) -> Tally:
    seed, start, count, engine = what
    tally, cases = Tally(), []
    for number in range(start, start + count):
        case = _judged(seed, number)
        cases.append(case)
        _count(case, tally)
        _by_caution(case, tally)
        if number % SOLVED == 0:
            _by_solver(case, tally)
    tried = [world for case in cases for world in case.tried]
    read_worlds(tried, Probes(engine, [norm for case in cases for norm in case.norms]))
    take_effect(tried, engine)
    for case in cases:
        _by_shacl(case, tally)
    return tally


def _judged(seed: int, number: int) -> Case:
    dossier, book, tables = read_dossier(random_dossier(seed, number)), norm_book(), reference()
    norms = norms_for(dossier, book, tables, dossier.date)
    judged = judge(dossier, ground_dossier(dossier, simulate=False).facts, norms, tables, dossier.date, book)
    shipped = _written(dossier.date)
    return case_of(
        f"urn:example:{seed}:{number}", dossier, tuple(shipped.get(norm.iri, norm) for norm in norms), judged
    )


@cache
def _written(day: date) -> dict[str, Norm]:
    """The norms of a day as they are written, for whatever law the engine was given."""
    return {norm.iri: norm for norm in oracle.norm_book().in_force(day)}


def _count(case: Case, tally: Tally) -> None:
    tally.dossiers += 1
    bounds: dict[str, set] = {}
    for norm in case.norms:
        for leaf in norm.condition.all_leaves:
            if isinstance(leaf, Within):
                bounds.setdefault(leaf.term, set()).update(leaf.bounds())
    for judgment in case.judged.judgments:
        tally.lines += 1
        tally.too_many_worlds += judgment.cautious
        for term, span in judgment.line.spans.items():
            fact = judgment.line.facts.get(term)
            tally.absent += span.possibly_absent
            if term in bounds and fact and fact.known and span.lower is not None and span.lower != span.upper:
                tally.intervals += 1
                inside = [b for b in bounds[term] if span.lower <= b and (span.upper is None or b <= span.upper)]
                tally.spanning += bool(inside)


def _by_caution(case: Case, tally: Tally) -> None:
    """What the cautious reading decides the exact one decides alike."""
    engine = case.judged.engine
    for exact in case.judged.judgments:
        if exact.cautious:
            continue
        blank = LineJudgment(exact.line, exact.norms, exact.jurisdictions, exact.variables, [])
        cautious = judge_cautiously(engine, blank, engine.deciding(exact.line))
        for code, possible in exact.possible.items():
            tally.cautiously_decided += len(cautious.possible[code]) == 1
            if not possible <= cautious.possible[code]:
                left = ", ".join(sorted(possible - cautious.possible[code]))
                tally.disagreements.append(f"{_where(case, exact)}: {code}: the cautious reading excludes {left}")


def _by_solver(case: Case, tally: Tally) -> None:
    """The solver leaves possible what the worlds have, and each of its witnesses reads as it says."""
    from qgov.reasoning.smt import OutOfTime, judge_exactly

    engine = case.judged.engine
    for exact in case.judged.judgments:
        if not exact.blocks:
            continue
        try:
            blank = LineJudgment(exact.line, exact.norms, exact.jurisdictions, exact.variables, [])
            solved = judge_exactly(engine, blank)
        except OutOfTime:
            continue
        tally.solved += 1
        codes = exact.possible.keys() | solved.possible.keys()
        for code in codes:
            worlds, theirs = (one.possible.get(code, frozenset({NOTHING})) for one in (exact, solved))
            if worlds != theirs:
                said = f"{code}: the worlds have {', '.join(sorted(worlds))}, the solver {', '.join(sorted(theirs))}"
                tally.disagreements.append(f"{_where(case, exact)}: {said}")
        if line_verdict(solved) != line_verdict(exact):
            tally.disagreements.append(f"{_where(case, exact)}: the solver finds another verdict of the line")
        if solved.shown != exact.shown:
            tally.disagreements.append(f"{_where(case, exact)}: the solver shows other privileges")
        for witness in solved.readings:
            if engine.read(exact.line, witness.assignment, engine.deciding(exact.line)) != witness:
                tally.disagreements.append(f"{_where(case, exact)}: a witness of the solver reads otherwise")


def _by_shacl(case: Case, tally: Tally) -> None:
    """What the engine reads in a world SHACL reads, and the outcome composed from that is one it leaves possible."""
    for judgment in case.judged.judgments:
        worlds = [world for world in case.tried if world.judgment is judgment]
        found = [outcomes(world) for world in worlds]
        tally.worlds += len(worlds)
        for world, one in zip(worlds, found, strict=True):
            tally.answers += len(case.norms)
            tally.disagreements += [f"{_where(case, judgment)}: {said}" for said in _read_otherwise(world)]
            if world.effects is not None and world.effects != world.restricted:
                for shape in sorted(world.effects ^ world.restricted):
                    where = "is violated" if shape in world.effects else "conforms"
                    tally.disagreements.append(f"{_where(case, judgment)}: {shape} {where}, unlike its parts")
            for code, possible in one.items():
                if not possible <= judgment.possible.get(code, {NOTHING}):
                    said = f"{code}: a world has {', '.join(sorted(possible))}, which is not left possible"
                    tally.disagreements.append(f"{_where(case, judgment)}: {said}")
        if worlds and all(world.complete for world in worlds):
            tally.disagreements += [
                f"{_where(case, judgment)}: {code}: no world has all of {', '.join(sorted(possible))}"
                for code, possible in judgment.possible.items()
                if possible != set().union(*(one.get(code, {NOTHING}) for one in found))
            ]
        verdict = line_verdict(judgment)
        tally.decided += verdict.outcome != "undetermined"
        overall = set().union(*(most_severe_of(list(one.values())) for one in found)) if found else set()
        if not overall <= {*verdict.possible, *({PERMITTED, NOTHING} if verdict.outcome == PERMITTED else ())}:
            tally.disagreements.append(f"{_where(case, judgment)}: the line may be {', '.join(sorted(overall))}")


def _read_otherwise(world: Tried) -> Iterator[str]:
    """The norms that the engine and SHACL read differently in one world."""
    reading = world.reading
    if reading is None:
        return
    engine = world.case.judged.engine
    asked = {norm.iri: norm for norm in engine.deciding(world.line)}
    theirs = {
        "describes": {norm.iri for norm in world.described},
        "applies": {norm.iri for norm in world.applies if decides(norm)},
        "holds": {iri for iri in world.scope if iri in asked and engine.can_be_shown(asked[iri])},
    }
    mine = {"describes": reading.entries, "applies": reading.applies, "holds": reading.scope}
    near = {norm.iri: norm for norm in world.case.norms}
    for word, found in theirs.items():
        # Entries that no control at hand reads are beside the point, and the engine does not look at them.
        known = [iri for iri in found ^ mine[word] if iri in asked or near[iri].kind not in (ENTRY, EXCEPTION)]
        for iri in sorted(known):
            yield f"{iri} {word} {'by SHACL only' if iri in found else 'by the engine only'}"


def _where(case: Case, judgment: LineJudgment) -> str:
    return f"{case.name} {judgment.line.item.id}"
