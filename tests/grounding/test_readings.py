"""The admissible readings of a quoted number: each states what it reads, and none doubts what the claim states."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from qgov.dossier.model import Item
from qgov.grounding.error_readings import mean_of
from qgov.grounding.facts import Interval
from qgov.grounding.readings import OWN, readings

from .builders import STATED, computer, ground, q, row
from .consistency.links import given
from .test_any_claim import ITEMS

ERROR = "meanCnotInfidelity"


def read(item):
    return readings(ground(item))


def ends(item, words, term=ERROR):
    """The interval of the reading with these words."""
    (found,) = [one for one in read(item)[term] if words in one.words]
    return found.fact.lower, found.fact.upper


def test_a_bare_number_may_be_many_things():
    item = computer(cnotError="0.001")
    assert read(item)[ERROR][0].own and OWN in read(item)[ERROR][0].words
    assert ends(item, "average-gate-infidelity, mean over pairs") == (Decimal("0.001"), Decimal("0.001"))
    assert ends(item, "process-infidelity, mean over pairs") == (Decimal("0.0008"), Decimal("0.0008"))
    assert ends(item, "average-gate-infidelity, best over pairs") == (Decimal("0.001"), 1)
    assert ends(item, "average-gate-infidelity, worst over pairs") == (0, Decimal("0.001"))
    assert ends(item, "average-gate-infidelity, median over pairs") == (Decimal("0.0005"), Decimal("0.5005"))
    assert ends(item, "xeb-error-per-cycle, mean over pairs") == (0, Decimal("0.0008"))
    low, high = ends(item, "rb-error-per-clifford, mean over pairs")
    assert low == 0 and float(high) == pytest.approx(0.001 / 1.5)


def test_what_is_stated_is_not_doubted():
    item = computer(cnotError=q("0.001", metric="average-gate-infidelity", statistic="mean"))
    assert ERROR not in read(item)
    words = {one for reading in read(computer(cnotError=q("0.001", metric="pauli-error")))[ERROR] for one in reading.words}
    assert all(one.startswith(("process-infidelity", OWN)) for one in words)
    best = computer(cnotError=q("0.001", statistic="best", metric="average-gate-infidelity"))
    assert ends(best, "average-gate-infidelity, the provision read as the best pair") == (Decimal("0.001"), Decimal("0.001"))


def test_kingston_flips_on_the_metric_alone():
    """A best pair of 8.73e-4 average infidelity has 1.09e-3 process infidelity: facts/physics.md section 2."""
    item = computer(cnotError=q("1.09e-3", statistic="mean"))
    assert ends(item, "average-gate-infidelity, mean over pairs")[0] > Decimal("0.001")
    assert ends(item, "process-infidelity, mean over pairs")[1] < Decimal("0.001")


def test_99_9_percent_is_anything_from_half_to_one_and_a_half():
    item = computer(cnotError=given("0.1", "%", statistic="mean", metric="average-gate-infidelity"))
    words = "average-gate-infidelity, mean over pairs, rounded to the digits given"
    assert ends(item, words) == (Decimal("0.0005"), Decimal("0.0015"))
    assert ends(item, "rounded to the digits given", "cnotError") == (Decimal("0.0005"), Decimal("0.0015"))


def test_a_table_may_be_averaged_in_many_ways():
    rows = [row(0, "0.001"), row(1, "0.002"), row(2, "0.009"), row(1, "0.004", qubits=("2", "1")),
            row(9, None, dead=True)]  # fmt: skip
    item = computer(rows)
    assert ends(item, "average-gate-infidelity, mean over the pairs that work") == (Decimal("0.004"), Decimal("0.004"))
    assert ends(item, "average-gate-infidelity, median over the pairs that work") == (Decimal("0.002"), Decimal("0.002"))
    assert ends(item, "average-gate-infidelity, best over the pairs that work") == (Decimal("0.001"), Decimal("0.001"))
    assert ends(item, "average-gate-infidelity, worst over the pairs that work") == (Decimal("0.009"), Decimal("0.009"))
    assert ends(item, "average-gate-infidelity, mean over the rows") == (Decimal("0.004"), Decimal("0.004"))
    assert ends(item, "process-infidelity, best over the pairs that work") == (Decimal("0.0008"), Decimal("0.0008"))
    words = "average-gate-infidelity, mean over all pairs, dead ones as errors of 1"
    assert ends(item, words) == (Decimal("0.253"), Decimal("0.253"))


def test_a_stated_metric_of_rows():
    rows = [row(index, q(error, metric="process-infidelity")) for index, error in enumerate(["0.001", "0.003"])]
    assert ends(computer(rows), "as stated, best over the pairs that work") == (Decimal("0.0008"), Decimal("0.0008"))


def test_which_qubits_count():
    item = computer([row(0, "0.01")], physicalQubits=127, workingQubits=125)
    found = {words: one.fact.lower for one in read(item)["operationalQubits"] for words in one.words}
    assert found[OWN] == found["the count workingQubits"] == 125
    assert found["the count physicalQubits"] == 127 and found["the qubits of pairs that work"] == 2


def test_noise_figures_by_frequency():
    item = Item("x", "ParametricAmplifier", claims={"noiseFigure": (q("0.1"), q("0.3"), q("0.2"))})
    assert ends(item, "the least of the values", "noiseFigure") == (Decimal("0.1"), Decimal("0.1"))
    assert ends(item, "the greatest of the values", "noiseFigure") == (Decimal("0.3"), Decimal("0.3"))


def test_what_is_refuted_has_no_reading():
    item = computer(cnotError="0.9")
    assert not ground(item).facts[ERROR].known and ERROR not in read(item)
    rows = computer([row(0, "1e-6"), row(2, "0.01")], STATED)
    assert ERROR not in read(rows)


@settings(max_examples=200)
@generated(st.lists(st.integers(0, 1000), min_size=1, max_size=9), st.sampled_from(["mean", "median", "best", "worst"]))
def test_the_mean_lies_where_a_statistic_says(errors, name):
    from qgov.grounding.checks.pair_statistics import statistic

    numbers = [Fraction(error, 1000) for error in errors]
    one = statistic(name, numbers)
    found = mean_of(name, Interval(one, one), Interval(Fraction(0), Fraction(1)))
    assert found.low <= sum(numbers) / len(numbers) <= found.high


@settings(max_examples=150)
@generated(ITEMS)
def test_whatever_is_claimed(item):
    for term, found in readings(ground(item)).items():
        assert found[0].own and sum(one.own for one in found) == 1 and len(found) > 1
        assert len({(one.fact.lower, one.fact.upper) for one in found}) == len(found)
        for one in found:
            assert one.words and one.fact.term == term and one.about in {"number", "provision"}
            low, high = one.fact.lower, one.fact.upper
            assert low is None or high is None or low <= high
            assert low is None or low >= 0
