"""Whatever is claimed of a channel, the answer is sound and nothing breaks."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item
from qgov.grounding import ground_item

from ..builders import q

NUMBERS = st.one_of(
    st.integers(-2, 2),
    st.decimals(min_value=-2, max_value=2, places=3),
    st.sampled_from(["1E+300", "1E-300", "NaN", "Infinity"]).map(Decimal),
)
ENTRIES = NUMBERS | st.lists(NUMBERS, min_size=1, max_size=3)
SQUARE = st.lists(st.lists(ENTRIES, min_size=2, max_size=2), min_size=2, max_size=2)
MATRIX = SQUARE | st.lists(st.lists(ENTRIES, max_size=4), max_size=4)
FOUR = st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=4, max_size=4)
SIZES = st.one_of(
    st.decimals(min_value=0, max_value=2, places=4),
    st.sampled_from(["0", "0.5", "1", "300", "1E-300", "1E+300", "NaN", "-1"]).map(Decimal),
)
QUANTITIES = st.builds(q, st.none() | SIZES, st.none() | SIZES, st.none() | SIZES, st.none() | SIZES)
MODELS = st.sampled_from(["depolarizing", "dephasing", "bit-flip", "amplitude-damping", "erasure", "pure-loss",
                          "thermal-loss", "identity", "unheard-of"])  # fmt: skip
CONVENTIONS = st.sampled_from(["pauli-probability", "mixing-probability", "damping-probability", "phase-damping",
                               "coherence-loss", "erasure-probability", "transmissivity", "loss-probability"])  # fmt: skip
CLAIMS = st.fixed_dictionaries({}, optional={
    "kraus": st.lists(MATRIX, max_size=3) | MATRIX, "choi": FOUR | MATRIX, "model": MODELS,
    **dict.fromkeys(("parameter", "channelLoss", "excessNoise", "qubitsPerUse", "classicalBitsPerUse",
                     "secretKeyPerUse", "clockRate", "duration", "intermediateStations"), QUANTITIES),
})  # fmt: skip
ASSUMED = st.fixed_dictionaries({}, optional={
    "parameterConvention": CONVENTIONS, "tracePreserving": st.booleans(), "sharedEntanglement": st.booleans(),
    "assistance": st.sampled_from(["none", "two-way-classical", "forward-classical", "entanglement"]),
    "dimension": st.sampled_from([Decimal(2), Decimal(3), Decimal(0), Decimal("1e30")]), "modes": SIZES,
    "noiseReferredTo": st.sampled_from(["channel-input", "channel-output"]),
})  # fmt: skip


@settings(max_examples=200)
@given(CLAIMS, ASSUMED)
def test_whatever_is_claimed(claims, assumed):
    item = Item("line", "QuantumChannel", claims=claims,
                assumptions={term: Assumption(word) for term, word in assumed.items()})  # fmt: skip
    for one in ground_item(item, simulate=False).groundings:
        assert one.verdict in {"supported", "refuted", "undetermined", "met", "not-met"}
        assert one.verdict != "refuted" or one.kind == "theorem"
        assert (one.verdict == "undetermined") == bool(one.needs), one
        assert one.reason
        one.to_dict()
