"""What the solver says of all worlds, the reference engine says where it tries them one by one; each world that the
solver names reads alike in the engine and in pySHACL; and out of time the cautious reading answers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import prod
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.curation.readings.compare import compare
from qgov.curation.readings.dossiers import random_dossier
from qgov.dossier.model import Declarations, Dossier, Item
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.conditions import And, Has, Not, Or, Within
from qgov.norms.model import NOTHING, PROHIBITED, REQUIRED
from qgov.reasoning import reach
from qgov.reasoning.cautious import judge_cautiously
from qgov.reasoning.combine import combine, line_verdict
from qgov.reasoning.findings import find
from qgov.reasoning.joint import joint_worlds
from qgov.reasoning.judge import Engine, LineJudgment, severest
from qgov.reasoning.pipeline import decide_dossier, ground_dossier, judge, norms_for
from qgov.reasoning.residual import residual
from qgov.reasoning.smt import search
from qgov.reasoning.smt.formulas import FALSE, TRUE, Formulas
from qgov.situation import reference

from . import test_agreement as agreement
from . import test_reference_engine as made


@contextmanager
def worlds_tried(most: int, at_random: int = search.AT_RANDOM):
    """Room for so many worlds: with 0 every line with an unknown is solved for, where so many are drawn first."""
    before = reach.MAX_WORLDS, search.AT_RANDOM, search.NEARBY
    reach.MAX_WORLDS, search.AT_RANDOM, search.NEARBY = most, at_random, min(at_random, search.NEARBY)
    try:
        yield
    finally:
        reach.MAX_WORLDS, search.AT_RANDOM, search.NEARBY = before


def shipped(data: dict, most: int):
    """A dossier judged under the shipped norms."""
    dossier, book, tables = read_dossier(data), norm_book(), reference()
    norms = norms_for(dossier, book, tables, dossier.date)
    with worlds_tried(most):
        return judge(dossier, ground_dossier(dossier, simulate=False).facts, norms, tables, dossier.date, book)


def invented(norms, view, maybe_origin, licensed, most: int, at_random: int = search.AT_RANDOM):
    """A line under invented norms, judged."""
    members = view.members | {"licensedProvision": frozenset(licensed)}
    open_members = view.open_members | {"itemOrigin": frozenset(maybe_origin)}
    line = agreement.line_of(replace(view, members=members, open_members=open_members))
    declared = Declarations(military_end_use=False)
    dossier = Dossier(
        "urn:example:transfer:invented", "Export", agreement.DAY, "US", "IN", (line.item,), declarations=declared
    )
    acting = frozenset(provision for norm in norms for provision in norm.controlled_under)
    engine = Engine(dossier, (line,), norms, agreement.DAY, acting)
    with worlds_tried(most, at_random):
        return engine, engine.judge(line, ("US",))


def told(engine, judgments, groundings=()) -> list:
    """Every finding in full."""
    return [
        (f.norm.iri, f.status, f.note, f.defeated_by, f.missing, f.because)
        for judgment in judgments
        for f in find(engine, judgment, groundings)
    ]


def same(engine, tried, solver_engine, solved) -> None:
    """Two judgments of the same lines agree in all that is made of them; the worlds named are worlds."""
    for one, other in zip(tried, solved, strict=True):
        assert not other.cautious and bool(other.together) != bool(other.blocks)
        assert one.possible == other.possible
        assert one.shown == other.shown
        assert line_verdict(one) == line_verdict(other)
        deciding = solver_engine.deciding(other.line)
        for reading in other.readings:
            assert solver_engine.read(other.line, reading.assignment, deciding) == reading
    whole, found = combine(tried, engine), combine(solved, solver_engine)
    assert (whole.overall, whole.jurisdictions) == (found.overall, found.jurisdictions)
    if whole.overall.outcome == "undetermined" and joint_worlds(tried):
        assert residual(tried, engine) == residual(solved, solver_engine)


several_worlds: list[bool] = []


@settings(max_examples=250)
@given(
    agreement.invented_norms(),
    agreement.views(),
    st.sampled_from([(), ("US",)]),
    st.sampled_from([(), ("test:control-list.0",)]),
    st.sampled_from([1, search.AT_RANDOM]),
)
def test_invented_norms_are_solved_as_they_are_tried(norms, view, maybe_origin, licensed, at_random):
    engine, tried = invented(norms, view, maybe_origin, licensed, reach.MAX_WORLDS)
    other, solved = invented(norms, view, maybe_origin, licensed, 0, at_random)
    several_worlds.append(len(tried.readings) > 1)
    same(engine, [tried], other, [solved])
    assert told(engine, [tried]) == told(other, [solved])


def test_many_of_the_invented_lines_have_several_worlds():
    assert sum(several_worlds) * 3 > len(several_worlds)


@pytest.mark.parametrize("number", range(40))
def test_the_shipped_norms_are_solved_as_they_are_tried(number):
    data = random_dossier(6, number)
    tried, solved = shipped(data, 1000), shipped(data, 0)
    exact = [(one, other) for one, other in zip(tried.judgments, solved.judgments, strict=True) if one.blocks]
    if len(exact) == len(solved.judgments):
        same(tried.engine, tried.judgments, solved.engine, solved.judgments)
    for one, other in exact:
        assert told(tried.engine, [one]) == told(solved.engine, [other])


@pytest.mark.parametrize(("engine", "count"), [("shacl", 50), ("pyshacl", 1)])
def test_the_worlds_that_the_solver_names_read_alike_in_shacl(engine, count):
    with worlds_tried(0):
        (tally,) = compare(11, count, engine=engine)
    assert not tally.disagreements
    assert tally.worlds > count and not tally.too_many_worlds


# Too many worlds to try.


NEAR = {"value": Decimal("0.001"), "uncertainty": Decimal("0.0002"), "metric": "average-gate-infidelity",
        "statistic": "mean"}  # fmt: skip


def aimed(number: int) -> list[dict]:
    """A computer near a bound, and devices each designed for all that come before."""
    items = [
        {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 150,
         "cnotError": NEAR, "originCountry": "US"}
    ]  # fmt: skip
    for index in range(number):
        aims = [item["id"] for item in items]
        items.append({"id": f"part-{index}", "type": "QubitDevice", "speciallyDesignedFor": aims})
    return items


def related(number: int) -> list[dict]:
    """Technology for technology for a computer of which little is known, in a chain."""
    items = [{"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit"}]
    for index in range(number):
        items.append({"id": f"t-{index}", "type": "Technology", "relatesTo": [items[-1]["id"]]})
    return items


def silent() -> list[dict]:
    """Things of which nothing is known."""
    kinds = ("QuantumComputer", "Technology", "Software", "QuantumControlComponent")
    return [{"id": f"thing-{kind.lower()}", "type": kind} for kind in kinds]


LARGE = {
    "designed": (aimed(8), {}),
    "related": (related(50), {}),
    "silent": (silent(), {"type": "Reexport", "origin": "DE", "destination": "CN", "declarations": {}}),
}


def transfer(items: list[dict], more: dict) -> dict:
    cleared = {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False,
               "partiesScreened": "2026-05-05"}  # fmt: skip
    return {"id": "urn:example:transfer:large", "type": "Export", "date": "2026-05-05", "origin": "US",
            "destination": "CH", "declarations": cleared, "items": items} | more  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_of_many_worlds_every_one_is_among_what_is_solved_and_that_is_within_the_cautious_reading(name, monkeypatch):
    monkeypatch.setattr(search, "SECONDS", 600)  # whatever the machine
    judged = shipped(transfer(*LARGE[name]), 0)
    engine, random = judged.engine, Random(7)
    assert all(judgment.together for judgment in judged.judgments if judgment.variables)
    unknowns = {variable.key: len(variable.values) for judgment in judged.judgments for variable in judgment.variables}
    assert name == "designed" or prod(unknowns.values()) > 10**9
    for judgment in judged.judgments:
        line, deciding = judgment.line, engine.deciding(judgment.line)
        blank = LineJudgment(line, judgment.norms, judgment.jurisdictions, judgment.variables, [])
        cautious = judge_cautiously(engine, blank, deciding)
        for code, possible in judgment.possible.items():
            assert possible <= cautious.possible[code]
        drawn = [
            {variable.key: random.choice(variable.values) for variable in judgment.variables}
            for _ in range(2000 // len(judged.judgments))
        ]
        sampled = replace(judgment, readings=[engine.read(line, world, deciding) for world in drawn], blocks=[])
        engine._blocks(sampled, deciding)
        for options in sampled.kinds:
            assert severest(options.values()) <= judgment.together
            assert all(outcomes <= judgment.possible[code] for code, outcomes in options.items())
        shown = {(iri, provision) for iri, each in judgment.shown.items() for provision in each}
        for reading in sampled.readings:
            applying = {norm.provision for norm in deciding if norm.iri in reading.applies}
            assert all(iri in reading.scope for iri, provision in shown if provision in applying)


QUESTIONS = tuple(f"question-{number}" for number in range(15))
ALL_ASKED = And(tuple(Has("openQuestion", (name,)) for name in QUESTIONS))
ANY_ASKED = Or(tuple(Has("openQuestion", (name,)) for name in QUESTIONS))


def solved(*norms, **more):
    found = made.judged(*norms, questions=QUESTIONS, **more)
    assert all(judgment.together for judgment in found.judgments)
    return found


def test_one_world_in_very_many_is_found():
    found = solved(made.control(), made.entry(condition=ALL_ASKED))
    assert set(found.whole.overall.possible) == {REQUIRED, NOTHING}
    applying = [reading for reading in found.judgments[0].readings if reading.applies]
    assert applying and all(all(reading.assignment.values()) for reading in applying)


def test_what_holds_either_way_is_decided():
    either = (made.entry("list.a", ALL_ASKED), made.entry("list.b", Not(ALL_ASKED)))
    assert solved(made.control(), *either).whole.overall.outcome == REQUIRED


def test_an_exception_is_shown_where_it_holds_in_every_world_of_the_control():
    control, entry = made.control(), made.entry(condition=ALL_ASKED)
    excepted = solved(control, entry, made.exception(condition=ANY_ASKED))
    assert set(excepted.whole.overall.possible) <= {"permitted", NOTHING}
    assert list(excepted.judgments[0].shown.values()) == [frozenset({control.provision})]
    other = solved(made.control(), made.entry(condition=ANY_ASKED), made.exception(condition=ALL_ASKED))
    assert other.judgments[0].shown == {}
    assert set(other.whole.overall.possible) == {REQUIRED, NOTHING}


DEVICE = Item("part", "QubitDevice")


def test_lines_share_what_is_unknown():
    lists = (
        made.entry("list.a", And((made.COMPUTER, ANY_ASKED))),
        made.entry("list.b", And((made.DEVICE, Not(ANY_ASKED)))),
    )
    both = solved(made.control(), *lists, items=(made.QPU, DEVICE))
    assert [line_verdict(j).outcome for j in both.judgments] == ["undetermined", "undetermined"]
    assert both.whole.overall.outcome == REQUIRED


def test_lines_that_join_in_too_many_ways_are_solved_together(monkeypatch):
    monkeypatch.setattr("qgov.reasoning.combine.MAX_PAIRS", 3)
    names = QUESTIONS[:4]
    some = Or(tuple(Has("openQuestion", (name,)) for name in names))
    lists = (
        made.entry("list.a", And((made.COMPUTER, some))),
        made.entry("list.b", And((made.DEVICE, Not(some)))),
    )
    both = made.judged(made.control(), *lists, items=(made.QPU, DEVICE), questions=names)
    assert all(judgment.blocks for judgment in both.judgments) 
    assert both.whole.overall.outcome == REQUIRED


def test_the_residual_is_what_the_outcome_depends_on():
    first, second = (Has("openQuestion", (name,)) for name in QUESTIONS[:2])
    # Every question is read, and all but two of them to no effect.
    listed = Or((And((first, ANY_ASKED)), And((second, ANY_ASKED)), And((ALL_ASKED, first))))
    found = solved(made.control(), made.entry(condition=listed))
    missing = residual(found.judgments, found.engine)
    assert [one.term for one in missing] == ["openQuestion:question-0", "openQuestion:question-1"]
    assert [one.answers for one in missing] == [(("yes", (REQUIRED,)), ("no", (REQUIRED, NOTHING)))] * 2


def test_a_number_settles_by_its_cells():
    fact = made.qubits(1, 100)
    band = Within("operationalQubits", min_inclusive=Decimal(10), max_exclusive=Decimal(20))
    listed = And((band, Or((ANY_ASKED, Not(ANY_ASKED)))))
    found = solved(made.control(), made.entry(condition=listed), facts=fact)
    (missing,) = residual(found.judgments, found.engine)
    assert missing.term == "operationalQubits"
    assert sorted(outcomes for _, outcomes in missing.answers) == [(REQUIRED,), (NOTHING,)]


def test_all_are_told_with_which_the_outcome_changes():
    found = solved(made.control(), made.entry(condition=ALL_ASKED))
    missing = residual(found.judgments, found.engine)
    assert sorted(one.term for one in missing) == sorted(f"openQuestion:{name}" for name in QUESTIONS)
    assert all(one.answers == (("yes", (REQUIRED, NOTHING)), ("no", (NOTHING,))) for one in missing)


def test_a_pointer_is_asked_for_and_what_only_it_reads_is_not():
    applying = made.pointer(condition=Or((ANY_ASKED, Not(ANY_ASKED))), may_yield=(PROHIBITED, REQUIRED))
    found = solved(made.control(), made.entry(condition=ALL_ASKED), applying)
    missing = residual(found.judgments, found.engine)
    assert [(one.kind, one.answers) for one in missing] == [
        ("unmodelled", ((PROHIBITED, (PROHIBITED,)), (REQUIRED, (REQUIRED,))))
    ]


@pytest.mark.parametrize(
    ("may_yield", "asked"),
    [((REQUIRED,), ["openQuestion:question-0"]), ((REQUIRED, NOTHING), ["openQuestion:question-0", "what it yields"])],
)
def test_what_turns_a_pointer_on_is_asked_and_the_pointer_where_it_has_two_answers(may_yield, asked):
    first = Has("openQuestion", ("question-0",))
    norms = (made.control(condition=Not(made.COMPUTER)), made.pointer(condition=first, may_yield=may_yield))
    tried = made.judged(*norms, questions=QUESTIONS[:1])
    with worlds_tried(0):
        found = made.judged(*norms, questions=QUESTIONS[:1])
    assert tried.judgments[0].blocks and found.judgments[0].together
    missing = residual(found.judgments, found.engine)
    assert missing == residual(tried.judgments)
    assert [one.term for one in missing] == asked


# Out of time.


def test_out_of_time_the_cautious_reading_answers_and_says_so(monkeypatch):
    book = norm_book()
    data = transfer(*LARGE["designed"])
    with worlds_tried(0):
        exact = decide_dossier(read_dossier(data), simulate=False, explain=False, book=book)
        monkeypatch.setattr(search, "SECONDS", 0)
        late = decide_dossier(read_dossier(data), simulate=False, explain=False, book=book)
    assert not any("cautious reading" in warning for warning in exact.warnings)
    assert any("cautious reading was used" in warning for warning in late.warnings)
    assert set(exact.overall.possible) <= set(late.overall.possible) | {NOTHING}
    assert late.overall.precaution == REQUIRED


@pytest.mark.parametrize("ticks", [5, 40, 60, 90, 120, 200])
def test_wherever_time_runs_out_nothing_is_milder(ticks, monkeypatch):
    clock = iter(range(10**9))
    monkeypatch.setattr(search, "monotonic", lambda: next(clock))
    monkeypatch.setattr(search, "SECONDS", ticks)
    norms = (made.control(), made.entry(condition=ALL_ASKED), made.pointer(condition=ANY_ASKED))
    found = made.judged(*norms, questions=QUESTIONS)
    assert {REQUIRED, NOTHING} <= set(found.whole.overall.possible)
    (judgment,) = found.judgments
    assert judgment.cautious != bool(judgment.together)
    missing = residual(found.judgments, found.engine)
    assert {f"openQuestion:{name}" for name in QUESTIONS} <= {one.term for one in missing} or judgment.together


def test_a_search_that_ran_out_of_time_is_not_taken_up_again(monkeypatch):
    monkeypatch.setattr(search, "SECONDS", 0)
    found = made.judged(made.control(), made.entry(condition=ALL_ASKED), questions=QUESTIONS, items=(made.QPU, DEVICE))
    assert found.judgments[0].cautious and found.engine.search.queries == 0
    with pytest.raises(search.OutOfTime), found.engine.search:
        raise AssertionError("not reached")


# Terms.


@given(st.recursive(st.integers(0, 5).map(lambda n: ("atom", n)), lambda inner: st.one_of(
    st.tuples(st.just("not"), inner),
    st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)),
), max_leaves=12))  # fmt: skip
@settings(max_examples=200)
def test_a_term_has_the_value_of_what_it_was_made_of(tree):
    formulas, rows = Formulas(), list(product((False, True), repeat=6))

    def term(part) -> int:
        kind, inner = part
        if kind == "atom":
            return formulas.atom(inner)
        if kind == "not":
            return term(inner) ^ 1
        return (formulas.all if kind == "all" else formulas.any)([term(one) for one in inner])

    def value(part, row) -> bool:
        kind, inner = part
        if kind == "atom":
            return row[inner]
        if kind == "not":
            return not value(inner, row)
        return (all if kind == "all" else any)([value(one, row) for one in inner])

    made_of = term(tree)
    known: list[int] = []
    bits = [sum(row[atom] << index for index, row in enumerate(rows)) for atom in range(6)]
    everywhere = (1 << len(rows)) - 1
    formulas.extend(known, everywhere, bits.__getitem__)
    found = known[made_of >> 1] ^ (everywhere if made_of & 1 else 0)
    assert found == sum(value(tree, row) << index for index, row in enumerate(rows))
    assert (made_of == TRUE) <= (found == everywhere) and (made_of == FALSE) <= (found == 0)
