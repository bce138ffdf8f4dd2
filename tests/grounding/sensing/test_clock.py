"""How steady a clock of so many atoms can be."""

from __future__ import annotations

from math import pi, sqrt

import pytest

from qgov.grounding.checks.sensing.clock import clock_noise

from ..builders import q
from .devices import agrees, item, only

CHECK = "clock-instability"
APART = {"generator": "linear", "probeState": "uncorrelated", "gain": 1}
# two strontium clocks of some 1000 atoms, 160 ms of probe time, 1e-17 after 1000 s: 10.1103/PhysRevLett.109.230801
STRONTIUM = {"frequency": "4.29e14", "probes": 1000, "interrogationTime": "0.16", "averagingTime": 1000}


def clock(assume=APART, **claims):
    own = {term: value for term, value in (STRONTIUM | claims).items() if value is not None}
    return item("QuantumSensor", assume, **own)


def test_the_law():
    assert clock_noise(4.29e14, 1000, 0.16, 1000) == pytest.approx(1 / (2 * pi * 4.29e14 * sqrt(1000 * 0.16 * 1000)))
    assert clock_noise(4.29e14, 1000, 0.16, 1000, entangled=True) == pytest.approx(
        clock_noise(4.29e14, 1000, 0.16, 1000) / sqrt(1000)
    )
    # an average over less than one interrogation is that of one
    assert clock_noise(1.0, 1, 2.0, 1.0) == clock_noise(1.0, 1, 2.0, 2.0)


def test_a_genuine_clock():
    found = agrees(clock(fractionalInstability="1e-17"), CHECK)
    assert (found.verdict, found.kind) == ("supported", "theorem")


@pytest.mark.parametrize(
    "instability, verdict",
    [
        ("9e-19", "undetermined"),
        ("6.6e-19", "undetermined"),  # the modified Allan deviation, perhaps
        ("5e-19", "refuted"),
        (q("5e-19", "1e-20"), "refuted"),
        (q("5e-19", "3e-19"), "undetermined"),
    ],
)
def test_steadier_than_uncorrelated_atoms(instability, verdict):
    assert only(clock(fractionalInstability=instability), CHECK).verdict == verdict


@pytest.mark.parametrize("gone", ["generator", "gain"])
def test_what_is_not_stated_is_asked_for(gone):
    stated = {term: word for term, word in APART.items() if term != gone}
    found = only(clock(stated, fractionalInstability="5e-19"), CHECK)
    assert found.verdict == "undetermined" and found.needs[0].startswith(gone)


def test_entangled_atoms_may_be_steadier_up_to_heisenbergs_limit():
    stated = {"generator": "linear", "gain": 1}
    for entangled in (stated, stated | {"probeState": "entangled"}, stated | {"sharedEntanglement": True}):
        assert agrees(clock(entangled, fractionalInstability="1e-19"), CHECK).verdict == "supported"
        assert only(clock(entangled, fractionalInstability="1e-20"), CHECK).verdict == "refuted"


def test_atoms_that_share_no_entanglement_with_anyone_may_be_squeezed():
    """350 ytterbium atoms squeezed by 4.4 dB (10.1038/s41586-020-3006-1) share none between a sender and a receiver."""
    local = {"generator": "linear", "sharedEntanglement": False, "gain": 1}
    asked = only(clock(local, fractionalInstability="5e-19"), CHECK)
    assert asked.verdict == "undetermined" and asked.needs == ("probeState: uncorrelated",)
    assert only(clock({**local, "probeState": "squeezed"}, fractionalInstability="1e-19"), CHECK).verdict == "supported"
    assert (
        only(clock({**local, "probeState": "uncorrelated"}, fractionalInstability="5e-19"), CHECK).verdict == "refuted"
    )
    assert only(clock(local, fractionalInstability="1e-17"), CHECK).verdict == "supported"
    assert only(clock(local, fractionalInstability="1e-20"), CHECK).verdict == "refuted"  # beyond Heisenberg's limit


def test_what_is_missing_is_asked_for():
    found = only(clock(fractionalInstability="1e-17", probes=None, averagingTime=None), CHECK)
    assert (found.verdict, found.needs) == ("undetermined", ("probes", "averagingTime"))
