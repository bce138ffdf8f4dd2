"""The residual settles: whoever knows all that it names knows the outcome."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov import decide
from qgov.reasoning.combine import UNDETERMINED, settle
from qgov.reasoning.judge import Row
from qgov.reasoning.residual import _answered, _matters, _settles
from qgov.reasoning.variables import FACT, Variable

OUTCOMES = ("prohibited", "authorisation-required", "permitted", "no-control-found")
NAMES = ("a", "b", "c")
TABLES = st.dictionaries(
    st.tuples(*(st.integers(0, 1) for _ in NAMES)), st.sampled_from(OUTCOMES), min_size=8, max_size=8
)


def rows(table: dict) -> list[Row]:
    """A table of outcomes as rows; where the last unknown does not bear on the outcome it is not asked."""
    found = []
    for (a, b, c), outcome in table.items():
        same = table[a, b, 1 - c] == outcome
        found.append(Row({"a": a, "b": b} | ({} if same else {"c": c}), {"DE": outcome}))
    return found


def variables() -> list[Variable]:
    return [Variable(name, FACT, name, name, (0, 1), ("0", "1")) for name in NAMES]


@given(TABLES)
@settings(max_examples=300, deadline=None)
def test_a_group_settles_where_each_of_its_answers_leaves_one_outcome(table):
    seen = _answered(variables(), rows(table))
    for group in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
        answers: dict[tuple, set[str]] = {}
        for world, outcome in table.items():
            answers.setdefault(tuple(world[index] for index in group), set()).add(outcome)
        expected = all(settle(outcomes).outcome != UNDETERMINED for outcomes in answers.values())
        assert _settles(group, seen) == expected, group


@given(TABLES)
@settings(max_examples=300, deadline=None)
def test_an_unknown_matters_where_it_alone_changes_an_outcome(table):
    seen = _answered(variables(), rows(table))
    for index in range(3):
        flipped = (tuple(1 - v if at == index else v for at, v in enumerate(world)) for world in table)
        changes = any(table[world] != table[other] for world, other in zip(table, flipped, strict=True))
        assert _matters(index, seen) == changes, index


@pytest.mark.parametrize("destination", ["US", "IN"])
def test_a_pointer_does_not_hide_what_else_decides(destination):
    """A chip for a computer whose error is not stated: the error, and beside it what entry 3A001 says."""
    item = {"type": "QubitDevice", "id": "chip", "speciallyDesignedFor": "qpu"}
    computer = {"type": "QuantumComputer", "id": "qpu", "computingModel": "circuit", "physicalQubits": 100}
    decision = decide(
        {"id": "urn:example:chip", "type": "Export", "date": "2026-03-02", "origin": "DE", "destination": destination,
         "declarations": {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False, "partiesScreened": "2026-03-01"},
         "items": [item, computer]},
        simulate=False,
    )  # fmt: skip
    assert decision.outcome == UNDETERMINED
    named = {(missing.term, missing.subject) for missing in decision.residual}
    assert {("meanCnotInfidelity", "qpu"), ("what it yields", "eu-dual-use:3A001")} <= named
