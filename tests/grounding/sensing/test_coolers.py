"""The second law, and coolers that are coldest without load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..builders import q
from .devices import found, item, only
from .test_phase import QUANTITIES

CARNOT, BASE = "carnot", "base-temperature"


def cooler(kind="CryogenicCooler", **claims):
    return item(kind, None, **claims)


def test_genuine_coolers():
    # dilution refrigerator, 0.5 mW at 100 mK from about 10 kW: review 10.1016/j.cryogenics.2021.103390
    dilution = {"coolingPower": "5e-4", "coolingTemperature": "0.1", "inputPower": 10000, "hotTemperature": 300}
    assert only(cooler(**dilution), CARNOT).verdict == "supported"
    # pulse tube, 1.5 W at 4.2 K from 10.7 kW, base 2.8 K: 10.1007/s10909-011-0373-x on such coolers
    tube = cooler("PulseTubeCryocooler", coolingPower="1.5", coolingTemperature="4.2", baseTemperature="2.8",
                  inputPower=10700, hotTemperature=300)  # fmt: skip
    assert only(tube, CARNOT).verdict == only(tube, BASE).verdict == "supported"


@pytest.mark.parametrize(
    "power, verdict",
    [(29999, "supported"), (29000, "undetermined"), (26000, "refuted"), (q(29000, 100), "refuted"),
     (q(29000, 500), "undetermined"), (0, "refuted"), (q(lower=1), "supported"), (q(upper=1), "refuted")],
)  # fmt: skip
def test_a_watt_at_ten_millikelvin_takes_thirty_kilowatts(power, verdict):
    one = only(cooler(coolingPower=1, coolingTemperature="0.01", inputPower=power, hotTemperature=300), CARNOT)
    assert (one.verdict, one.kind) == (verdict, "theorem") and one.bound == 29999


def test_the_uncertainty_of_a_temperature_widens_the_bound():
    claims = {"coolingPower": 1, "inputPower": 20000, "hotTemperature": 300}
    assert only(cooler(coolingTemperature=q("0.01", "0.003"), **claims), CARNOT).verdict == "undetermined"
    assert only(cooler(coolingTemperature=q("0.01", "0.0003"), **claims), CARNOT).verdict == "refuted"


def test_a_one_shot_cooler_takes_no_power_while_it_holds():
    claims = {"coolingPower": "1e-6", "coolingTemperature": "0.05", "inputPower": 0, "hotTemperature": 4}
    one = only(cooler(holdTime=172800, **claims), CARNOT)
    assert one.verdict == "undetermined" and "whole cycle" in one.needs[0]
    assert only(cooler(**claims), CARNOT).verdict == "refuted"
    # demagnetisation from 4 K: while it holds, the magnet takes less than the whole cycle does
    some = claims | {"coolingPower": "1e-3", "inputPower": "0.01"}
    assert only(cooler(holdTime=3600, **some), CARNOT).verdict == "undetermined"
    assert only(cooler(**some), CARNOT).verdict == "refuted"


def test_a_hold_time_excuses_no_more_heat_than_a_refrigerant_holds():
    claims = {"coolingPower": 1, "coolingTemperature": "0.01", "inputPower": 10000, "hotTemperature": 300}
    assert only(cooler(holdTime=3600, **claims), CARNOT).verdict == "refuted"  # 3.6 kJ; 1000 mol of spins hold 173 J
    assert only(cooler(holdTime=100, **claims), CARNOT).verdict == "undetermined"
    assert only(cooler(holdTime=q(upper=3600), **claims), CARNOT).verdict == "undetermined"
    # a bath of helium-3 at 0.3 K: 3.6 kJ, where 1000 moles of helium take up 100 kJ at most
    bath = {"coolingPower": "0.1", "coolingTemperature": "0.3", "inputPower": 1, "hotTemperature": 4}
    assert only(cooler(holdTime=36000, **bath), CARNOT).verdict == "undetermined"
    tube = {"coolingPower": 20, "coolingTemperature": "4.2", "inputPower": 1200, "hotTemperature": 298}
    assert only(cooler("PulseTubeCryocooler", holdTime=3600, **tube), CARNOT).verdict == "refuted"


def test_a_bath_of_helium_takes_no_power():
    claims = {"coolingPower": 10, "coolingTemperature": "4.2", "inputPower": 50, "hotTemperature": 300}
    assert only(cooler(**claims), CARNOT).needs == ("a closed cycle, without cryogen from outside",)
    assert only(cooler("PulseTubeCryocooler", **claims), CARNOT).verdict == "refuted"


def test_what_is_missing_is_asked_for():
    assert only(cooler(inputPower=100, coolingPower=1), CARNOT).needs == ("coolingTemperature", "hotTemperature")
    assert found(cooler(coolingPower=1, coolingTemperature=4, hotTemperature=300), CARNOT) == []
    downhill = only(cooler(inputPower=0, coolingPower=1, coolingTemperature=300, hotTemperature=4), CARNOT)
    assert downhill.verdict == "supported" and "flows" in downhill.reason


@pytest.mark.parametrize(
    "temperature, verdict",
    [("3", "supported"), ("2.8", "undetermined"), ("2.6", "refuted"), (q("2.6", "0.2"), "undetermined")],
)
def test_no_load_is_taken_below_the_base(temperature, verdict):
    one = cooler("PulseTubeCryocooler", coolingPower=1, coolingTemperature=temperature, baseTemperature=3)
    assert only(one, BASE).verdict == verdict


def test_no_power_contradicts_no_base():
    one = cooler("PulseTubeCryocooler", coolingPower=0, coolingTemperature=1, baseTemperature=3)
    assert found(one, BASE) == []


@given(
    st.dictionaries(
        st.sampled_from(
            ["inputPower", "coolingPower", "coolingTemperature", "hotTemperature", "baseTemperature", "holdTime"]
        ),
        QUANTITIES,
    )
)
def test_odd_numbers_break_nothing(claims):
    for check in (CARNOT, BASE):
        found(cooler(**claims), check)
