"""Key rates, lengths and thresholds against TNO's library."""

from __future__ import annotations

import pytest

from qgov.grounding.checks.link.asymptotic_rate import two_bases
from qgov.grounding.checks.link.capacity import loss_capacity, transmissivity
from qgov.grounding.checks.link.dark_counts import counted, floor
from qgov.grounding.checks.link.decoy_rate import decoy_rate
from qgov.grounding.checks.link.finite_key import longest
from qgov.grounding.checks.link.qber_threshold import ONE_WAY, THRESHOLDS

from ..builders import by_check, ground, only
from ..link.links import DIRECT, link
from .tables import rows

STATED = DIRECT | {"postselection": "none", "source": "decoy-weak-coherent"}
CLOSE = 1 - 2e-3  # the library's double counts make a little less of a difference than this
DECOY = rows("key_rates", "decoy") + rows("key_rates", "bright")


def number(value):
    return f"{value:.12g}"


@pytest.mark.parametrize("inputs, value", rows("key_rates", "single photon") + rows("key_rates", "bbm92"))
def test_asymptotic_key_rate(inputs, value):
    assert two_bases(inputs["qber"]) == pytest.approx(max(0.0, value), abs=1e-9)
    if value > 0.001:
        for share, verdict in ((1 - 1e-6, "supported"), (1.12, "undetermined")):
            claims = {"asymptoticKeyRate": number(share * value), "qber": number(inputs["qber"])}
            assert only(link(DIRECT, protocol="bb84", **claims), "asymptotic-key-rate").verdict == verdict


def test_one_way_threshold():
    ((_, half),) = rows("key_rates", "threshold")
    assert THRESHOLDS[2][ONE_WAY] == pytest.approx(half, abs=5e-5)


def ours(inputs):
    eta = transmissivity(inputs["loss"]) * inputs["efficiency"]
    return decoy_rate(eta, inputs["photons"], inputs["dark"], inputs["qber"])


@pytest.mark.parametrize("inputs, value", rows("key_rates", "decoy"))
def test_key_rate_of_perfect_decoys(inputs, value):
    assert ours(inputs) == pytest.approx(value, rel=2e-3, abs=1e-12)


@pytest.mark.parametrize("inputs, value", rows("key_rates", "bright"))
def test_key_rate_of_bright_pulses(inputs, value):
    assert ours(inputs) == pytest.approx(value, rel=2e-3)


@pytest.mark.parametrize("inputs, value", rows("key_rates", "few decoys"))
def test_few_decoys_give_less(inputs, value):
    assert value <= ours(inputs) * (1 + 1e-5)


@pytest.mark.parametrize("inputs, value", DECOY + rows("key_rates", "few decoys"))
def test_a_simulated_link_is_never_refuted(inputs, value):
    claims = {"qber": number(inputs["qber"]), "darkCountProbability": number(inputs["dark"]),
              "channelLoss": inputs["loss"], "detectorEfficiency": inputs["efficiency"],
              "meanPhotonNumber": inputs["photons"]}  # fmt: skip
    if value > 0:
        claims["secretKeyPerUse"] = number(CLOSE * value)
    item = link(STATED, protocol="decoy-bb84", **claims)
    verdicts = {found.check: found.verdict for found in ground(item).groundings}
    assert "refuted" not in verdicts.values()
    assert verdicts["dark-count-floor"] == "supported"
    assert value == 0 or verdicts["qber-threshold"] != "not-met"
    assert value == 0 or verdicts["decoy-key-rate"] == verdicts["direct-link-capacity"] == "supported"


@pytest.mark.parametrize("inputs, value", [row for row in DECOY if row[1] > 0])
def test_key_of_a_sifted_bit_with_decoys(inputs, value):
    claims = {"qber": number(inputs["qber"]), "darkCountProbability": number(inputs["dark"]),
              "channelLoss": inputs["loss"], "detectorEfficiency": inputs["efficiency"],
              "meanPhotonNumber": inputs["photons"]}  # fmt: skip
    rate = number(CLOSE * value / inputs["gain"])
    item = link(STATED, protocol="decoy-bb84", asymptoticKeyRate=rate, **claims)
    assert only(item, "asymptotic-key-rate").verdict == "supported"


@pytest.mark.parametrize("inputs, value", DECOY)
def test_errors_of_dark_counts(inputs, value):
    eta = transmissivity(inputs["loss"]) * inputs["efficiency"]
    signal = counted(eta * inputs["photons"], coherent=True)
    assert floor(inputs["dark"], signal) <= inputs["qber"] + 1e-15
    assert inputs["gain"] == pytest.approx(inputs["dark"] + signal - inputs["dark"] * signal, rel=1e-9)


@pytest.mark.parametrize("inputs, value", rows("key_rates", "finite bb84") + rows("key_rates", "finite bbm92"))
def test_finite_keys_are_no_longer_than_qgov_allows(inputs, value):
    assert longest(inputs["rounds"], inputs["qber"]) >= value or value == 0
    if value > 0:
        claims = {"rounds": inputs["rounds"], "qber": number(inputs["qber"]), "keyLength": number(value)}
        (found,) = by_check(link(DIRECT, protocol="bbm92", **claims), "finite-key")
        assert found.verdict == "met"


@pytest.mark.parametrize("inputs, value", rows("key_rates", "finite bbm92"))
def test_long_sessions_give_what_the_asymptotic_rate_gives(inputs, value):
    """Within a tenth of the library's length, where that is not near its end."""
    if value > 0.2 * inputs["rounds"]:
        assert longest(inputs["rounds"], inputs["qber"]) <= 1.1 * value


def test_beyond_the_threshold_no_session_gives_a_key():
    found = [(inputs, value) for inputs, value in rows("key_rates", "finite bbm92") if inputs["qber"] > 0.1101]
    assert found and all(value == 0 and longest(inputs["rounds"], inputs["qber"]) < 0 for inputs, value in found)


@pytest.mark.parametrize("inputs, value", rows("key_rates", "best"))
def test_no_rate_is_beyond_the_capacity(inputs, value):
    assert value <= loss_capacity(transmissivity(inputs["loss"]))
    assumed = DIRECT | {"source": inputs["source"]}
    item = link(assumed, protocol="bb84", channelLoss=inputs["loss"], secretKeyPerUse=number(value))
    assert only(item, "direct-link-capacity").verdict == "supported"
