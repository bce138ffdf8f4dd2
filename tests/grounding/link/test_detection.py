"""Dark counts, decoy states and weak pulses."""

from __future__ import annotations

from math import exp

import pytest

from qgov.grounding.checks.link.dark_counts import counted, floor
from qgov.grounding.checks.link.decoy_rate import decoy_rate

from ..builders import by_check, only, q
from .links import DIRECT, link

DARK, DECOY, WEAK = "dark-count-floor", "decoy-key-rate", "weak-coherent-limit"


def detected(assume=DIRECT, **claims):
    own = {"protocol": "bb84", "qber": "0.01", "darkCountProbability": "1e-5", "channelLoss": 40,
           "detectorEfficiency": "0.2", "meanPhotonNumber": "0.5"}  # fmt: skip
    own = {term: value for term, value in (own | claims).items() if value is not None}
    return link(assume, **own)


def test_the_floor():
    assert floor(1e-5, 1e-5) == pytest.approx(0.25, rel=1e-5) and floor(0, 0) == 0
    assert floor(1e-6, 1.0) == 0 and floor(1e-6, 0.0) == 0.5
    assert counted(3.0, False) == 1 and counted(1e-3, True) == pytest.approx(1e-3, 1e-3)


@pytest.mark.parametrize(
    "qber, verdict", [("0.25", "supported"), ("0.24", "undetermined"), ("0.22", "refuted"), ("0.3", "supported")]
)
def test_dark_counts_make_errors(qber, verdict):
    found = only(detected(qber=qber), DARK)
    assert found.verdict == verdict and float(found.bound) == pytest.approx(0.25, rel=1e-5)


def test_bright_pulses_hide_dark_counts():
    """Half of the slots hold a signal, which may count where a dark count falls in the same slot."""
    bright = {"meanPhotonNumber": "0.9", "detectorEfficiency": "0.9", "channelLoss": "0.5", "darkCountProbability": "2e-6"}
    stated = DIRECT | {"source": "weak-coherent"}
    assert only(detected(stated, qber="1.45e-6", **bright), DARK).verdict == "supported"
    assert only(detected(stated, qber="0.8e-6", **bright), DARK).verdict == "refuted"


def test_what_is_not_stated_is_asked_for():
    found = only(detected({term: word for term, word in DIRECT.items() if term != "lossIncludesReceiver"}), DARK)
    assert found.verdict == "undetermined" and found.needs[0].startswith("lossIncludesReceiver")


@pytest.mark.parametrize(
    "change, asked",
    [({"sameWindow": False}, "sameWindow: true (stated: false)"),
     ({"postselection": "conditional"}, "postselection: none (stated: conditional)")],
)  # fmt: skip
def test_other_counts_than_those_of_the_signals_are_asked_about(change, asked):
    found = only(detected(DIRECT | change), DARK)
    assert (found.verdict, found.needs) == ("undetermined", (asked,))
    assert only(detected(DIRECT | {"sameWindow": True, "postselection": "none"}), DARK).verdict == "refuted"


@pytest.mark.parametrize("gone", ["detectorEfficiency", "meanPhotonNumber", "channelLoss"])
def test_what_is_missing_is_asked_for(gone):
    found = only(detected(**{gone: None}), DARK)
    assert found.verdict == "undetermined" and gone in found.needs[0]


def test_pairs_and_stations_count_coincidences():
    for protocol in ("bbm92", "mdi", "twin-field", "cv-gaussian"):
        assert by_check(detected(protocol=protocol), DARK) == []


def test_the_best_error_rate_is_of_a_better_moment():
    assert only(detected(qber=q("0.01", statistic="best")), DARK).verdict == "undetermined"


def test_uncertain_dark_counts():
    assert only(detected(qber="0.1", darkCountProbability=q("1e-5", "5e-6")), DARK).verdict == "undetermined"
    assert only(detected(darkCountProbability=q("1e-5", "1e-7")), DARK).verdict == "refuted"
    assert only(detected(darkCountProbability=q(upper="1e-5")), DARK).verdict == "undetermined"


def test_a_key_beyond_the_reach_is_asked_about():
    floor_of, reach = by_check(detected(qber="0.49", darkCountProbability="1e-3", secretKeyRate=1), DARK)
    assert floor_of.verdict in ("supported", "undetermined")
    assert (reach.verdict, reach.kind) == ("undetermined", "model")


def decoy(rate, **claims):
    own = {"protocol": "decoy-bb84", "qber": "0.02", "darkCountProbability": "1e-7", "channelLoss": 20,
           "detectorEfficiency": "0.5", "meanPhotonNumber": "0.5"}  # fmt: skip
    return link(DIRECT, secretKeyPerUse=rate, **(own | claims))


def test_the_key_of_perfect_decoys():
    most = decoy_rate(0.005, 0.5, 1e-7, 0.02)
    assert 5e-4 < most < 0.005 * 0.5 * exp(-0.5)
    assert decoy_rate(1e-9, 0.5, 1e-5, 0.45) == 0 and decoy_rate(0.1, 0.0, 0.0, 0.0) == 0
    assert only(decoy(most), DECOY).verdict == "supported"
    found = only(decoy(1.2 * most), DECOY)
    assert (found.verdict, found.kind) == ("undetermined", "model")
    assert by_check(decoy(most, protocol="bb84"), DECOY) == []


def weak(rate, assume=None, protocol="decoy-bb84", **claims):
    return only(link(DIRECT | (assume or {}), protocol=protocol, secretKeyPerUse=rate, **claims), WEAK)


def test_pulses_of_one_photon():
    assert weak("0.36").verdict == "met" and weak("0.37").verdict == "not-met"
    assert weak("0.05", meanPhotonNumber="0.1").verdict == "met"
    assert weak("0.1", meanPhotonNumber="0.1").verdict == "not-met"
    assert weak("0.36", meanPhotonNumber=q(upper="3")).verdict == "met"
    assert weak("0.37").kind == "capability"


def test_modes_that_are_not_stated_are_asked_for():
    found = only(link(protocol="decoy-bb84", secretKeyPerUse="0.4"), WEAK)
    assert found.verdict == "undetermined" and found.needs == ("modes",)


def test_single_photons_are_not_held_to_it():
    for assume, protocol in (({"source": "single-photon"}, "bb84"), ({}, "bb84"), ({}, "twin-field")):
        assert by_check(link(DIRECT | assume, protocol=protocol, secretKeyPerUse="0.5"), WEAK) == []
    assert weak("0.5", {"source": "weak-coherent"}, "bb84").verdict == "not-met"
