"""The legal test: closed forms, matrices, conventions, boundaries, circuits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding import ground_item
from qgov.grounding.channel_facts import BREAKING, OPEN, QUANTUM
from qgov.grounding.checks.channel import circuits
from qgov.grounding.checks.channel.evidence import coherent_information, model_transposed

from ..builders import q
from .claims import channel, judged, kraus, rounded

CHECK = "quantum-channel"
PAULIS = [np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1])]


def named(model, value, convention=None, **claims):
    assume = {} if convention is None else {"parameterConvention": convention}
    return judged(channel(assume, model=model, parameter=value, **claims), CHECK)


@pytest.mark.parametrize(
    "model, convention, value, verdict",
    [
        ("depolarizing", "pauli-probability", "0.499999", "met"),
        ("depolarizing", "pauli-probability", "0.5", "not-met"),
        ("depolarizing", "mixing-probability", "0.6", "met"),
        ("depolarizing", "mixing-probability", "0.67", "not-met"),
        ("depolarizing", None, "0.4", "met"),
        ("depolarizing", None, "0.6", "undetermined"),
        ("depolarizing", None, "0.7", "not-met"),
        ("dephasing", "pauli-probability", "0.5", "not-met"),
        ("dephasing", "pauli-probability", "0.4", "met"),
        ("dephasing", "pauli-probability", "0.6", "met"),
        ("dephasing", "phase-damping", "0.5", "met"),
        ("dephasing", "phase-damping", "1", "not-met"),
        ("dephasing", None, "0.5", "undetermined"),
        ("dephasing", None, "0.3", "met"),
        ("bit-flip", None, "0.5", "not-met"),
        ("amplitude-damping", None, "0.999", "met"),
        ("amplitude-damping", None, "1", "not-met"),
        ("amplitude-damping", "transmissivity", "0", "not-met"),
        ("erasure", None, "0.99", "met"),
        ("erasure", None, "1", "not-met"),
        ("pure-loss", "transmissivity", "1e-30", "met"),
        ("pure-loss", "transmissivity", "0", "not-met"),
        ("pure-loss", None, "0.5", "met"),
        ("pure-loss", None, "0", "undetermined"),
    ],
)
def test_closed_forms_and_conventions(model, convention, value, verdict):
    found = named(model, value, convention)
    assert (found.verdict, found.kind) == (verdict, "capability")
    words = {"met": QUANTUM, "not-met": BREAKING, "undetermined": OPEN}[verdict]
    assert found.reason.startswith(words)


def test_a_guard_band_decides_near_the_boundary():
    convention = "pauli-probability"
    for u, verdict in (("0.001", "met"), ("0.006", "undetermined"), ("0.1", "undetermined")):
        assert named("depolarizing", q("0.495", u), convention).verdict == verdict
    assert named("depolarizing", q("0.51", "0.001"), convention).verdict == "not-met"
    assert named("dephasing", q("0.5", "0.001"), convention).verdict == "undetermined"
    assert named("depolarizing", q(lower="0.3", upper="0.45"), convention).verdict == "met"
    assert named("depolarizing", q(lower="0.3"), convention).verdict == "undetermined"


@pytest.mark.parametrize(
    "noise, referred, verdict",
    [("1.9", "channel-input", "met"), ("2", "channel-input", "not-met"), ("0.19", "channel-output", "met"),
     ("0.2", "channel-output", "not-met"), ("0.1", None, "met"), ("0.5", None, "undetermined"), ("2.5", None, "not-met")],
)  # fmt: skip
def test_thermal_loss_breaks_at_two_shot_noise_units_of_the_input(noise, referred, verdict):
    assume = {"parameterConvention": "transmissivity"} | ({"noiseReferredTo": referred} if referred else {})
    found = judged(channel(assume, model="thermal-loss", parameter="0.1", excessNoise=noise), CHECK)
    assert found.verdict == verdict


def test_thermal_loss_without_its_noise_is_open():
    assert "excessNoise" in named("thermal-loss", "0.1").needs


def test_loss_alone_never_breaks_but_a_use_is_asked_for():
    far = {"model": "pure-loss", "channelLoss": "300"}
    assert judged(channel(**far), CHECK).verdict == "met"
    found = judged(channel(**far, clockRate="1e9", duration="3e9"), "channel-usability")
    assert found.verdict == "not-met"
    near = channel(model="pure-loss", channelLoss="71.9", clockRate="2.5e9", duration="3600")
    assert judged(near, "channel-usability").verdict == "met"
    half = judged(channel(**far, clockRate="1e9"), "channel-usability")
    assert half.verdict == "undetermined" and half.needs == ("duration",)


def test_matrices_of_two_levels_are_decided_exactly():
    for p, verdict in ((0.2, "met"), (0.49, "met"), (0.51, "not-met"), (0.9, "not-met")):
        operators = [np.sqrt(1 - p) * PAULIS[0], *(np.sqrt(p / 3) * one for one in PAULIS[1:])]
        assert judged(channel(kraus=rounded(operators)), CHECK).verdict == verdict
    assert judged(channel(kraus=kraus("1 0;0 0|0 0;0 1")), CHECK).verdict == "not-met"


def test_rounding_leaves_the_boundary_open():
    p = 0.4999
    operators = [np.sqrt(1 - p) * PAULIS[0], *(np.sqrt(p / 3) * one for one in PAULIS[1:])]
    assert judged(channel(kraus=rounded(operators, 3)), CHECK).verdict == "undetermined"
    assert judged(channel(kraus=rounded(operators, 9)), CHECK).verdict == "met"


def test_a_map_to_a_qubit_and_the_vacuum():
    """Erasure as 2 x 3, where the partial transpose still decides."""
    for kept, verdict in ((0.01, "met"), (0.0, "not-met")):
        root, lost = np.sqrt(kept), np.sqrt(1 - kept)
        operators = [np.array([[root, 0], [0, root], [0, 0]]), np.array([[0, 0], [0, 0], [lost, 0]]),
                     np.array([[0, 0], [0, 0], [0, lost]])]  # fmt: skip
        assert judged(channel(kraus=rounded(operators)), CHECK).verdict == verdict


def test_large_maps_are_decided_where_a_criterion_holds():
    three = np.eye(3)
    assert judged(channel(kraus=rounded([three])), CHECK).verdict == "met"
    measure = [np.outer(three[k], three[k]) for k in range(3)]
    assert judged(channel(kraus=rounded(measure)), CHECK).verdict == "not-met"
    forget = np.eye(9) / 9
    assert judged(channel({"dimension": 3}, choi=rounded([forget])[0]), CHECK).verdict == "not-met"


def test_bound_entanglement_is_found_or_left_open():
    """Horodecki's 3 x 3 states have a positive partial transpose; realignment shows that they are entangled."""
    sigma_plus = np.zeros((9, 9))
    sigma_minus = np.zeros((9, 9))
    for i, j in ((0, 1), (1, 2), (2, 0)):
        sigma_plus[3 * i + j, 3 * i + j] = sigma_minus[3 * j + i, 3 * j + i] = 1 / 3
    phi = np.zeros(9)
    phi[[0, 4, 8]] = 1 / np.sqrt(3)
    alpha = 3.5
    state = 2 / 7 * np.outer(phi, phi) + alpha / 7 * sigma_plus + (5 - alpha) / 7 * sigma_minus
    found = judged(channel({"dimension": 3}, choi=rounded([state])[0]), CHECK)
    assert found.verdict == "met" and "realigned" in found.reason
    classical = np.diag([0.3, 0.02, 1 / 3 - 0.32, 0.02, 0.3, 1 / 3 - 0.32, 0.02, 1 / 3 - 0.32, 0.3])
    assert judged(channel({"dimension": 3}, choi=rounded([classical])[0]), CHECK).verdict == "undetermined"


def test_what_is_no_channel_is_not_classed():
    gain = channel(kraus=kraus("1 0;0 1|0 1;1 0"))
    assert judged(gain, CHECK).verdict == "undetermined"
    for model, value, verdict in (("depolarizing", "0.1", "met"), ("depolarizing", "0.8", "not-met"), ("depolarizing", "0.6", "undetermined")):
        assert judged(channel(model=model, parameter=value), CHECK).verdict == verdict


@pytest.mark.parametrize(
    "claims, ensemble, verdict",
    [
        ({"fidelity": "0.7"}, None, "met"), ({"fidelity": "0.66"}, None, "undetermined"),
        ({"fidelity": "0.7"}, "four-states", "undetermined"), ({"fidelity": "0.8"}, "equatorial", "met"),
        ({"fidelity": "0.9"}, "two-states", "undetermined"), ({"bellFidelity": "0.6"}, None, "met"),
        ({"bellFidelity": q("0.52", "0.05")}, None, "undetermined"), ({"bellFidelity": "0.5"}, None, "undetermined"),
    ],
)  # fmt: skip
def test_fidelities_serve_where_no_map_is_given(claims, ensemble, verdict):
    found = judged(channel({"inputEnsemble": ensemble} if ensemble else {}, **claims), CHECK)
    assert found.verdict == verdict and (verdict == "met") == found.reason.startswith(QUANTUM)


def test_a_branch_is_judged_in_its_runs():
    assert "in the runs that have an output" in judged(channel(kraus=kraus("1 0;0 0.5")), CHECK).reason


@pytest.mark.parametrize("model", ["depolarizing", "dephasing", "bit-flip", "amplitude-damping"])
@pytest.mark.parametrize("x", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_circuits_agree_with_the_closed_forms(model, x):
    assert circuits.bell_half_through_channel({model: x})[0] == pytest.approx(model_transposed(model, x), abs=1e-9)
    excited = 0.5 if model != "amplitude-damping" else 0.3
    value, drawing = circuits.coherent_information({model: x, "excited": excited})
    assert value == pytest.approx(coherent_information(model, x, excited), abs=1e-8) and "0:" in drawing


@pytest.mark.parametrize(
    "item",
    [
        channel(kraus=kraus("1 0;0 0.9|0 0.4359;0 0")),
        channel(choi=[["0.5"]]),
        channel(model="pure-loss", parameter="0.3"),
        channel(model="amplitude-damping", parameter="0.3", qubitsPerUse="0.1"),
        channel(model="depolarizing", parameter="0.05", qubitsPerUse="0.1"),
    ],
)
def test_simulated_evidence(item):
    found = ground_item(item, simulate=True)
    assert not any("engine fault" in warning for warning in found.warnings)
    for one in found.groundings:
        assert one.simulated is None or one.simulated["difference"] < 1e-6
    if "choi" not in item.claims:
        assert any(one.simulated for one in found.groundings)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_any_real_channel_is_accepted(seed, count):
    """Random channels, written to 4 digits, as Kraus operators and as a Choi matrix in either order."""
    chance = np.random.default_rng(seed)
    tall = chance.normal(size=(2 * count, 2)) + 1j * chance.normal(size=(2 * count, 2))
    isometry, _ = np.linalg.qr(tall)
    operators = [isometry[2 * k : 2 * k + 2] for k in range(count)]
    columns = [one.T.reshape(-1) for one in operators]
    choi = sum(np.outer(one, one.conj()) for one in columns) / 2
    turned = choi.reshape(2, 2, 2, 2).transpose(1, 0, 3, 2).reshape(4, 4)
    for claims in ({"kraus": rounded(operators, 4)}, *({"choi": rounded([one], 4)[0]} for one in (choi, 2 * choi, turned))):
        found = ground_item(channel({"tracePreserving": True}, **claims), simulate=False).groundings
        assert {one.verdict for one in found if one.check != CHECK} == {"supported"}
