"""What relaxation leaves of a stored qubit, and of a stored excitation."""

from __future__ import annotations

from decimal import Decimal
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding.checks.memory import bars, circuits

from ..builders import q
from .claims import BARE, all_of, judged, memory

CHECK = "memory-relaxation"
TIMES = {"storageTime": "1e-3", "t1": "2e-3", "t2": "1e-3"}


def test_within_and_beyond_what_relaxation_leaves():
    limit = (3 + 2 * exp(-1) + exp(-0.5)) / 6
    found = judged(memory(fidelity="0.70", **TIMES), CHECK)
    assert (found.verdict, found.kind) == ("supported", "theorem")
    states = {"inputEnsemble": "six-states"}
    assert float(judged(memory(states, fidelity="0.70", **TIMES), CHECK).bound) == pytest.approx(limit, rel=1e-9)
    assert judged(memory(BARE | states, fidelity="0.95", **TIMES), CHECK).verdict == "refuted"
    assert judged(memory(BARE | states, fidelity="0.73", **TIMES), CHECK).verdict == "undetermined"


@pytest.mark.parametrize("gone", ["errorCorrection", "dynamicalDecoupling", "decay", "postselection", "sameQubits"])
def test_an_assumption_that_is_not_stated_is_asked_for(gone):
    stated = {term: word for term, word in BARE.items() if term != gone}
    found = judged(memory(stated, fidelity="0.99", **TIMES), CHECK)
    assert found.verdict == "undetermined" and len(found.needs) == 1 and found.needs[0].startswith(gone)


@pytest.mark.parametrize(
    "term, word",
    [("errorCorrection", "decoherence-free-subspace"), ("dynamicalDecoupling", "sequence"), ("decay", "non-markovian"),
     ("postselection", "heralded"), ("decay", "gaussian")],
)  # fmt: skip
def test_codes_pulses_and_selection_keep_the_theorem_away(term, word):
    found = judged(memory(BARE | {term: word}, fidelity="0.99", **TIMES), CHECK)
    assert found.verdict == "undetermined" and f"(stated: {word})" in " ".join(found.needs)


def test_exponential_decay_is_as_good_a_word_and_gaussian_is_a_model():
    assert judged(memory(BARE | {"decay": "exponential"}, fidelity="0.99", **TIMES), CHECK).verdict == "refuted"
    assert judged(memory(BARE | {"decay": "gaussian"}, fidelity="0.99", **TIMES), CHECK).kind == "model"


def test_inputs_that_relaxation_spares_are_allowed_for():
    long = {"storageTime": "1e-3", "t1": "10", "t2": "1e-3"}
    assert judged(memory(BARE, fidelity="0.99", **long), CHECK).verdict == "supported"
    assert judged(memory(BARE | {"inputEnsemble": "six-states"}, fidelity="0.99", **long), CHECK).verdict == "refuted"
    assert judged(memory(BARE | {"inputEnsemble": "equatorial"}, fidelity="0.80", **long), CHECK).verdict == "refuted"
    assert judged(memory(BARE | {"inputEnsemble": "four-states"}, fidelity="0.80", **long), CHECK).verdict == "supported"


def test_uncertainty_decides_within_three_standard_uncertainties():
    states = BARE | {"inputEnsemble": "uniform"}
    for u, verdict in (("0.2", "undetermined"), ("0.01", "refuted")):
        assert judged(memory(states, fidelity=q("0.95", u), **TIMES), CHECK).verdict == verdict
    wide = TIMES | {"t2": q("1e-3", "1e-3")}
    assert judged(memory(states, fidelity=q("0.80", "0.01"), **wide), CHECK).verdict == "undetermined"
    ends = TIMES | {"t2": q(lower="1e-3", upper="50e-3")}
    assert judged(memory(states, fidelity="0.80", **ends), CHECK).verdict == "supported"


def test_one_time_alone_gives_the_limit_that_favours_the_claim():
    states = BARE | {"inputEnsemble": "uniform"}
    assert judged(memory(states, fidelity="0.99", storageTime="1", t2="1"), CHECK).verdict == "refuted"
    assert judged(memory(states, fidelity="0.99", storageTime="1", t1="1"), CHECK).verdict == "refuted"
    assert judged(memory(states, fidelity="0.78", storageTime="1", t2="1"), CHECK).verdict == "supported"


def test_missing_or_open_times():
    assert judged(memory(fidelity="0.9", t2="1"), CHECK).needs == ("storageTime",)
    assert all_of(memory(fidelity="0.9", storageTime="1"), CHECK) == []
    assert judged(memory(BARE, fidelity="0.9", storageTime="1", t2=q(lower="1")), CHECK).needs == ("times with both ends",)
    assert judged(memory(BARE, fidelity="0.9", storageTime="1", t2="1e-300"), CHECK).verdict in ("supported", "refuted")


def test_different_statistics_are_not_compared():
    found = judged(memory(BARE, fidelity=q("0.99", statistic="best"), storageTime="1e-3", t1="2e-3",
                          t2=q("1e-3", statistic="mean")), CHECK)  # fmt: skip
    assert found.verdict == "undetermined" and "statistic" in found.needs[0]


@given(st.integers(50, 100), st.integers(1, 300), st.integers(1, 300), st.lists(st.floats(0.05, 0.99), max_size=4))
def test_shrinking_uncertainty_never_jumps(percent, thousandths, of_time, shrink):
    u, v, verdicts = thousandths / 1000, of_time / 1000, []
    for share in (1, *shrink):
        u, v = u * share, v * share
        claims = {"fidelity": q(percent / 100, f"{u:.9f}"), "t2": q("1", f"{v:.9f}"), "storageTime": "1"}
        verdicts.append(judged(memory(BARE | {"inputEnsemble": "uniform"}, **claims), CHECK).verdict)
    assert not {"supported", "refuted"} <= set(verdicts)


@pytest.mark.parametrize("t1, t2", [(1.0, 2.0), (5.0, 0.5), (0.3, 0.1), (1e12, 1.0)])
@pytest.mark.parametrize("share, ensemble", [(1 / 3, "uniform"), (0.0, "equatorial")])
def test_the_circuit_gives_the_formula(t1, t2, share, ensemble):
    value, drawing = circuits.stored_qubit({"t1": t1, "t2": t2, "pole share": share})
    assert value == pytest.approx(bars.stored_fidelity(1.0, t1, t2, ensemble), abs=1e-9)
    assert "AmplitudeDamping" in drawing


def test_t2_above_twice_t1_is_refuted_for_memories_too():
    assert judged(memory(BARE, t1="1", t2="3"), "relaxation-limit").verdict == "refuted"
    coded = BARE | {"errorCorrection": "decoherence-free-subspace"}
    assert judged(memory(coded, t1="1", t2="3"), "relaxation-limit").verdict == "undetermined"


EFFICIENCY = "memory-efficiency"


@pytest.mark.parametrize(
    "value, assume, verdict",
    [
        ("1", BARE, "supported"), ("1.02", BARE, "undetermined"), ("1.05", BARE, "refuted"),
        ("1.2", BARE, "refuted"), ("1.2", None, "undetermined"),
        ("1.2", {"mechanism": "amplifying"}, "undetermined"), (q("1.05", "0.01"), BARE, "refuted"),
        (q("1.05", "0.03"), BARE, "undetermined"), ("0", BARE, "supported"),
    ],
)  # fmt: skip
def test_no_more_is_given_back_than_was_taken(value, assume, verdict):
    assert judged(memory(assume, efficiency=value), EFFICIENCY).verdict == verdict


def test_efficiency_fades_with_the_stored_excitation():
    kept = {"storageTime": "3", "t1": "1"}
    first, second = all_of(memory(BARE, efficiency="0.8", **kept), EFFICIENCY)
    assert (first.verdict, second.verdict) == ("supported", "refuted")
    assert second.bound == Decimal("0.0497870683679")
    assert all_of(memory(BARE, efficiency="0.04", **kept), EFFICIENCY)[1].verdict == "supported"
    for term, word in (("mechanism", None), ("dynamicalDecoupling", "echo"), ("decay", "gaussian"), ("sameQubits", None)):
        stated = {name: one for name, one in BARE.items() if name != term} | ({term: word} if word else {})
        assert all_of(memory(stated, efficiency="0.8", **kept), EFFICIENCY)[1].verdict == "undetermined"
    assert all_of(memory(BARE, efficiency="0.8", t1="1"), EFFICIENCY)[1].needs == ("storageTime",)


def test_where_t1_is_long_the_time_of_the_coherence_counts_only_without_it():
    alone = all_of(memory(BARE, efficiency="0.8", storageTime="3", t2="1"), EFFICIENCY)[1]
    assert (alone.verdict, alone.kind, alone.needs) == ("undetermined", "model", ("t1",))
    assert all_of(memory(BARE, efficiency="0.8", storageTime="3", t1="100", t2="1"), EFFICIENCY)[1].verdict == "supported"


def test_light_that_is_rephased_outlives_the_coherence_claimed():
    # crystals with an optical T2 of microseconds give light back after a spin storage of a millisecond:
    # 10.1103/PhysRevLett.111.020503
    stored = memory(BARE, efficiency="0.05", storageTime="1e-3", t2="1e-4")
    assert {one.verdict for one in all_of(stored, EFFICIENCY)} == {"supported", "undetermined"}
