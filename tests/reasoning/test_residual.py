"""The residual settles: whoever knows all that it names knows the outcome, and nothing less does."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov import decide
from qgov.reasoning.combine import UNDETERMINED, settle
from qgov.reasoning.judge import Row
from qgov.reasoning.residual import deciding
from qgov.reasoning.variables import FACT, POINTER, Variable

OUTCOMES = ("prohibited", "authorisation-required", "permitted", "no-control-found")
KEYS = ("a", "b", "p", "q")
WORLDS = st.tuples(*(st.integers(0, 1) for _ in KEYS))
TABLES = st.dictionaries(WORLDS, st.sampled_from(OUTCOMES), min_size=16, max_size=16)


def unknowns() -> list[Variable]:
    kinds = (FACT, FACT, POINTER, POINTER)
    return [Variable(key, kind, key, key, (0, 1), ("0", "1")) for key, kind in zip(KEYS, kinds, strict=True)]


def where_pointers_apply(table: dict, applies: dict) -> dict:
    """The table in which an answer to a pointer counts only where it applies: otherwise as if it were 0."""
    return {
        (a, b, p, q): table[a, b, p if applies[a, b][0] else 0, q if applies[a, b][1] else 0] for a, b, p, q in table
    }


def rows(table: dict, applies: dict) -> list[Row]:
    """A table as rows that leave out the answers to pointers that do not apply."""
    found = {}
    for (a, b, p, q), outcome in table.items():
        asked = {key: answer for key, answer, on in zip("pq", (p, q), applies[a, b], strict=True) if on}
        found[a, b, *asked.items()] = Row({"a": a, "b": b, **asked}, {"DE": outcome})
    return list(found.values())


@given(TABLES, st.fixed_dictionaries({(a, b): st.tuples(st.booleans(), st.booleans()) for a in (0, 1) for b in (0, 1)}))
@settings(max_examples=500, deadline=None)
def test_it_is_the_one_smallest_set_that_settles(table, applies):
    table = where_pointers_apply(table, applies)

    def settles(group: tuple[int, ...]) -> bool:
        answers: dict[tuple, set[str]] = {}
        for world, outcome in table.items():
            answers.setdefault(tuple(world[at] for at in group), set()).add(outcome)
        return all(settle(outcomes).outcome != UNDETERMINED for outcomes in answers.values())

    groups = (group for size in range(5) for group in combinations(range(4), size))
    smallest = next(group for group in groups if settles(group))
    assert deciding(unknowns(), rows(table, applies)) == {KEYS[at] for at in smallest}


@pytest.mark.parametrize("destination", ["US", "IN"])
def test_a_pointer_does_not_hide_what_else_decides(destination):
    """A chip for a computer whose error is not stated: the error, and beside it what entry 3A001 says."""
    item = {"type": "QubitDevice", "id": "chip", "speciallyDesignedFor": "qpu"}
    computer = {"type": "QuantumComputer", "id": "qpu", "computingModel": "circuit", "physicalQubits": 100}
    declarations = {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False}
    decision = decide(
        {"id": "urn:example:chip", "type": "Export", "date": "2026-03-02", "origin": "DE", "destination": destination,
         "declarations": declarations | {"partiesScreened": "2026-03-01"}, "items": [item, computer]},
        simulate=False,
    )  # fmt: skip
    assert decision.outcome == UNDETERMINED
    named = {(missing.term, missing.subject) for missing in decision.residual}
    assert {("meanCnotInfidelity", "qpu"), ("what it yields", "eu-dual-use:3A001")} <= named
