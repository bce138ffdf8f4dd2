"""Lossy modes of light against QuTiP in the number basis."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.channel.capacities import KEY, TWO_WAY, pure_loss
from qgov.grounding.checks.link.capacity import entropy_of_thermal_state, loss_capacity

from .tables import rows

LOSSES = rows("light", "pure loss")


def achieved(eta, photons):
    return entropy_of_thermal_state(photons) - entropy_of_thermal_state((1 - eta) * photons)


@pytest.mark.parametrize("inputs, value", LOSSES)
def test_entropies_of_squeezed_light(inputs, value):
    assert achieved(inputs["transmissivity"], inputs["photons"]) == pytest.approx(value, abs=2e-5)


@pytest.mark.parametrize("inputs, value", LOSSES)
def test_no_capacity_lies_below_an_achieved_rate(inputs, value):
    eta = inputs["transmissivity"]
    assert value < loss_capacity(eta) == pytest.approx(pure_loss(eta, KEY, TWO_WAY), rel=1e-12)
    assert achieved(eta, 1e5) == pytest.approx(loss_capacity(eta), rel=1e-3)  # the limit of great energy
