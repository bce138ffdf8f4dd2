"""Claims per use against capacities, with the help that a claim states."""

from __future__ import annotations

from math import inf, log2, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding.checks.channel import capacities as c
from qgov.grounding.checks.channel import spectra
from qgov.grounding.checks.channel.matrices import claimed_map

from ..builders import q
from .claims import all_of, channel, judged, kraus, rounded

CHECK = "channel-capacity"


@pytest.mark.parametrize(
    "value, expected",
    [
        (c.erasure(0.25, c.QUBITS, c.NONE), 0.5),
        (c.erasure(0.25, c.QUBITS, c.TWO_WAY), 0.75),
        (c.erasure(0.6, c.QUBITS, c.NONE), 0.0),
        (c.dephasing(0.11, c.QUBITS, c.NONE), 1 - 0.4999158),
        (c.dephasing(0.5, c.BITS, c.NONE), 1.0),
        (c.amplitude_damping(0.0, c.QUBITS, c.NONE), 1.0),
        (c.amplitude_damping(0.5, c.QUBITS, c.NONE), 0.0),
        (c.amplitude_damping(0.0, c.BITS, c.ENTANGLED), 2.0),
        (c.amplitude_damping(0.0, c.KEY, c.TWO_WAY), 1.0),
        (c.amplitude_damping(1.0, c.KEY, c.TWO_WAY), 0.0),
        (c.depolarizing(0.25, c.QUBITS, c.NONE), 0.0),
        (c.depolarizing(0.5, c.QUBITS, c.TWO_WAY), 0.0),
        (c.depolarizing(0.75, c.BITS, c.NONE), 0.0),
        (c.depolarizing(0.0, c.BITS, c.ENTANGLED), 2.0),
        (c.pure_loss(0.5, c.KEY, c.TWO_WAY), 1.0),
        (c.pure_loss(0.5, c.QUBITS, c.NONE), 0.0),
        (c.pure_loss(0.9, c.QUBITS, c.NONE), log2(9)),
        (c.pure_loss(0.9, c.BITS, c.NONE), inf),
        (c.thermal_loss(0.5, 0.0, c.KEY, c.TWO_WAY), 1.0),
        (c.thermal_loss(0.5, 1.0, c.KEY, c.TWO_WAY), 0.0),
    ],
)
def test_known_values(value, expected):
    assert value == pytest.approx(expected, abs=1e-6)


@given(st.floats(0, 1), st.sampled_from([c.QUBITS, c.BITS, c.KEY]), st.sampled_from(sorted(c.MODELS)))
def test_help_never_lowers_a_capacity_and_hashing_stays_below(x, term, model):
    none, forward, two_way, entangled = (c.MODELS[model](x, term, help_) for help_ in c.ASSISTANCE)
    assert -1e-9 <= none <= forward + 1e-9 <= two_way + 2e-9
    assert term == c.KEY or none <= entangled + 1e-9
    if model == "depolarizing" and term == c.QUBITS:
        assert 1 - c.entropy(x) - x * log2(3) <= none + 1e-12


def line(model, value, term, claim, **assume):
    return judged(channel(assume, **{"model": model, "parameter": value, term: claim}), CHECK)


def test_within_the_capacity():
    assert line("erasure", "0.25", c.QUBITS, "0.5").verdict == "supported"
    assert line("erasure", "0.25", c.QUBITS, "0.74", assistance="two-way-classical").verdict == "supported"


def test_beyond_the_stated_capacity_is_refuted_and_unstated_help_is_asked_for():
    assert line("erasure", "0.25", c.QUBITS, "0.7", assistance="none").verdict == "refuted"
    unsaid = line("erasure", "0.25", c.QUBITS, "0.7")
    assert unsaid.verdict == "undetermined" and unsaid.needs == ("assistance: none",)
    assert line("erasure", "0.25", c.QUBITS, "0.9").verdict == "refuted"


def test_shared_entanglement_doubles_the_bits():
    dense = {"model": "identity", "classicalBitsPerUse": q("1.665", "0.018")}
    assert judged(channel({"sharedEntanglement": True, "dimension": 2}, **dense), CHECK).verdict == "supported"
    assert judged(channel({"assistance": "none", "dimension": 2}, **dense), CHECK).verdict == "refuted"
    assert judged(channel({"assistance": "none"}, **dense), CHECK).verdict == "undetermined"
    assert judged(channel({"dimension": 2}, **dense), CHECK).needs == ("assistance: none",)
    assert judged(channel({"sharedEntanglement": "none", "dimension": 2, "assistance": "none"}, **dense), CHECK).verdict == "refuted"
    over = {"model": "identity", "classicalBitsPerUse": "2.5"}
    assert judged(channel({"sharedEntanglement": True, "dimension": 2}, **over), CHECK).verdict == "refuted"
    assert judged(channel({"sharedEntanglement": True, "dimension": 4}, **over), CHECK).verdict == "supported"


@pytest.mark.parametrize("missing", ["modes", "intermediateStations"])
def test_a_lossy_line_is_bounded_without_stations_and_by_mode(missing):
    assume, claims = {"modes": 1}, {"intermediateStations": "0"}
    far = {"model": "pure-loss", "channelLoss": "156.5", "secretKeyPerUse": "9.53e-12"}
    assert judged(channel(assume, **claims, **far), CHECK).verdict == "refuted"
    assume.pop(missing, None)
    claims.pop(missing, None)
    found = judged(channel(assume, **claims, **far), CHECK)
    assert found.verdict == "undetermined" and found.needs[0].startswith(missing)


def test_modes_multiply_and_a_station_keeps_the_bound_away():
    claims = {"model": "pure-loss", "parameter": "0.5", "secretKeyPerUse": "3", "intermediateStations": "0"}
    assume = {"parameterConvention": "transmissivity"}
    assert judged(channel({**assume, "modes": 4}, **claims), CHECK).verdict == "supported"
    assert judged(channel({**assume, "modes": 1}, **claims), CHECK).verdict == "refuted"
    station = channel({**assume, "modes": 1}, **(claims | {"intermediateStations": "1"}))
    assert judged(station, CHECK).needs == ("intermediateStations: 0 (stated: 1)",)


def test_excess_noise_lowers_the_bound():
    claims = {"model": "thermal-loss", "parameter": "0.1", "intermediateStations": "0", "secretKeyPerUse": "0.12"}
    assume = {"parameterConvention": "transmissivity", "noiseReferredTo": "channel-input", "modes": 1}
    assert judged(channel(assume, excessNoise="0.01", **claims), CHECK).verdict == "supported"
    assert judged(channel(assume, excessNoise="1.5", **claims), CHECK).verdict == "refuted"
    assert judged(channel(assume, excessNoise="2.5", **claims), CHECK).bound == 0


def test_conventions_that_disagree_are_asked_for():
    claims = {"model": "depolarizing", "parameter": "0.2", "qubitsPerUse": "0.3"}
    found = judged(channel({"assistance": "none"}, **claims), CHECK)
    assert found.verdict == "undetermined" and "mixing-probability" in found.needs[0]
    stated = {"assistance": "none", "parameterConvention": "pauli-probability"}
    assert judged(channel(stated, **claims), CHECK).verdict == "refuted"


def test_uncertainty_of_the_parameter_counts_across_the_kink():
    for u, verdict in ((None, "refuted"), ("0.01", "refuted"), ("0.04", "refuted"), ("0.08", "undetermined"), ("0.2", "undetermined")):
        found = line("amplitude-damping", q("0.6", u), c.QUBITS, "0.1", assistance="none")
        assert found.verdict == verdict


@given(st.integers(1, 99), st.integers(1, 100), st.integers(1, 300), st.lists(st.floats(0.05, 0.99), max_size=4))
def test_shrinking_uncertainty_never_jumps(damping, rate, thousandths, shrink):
    u, verdicts = thousandths / 1000, []
    for share in (1, *shrink):
        u *= share
        found = line("amplitude-damping", q(damping / 100, f"{u:.9f}"), c.QUBITS, q(rate / 100), assistance="none")
        verdicts.append(found.verdict)
    assert not {"supported", "refuted"} <= set(verdicts)


def test_matrices_have_bounds_too():
    dephased = kraus("1 0;0 0|0 0;0 1")
    assert judged(channel({"assistance": "two-way-classical"}, kraus=dephased, qubitsPerUse="0.1"), CHECK).verdict == "refuted"
    assert judged(channel(kraus=dephased, secretKeyPerUse="0.1"), CHECK).verdict == "refuted"
    assert judged(channel({"assistance": "none"}, kraus=dephased, classicalBitsPerUse="1"), CHECK).verdict == "supported"
    assert judged(channel({"assistance": "none"}, kraus=dephased, classicalBitsPerUse="1.2"), CHECK).verdict == "refuted"
    damping = kraus("1 0;0 0.9|0 0.4359;0 0")
    assert judged(channel({"assistance": "none"}, kraus=damping, qubitsPerUse="0.8"), CHECK).verdict == "supported"
    lossy = judged(channel({"assistance": "none"}, kraus=kraus("1 0;0 0.5"), qubitsPerUse="1.5"), CHECK)
    assert lossy.verdict == "undetermined"


def test_a_rate_without_a_channel_asks_for_one():
    assert judged(channel(qubitsPerUse="0.5"), CHECK).needs == ("kraus, choi or model",)
    assert judged(channel(model="erasure", qubitsPerUse="0.5"), CHECK).needs == ("parameter",)
    assert all_of(channel(model="erasure", parameter="0.5"), CHECK) == []
    assert judged(channel({"dimension": 3}, model="depolarizing", parameter="0.1", qubitsPerUse="1.2"), CHECK).needs
    assert judged(channel(model="erasure", parameter=q(lower="0.1"), qubitsPerUse="0.5"), CHECK).verdict == "undetermined"


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_the_transposition_bound_lies_above_what_random_channels_carry(seed, count):
    """The coherent information with a uniform input can be sent, so that no bound may lie below it."""
    import numpy as np

    from qgov.grounding.checks.channel.matrices import claimed_map
    from qgov.grounding.checks.channel.spectra import transposition_bound

    chance = np.random.default_rng(seed)
    tall = chance.normal(size=(2 * count, 2)) + 1j * chance.normal(size=(2 * count, 2))
    tall[:2] += 3 * np.eye(2)
    isometry, _ = np.linalg.qr(tall)
    one = claimed_map(channel(kraus=rounded([isometry[2 * k : 2 * k + 2] for k in range(count)])))

    def entropy(state):
        values = np.linalg.eigvalsh(state)
        return -sum(value * log2(value) for value in values if value > 1e-12)

    output = np.trace(one.state.reshape(2, 2, 2, 2), axis1=0, axis2=2)
    assert entropy(output) - entropy(one.state) <= transposition_bound(one) + 1e-6


@given(st.floats(1e-6, 1))
def test_the_two_way_bound_of_damping_lies_above_reverse_coherent_information(gamma):
    _, reachable = c.largest(lambda q: c.entropy(q) - c.entropy(gamma * q))
    assert reachable <= c.amplitude_damping(gamma, c.QUBITS, c.TWO_WAY) + 1e-9
    assert reachable <= c.amplitude_damping(gamma, c.QUBITS, c.ENTANGLED) + 1e-9


def test_qubits_that_may_merely_be_sent_are_asked_about():
    noisy = {"model": "depolarizing", "parameter": "0.2"}
    sent = judged(channel({"parameterConvention": "pauli-probability"}, **noisy, qubitsPerUse="1"), CHECK)
    assert sent.verdict == "undetermined" and any(need.startswith("assistance: ") for need in sent.needs)
    more = judged(channel({"parameterConvention": "pauli-probability"}, **noisy, qubitsPerUse="1.5"), CHECK)
    assert more.verdict == "refuted"
    stated = {"parameterConvention": "pauli-probability", "assistance": "two-way-classical"}
    assert judged(channel(stated, **noisy, qubitsPerUse="1"), CHECK).verdict == "refuted"


@pytest.mark.parametrize("gamma, shared", [(0.3, False), (0.49, False), (0.51, True), (0.9, True)])
def test_damping_as_kraus_operators_carries_no_qubits_from_one_half_on(gamma, shared):
    kept, lost = np.array([[1, 0], [0, sqrt(1 - gamma)]]), np.array([[0, sqrt(gamma)], [0, 0]])
    line = channel({"assistance": "none", "tracePreserving": True}, kraus=rounded([kept, lost]), qubitsPerUse="0.1")
    found = judged(line, CHECK)
    assert (found.bound == 0) == shared and (found.verdict == "refuted") == shared
    helped = channel({"assistance": "two-way-classical", "tracePreserving": True}, kraus=rounded([kept, lost]),
                     qubitsPerUse="0.1")  # fmt: skip
    assert judged(helped, CHECK).verdict == "supported"


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.floats(0, 1))
def test_a_map_of_positive_coherent_information_is_not_called_antidegradable(seed, count, excited):
    chance = np.random.default_rng(seed)
    tall = chance.normal(size=(2 * count, 2)) + 1j * chance.normal(size=(2 * count, 2))
    isometry, _ = np.linalg.qr(tall)
    operators = [isometry[2 * k : 2 * k + 2] for k in range(count)]
    pure = np.diag([sqrt(1 - excited), sqrt(excited)]).reshape(4)
    joint = [np.kron(np.eye(2), one) @ pure for one in operators]
    whole = sum(np.outer(one, one.conj()) for one in joint)

    def entropy(state):
        values = np.linalg.eigvalsh(state)
        return -sum(value * log2(value) for value in values if value > 1e-15)

    coherent = entropy(np.trace(whole.reshape(2, 2, 2, 2), axis1=0, axis2=2)) - entropy(whole)
    found = claimed_map(channel(kraus=rounded(operators)))
    assert not (coherent > 1e-9 and spectra.is_antidegradable(found))


def test_rounded_operators_may_be_those_of_a_better_map():
    near = kraus("1 0; 0 0.7 | 0 0.71; 0 0")  # damping of 0.5, rounded
    assert not spectra.is_antidegradable(claimed_map(channel(kraus=near)))
    far = kraus("1 0; 0 0.30 | 0 0.95; 0 0")
    assert spectra.is_antidegradable(claimed_map(channel(kraus=far)))
