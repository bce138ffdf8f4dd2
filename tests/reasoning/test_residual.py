"""The residual settles: whoever knows all that it names knows the outcome, and nothing less does."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov import decide
from qgov.norms.model import SEVERITY
from qgov.reasoning.combine import UNDETERMINED, settle
from qgov.reasoning.joint import JointWorld, Pointer, State
from qgov.reasoning.residual import deciding
from qgov.reasoning.variables import FACT, POINTER, Variable

OUTCOMES = ("prohibited", "authorisation-required", "conditions-open", "permitted", "no-control-found")
FACTS = list(product((0, 1), (0, 1, 2)))
YIELDS = st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=3, unique=True).map(tuple)


@given(
    st.fixed_dictionaries({facts: st.sampled_from(OUTCOMES) for facts in FACTS}),
    st.tuples(YIELDS, YIELDS, YIELDS),
    st.fixed_dictionaries({facts: st.tuples(st.booleans(), st.booleans(), st.booleans()) for facts in FACTS}),
)
@settings(max_examples=500)
def test_it_is_the_one_smallest_set_that_settles(base, may_yield, applies):
    """Held against a table of every world with every answer to every pointer."""
    pointers = [Pointer((POINTER, name), answers) for name, answers in zip("pqr", may_yield, strict=True)]
    worlds = [
        JointWorld(dict(zip("ab", facts, strict=True)), State(base[facts], frozenset(_that(pointers, applies[facts]))))
        for facts in FACTS
    ]
    table = {}
    for facts in FACTS:
        for answers in product(*may_yield):
            parts = [base[facts], *_that(answers, applies[facts])]
            table[*facts, *answers] = max(parts, key=SEVERITY.__getitem__)

    def settles(group: tuple[int, ...]) -> bool:
        left: dict[tuple, set[str]] = {}
        for world, outcome in table.items():
            left.setdefault(tuple(world[at] for at in group), set()).add(outcome)
        return all(settle(outcomes).outcome != UNDETERMINED for outcomes in left.values())

    unknowns = [Variable(key, FACT, key, key, (), ()) for key in "ab"]
    unknowns += [Variable(pointer.key, POINTER, "", "", (), ()) for pointer in pointers]
    smallest = next(group for size in range(6) for group in combinations(range(5), size) if settles(group))
    assert deciding(unknowns, worlds) == [unknowns[at].key for at in smallest]


def _that(things, which) -> list:
    return [thing for thing, there in zip(things, which, strict=True) if there]


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
