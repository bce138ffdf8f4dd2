from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .builders import STATED, by_check, computer, only, q, row

CHECK = "relaxation-limit"


def judge(t1, t2, assume=STATED):
    return only(computer(t1=t1, t2=t2, assume=assume), CHECK)


def test_within_the_limit_is_supported_without_assumptions():
    found = judge("100e-6", "150e-6", assume=None)
    assert (found.verdict, found.kind) == ("supported", "theorem")
    assert found.bound == Decimal("200e-6") and found.margin == Decimal("50e-6")
    assert [claim.term for claim in found.claims] == ["t1", "t2"]


@pytest.mark.parametrize(
    "t2, verdict",
    [
        ("200e-6", "supported"),
        ("200.0000001e-6", "undetermined"),
        ("220e-6", "undetermined"),
        ("220.0000001e-6", "refuted"),
    ],
)
def test_boundaries_are_exact(t2, verdict):
    assert judge("100e-6", t2).verdict == verdict


@pytest.mark.parametrize("gone", ["sameQubits", "dynamicalDecoupling", "errorCorrection"])
def test_an_assumption_that_is_not_stated_is_asked_for(gone):
    found = judge("100e-6", "300e-6", {term: word for term, word in STATED.items() if term != gone})
    assert found.verdict == "undetermined"
    assert len(found.needs) == 1 and found.needs[0].startswith(gone)


def test_no_assumption_stated_asks_for_all():
    assert judge("100e-6", "300e-6", None).needs == (
        "sameQubits: true",
        "dynamicalDecoupling: none",
        "errorCorrection: none",
    )


def test_a_contrary_assumption_keeps_the_theorem_away():
    found = judge("100e-6", "300e-6", STATED | {"errorCorrection": "surface-code"})
    assert found.verdict == "undetermined"
    assert found.needs == ("errorCorrection: none (stated: surface-code)",)


@pytest.mark.parametrize("word", ["heralded", "coincidence", "conditional"])
def test_decays_that_are_sorted_out_leave_a_longer_coherence(word):
    # erasure qubits: losses by decay are seen and left out, 10.1103/PhysRevX.14.011051
    found = judge("100e-6", "900e-6", STATED | {"postselection": word})
    assert found.verdict == "undetermined" and found.needs == (f"postselection: none (stated: {word})",)
    assert judge("100e-6", "900e-6", STATED | {"postselection": "none"}).verdict == "refuted"
    silent = {term: word for term, word in STATED.items() if term != "postselection"}
    assert judge("100e-6", "900e-6", silent).verdict == "refuted"


def test_false_rules_out_as_none_does():
    assert judge("100e-6", "300e-6", STATED | {"dynamicalDecoupling": False}).verdict == "refuted"


@pytest.mark.parametrize("statistics", [("median", "best"), ("mean", None), ("best", "median")])
def test_different_statistics_are_not_compared(statistics):
    found = judge(q("100e-6", statistic=statistics[0]), q("900e-6", statistic=statistics[1]))
    assert found.verdict == "undetermined" and "statistic" in found.needs[0]


@pytest.mark.parametrize("statistic", ["mean", "median", "best", None])
def test_equal_statistics_are(statistic):
    assert judge(q("100e-6", statistic=statistic), q("900e-6", statistic=statistic)).verdict == "refuted"


@pytest.mark.parametrize(
    "u1, u2, verdict, z",
    [
        ("1e-6", "1e-6", "refuted", "-8.94427"),
        ("5e-6", "5e-6", "undetermined", "-1.78885"),
        ("0", "0", "refuted", None),
    ],
)
def test_uncertainty_of_both_replaces_the_ten_percent(u1, u2, verdict, z):
    found = judge(q("100e-6", u1), q("220e-6", u2))
    assert found.verdict == verdict
    assert found.z_score == (None if z is None else Decimal(z))


def test_three_sigma_is_not_beyond_three_sigma():
    assert judge(q("100e-6", "0"), q("230e-6", "10e-6")).verdict == "undetermined"
    assert judge(q("100e-6", "0"), q("230.0001e-6", "10e-6")).verdict == "refuted"


def test_uncertainty_of_one_leaves_the_ten_percent():
    assert judge("100e-6", q("215e-6", "1e-6")).verdict == "undetermined"
    assert judge("100e-6", q("230e-6", "1e-6")).verdict == "refuted"
    assert judge("100e-6", q("230e-6", "20e-6")).verdict == "undetermined"


def test_bounds_are_used_as_given():
    assert judge(q(lower="90e-6", upper="100e-6"), q(lower="201e-6", upper="300e-6")).verdict == "refuted"
    assert judge(q(lower="90e-6", upper="100e-6"), q(lower="199e-6", upper="300e-6")).verdict == "supported"
    assert judge(q("100e-6", lower="90e-6", upper="130e-6"), q("250e-6")).verdict == "undetermined"
    assert judge(q(lower="100e-6"), q("900e-6")).verdict == "undetermined"
    assert judge("100e-6", q(upper="900e-6")).verdict == "supported"


def test_one_of_the_two_alone_is_not_judged():
    assert by_check(computer(t1="100e-6"), CHECK) == []


def test_rows_flag_and_never_refute():
    rows = [row(0, "0.01", t2="900e-6"), row(2, "0.01", t2="219e-6"), row(4, "0.01", t2="100e-6")]
    found = only(computer(rows, assume=STATED), CHECK)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert found.count == 6 and found.counts == {"supported": 4, "undetermined": 2}
    assert found.value == Decimal("900e-6") and found.bound == Decimal("200e-6")


def test_a_qubit_in_many_rows_is_one_qubit():
    rows = [row(0, "0.01", qubits=("0", "1")), row(1, "0.01", qubits=("0", "2")), row(2, "0.01", qubits=("1", "2"))]
    found = only(computer(rows), CHECK)
    assert found.verdict == "supported" and found.count == 3 and found.needs == ()


@given(
    t1=st.integers(10, 500), t2=st.integers(10, 2000), u1=st.integers(1, 100), u2=st.integers(1, 100),
    shrink=st.lists(st.floats(0.05, 0.999), min_size=1, max_size=6),
)  # fmt: skip
def test_shrinking_uncertainty_never_turns_a_verdict_around(t1, t2, u1, u2, shrink):
    verdicts = [judge(q(t1, u1), q(t2, u2)).verdict]
    for share in shrink:
        u1, u2 = u1 * share, u2 * share
        verdicts.append(judge(q(t1, u1), q(t2, u2)).verdict)
    assert not {"supported", "refuted"} <= set(verdicts)
    assert verdicts == sorted(verdicts, key=["supported", "undetermined", "refuted"].index)
