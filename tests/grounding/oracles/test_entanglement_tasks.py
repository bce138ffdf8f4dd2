"""Swapping, distillation, coding, teleportation and keys against QuTiP."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.entanglement.dense_coding import densest
from qgov.grounding.checks.entanglement.distillation import bbpssw, one_kind
from qgov.grounding.checks.entanglement.states import average_fidelity, fidelity_of_visibility
from qgov.grounding.checks.entanglement.swapping import werner_chain
from qgov.grounding.checks.link.asymptotic_rate import three_bases, two_bases
from qgov.grounding.checks.link.device_independent import key_of
from qgov.grounding.checks.link.qber_threshold import ONE_WAY, THRESHOLDS

from ..entanglement.items import PLAIN, WERNER, verdict
from .tables import rows

CLOSE = 1e-9
SWAPS = rows("entanglement_tasks", "swapping")


@pytest.mark.parametrize("inputs, value", [row for row in SWAPS if "visibility" in row[0]])
def test_swapped_werner_links(inputs, value):
    chain = werner_chain(inputs["visibility"], inputs["links"], inputs["swap"])
    assert fidelity_of_visibility(chain) == pytest.approx(value, abs=CLOSE)
    claims = {"linkVisibility": inputs["visibility"], "links": inputs["links"], "swapVisibility": inputs["swap"]}
    stated = WERNER | PLAIN | {"postselection": "none"}
    assert verdict("swapping-chain", "EntanglementLink", stated, bellFidelity=value, **claims) == "supported"
    if value < 0.85:
        assert verdict("swapping-chain", "EntanglementLink", stated, bellFidelity=1.12 * value, **claims) == "refuted"


@pytest.mark.parametrize("inputs, value", [row for row in SWAPS if "weights" in row[0]])
def test_swapped_bell_diagonal_links(inputs, value):
    most = inputs["weights"][0]
    bound = (1 + (2 * most - 1) ** inputs["links"]) / 2
    assert value <= bound + CLOSE
    if inputs["weights"][2] == 0:  # errors of one kind reach it
        assert value == pytest.approx(bound, abs=CLOSE)
    claims = {"linkFidelity": most, "links": inputs["links"], "bellFidelity": value}
    assert verdict("swapping-chain", "EntanglementLink", PLAIN | {"postselection": "none"}, **claims) != "refuted"


@pytest.mark.parametrize("inputs, value", rows("entanglement_tasks", "distillation"))
def test_distillation(inputs, value):
    ours = {"werner": bbpssw, "one kind": one_kind}[inputs["kind"]]
    assert ours(inputs["fidelity"]) == pytest.approx(value, abs=CLOSE)


@pytest.mark.parametrize("inputs, value", rows("entanglement_tasks", "dense coding"))
def test_dense_coding(inputs, value):
    assert densest(inputs["fidelity"]) == pytest.approx(value, abs=CLOSE)


@pytest.mark.parametrize("inputs, value", rows("entanglement_tasks", "teleportation"))
def test_teleportation(inputs, value):
    assert average_fidelity(inputs["fidelity"]) == pytest.approx(value, abs=CLOSE)
    claims = {"fidelity": value, "bellFidelity": inputs["fidelity"]}
    assert verdict("teleportation-bound", "Teleporter", WERNER | PLAIN, **claims) == "supported"


@pytest.mark.parametrize("inputs, value", rows("entanglement_tasks", "key"))
def test_asymptotic_key(inputs, value):
    ours = {2: two_bases, 3: three_bases}[inputs["bases"]]
    assert ours(inputs["qber"]) == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize("bases", [2, 3])
def test_one_way_thresholds_lie_where_the_key_ends(bases):
    found = [(inputs["qber"], value) for inputs, value in rows("entanglement_tasks", "key") if inputs["bases"] == bases]
    last = max(qber for qber, value in found if value > 0)
    assert last <= THRESHOLDS[bases][ONE_WAY] < last + 0.0005


@pytest.mark.parametrize("inputs, value", rows("entanglement_tasks", "device-independent key"))
def test_device_independent_key(inputs, value):
    assert key_of(inputs["chsh"], inputs["qber"]) == pytest.approx(value, abs=CLOSE)
