"""Discrimination, cloning and measured copies against semidefinite programs by toqito and CVXPY."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.entanglement.cloning import equatorial, universal
from qgov.grounding.checks.entanglement.discrimination import helstrom
from qgov.grounding.checks.memory.bars import circle_bar, copies_bar, four_states_bar

from .tables import rows

SOLVED = 1e-5


@pytest.mark.parametrize("inputs, value", rows("best_devices", "discrimination"))
def test_discrimination(inputs, value):
    ours = helstrom(inputs["overlap"], inputs["first"], copies=inputs["copies"])
    assert ours == pytest.approx(value, abs=SOLVED)


@pytest.mark.parametrize("inputs, value", rows("best_devices", "refusing"))
def test_discrimination_with_refusals(inputs, value):
    assert helstrom(inputs["overlap"], refused=inputs["refused"]) == pytest.approx(value, abs=SOLVED)


@pytest.mark.parametrize("inputs, value", rows("best_devices", "cloning"))
def test_cloning(inputs, value):
    if inputs["ensemble"] == "equatorial":
        ours = equatorial(inputs["clones"])
    else:
        ours = universal(inputs["copies"], inputs["clones"], inputs["dimension"])
    assert ours == pytest.approx(value, abs=SOLVED)


@pytest.mark.parametrize("inputs, value", rows("best_devices", "measure and prepare"))
def test_measured_and_prepared(inputs, value):
    ours = {
        "all": lambda: copies_bar(inputs["copies"], inputs["dimension"]),
        "equator": lambda: circle_bar(inputs["copies"]),
        "four": lambda: four_states_bar(inputs["copies"]),
    }
    assert ours[inputs["ensemble"]]() == pytest.approx(value, abs=SOLVED)
