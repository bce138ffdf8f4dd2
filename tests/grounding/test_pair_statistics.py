from __future__ import annotations

from fractions import Fraction

import pytest

from qgov.grounding.checks.pair_statistics import statistic

from .builders import by_check, computer, only, q, row

CHECK = "pair-statistics"
ROWS = [row(0, "0.01"), row(2, "0.02"), row(4, "0.06"), row(6, "1")]


@pytest.mark.parametrize(
    "name, own, other",
    [("mean", "0.03", "0.02"), ("median", "0.02", "0.03"), ("best", "0.01", "0.02"), ("worst", "0.06", "0.03"),
     (None, "0.03", "0.02")],
)  # fmt: skip
def test_the_declared_statistic_is_that_of_the_rows(name, own, other):
    assert only(computer(ROWS, cnotError=q(own, statistic=name)), CHECK).verdict == "supported"
    found = only(computer(ROWS, cnotError=q(other, statistic=name)), CHECK)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert found.reason and found.needs


def test_one_percent_or_three_sigma():
    assert only(computer(ROWS, cnotError="0.0303"), CHECK).verdict == "supported"
    assert only(computer(ROWS, cnotError="0.0304"), CHECK).verdict == "undetermined"
    assert only(computer(ROWS, cnotError=q("0.033", "0.001")), CHECK).verdict == "supported"
    assert only(computer(ROWS, cnotError=q("0.033", "0.0009")), CHECK).verdict == "undetermined"


def test_metrics_are_converted_first():
    assert only(computer(ROWS, cnotError=q("0.0375", metric="process-infidelity")), CHECK).verdict == "supported"
    clifford = [row(0, q("0.01", metric="rb-error-per-clifford"))]
    assert by_check(computer(clifford, cnotError="0.5"), CHECK) == []


def test_median_of_an_even_number_lies_between():
    assert statistic("median", [Fraction(4), Fraction(1), Fraction(2), Fraction(8)]) == 3
    assert statistic("mode", [Fraction(1)]) is None
