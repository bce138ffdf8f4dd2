"""Channel maps as matrices against QuTiP and toqito."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.channel import spectra
from qgov.grounding.checks.channel.matrices import claimed_map
from qgov.grounding.checks.entanglement.states import average_fidelity
from qgov.grounding.metric import factor

from ..channel.claims import channel, judged
from .tables import cases, floats

MATRICES = [("kraus", *case) for case in cases("maps", "kraus")] + [("choi", *case) for case in cases("maps", "choi")]
FAR = 0.2  # of the trace norm above 1, where a Choi matrix is no measured one any more


@pytest.mark.parametrize("term, inputs, value", MATRICES)
def test_spectra(term, inputs, value):
    found, value = claimed_map(channel(**{term: inputs[term]})), floats(value)
    assert (found.d_in, found.d_out) == (inputs["d_in"], inputs["d_out"])
    state = spectra.normalised(found)
    least = spectra.least_transposed(state, found.d_in, found.d_out)
    assert least == pytest.approx(value["least of the partial transpose"], abs=1e-9)
    assert spectra.trace_norm(found) == pytest.approx(value["trace norm"], abs=1e-9)
    assert spectra.realigned_norm(state, found.d_in, found.d_out) == pytest.approx(value["realigned norm"], abs=1e-9)
    if value["completely positive"]:
        assert spectra.in_separable_ball(state) is value["in the separable ball"]


@pytest.mark.parametrize("term, inputs, value", MATRICES)
def test_completely_positive(term, inputs, value):
    found = judged(channel(**{term: inputs[term]}), "complete-positivity")
    if value["completely positive"]:
        assert found.verdict == "supported"
    else:
        assert found.verdict == ("refuted" if value["trace norm"] > 1 + FAR else "undetermined")


@pytest.mark.parametrize("term, inputs, value", MATRICES)
def test_trace_preserving(term, inputs, value):
    found = judged(channel({"tracePreserving": True}, **{term: inputs[term]}), "trace-preservation")
    assert (found.verdict == "supported") is value["trace preserving"]
    assert value["trace preserving"] or found.verdict == "refuted"


@pytest.mark.parametrize("term, inputs, value", MATRICES)
def test_quantum_channel(term, inputs, value):
    found = judged(channel(**{term: inputs[term]}), "quantum-channel")
    gains = term == "kraus" and not value["trace preserving"] and found.verdict == "undetermined"
    if not value["completely positive"] or gains:
        assert found.verdict == "undetermined"
    elif not value["ppt"]:
        assert found.verdict == "met"
    elif inputs["d_in"] * inputs["d_out"] <= 6:
        assert found.verdict == "not-met"  # there a positive partial transpose is separability
    else:
        assert found.verdict != "met" or value["realigned norm"] > 1
        assert found.verdict == "not-met" or not value["in the separable ball"]


def test_both_sides_of_every_question_are_asked():
    values = [value for _, _, value in MATRICES]
    for question in ("completely positive", "trace preserving", "ppt", "in the separable ball"):
        assert {value[question] for value in values} == {True, False}


@pytest.mark.parametrize("inputs, value", cases("maps", "fidelities"))
def test_process_and_average_fidelity(inputs, value):
    value, levels = floats(value), inputs["levels"]
    assert average_fidelity(value["process"], levels) == pytest.approx(value["average"], abs=1e-11)
    if levels in (2, 4):
        share = float(factor("process-infidelity", levels // 2))
        assert share * (1 - value["process"]) == pytest.approx(1 - value["average"], abs=1e-11)


@pytest.mark.parametrize("inputs, value", cases("maps", "transposed"))
def test_transposition_bound(inputs, value):
    bound = spectra.transposition_bound(claimed_map(channel(kraus=inputs["kraus"])))
    assert bound >= float(value) - 1e-5
    assert not inputs.get("covariant") or bound == pytest.approx(float(value), abs=1e-5)
