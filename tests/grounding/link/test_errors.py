"""What errors, noise and missing correlations leave of a key, and what so few signals can give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.grounding.checks.link.asymptotic_rate import three_bases, two_bases
from qgov.grounding.checks.link.device_independent import key_of
from qgov.grounding.checks.link.finite_key import longest

from ..builders import by_check, only, q
from .links import DIRECT, link

LIMIT, THRESHOLD, RATE, SIFTED = "qber-limit", "qber-threshold", "asymptotic-key-rate", "sifted-key-limit"
NOISE, DEVICE, FINITE = "excess-noise-limit", "device-independent-key", "finite-key"


def key(qber, assume=None, protocol="bb84", **claims):
    return link(assume, protocol=protocol, qber=qber, **({"secretKeyRate": 1} | claims))


# the hard limit


@pytest.mark.parametrize(
    "protocol, at, above", [("bb84", "0.25", "0.2501"), ("bbm92", "0.25", "0.26"), ("six-state", "0.333", "0.334")]
)
def test_intercepting_and_resending(protocol, at, above):
    assert only(key(at, protocol=protocol), LIMIT).verdict == "supported"
    found = only(key(above, protocol=protocol), LIMIT)
    assert (found.verdict, found.kind, found.needs) == ("refuted", "theorem", ())
    assert {claim.term for claim in found.claims} == {"qber", "secretKeyRate"}


REACH = {"protocol": "decoy-bb84", "channelLoss": 40, "detectorEfficiency": "0.2", "meanPhotonNumber": "0.1"}


def test_dark_counts_of_empty_pulses_are_no_eavesdropper():
    """At the reach of a decoy link half of the counts are dark, and the simulated rate is above zero at 25 % errors."""
    claims = REACH | {"qber": "0.2501", "secretKeyPerUse": "2e-8"}
    dark = only(link(darkCountProbability="2e-6", **claims), LIMIT)
    assert dark.verdict == "supported" and "empty pulses" in dark.reason
    assert only(link(darkCountProbability="2e-6", **claims | {"qber": "0.38"}), LIMIT).verdict == "refuted"
    assert only(link(darkCountProbability="2e-9", **claims | {"qber": "0.251"}), LIMIT).verdict == "refuted"
    assert only(link(darkCountProbability="2e-6", **claims | {"protocol": "bb84"}), LIMIT).verdict == "refuted"


def test_decoys_bear_errors_of_empty_pulses():
    claims = REACH | {"qber": "0.24", "secretKeyPerUse": "2e-8"}
    assert only(link(darkCountProbability="2e-6", **claims), THRESHOLD).verdict == "undetermined"
    assert only(link(darkCountProbability="2e-8", **claims), THRESHOLD).verdict == "not-met"
    assert only(link(**claims), THRESHOLD).verdict != "met"
    assert longest(1e9, 0.24) < 0 < longest(1e9, 0.24, 0.45)


def test_bases_are_stated_or_those_of_the_protocol():
    bare = link(qber="0.4", secretKeyRate=1)
    assert only(bare, LIMIT).needs == ("keyBases",)
    assert only(link({"keyBases": 2}, qber="0.3", secretKeyRate=1), LIMIT).verdict == "refuted"
    assert only(link({"keyBases": 3}, qber="0.3", secretKeyRate=1), LIMIT).verdict == "supported"
    assert by_check(link({"keyBases": 4}, qber="0.4", secretKeyRate=1), LIMIT) == []


@pytest.mark.parametrize("protocol", ["mdi", "twin-field", "mode-pairing", "sarg04", "b92", "cv-gaussian", "other"])
def test_other_protocols_have_errors_of_another_kind(protocol):
    assert by_check(key("0.3", {"keyBases": 2}, protocol), LIMIT) == []


@pytest.mark.parametrize(
    "stated",
    [{"trustedNoise": True}, {"preprocessing": "noisy"}, {"securityModel": "controlled-loss"},
     {"securityModel": "computational"}],
)  # fmt: skip
def test_what_is_stated_otherwise_keeps_the_theorem_away(stated):
    found = only(key("0.3", stated), LIMIT)
    (term,) = stated
    assert found.verdict == "undetermined" and found.needs[0].startswith(f"{term}: ")


def test_signals_of_more_dimensions_are_another_matter():
    assert by_check(key("0.3", {"dimension": 4}), LIMIT) == []
    assert only(key("0.3", {"dimension": 2}), LIMIT).verdict == "refuted"


def test_no_key_nothing_to_refute():
    assert by_check(link(protocol="bb84", qber="0.3"), LIMIT) == []
    assert by_check(key("0.3", secretKeyRate=0), LIMIT) == []
    assert by_check(key("0.3", secretKeyRate=q(upper=5)), LIMIT) == []


def test_the_worst_of_many_rates_refutes_nothing():
    assert only(key(q("0.3", statistic="worst")), LIMIT).verdict == "undetermined"
    assert only(key(q("0.3", statistic="best")), LIMIT).verdict == "refuted"


@pytest.mark.parametrize("u, verdict", [("0.001", "refuted"), ("0.005", "undetermined"), ("0.1", "undetermined")])
def test_uncertain_errors(u, verdict):
    assert only(key(q("0.26", u)), LIMIT).verdict == verdict


# what is known to work


@pytest.mark.parametrize(
    "qber, stated, verdict, bound",
    [
        ("0.109", {"postProcessing": "one-way", "preprocessing": "none"}, "met", "0.11"),
        ("0.11", {"postProcessing": "one-way", "preprocessing": "none"}, "not-met", "0.11"),
        ("0.12", {"postProcessing": "one-way", "preprocessing": "noisy"}, "met", "0.124"),
        ("0.12", {"postProcessing": "one-way"}, "undetermined", "0.11"),
        ("0.19", {"postProcessing": "two-way"}, "met", "0.2"),
        ("0.21", {"postProcessing": "two-way"}, "not-met", "0.2"),
        ("0.05", {}, "met", "0.11"),
        ("0.15", {}, "undetermined", "0.11"),
        ("0.21", {}, "not-met", "0.2"),
    ],
)
def test_thresholds_of_two_bases(qber, stated, verdict, bound):
    found = only(key(qber, stated), THRESHOLD)
    assert (found.verdict, found.kind, found.bound) == (verdict, "capability", Decimal(bound))
    assert (found.verdict == "undetermined") == bool(found.needs)


def test_thresholds_of_three_bases():
    stated = {"postProcessing": "one-way", "preprocessing": "none"}
    assert only(key("0.12", stated, "six-state"), THRESHOLD).verdict == "met"
    assert only(key("0.27", {"postProcessing": "two-way"}, "six-state"), THRESHOLD).verdict == "met"


def test_the_threshold_within_the_uncertainty():
    stated = {"postProcessing": "one-way", "preprocessing": "none"}
    assert only(key(q("0.109", "0.002"), stated), THRESHOLD).needs == ("a smaller uncertainty",)


# key of a long sifted key


def test_rates_vanish_at_their_thresholds():
    assert two_bases(0.11) == pytest.approx(0, abs=2e-4) and two_bases(0) == 1
    assert three_bases(0.1262) == pytest.approx(0, abs=1e-3) and three_bases(0) == 1
    assert two_bases(0.9) == three_bases(0.5) == 0
    assert key_of(8**0.5, 0) == pytest.approx(1) and key_of(2 * 2**0.5 * (1 - 0.143), 0.0715) < 3e-3


def test_more_than_the_formula_is_asked_about():
    item = link(protocol="bb84", asymptoticKeyRate="0.9", qber="0.05")
    found = only(item, RATE)
    assert (found.verdict, found.kind) == ("undetermined", "model") and "postProcessing" in found.needs
    assert only(link(protocol="bb84", asymptoticKeyRate="0.4", qber="0.05"), RATE).verdict == "supported"
    assert by_check(link({"postProcessing": "two-way"}, protocol="bb84", asymptoticKeyRate=1, qber="0.05"), RATE) == []


def test_a_qubit_holds_one_bit():
    assert only(link(protocol="bb84", asymptoticKeyRate="1"), SIFTED).verdict == "supported"
    assert only(link(protocol="bb84", asymptoticKeyRate="1.001"), SIFTED).verdict == "refuted"
    assert only(link(protocol="high-dimensional", asymptoticKeyRate="1.5"), SIFTED).needs == ("dimension",)
    four = {"dimension": 4}
    assert only(link(four, protocol="high-dimensional", asymptoticKeyRate="1.5"), SIFTED).verdict == "supported"
    assert only(link(four, protocol="high-dimensional", asymptoticKeyRate="2.5"), SIFTED).verdict == "refuted"
    assert by_check(link(protocol="cv-gaussian", asymptoticKeyRate="2.5"), SIFTED) == []


# noise of quadratures


@pytest.mark.parametrize("noise, verdict", [("0.05", "supported"), ("2", "supported"), ("2.01", "refuted")])
def test_two_units_of_noise(noise, verdict):
    stated = {"trustedNoise": False, "noiseReferredTo": "channel-input"}
    assert only(link(stated, protocol="cv-gaussian", excessNoise=noise, secretKeyRate=1), NOISE).verdict == verdict


@pytest.mark.parametrize("gone", ["trustedNoise", "noiseReferredTo"])
def test_noise_is_asked_about(gone):
    stated = {"trustedNoise": False, "noiseReferredTo": "channel-input"}
    del stated[gone]
    found = only(link(stated, protocol="cv-gaussian", excessNoise=3, secretKeyRate=1), NOISE)
    assert found.verdict == "undetermined" and found.needs[0].startswith(gone)


def test_noise_at_the_output():
    stated = {"trustedNoise": False, "noiseReferredTo": "channel-output", "lossIncludesReceiver": False}
    for noise, verdict in (("0.1", "supported"), ("0.3", "refuted")):
        item = link(stated, protocol="cv-gaussian", excessNoise=noise, secretKeyRate=1, channelLoss=10)
        found = only(item, NOISE)
        assert found.verdict == verdict and found.bound == Decimal("0.2")
    item = link(stated, protocol="cv-gaussian", excessNoise=1, secretKeyRate=1)
    assert only(item, NOISE).verdict == "undetermined"
    assert by_check(link(stated, protocol="cv-gaussian", excessNoise=3), NOISE) == []


# untrusted devices


def test_no_violation_no_key():
    stated = {"certification": "device-independent"}
    item = link(stated, protocol="device-independent", chsh="1.95", secretKeyRate=1)
    assert only(item, DEVICE).verdict == "refuted"
    assert only(link(stated, chsh="2.1", secretKeyRate=1), DEVICE).verdict == "supported"
    assert by_check(link(protocol="e91", chsh="1.9", secretKeyRate=1), DEVICE) == []
    assert by_check(link(stated, chsh="1.9"), DEVICE) == []


def test_the_formula_of_one_key_basis_refutes_nothing():
    item = link(protocol="device-independent", chsh="2.1", qber="0.09", asymptoticKeyRate="0.1")
    violation, rate = by_check(item, DEVICE)
    assert violation.verdict == "supported"
    assert (rate.verdict, rate.kind) == ("undetermined", "model") and rate.bound == 0


# finite sessions


def test_an_error_rate_that_passes_is_not_a_finite_key():
    found = only(key("0.081", protocol="bbm92", finiteKey=True), FINITE)
    assert found.verdict == "undetermined" and found.needs == ("rounds",)
    assert only(key("0.081", {"finiteKeyObtained": False}, "bbm92", finiteKey=True), FINITE).verdict == "not-met"
    assert by_check(key("0.081", protocol="bbm92"), FINITE) == []
    assert by_check(link(protocol="bb84", finiteKey=True), FINITE) == []


@pytest.mark.parametrize(
    "qber, rounds, verdict", [("0.0451", 3100, "met"), ("0.081", 2000, "not-met"), ("0.2", 10**9, "not-met")]
)
def test_what_so_few_signals_can_give(qber, rounds, verdict):
    item = key(qber, {"finiteKeyObtained": True}, "bbm92", rounds=rounds)
    assert only(item, FINITE).verdict == verdict


def test_the_length_of_the_key():
    assert longest(1e9, 0.02) == pytest.approx(1e9 * (1 - 2 * 0.1414), 2e-3)
    assert only(key("0.0451", protocol="bbm92", rounds=3100, keyLength=372), FINITE).verdict == "met"
    assert only(key("0.0451", protocol="bbm92", rounds=3100, keyLength=3000), FINITE).verdict == "not-met"
    assert only(key("0.0451", protocol="bbm92", rounds=10, keyLength=5), FINITE).verdict == "not-met"
    assert only(key("0.02", protocol="bb84", rounds=10**6, finiteKey=True), FINITE).verdict == "undetermined"
    two_way = {"postProcessing": "two-way"}
    assert only(key("0.15", two_way, rounds=10**6, keyLength=5), FINITE).verdict == "undetermined"
    assert by_check(link(DIRECT, protocol="twin-field", keyLength=5), FINITE) == []
