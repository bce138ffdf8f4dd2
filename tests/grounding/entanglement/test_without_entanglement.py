"""What is left where a claim states that there is no entanglement; what squeezing and further degrees of freedom add."""

from __future__ import annotations

import pytest

from .items import judged, needs, verdict

TELEPORTER, REPEATER, BOUND = "Teleporter", "QuantumRepeater", "teleportation-bound"
NOTHING = {"sharedEntanglement": False, "quantumChannelUsed": False, "inputEnsemble": "uniform"}
PAIRS = {"distillation": "dejmps", "stateModel": "werner"}


@pytest.mark.parametrize(
    "ensemble, dimension, within, beyond",
    [("uniform", 2, 0.66, 0.70), ("six-states", 2, 0.66, 0.70), ("equatorial", 2, 0.75, 0.78),
     ("four-states", 2, 0.75, 0.78), ("coherent-states", 2, 0.50, 0.53), ("uniform", 3, 0.50, 0.53)],
)  # fmt: skip
def test_measuring_and_preparing_is_all_that_is_left(ensemble, dimension, within, beyond):
    assume = NOTHING | {"inputEnsemble": ensemble, "dimension": dimension}
    assert verdict(BOUND, TELEPORTER, assume, fidelity=(within, 0.005)) == "supported"
    assert verdict(BOUND, TELEPORTER, assume, fidelity=(beyond, 0.005)) == "refuted"


def test_with_entanglement_or_silent_about_it_the_limit_is_another():
    assert judged(BOUND, TELEPORTER, NOTHING | {"sharedEntanglement": True}, fidelity=(0.9, 0.01)) == []
    assert judged(BOUND, TELEPORTER, {"inputEnsemble": "uniform"}, fidelity=(0.9, 0.01)) == []


@pytest.mark.parametrize(
    "change, asked",
    [({"quantumChannelUsed": True}, "quantumChannelUsed: none (stated: true)"),
     ({"postselection": "coincidence"}, "postselection: none (stated: coincidence)"),
     ({"source": "weak-coherent"}, "source: decoy-weak-coherent or single-photon (stated: weak-coherent)")],
)  # fmt: skip
def test_what_else_may_explain_the_fidelity_is_asked_for(change, asked):
    assert needs(BOUND, TELEPORTER, NOTHING | change, fidelity=(0.9, 0.01)) == (asked,)


def test_inputs_are_all_unless_others_are_stated():
    silent = {term: value for term, value in NOTHING.items() if term != "inputEnsemble"}
    assert verdict(BOUND, TELEPORTER, silent, fidelity=(0.9, 0.01)) == "refuted"
    assert judged(BOUND, TELEPORTER, NOTHING | {"inputEnsemble": "two-states"}, fidelity=(0.9, 0.01)) == []


def test_the_limit_agrees_with_its_circuit():
    (found,) = judged(BOUND, TELEPORTER, NOTHING, fidelity=(0.9, 0.01))
    assert float(found.bound) == pytest.approx(2 / 3) and found.source == "10.1103/PhysRevLett.74.1259"


@pytest.mark.parametrize("stated, expected", [(None, "refuted"), (False, "refuted"), (True, "undetermined")])
def test_a_further_degree_of_freedom_serves_as_the_second_pair(stated, expected):
    # Ecker et al. 2021 and Hu et al. 2021 distil one hyperentangled pair further than two Werner pairs allow
    assume = PAIRS if stated is None else PAIRS | {"hyperentanglement": stated}
    claims = {"inputFidelity": (0.665, 0.005), "bellFidelity": (0.838, 0.005), "inputCopies": 2}
    assert verdict("distillation-round", REPEATER, assume, **claims) == expected


ALONE = {"linearOptics": True, "ancillaPhotons": 0, "hyperentanglement": False}


@pytest.mark.parametrize("more", [{"inputEnsemble": "coherent-states"}, {"source": "squeezed"}])
def test_quadratures_are_measured_every_time(more):
    # Furusawa et al. 1998, 10.1126/science.282.5389.706; Takeda et al. 2013, 10.1038/nature12366
    check = "linear-optics-bell-measurement"
    assert verdict(check, TELEPORTER, ALONE, bsmSuccessProbability=1) == "refuted"
    assert verdict(check, TELEPORTER, ALONE | {"source": "entangled-pair"}, bsmSuccessProbability=1) == "refuted"
    assert verdict(check, TELEPORTER, ALONE | more, bsmSuccessProbability=1) == "undetermined"
