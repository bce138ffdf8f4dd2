"""Quantum memory or not, safe from copies or not, better than a loop of fibre or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding import ground_item
from qgov.grounding.checks.memory import bars, circuits

from ..builders import q
from .claims import BARE, all_of, judged, memory

CHECK = "quantum-memory"
PULSES = {"inputState": "weak-coherent", "meanPhotonNumber": "0.5"}


def uniform(photons: int) -> float:
    return bars.copies_bar(photons, 2)


def test_the_bars():
    assert uniform(1) == pytest.approx(2 / 3) and bars.copies_bar(1, 3) == 0.5
    assert bars.circle_bar(1) == 0.75 and bars.circle_bar(2) == pytest.approx(0.5 + 2 * 2**0.5 / 8)
    assert bars.pulse_bar(0.5, 1, uniform) == pytest.approx(0.688, abs=5e-4)
    assert bars.pulse_bar(0.5, 0.1, uniform) == pytest.approx(0.770, abs=5e-4)
    assert bars.clone_bar(2) == pytest.approx(5 / 6)
    assert bars.fibre_efficiency(10e-6) == pytest.approx(10**-0.018)


@given(st.floats(1e-6, 50), st.floats(1e-6, 1))
def test_the_bar_for_pulses_rises_with_brightness_and_silence(mean, efficiency):
    bar = bars.pulse_bar(mean, efficiency, uniform)
    assert 2 / 3 - 1e-9 <= bar <= 1
    assert bars.pulse_bar(mean, efficiency / 2, uniform) >= bar - 1e-9
    assert bars.pulse_bar(mean * 1.1, efficiency, uniform) >= bar - 1e-9


@pytest.mark.parametrize(
    "state, value, verdict",
    [
        ("single-photon", "0.67", "met"), ("single-photon", "0.66", "not-met"), ("entangled-photon", "0.9", "met"),
        ("matter-qubit", "0.9", "met"), (None, "0.9", "undetermined"), (None, "0.6", "not-met"),
        ("squeezed", "0.9", "undetermined"), ("other", "0.5", "not-met"),
    ],
)  # fmt: skip
def test_single_quanta(state, value, verdict):
    claims = {"fidelity": value} | ({"inputState": state} if state else {})
    found = judged(memory(**claims), CHECK)
    assert (found.verdict, found.kind) == (verdict, "capability")
    assert (verdict == "undetermined") == bool(found.needs)


def test_two_thirds_is_the_wrong_bar_for_laser_pulses():
    assert judged(memory(fidelity="0.75", efficiency="1", **PULSES), CHECK).verdict == "met"
    assert judged(memory(fidelity="0.75", efficiency="0.1", **PULSES), CHECK).verdict == "not-met"
    assert judged(memory(fidelity="0.79", efficiency="0.1", **PULSES), CHECK).verdict == "met"
    assert judged(memory(fidelity="0.99", **PULSES), CHECK).needs == ("efficiency",)
    assert judged(memory(fidelity="0.68", **PULSES), CHECK).verdict == "not-met"
    assert judged(memory(fidelity="0.99", inputState="weak-coherent"), CHECK).needs == ("meanPhotonNumber", "efficiency")
    assert judged(memory(fidelity="0.6", inputState="weak-coherent"), CHECK).verdict == "not-met"


def test_the_guard_band_holds_for_fidelity_brightness_and_efficiency():
    for u, verdict in (("0.005", "met"), ("0.02", "undetermined")):
        assert judged(memory(fidelity=q("0.69", u), inputState="single-photon"), CHECK).verdict == verdict
    wide = {"inputState": "weak-coherent", "meanPhotonNumber": "0.5"}
    assert judged(memory(fidelity="0.78", efficiency=q("0.1", "0.05"), **wide), CHECK).verdict == "undetermined"
    assert judged(memory(fidelity="0.78", efficiency=q("0.1", "0.001"), **wide), CHECK).verdict == "met"


def test_known_circles_of_states_need_more():
    for ensemble in ("four-states", "equatorial"):
        stated = {"inputEnsemble": ensemble}
        assert judged(memory(stated, fidelity="0.72", inputState="single-photon"), CHECK).verdict == "not-met"
        assert judged(memory(stated, fidelity="0.76", inputState="single-photon"), CHECK).verdict == "met"
    four = judged(memory({"inputEnsemble": "four-states"}, fidelity="0.83", efficiency="0.5", **PULSES), CHECK)
    assert four.verdict == "undetermined" and "six-states" in four.needs[0]
    for ensemble in ("two-states", "coherent-states", "other"):
        assert judged(memory({"inputEnsemble": ensemble}, fidelity="0.9", inputState="single-photon"), CHECK).needs
        assert judged(memory({"inputEnsemble": ensemble}, fidelity="0.5", inputState="other"), CHECK).verdict == "not-met"
    assert judged(memory({"dimension": 3}, fidelity="0.6", inputState="single-photon"), CHECK).verdict == "met"


def test_long_coherence_or_high_efficiency_alone_shows_nothing():
    for claims in ({"t2": "21600"}, {"storageTime": "3600"}, {"efficiency": "0.92"}):
        found = judged(memory(**claims), CHECK)
        assert found.verdict == "undetermined" and found.needs == ("fidelity", "inputState")
    assert all_of(memory(encoding="time-bin"), CHECK) == []


def test_entanglement_that_survives():
    assert judged(memory(bellFidelity="0.7"), CHECK).verdict == "met"
    assert judged(memory(bellFidelity="0.5"), CHECK).verdict == "not-met"
    assert judged(memory(bellFidelity=q("0.52", "0.05")), CHECK).verdict == "undetermined"


@pytest.mark.parametrize(
    "state, value, verdict",
    [("single-photon", "0.84", "met"), ("single-photon", "0.83", "not-met"), ("weak-coherent", "0.95", "undetermined"),
     ("weak-coherent", "0.7", "not-met"), (None, "0.95", "undetermined")],
)  # fmt: skip
def test_safe_from_copies(state, value, verdict):
    claims = {"fidelity": value} | ({"inputState": state} if state else {})
    assert judged(memory(**claims), "memory-cloning").verdict == verdict


def test_a_perfect_output_is_safe_above_one_half():
    first, second = all_of(memory(fidelity="1", efficiency="0.6", inputState="single-photon"), "memory-cloning")
    assert (first.verdict, second.verdict) == ("met", "met")
    assert all_of(memory(fidelity="1", efficiency="0.4", inputState="single-photon"), "memory-cloning")[1].verdict == "not-met"
    circle = memory({"inputEnsemble": "equatorial"}, fidelity="0.85", inputState="single-photon")
    assert judged(circle, "memory-cloning").verdict == "not-met"


def test_a_loop_of_fibre():
    line = "memory-delay-line"
    assert judged(memory(efficiency="0.9", storageTime="100e-6"), line).verdict == "met"
    assert judged(memory(efficiency="0.5", storageTime="10e-6"), line).verdict == "not-met"
    assert judged(memory(efficiency="0.9", storageTime=q(lower="10e-6", upper="100e-6")), line).verdict == "undetermined"
    assert judged(memory(efficiency="0.9", storageTime=q(lower="1e-9")), line).verdict == "undetermined"
    assert all_of(memory(efficiency="0.9", storageTime="1", inputState="matter-qubit"), line) == []


@pytest.mark.parametrize("share, expected", [(1 / 3, 2 / 3), (0.5, 0.75)])
def test_measuring_and_preparing_in_a_circuit(share, expected):
    assert circuits.measure_and_prepare({"pole share": share})[0] == pytest.approx(expected, abs=1e-9)


def test_the_cloner_in_a_circuit():
    value, drawing = circuits.two_copies({"poles": 1.0})
    assert value == pytest.approx(5 / 6, abs=1e-9) and "RY" in drawing


def test_every_circuit_corroborates():
    item = memory(BARE, fidelity="0.9", efficiency="0.5", inputState="single-photon", storageTime="1e-4", t1="1e-3", t2="1e-3")
    found = ground_item(item, simulate=True)
    assert not any("engine fault" in warning for warning in found.warnings)
    shown = {one.check for one in found.groundings if one.simulated}
    assert shown == {"relaxation-limit", "memory-relaxation", CHECK, "memory-cloning", EFFICIENCY}
    assert all(one.simulated["difference"] < 1e-6 for one in found.groundings if one.simulated)


EFFICIENCY = "memory-efficiency"

NUMBERS = st.one_of(
    st.decimals(min_value=0, max_value=1, places=6),
    st.sampled_from(["0", "1", "2", "1E-300", "1E+300", "1E-7", "NaN", "Infinity", "-1"]),
)
QUANTITIES = st.builds(q, st.none() | NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
TERMS = ("fidelity", "efficiency", "storageTime", "t1", "t2", "meanPhotonNumber", "bellFidelity")


@given(
    st.dictionaries(st.sampled_from(TERMS), QUANTITIES), st.sampled_from([None, "weak-coherent", "single-photon"]),
    st.sampled_from([None, "six-states", "four-states", "equatorial", "coherent-states"]), st.booleans(),
)  # fmt: skip
def test_whatever_is_claimed(claims, state, ensemble, stated):
    assume = (BARE if stated else {}) | ({"inputEnsemble": ensemble} if ensemble else {})
    found = ground_item(memory(assume, **claims, **({"inputState": state} if state else {})), simulate=False)
    for one in found.groundings:
        assert one.verdict in {"supported", "refuted", "undetermined", "met", "not-met"}
        assert one.verdict != "refuted" or (one.kind == "theorem" and stated)
        assert (one.verdict == "undetermined") == bool(one.needs)
        one.to_dict()
