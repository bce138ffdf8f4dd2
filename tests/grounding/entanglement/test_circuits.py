"""Each circuit gives what the closed form says, for one claim of every check and over the parameters it may have."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.model import Item
from qgov.grounding import ground_item
from qgov.grounding.checks.entanglement import CHECKS, cloning, discrimination, distillation, states
from qgov.grounding.checks.entanglement.circuits import CIRCUITS

from ..builders import q
from .items import PLAIN, WERNER, item

REGISTERED = {check.name: check for checks in CHECKS.values() for check in checks}
STATE = WERNER | {"sameState": True, "sharedQubit": True}
ITEMS = (
    item("EntanglementLink", STATE, bellFidelity=0.9, visibility=0.87, concurrence=0.8, chsh=2.4, qber=0.07, trials=999),
    Item("it", "EntanglementLink", {"correlationMatrix": [[-1, 0, 0], [0, 1, 0], [0, 0, 1]], "chsh": q("2.5")}),
    item("QuantumRepeater", PLAIN, bellFidelity=0.6, linkFidelity=0.8, links=2, swapVisibility=0.9,
         bsmSuccessProbability=0.4, classicalBitsPerUse=1.2, messageLatency=1, length=1000),
    item("QuantumRepeater", WERNER | {"distillation": "bbpssw"}, bellFidelity=0.78, inputFidelity=0.75, inputCopies=2),
    item("QuantumRepeater", WERNER, bellFidelity=0.99, inputFidelity=0.9, distillationYield=0.3),
    item("Teleporter", WERNER, fidelity=0.8, bellFidelity=0.85, processInfidelity=0.3),
    item("QuantumCloner", {"priors": [0.3, 0.7], "inconclusiveRate": 0}, fidelity=0.8, inputCopies=1, outputCopies=2,
         successProbability=0.8, stateOverlap=0.6),
    item("EntanglementLink", {"dimension": 2, "sharedEntanglement": True}, classicalBitsPerUse=1.2),
)  # fmt: skip


def test_every_check_of_the_family_runs_its_circuit():
    simulated = set()
    for one in ITEMS:
        for grounding in ground_item(one).groundings:
            if grounding.check in REGISTERED:
                assert not grounding.reason.startswith("engine fault"), grounding
                if grounding.simulated:
                    assert grounding.simulated["difference"] < Decimal("1e-6") and grounding.circuit
                    simulated.add(grounding.check)
    assert simulated == set(REGISTERED)
    assert {check.circuit for check in REGISTERED.values()} == set(CIRCUITS)


def test_impossible_claims_ask_no_impossible_circuit():
    wild = (
        item("EntanglementSource", STATE, chsh=99, concurrence=7, bellFidelity=-3, visibility=2),
        item("Teleporter", STATE, fidelity=5, bellFidelity=-1, processInfidelity=9, classicalBitsPerUse=1e6),
        item("QuantumRepeater", PLAIN, fidelity=2, linkFidelity=9, links=3, swapVisibility=-1, inputFidelity=4,
             distillationYield=9),
        item("QuantumCloner", {"priors": [0, 1], "inconclusiveRate": 0}, successProbability=2, stateOverlap=7),
    )  # fmt: skip
    for one in wild:
        for grounding in ground_item(one).groundings:
            assert not grounding.reason.startswith("engine fault"), grounding


@pytest.mark.parametrize("visibility", [0.0, 1 / 3, 0.62, 1.0])
def test_noisy_pairs(visibility):
    fidelity = states.fidelity_of_visibility(visibility)
    expected = {
        "chsh": states.chsh_of_visibility(visibility), "werner-state": fidelity, "partial-transpose": 0.5 - fidelity,
        "teleportation": states.average_fidelity(fidelity), "distillation": distillation.bbpssw(fidelity),
        "dense-coding": 2 - states.werner_entropy(fidelity),
    }  # fmt: skip
    for name, number in expected.items():
        assert CIRCUITS[name]({"visibility": visibility})[0] == pytest.approx(number, abs=1e-9), name


@pytest.mark.parametrize("amount", [0.0, 0.3, 1.0])
def test_pure_states_reach_the_limits_by_concurrence(amount):
    parameters = {"concurrence": amount}
    assert CIRCUITS["chsh-pure-state"](parameters)[0] == pytest.approx(states.chsh_of_concurrence(amount), abs=1e-9)
    assert CIRCUITS["pure-state-fidelity"](parameters)[0] == pytest.approx((1 + amount) / 2, abs=1e-9)


@pytest.mark.parametrize("link, swap", [(1.0, 1.0), (0.7, 1.0), (0.9, 0.4), (0.0, 0.0)])
def test_swapping_multiplies_visibilities(link, swap):
    value, _ = CIRCUITS["entanglement-swapping"]({"link visibility": link, "swap visibility": swap})
    assert value == pytest.approx(states.fidelity_of_visibility(link * link * swap), abs=1e-9)


@pytest.mark.parametrize("overlap", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("prior", [0.0, 0.2, 0.5, 1.0])
def test_the_best_measurement_reaches_the_limit_of_discrimination(overlap, prior):
    from math import asin

    value, _ = CIRCUITS["state-discrimination"]({"overlap angle": asin(overlap), "prior": prior})
    assert value == pytest.approx(discrimination.helstrom(overlap, prior), abs=1e-9)


def test_circuits_without_parameters():
    value, _ = CIRCUITS["cloning"]({"copies": 2.0})
    assert states.average_fidelity(value) == pytest.approx(cloning.universal(1, 2))
    value, drawing = CIRCUITS["linear-optics-bell-measurement"]({"photons": 2.0})
    assert value == pytest.approx(0.5) and "path and polarisation" in drawing
    assert CIRCUITS["no-signalling"]({"first angle": 0.2, "second angle": 2.9})[0] == pytest.approx(0, abs=1e-12)
