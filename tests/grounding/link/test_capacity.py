"""What loss leaves of a rate: undivided, divided, amplified and noisy paths, and pairs."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding.checks.link.capacity import chain_capacity, loss_capacity, thermal_capacity

from ..builders import by_check, only, q
from .links import DIRECT, link, without

DIRECT_CHECK, CHAIN, AMPLIFIED = "direct-link-capacity", "chain-capacity", "amplified-link-capacity"
THERMAL, PAIRS = "thermal-loss-capacity", "pair-rate-capacity"


def direct(rate, assume=DIRECT, loss=20, **claims):
    claims = {"protocol": "bb84", "intermediateStations": 0, "channelLoss": loss, "secretKeyPerUse": rate} | claims
    return link(assume, **claims)


def test_formulas():
    assert loss_capacity(0.5) == pytest.approx(1) and loss_capacity(1e-9) == pytest.approx(1e-9 / 0.6931471805599453)
    assert chain_capacity(1e-8, 1) == pytest.approx(loss_capacity(1e-4))
    assert thermal_capacity(0.1, 0) == pytest.approx(loss_capacity(0.1)) and thermal_capacity(0.1, 2) == 0
    assert thermal_capacity(0.1, 1.999999) < 1e-6
    noises = [thermal_capacity(0.1, noise / 10) for noise in range(21)]
    assert noises == sorted(noises, reverse=True)


@pytest.mark.parametrize("share, verdict", [(1, "supported"), (1.05, "undetermined"), (1.1001, "refuted")])
def test_the_bound_of_the_undivided_path(share, verdict):
    found = only(direct(-log2(0.99) * share), DIRECT_CHECK)
    assert (found.verdict, found.kind, found.source) == (verdict, "theorem", "10.1038/ncomms15043")
    assert {claim.term for claim in found.claims} == {"secretKeyPerUse", "channelLoss"}
    assert float(found.bound) == pytest.approx(-log2(0.99))


@pytest.mark.parametrize("gone", ["memoryNode", "opticalAmplifiers", "lossIncludesReceiver", "modes"])
def test_what_is_not_stated_is_asked_for(gone):
    found = only(direct(0.1, without(DIRECT, gone)), DIRECT_CHECK)
    assert found.verdict == "undetermined" and len(found.needs) == 1 and found.needs[0].startswith(gone)


def test_stations_are_claimed_and_not_supposed():
    item = link(DIRECT, protocol="bb84", channelLoss=20, secretKeyPerUse="0.1")
    assert only(item, DIRECT_CHECK).needs == ("intermediateStations: 0",)


def test_a_loss_that_holds_the_receivers_bounds_nothing():
    found = only(direct(0.1, DIRECT | {"lossIncludesReceiver": True}), DIRECT_CHECK)
    assert found.needs == ("lossIncludesReceiver: none (stated: true)",)


@pytest.mark.parametrize("model", ["controlled-loss", "bounded-storage", "computational", "individual-attacks"])
def test_a_weaker_eavesdropper_is_not_bounded(model):
    found = only(direct(0.1, DIRECT | {"securityModel": model}), DIRECT_CHECK)
    assert found.verdict == "undetermined" and found.needs == (f"securityModel: unconditional (stated: {model})",)
    assert only(direct(0.1, DIRECT | {"securityModel": "collective-attacks"}), DIRECT_CHECK).verdict == "refuted"


def test_uncertainty_of_loss_and_rate():
    for loss_u, rate_u, verdict in (("0.5", "0", "refuted"), ("9", "0", "undetermined"), ("0", "0.1", "undetermined")):
        found = only(direct(q("0.1", rate_u), loss=q("20", loss_u)), DIRECT_CHECK)
        assert found.verdict == verdict and found.z_score < 0


def test_rates_modes_and_sessions():
    item = link(DIRECT | {"modes": 10}, protocol="bb84", intermediateStations=0, channelLoss=20, clockRate="1e9",
                secretKeyRate="1e8", keyLength="1e9", duration="10")  # fmt: skip
    rate, session = by_check(item, DIRECT_CHECK)
    assert (rate.verdict, rate.unit) == ("supported", "bit/s") and float(rate.bound) == pytest.approx(1.45e8, 1e-3)
    assert session.verdict == "supported" and float(session.bound) == pytest.approx(1.45e9, 1e-3)
    one = link(DIRECT, protocol="bb84", intermediateStations=0, channelLoss=20, clockRate="1e9", secretKeyRate="1e8")
    assert only(one, DIRECT_CHECK).verdict == "refuted"


def test_rounds_may_be_sifted_bits_and_refute_nothing():
    item = link(DIRECT, protocol="bb84", intermediateStations=0, channelLoss=60, keyLength="1e5", rounds="1e6")
    assert only(item, DIRECT_CHECK).needs == ("clockRate and duration",)


@pytest.mark.parametrize(
    "claims, assume, words",
    [
        ({"km": 100, "attenuation": "0.2"}, {}, "20 dB (length times attenuation)"),
        ({"km": 100}, {"medium": "fibre"}, "14 dB (at 0.14 dB/km, the best solid fibre)"),
        ({"km": 100}, {"medium": "hollow-core-fibre"}, "9 dB (at 0.09 dB/km, the best hollow core)"),
    ],
)
def test_the_most_favourable_loss(claims, assume, words):
    stated = without(DIRECT, "lossIncludesReceiver") | assume
    item = link(stated, protocol="bb84", intermediateStations=0, secretKeyPerUse=1, **claims)
    found = only(item, DIRECT_CHECK)
    assert found.verdict == "refuted" and words in found.reason


@pytest.mark.parametrize("medium", ["free-space", "waveguide", None])
def test_no_least_loss_a_kilometre(medium):
    item = link(DIRECT | ({"medium": medium} if medium else {}), protocol="bb84", intermediateStations=0, km=1000,
                secretKeyPerUse=1)  # fmt: skip
    found = only(item, DIRECT_CHECK)
    assert found.verdict == "undetermined" and any("channelLoss" in need for need in found.needs)


def test_a_rate_without_a_clock_is_asked_about():
    item = link(DIRECT, protocol="bb84", intermediateStations=0, channelLoss=20, secretKeyRate="1e9")
    assert only(item, DIRECT_CHECK).needs == ("clockRate",)


def test_open_ends_bound_nothing():
    assert only(direct(q(upper="0.1")), DIRECT_CHECK).verdict == "supported"
    item = direct(0.1, loss=q(upper=20))
    assert only(item, DIRECT_CHECK).verdict == "undetermined"
    assert only(direct(0.1, loss=0), DIRECT_CHECK).verdict == "supported"
    assert only(direct(q(lower="0.1", upper="0.2"), loss=q(lower=20, upper=30)), DIRECT_CHECK).verdict == "refuted"


def test_no_key_no_verdict():
    assert by_check(link(DIRECT, channelLoss=20, qber="0.02"), DIRECT_CHECK) == []


def test_different_statistics_are_not_compared():
    best = q("0.1", statistic="best")
    assert only(direct(best), DIRECT_CHECK).verdict == "refuted"
    found = only(direct(best, loss=q("20", statistic="mean")), DIRECT_CHECK)
    assert found.verdict == "undetermined" and "equal statistic" in found.needs[0]
    assert "equal statistic" in only(direct(best, kind="QkdSystem"), DIRECT_CHECK).needs[0]


# divided paths


@pytest.mark.parametrize("protocol", ["twin-field", "mdi", "mode-pairing"])
def test_middle_stations_beat_the_undivided_path(protocol):
    item = link(DIRECT, protocol=protocol, intermediateStations=1, channelLoss=140, secretKeyPerUse="1.4e-11")
    assert by_check(item, DIRECT_CHECK) == [] and only(item, CHAIN).verdict == "supported"
    item = link(DIRECT, protocol=protocol, intermediateStations=1, channelLoss=140, secretKeyPerUse="2e-7")
    found = only(item, CHAIN)
    assert found.verdict == "refuted" and float(found.bound) == pytest.approx(1e-7 / 0.693147, 1e-5)


def test_stations_of_any_spacing_have_the_bound_of_equal_ones():
    for assume in (DIRECT, DIRECT | {"stationSpacing": "unequal"}):
        item = link(assume, protocol="bb84", intermediateStations=3, channelLoss=80, secretKeyPerUse="0.02")
        found = only(item, CHAIN)
        assert found.verdict == "refuted" and float(found.bound) == pytest.approx(-log2(0.99))


def test_a_protocol_with_a_station_is_never_refuted_for_counting_none():
    item = link(DIRECT, protocol="twin-field", intermediateStations=0, channelLoss=140, secretKeyPerUse="1")
    uncounted, bound = by_check(item, CHAIN)
    assert (uncounted.verdict, uncounted.kind) == ("undetermined", "model")
    assert bound.verdict == "undetermined" and "counted" in bound.needs[0]


def test_a_memory_is_a_station_and_may_be_counted():
    stated = DIRECT | {"memoryNode": True}
    item = link(stated, intermediateStations=0, channelLoss=60, secretKeyPerUse="1e-4")
    assert by_check(item, DIRECT_CHECK) == [] and only(item, CHAIN).verdict == "supported"
    counted = link(stated, intermediateStations=1, channelLoss=60, secretKeyPerUse="1e-2")
    assert only(counted, CHAIN).verdict == "refuted"


def test_a_source_of_pairs_may_stand_between_the_ends():
    for rate, verdict in (("1e-5", "supported"), ("1e-2", "refuted")):
        item = link(DIRECT, protocol="bbm92", intermediateStations=0, channelLoss=60, secretKeyPerUse=rate)
        assert by_check(item, DIRECT_CHECK) == [] and only(item, CHAIN).verdict == verdict


def test_stations_without_an_upper_end_bound_nothing():
    item = link(DIRECT, intermediateStations=q(lower=1), channelLoss=60, secretKeyPerUse=1)
    assert by_check(item, CHAIN) == []


# amplifiers


@pytest.mark.parametrize(
    "model, verdict",
    [("unconditional", "refuted"), ("collective-attacks", "refuted"), ("controlled-loss", "undetermined"),
     (None, "undetermined")],
)  # fmt: skip
def test_amplifiers_bound_the_key_by_the_security_model(model, verdict):
    stated = DIRECT | {"opticalAmplifiers": "in-line"} | ({"securityModel": model} if model else {})
    item = link(stated, protocol="other", intermediateStations=0, km=1000, attenuation="0.2", secretKeyPerUse="1e-6")
    found = only(item, AMPLIFIED)
    assert found.verdict == verdict and by_check(item, DIRECT_CHECK) == [] and by_check(item, CHAIN) == []
    assert verdict == "refuted" or found.needs[0].startswith("securityModel")


# noise


def noisy(rate, noise="1", assume=None, **claims):
    stated = DIRECT | {"noiseReferredTo": "channel-input", "trustedNoise": False} | (assume or {})
    claims = {"protocol": "cv-gaussian", "intermediateStations": 0, "channelLoss": 20} | claims
    return link(stated, excessNoise=noise, secretKeyPerUse=rate, **claims)


def test_noise_lowers_the_bound():
    item = noisy("0.008")
    assert only(item, DIRECT_CHECK).verdict == "supported" and only(item, THERMAL).verdict == "refuted"
    assert only(noisy("0.002"), THERMAL).verdict == "supported"
    assert only(noisy("0.008", "0"), THERMAL).verdict == "supported"


def test_trusted_noise_does_not_count():
    assert only(noisy("0.008", assume={"trustedNoise": True}), THERMAL).verdict == "undetermined"


def test_noise_at_the_output_is_larger_at_the_input():
    assert only(noisy("0.008", "0.01", {"noiseReferredTo": "channel-output"}), THERMAL).verdict == "refuted"
    assert only(noisy("0.008", "0.01"), THERMAL).verdict == "supported"


# pairs


def pairs(rate, assume=None, **claims):
    stated = DIRECT | {"postselection": "coincidence"} | (assume or {})
    claims = {"clockRate": "1e9", "bellFidelity": "0.99", "intermediateStations": 0, "channelLoss": 120} | claims
    return link(stated, "EntanglementLink", pairRate=rate, **claims)


def test_registered_pairs_are_bounded_with_a_source_between():
    assert only(pairs("1000"), PAIRS).verdict == "supported"
    assert only(pairs("1e5"), PAIRS).verdict == "refuted"


def test_pairs_that_a_source_made_are_not():
    found = only(pairs("1e5", {"postselection": "none"}), PAIRS)
    assert found.verdict == "undetermined" and found.needs == ("postselection: coincidence (stated: none)",)


def test_poor_pairs_are_worth_less():
    assert only(pairs("1e5", bellFidelity="0.51"), PAIRS).verdict == "supported"
    assert by_check(pairs("1e5", bellFidelity="0.5"), PAIRS) == []


def test_pairs_without_clock_or_fidelity_are_asked_about():
    item = link(DIRECT, "EntanglementLink", pairRate="1e5", channelLoss=120, intermediateStations=0)
    assert only(item, PAIRS).needs == ("clockRate", "bellFidelity")
    assert by_check(link(DIRECT, "EntanglementLink", pairRate="1e5"), PAIRS) == []


@settings(max_examples=60)
@given(
    rate=st.floats(1e-4, 1), loss=st.floats(1, 60), u=st.floats(1e-4, 0.5),
    shrink=st.lists(st.floats(0.1, 0.99), min_size=1, max_size=6),
)  # fmt: skip
def test_shrinking_uncertainty_never_turns_a_verdict_around(rate, loss, u, shrink):
    verdicts = []
    for share in [1.0, *shrink]:
        u *= share
        item = direct(q(f"{rate:.9g}", f"{rate * u:.9g}"), loss=q(f"{loss:.9g}", f"{u:.9g}"))
        verdicts.append(only(item, DIRECT_CHECK).verdict)
    assert not {"supported", "refuted"} <= set(verdicts)


def test_a_source_at_one_end_divides_nothing():
    stated = DIRECT | {"postselection": "coincidence"}
    claims = {
        "pairRate": 40000,
        "bellFidelity": "0.99",
        "clockRate": "1e6",
        "channelLoss": 20,
        "intermediateStations": 0,
    }
    check = "pair-rate-capacity"
    assert only(link(stated, "EntanglementLink", **claims), check).verdict == "supported"
    between = only(link(stated | {"sourcePosition": "between-nodes"}, "EntanglementLink", **claims), check)
    assert between.verdict == "supported"
    at_end = only(link(stated | {"sourcePosition": "at-end-node"}, "EntanglementLink", **claims), check)
    assert at_end.verdict == "refuted" and "source at one end" in at_end.reason
    assert float(between.bound) > 9 * float(at_end.bound)
