"""The loss that the spreading of a beam makes, alone and as what bounds a rate."""

from __future__ import annotations

from math import log10, pi

import pytest

from qgov.grounding.checks.link.diffraction import diffraction_loss

from ..builders import by_check, only, q
from .links import DIRECT, link, without

CHECK, RATE = "diffraction-loss", "direct-link-capacity"
BEAM = {"medium": "free-space", "lossIncludesDiffraction": True, "memoryNode": False}
# 0.3 m to 1 m at 850 nm over 1200 km: the satellite of 10.1038/nature23655
SATELLITE = {
    "transmitterAperture": "0.3", "receiverAperture": "1", "wavelength": "850e-9", "km": 1200, "intermediateStations": 0,
}  # fmt: skip
LEAST = -20 * log10(pi * 0.3 * 1 / (4 * 850e-9 * 1.2e6))


def downlink(assume=BEAM, **claims):
    own = {term: value for term, value in (SATELLITE | claims).items() if value is not None}
    return link(assume, **own)


def test_the_law():
    assert diffraction_loss(0.3, 1, 850e-9, 1.2e6) == pytest.approx(LEAST) == pytest.approx(12.7278, abs=1e-4)
    assert diffraction_loss(0.3, 1, 850e-9, 2.4e6) == pytest.approx(LEAST + 20 * log10(2))
    assert diffraction_loss(1, 1, 850e-9, 1000) == 0
    with pytest.raises(ValueError):
        diffraction_loss(0.3, 1, 850e-9, 0)


def test_it_is_no_more_than_the_best_gaussian_beam_loses():
    """A focused Gaussian beam cut by two hard openings, integrated numerically, is one of the modes that are bounded."""
    import numpy

    radius = numpy.linspace(0, 0.15, 2001)
    for waist in (0.05, 0.08, 0.12, 0.3):
        field = numpy.exp(-((radius / waist) ** 2))
        power = numpy.trapezoid(field**2 * radius, radius)
        seen = numpy.linspace(0, 0.5, 801)
        bessel = numpy.array([
            numpy.trapezoid(field * _j0(2 * pi * radius * one / (850e-9 * 1.2e6)) * radius, radius) for one in seen
        ])  # fmt: skip
        arrived = numpy.trapezoid((2 * pi / (850e-9 * 1.2e6) * bessel) ** 2 * seen, seen)
        assert 10 * log10(power / arrived) > LEAST - 1e-3
    assert 10 * log10(power / arrived) < LEAST + 1.5  # an even field in a far receiver comes near the bound


def _j0(x):
    from scipy.special import j0

    return j0(x)


@pytest.mark.parametrize(
    "loss, verdict", [(22, "supported"), (12.8, "supported"), (12, "undetermined"), (3, "refuted")]
)
def test_a_stated_loss(loss, verdict):
    found = only(downlink(channelLoss=loss), CHECK)
    assert found.verdict == verdict and float(found.bound) == pytest.approx(LEAST) and found.side == "at least"


@pytest.mark.parametrize("gone", ["medium", "lossIncludesDiffraction", "memoryNode"])
def test_what_is_not_stated_is_asked_for(gone):
    found = only(downlink(without(BEAM, gone), channelLoss=3), CHECK)
    assert found.verdict == "undetermined" and found.needs[0].startswith(gone)


def test_mirrors_on_the_way_gather_the_beam():
    found = only(downlink(channelLoss=3, intermediateStations=1), CHECK)
    assert found.verdict == "undetermined" and found.needs[0].startswith("intermediateStations: 0")
    found = only(downlink(channelLoss=3, intermediateStations=None), CHECK)
    assert found.verdict == "undetermined" and found.needs == ("intermediateStations: 0",)


def test_what_is_missing_is_asked_for():
    found = only(downlink(channelLoss=3, wavelength=None), CHECK)
    assert (found.verdict, found.needs) == ("undetermined", ("wavelength",))
    assert by_check(downlink({"medium": "fibre"}, channelLoss=3), CHECK) == []
    bare = link(BEAM, channelLoss=3, km=1200)
    assert by_check(bare, CHECK) == []


def test_the_best_loss_of_a_pass_is_not_that_of_its_mean_distance():
    found = only(downlink(channelLoss=q("3", statistic="best"), length=q("1200000", statistic="mean"), km=None), CHECK)
    assert found.verdict == "undetermined" and "equal statistic" in found.needs[0]


def test_an_uncertain_distance():
    found = only(downlink(channelLoss=q("11", "0.2"), length=q("1200000", "200000"), km=None), CHECK)
    assert found.verdict == "undetermined"


def test_telescopes_bound_the_rate_where_no_loss_is_stated():
    stated = DIRECT | {"medium": "free-space"}
    found = only(downlink(stated, protocol="bb84", secretKeyPerUse="0.5"), RATE)
    assert found.verdict == "refuted" and "diffraction" in found.reason
    assert only(downlink(stated, protocol="bb84", secretKeyPerUse="1e-4"), RATE).verdict == "supported"
    near = only(downlink(stated, protocol="bb84", secretKeyPerUse="0.5", km=1), RATE)
    assert near.verdict == "supported"  # all light may arrive


def test_a_satellite_between_two_stations_is_no_single_beam():
    stated = DIRECT | {"medium": "free-space"}
    for protocol in ("bbm92", "twin-field"):
        for found in by_check(downlink(stated, protocol=protocol, secretKeyPerUse="0.5"), "chain-capacity"):
            assert found.verdict == "undetermined" and "diffraction" not in found.reason
    at_end = downlink(stated | {"sourcePosition": "at-end-node"}, protocol="bbm92", secretKeyPerUse="0.5")
    assert only(at_end, RATE).verdict == "refuted" and by_check(at_end, "chain-capacity") == []
