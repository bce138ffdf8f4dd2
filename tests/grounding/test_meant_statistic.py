"""A mean, a median or a worst of several figures is an end of the one that provisions compare."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.model import Item
from qgov.grounding.meant_statistic import GREATEST, LEAST, MEANT, NEITHER
from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.conditions import Within

from .builders import computer, ground, q, row

ERROR, QUBITS = "meanCnotInfidelity", "operationalQubits"
SPREAD = ("mean", "median", "worst")


def loose(index: int, error: object, **rest):
    return row(index, error, t1=None, t2=None, time=None, **rest)


def facts(kind: str, **claims) -> dict:
    return ground(Item("it", kind, claims)).facts


def test_every_number_that_a_norm_compares_has_a_sense():
    """Claims that a condition bounds, and those that a bounded measurand is made of."""
    terms = lexicon().terms
    bounded = {
        leaf.term for norm in norm_book().norms for leaf in norm.condition.all_leaves
        if isinstance(leaf, Within) and not lexicon().is_day(leaf.term)
    }  # fmt: skip
    claimed = {term for term in bounded if terms[term].role == "claim"}
    made = {"noiseFigure", "coolingPower", "coolingTemperature", "physicalQubits", "workingQubits", "connectedQubits"}
    assert (claimed | made) - {ERROR} <= set(MEANT)


@pytest.mark.parametrize("statistic", SPREAD)
@pytest.mark.parametrize(
    ("kind", "term", "value"),
    [
        ("IsotopicMaterial", "isotopicImpurity", "0.0009"), ("CryogenicCooler", "coolingPower", "0.00059"),
        ("QuantumComputer", "physicalQubits", "99"), ("CryogenicProber", "testTemperature", "4.6"),
        ("CryogenicProber", "waferDiameter", "0.09"), ("PhotonicCircuit", "opticalChannels", "3"),
        ("CryogenicCooler", "coolingTemperature", "0.2"),
    ],
)  # fmt: skip
def test_the_far_side_of_another_statistic_is_open(kind, term, value, statistic):
    found = ground(Item("it", kind, {term: q(value, statistic=statistic)}))
    fact, number = found.facts[term], Decimal(value)
    assert (fact.lower == number) == (MEANT[term] == GREATEST) and (fact.upper == number) == (MEANT[term] == LEAST)
    assert fact.known == (MEANT[term] != NEITHER) and fact.estimate is None
    assert any(statistic in warning and term in warning for warning in found.warnings)


def test_the_best_is_what_is_meant():
    found = ground(Item("it", "IsotopicMaterial", {"isotopicImpurity": q("0.0009", statistic="best")}))
    fact = found.facts["isotopicImpurity"]
    assert fact.lower == fact.upper == fact.estimate == Decimal("0.0009") and found.warnings == ()


def test_the_worst_noise_figure_of_a_band_bounds_the_lowest_alone():
    found = facts("ParametricAmplifier", noiseFigure=q("0.016", statistic="worst"))
    assert (found["lowestNoiseFigure"].lower, found["lowestNoiseFigure"].upper) == (None, Decimal("0.016"))
    assert found["highestNoiseFigure"].lower == found["highestNoiseFigure"].upper == Decimal("0.016")
    typical = facts("ParametricAmplifier", noiseFigure=q("0.016", statistic="median"))
    assert typical["lowestNoiseFigure"].lower is None and typical["highestNoiseFigure"].upper is None
    best = facts("ParametricAmplifier", noiseFigure=q("0.016", statistic="best"))
    assert best["lowestNoiseFigure"].lower == best["lowestNoiseFigure"].upper == Decimal("0.016")
    assert best["highestNoiseFigure"].upper is None


def test_at_least_so_many_qubits_leave_a_table_of_so_many_incomplete():
    rows = [loose(0, "0.01"), loose(1, "0.01", qubits=("1", "2"))]
    whole = ground(computer(rows, physicalQubits="3")).facts[ERROR]
    part = ground(computer(rows, physicalQubits=q("3", statistic="worst"))).facts
    assert whole.upper == Decimal("0.01") and part[ERROR].upper == 1 and part[QUBITS].upper is None


@pytest.mark.parametrize(
    ("statistic", "low", "high"), [("best", "0.01", "1"), ("worst", "0", "0.01"), ("median", "0.005", "0.505")]
)
def test_the_best_or_the_worst_of_the_runs_of_one_gate(statistic, low, high):
    fact = ground(computer([loose(0, q("0.01", statistic=statistic))])).facts[ERROR]
    assert (fact.lower, fact.upper) == (Decimal(low), Decimal(high))
