"""Named channel models against their maps in QuTiP and toqito."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.channel.capacities import BITS, ENTANGLED, KEY, MODELS, NONE, QUBITS, TWO_WAY

from ..channel.claims import all_of, channel, judged
from .tables import cases


def stated(inputs, **more):
    model, parameter = inputs["model"], str(inputs["parameter"])
    return channel({"parameterConvention": inputs["convention"]}, model=model, parameter=parameter, **more)


@pytest.mark.parametrize("inputs, value", cases("channel_models", "models"))
def test_models_under_their_conventions(inputs, value):
    forms = judged(stated(inputs, choi=inputs["choi"]), "channel-forms")
    assert forms.verdict == "supported" and forms.value < 1e-9
    truth = "not-met" if value["ppt"] else "met"
    assert judged(stated(inputs), "quantum-channel").verdict == truth
    # of entries that show two digits the matrix alone may leave open what the parameter decides
    assert {one.verdict for one in all_of(stated(inputs, choi=inputs["choi"]), "quantum-channel")} <= {
        truth,
        "undetermined",
    }


def test_every_convention_is_asked_on_both_sides():
    found = {}
    for inputs, value in cases("channel_models", "models"):
        found.setdefault((inputs["model"], inputs["convention"]), set()).add(value["ppt"])
    assert len(found) == 9 and all(seen == {True, False} for seen in found.values())


def capacity(inputs, claim, help_):
    return MODELS[inputs["model"]](float(inputs["parameter"]), claim, help_)


@pytest.mark.parametrize("inputs, value", cases("channel_models", "quantum capacity"))
def test_quantum_capacity(inputs, value):
    assert capacity(inputs, QUBITS, NONE) == pytest.approx(float(value), abs=1e-6)


@pytest.mark.parametrize("inputs, value", cases("channel_models", "entanglement-assisted"))
def test_capacity_with_shared_entanglement(inputs, value):
    assert capacity(inputs, BITS, ENTANGLED) == pytest.approx(float(value), abs=1e-6)
    assert capacity(inputs, QUBITS, ENTANGLED) == pytest.approx(float(value) / 2, abs=1e-6)


@pytest.mark.parametrize("inputs, value", cases("channel_models", "hashing"))
def test_no_bound_lies_below_an_achieved_rate(inputs, value):
    assert capacity(inputs, QUBITS, NONE) >= float(value)
    assert capacity(inputs, KEY, TWO_WAY) >= float(value)


@pytest.mark.parametrize("inputs, value", cases("channel_models", "two-way"))
def test_two_way_bound_is_a_relative_entropy(inputs, value):
    assert capacity(inputs, QUBITS, TWO_WAY) == pytest.approx(float(value), abs=1e-9)
    assert capacity(inputs, KEY, TWO_WAY) == pytest.approx(float(value), abs=1e-9)
