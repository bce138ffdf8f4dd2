"""Min-entropy of samples, rates of secret bits, randomness from a Bell violation."""

from __future__ import annotations

from math import log2, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding.checks.sensing.bell_randomness import certified_bits, most_bits

from ..builders import q
from .devices import agrees, found, item, only
from .test_phase import QUANTITIES

ENTROPY, RATE, BELL = "min-entropy", "random-rate", "bell-randomness"
CERTIFIED = {"certification": "device-independent"}


def generator(assume=None, **claims):
    return item("RandomNumberGenerator", assume, **claims)


@pytest.mark.parametrize(
    "entropy, verdict",
    [("8", "supported"), ("8.03", "undetermined"), ("8.05", "refuted"), (q("8.2", "0.1"), "undetermined"),
     (q("8.4", "0.1"), "refuted"), ("0", "supported"), (q(lower="7", upper="9"), "supported")],
)  # fmt: skip
def test_a_sample_holds_so_many_bits(entropy, verdict):
    one = only(generator(minEntropyPerSample=entropy, outcomes=256), ENTROPY)
    assert one.verdict == verdict and one.bound == 8


def test_outcomes_are_asked_for():
    assert only(generator(minEntropyPerSample=3), ENTROPY).needs == ("outcomes",)
    assert found(generator(outcomes=3), ENTROPY) == []


def test_genuine_phase_noise_generator():
    # 6.7 bits of 8 at 1 GS/s, more than 6 Gbit/s: 10.1364/OE.20.012366
    one = generator(minEntropyPerSample="6.7", outcomes=256, sampleRate="1e9", secretKeyRate="6e9")
    assert only(one, ENTROPY).verdict == only(one, RATE).verdict == "supported"


@pytest.mark.parametrize(
    "rate, verdict",
    [("0.5e6", "supported"), ("0.85e6", "undetermined"), ("0.95e6", "undetermined"), ("0.97e6", "refuted"),
     ("1e7", "refuted")],
)  # fmt: skip
def test_the_rate_of_bits(rate, verdict):
    # Hmin = 0.5 of one bit: the likelier outcome has p = 0.707, whose Shannon entropy is 0.872 bits.
    one = only(generator({"modes": 1}, minEntropyPerSample="0.5", outcomes=2, sampleRate="1e6", secretKeyRate=rate), RATE)
    assert one.verdict == verdict


def test_a_rate_without_outcomes_or_entropy():
    assert only(generator(minEntropyPerSample=1, sampleRate=1000, secretKeyRate=5000), RATE).verdict == "undetermined"
    assert only(generator({"modes": 1}, outcomes=2, sampleRate=1000, secretKeyRate=5000), RATE).verdict == "refuted"
    assert only(generator(outcomes=2, secretKeyRate=5000), RATE).needs == ("sampleRate",)
    assert only(generator(secretKeyRate=5000), RATE).needs == ("sampleRate", "outcomes")
    assert found(generator(sampleRate=1000), RATE) == []


def test_bits_of_a_session():
    session = {"outcomes": 2, "sampleRate": 1000, "minEntropyPerSample": 1, "duration": 60}
    assert only(generator(keyLength=60000, **session), RATE).verdict == "supported"
    assert only(generator({"modes": 1}, keyLength=600000, **session), RATE).verdict == "refuted"


def test_bits_stretched_by_computation_are_another_matter():
    claims = {"outcomes": 2, "sampleRate": 1000, "secretKeyRate": 5000}
    one = only(generator({"securityModel": "computational"}, **claims), RATE)
    assert one.verdict == "undetermined" and "securityModel" in one.needs[0]


def test_genuine_bell_certificates():
    # 42 bits from 3016 trials at S = 2.414: 10.1038/nature09008
    pironio = generator(CERTIFIED, minEntropyPerSample="0.0139", outcomes=2, chsh="2.414")
    assert only(pironio, BELL).verdict == "supported"
    # entropy accumulation, 181 bit/s at 200 kHz with S = 2 + 8 x 2.757e-4: 10.1038/s41586-018-0559-3
    liu = generator(CERTIFIED, minEntropyPerSample="9.06e-4", outcomes=4, chsh="2.0022056")
    assert only(liu, BELL).verdict == "undetermined"


@pytest.mark.parametrize(
    "violation, entropy, outcomes, verdict",
    [("2.1", "0.5", 2, "undetermined"), ("2.1", "0.1", 2, "undetermined"), ("2.1", "0.038", 2, "supported"),
     ("2", "0.01", 2, "refuted"), ("2.00", "9.06e-4", 4, "undetermined"), ("2.0", "0.5", 2, "refuted"), ("1.9", "1", 4, "refuted"), ("2", "0", 2, "supported"),
     ("2.8284271247", "0.999", 2, "supported"), ("2.8284271247", "1.2", 4, "undetermined"),
     (q("2.1", "0.2"), "0.5", 2, "undetermined")],
)  # fmt: skip
def test_a_violation_certifies_so_many_bits(violation, entropy, outcomes, verdict):
    one = generator(CERTIFIED, minEntropyPerSample=entropy, outcomes=outcomes, chsh=violation)
    assert only(one, BELL).verdict == verdict


def test_certification_is_asked_for_and_other_certificates_are_not_judged():
    claims = {"minEntropyPerSample": "0.5", "outcomes": 2, "chsh": "1.9"}
    assert only(generator(**claims), BELL).needs == ("certification: device-independent",)
    assert found(generator({"certification": "trusted-device"}, **claims), BELL) == []
    assert only(generator(CERTIFIED, minEntropyPerSample=1), BELL).needs == ("chsh",)
    assert found(generator(minEntropyPerSample=1), BELL) == []


@pytest.mark.parametrize(
    "violation, verdict",
    [("1.9", "refuted"), ("1.99", "undetermined"), ("2", "supported"), ("2.4", "supported"), (q("1.9", "0.03"), "refuted"),
     (q("1.9", "0.06"), "undetermined")],
)  # fmt: skip
@pytest.mark.parametrize("bits", [{"secretKeyRate": 100}, {"keyLength": 42}])
def test_device_independent_bits_need_a_violation(bits, violation, verdict):
    assert only(generator(CERTIFIED, chsh=violation, **bits), BELL).verdict == verdict


def test_bits_of_other_certificates_and_none_at_all_need_no_violation():
    for assume in ({}, {"certification": "trusted-device"}):
        assert found(generator(assume, chsh="1.9", secretKeyRate=100), BELL) == []
    assert found(generator(CERTIFIED, chsh="1.9", secretKeyRate=0), BELL) == []
    assert only(generator(CERTIFIED, secretKeyRate=100), BELL).needs == ("chsh",)


def test_a_certificate_may_rest_on_more_than_the_violation():
    # all statistics of tilted or unequal settings certify more than S does: 10.1103/PhysRevLett.108.100402
    one = only(generator(CERTIFIED, minEntropyPerSample="0.9", outcomes=2, chsh=q("2.1", "0.01")), BELL)
    assert one.verdict == "undetermined" and one.needs == (
        "minEntropyPerSample with method: chsh, if the certificate rests on S alone",
    )
    alone = q("0.9", "0.01", method="chsh")
    assert only(generator(CERTIFIED, minEntropyPerSample=alone, outcomes=2, chsh=q("2.1", "0.01")), BELL).verdict == (
        "refuted"
    )


def test_modes_side_by_side_hand_out_more():
    # homodyne detectors side by side on one chip: 10.22331/q-2019-05-13-141
    claims = {"outcomes": 2, "sampleRate": "1e9", "minEntropyPerSample": 1}
    assert only(generator({"modes": 8}, secretKeyRate="8e9", **claims), RATE).verdict == "supported"
    assert only(generator({"modes": 8}, secretKeyRate="9.7e9", **claims), RATE).verdict == "refuted"
    assert only(generator(secretKeyRate="8e9", **claims), RATE).needs == ("modes",)
    assert only(generator({"modes": 1}, secretKeyRate="8e9", **claims), RATE).verdict == "refuted"


def test_the_two_curves_meet_at_the_ends():
    assert certified_bits(2) == 0 == most_bits(2, 2)
    assert certified_bits(2 * sqrt(2)) == pytest.approx(1) == most_bits(2 * sqrt(2), 2)
    assert certified_bits(2.414) == pytest.approx(1 - log2(1 + sqrt(2 - 2.414**2 / 4)))
    assert all(certified_bits(2 + i / 100) <= most_bits(2 + i / 100, 2) for i in range(83))


@pytest.mark.parametrize("outcomes", [2, 3, 10, 256])
def test_circuits_agree(outcomes):
    one = generator(
        CERTIFIED, minEntropyPerSample="0.01", outcomes=outcomes, chsh="2.3", sampleRate=10, secretKeyRate=1
    )
    for check in (ENTROPY, RATE, BELL):
        agrees(one, check)


@pytest.mark.parametrize("violation", ["0", "2", "2.8284271247461903", "4"])
def test_circuits_exist_at_the_ends(violation):
    agrees(generator(CERTIFIED, minEntropyPerSample="0", outcomes=2, chsh=violation), BELL)


@given(
    st.dictionaries(
        st.sampled_from(
            ["minEntropyPerSample", "outcomes", "sampleRate", "secretKeyRate", "keyLength", "duration", "chsh"]
        ),
        QUANTITIES,
    )
)
def test_odd_numbers_break_nothing(claims):
    for check in (ENTROPY, RATE, BELL):
        found(generator(CERTIFIED, **claims), check)
