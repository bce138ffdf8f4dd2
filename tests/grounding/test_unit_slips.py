"""A number that is not to be believed in the unit of its term counts as unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.model import Item

from .builders import ground, q


def facts(kind, **claims):
    return ground(Item("it", kind, {term: claim for term, claim in claims.items()}))


@pytest.mark.parametrize(
    ("kind", "term", "number", "unit", "other"),
    [
        ("ParametricAmplifier", "operatingTemperature", "20", "K", "mK"),
        ("ParametricAmplifier", "frequencyLow", "4", "Hz", "GHz"),
        ("ParametricAmplifier", "frequencyHigh", "8", "Hz", "GHz"),
        ("CryogenicCooler", "holdTime", "72", "s", "h"),
    ],
)
def test_a_number_in_another_unit_counts_as_unknown(kind, term, number, unit, other):
    found = facts(kind, **{term: q(number, given=f"{number} {unit}")})
    assert not found.facts[term].known and found.facts[term].upper is None
    (warning,) = found.warnings
    assert f"were {other} meant?" in warning and number in warning
    end = "lower" if term.endswith("Temperature") else "upper"
    told = facts(kind, **{term: q(**{end: number})})
    assert told.facts[term].known and told.warnings == ()


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("ParametricAmplifier", {"operatingTemperature": "4", "frequencyLow": "1e6", "frequencyHigh": "8e9"}),
        ("ParametricAmplifier", {"operatingTemperature": "0.02", "frequencyLow": "0"}),
        ("CryogenicCooler", {"holdTime": "3600"}),
        ("CryogenicCooler", {"holdTime": "0"}),
        ("CryogenicCmos", {"operatingTemperature": "300"}),
        ("CryogenicProber", {"testTemperature": "4.51", "waferDiameter": "0.01"}),
        ("CryogenicProber", {"testTemperature": "10", "waferDiameter": "0.3"}),
    ],
)
def test_what_is_usual_is_believed(kind, claims):
    found = facts(kind, **{term: q(number) for term, number in claims.items()})
    assert found.warnings == ()
    assert all(found.facts[term].lower == Decimal(number) for term, number in claims.items())


def test_a_band_in_gigahertz_leaves_the_noise_between_its_points_open():
    rows = (q("0.01", frequency=Decimal("5e9")),)
    found = facts("ParametricAmplifier", noiseFigure=rows, frequencyLow=q("5"), frequencyHigh=q("5"))
    assert found.facts["highestNoiseFigure"].upper is None
