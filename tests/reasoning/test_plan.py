"""All worlds read at once say the same as each read alone; what is proved to hold nowhere holds nowhere."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.base.iri import ancestors
from qgov.norms.conditions import World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER
from qgov.reasoning.plan import Reading, reaches
from qgov.reasoning.reach import TooManyWorlds
from qgov.reasoning.smt.exhaustive import holds_nowhere
from qgov.reasoning.smt.formulas import FALSE, TRUE, Formulas
from qgov.reasoning.smt.unknowns import Choice, Number
from qgov.reasoning.variables import LAW

from . import test_smt as smt
from .changing import data_of


def read_alone(engine, line, assignment, norms) -> Reading:
    """How the norms read in one world, by asking each condition of it."""
    world = engine.world(line, assignment)
    describing = [
        norm for norm in norms
        if norm.kind == ENTRY and assignment.get((LAW, norm.iri), True) and norm.condition.holds(world)
    ]  # fmt: skip
    above = frozenset(higher for entry in describing for higher in ancestors(entry.provision))
    world = World(world.classes, world.scalars, world.members | {"describedBy": above})
    licensed = world.members.get("licensedProvision", frozenset())
    applies, satisfied, scope = set(), set(), set()
    for norm in norms:
        if norm.kind == EXCEPTION and norm.condition.holds(world) and engine.can_be_shown(norm):
            scope.add(norm.iri)
        if norm.kind not in (NORM, POINTER) or not (norm.condition.holds(world) and reaches(norm, world)):
            continue
        entries = [entry for entry in describing if norm.provision in entry.controlled_under]
        if not assignment.get((LAW, norm.iri), True) or (norm.provision in engine.acting_on_entries and not entries):
            continue
        applies.add(norm.iri)
        provisions = [entry.provision for entry in entries] or [norm.provision]
        if "licence" in norm.satisfied_by and all(licensed.intersection(ancestors(p)) for p in provisions):
            satisfied.add(norm.iri)
    return Reading(
        assignment, frozenset(entry.provision for entry in describing), frozenset(entry.iri for entry in describing),
        frozenset(applies), frozenset(satisfied), frozenset(scope),
    )  # fmt: skip


def compared(engine, line) -> int:
    """Every world of a line read both ways; how many there are."""
    deciding = engine.deciding(line)
    variables = engine.variables(line, deciding)
    try:
        plan = engine.plan(variables)
    except TooManyWorlds:
        return 0
    together = plan.readings(line, deciding)
    alone = [read_alone(engine, line, assignment, deciding) for assignment in engine.assignments(variables)]
    assert together == alone
    assert [engine.read(line, reading.assignment, deciding) for reading in together] == alone
    return len(together)


@pytest.mark.parametrize(
    "name",
    ["2026-us-de-torino", "2026-de-in-boston-reexport", "2026-de-jp-aachen-eu001", "2026-us-ca-kingston-process"],
)
def test_all_worlds_of_a_worked_dossier_at_once(name):
    judged = smt.shipped(data_of(name), 512)
    assert sum(compared(judged.engine, line) for line in judged.lines) >= 1


def test_what_describes_an_item_that_another_serves_is_read_in_each_world():
    """A part of a computer of unknown error: whether an entry describes the computer differs from world to world."""
    part = {"id": "part", "type": "QubitDevice", "speciallyDesignedFor": ["computer"], "originCountry": "US"}
    computer = {"id": "computer", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 150}
    data = data_of("2026-us-de-torino") | {"destination": "IN", "items": [part, computer | {"originCountry": "US"}]}
    judged = smt.shipped(data, 512)
    assert sum(compared(judged.engine, line) for line in judged.lines) > 1


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_a_term_is_proved_to_hold_nowhere_where_no_world_shows_it(seed):
    """Terms at random over a word, two flags and a whole number, against every world there is."""
    random = Random(seed)
    unknowns = {
        ("word",): Choice(("word",), ("a", "b", None)),
        ("one",): Choice(("one",), (True, False)),
        ("other",): Choice(("other",), (True, False)),
        ("number",): Number(("number",), (2, None), 1, 4, True),
    }
    atoms = [("is", ("word",), "a"), ("is", ("word",), "b"), ("is", ("one",), True), ("is", ("other",), True)]
    atoms += [("present", ("number",)), ("from", ("number",), 2), ("above", ("number",), 2), ("above", ("number",), 4)]
    formulas = Formulas()
    terms = [formulas.atom(atom) for atom in atoms]
    for _ in range(12):
        parts = [term ^ random.randrange(2) for term in random.sample(terms, random.randrange(2, 5))]
        terms.append(formulas.all(parts) ^ random.randrange(2))
    worlds = list(product(("a", "b", None), (True, False), (True, False), (None, 1, 2, 3, 4)))
    told: list[int] = []
    formulas.extend(told, (1 << len(worlds)) - 1, lambda atom: _where(atom, worlds))
    for term in terms:
        bits = told[term >> 1] ^ ((1 << len(worlds)) - 1 if term & 1 else 0)
        if term not in (TRUE, FALSE):
            assert holds_nowhere(formulas, unknowns, term) == (not bits)


def _where(atom: tuple, worlds: list[tuple]) -> int:
    from qgov.reasoning.smt.unknowns import holds

    place = [("word",), ("one",), ("other",), ("number",)].index(atom[1])
    return sum(1 << index for index, world in enumerate(worlds) if holds(atom, world[place]))
