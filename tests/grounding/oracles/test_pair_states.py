"""Bounds and identities of two-qubit states against QuTiP and toqito."""

from __future__ import annotations

from math import sqrt

import pytest

from qgov.grounding.checks.entanglement import states

from ..entanglement.items import verdict
from .tables import cases, floats

SAME = {"sameState": "true", "postselection": "none"}
ROUND = 1e-9
ROOT = 1e-7  # toqito's concurrence takes the root of what rounding leaves of a zero
RANDOM = [(inputs, floats(value)) for inputs, value in cases("pair_states", "random")]
WERNER = [(float(inputs["visibility"]), floats(value)) for inputs, value in cases("pair_states", "werner")]


@pytest.mark.parametrize("inputs, value", RANDOM)
def test_no_state_is_beyond_its_bounds(inputs, value):
    concurrence, fidelity, chsh = value["concurrence"], value["fidelity"], value["chsh"]
    assert chsh <= states.chsh_of_concurrence(concurrence) + ROOT
    assert fidelity <= states.fidelity_of_concurrence(concurrence) + ROOT
    assert states.concurrence_of_fidelity(fidelity) <= concurrence + ROOT
    if inputs["rank"] == 1 and inputs["singlet"] == 0:  # pure states reach both
        assert chsh == pytest.approx(states.chsh_of_concurrence(concurrence), abs=ROOT)
        assert fidelity == pytest.approx(states.fidelity_of_concurrence(concurrence), abs=ROOT)


@pytest.mark.parametrize("inputs, value", RANDOM)
def test_what_a_state_has_is_never_refuted_and_more_is(inputs, value):
    concurrence, fidelity, chsh = value["concurrence"], value["fidelity"] - ROOT, value["chsh"] - ROOT
    if chsh > 0:
        assert (
            verdict("chsh-concurrence", "EntanglementSource", SAME, chsh=chsh, concurrence=concurrence) == "supported"
        )
    most = states.chsh_of_concurrence(concurrence)
    assert (
        verdict("chsh-concurrence", "EntanglementSource", SAME, chsh=1.11 * most, concurrence=concurrence) == "refuted"
    )
    claimed = {"bellFidelity": fidelity, "concurrence": concurrence}
    assert verdict("fidelity-concurrence", "EntanglementSource", SAME, **claimed) == "supported"
    met = verdict("entangled", "EntanglementSource", SAME, bellFidelity=fidelity) == "met"
    assert met is (fidelity > 0.5) and not (met and value["ppt"])


def test_the_random_states_are_of_all_kinds():
    assert {value["ppt"] for _, value in RANDOM} == {True, False}
    assert {value["chsh"] > 2 for _, value in RANDOM} == {True, False}


@pytest.mark.parametrize("visibility, value", WERNER)
def test_werner_states(visibility, value):
    fidelity = states.fidelity_of_visibility(visibility)
    assert fidelity == pytest.approx(value["fidelity"], abs=ROUND)
    assert states.visibility_of_fidelity(value["fidelity"]) == pytest.approx(visibility, abs=ROUND)
    assert states.concurrence_of_fidelity(fidelity) == pytest.approx(value["concurrence"], abs=ROUND)
    assert states.chsh_of_visibility(visibility) == pytest.approx(value["chsh"], abs=ROUND)
    assert states.error_of_visibility(visibility) == pytest.approx(value["qber"], abs=ROUND)
    assert states.werner_entropy(fidelity) == pytest.approx(value["entropy"], abs=ROUND)
    assert (fidelity > 0.5) is not value["ppt"]


@pytest.mark.parametrize("visibility, value", WERNER)
def test_claims_of_a_werner_state_agree(visibility, value):
    stated = {"stateModel": "werner", **SAME}
    for term, name in (
        ("bellFidelity", "fidelity"),
        ("chsh", "chsh"),
        ("qber", "qber"),
        ("concurrence", "concurrence"),
    ):
        if value[name] > 0:
            assert verdict("werner-identities", "EntanglementSource", stated, visibility=visibility,
                           **{term: value[name]}) == "supported"  # fmt: skip


@pytest.mark.parametrize("_, value", cases("pair_states", "shared qubit"))
def test_a_shared_qubit(_, value):
    value = floats(value)
    assert sum(one**2 for one in value["chsh"]) <= 8 + ROUND
    assert sum(one**2 for one in value["concurrence"]) <= 1 + ROUND
    assert sum(value["fidelity"]) <= 3 / 2 + ROUND
    for term, name in (("chsh", "chsh"), ("concurrence", "concurrence"), ("bellFidelity", "fidelity")):
        both = sqrt(sum(one**2 for one in value[name]) / 2)
        if both > 0:
            assert verdict("monogamy", "EntanglementLink", {"sharedQubit": "true"}, **{term: both}) == "supported"


@pytest.mark.parametrize("inputs, value", cases("pair_states", "chsh"))
def test_local_and_quantum_limits(inputs, value):
    ours = {"classical": states.LOCAL, "quantum": states.TSIRELSON}[inputs["players"]]
    for way in ("game", "inequality"):
        assert ours == pytest.approx(float(value[way]), abs=1e-5)
