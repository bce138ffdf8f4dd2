"""Two-qubit and one-qubit relaxation floors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding.relaxation import floor, relaxation_floor

from .builders import STATED, by_check, computer, ground, only, q, row

TWO, ONE = "two-qubit-relaxation-floor", "one-qubit-relaxation-floor"
FULL = floor(500e-9, [(100e-6, 100e-6)] * 2)  # 5.97e-3
LEAST = relaxation_floor(500e-9, [100e-6] * 2)  # 3.99e-3


def rows(*errors, **rest):
    return computer([row(2 * index, error, **rest) for index, error in enumerate(errors)], assume=STATED)


@pytest.mark.parametrize(
    "share_of, factor, verdict",
    [
        (FULL, 1.0001, "supported"),
        (FULL, 0.9999, "undetermined"),
        (LEAST, 0.5001, "undetermined"),
        (LEAST, 0.4999, "refuted"),
    ],
)
def test_the_three_zones_of_a_row(share_of, factor, verdict):
    found = only(rows(f"{share_of * factor:.12g}"), TWO)
    assert found.verdict == verdict
    assert found.kind == ("theorem" if verdict == "refuted" else "model")
    assert (found.margin >= 0) == (verdict == "supported")


def test_refuted_rows_stand_alone_and_the_others_together():
    item = computer([row(0, "0.02"), row(2, "1e-5"), row(4, "0.005"), row(6, "2e-5"), row(8, "0.03")], assume=STATED)
    first, second, rest = by_check(item, TWO)
    assert [first.verdict, second.verdict, rest.verdict] == ["refuted", "refuted", "undetermined"]
    assert first.claims[0].to_dict() == {"item": "qpu", "term": "pairs.cnotError", "index": 2}
    assert second.claims[0].index == 6
    assert rest.claims[0].index is None
    assert rest.count == 3 and rest.counts == {"supported": 2, "undetermined": 1}


def test_all_rows_supported():
    found = only(rows("0.02", "0.03"), TWO)
    assert found.verdict == "supported" and found.counts == {"supported": 2, "undetermined": 0} and found.needs == ()


@pytest.mark.parametrize("gone", ["sameQubits", "errorCorrection", "postselection"])
def test_a_row_is_not_refuted_without_its_assumptions(gone):
    item = computer([row(0, "1e-5")], assume={term: word for term, word in STATED.items() if term != gone})
    found = only(item, TWO)
    assert found.verdict == "undetermined"
    assert found.needs == (f"{gone}: {'true' if gone == 'sameQubits' else 'none'}",)


def test_uncertainty_of_the_error_protects_it():
    assert only(rows(q("1e-3", "1e-4")), TWO).verdict == "refuted"
    assert only(rows(q("1e-3", "5e-4")), TWO).verdict == "undetermined"


def test_uncertainty_of_t1_protects_it():
    assert only(rows("1.9e-3"), TWO).verdict == "refuted"
    assert only(rows("1.9e-3", t1=q("100e-6", "10e-6")), TWO).verdict == "undetermined"


def test_the_longest_t1_that_the_claim_allows_is_used():
    assert only(rows("1e-3", t1=q(lower="50e-6", upper="100e-6")), TWO).verdict == "refuted"
    assert only(rows("1e-3", t1=q(lower="50e-6", upper="900e-6")), TWO).verdict != "refuted"
    assert only(rows("1e-3", t1=q(lower="50e-6")), TWO).needs == ("pairs.t1 of both qubits",)


def test_only_the_upper_end_of_an_error_can_be_too_low():
    assert only(rows(q(upper="1e-3")), TWO).verdict == "refuted"
    assert only(rows(q(upper="0.5")), TWO).verdict == "supported"
    assert only(rows(q(lower="1e-9")), TWO).verdict == "supported"


def test_without_t2_relaxation_alone_is_the_floor():
    found = only(rows("0.005", t2=None), TWO)
    assert found.verdict == "supported"
    assert found.bound == Decimal(f"{LEAST:.12g}")


def test_t2_above_its_limit_lowers_no_floor():
    assert only(rows("0.005", t2="5e-3"), TWO).bound == Decimal(f"{LEAST:.12g}")


@pytest.mark.parametrize(
    "t1, t2, time, error",
    [
        (("0.776e-6", "273e-6"), ("5.49e-6", "150e-6"), "660e-9", "0.018"),
        (("34.0627688e-6", "388.663977e-6"), ("285.7e-6", "150e-6"), "660e-9", "0.002653444"),
    ],
    ids=["kawasaki", "osaka"],
)
def test_a_row_whose_times_contradict_each_other_is_not_refuted(t1, t2, time, error):
    """Fits of T1 that failed, in calibrations that were published: the other numbers of the row may all be true."""
    pair = row(0, error, t1=tuple(map(q, t1)), t2=tuple(map(q, t2)), time=time)
    found = only(computer([pair], assume=STATED), TWO)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert found.needs == ("t1 and t2 of that qubit, measured again",)
    whole = row(0, error, t1=tuple(map(q, t1)), t2=(q(Decimal(t1[0]) * 2), q(t2[1])), time=time)
    assert only(computer([whole], assume=STATED), TWO).verdict == "refuted"


def test_a_device_whose_times_contradict_each_other_is_not_refuted():
    best = {"cnotError": "1e-5", "twoQubitGateTime": "500e-9", "t1": q("1e-4", statistic="best")}
    assert only(computer(**best, assume=STATED), TWO).verdict == "refuted"
    broken = computer(**best, t2=q("3e-4", statistic="best"), assume=STATED)
    assert only(broken, TWO).verdict == "undetermined"


@pytest.mark.parametrize(
    "missing, need", [({"t1": None}, "pairs.t1 of both qubits"), ({"time": None}, "pairs.twoQubitGateTime")]
)
def test_what_is_missing_is_named(missing, need):
    found = only(rows("1e-5", **missing), TWO)
    assert found.verdict == "undetermined" and found.needs == (need,)


def test_t1_of_one_qubit_is_not_enough():
    found = only(rows("1e-5", t1=(q("100e-6"), None)), TWO)
    assert found.verdict == "undetermined" and found.needs == ("pairs.t1 of both qubits",)


def test_a_row_without_gate_time_takes_the_shortest_of_the_device():
    pair = row(0, "1e-5", time=None)
    assert by_check(computer([pair], assume=STATED, twoQubitGateTime="500e-9"), TWO)[-1].verdict == "refuted"
    median = q("500e-9", statistic="median")
    assert by_check(computer([pair], assume=STATED, twoQubitGateTime=median), TWO)[-1].verdict == "undetermined"


@pytest.mark.parametrize("t1", ["1", "3600", "Infinity"])
def test_the_bound_is_void_for_endless_t1(t1):
    found = only(rows("7.9e-4", t1=t1, t2="2"), TWO)
    assert found.verdict == "undetermined" and found.bound is None
    device = only(computer(cnotError="7.9e-4", t1=t1, t2="2", twoQubitGateTime="500e-9", assume=STATED), TWO)
    assert device.verdict == "undetermined" and device.bound is None


def test_dead_pairs_are_missing():
    item = computer([row(0, "1"), row(2, "0.5", dead=True), row(4, "0.02")], assume=STATED)
    assert only(item, TWO).count == 1
    assert by_check(rows("1", "1"), TWO) == []


def test_rows_are_judged_in_average_gate_infidelity():
    just_above = f"{FULL / 0.8 * 1.001:.12g}"
    assert only(rows(q(just_above, metric="process-infidelity")), TWO).verdict == "supported"
    below = f"{FULL / 0.8 * 0.999:.12g}"
    assert only(rows(q(below, metric="pauli-error")), TWO).verdict == "undetermined"
    assert only(rows(q(below, metric="average-gate-infidelity")), TWO).verdict == "supported"


def test_a_metric_of_more_than_one_gate_is_not_judged():
    found = only(rows(q("1e-6", metric="rb-error-per-clifford")), TWO)
    assert found.verdict == "undetermined" and "gates per Clifford" in found.needs[0]


# the device as a whole


def device(error="1e-5", t1_statistic="best", time_statistic=None, assume=STATED, **claims):
    return computer(
        cnotError=error if not isinstance(error, str) else q(error, statistic="mean"),
        t1=q("100e-6", statistic=t1_statistic), twoQubitGateTime=q("500e-9", statistic=time_statistic),
        assume=assume, **claims,
    )  # fmt: skip


def test_the_best_t1_refutes_an_error_of_any_statistic():
    for statistic in ("mean", "median", "best", "worst", None):
        found = only(device(q("1e-5", statistic=statistic)), TWO)
        assert (found.verdict, found.kind) == ("refuted", "theorem")


@pytest.mark.parametrize("statistic", ["mean", "median", "worst", None])
def test_another_t1_does_not(statistic):
    found = only(device(t1_statistic=statistic), TWO)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert any("t1 with statistic best" in need for need in found.needs)


def test_nor_does_a_typical_gate_time():
    assert only(device(time_statistic="median"), TWO).verdict == "undetermined"
    assert only(device(time_statistic="best"), TWO).verdict == "refuted"


def test_the_device_is_refuted_only_under_stated_assumptions():
    found = only(device(assume={"sameQubits": True}), TWO)
    assert found.needs == ("errorCorrection: none", "postselection: none")


def test_an_error_above_the_floor_is_supported_whatever_the_statistic():
    assert only(device("0.02", t1_statistic="median"), TWO).verdict == "supported"


def test_t2_of_another_statistic_is_left_out():
    mixed = only(device("0.005", t2=q("10e-6", statistic="median")), TWO)
    same = only(device("0.005", t2=q("10e-6", statistic="best")), TWO)
    assert (mixed.verdict, same.verdict) == ("supported", "undetermined")


def test_an_error_alone_asks_for_t1_and_gate_time():
    assert only(computer(cnotError="1e-5"), TWO).needs == ("t1", "twoQubitGateTime")


def test_example_of_the_contract():
    item = computer(
        cnotError=q("7.5e-3", "2e-4", metric="average-gate-infidelity", statistic="mean"),
        t1=q("270e-6", statistic="median"), t2=q("190e-6", statistic="median"), twoQubitGateTime="533e-9",
    )  # fmt: skip
    assert only(item, TWO).verdict == "supported"


# one qubit


def one_qubit(error, statistic="best", assume=STATED, **claims):
    return computer(oneQubitError=error, oneQubitGateTime="50e-9", t1=q("100e-6", statistic=statistic),
                    t2=q("100e-6", statistic=statistic), assume=assume, **claims)  # fmt: skip


@pytest.mark.parametrize(
    "bound, factor, verdict",
    [
        ("full", 1.001, "supported"),
        ("full", 0.999, "undetermined"),
        ("t1", 0.501, "undetermined"),
        ("t1", 0.499, "refuted"),
    ],
)
def test_the_three_zones_of_one_qubit_gates(bound, factor, verdict):
    least = relaxation_floor(50e-9, [100e-6]) if bound == "t1" else floor(50e-9, [(100e-6, 100e-6)])
    assert only(one_qubit(f"{least * factor:.12g}"), ONE).verdict == verdict


def test_one_qubit_needs():
    assert only(computer(oneQubitError="1e-9"), ONE).needs == ("t1", "oneQubitGateTime")
    assert only(one_qubit("1e-9", statistic="median"), ONE).verdict == "undetermined"
    assert only(one_qubit("1e-9", assume=None), ONE).needs == (
        "sameQubits: true",
        "errorCorrection: none",
        "postselection: none",
    )
    clifford = one_qubit(q("1e-9", metric="rb-error-per-clifford"))
    assert only(clifford, ONE).verdict == "undetermined"


# properties

ORDER = ["supported", "undetermined", "refuted"]


@given(error=st.floats(1e-7, 0.1), u=st.floats(1e-8, 0.05), shrink=st.lists(st.floats(0.05, 0.999), max_size=6))
def test_shrinking_uncertainty_never_turns_a_verdict_around(error, u, shrink):
    verdicts = []
    for share in [1.0, *shrink]:
        u *= share
        verdicts.append(only(rows(q(f"{error:.9g}", f"{u:.9g}")), TWO).verdict)
    assert not {"supported", "refuted"} <= set(verdicts)
    assert verdicts == sorted(verdicts, key=ORDER.index)


@given(error=st.floats(1e-7, 0.1), factor=st.floats(1.0, 100.0))
def test_a_larger_error_is_never_judged_worse(error, factor):
    small, large = only(rows(f"{error:.9g}"), TWO), only(rows(f"{min(0.9, error * factor):.9g}"), TWO)
    assert ORDER.index(large.verdict) <= ORDER.index(small.verdict)


@given(error=st.floats(1e-7, 0.1), t1=st.floats(1e-6, 1e-2), factor=st.floats(1.0, 100.0))
def test_a_longer_t1_is_never_judged_worse_short_of_void(error, t1, factor):
    longer = min(t1 * factor, 0.4)
    shorter_verdict = only(rows(f"{error:.9g}", t1=f"{t1:.9g}", t2=None), TWO).verdict
    longer_verdict = only(rows(f"{error:.9g}", t1=f"{longer:.9g}", t2=None), TWO).verdict
    assert ORDER.index(longer_verdict) <= ORDER.index(shorter_verdict)


@pytest.mark.parametrize("number", ["1E+999", "1E-999", "NaN", "0", "-1"])
def test_absurd_times_are_asked_for_and_break_nothing(number):
    for item in (rows("1e-5", t1=number), rows("1e-5", time=number), rows("1e-5", t2=number)):
        assert ground(item).facts["meanCnotInfidelity"] is not None
    assert only(rows("1e-5", t1=number), TWO).verdict == "undetermined"
    assert only(rows("1e-5", time=number), TWO).verdict == "undetermined"
