"""Whatever is claimed, the answer is sound: intervals lie in their domain, nothing refuted is known, nothing breaks."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item, Pair, Quantity
from qgov.grounding.domain import domain

from .builders import STATED, ground

NUMBERS = st.one_of(
    st.none(),
    st.decimals(min_value=0, max_value=1, places=9),
    st.integers(0, 2000).map(Decimal),
    st.sampled_from(["0", "1", "-1", "1E-7", "1E+30", "1E-999", "0E+999", "Infinity", "NaN"]).map(Decimal),
)
METRICS = st.sampled_from([
    None, "average-gate-infidelity", "process-infidelity", "pauli-error", "rb-error-per-clifford", "interleaved-rb",
    "xeb-error-per-cycle",
])  # fmt: skip
QUANTITIES = st.builds(
    Quantity, NUMBERS, NUMBERS, NUMBERS, NUMBERS, METRICS, st.sampled_from([None, "mean", "median", "best", "worst"])
)
MAYBE = st.none() | QUANTITIES
PAIRS = st.lists(
    st.builds(
        Pair,
        st.integers(0, 9),
        st.tuples(st.sampled_from("abc"), st.sampled_from("def")),
        st.none(),
        MAYBE,
        MAYBE,
        st.tuples(MAYBE, MAYBE),
        st.tuples(MAYBE, MAYBE),
        st.booleans(),
    ),
    max_size=4,
)
TERMS = (
    "physicalQubits", "workingQubits", "controlledQubits", "cnotError", "oneQubitError", "processInfidelity", "t1",
    "t2", "oneQubitGateTime", "twoQubitGateTime", "quantumVolume",
)  # fmt: skip
ITEMS = st.builds(
    lambda claims, pairs, stated: Item(
        "qpu", "QuantumComputer", claims=claims, pairs=tuple(pairs),
        assumptions={term: Assumption(word) for term, word in STATED.items()} if stated else {},
    ),
    st.dictionaries(st.sampled_from(TERMS), QUANTITIES), PAIRS, st.booleans(),
)  # fmt: skip


@settings(max_examples=400)
@given(ITEMS)
def test_whatever_is_claimed(item):
    found = ground(item)
    for fact in found.facts.values():
        if fact.values is not None:
            continue
        least, greatest = domain(fact.term)
        assert fact.lower is not None and fact.lower >= least
        assert greatest is None or fact.upper <= greatest
        assert fact.upper is None or fact.lower <= fact.upper
        if not fact.known:
            assert (fact.lower, fact.upper) == (least, greatest)
    for grounding in found.groundings:
        assert grounding.verdict in {"supported", "refuted", "undetermined"}
        assert grounding.verdict != "refuted" or grounding.kind == "theorem"
        assert grounding.verdict == "undetermined" or not grounding.needs
        assert grounding.reason
        for claim in grounding.claims:
            if grounding.verdict == "refuted" and claim.term in found.facts:
                assert not found.facts[claim.term].known
        grounding.to_dict()


@settings(max_examples=200)
@given(ITEMS)
def test_nothing_is_refuted_by_a_bound_that_needs_assumptions_nobody_stated(item):
    bare = Item(item.id, item.type, claims=item.claims, pairs=item.pairs)
    for grounding in ground(bare).groundings:
        if grounding.verdict == "refuted":
            assert grounding.check in {"quantum-volume", "qubit-count-pairs", "metric-conversion"}
