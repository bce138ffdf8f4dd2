"""Relaxation, thermal baths and noisy phases against QuTiP's master equation."""

from __future__ import annotations

from math import exp

import pytest

from qgov.grounding.checks.memory.bars import stored_fidelity
from qgov.grounding.checks.sensing.heisenberg_limit import heisenberg
from qgov.grounding.checks.sensing.noisy_heisenberg import dephased
from qgov.grounding.checks.thermal_population import excited
from qgov.grounding.relaxation import floor, relaxation_floor

from ..builders import by_check, computer, q, row
from .tables import rows

PHASES = rows("decoherence", "phase")


@pytest.mark.parametrize("inputs, value", rows("decoherence", "idle") + rows("decoherence", "idle pair"))
def test_what_relaxation_takes_from_a_gate(inputs, value):
    decays = [tuple(decay) for decay in inputs["decays"]]
    assert floor(1.0, decays) == pytest.approx(value, abs=1e-10)
    assert relaxation_floor(1.0, [t1 for t1, _ in decays]) <= value + 1e-10


@pytest.mark.parametrize("inputs, value", [case for case in rows("decoherence", "idle") if len(case[0]["decays"]) == 2])
def test_an_ideal_gate_on_relaxing_qubits(inputs, value):
    """No error below what the master equation leaves of the gate is called supported, and none above it refuted."""
    (t1a, t2a), (t1b, t2b) = inputs["decays"]

    def verdict(error):
        pair = row(0, f"{error:.12f}", (q(t1a), q(t1b)), (q(t2a), q(t2b)), "1")
        (found,) = by_check(computer([pair]), "two-qubit-relaxation-floor")
        return found.verdict

    assert verdict(value * 1.000001) == "supported"
    assert verdict(value * 0.999) == "undetermined"


@pytest.mark.parametrize("inputs, value", rows("decoherence", "stored"))
def test_stored_states(inputs, value):
    times = inputs["time"], inputs["t1"], inputs["t2"]
    ours = stored_fidelity(*times, inputs["ensemble"])
    assert ours >= value - 1e-10
    # four states are of two circles, and the limit is that of the better of them
    if inputs["ensemble"] != "four-states" or 1 / inputs["t1"] <= 1 / inputs["t2"]:
        assert ours == pytest.approx(value, abs=1e-10)


@pytest.mark.parametrize("inputs, value", rows("decoherence", "thermal"))
def test_thermal_population(inputs, value):
    assert excited(inputs["frequency"], inputs["temperature"]) == pytest.approx(value, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("inputs, value", PHASES)
def test_no_state_is_beyond_the_limits_of_a_phase(inputs, value):
    probes, time = inputs["probes"], inputs["time"]
    assert heisenberg(probes, 1.0) <= value + 1e-8
    if time:
        assert dephased(probes, 1.0, time, repetitions=1.0) <= value + 1e-8
    if inputs["state"] == "ghz":
        assert value == pytest.approx(heisenberg(probes, 1.0) * exp(probes * time), rel=1e-6)


def test_the_best_states_beat_product_states_under_noise():
    found = {(inputs["probes"], inputs["time"], inputs["state"]): value for inputs, value in PHASES}
    assert found[4, 0.3, "best"] < min(found[4, 0.3, "product"], found[4, 0.3, "ghz"])
