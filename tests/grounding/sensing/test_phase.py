"""Heisenberg limit, standard quantum limit, and what dephasing leaves of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..builders import q
from .devices import agrees, found, item, only

HEISENBERG, STANDARD, NOISY = "heisenberg-limit", "standard-quantum-limit", "noisy-heisenberg"
LINEAR = {"generator": "linear"}
PRODUCT = {"generator": "linear", "probeState": "uncorrelated", "gain": 1}


def sensor(assume=None, **claims):
    return item("QuantumSensor", assume, **claims)


# Genuine: probes, repetitions, phase uncertainty, what is stated.
GENUINE = {
    # single photons with several passes, 10 dB below the standard limit: 10.1038/nature06257
    "several-passes": (378, 1, "0.0158", {"source": "single-photon", "sharedEntanglement": "none"} | LINEAR),
    # spin-squeezed atoms in free space, 814(61) microradians: 10.1103/PhysRevLett.125.043202
    "squeezed-atoms": (390000, 1, q("814e-6", "61e-6"), LINEAR),
    # 20 dB of squeezing, 147 microradians: 10.1038/nature16176
    "cavity-squeezing": (500000, 1, "147e-6", LINEAR),
    # three ions, 1.45 times better than the standard limit: 10.1126/science.1097576
    "three-ions": (3, 1, "0.398", LINEAR),
    # four photons with a visibility of 91 %, postselected: 10.1126/science.1138007
    "four-photons": (4, 1, "0.275", LINEAR | {"postselection": "coincidence", "source": "entangled-pair"}),
    # twin matter waves, 1.61 dB below shot noise: 10.1126/science.1208798
    "twin-atoms": (8000, 1, "9.3e-3", LINEAR),
}


@pytest.mark.parametrize("name", GENUINE)
def test_genuine_sensors_are_not_refuted(name):
    probes, repetitions, phase, assume = GENUINE[name]
    one = sensor(assume, probes=probes, repetitions=repetitions, phaseUncertainty=phase)
    assert only(one, HEISENBERG).verdict == "supported"
    assert only(one, STANDARD).verdict in {"met", "undetermined"}


@pytest.mark.parametrize(
    "phase, verdict",
    [("0.001", "supported"), ("0.00095", "undetermined"), ("0.00089", "refuted"), ("0", "refuted")],
)
def test_the_heisenberg_limit(phase, verdict):
    one = only(sensor(LINEAR, probes=100, repetitions=100, phaseUncertainty=phase), HEISENBERG)
    assert (one.verdict, one.kind) == (verdict, "theorem")
    assert float(one.bound) == pytest.approx(0.001) and one.source == "10.1103/PhysRevLett.96.010401"


def test_its_assumption_is_asked_for():
    claims = {"probes": 100, "repetitions": 1, "phaseUncertainty": "1e-4"}
    assert only(sensor(None, **claims), HEISENBERG).needs == ("generator: linear",)
    assert only(sensor({"generator": "nonlinear"}, **claims), HEISENBERG).needs == (
        "generator: linear (stated: nonlinear)",
    )


@pytest.mark.parametrize("premise", [{"priors": "0.5"}, {"postselection": "conditional"}, {"source": "squeezed"}])
def test_a_premise_stated_otherwise_keeps_the_theorem_away(premise):
    one = sensor(LINEAR | premise, probes=100, repetitions=1, phaseUncertainty="1e-4")
    assert only(one, HEISENBERG).verdict == "undetermined" and only(one, HEISENBERG).needs


def test_photons_may_pass_more_than_once_unless_the_claim_says_not():
    claims = {"probes": 100, "repetitions": 1, "phaseUncertainty": "2e-3"}
    light = LINEAR | {"source": "single-photon"}
    assert only(sensor(light, **claims), HEISENBERG).needs == ("gain: 1",)
    assert only(sensor(light | {"gain": 1}, **claims), HEISENBERG).verdict == "refuted"
    assert only(sensor(light | {"gain": 8}, **claims), HEISENBERG).verdict == "supported"
    assert only(sensor(light | {"gain": 3}, **claims), HEISENBERG).verdict == "refuted"


def test_probes_of_more_levels_gather_more_phase():
    claims = {"probes": 100, "repetitions": 1, "phaseUncertainty": "2e-3"}
    assert only(sensor(LINEAR, **claims), HEISENBERG).verdict == "refuted"
    assert only(sensor(LINEAR | {"dimension": 17}, **claims), HEISENBERG).verdict == "supported"


def test_the_levels_of_a_lone_probe_are_asked_for():
    claims = {"repetitions": 1, "phaseUncertainty": "0.05"}
    alone = only(sensor(LINEAR, probes=1, **claims), HEISENBERG)
    assert alone.verdict == "undetermined" and alone.needs == ("dimension: the levels of the only probe",)
    # a spin 8 read out once: that it is not amplified says nothing of its levels
    lone = LINEAR | {"gain": 1, "probeState": "uncorrelated"}
    for check in (HEISENBERG, STANDARD):
        asked = only(sensor(lone, probes=1, **claims), check)
        assert asked.verdict == "undetermined" and asked.needs == ("dimension: the levels of the only probe",)
        assert only(sensor(lone | {"dimension": 2}, probes=1, **claims), check).verdict == "refuted"
    assert only(sensor(LINEAR | {"dimension": 2}, probes=1, **claims), HEISENBERG).verdict == "refuted"
    assert only(sensor(LINEAR | {"dimension": 17}, probes=1, **claims), HEISENBERG).verdict == "refuted"
    assert only(sensor(LINEAR | {"dimension": 33}, probes=1, **claims), HEISENBERG).verdict == "supported"
    assert only(sensor(LINEAR, probes=2, **claims), HEISENBERG).verdict == "refuted"


def test_uncertainty_of_the_phase_counts():
    claims = {"probes": 100, "repetitions": 1}
    assert only(sensor(LINEAR, phaseUncertainty=q("8e-3", "1e-3"), **claims), HEISENBERG).verdict == "undetermined"
    assert only(sensor(LINEAR, phaseUncertainty=q("8e-3", "1e-4"), **claims), HEISENBERG).verdict == "refuted"


def test_repetitions_follow_from_the_times():
    claims = {"probes": 100, "phaseUncertainty": "1e-5"}
    times = {"duration": 100, "interrogationTime": "0.01"}
    one = only(sensor(LINEAR, **claims, **times), HEISENBERG)
    assert one.verdict == "refuted" and float(one.bound) == pytest.approx(1e-4)
    assert only(sensor(LINEAR, **claims), HEISENBERG).needs == ("repetitions",)
    assert only(sensor(LINEAR, phaseUncertainty=1), HEISENBERG).needs == ("probes", "repetitions")
    assert found(sensor(LINEAR, probes=10), HEISENBERG) == []


def test_uncorrelated_probes_keep_to_the_standard_limit():
    claims = {"probes": 10000, "repetitions": 1}
    assert only(sensor(PRODUCT, phaseUncertainty="0.01", **claims), STANDARD).verdict == "supported"
    assert only(sensor(PRODUCT, phaseUncertainty="0.0095", **claims), STANDARD).verdict == "undetermined"
    below = only(sensor(PRODUCT, phaseUncertainty="0.005", **claims), STANDARD)
    assert (below.verdict, below.kind) == ("refuted", "theorem")
    for gone in ("generator", "gain"):
        stated = {term: word for term, word in PRODUCT.items() if term != gone}
        one = only(sensor(stated, phaseUncertainty="0.005", **claims), STANDARD)
        assert one.verdict == "undetermined" and one.needs[0].startswith(gone)


def test_without_ruling_out_entanglement_it_is_a_capability():
    claims = {"probes": 10000, "repetitions": 1}
    assert only(sensor(LINEAR, phaseUncertainty="0.005", **claims), STANDARD).verdict == "met"
    assert only(sensor(LINEAR, phaseUncertainty="0.02", **claims), STANDARD).verdict == "not-met"
    near = only(sensor(LINEAR, phaseUncertainty=q("0.0099", "1e-3"), **claims), STANDARD)
    assert (near.verdict, near.kind) == ("undetermined", "capability")


def test_a_sensor_that_shares_no_entanglement_may_be_squeezed():
    """An interferometer with squeezed vacuum (10.1103/PhysRevLett.123.231107) denies it and is below the limit."""
    claims = {"probes": 10**10, "repetitions": 1, "phaseUncertainty": q("6e-6", "5e-8")}
    local = LINEAR | {"sharedEntanglement": False, "gain": 1}
    asked = only(sensor(local, **claims), STANDARD)
    assert asked.verdict == "undetermined" and asked.needs == ("probeState: uncorrelated",)
    assert only(sensor(local | {"probeState": "squeezed"}, **claims), STANDARD).verdict == "met"
    assert only(sensor(local | {"probeState": "uncorrelated"}, **claims), STANDARD).verdict == "refuted"


def test_a_clock_asks_for_its_gain_and_shows_its_stability():
    clock = {"probes": 10000, "duration": 1, "interrogationTime": "0.5", "frequency": "429e12"}
    stated = {"generator": "linear", "probeState": "uncorrelated"}
    good = only(sensor(stated, phaseUncertainty="0.008", **clock), STANDARD)
    assert good.verdict == "supported" and "relative frequency uncertainty of 5.94e-18" in good.reason
    # phase gathered over several pulses of one sequence, or of two clocks compared: 10.1038/s41586-022-05088-z
    assert only(sensor(stated, phaseUncertainty="0.003", **clock), STANDARD).needs == ("gain: 1",)
    assert only(sensor(stated | {"gain": 1}, phaseUncertainty="0.003", **clock), STANDARD).verdict == "refuted"


def test_coherent_light_with_a_reference_reaches_half_the_limit():
    light = {"generator": "linear", "source": "coherent-state", "gain": 1}
    claims = {"probes": 100, "repetitions": 1}
    assert only(sensor(light, phaseUncertainty="0.05", **claims), STANDARD).verdict == "supported"
    assert only(sensor(light, phaseUncertainty="0.04", **claims), STANDARD).verdict == "refuted"


def test_dephasing_is_a_model_and_refutes_nothing():
    claims = {"probes": 100, "repetitions": 1, "interrogationTime": 1, "t2": 2}
    assert only(sensor(LINEAR, phaseUncertainty="0.2", **claims), NOISY).verdict == "supported"
    below = only(sensor(LINEAR | {"decay": "markovian"}, phaseUncertainty="0.02", **claims), NOISY)
    assert (below.verdict, below.kind) == ("undetermined", "model")
    assert below.needs == ("how the noise on the probes is correlated",)
    assert "decay: markovian" in only(sensor(LINEAR, phaseUncertainty="0.02", **claims), NOISY).needs
    assert found(sensor(LINEAR, phaseUncertainty="0.02", probes=9, repetitions=1), NOISY) == []


@pytest.mark.parametrize("check", [HEISENBERG, STANDARD, NOISY])
@pytest.mark.parametrize("probes", [1, 3, 10**6])
def test_circuits_agree(check, probes):
    agrees(sensor(PRODUCT, probes=probes, repetitions=4, phaseUncertainty=2, interrogationTime=1, t2=3), check)


NUMBERS = st.sampled_from(["0", "1", "2", "1e-300", "1e300", "1e-9", "1e9", "-1"])
QUANTITIES = st.one_of(
    NUMBERS.map(q), st.builds(q, NUMBERS, NUMBERS.filter(lambda n: n != "-1")), NUMBERS.map(lambda n: q(lower=n)),
    NUMBERS.map(lambda n: q(upper=n)),
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(
            ["probes", "repetitions", "phaseUncertainty", "interrogationTime", "duration", "t2", "frequency"]
        ),
        QUANTITIES,
    )
)
def test_odd_numbers_break_nothing(claims):
    for check in (HEISENBERG, STANDARD, NOISY):
        found(sensor(PRODUCT, **claims), check)
